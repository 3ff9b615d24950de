//! What is evaluated: whatever could depend on the time, on chance, on the machine or on what went before. Compares nothing.

use serde_json::json;

use super::{examples, floats};
use crate::common::{Outcome, evaluate, evaluate_with, evaluator_of};
use crate::program::Run;
use crate::wat_guest::WatGuest;

/// One evaluation, which can be done again and again.
pub(super) struct Case {
    pub(super) name: String,
    evaluate: Box<dyn Fn() -> Outcome + Send + Sync>,
}

impl Case {
    pub(super) fn new(name: impl Into<String>, evaluate: impl Fn() -> Outcome + Send + Sync + 'static) -> Self {
        Self { name: name.into(), evaluate: Box::new(evaluate) }
    }

    pub(super) fn outcome(&self) -> Outcome {
        (self.evaluate)()
    }

    /// All that comes out: the evaluation or how it failed, what it spent, what it logged.
    pub(super) fn said(&self) -> String {
        let call = self.outcome();
        format!("{:?} {:?} {:?}", call.result, call.usage, call.log)
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = examples::cases();
    cases.extend(floats::cases());
    cases.extend(programs());
    for config in [json!({ "findings": 3 }), json!({ "act": "hoard" }), json!({ "act": "recurse" })] {
        cases.push(Case::new(config.to_string(), move || evaluate(&config)));
    }
    let endless =
        evaluator_of(&WatGuest::evaluator("(loop $l (br $l)) (i32.const 1024)", "").limit("fuel", 50_000_000).load());
    cases.push(Case::new("endless", move || {
        let answer = touchstone_core::answer::Answer::Text("an answer".to_owned());
        evaluate_with(&endless, &json!({}), &answer, [].into(), 0)
    }));
    cases
}

fn programs() -> Vec<Case> {
    let runs = [
        ("python chance and time", Run::python(PYTHON).seed(5).stdin("a").stdin("b").call("missing", &json!([]))),
        ("python another seed", Run::python(PYTHON).seed(6)),
        ("python without end", Run::python("while True: pass").fuel(500_000_000)),
        ("python recursion", Run::python("def f(n): return f(n + 1)\nf(0)")),
        (
            "python nested",
            Run::python("import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(50_000): x = [x]\nrepr(x)")
                .fuel(1_000_000_000),
        ),
        ("python hoard", Run::python("x = []\nwhile True: x.append('x' * 1_000_000)")),
        ("javascript chance and time", Run::javascript(JAVASCRIPT).seed(5).stdin("a").stdin("b")),
        ("javascript another seed", Run::javascript(JAVASCRIPT).seed(6)),
        ("javascript without end", Run::javascript("for (;;);").fuel(500_000_000)),
        ("javascript recursion", Run::javascript("const f = (n) => f(n + 1) + 1; f(0);")),
        (
            "javascript hoard",
            Run::javascript("const x = []; for (;;) x.push(new Array(100_000).fill(x.length));").fuel(1_000_000_000),
        ),
    ];
    runs.into_iter().map(|(name, run)| Case::new(name, move || run.outcome())).collect()
}

const PYTHON: &str = "
import hashlib, math, os, random, struct, sys, time
words = {str(n): random.random() for n in range(1_000)}
print(sum(words.values()), hash('text'), id(words), object(), os.urandom(4).hex(), hashlib.sha256(repr(words).encode()).hexdigest())
print(list({'a', 'b', 'c', 1.5, None, ()}), list(words)[:5], random.sample(range(1_000), 20))
before = time.time()
time.sleep(2.5)
print(before, time.time() - before, time.monotonic(), time.perf_counter_ns(), time.localtime())
nan = float('inf') - float('inf')
for value in (nan, -nan, nan * 0, math.sin(1e22), math.exp(1.5), 2.5 ** 0.3, math.log(10), math.tan(1.1), math.gamma(0.3), sum([0.1] * 1_000)):
    print(value, struct.pack('>d', value).hex())
print(sorted(words, key=words.get)[:3], file=sys.stderr)
";

const JAVASCRIPT: &str = "
const view = new DataView(new ArrayBuffer(8));
const bits = (value) => { view.setFloat64(0, value); return view.getBigUint64(0).toString(16); };
const zero = Math.min(0, Date.now());
for (const value of [NaN, zero / zero, -(zero / zero), Infinity - Infinity, Math.sqrt(zero - 1), Math.sin(1e22), Math.exp(1.5),
    Math.pow(2.5, 0.3), Math.log(10), Math.tan(1.1), Math.cbrt(2), Math.atan2(1, 3), Math.fround(0.1)]) console.log(value, bits(value));
console.log(Math.random(), Math.random(), Date.now(), new Date().toString());
const map = new Map(Array.from({ length: 100 }, (_, n) => [Math.random(), n]));
console.log([...map.keys()].slice(0, 3), [...new Set(['b', 'a', 1, 'b'])], Object.keys({ b: 1, 2: 1, a: 1, 1: 1 }));
console.log([3, 1, 2].map(String).sort(() => Math.random() - 0.5), 'ä'.localeCompare('z'), (1234.5).toLocaleString());
";
