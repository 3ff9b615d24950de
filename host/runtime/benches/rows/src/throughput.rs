//! throughput-1 and throughput-2: whole evaluations a second, each of ten one-line Python inputs in fresh sandboxes. One worker process beside the
//! same work in this process; two workers on two cores beside one, and beside one process with two threads.

use std::sync::Arc;
use std::thread;

use serde_json::{Value, json};
use touchstone_core::answer::Answer;
use touchstone_core::grants::Grants;
use touchstone_core::words::Capability;
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_runtime::{Evaluator, Languages, Task, with_evaluation_stack};

use crate::measure::{Row, in_turn};
use crate::setting::Setting;
use crate::worker::Worker;

const EVALUATOR: &str = "fixtures/fixture.wasm";
const PYTHON: &str = "plugins/touchstone.runtime-python.wasm";
const INPUTS: usize = 10;
/// Evaluations that each worker or thread runs in one turn.
const CALLS: u32 = 12;
const ROUNDS: usize = 11;

pub(crate) fn one(setting: &Setting) -> Vec<Row> {
    let mut worker = Runner::start(setting);
    let here = Here::prepare(setting);
    let [ours, baseline] = rates([(1.0, &mut || worker.run_calls()), (1.0, &mut || here.run_calls())]);
    vec![row("throughput-1", ours, "the same in this process", baseline)]
}

pub(crate) fn two(setting: &Setting) -> Vec<Row> {
    let mut workers = [Runner::start(setting), Runner::start(setting)];
    let mut single = Runner::start(setting);
    let here = Here::prepare(setting);
    let two_workers = &mut || {
        thread::scope(|scope| {
            for worker in &mut workers {
                scope.spawn(|| worker.run_calls());
            }
        });
    };
    let two_threads = &mut || {
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| with_evaluation_stack(|| here.run_calls()));
            }
        });
    };
    let [ours, one_worker, threads] =
        rates([(2.0, two_workers), (1.0, &mut || single.run_calls()), (2.0, two_threads)]);
    vec![
        row("throughput-2", ours, "one worker", one_worker),
        row("throughput-2", ours, "one process with two threads", threads),
    ]
}

/// Medians of evaluations a second, where a turn is so many times [`CALLS`].
fn rates<const N: usize>(sides: [(f64, &mut dyn FnMut()); N]) -> [f64; N] {
    let calls = sides.each_ref().map(|(calls, _)| *calls);
    let times = in_turn(ROUNDS, sides.map(|(_, side)| (1, side)));
    std::array::from_fn(|n| calls[n] * f64::from(CALLS) * 1e6 / times[n])
}

fn row(name: &'static str, value: f64, baseline: &'static str, baseline_value: f64) -> Row {
    Row { name, unit: "/s", value, baseline, baseline_value }
}

fn config() -> String {
    let inputs: Vec<Value> = (0..INPUTS).map(|n| json!({"run": {"stdin": format!("{n} 2 3\n"), "args": []}})).collect();
    let limits =
        json!({"inputs": inputs, "fuel": 10_000_000_000_u64, "memory_bytes": 256 << 20, "output_bytes": 1 << 20});
    json!({"run": limits}).to_string()
}

fn answer() -> Value {
    let file = json!({"path": "main.py", "text": "print(sum(map(int, input().split())))"});
    json!({"kind": "program", "language": "python", "entry": "main.py", "files": [file]})
}

fn grants() -> Grants {
    Grants::of(Capability::ALL.iter().copied())
}

/// The plugins in this process.
struct Here {
    evaluator: Evaluator,
    config: String,
    answer: Answer,
}

impl Here {
    fn prepare(setting: &Setting) -> Self {
        let python = setting.runtime.language_runtime(&setting.plugin(PYTHON)).expect("it links");
        let languages = Arc::new(Languages::new([python]).expect("one runtime"));
        let evaluator = setting.runtime.evaluator(&setting.plugin(EVALUATOR), &grants(), &languages).expect("it links");
        Self { evaluator, config: config(), answer: Answer::from_value(&answer()).expect("an answer") }
    }

    fn run_calls(&self) {
        let task = Task {
            item: "item",
            question: "{}",
            config: &self.config,
            answer: &self.answer,
            attachments: Arc::default(),
            locale: "en",
            seed: 1,
        };
        for _ in 0..CALLS {
            self.evaluator.evaluate(&task).result.expect("it runs").expect("no refusal");
        }
    }
}

/// A worker process with the request that it runs.
struct Runner {
    worker: Worker,
    request: Vec<u8>,
}

impl Runner {
    fn start(setting: &Setting) -> Self {
        let worker = Worker::start(setting, &[EVALUATOR, PYTHON]);
        let text = str::to_owned;
        let call = Call::Evaluate {
            item: text("item"),
            question: text("{}"),
            config: config(),
            answer: answer(),
            locale: text("en"),
            seed: 1,
        };
        let request = worker.request(&grants(), call);
        Self { worker, request }
    }

    fn run_calls(&mut self) {
        for _ in 0..CALLS {
            let reply = self.worker.call(&self.request);
            assert!(matches!(reply.result, CallResult::Evaluated { .. }), "{reply:?}");
        }
    }
}
