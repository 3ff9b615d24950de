//! The modules through the native harness. Programs are closures here: `sandbox` plays a few, told apart by their first line. What real
//! programs do is in `tests/cases`, run by the host through the component; here only their configs are checked.

mod cases;
mod configs;
mod evaluations;
mod interactions;

use serde_json::{Value, json};
use touchstone_sdk::code::{Input, Limits, Report, Verdict};
use touchstone_sdk::harness::{Harness, finished};
use touchstone_sdk::{Answer, Program, SourceFile};

/// A host that runs these programs as Python: `echo`, `double` (a number), `zero`, `crash`, `loop`, `broken`, `checker`, `wide`.
fn sandbox() -> Harness {
    Harness::new().language("python", |program: &Program, input: &Input, limits: &Limits| run(program, input, *limits))
}

fn run(program: &Program, input: &Input, limits: Limits) -> Report {
    let text = &program.files[0].text;
    let stdin = match input {
        Input::Run(run) => String::from_utf8(run.stdin.clone()).unwrap(),
        Input::Call(call) => call.args.join(","),
    };
    let report =
        |verdict, stderr: &str| Report { verdict, exit_code: 1, stderr: stderr.as_bytes().to_vec(), ..finished("") };
    let number = stdin.trim().parse::<i64>();
    let mut report = match text.lines().next().unwrap_or_default() {
        "echo" => finished(&stdin),
        "double" | "double-slowly" => finished(&number.map_or("?".to_owned(), |number| (2 * number).to_string())),
        "zero" => finished("0"),
        "crash" => report(
            Verdict::RuntimeError,
            &format!("Traceback:\n  File \"main.py\", line 2, in f\nValueError: secret {stdin}"),
        ),
        "loop" => report(Verdict::TimeLimit, ""),
        "broken" => report(Verdict::CompileError, "  File \"main.py\", line 1\nSyntaxError: invalid syntax"),
        _ => finished(""),
    };
    if let Input::Call(call) = input {
        report.value = match text.lines().next() {
            Some("checker") => Some(if call.args[1] == call.args[2] { "true" } else { "0.25" }.to_owned()),
            Some("bad-checker") => Some("\"perhaps\"".to_owned()),
            _ => Some(String::from_utf8(report.stdout.clone()).unwrap()),
        };
    }
    report.fuel = match text.lines().next() {
        None => 100,
        Some("double-slowly") => 4_100.min(limits.fuel),
        Some(_) => 1_100,
    };
    report
}

/// A program of one file.
fn program(text: &str) -> Answer {
    Answer::Program(Program {
        language: "python".to_owned(),
        entry: "main.py".to_owned(),
        files: vec![SourceFile { path: "main.py".to_owned(), text: text.to_owned() }],
    })
}

/// The same in a config.
fn source(text: &str) -> Value {
    json!({"entry": "main.py", "files": [{"path": "main.py", "text": text}]})
}

/// A question about standard input, with two visible tests.
fn question() -> Value {
    json!({
        "statement": {"zh-CN": "加倍。", "en": "Double it."},
        "languages": ["python"],
        "starter": {"python": source("print()")},
        "interface": {"kind": "stdin"},
        "visible_tests": [
            {"id": "sample-1", "stdin": "1001", "expected": "2002"},
            {"id": "sample-2", "stdin": "1002", "expected": "2004"},
        ],
    })
}

/// An evaluator's config with four hidden tests of doubling.
fn config() -> Value {
    json!({
        "groups": [
            {"id": "basic", "title": {"zh-CN": "基本", "en": "Basics"}, "dimension": "correctness"},
            {"id": "edge", "title": {"zh-CN": "边界", "en": "Edges"}, "dimension": "robustness"},
        ],
        "tests": [
            {"id": "one", "group": "basic", "stdin": "7001", "expected": "14002"},
            {"id": "two", "group": "basic", "stdin": "7002", "expected": "14004"},
            {"id": "nothing", "group": "edge", "stdin": "0", "expected": "0"},
            {"id": "below", "group": "edge", "stdin": "-7003", "expected": "-14006"},
        ],
        "references": {"python": source("double")},
        "efficiency": {"floor_fuel": 1},
    })
}

/// `value` with `pointer` set to `to`; removed if `to` is none.
fn with(mut value: Value, pointer: &str, to: Option<Value>) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (value.pointer_mut(parent).unwrap(), to) {
        (Value::Object(object), Some(to)) => {
            object.insert(key.to_owned(), to);
        }
        (Value::Object(object), None) => {
            object.remove(key);
        }
        (Value::Array(array), Some(to)) => array[key.parse::<usize>().unwrap()] = to,
        (Value::Array(array), None) => {
            array.remove(key.parse().unwrap());
        }
        _ => panic!("nothing at {parent}"),
    }
    value
}
