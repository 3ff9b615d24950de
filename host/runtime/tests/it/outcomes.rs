//! How a call of the fixture can end: a result, a refusal, or one typed failure per way to fail, after each of which the next call
//! is clean and neighbours never notice.

use serde_json::{Value, json};
use touchstone_core::evaluation::Refusal;
use touchstone_core::words::Severity;
use touchstone_runtime::limits::DEFAULT;
use touchstone_runtime::{FailureKind, LogLevel};

use crate::common::{beside_a_neighbour, count, evaluate, evaluation, failure, fixture, fixture_evaluator};

/// Each way to fail, and the code that tells it.
fn misbehaviours() -> Vec<(Value, &'static str)> {
    vec![
        (json!({ "act": { "panic": "at the disco" } }), "trap"),
        (json!({ "act": "loop" }), "fuel"),
        (json!({ "act": "recurse" }), "trap"),
        (json!({ "act": "hoard" }), "memory"),
        (json!({ "review_bytes": 20_000_000 }), "output"),
        (json!({ "scores": [] }), "contract"),
    ]
}

#[test]
fn an_evaluation_comes_back_with_what_it_spent() {
    let call = evaluate(&json!({ "indicators": [["passed", 250_000]], "findings": 2, "finding_code": "odd" }));
    assert!(call.usage.fuel > 0 && call.usage.fuel < 10_000_000, "{:?}", call.usage);
    assert!(call.usage.peak_memory_bytes >= 64 << 10, "{:?}", call.usage);
    assert_eq!(call.usage.program_fuel, 0);
    let evaluation = evaluation(call);
    assert_eq!(
        serde_json::to_value(evaluation.scores()).unwrap()[0],
        json!({ "dimension": "first", "measure": { "millionths": 1_000_000 } })
    );
    assert_eq!(evaluation.findings().len(), 2);
    assert_eq!((evaluation.findings()[0].code.as_str(), evaluation.findings()[0].severity), ("odd", Severity::Info));
}

#[test]
fn a_refusal_is_a_result_and_no_failure() {
    let refused = evaluate(&json!({ "refuse": "not for me" })).result.expect("no failure").expect_err("a refusal");
    let Refusal::Unsupported(message) = refused else { panic!("{refused:?}") };
    assert_eq!(message.in_language("en"), "not for me");
}

#[test]
fn a_config_that_does_not_fit_is_a_refusal_that_says_why() {
    let refused = evaluate(&json!({ "no_such_key": 1 })).result.expect("no failure").expect_err("a refusal");
    assert!(refused.message().in_language("en").contains("no_such_key"), "{refused:?}");
}

#[test]
fn problems_of_a_config_come_back_with_their_pointers() {
    let checked = fixture_evaluator().check_config("{}", &json!({ "problems": ["/a", "/b/0"] }).to_string());
    let problems = checked.result.expect("no failure").expect_err("two problems");
    assert_eq!(problems.iter().map(|problem| problem.pointer.as_str()).collect::<Vec<_>>(), ["/a", "/b/0"]);
    assert_eq!(problems[0].message.in_language("en"), "no good");
    fixture_evaluator().check_config("{}", "{}").result.expect("no failure").expect("no problem");
}

#[test]
fn problems_without_end_break_the_contract() {
    let config = json!({ "problems": vec!["/a"; 201] }).to_string();
    let expected = FailureKind::Contract { reason: "201 problems, more than 200".to_owned() };
    assert_eq!(failure(beside_a_neighbour(|| fixture_evaluator().check_config("{}", &config))), expected);
}

#[test]
fn a_panic_is_a_trap_whose_message_and_place_arrive_in_the_log() {
    let call = evaluate(&json!({ "act": { "panic": "at the disco" } }));
    let [(LogLevel::Error, line)] = &call.log.lines[..] else { panic!("{:?}", call.log) };
    assert!(line.contains("at the disco") && line.contains("act.rs"), "{line}");
    let FailureKind::Trap { reason } = failure(call) else { panic!("no trap") };
    assert!(reason.contains("unreachable"), "{reason}");
}

#[test]
fn a_loop_is_stopped_by_fuel_and_the_limit_is_named_with_its_value() {
    let call = evaluate(&json!({ "act": "loop" }));
    let limit = fixture().limits().fuel;
    assert_eq!(call.usage.fuel, limit);
    let kind = failure(call);
    assert_eq!(kind, FailureKind::Fuel { limit: 4_000_000_000 });
    assert_eq!(kind.to_string(), "stopped after 4000000000 units of fuel (limit `fuel`)");
}

#[test]
fn a_loop_in_check_config_is_stopped_too() {
    let checked = fixture_evaluator().check_config("{}", &json!({ "act": "loop" }).to_string());
    assert_eq!(failure(checked), FailureKind::Fuel { limit: 4_000_000_000 });
}

#[test]
fn memory_without_end_is_refused_at_the_cap_and_the_peak_is_reported() {
    let call = evaluate(&json!({ "act": "hoard" }));
    let limit = fixture().limits().memory_bytes;
    assert!(call.usage.peak_memory_bytes <= limit && call.usage.peak_memory_bytes > limit / 2, "{:?}", call.usage);
    let kind = failure(call);
    let FailureKind::Memory { limit: told, wanted } = kind else { panic!("{kind:?}") };
    assert!(told == limit && wanted > limit, "{kind}");
    assert!(kind.to_string().ends_with("134217728 at most (limit `memory_bytes`)"), "{kind}");
}

#[test]
fn endless_recursion_in_rust_traps_at_the_end_of_the_guests_own_stack() {
    let FailureKind::Trap { reason } = failure(evaluate(&json!({ "act": "recurse" }))) else { panic!("no trap") };
    assert!(reason.contains("out of bounds memory access"), "{reason}");
}

#[test]
fn a_huge_result_is_bounded_before_it_is_copied() {
    let kind = failure(evaluate(&json!({ "review_bytes": 20_000_000 })));
    assert_eq!(kind, FailureKind::Output { name: "transfer_bytes", limit: DEFAULT.transfer_bytes });
    assert_eq!(kind.to_string(), "passed more than 16777216 bytes (limit `transfer_bytes`)");
}

#[test]
fn a_result_under_the_transfer_limit_arrives_whole() {
    let evaluation = evaluation(evaluate(&json!({ "review_bytes": 10_000_000 })));
    assert_eq!(evaluation.review().expect("a review").in_language("en").len(), 10_000_000);
}

#[test]
fn what_breaks_the_contract_is_refused_by_its_rule_and_never_clamped() {
    let many: Vec<(String, u32)> = (0..201).map(|n| (format!("i{n}"), 0)).collect();
    for (config, rule) in [
        (
            json!({ "scores": [["first", 1_000_001], ["second", 0]] }),
            "`scores[0]` has 1000001 millionths, more than 1000000",
        ),
        (
            json!({ "scores": [["first", 0], ["third", 0]] }),
            "`scores[1]` names the dimension `third`, which the manifest does not declare",
        ),
        (json!({ "scores": [["first", 0], ["first", 0]] }), "the dimension `first` has two scores"),
        (json!({ "scores": [["first", 0]] }), "the dimension `second` has no score, not even `not-measured`"),
        (json!({ "scores": [] }), "the dimension `first` has no score"),
        (json!({ "indicators": [["share", 1_000_001]] }), "`indicators[1]` has 1000001 millionths"),
        (json!({ "indicators": [[" ", 1]] }), "`indicators[1]` has a blank id"),
        (json!({ "indicators": [["a", 1], ["a", 1]] }), "two indicators have the id `a`"),
        (json!({ "indicators": many }), "202 indicators, more than 200"),
        (json!({ "findings": 1_001 }), "1001 findings, more than 1000"),
        (json!({ "findings": 1, "finding_code": "Not Kebab" }), "`findings[0]`: `Not Kebab` is no"),
        (json!({ "review_bytes": 0 }), "`review` has a message that is none: its text for `en` is blank"),
        (json!({ "refuse": "" }), "the refusal has a message that is none"),
    ] {
        let kind = failure(evaluate(&config));
        let FailureKind::Contract { reason } = &kind else { panic!("{config}: {kind:?}") };
        assert!(reason.contains(rule), "{reason}");
        assert_eq!(kind.to_string(), format!("broke the contract: {reason}"));
    }
}

#[test]
fn after_every_failure_the_next_call_is_clean() {
    for (config, code) in misbehaviours() {
        assert_eq!(failure(evaluate(&config)).code(), code, "{config}");
        let call = evaluate(&json!({}));
        assert_eq!((&call.log.lines[..], call.log.dropped), (&[][..], 0), "after {code}");
        assert_eq!(count(&evaluation(call), "calls"), 1, "after {code}");
    }
}

#[test]
fn a_neighbour_in_another_thread_is_unaffected_by_any_failure() {
    beside_a_neighbour(|| {
        for (config, code) in misbehaviours() {
            assert_eq!(failure(evaluate(&config)).code(), code);
        }
    });
}

#[test]
fn what_a_guest_prepared_is_there_in_every_fresh_instance() {
    for _ in 0..2 {
        let call = evaluate(&json!({ "prepared": true }));
        assert!(call.usage.fuel < 200_000, "nothing is prepared again: {:?}", call.usage);
        let evaluation = serde_json::to_value(evaluation(call)).expect("JSON");
        assert!(evaluation["indicators"].to_string().contains("1409865409"), "99,999²: {evaluation}");
    }
}
