//! Comparisons by hand-computed example; what holds for every interview is in `tests/properties.rs`.

use serde_json::{Value, json};

use super::*;
use crate::attempt::AttemptError;
use crate::cases::{attempts, evaluated, failed, owned, percent, plain};
use crate::interview::Interview;
use crate::scorecard::ItemOutcome;
use crate::words::Severity;

mod properties;

/// Innovation, `d3`, from 20 % to 35 %: the others × 0.8125.
fn more_innovation() -> (Interview, Interview) {
    let interview = plain(&["40", "30", "10", "20"]);
    let rubric = interview.rubric().reweighted(&"d3".parse().unwrap(), &"0.35".parse().unwrap()).unwrap();
    let changed = interview.with_rubric(rubric).unwrap();
    (interview, changed)
}

fn four(scores: [u32; 4]) -> [ItemOutcome; 4] {
    scores.map(percent)
}

fn shown(value: &impl Serialize, pointer: &str) -> Value {
    serde_json::to_value(value).unwrap().pointer(pointer).unwrap_or_else(|| panic!("no {pointer}")).clone()
}

#[test]
fn a_weight_raised() {
    let (interview, changed) = more_innovation();
    let all = [owned("a", four([90, 80, 70, 60]))];
    let [attempt] = attempts(&all)[..] else { unreachable!() };
    let comparison = compare(&attempt.score(&interview).unwrap(), &attempt.score(&changed).unwrap());
    let decomposition = comparison.decomposition.as_ref().unwrap();
    // 79 → 0.8125 · 67 + 0.35 · 60 = 75.4375
    assert_eq!(decomposition.difference().exact(), "-57/16");
    let lines: Vec<_> = decomposition
        .dimensions()
        .iter()
        .map(|d| (d.id.to_string(), d.difference.to_string(), d.by_weight.to_string(), d.by_score.to_string()))
        .collect();
    let expected = [("d0", "-6.75"), ("d1", "-4.50"), ("d2", "-1.31"), ("d3", "+9.00")];
    let expected = expected.map(|(id, by_weight)| (id.into(), by_weight.into(), by_weight.into(), "0.00".into()));
    assert_eq!(lines, expected);
    let first = &decomposition.dimensions()[0];
    let part = |part: &Option<DimensionPart>| {
        let part = part.as_ref().unwrap();
        (part.weight.to_string(), part.score.to_string(), part.points.to_string())
    };
    assert_eq!(part(&first.before), ("40.00".into(), "90.00".into(), "36.00".into()));
    assert_eq!(part(&first.after), ("32.50".into(), "90.00".into(), "29.25".into()));
}

#[test]
fn weight_and_score_split_at_the_middle() {
    let (half, more) = (plain(&["1", "1"]), plain(&["3", "1"]));
    let before = owned("a", [percent(40), percent(100)]);
    let after = owned("a", [percent(80), percent(100)]);
    let [before, after] = [(&before, &half), (&after, &more)]
        .map(|(owned, interview)| attempts(std::slice::from_ref(owned))[0].score(interview).unwrap());
    let decomposition = decompose(&before, &after).unwrap();
    // 0.75 · 80 − 0.5 · 40 = 40: 0.25 · 60 by weight, 40 · 0.625 by score.
    let [first, second] = decomposition.dimensions() else { panic!("two dimensions") };
    let exact =
        |change: &DimensionChange| [&change.difference, &change.by_weight, &change.by_score].map(Difference::exact);
    assert_eq!(exact(first), ["40", "15", "25"]);
    assert_eq!(exact(second), ["-25", "-25", "0"]);
    assert_eq!(decomposition.difference().exact(), "15");
    let back = decompose(&after, &before).unwrap();
    assert_eq!(exact(&back.dimensions()[0]), ["-40", "-15", "-25"]);
}

#[test]
fn a_dimension_that_leaves() {
    let interview = plain(&["1", "1"]);
    let off = interview.with_modules_off([("test/p1#evaluator").parse().unwrap()].into()).unwrap();
    let all = [owned("a", [percent(50), percent(90)])];
    let report = what_if(&interview, &off, &attempts(&all)).unwrap();
    let decomposition = report.attempts()[0].comparison.decomposition.as_ref().unwrap();
    let [stays, leaves] = decomposition.dimensions() else { panic!("two dimensions") };
    assert_eq!((stays.difference.exact(), stays.by_weight.exact()), ("25".into(), "25".into()));
    assert_eq!((leaves.difference.exact(), leaves.by_weight.exact()), ("-45".into(), "-45".into()));
    assert!(leaves.after.is_none() && decomposition.difference().exact() == "-20");
}

#[test]
fn who_passed_whom() {
    let (interview, changed) = more_innovation();
    let all = [
        owned("steady", four([90, 80, 70, 60])),   // 79     → 75.4375
        owned("inventor", four([70, 70, 70, 95])), // 75     → 78.75
        owned("even", four([78, 78, 78, 78])),     // 78     → 78
        owned("waits", [percent(1), percent(1), percent(1), failed()]),
    ];
    let report = what_if(&interview, &changed, &attempts(&all)).unwrap();
    let lines: Vec<_> = report
        .attempts()
        .iter()
        .map(|attempt| {
            let moved = attempt.moved.as_ref().map_or("-".to_owned(), ToString::to_string);
            format!("{}: {moved}", attempt.comparison.candidate)
        })
        .collect();
    assert_eq!(
        lines,
        [
            "inventor: from 3 to 1; passed `even` (mostly by `d3`, +2.55), `steady` (mostly by `d3`, +5.25)",
            "even: -",
            "steady: from 1 to 3; passed by `even` (mostly by `d3`, -2.70), `inventor` (mostly by `d3`, -5.25)",
            "waits: -",
        ]
    );
    let first = &report.attempts()[0];
    assert_eq!(shown(first, "/moved/passed/named/0/lead_before/shown"), json!("-3.00"));
    assert_eq!(shown(first, "/moved/passed/named/0/lead_after/exact"), json!("3/4"));
    assert_eq!((first.rank_before, first.rank_after), (Some(3), Some(1)));
    assert_eq!(report.attempts()[3].rank_after, None);
    assert_eq!(shown(first, "/before/total/exact"), json!("75"));
}

#[test]
fn those_who_come_in_pass_too() {
    let interview = plain(&["1", "1"]);
    let off = interview.with_modules_off([("test/p1#evaluator").parse().unwrap()].into()).unwrap();
    let all = [owned("first", [percent(70), percent(70)]), owned("waits", [percent(90), failed()])];
    let report = what_if(&interview, &off, &attempts(&all)).unwrap();
    let moved = report.attempts()[1].moved.as_ref().unwrap();
    assert_eq!(moved.to_string(), "from 1 to 2; passed by `waits` (withheld before)");
    assert_eq!(report.attempts()[0].comparison.decomposition, None);
}

#[test]
fn a_difference_report() {
    let interview = plain(&["1", "1"]);
    let with = |score: u32, findings: &[(&str, Severity)]| evaluated(&[Some(score * 10_000)], findings);
    let before = [
        owned("a", [with(80, &[("late", Severity::Minor)]), percent(80)]),
        owned("b", [percent(70), percent(70)]),
        owned("c", [percent(60), percent(60)]),
        owned("d", [failed(), percent(60)]),
    ];
    let after = [
        owned("d", [percent(90), percent(60)]),
        owned("c", [percent(60), percent(60)]),
        owned("b", [percent(70), percent(70)]),
        owned("a", [with(40, &[("late", Severity::Major), ("late", Severity::Major)]), percent(80)]),
    ];
    let (one, other) = (attempts(&before), attempts(&after));
    let generation = |attempts| Generation { interview: &interview, attempts };
    let report = difference_report(generation(&one), generation(&other)).unwrap();
    assert_eq!(
        serde_json::to_value(&report.summary).unwrap(),
        json!({
            "attempts": 4, "changed": 2, "higher": 0, "lower": 1, "other_level": 1, "other_rank": 1, "released": 1, "withheld": 0,
            "mean": {"exact": "-20/3", "shown": "-6.67"},
            "largest_rise": null,
            "largest_fall": {"candidate": "a", "difference": {"exact": "-20", "shown": "-20.00"}},
        })
    );
    assert_eq!(
        serde_json::to_value(&report.levels).unwrap(),
        json!([
            {"from": null, "to": "consider", "attempts": 1},
            {"from": "consider", "to": "consider", "attempts": 2},
            {"from": "recommended", "to": "consider", "attempts": 1},
        ])
    );
    assert_eq!(
        serde_json::to_value(&report.findings).unwrap(),
        json!([
            {"item": "i0", "code": "late", "severity": "minor", "before": 1, "after": 0, "appeared_in": 0, "gone_from": 1},
            {"item": "i0", "code": "late", "severity": "major", "before": 0, "after": 2, "appeared_in": 1, "gone_from": 0},
        ])
    );
    let who: Vec<_> = report.attempts.iter().map(|attempt| attempt.comparison.candidate.as_str()).collect();
    assert_eq!(who, ["a", "d"]);
    let [a, d] = &report.attempts[..] else { unreachable!() };
    assert_eq!(shown(&a.items, "/0/difference/exact"), json!("-20"));
    assert_eq!(shown(&a.items, "/0/scores/0/before/shown"), json!("80.00"));
    assert_eq!(shown(&d.items, "/0/before/kind"), json!("failed"));
    assert_eq!(shown(&d.items, "/0/difference"), Value::Null);
    assert_eq!(d.rank_after, Some(1));
}

#[test]
fn generations_must_be_of_the_same_candidates() {
    let interview = plain(&["1"]);
    let [a, b] = ["a", "b"].map(|candidate| owned(candidate, [percent(1)]));
    let said = |before: &[_], after: &[_]| {
        let (before, after) = (attempts(before), attempts(after));
        let generation = |attempts| Generation { interview: &interview, attempts };
        difference_report(generation(&before), generation(&after)).unwrap_err().to_string()
    };
    let (only_a, only_b, both, twice) = ([a.clone()], [b.clone()], [a.clone(), b.clone()], [a.clone(), a.clone()]);
    assert!(said(&both, &only_b).starts_with("`a` has an attempt before only; "));
    assert!(said(&only_a, &both).starts_with("`b` has an attempt after only; "));
    assert!(said(&twice, &only_a).starts_with("`a` has two attempts; "));
    let missing = [owned("a", [])];
    let error = what_if(&interview, &interview, &attempts(&missing)).unwrap_err();
    assert!(matches!(error, AttemptError::Outcomes { .. }));
    assert!(error.to_string().starts_with("the attempt of `a`: the item `i0` has no outcome; "));
}
