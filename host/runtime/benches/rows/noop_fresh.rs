//! noop-fresh: one evaluation by an evaluator that does nothing, in a fresh instance, everything included that an evaluation pays for.
//! Beside raw wasmtime: a store, an instance and a call of the same component under the same engine settings, and no more.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;

use touchstone_core::answer::Answer;
use touchstone_runtime::{Languages, Task};
use wasmtime::Store;
use wasmtime::component::Linker;

use crate::measure::{Row, in_turn};
use crate::setting::Setting;

mod raw {
    wasmtime::component::bindgen!({ path: "../../wit/plugin", world: "scorer" });
}

use raw::exports::touchstone::plugin::evaluator::Task as RawTask;
use raw::touchstone::plugin::types::Answer as RawAnswer;

const COMPONENT: &str = "fixtures/noop.wasm";

pub(crate) fn rows(setting: &Setting) -> Vec<Row> {
    let plugin = setting.plugin(COMPONENT);
    let languages = Arc::new(Languages::default());
    let evaluator = setting.runtime.evaluator(&plugin, &BTreeSet::new(), &languages).expect("it links");
    let answer = Answer::Text("an answer".to_owned());
    let ours = || {
        let call = evaluator.evaluate(&Task {
            item: "item",
            question: "{}",
            config: "{}",
            answer: &answer,
            attachments: Arc::from([]),
            locale: "en",
            seed: 1,
        });
        let _ = black_box(call.result.expect("it evaluates"));
    };

    let engine = &setting.raw_engine;
    let component = setting.raw_component(COMPONENT);
    let mut linker = Linker::<()>::new(engine);
    linker.define_unknown_imports_as_traps(&component).expect("nothing it needs is missing");
    let pre = raw::ScorerPre::new(linker.instantiate_pre(&component).expect("it links")).expect("it is an evaluator");
    let task = RawTask {
        item: "item".to_owned(),
        question: "{}".to_owned(),
        config: "{}".to_owned(),
        answer: RawAnswer::Text("an answer".to_owned()),
        locale: "en".to_owned(),
        seed: 1,
    };
    let baseline = || {
        let mut store = Store::new(engine, ());
        store.set_fuel(1_000_000_000).expect("fuel is on");
        store.set_epoch_deadline(1);
        let scorer = pre.instantiate(&mut store).expect("it instantiates");
        let evaluated = scorer.touchstone_plugin_evaluator().call_evaluate(&mut store, &task);
        let _ = black_box(evaluated.expect("it runs"));
    };

    let (value, baseline_value) = in_turn(31, 1_000, ours, baseline);
    vec![Row { name: "noop-fresh", unit: "µs", value, baseline: "raw wasmtime, same settings", baseline_value }]
}
