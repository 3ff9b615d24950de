//! What an evaluation tells people: indicators and a finding per way of failing. Candidates may read all of it, so a hidden test is
//! named by its id and its group, and nothing of its input, its expected result or the program's output on it is repeated.

use std::collections::BTreeMap;

use touchstone_sdk::{Finding, Message, Place, Program, Quantity, Severity};

use crate::config::evaluator::{Group, Plan};
use crate::config::text_in;
use crate::efficiency::{self, Measured};
use crate::error_place::{self, ErrorPlace};
use crate::judge::Outcome;
use crate::verdict::Verdict;

/// More ids than this are counted, not listed.
const MOST_IDS: usize = 12;

/// One figure: id, label, value.
pub(crate) type Indicator = (String, Message, Quantity);

/// Figures of the tests: all together, by group, by verdict.
pub(crate) fn of_tests(plan: &Plan, outcomes: &[Outcome], totals: &[u64], earned: &[u64]) -> Vec<Indicator> {
    let counted = || plan.tests.iter().zip(outcomes).filter(|(test, _)| test.group.is_some());
    let accepted = counted().filter(|(_, outcome)| outcome.verdict == Verdict::Accepted).count();
    let mut indicators = vec![(
        "tests-passed".to_owned(),
        Message::zh_en("通过的测试", "Tests passed"),
        Quantity::share(accepted as u64, counted().count() as u64),
    )];
    for (place, group) in plan.groups.iter().enumerate() {
        let label = Message::zh_en(
            format!("{}（{}）", text_in(&group.title, "zh-CN"), dimension_name(group).0),
            format!("{} ({})", text_in(&group.title, "en"), dimension_name(group).1),
        );
        let share = Quantity::share(earned[place], totals[place] * u64::from(touchstone_sdk::FULL_MARKS));
        indicators.push((format!("group-{}", group.id), label, share));
    }
    for verdict in Verdict::ALL {
        let count = counted().filter(|(_, outcome)| outcome.verdict == verdict).count();
        if count > 0 {
            let (chinese, english) = verdict.name();
            let label = Message::zh_en(format!("测试结果为“{chinese}”"), format!("Tests with the verdict “{english}”"));
            indicators.push((format!("verdict-{}", verdict.code()), label, Quantity::Count(count as u64)));
        }
    }
    indicators
}

/// Figures of fuel, over the accepted tests that were measured.
pub(crate) fn of_fuel(measured: &Measured) -> Vec<Indicator> {
    let sum = |pick: fn(&efficiency::Compared) -> u64| {
        measured.accepted.iter().map(|compared| u128::from(pick(compared))).sum::<u128>()
    };
    let median = |pick: fn(&efficiency::Compared) -> u64| {
        let mut fuel: Vec<u64> = measured.accepted.iter().map(pick).collect();
        fuel.sort_unstable();
        fuel.get(fuel.len() / 2).copied()
    };
    let reference = sum(|compared| compared.reference);
    let (Some(own), Some(of_reference)) =
        (median(|compared| compared.candidate), median(|compared| compared.reference))
    else {
        return Vec::new();
    };
    let hundredths = (sum(|compared| compared.candidate) * 100 + reference / 2) / reference.max(1);
    let ratio = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    vec![
        (
            "fuel-ratio".to_owned(),
            Message::zh_en("净运算量与参考解之比", "Net fuel beside the reference solution's"),
            Quantity::Text(Message::zh_en(format!("{ratio} 倍"), format!("{ratio} times"))),
        ),
        ("fuel-median".to_owned(), Message::zh_en("净运算量中位数", "Median net fuel"), Quantity::Count(own)),
        (
            "fuel-reference-median".to_owned(),
            Message::zh_en("参考解净运算量中位数", "Median net fuel of the reference solution"),
            Quantity::Count(of_reference),
        ),
    ]
}

/// A finding for each way of failing: per group, verdict, and place of the error.
pub(crate) fn failures(plan: &Plan, program: &Program, outcomes: &[Outcome]) -> Vec<Finding> {
    if let Some(outcome) = outcomes.iter().find(|outcome| outcome.verdict == Verdict::CompileError) {
        return vec![does_not_compile(program, outcome)];
    }
    let mut ways: BTreeMap<(usize, Verdict, ErrorPlace), Vec<&str>> = BTreeMap::new();
    for (test, outcome) in plan.tests.iter().zip(outcomes) {
        let Some(group) = test.group.filter(|_| outcome.verdict != Verdict::Accepted) else { continue };
        let place = match outcome.verdict {
            Verdict::RuntimeError => error_place::of(program, &outcome.report.stderr),
            _ => ErrorPlace::default(),
        };
        ways.entry((group, outcome.verdict, place)).or_default().push(&test.case.id);
    }
    ways.into_iter().map(|((group, verdict, place), ids)| failure(plan, group, verdict, place, &ids)).collect()
}

/// A finding about accepted tests that took more fuel than the allowance.
pub(crate) fn slower(plan: &Plan, measured: &Measured) -> Option<Finding> {
    let slow: Vec<&str> = measured
        .accepted
        .iter()
        .filter(|compared| compared.share < touchstone_sdk::FULL_MARKS)
        .map(|compared| plan.tests[compared.test].case.id.as_str())
        .collect();
    let allowance = plan.efficiency.allowance_percent;
    (!slow.is_empty()).then(|| {
        let message = Message::zh_en(
            format!("{} 个测试结果正确，但运算量超过参考解的 {allowance}%：{}", slow.len(), listed(&slow, "、", "等")),
            format!(
                "{} test(s) right, with more than {allowance} % of the reference's fuel: {}",
                slow.len(),
                listed(&slow, ", ", " and more")
            ),
        );
        Finding::new("slower-than-reference", Severity::Minor, message).on("efficiency")
    })
}

fn failure(plan: &Plan, group: usize, verdict: Verdict, place: ErrorPlace, ids: &[&str]) -> Finding {
    let group_size = plan.tests.iter().filter(|test| test.group == Some(group)).count();
    let group = &plan.groups[group];
    let (chinese, english) = verdict.name();
    let kind = |before: &str| place.kind.map(|kind| format!("{before}{kind}")).unwrap_or_default();
    let message = Message::zh_en(
        format!(
            "“{}”组 {group_size} 个测试中有 {} 个{chinese}{}：{}",
            text_in(&group.title, "zh-CN"),
            ids.len(),
            kind(" "),
            listed(ids, "、", "等"),
        ),
        format!(
            "{} of {group_size} tests in “{}”: {english}{}: {}",
            ids.len(),
            text_in(&group.title, "en"),
            kind(", "),
            listed(ids, ", ", " and more"),
        ),
    );
    let finding = Finding::new(verdict.code(), Severity::Minor, message).on(group.dimension.id());
    match place.line {
        Some((path, line)) => finding.at(Place::Lines { path, first: line, last: line }),
        None => finding,
    }
}

fn does_not_compile(program: &Program, outcome: &Outcome) -> Finding {
    let place = error_place::of(program, &outcome.report.stderr);
    let kind = |before: &str| place.kind.map(|kind| format!("{before}{kind}")).unwrap_or_default();
    let message = Message::zh_en(
        format!("程序无法编译，没有运行任何测试{}。", kind("：")),
        format!("the program does not compile, so no test was run{}", kind(": ")),
    );
    let finding = Finding::new(Verdict::CompileError.code(), Severity::Major, message).on("correctness");
    match place.line {
        Some((path, line)) => finding.at(Place::Lines { path, first: line, last: line }),
        None => finding,
    }
}

fn listed(ids: &[&str], separator: &str, more: &str) -> String {
    let list = ids.iter().take(MOST_IDS).copied().collect::<Vec<_>>().join(separator);
    if ids.len() > MOST_IDS { format!("{list}{more}") } else { list }
}

fn dimension_name(group: &Group) -> (&'static str, &'static str) {
    match group.dimension {
        crate::config::evaluator::Dimension::Correctness => ("正确性", "correctness"),
        crate::config::evaluator::Dimension::Robustness => ("健壮性", "robustness"),
    }
}
