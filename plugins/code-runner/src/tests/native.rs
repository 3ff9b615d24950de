use super::cases::{answer, read};
use crate::evaluator::CodeEvaluator;
use std::io::Write;
use std::process::{Command, Stdio};
use touchstone_sdk::code::*;
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Measure, Program};
const CALL: &str = "import json,sys,importlib;sys.path.insert(0,'.');d=json.load(sys.stdin);m=importlib.import_module(sys.argv[1]);v=getattr(m,sys.argv[2])(*d);open('value.json','w').write(json.dumps(v))";
fn run(p: &Program, i: &Input, _l: &Limits) -> Report {
    let d = std::env::temp_dir().join(format!("cr{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&d);
    std::fs::create_dir_all(&d).unwrap();
    for f in &p.files { std::fs::write(d.join(&f.path), &f.text).unwrap(); }
    let compiled = Command::new("python3.11").current_dir(&d).args(["-c", "import sys;compile(open(sys.argv[1]).read(),sys.argv[1],'exec')", &p.entry]).output().unwrap();
    let mut r = Report { verdict: Verdict::Finished, exit_code: 0, value: None, stdout: vec![], stderr: vec![], fuel: 30_000_000, peak_memory_bytes: 1 };
    if !compiled.status.success() { r.verdict = Verdict::CompileError; r.stderr = compiled.stderr; return r; }
    let mut c = Command::new("bash");
    c.current_dir(&d).arg("-c").arg("ulimit -v 1000000; exec timeout 3 python3.11 \"$@\"").arg("x");
    let stdin = match i {
        Input::Run(run) => { c.arg(&p.entry); run.stdin.clone() }
        Input::Call(call) => { c.args(["-c", CALL, p.entry.trim_end_matches(".py"), &call.function]); format!("[{}]", call.args.join(",")).into_bytes() }
    };
    let mut child = c.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(&stdin);
    let out = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&out.stderr).into_owned();
    r.exit_code = out.status.code().unwrap_or(99) as u8;
    r.verdict = if r.exit_code == 124 { Verdict::TimeLimit } else if err.contains("MemoryError") { Verdict::MemoryLimit } else if out.stdout.len() > 65536 { Verdict::OutputLimit } else if r.exit_code != 0 { Verdict::RuntimeError } else { Verdict::Finished };
    r.value = std::fs::read_to_string(d.join("value.json")).ok();
    r.stdout = out.stdout; r.stderr = out.stderr;
    r
}
#[test]
fn native() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut bad = 0;
    for e in std::fs::read_dir(folder).unwrap() {
        let case = e.unwrap().path();
        let got = Harness::new().language("python", run).evaluate::<CodeEvaluator>(read(&case, "question.json"), read(&case, "config.json"), answer(&read(&case, "answer.json"))).unwrap();
        let x = read(&case, "expected.json");
        let mut ok = x["review"].as_bool().unwrap_or(false) == got.review.is_some();
        for (d, m) in &got.scores { ok &= x["scores"][d] == match m { Measure::Millionths(v) => serde_json::json!(v), _ => serde_json::Value::Null }; }
        let codes: Vec<_> = got.findings.iter().map(|f| f.code.clone()).collect();
        ok &= x["findings"] == serde_json::json!(codes);
        if !ok { bad += 1; println!("{}\n  want {x}\n  got {got:#?}", case.display()); }
    }
    let ex = std::path::Path::new("/work/main/examples/backend-engineer");
    let iv = read(ex, "interview.json");
    for c in ["wang-fang", "li-qiang", "zhao-lei"] {
        let a = read(&ex.join("answers"), &format!("{c}.json"));
        for item in iv["items"].as_array().unwrap() {
            let got = Harness::new().language("python", run).evaluate::<CodeEvaluator>(item["question"]["config"].clone(), item["evaluator"]["config"].clone(), answer(&a["answers"][item["id"].as_str().unwrap()])).unwrap();
            println!("== {c} {} {:?} review {:?}", item["id"], got.scores, got.review);
            for (i, l, q) in &got.indicators { println!("   {i} {} {q:?}", l.text("zh-CN").unwrap()); }
            for f in &got.findings { println!("   {} {:?} {:?} {:?}\n      {}\n      {}", f.code, f.severity, f.dimension, f.place, f.message.text("zh-CN").unwrap(), f.message.text("en").unwrap()); }
        }
    }
    assert_eq!(bad, 0);
}
