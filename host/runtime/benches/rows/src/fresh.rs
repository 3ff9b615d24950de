//! noop-fresh, evaluator-fresh and text-answer: one evaluation in a fresh instance, everything included that an evaluation pays for; by an
//! evaluator that does nothing, by the bundled checklist evaluator, and by the one for written answers with its model. Beside raw wasmtime with the same component under the same engine settings, and
//! beside the same Rust function in this process, its JSON read as the guest reads it.

use std::hint::black_box;
use std::sync::Arc;

use device_checklist::ChecklistEvaluator;
use noop::Noop;
use serde_json::Value;
use text_answer::TextEvaluator;
use touchstone_core::answer::{Answer, Event};
use touchstone_core::evaluation::{Evaluation, Refusal};
use touchstone_core::grants::Grants;
use touchstone_runtime::{Call, Languages, Task};
use touchstone_sdk::Evaluator;

use crate::measure::{Row, in_turn};
use crate::raw;
use crate::raw::scorer::exports::touchstone::plugin::evaluator::Task as RawTask;
use crate::raw::scorer::touchstone::plugin::types::{Answer as RawAnswer, Event as RawEvent};
use crate::setting::Setting;

/// The evaluator of written answers.
pub(crate) const TEXT_ANSWER: &str = "plugins/touchstone.text-answer.wasm";

/// One evaluation, to be run in different ways.
pub(crate) struct Case {
    name: &'static str,
    component: &'static str,
    question: String,
    config: String,
    answer: Answer,
    /// Evaluations in one turn.
    calls: usize,
}

pub(crate) fn noop(setting: &Setting) -> Vec<Row> {
    let answer = Answer::Text("an answer".to_owned());
    let (question, config) = ("{}".to_owned(), "{}".to_owned());
    let component = "fixtures/noop.wasm";
    Case { name: "noop-fresh", component, question, config, answer, calls: 1_000 }.rows::<Noop>(setting)
}

pub(crate) fn evaluator(setting: &Setting) -> Vec<Row> {
    let file = |name| setting.text(&format!("plugins/device-checklist/tests/cases/all-in-order/{name}.json"));
    let answer = serde_json::from_str(&file("answer")).expect("JSON");
    Case {
        name: "evaluator-fresh",
        component: "plugins/touchstone.device-checklist.wasm",
        question: file("question"),
        config: file("config"),
        answer: Answer::from_value(&answer).expect("an answer"),
        calls: 300,
    }
    .rows::<ChecklistEvaluator>(setting)
}

/// The candidate's answer of the example `sales-manager` who is scored best: 300 characters.
pub(crate) fn text_case(setting: &Setting) -> Case {
    let json = |path: &str| -> Value { serde_json::from_str(&setting.text(path)).expect("JSON") };
    let item = &json("examples/sales-manager/interview.json")["items"][0];
    let answer = &json("examples/sales-manager/answers/lin-yue.json")["answers"]["best-sale"];
    Case {
        name: "text-answer",
        component: TEXT_ANSWER,
        question: item["question"]["config"].to_string(),
        config: item["evaluator"]["config"].to_string(),
        answer: Answer::from_value(answer).expect("an answer"),
        calls: 5,
    }
}

pub(crate) fn text_answer(setting: &Setting) -> Vec<Row> {
    text_case(setting).rows::<TextEvaluator>(setting)
}

impl Case {
    fn rows<E: Evaluator>(&self, setting: &Setting) -> Vec<Row> {
        let plugin = setting.plugin(self.component);
        let languages = Arc::new(Languages::default());
        let evaluator = setting.runtime.evaluator(&plugin, &Grants::default(), &languages).expect("it links");
        let ours = &mut || {
            let _ = black_box(self.evaluate(&evaluator).result.expect("it runs").expect("no refusal"));
        };

        let engine = &setting.raw_engine;
        let pre = raw::scorer(engine, &setting.raw_component(self.component));
        let task = self.raw_task();
        let in_raw = &mut || {
            let mut store = raw::store(engine);
            let scorer = pre.instantiate(&mut store).expect("it instantiates");
            let evaluated = scorer.touchstone_plugin_evaluator().call_evaluate(&mut store, &task);
            let _ = black_box(evaluated.expect("it runs").expect("no refusal"));
        };

        let answer = self.native_answer();
        let native = &mut || {
            let task = touchstone_sdk::Task::<E::Question, E::Config> {
                item: "item".to_owned(),
                question: serde_json::from_str(&self.question).expect("it fits"),
                config: serde_json::from_str(&self.config).expect("it fits"),
                answer: answer.clone(),
                locale: "en".to_owned(),
                seed: 1,
            };
            let _ = black_box(E::evaluate(black_box(&task)).expect("no refusal"));
        };

        let [value, raw, native] = in_turn(31, [(self.calls, ours), (self.calls, in_raw), (self.calls, native)]);
        let beside = |baseline, baseline_value| Row { name: self.name, unit: "µs", value, baseline, baseline_value };
        vec![beside("raw wasmtime, same settings", raw), beside("the same function, native", native)]
    }

    /// In a fresh instance.
    pub(crate) fn evaluate(&self, evaluator: &touchstone_runtime::Evaluator) -> Call<Result<Evaluation, Refusal>> {
        evaluator.evaluate(&Task {
            item: "item",
            question: &self.question,
            config: &self.config,
            answer: &self.answer,
            attachments: Arc::default(),
            locale: "en",
            seed: 1,
        })
    }

    fn events(&self) -> &[Event] {
        if let Answer::Events(log) = &self.answer { log.list() } else { &[] }
    }

    fn raw_task(&self) -> RawTask {
        let event = |event: &Event| RawEvent {
            received_ms: event.received_ms,
            client_ms: event.client_ms,
            name: event.name.clone(),
            detail: event.detail.to_string(),
        };
        RawTask {
            item: "item".to_owned(),
            question: self.question.clone(),
            config: self.config.clone(),
            answer: match &self.answer {
                Answer::Text(text) => RawAnswer::Text(text.clone()),
                _ => RawAnswer::Events(self.events().iter().map(event).collect()),
            },
            locale: "en".to_owned(),
            seed: 1,
        }
    }

    fn native_answer(&self) -> touchstone_sdk::Answer {
        let event = |event: &Event| touchstone_sdk::Event {
            received_ms: event.received_ms,
            client_ms: event.client_ms,
            name: event.name.clone(),
            detail: event.detail.clone(),
        };
        match &self.answer {
            Answer::Text(text) => touchstone_sdk::Answer::Text(text.clone()),
            _ => touchstone_sdk::Answer::Events(self.events().iter().map(event).collect()),
        }
    }
}
