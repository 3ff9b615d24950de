//! Ordinary and runaway programs through the real Python runtime: values, files, tracebacks, and one verdict for each limit.

use serde_json::json;

use crate::program::{Report, Run};

#[test]
fn a_program_reads_its_input_and_arguments() {
    assert_eq!(Run::python("print(int(input()) + 1)").stdin("41\n").prints(), "42\n");
    assert_eq!(Run::python("import sys; print(sys.argv)").args(&["a", "试 b"]).prints(), "['main.py', 'a', '试 b']\n");
}

#[test]
fn a_program_of_several_files_finds_them() {
    let run = Run::python("import util\nfrom pack.inner import twice\nprint(twice(util.NUMBER))")
        .file("util.py", "NUMBER = 21")
        .file("pack/__init__.py", "")
        .file("pack/inner.py", "def twice(n):\n    return 2 * n");
    assert_eq!(run.prints(), "42\n");
}

#[test]
fn a_call_returns_its_value_and_keeps_output_apart() {
    let run = Run::python("print('loading')\ndef add(a, b):\n    print('adding')\n    return {'sum': a + b}");
    let report = run.call("add", &json!([1, 2.5])).report();
    assert_eq!((report.verdict.as_str(), report.value.as_deref()), ("finished", Some(r#"{"sum":3.5}"#)));
    assert_eq!(report.stdout(), "loading\nadding\n");
}

#[test]
fn a_call_that_fails_is_a_runtime_error_with_the_candidates_lines() {
    let report = Run::python("def half(n):\n    return 1 / n").call("half", &json!([0])).report();
    assert_eq!(report.end(), ("runtime-error".to_owned(), "ZeroDivisionError: division by zero".to_owned()));
    assert!(report.stderr().contains("File \"main.py\", line 2, in half"), "{}", report.stderr());
    let report = Run::python("").call("missing", &json!([])).report();
    assert_eq!(report.end().0, "runtime-error");
    assert!(report.stderr().contains("defines no function `missing`"), "{}", report.stderr());
}

#[test]
fn a_traceback_names_the_candidates_file_and_line_and_never_ours() {
    let report =
        Run::python("import util\n\nutil.fail()").file("util.py", "def fail():\n    raise ValueError('here')").report();
    assert_eq!(report.end(), ("runtime-error".to_owned(), "ValueError: here".to_owned()));
    let text = report.stderr();
    assert!(
        text.contains("File \"main.py\", line 3, in <module>") && text.contains("File \"util.py\", line 2, in fail"),
        "{text}"
    );
    let files: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("File ")).collect();
    assert_eq!(files.len(), 2, "{text}");
}

#[test]
fn a_syntax_error_is_a_compile_error_and_nothing_runs() {
    let report = Run::python("print('started')\nx = (1 +\n").report();
    assert_eq!((report.verdict.as_str(), report.stdout()), ("compile-error", String::new()));
    let text = report.stderr();
    assert!(text.contains("File \"main.py\", line 2") && text.contains("SyntaxError: "), "{text}");
}

#[test]
fn a_syntax_error_in_another_file_is_one_too() {
    let report = Run::python("print(1)").file("util.py", "def f(:\n").report();
    assert_eq!(report.verdict, "compile-error");
    assert!(report.stderr().contains("File \"util.py\", line 1"), "{}", report.stderr());
}

#[test]
fn exit_codes_are_the_programs_own() {
    for (text, verdict, code) in [
        ("import sys; sys.exit()", "finished", 0),
        ("import sys; sys.exit(0)", "finished", 0),
        ("import sys; sys.exit(7)", "runtime-error", 7),
        ("raise SystemExit('words')", "runtime-error", 1),
        ("import os; os._exit(0)", "finished", 0),
    ] {
        let report = Run::python(text).report();
        assert_eq!((report.verdict.as_str(), report.exit_code), (verdict, code), "{text}");
    }
    let report = Run::python("import os; os._exit(3)").report();
    assert_eq!(report.verdict, "runtime-error");
    assert_ne!(report.exit_code, 0);
}

#[test]
fn a_call_that_exits_is_a_runtime_error() {
    for text in ["import os\ndef f(): os._exit(0)", "import sys\ndef f(): sys.exit(0)"] {
        let report = Run::python(text).call("f", &json!([])).report();
        assert_eq!((report.verdict.as_str(), &report.value), ("runtime-error", &None), "{text}");
    }
}

#[test]
fn an_endless_loop_is_a_time_limit_with_what_it_printed() {
    let report = Run::python("print('before', flush=True)\nwhile True: pass").fuel(500_000_000).report();
    assert_eq!((report.verdict.as_str(), report.stdout()), ("time-limit", "before\n".to_owned()));
    assert_eq!(report.fuel, 500_000_000);
}

#[test]
fn a_time_limit_cannot_be_caught() {
    let report = Run::python("while True:\n    try:\n        while True: pass\n    except BaseException: pass")
        .fuel(500_000_000)
        .report();
    assert_eq!(report.verdict, "time-limit");
}

#[test]
fn a_long_operation_within_the_interpreter_is_a_time_limit() {
    for text in [
        "x = 7 ** 50_000_000",
        "sum(range(10 ** 12))",
        "import re; re.match('(a+)+b', 'a' * 60)",
        "while True: bytes(50_000_000)",
        "while True: bytearray(20_000_000).find(b'x')",
        "import os\nwhile True: os.urandom(1 << 20)",
        "import itertools; all(True for _ in itertools.count())",
    ] {
        let report = Run::python(text).fuel(2_000_000_000).report();
        assert_eq!((report.verdict.as_str(), report.fuel), ("time-limit", 2_000_000_000), "{text}");
    }
}

#[test]
fn a_list_of_two_gigabytes_is_a_memory_limit() {
    for text in [
        "x = [0] * 500_000_000",
        "x = bytearray(2_000_000_000)",
        "x = []\nwhile True: x.append(bytearray(1_000_000))",
        "x = 'a'\nwhile True: x += x",
    ] {
        let report = Run::python(text).memory_bytes(256 << 20).report();
        assert_eq!(report.verdict, "memory-limit", "{text}: {}", report.stderr());
        assert!(report.peak_memory_bytes <= 256 << 20, "{text}");
    }
}

#[test]
fn a_program_that_copes_with_too_little_memory_finishes() {
    let text = "try:\n    x = bytearray(2_000_000_000)\nexcept MemoryError:\n    print('coped')";
    assert_eq!(Run::python(text).prints(), "coped\n");
}

#[test]
fn ten_million_lines_are_an_output_limit_with_what_fits() {
    let report = Run::python("for n in range(10_000_000): print(n)").output_bytes(100_000).report();
    assert_eq!((report.verdict.as_str(), report.stdout.len()), ("output-limit", 100_000));
    assert!(report.stdout().starts_with("0\n1\n2\n"));
}

#[test]
fn an_output_limit_counts_both_streams_and_cannot_be_caught() {
    let text = "import sys\nwhile True:\n    try:\n        print('out')\n        print('err', file=sys.stderr)\n    except BaseException: pass";
    let report = Run::python(text).output_bytes(50_000).report();
    assert_eq!((report.verdict.as_str(), report.stdout.len() + report.stderr.len()), ("output-limit", 50_000));
    assert!(report.stdout.len() > 10_000 && report.stderr.len() > 10_000);
}

#[test]
fn deep_recursion_is_a_recursion_error() {
    let report = Run::python("def f(n): return f(n + 1)\nf(0)").report();
    assert_eq!(report.verdict, "runtime-error");
    assert!(report.stderr().contains("RecursionError"), "{}", report.stderr());
}

#[test]
fn recursion_through_c_without_a_limit_ends_within_its_own_sandbox() {
    let nested = "import sys\nsys.setrecursionlimit(10**9)\n";
    for text in [
        "x = []\nfor _ in range(1_000_000): x = [x]\nrepr(x)",
        "def key(x): return sorted([1, 2], key=key)\nkey(1)",
        "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
        "def f(n): return f(n + 1)\nf(0)",
        "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().a",
        "import json\nx = []\nfor _ in range(1_000_000): x = [x]\njson.dumps(x)",
    ] {
        let report = Run::python(&format!("{nested}{text}")).report();
        assert!(
            ["runtime-error", "memory-limit", "time-limit"].contains(&report.verdict.as_str()),
            "{text}: {}",
            report.verdict
        );
    }
    assert_eq!(Run::python("print('alive')").prints(), "alive\n");
}

#[test]
fn a_linked_list_of_a_hundred_thousand_nodes_is_freed() {
    let text = "class Node:\n    def __init__(self, next): self.next = next\nhead = None\nfor _ in range(100_000): head = Node(head)\nhead = None\nprint('freed')";
    assert_eq!(Run::python(text).prints(), "freed\n");
    let text = "head = None\nfor n in range(100_000): head = (n, head)\ndel head\nprint('freed')";
    assert_eq!(Run::python(text).prints(), "freed\n");
}

#[test]
fn nothing_is_left_for_the_next_input() {
    let text = "import builtins, sys, json\nprint(getattr(builtins, 'kept', None), 'kept' in sys.modules, hasattr(json, 'kept'))\nbuiltins.kept = sys.modules['kept'] = json.kept = 1";
    let reports = Run::python(text).stdin("").stdin("").reports();
    assert_eq!(reports.iter().map(Report::stdout).collect::<Vec<_>>(), ["None False False\n"; 2]);
}

#[test]
fn the_standard_library_that_candidates_expect_is_there() {
    let text = "import json, re, math, collections, itertools, heapq, bisect, hashlib, datetime, decimal, fractions, statistics, typing, \
                dataclasses, string, random, copy, functools, operator, unittest, csv, io, textwrap, enum, abc, contextlib, array, struct\n\
                print(hashlib.sha256(b'x').hexdigest()[:8], json.dumps({'a': [1]}), re.sub('a', 'b', 'aa'))";
    assert_eq!(Run::python(text).prints(), "2d711642 {\"a\": [1]} bb\n");
}
