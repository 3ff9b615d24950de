//! `code.run` with the fixture's language: refusals, the order of reports, one fresh instance per input, limits and budgets.

use serde_json::json;
use touchstone_runtime::FailureKind;
use touchstone_runtime::limits::{CEILING, DEFAULT};

use crate::common::{beside_a_neighbour, evaluate, evaluation, failure, told};
use crate::program::{PLENTY, Report, Run};

fn verdicts(reports: &[Report]) -> Vec<&str> {
    reports.iter().map(|report| report.verdict.as_str()).collect()
}

#[test]
fn the_languages_are_those_of_the_interview() {
    let evaluation = evaluation(evaluate(&json!({ "languages": true })));
    assert_eq!(told(&evaluation, "languages"), json!(["dump", "javascript", "python"]));
}

#[test]
fn an_unknown_language_is_refused_with_those_there_are() {
    assert_eq!(
        Run::new("cobol", "main.cob", "").told(),
        json!({ "unknown_language": ["dump", "javascript", "python"] })
    );
}

#[test]
fn reports_come_in_the_order_of_the_inputs() {
    let reports = Run::dump("echo").stdin("one").args(&["two", "2"]).stdin("three").reports();
    let outputs: Vec<_> = reports.iter().map(|report| (report.stdout(), report.stderr())).collect();
    let expected = [("one", ""), ("", "two 2"), ("three", "")].map(|(out, err)| (out.to_owned(), err.to_owned()));
    assert_eq!(outputs, expected);
}

#[test]
fn exit_codes_are_told() {
    let reports = Run::dump("exit").stdin("0").stdin("3").stdin("255").reports();
    assert_eq!(verdicts(&reports), ["finished", "runtime-error", "runtime-error"]);
    assert_eq!(reports.iter().map(|report| report.exit_code).collect::<Vec<_>>(), [0, 3, 255]);
}

#[test]
fn without_the_stop_every_input_is_run_and_with_it_the_first_failure_is_the_last() {
    let run = Run::dump("exit").stdin("0").stdin("1").stdin("0");
    assert_eq!(verdicts(&run.reports()), ["finished", "runtime-error", "finished"]);
    assert_eq!(verdicts(&run.stop_at_first_failure().reports()), ["finished", "runtime-error"]);
}

#[test]
fn every_input_has_a_fresh_instance() {
    for report in Run::dump("count").stdin("").stdin("").stdin("").reports() {
        assert_eq!(report.stdout(), "1");
    }
    for report in Run::dump("count").call("count", &json!([])).call("count", &json!([])).reports() {
        assert_eq!(report.value.as_deref(), Some("1"));
    }
}

#[test]
fn calls_return_values_and_errors() {
    let args = json!([1, "試", [null, 2.5]]);
    let reports = Run::dump("").call("same", &args).call("nothing", &json!([])).reports();
    assert_eq!(serde_json::from_str::<serde_json::Value>(reports[0].value.as_ref().unwrap()).unwrap(), args);
    assert_eq!(reports[1].end(), ("runtime-error".to_owned(), "no such function: nothing".to_owned()));
    assert_eq!(reports[1].value, None);
}

#[test]
fn a_program_that_does_not_compile_gives_the_same_report_for_every_input() {
    let reports = Run::dump("nonsense").stdin("a").stdin("b").reports();
    assert_eq!(verdicts(&reports), ["compile-error", "compile-error"]);
    assert_eq!(reports[0].stderr(), "line 1: nonsense");
    assert_eq!(reports[1].stderr(), "line 1: nonsense");
}

#[test]
fn each_limit_has_its_verdict() {
    let limited = |text| Run::dump(text).fuel(50_000_000).memory_bytes(16 << 20).output_bytes(2_500);
    for (text, verdict) in [
        ("loop", "time-limit"),
        ("loop in check", "time-limit"),
        ("hoard", "memory-limit"),
        ("flood", "output-limit"),
        ("recurse", "runtime-error"),
        ("panic", "runtime-error"),
    ] {
        let report = beside_a_neighbour(|| limited(text).report());
        assert_eq!(report.verdict, verdict, "{text}");
        assert!(report.fuel <= 50_000_000 && report.peak_memory_bytes <= 16 << 20, "{text}: {report:?}");
        assert_eq!(report.exit_code, 1, "{text}");
    }
    assert_eq!(limited("flood").report().stdout, vec![b'x'; 2_500]);
    assert_eq!(limited("loop").report().fuel, 50_000_000);
}

#[test]
fn limits_over_the_ceilings_are_lowered_to_them() {
    let flood = Run::dump("flood").output_bytes(u64::from(u32::MAX)).memory_bytes(u64::MAX).times(1).report();
    assert_eq!(flood.verdict, "output-limit");
    let hoard = Run::dump("hoard").memory_bytes(u64::MAX).report();
    assert_eq!(hoard.verdict, "memory-limit");
    assert!(hoard.peak_memory_bytes <= CEILING.memory_bytes && hoard.peak_memory_bytes > CEILING.memory_bytes / 2);
}

#[test]
fn what_programs_spend_is_told_apart_from_what_the_plugin_spends() {
    let call = Run::dump("loop").fuel(50_000_000).outcome();
    assert!(call.usage.program_fuel > 50_000_000 && call.usage.program_fuel < 60_000_000, "{:?}", call.usage);
    assert!(call.usage.fuel < 10_000_000, "{:?}", call.usage);
}

#[test]
fn inputs_over_the_budget_are_refused() {
    let limit = DEFAULT.program_inputs;
    let run = (0..limit).fold(Run::dump("exit"), |run, _| run.stdin("0"));
    assert_eq!(run.clone().stop_at_first_failure().times(1).reports().len() as u64, limit);
    assert_eq!(run.stdin("0").told(), json!({ "budget_spent": 0 }));
    assert_eq!(
        Run::dump("exit").stdin("0").times(u32::try_from(limit).unwrap() + 1).told(),
        json!({ "budget_spent": limit })
    );
}

#[test]
fn inputs_may_want_more_fuel_together_than_there_is() {
    // Many of the largest fit, as long as nobody spends what they may.
    let run = Run::dump("exit").fuel(u64::MAX).stdin("0").stdin("0").stdin("0");
    assert_eq!(verdicts(&run.reports()), ["finished"; 3]);
}

#[test]
fn reports_over_the_transfer_limit_are_never_gathered() {
    let run = (0..8).fold(Run::dump("flood").output_bytes(4 << 20), |run, _| run.stdin(""));
    let expected = FailureKind::Output { name: "transfer_bytes", limit: DEFAULT.transfer_bytes };
    assert_eq!(failure(run.outcome()), expected);
}

#[test]
fn many_inputs_of_little_output_are_gathered() {
    let reports = (0..100).fold(Run::dump("flood").output_bytes(10_000), |run, _| run.stdin("")).fuel(PLENTY).reports();
    assert!(reports.len() == 100 && reports.iter().all(|report| report.stdout.len() == 10_000));
}

#[test]
fn a_language_runtime_has_no_capability_whatever_its_plugin_was_granted() {
    assert_eq!(Run::dump("languages").report().stdout(), "[]");
    assert_eq!(Run::dump("read").report().stdout(), "Err(Refusal::UnknownAttachment)");
    let report = Run::dump("nest").report();
    assert_eq!((report.verdict.as_str(), report.stdout()), ("runtime-error", String::new()));
    assert!(report.stderr().contains("`code` without the capability `run-code`"), "{}", report.stderr());
}
