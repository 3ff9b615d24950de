//! The same task gives the same evaluation and spends the same fuel: twice in one process, and in another process.

use serde_json::json;

use crate::child;
use crate::common::evaluate;
use crate::program::Run;

const PROGRAM: &str = "
import hashlib, random, os, sys, time
words = {str(n): random.random() for n in range(1_000)}
print(sum(words.values()), hash('text'), id(words) % 16, list({'a', 'b', 'c'}), os.urandom(4).hex(), time.time(), hashlib.sha256(repr(words).encode()).hexdigest())
print(sorted(words, key=words.get)[:3], file=sys.stderr)
";

/// Evaluations of several kinds with what they spent, as text.
fn outcomes() -> String {
    let python = Run::python(PROGRAM).seed(5).stdin("a").stdin("b").call("missing", &json!([]));
    let calls = [
        evaluate(&json!({ "findings": 3 })),
        evaluate(&json!({ "act": "loop" })),
        evaluate(&json!({ "act": "hoard" })),
        evaluate(&json!({ "act": "recurse" })),
        python.outcome(),
        Run::python("def f(n): return f(n + 1)\nf(0)").outcome(),
        Run::python("import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(1_000_000): x = [x]\nrepr(x)")
            .outcome(),
        Run::python("x = []\nwhile True: x.append('x' * 1_000_000)").outcome(),
    ];
    calls.map(|call| format!("{:?} {:?} {:?}\n", call.result, call.usage, call.log)).concat()
}

#[test]
fn twice_in_one_process_is_the_same() {
    let (one, two) = (outcomes(), outcomes());
    assert_eq!(one, two);
}

#[test]
fn two_processes_say_the_same() {
    assert_eq!(child::output_of("determinism::say_outcomes"), outcomes());
}

#[test]
#[ignore = "the other process of `two_processes_say_the_same`"]
fn say_outcomes() {
    child::say(&outcomes());
}
