//! Whether a program gives the same result whatever the input. A program that gives nothing at all is unfinished, no cheat.

use serde_json::Value;
use touchstone_sdk::{Finding, Message, Severity};

use crate::config::evaluator::Plan;
use crate::config::{Case, CaseInput};
use crate::judge::Outcome;
use crate::verdict::Verdict;

/// Fewer tests than this can be alike by chance.
const FEWEST: usize = 3;

/// The finding, if every test ended well with one result while several are expected.
pub(crate) fn always_the_same(plan: &Plan, outcomes: &[Outcome]) -> Option<Finding> {
    let all_ended = outcomes.iter().all(|outcome| Verdict::of_run(outcome.report.verdict).is_none());
    if outcomes.len() < FEWEST || !all_ended || !expects_different(plan) {
        return None;
    }
    let mut results = plan.tests.iter().zip(outcomes).map(|(test, outcome)| result(&test.case, outcome));
    let first = results.next()?;
    if !results.all(|result| result == first) {
        return None;
    }
    if first.is_empty() || first == "null" {
        let message = Message::zh_en(
            "程序对所有测试都没有给出结果：没有输出，或函数没有返回值。",
            "the program gives no result on any test: it prints nothing, or its function returns nothing",
        );
        return Some(Finding::new("no-output", Severity::Minor, message).on("correctness"));
    }
    let message = Message::zh_en(
        format!("程序对全部 {} 个测试给出同一个结果，而期望的结果各不相同。", outcomes.len()),
        format!(
            "the program gives one and the same result on all {} tests, whose expected results differ",
            outcomes.len()
        ),
    );
    Some(Finding::new("constant-output", Severity::Major, message).on("correctness"))
}

fn expects_different(plan: &Plan) -> bool {
    let mut expected = plan.tests.iter().map(|test| test.case.expected.as_ref().map(plain));
    expected.next().flatten().is_some_and(|first| expected.any(|other| other.is_some_and(|other| other != first)))
}

fn plain(expected: &Value) -> String {
    match expected {
        Value::String(text) => text.trim().to_owned(),
        value => value.to_string(),
    }
}

fn result(case: &Case, outcome: &Outcome) -> String {
    match case.input {
        CaseInput::Stdin(_) => String::from_utf8_lossy(&outcome.report.stdout).trim().to_owned(),
        CaseInput::Args(_) => outcome.report.value.clone().unwrap_or_default(),
    }
}
