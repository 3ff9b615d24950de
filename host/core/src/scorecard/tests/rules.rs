//! Floors, vetoes, policies and switches, each computed by hand.

use super::*;

/// Three dimensions of equal weight, one item each; the rubric with more keys.
fn ruled(more: &Value) -> Interview {
    read(&ruled_json(more))
}

fn ruled_json(more: &Value) -> Value {
    let mut value = interview_json(&["1", "1", "1"], &[(0, "1"), (1, "1"), (2, "1")]);
    for (key, set) in more.as_object().unwrap() {
        if key == "levels" {
            for (n, floors) in set.as_object().unwrap() {
                value["rubric"]["levels"][n.parse::<usize>().unwrap()]["floors"] = floors.clone();
            }
        } else {
            value["rubric"][key] = set.clone();
        }
    }
    value
}

/// Those of the first two items.
type Findings<'a> = [&'a [(&'a str, Severity)]; 2];

fn level(card: &Scorecard) -> Value {
    serde_json::to_value(card.level().unwrap()).unwrap()
}

/// (95 + 90 + 55) / 3 = 80 makes the highest level but for the last dimension.
#[test]
fn a_floor_holds_back_and_is_compared_before_rounding() {
    let interview = ruled(&json!({"levels": {"0": {"d2": 60}, "1": {"d2": "54.9999"}}}));
    let held = card(&interview, vec![scored(950_000), scored(900_000), scored(550_000)]);
    assert_eq!(shown(&held), "80.00 consider");
    let reason = json!({
        "rule": "floor", "level": "recommended", "dimension": "d2", "floor": "60",
        "score": {"exact": "55", "shown": "55.00"},
    });
    let expected = json!({
        "id": "consider", "at_least": "60", "next_at": "80", "by_total": "recommended", "held_back": [reason],
        "unchecked_floors": [],
    });
    assert_eq!(level(&held), expected);
    assert!(held.level().unwrap().is_held_back());

    let cases = [
        (600_000, "recommended", 0),
        (599_999, "consider", 1),
        (549_999, "consider", 1),
        (549_998, "not-recommended", 2),
    ];
    for (last, id, reasons) in cases {
        let card = card(&interview, vec![scored(1_000_000), scored(1_000_000), scored(last)]);
        let level = card.level().unwrap();
        assert_eq!((level.id.as_str(), level.held_back.len()), (id, reasons), "{last}");
        assert_eq!(level.by_total.as_str(), "recommended");
    }
}

#[test]
fn a_floor_of_what_was_not_measured_holds_nobody_back_and_is_told() {
    let interview = ruled(&json!({"levels": {"0": {"d2": 60}}}));
    let card = card(&interview, vec![scored(900_000), scored(900_000), not_measured()]);
    assert_eq!(shown(&card), "90.00 recommended");
    assert_eq!(level(&card)["unchecked_floors"], json!([{"level": "recommended", "dimension": "d2", "floor": "60"}]));
}

#[test]
fn vetoes() {
    let by_code = json!({"finding": "no-power-check", "caps_at": "consider"});
    let by_severity = json!({"severity": "major", "item": "i1", "caps_at": "not-recommended"});
    let interview = ruled(&json!({"vetoes": [by_code, by_severity]}));
    let full = |findings: Findings| {
        card(&interview, vec![found(1_000_000, findings[0]), found(1_000_000, findings[1]), scored(1_000_000)])
    };
    let power = ("no-power-check", Severity::Info);
    let cases: [(Findings, &str, usize); 6] = [
        ([&[], &[]], "recommended", 0),
        ([&[power], &[]], "consider", 1),
        ([&[power, power], &[power]], "consider", 2),
        ([&[("x", Severity::Critical)], &[("x", Severity::Minor)]], "recommended", 0),
        ([&[], &[("x", Severity::Major)]], "not-recommended", 1),
        ([&[power], &[("x", Severity::Critical)]], "not-recommended", 2),
    ];
    for (findings, id, reasons) in cases {
        let card = full(findings);
        let level = card.level().unwrap();
        assert_eq!((level.id.as_str(), level.held_back.len()), (id, reasons), "{findings:?}");
    }
    let card = full([&[], &[("x", Severity::Critical)]]);
    let reason = json!({
        "rule": "veto", "on": {"severity": "major"}, "finding": "x", "severity": "critical", "item": "i1",
        "caps_at": "not-recommended",
    });
    assert_eq!(level(&card)["held_back"], json!([reason]));
}

/// A veto that caps no lower than the total does is no reason, and a floor is asked below a cap too.
#[test]
fn vetoes_and_floors_together() {
    let veto = json!({"severity": "critical", "caps_at": "consider"});
    let interview = ruled(&json!({"vetoes": [veto], "levels": {"1": {"d0": 50}}}));
    let critical: &[(&str, Severity)] = &[("x", Severity::Critical)];
    let cases = [
        ([700_000, 700_000, 700_000], "consider", 0),
        ([900_000, 900_000, 900_000], "consider", 1),
        ([499_999, 1_000_000, 1_000_000], "not-recommended", 2),
        ([0, 0, 0], "not-recommended", 0),
    ];
    for (scores, id, reasons) in cases {
        let card = card(&interview, vec![found(scores[0], critical), scored(scores[1]), scored(scores[2])]);
        let level = card.level().unwrap();
        assert_eq!((level.id.as_str(), level.held_back.len()), (id, reasons), "{scores:?}");
    }
}

#[test]
fn a_switched_off_item_has_no_say_in_vetoes() {
    let mut value = ruled_json(&json!({"vetoes": [{"severity": "critical", "caps_at": "not-recommended"}]}));
    value["modules_off"] = json!(["test/p0#evaluator"]);
    let outcomes = vec![found(0, &[("x", Severity::Critical)]), scored(900_000), scored(900_000)];
    assert_eq!(shown(&card(&read(&value), outcomes)), "90.00 recommended");
}

/// (90 + 0 + 60) / 3 = 50, and (90 + 60) / 2 = 75.
#[test]
fn what_was_not_reached_goes_as_the_rubric_says() {
    let outcomes = vec![scored(900_000), ItemOutcome::NotReached, scored(600_000)];
    let cases = [
        (json!({"not_reached": "zero"}), "50.00 not-recommended", "zero"),
        (json!({"not_reached": "renormalise"}), "75.00 consider", "renormalise"),
        (json!({"not_reached": "withhold"}), "- -", "withhold"),
        (json!({}), "- -", "withhold"),
    ];
    for (more, expected, policy) in cases {
        let card = card(&ruled(&more), outcomes.clone());
        assert_eq!(shown(&card), expected, "{more}");
        let value = serde_json::to_value(&card).unwrap();
        assert_eq!(value["missing"], json!([{"item": "i1", "what": "not-reached", "policy": policy}]), "{more}");
        assert_eq!(value["items"][1]["state"], json!({"kind": "not-reached"}));
        if policy == "withhold" {
            assert_eq!(value["withheld"], json!([{"reason": "not-reached", "item": "i1"}]));
            assert_eq!(value["dimensions"][1]["score"], json!({"state": "withheld", "items": ["i1"]}));
        }
    }
}

#[test]
fn everything_that_is_missing_is_listed() {
    let mut value = interview_json(&["1"; 6], &[(0, "1"), (1, "1"), (2, "1"), (3, "1"), (4, "1"), (5, "1")]);
    value["modules_off"] = json!(["test/p5#question-type"]);
    let interview = read(&value);
    let refusal = validate_refusal(RawRefusal::Unsupported(words())).unwrap();
    let failed = ItemOutcome::Failed { kind: "trap".to_owned(), message: String::new() };
    let outcomes = vec![
        ItemOutcome::Omitted,
        ItemOutcome::NotAdministered,
        not_measured(),
        ItemOutcome::Refused(refusal),
        failed,
        scored(1),
    ];
    let found = serde_json::to_value(card(&interview, outcomes)).unwrap();
    let expected = json!([
        {"item": "i0", "what": "omitted", "policy": "zero"},
        {"item": "i1", "what": "not-administered", "policy": "renormalise"},
        {"item": "i2", "what": "not-measured", "dimension": "s", "policy": "renormalise"},
        {"item": "i3", "what": "refused", "policy": "withhold"},
        {"item": "i4", "what": "failed", "policy": "withhold"},
        {"item": "i5", "what": "not-administered", "switched_off": "test/p5#question-type", "policy": "renormalise"},
    ]);
    assert_eq!(found["missing"], expected);
    assert_eq!(found["modules_off"], json!([{"module": "test/p5#question-type", "items": ["i5"]}]));
    assert_eq!(found["dimensions_off"], json!(["d5"]));
    assert_eq!(found["dimensions"][0]["effective_weight"], Value::Null, "the total is withheld");
}

/// Weights 1/2, 3/10 and 1/5; without the second the others take 5/7 and 2/7.
#[test]
fn effective_weights() {
    let mut value = interview_json(&["1/2", "0.3", "0.2"], &[(0, "1"), (1, "1"), (2, "1")]);
    let weights = |value: &Value| {
        let card = card(&read(value), vec![scored(700_000), scored(0), scored(0)]);
        let weights = card.dimensions().iter().map(|dimension| dimension.effective_weight.as_ref().unwrap().exact());
        (weights.collect::<Vec<_>>(), card.total().unwrap().exact())
    };
    assert_eq!(weights(&value), (vec!["50".into(), "30".into(), "20".into()], "35".into()));
    value["modules_off"] = json!(["test/p1#evaluator"]);
    assert_eq!(weights(&value), (vec!["500/7".into(), "0".into(), "200/7".into()], "50".into()));
}
