//! fuel-cost and epoch-cost: what the ways to interrupt a guest cost it. The program of python-cpu on raw wasmtime, net of start-up, with and
//! without; the other stays on.

use wasmtime::component::Component;
use wasmtime::{Config, Engine};

use crate::language::PYTHON;
use crate::measure::{Row, in_turn};
use crate::raw::RawLanguage;
use crate::setting::Setting;

pub(crate) fn fuel(setting: &Setting) -> Vec<Row> {
    rows(setting, "fuel-cost", "the same without fuel", |config| config.consume_fuel(false))
}

pub(crate) fn epoch(setting: &Setting) -> Vec<Row> {
    rows(setting, "epoch-cost", "the same without epochs", |config| config.epoch_interruption(false))
}

fn rows(
    setting: &Setting,
    name: &'static str,
    baseline: &'static str,
    without: impl Fn(&mut Config) -> &mut Config,
) -> Vec<Row> {
    let with = RawLanguage::new(&setting.raw_engine, &setting.raw_component(PYTHON.component));
    let mut config = touchstone_runtime::engine_config();
    without(&mut config);
    let engine = Engine::new(&config).expect("an engine with fewer settings starts");
    let component = Component::new(&engine, setting.component(PYTHON.component)).expect("it compiles");
    let without = RawLanguage::new(&engine, &component);
    let run = |language: &RawLanguage, text| language.run(PYTHON.name(), PYTHON.file, text, b"");
    let [whole, start, whole_without, start_without] = in_turn(
        9,
        [
            (1, &mut || run(&with, PYTHON.cpu)),
            (4, &mut || run(&with, "pass")),
            (1, &mut || run(&without, PYTHON.cpu)),
            (4, &mut || run(&without, "pass")),
        ],
    );
    vec![Row { name, unit: "µs", value: whole - start, baseline, baseline_value: whole_without - start_without }]
}
