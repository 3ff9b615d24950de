//! Programs through the real JavaScript runtime: values, modules, stack traces, one verdict for each limit, and what is denied. How the
//! runtime imitates Node in detail is tested under Node, in its own folder.

use serde_json::json;

use crate::program::{Report, Run};

#[test]
fn a_program_reads_its_input_and_arguments() {
    let text = "console.log(Number(require('fs').readFileSync(0, 'utf8')) + 1)";
    assert_eq!(Run::javascript(text).stdin("41\n").prints(), "42\n");
    assert_eq!(
        Run::javascript("console.log(process.argv.slice(2))").args(&["a", "试 b"]).prints(),
        "[ 'a', '试 b' ]\n"
    );
    let lines = "import readline from 'node:readline';\nlet n = 0;\nfor await (const line of readline.createInterface({ input: process.stdin })) n += line.length;\nconsole.log(n)";
    assert_eq!(Run::javascript(lines).stdin("ab\n词语\n").prints(), "4\n");
}

#[test]
fn a_program_of_several_files_finds_them() {
    let run = Run::javascript("import { twice } from './pack/inner.js';\nconsole.log(twice(21))")
        .file("pack/inner.js", "export function twice(n) {\n  return 2 * n;\n}\n");
    assert_eq!(run.prints(), "42\n");
    let run = Run::javascript("console.log(require('./util').NUMBER)").file("util.js", "exports.NUMBER = 42;");
    assert_eq!(run.prints(), "42\n");
}

#[test]
fn a_call_returns_its_value_and_keeps_output_apart() {
    let text = "console.log('loading');\nfunction add(a, b) {\n  console.log('adding');\n  return { sum: a + b };\n}";
    let report = Run::javascript(text).call("add", &json!([1, 2.5])).report();
    assert_eq!((report.verdict.as_str(), report.value.as_deref()), ("finished", Some(r#"{"sum":3.5}"#)));
    assert_eq!(report.stdout(), "loading\nadding\n");
    let report = Run::javascript("export const later = async (n) => n + 1;").call("later", &json!([1])).report();
    assert_eq!(report.value.as_deref(), Some("2"));
}

#[test]
fn a_stack_trace_names_the_candidates_file_and_line_and_never_ours() {
    let report = Run::javascript("const { fail } = require('./util');\n\nfail();")
        .file("util.js", "exports.fail = () => {\n  throw new TypeError('here');\n};")
        .report();
    assert_eq!((report.verdict.as_str(), report.exit_code), ("runtime-error", 1));
    let text = report.stderr();
    assert!(text.contains("TypeError: here"), "{text}");
    let frames: Vec<&str> = text.lines().filter_map(|line| line.trim_start().strip_prefix("at ")).collect();
    assert!(frames[0].contains("util.js:2:") && frames[1].contains("main.js:3:"), "{text}");
    assert_eq!(frames.len(), 2, "{text}");

    let module = "import { shout } from './other.js';\nexport function f() {\n  return shout(null);\n}";
    let report = Run::javascript(module)
        .file("other.js", "export const shout = (text) => {\n  return text.toUpperCase();\n};")
        .call("f", &json!([]))
        .report();
    let text = report.stderr();
    assert!(text.contains("other.js:2:") && text.contains("main.js:3:"), "{text}");
}

#[test]
fn a_syntax_error_is_a_compile_error_and_nothing_runs() {
    let report = Run::javascript("console.log('started');\nconst x = (1 +;\n").report();
    assert_eq!((report.verdict.as_str(), report.stdout()), ("compile-error", String::new()));
    assert!(report.stderr().contains("main.js:2") && report.stderr().contains("SyntaxError: "), "{}", report.stderr());
    let report = Run::javascript("require('./util')").file("util.js", "function (").report();
    assert_eq!(report.verdict, "compile-error");
    assert!(report.stderr().contains("util.js:1"), "{}", report.stderr());
}

#[test]
fn exit_codes_are_the_programs_own() {
    for (text, verdict, code) in [
        ("process.exit()", "finished", 0),
        ("process.exit(7)", "runtime-error", 7),
        ("process.exitCode = 3", "runtime-error", 3),
        ("throw 'words'", "runtime-error", 1),
        ("Promise.reject(new Error('x'))", "runtime-error", 1),
    ] {
        let report = Run::javascript(text).report();
        assert_eq!((report.verdict.as_str(), report.exit_code), (verdict, code), "{text}: {}", report.stderr());
    }
}

#[test]
fn each_limit_has_its_verdict() {
    let verdict = |run: &Run| run.report().verdict;
    assert_eq!(verdict(&Run::javascript("while (true) {}").fuel(300_000_000)), "time-limit");
    assert_eq!(verdict(&Run::javascript("for (;;) { try { for (;;) {} } catch {} }").fuel(300_000_000)), "time-limit");
    let hoard = "const all = [];\nfor (;;) all.push(new Uint8Array(8e6).fill(1));";
    assert_eq!(verdict(&Run::javascript(hoard).memory_bytes(128 << 20)), "memory-limit");
    let flood = "for (let i = 0; i < 1e5; i += 1) console.log('some words that fill the line');";
    assert_eq!(verdict(&Run::javascript(flood).output_bytes(10_000)), "output-limit");
    let deep = "function f(n) { return n === 0 ? 0 : 1 + f(n - 1); }\n";
    assert_eq!(Run::javascript(&format!("{deep}console.log(f(10000))")).prints(), "10000\n");
    let endless = Run::javascript(&format!("{deep}f(-1)")).report();
    assert_eq!(endless.verdict, "runtime-error");
    assert!(endless.stderr().contains("InternalError: too much recursion"), "{}", endless.stderr());
}

#[test]
fn the_world_outside_is_denied() {
    for (statement, said) in [
        ("require('fs').readFileSync('/etc/passwd')", "ENOENT"),
        ("require('fs').readdirSync('/')", "ENOENT"),
        ("require('fs').writeFileSync('x', '')", "EACCES"),
        ("require('net')", "MODULE_NOT_FOUND"),
        ("require('child_process')", "MODULE_NOT_FOUND"),
        ("require('worker_threads')", "MODULE_NOT_FOUND"),
        ("require('vm')", "MODULE_NOT_FOUND"),
        ("new WebAssembly.Module(new Uint8Array(8))", "ReferenceError"),
        ("new SharedArrayBuffer(8)", "ReferenceError"),
        ("export {};\nawait fetch('http://127.0.0.1/')", "Error"),
    ] {
        let report = Run::javascript(statement).report();
        assert_eq!(report.verdict, "runtime-error", "{statement}");
        assert!(report.stderr().contains(said), "{statement}: {}", report.stderr());
    }
    let imported =
        Run::javascript("import { write } from 'touchstone:plugin/console@0.1.0';\nwrite('stdout', [65]);").report();
    assert_ne!(imported.verdict, "finished", "{}", imported.stdout());
}

#[test]
fn waiting_takes_no_time_and_chance_is_the_same_in_every_run() {
    let text = "const t = Date.now();\nsetTimeout(() => console.log(Math.round((Date.now() - t) / 1000), Math.random()), 3600e3);";
    let first = Run::javascript(text).prints();
    assert!(first.starts_with("3600 0."), "{first}");
    assert_eq!(Run::javascript(text).prints(), first);
}

/// Every call is a fresh instance: nothing that a program breaks outlives it, and it cannot break what reports on it.
#[test]
fn a_program_that_breaks_the_language_changes_nothing_but_itself() {
    let breaks = "\
        for (const object of [Object, Array, String, Promise, Map, JSON, Function, Reflect, Error, RegExp, globalThis, console]) {\n\
          for (const holder of [object, object.prototype]) {\n\
            if (!holder) continue;\n\
            for (const key of Object.getOwnPropertyNames(holder)) { try { holder[key] = () => 'forged'; } catch {} }\n\
          }\n\
        }\n\
        function answer(n) { return n; }\n\
        function number() { return NaN; }";
    let run = Run::javascript(breaks).call("answer", &json!([7])).call("number", &json!([]));
    let [answer, number]: [Report; 2] = run.reports().try_into().unwrap();
    assert!(answer.verdict != "finished" || answer.value.as_deref() == Some("7"), "{answer:?}");
    assert_ne!(number.verdict, "finished");
    let after = Run::javascript("const f = (n) => [n].map((x) => x + 1)[0];").call("f", &json!([1])).report();
    assert_eq!(after.value.as_deref(), Some("2"));
}

#[test]
fn the_same_program_spends_the_same_fuel() {
    let run = Run::javascript("console.log([3, 1, 2].sort().join())").stdin("").stdin("");
    let reports = run.reports();
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports, run.reports());
}
