//! re-score: 100,000 answers evaluated anew by the bundled checklist evaluator, over two worker processes as a server has them. Each in a fresh
//! instance, each evaluation the same bytes as in the first run, or the row fails. Beside that first run, and beside the same Rust function in
//! this process, its JSON read as the guest reads it.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use device_checklist::ChecklistEvaluator;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_sdk::Evaluator;

use crate::measure::Row;
use crate::setting::Setting;
use crate::worker::Worker;

const COMPONENT: &str = "plugins/touchstone.device-checklist.wasm";
const ANSWERS: usize = 100_000;
const WORKERS: usize = 2;

/// The stored answers, and the item that they are to.
struct Stored {
    question: String,
    config: String,
    events: Vec<Value>,
}

pub(crate) fn re_score(setting: &Setting) -> Vec<Row> {
    let stored = Stored::read(setting);
    let (first, evaluations) = stored.evaluated(setting, "first run", 0);
    // Each worker has the other's answers now.
    let (again, anew) = stored.evaluated(setting, "re-scoring", 1);
    let other = evaluations.iter().zip(&anew).filter(|(one, other)| one != other).count();
    assert_eq!(other, 0, "{other} of {ANSWERS} evaluations are not the same bytes as in the first run");
    let row = |baseline, baseline_value| Row { name: "re-score", unit: "s", value: again, baseline, baseline_value };
    vec![row("the first run", first), row("the same function, native, on one core", stored.native())]
}

impl Stored {
    fn read(setting: &Setting) -> Self {
        let file = |name| setting.text(&format!("plugins/device-checklist/tests/cases/all-in-order/{name}.json"));
        let answer: Value = serde_json::from_str(&file("answer")).expect("JSON");
        let events = answer["events"].as_array().expect("a log").clone();
        Self { question: file("question"), config: file("config"), events }
    }

    /// No two are alike: what was done begins a millisecond later each time, and now and then something was left out.
    fn answer(&self, n: usize) -> Value {
        let mut events = self.events.clone();
        let left_out = n % (2 * events.len());
        if left_out < events.len() {
            events.remove(left_out);
        }
        for event in &mut events {
            for time in ["received_ms", "client_ms"] {
                event[time] = json!(event[time].as_u64().expect("milliseconds") + n as u64);
            }
        }
        json!({"kind": "events", "events": events})
    }

    /// Seconds, and the digest of every evaluation in the order of the answers. `turn` says which worker begins.
    fn evaluated(&self, setting: &Setting, what: &'static str, turn: usize) -> (f64, Vec<Digest>) {
        let workers: Vec<Worker> = (0..WORKERS).map(|_| Worker::start(setting, &[COMPONENT])).collect();
        let progress = progress(what);
        let start = Instant::now();
        let parts: Vec<(Vec<Digest>, u64)> = thread::scope(|scope| {
            let part = |(n, worker)| {
                let (first, progress) = ((n + turn) % WORKERS, &progress);
                scope.spawn(move || self.part(worker, first, progress))
            };
            let threads: Vec<_> = workers.into_iter().enumerate().map(part).collect();
            threads.into_iter().map(|thread| thread.join().expect("it evaluates")).collect()
        });
        let seconds = start.elapsed().as_secs_f64();
        progress.finish_and_clear();
        let stores: u64 = parts.iter().map(|(_, stores)| stores).sum();
        assert_eq!(stores, ANSWERS as u64, "a fresh instance for each of {ANSWERS} answers");
        let of = |n: usize| parts[(n + WORKERS - turn) % WORKERS].0[n / WORKERS];
        (seconds, (0..ANSWERS).map(of).collect())
    }

    /// Every [`WORKERS`]th answer from `first`, and how many stores the worker made for them.
    fn part(&self, mut worker: Worker, first: usize, progress: &ProgressBar) -> (Vec<Digest>, u64) {
        let mut digests = Vec::with_capacity(ANSWERS / WORKERS);
        for n in (first..ANSWERS).step_by(WORKERS) {
            let call = Call::Evaluate {
                item: "item".to_owned(),
                question: self.question.clone(),
                config: self.config.clone(),
                answer: self.answer(n),
                locale: "en".to_owned(),
                seed: n as u64,
            };
            let request = worker.request(&Grants::default(), call);
            let reply = worker.call(&request);
            let CallResult::Evaluated { evaluation } = reply.result else { panic!("{:?}", reply.result) };
            digests.push(Digest::of(evaluation.to_string().as_bytes()));
            progress.inc(1);
        }
        (digests, worker.end())
    }

    /// Seconds.
    fn native(&self) -> f64 {
        let progress = progress("native");
        let start = Instant::now();
        for n in 0..ANSWERS {
            let event = |event: &Value| touchstone_sdk::Event {
                received_ms: event["received_ms"].as_u64().expect("milliseconds"),
                client_ms: event["client_ms"].as_u64().expect("milliseconds"),
                name: event["name"].as_str().expect("a name").to_owned(),
                detail: event["detail"].clone(),
            };
            let answer = self.answer(n);
            let task = touchstone_sdk::Task {
                item: "item".to_owned(),
                question: serde_json::from_str(&self.question).expect("it fits"),
                config: serde_json::from_str(&self.config).expect("it fits"),
                answer: touchstone_sdk::Answer::Events(
                    answer["events"].as_array().expect("a log").iter().map(event).collect(),
                ),
                locale: "en".to_owned(),
                seed: n as u64,
            };
            let _ = black_box(ChecklistEvaluator::evaluate(black_box(&task)).expect("no refusal"));
            progress.inc(1);
        }
        progress.finish_and_clear();
        start.elapsed().as_secs_f64()
    }
}

/// On the standard error, where that is a terminal.
fn progress(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(ANSWERS as u64), ProgressDrawTarget::stderr_with_hz(4));
    if let Ok(style) = ProgressStyle::with_template("re-score, {msg}: {bar:30} {pos}/{len}, {eta} left") {
        bar.set_style(style);
    }
    bar.with_message(what)
}
