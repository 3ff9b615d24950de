//! `cargo xtask bench`: what a call costs, each row beside its baseline in the same run. All sides take turns, so that whatever else the
//! machine does falls on each; a row is a median. Prints a table and writes `target/bench.json`. What was tried to make a row better is in
//! `../NOTES.md`.

mod fresh;
mod interruption;
mod language;
mod measure;
mod opening;
mod raw;
mod reranking;
mod rescoring;
mod resident;
mod setting;
mod throughput;
mod worker;

use std::process::ExitCode;

use measure::Row;
use setting::Setting;

/// Measures a row, once beside each of its baselines.
type Measure = fn(&Setting) -> Vec<Row>;

/// Every row's name, and what measures it.
const ROWS: &[(&str, Measure)] = &[
    ("noop-fresh", fresh::noop),
    ("evaluator-fresh", fresh::evaluator),
    ("text-answer", fresh::text_answer),
    ("python-short", |setting| language::short(setting, &language::PYTHON)),
    ("javascript-short", |setting| language::short(setting, &language::JAVASCRIPT)),
    ("python-cpu", |setting| language::cpu(setting, &language::PYTHON)),
    ("javascript-cpu", |setting| language::cpu(setting, &language::JAVASCRIPT)),
    ("cold-50", opening::cold_50),
    ("idle-plugin-bytes", resident::idle_plugin),
    ("live-instance-bytes", resident::live_instance),
    ("fuel-cost", interruption::fuel),
    ("epoch-cost", interruption::epoch),
    ("throughput-1", throughput::one),
    ("throughput-2", throughput::two),
    ("re-rank", reranking::re_rank),
    ("re-score", rescoring::re_score),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(worker::WORKER) => {
            worker::work();
            return ExitCode::SUCCESS;
        }
        Some(resident::PROBE) => {
            resident::probe(&arguments[1..]);
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    let only = arguments.iter().position(|argument| argument == "--only").and_then(|at| arguments.get(at + 1));
    let names: Vec<&str> = ROWS.iter().map(|(name, _)| *name).collect();
    if let Some(only) = only
        && !names.contains(&only.as_str())
    {
        eprintln!("error: there is no row `{only}`; the rows are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let setting = Setting::prepare();
    let chosen = ROWS.iter().filter(|(name, _)| only.is_none_or(|only| only == name));
    let rows: Vec<Row> =
        touchstone_runtime::with_evaluation_stack(|| chosen.flat_map(|(_, measure)| measure(&setting)).collect());
    print!("{}", measure::table(&rows));
    setting.write_results(&measure::json(&rows));
    ExitCode::SUCCESS
}
