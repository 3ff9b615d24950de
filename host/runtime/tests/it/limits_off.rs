//! What each limit is for: its hostile plugin is stopped by it, and is not any more when that one limit is out of reach.

use std::sync::Arc;

use serde_json::{Value, json};
use touchstone_core::answer::Answer;
use touchstone_core::grants::Grants;
use touchstone_core::words::LimitName;
use touchstone_runtime::limits::{DEFAULT, SomeLimits};
use touchstone_runtime::{FailureKind, Plugin};

use crate::common::{
    Outcome, all_grants, evaluate_with, evaluation, evaluator_of, fixture, languages, load, question_type_of, runtime,
    told,
};
use crate::hostile::{many_strings, random_flood};
use crate::hostile_handles::{leaking_streams, with_streams};
use crate::hostile_instances::with_modules;
use crate::wat_guest::WatGuest;

const LOOP: &str = "(loop $again (br $again)) (unreachable)";

/// A hostile plugin, and whether a limit stopped it the way that its row says.
struct Hostile {
    plugin: Arc<Plugin>,
    is_stopped: fn(&Arc<Plugin>) -> bool,
}

fn hostile(plugin: Arc<Plugin>, is_stopped: fn(&Arc<Plugin>) -> bool) -> Hostile {
    Hostile { plugin, is_stopped }
}

fn text_scored(plugin: &Arc<Plugin>, config: &Value) -> Outcome {
    evaluate_with(&evaluator_of(plugin), config, &Answer::Text("text".to_owned()), Arc::default(), 0)
}

/// How the evaluation of a text ended, where it failed.
fn kind(plugin: &Arc<Plugin>) -> Option<FailureKind> {
    text_scored(plugin, &json!({})).result.err().map(|failure| failure.kind)
}

/// What the fixture was told when it ran the empty program on one input, so many times and so often.
fn programs_refused(plugin: &Arc<Plugin>, times: u64, lowered: SomeLimits) -> bool {
    let config = json!({"secret": "", "run": {
        "inputs": [{"run": {"stdin": "", "args": []}}], "fuel": 100_000_000, "memory_bytes": 64 << 20, "output_bytes": 1024,
        "stop_at_first_failure": false, "times": times, "silent": true,
    }});
    let file = json!({"path": "main.txt", "text": "exit"});
    let answer = json!({"kind": "program", "language": "dump", "entry": "main.txt", "files": [file]});
    let answer = Answer::from_value(&answer).expect("a program");
    let grants = Grants { limits: lowered, ..all_grants() };
    let evaluator = runtime().evaluator(plugin, &grants, languages()).expect("it links");
    let outcome = evaluate_with(&evaluator, &config, &answer, Arc::default(), 0);
    !told(&evaluation(outcome), "reports")["budget_spent"].is_null()
}

fn output_named(plugin: &Arc<Plugin>, name: &str) -> bool {
    matches!(kind(plugin), Some(FailureKind::Output { name: met, .. }) if met == name)
}

/// The one for a limit; `None` for the limits of programs, which `code::each_limit_has_its_verdict` shows.
fn for_limit(limit: LimitName) -> Option<Hostile> {
    let evaluator = |body: &str| WatGuest::evaluator(body, "");
    Some(match limit {
        LimitName::Fuel => hostile(evaluator(LOOP).limit("fuel", 1_000_000).limit("wall_ms", 100).load(), |plugin| {
            matches!(kind(plugin), Some(FailureKind::Fuel { limit: 1_000_000 }))
        }),
        LimitName::WallMs => hostile(evaluator(LOOP).limit("wall_ms", 1).load(), |plugin| {
            matches!(kind(plugin), Some(FailureKind::Deadline { limit_ms: 1 }))
        }),
        LimitName::MemoryBytes => {
            let body =
                "(if (i32.eq (memory.grow (i32.const 1100)) (i32.const -1)) (then (unreachable))) (i32.const 1024)";
            hostile(evaluator(body).load(), |plugin| matches!(kind(plugin), Some(FailureKind::Memory { .. })))
        }
        LimitName::TableElements => hostile(load(&with_modules("(table 60000 funcref)", 2)), |plugin| {
            matches!(kind(plugin), Some(FailureKind::Tables { .. }))
        }),
        LimitName::Handles => hostile(leaking_streams().limit("fuel", 50_000_000).load(), |plugin| {
            matches!(kind(plugin), Some(FailureKind::Handles { .. }))
        }),
        LimitName::HostCalls => {
            let body = "(loop $again (call $drop (call $get)) (br $again)) (unreachable)";
            hostile(with_streams(body).load(), |plugin| matches!(kind(plugin), Some(FailureKind::Calls { .. })))
        }
        LimitName::HostBytes => hostile(random_flood().load(), |plugin| output_named(plugin, "host_bytes")),
        LimitName::TransferBytes => hostile(many_strings().load(), |plugin| output_named(plugin, "transfer_bytes")),
        LimitName::JsonBytes => {
            let question = WatGuest::question_type("[1,2,3,4,5,6,7,8,9]").limit("json_bytes", 10);
            hostile(question.load(), |plugin| question_type_of(plugin).present("{}", "en", 0).result.is_err())
        }
        LimitName::LogLines => hostile(Arc::clone(fixture()), |plugin| {
            text_scored(plugin, &json!({"act": {"log": ["line", 1_000]}})).log.lines.len() as u64 == DEFAULT.log_lines
        }),
        LimitName::LogBytes => hostile(Arc::clone(fixture()), |plugin| {
            text_scored(plugin, &json!({"act": {"log": ["试".repeat(5_000), 10]}})).log.dropped > 0
        }),
        LimitName::AttachmentBytes => hostile(Arc::clone(fixture()), |plugin| {
            let listed = json!({"name": "0.txt", "media_type": "text/plain", "path": "files/0.txt"});
            let answer = Answer::from_value(&json!({"kind": "files", "files": [listed]})).expect("files");
            let reads = vec![json!([0, 0, 8 << 20]); 9];
            let files = Arc::from([vec![b'x'; 8 << 20]]);
            let outcome = evaluate_with(&evaluator_of(plugin), &json!({"read": reads}), &answer, files, 0);
            told(&evaluation(outcome), "read")[8] == "Refusal::BudgetSpent"
        }),
        // Spending the real one takes minutes: all but a millionth of it is granted away.
        LimitName::ProgramFuel => hostile(Arc::clone(fixture()), |plugin| {
            let left = plugin.limits().program_fuel - DEFAULT.program_fuel + DEFAULT.program_fuel / 1_000_000;
            programs_refused(plugin, 1, [(LimitName::ProgramFuel, left)].into())
        }),
        LimitName::ProgramInputs => hostile(Arc::clone(fixture()), |plugin| {
            programs_refused(plugin, DEFAULT.program_inputs + 1, SomeLimits::new())
        }),
        LimitName::OutputBytes => return None,
    })
}

#[test]
fn every_limit_stops_its_hostile_plugin_and_without_it_nothing_does() {
    for &limit in LimitName::ALL {
        let Some(Hostile { plugin, is_stopped }) = for_limit(limit) else { continue };
        assert!(is_stopped(&plugin), "`{limit}` stops nothing");
        assert!(!is_stopped(&plugin.without(limit)), "without `{limit}` its hostile plugin is stopped all the same");
    }
}
