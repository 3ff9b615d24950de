//! Overrides, markers and adjudicators, each computed by hand; and what may not come into a log.

use serde_json::{Value, json};

use super::*;
use crate::evaluation::{RawEvaluation, RawMeasure, RawScore, validate};
use crate::message::RawMessage;
use crate::scorecard::{Scorecard, score, score_with_overrides};

/// Two items, each mapping `s` and `t` of its evaluator: the first into `a`, the second into `b`.
fn interview(marking: &Value) -> Interview {
    let module = |n: usize| json!({"plugin": format!("test/p{n}"), "version": "*"});
    let item = |n: usize, to: &str| {
        json!({
            "id": format!("i{n}"), "title": {"en": "x"}, "question": module(n), "evaluator": module(n),
            "maps": [{"from": "s", "to": to, "weight": 3}, {"from": "t", "to": to, "weight": 1}],
        })
    };
    let dimension = |id: &str| json!({"id": id, "title": {"en": "x"}, "weight": 1});
    let mut rubric = json!({"dimensions": [dimension("a"), dimension("b")]});
    if !marking.is_null() {
        rubric["marking"] = marking.clone();
    }
    let text = json!({"id": "test", "title": {"en": "x"}, "items": [item(0, "a"), item(1, "b")], "rubric": rubric});
    Interview::from_json(&text.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn marked() -> Interview {
    interview(&json!({"blind": 2, "adjudicate_over": 10}))
}

fn scores(s: u32, t: u32, review: bool) -> ItemOutcome {
    let words = || RawMessage(vec![("en".to_owned(), "look".to_owned())]);
    let one = |id: &str, share| RawScore { dimension: id.to_owned(), measure: RawMeasure::Millionths(share) };
    let raw = RawEvaluation {
        scores: vec![one("s", s), one("t", t)],
        review: review.then(words),
        ..RawEvaluation::default()
    };
    ItemOutcome::Evaluated(validate(raw, &["s".parse().unwrap(), "t".parse().unwrap()]).unwrap())
}

fn failed() -> ItemOutcome {
    ItemOutcome::Failed { kind: "trap".to_owned(), message: "unreachable".to_owned() }
}

fn outcomes(first: ItemOutcome, second: ItemOutcome) -> Outcomes {
    [("i0".parse().unwrap(), first), ("i1".parse().unwrap(), second)].into()
}

/// `i1` or `i1/s`.
fn entry(by: &str, role: Role, target: &str, points: &str) -> Override {
    let (item, dimension) = target.split_once('/').map_or((target, None), |(item, id)| (item, Some(id)));
    Override {
        by: by.parse().unwrap(),
        at: "2026-11-24T14:30:00Z".parse().unwrap(),
        reason: "seen with my own eyes".parse().unwrap(),
        role,
        item: item.parse().unwrap(),
        dimension: dimension.map(|id| id.parse().unwrap()),
        points: Mark::from_json(&json!(points)).unwrap(),
    }
}

/// The log of these entries, all of which are taken.
fn log(interview: &Interview, outcomes: &Outcomes, entries: &[Override]) -> Overrides {
    let mut log = Overrides::default();
    for entry in entries {
        log.append(interview, outcomes, entry.clone()).unwrap_or_else(|error| panic!("{entry:?}: {error}"));
    }
    log
}

fn card(interview: &Interview, outcomes: &Outcomes, log: &Overrides) -> Scorecard {
    score_with_overrides(interview, &"c".parse().unwrap(), outcomes, log).unwrap()
}

fn total(card: &Scorecard) -> String {
    card.total().map_or("-".to_owned(), ToString::to_string)
}

/// By machine a = (3·80 + 40)/4 = 70 and b = 50, so 60; with s = 100, a = 85 and the total 67.50.
#[test]
fn both_scores_are_shown() {
    let (interview, outcomes) =
        (interview(&Value::Null), outcomes(scores(800_000, 400_000, false), scores(500_000, 500_000, false)));
    let log = log(&interview, &outcomes, &[entry("li-na", Role::Override, "i0/s", "100")]);
    let value = serde_json::to_value(card(&interview, &outcomes, &log)).unwrap();
    assert_eq!(value["total"]["shown"], "67.50");
    assert_eq!(value["machine"]["total"]["shown"], "60.00");
    assert_eq!(value["machine"]["withheld"], json!([]));
    let map = &value["items"][0]["maps"][0];
    assert_eq!((&map["points"]["shown"], &map["machine"]["shown"]), (&json!("100.00"), &json!("80.00")));
    let set_by = json!({
        "rule": "override", "by": "li-na", "at": "2026-11-24T14:30:00Z", "reason": "seen with my own eyes",
        "points": {"exact": "100", "shown": "100.00"},
    });
    assert_eq!(map["set_by"], set_by);
    assert_eq!(value["items"][0]["maps"][1]["set_by"], Value::Null);
}

#[test]
fn the_last_override_counts_and_none_changes_nothing() {
    let (interview, outcomes) =
        (interview(&Value::Null), outcomes(scores(800_000, 400_000, false), scores(500_000, 500_000, false)));
    let without = card(&interview, &outcomes, &Overrides::default());
    assert_eq!(without, score(&interview, &"c".parse().unwrap(), &outcomes).unwrap());
    assert_eq!(without.machine(), None);
    let entries = [
        entry("li-na", Role::Override, "i0/s", "100"),
        entry("wang-wei", Role::Override, "i0", "0"),
        entry("li-na", Role::Override, "i0/t", "50"),
    ];
    let log = log(&interview, &outcomes, &entries);
    assert_eq!(log.entries(), entries, "nothing is replaced");
    // a = (3·0 + 50)/4 = 12.5, b = 50.
    assert_eq!(total(&card(&interview, &outcomes, &log)), "31.25");
    assert_eq!(Overrides::restored(log.entries().to_vec()), log);
}

/// b = (3·60 + 20)/4 = 50 beside a = 70.
#[test]
fn a_person_completes_a_withheld_total() {
    let interview = interview(&Value::Null);
    for withheld in [failed(), scores(900_000, 900_000, true), ItemOutcome::NotReached] {
        let outcomes = outcomes(scores(800_000, 400_000, false), withheld);
        let half = [entry("li-na", Role::Override, "i1/s", "60")];
        let half = card(&interview, &outcomes, &log(&interview, &outcomes, &half));
        assert!(half.total().is_none() && half.level().is_none());
        assert_eq!(half.withheld().len(), 1);
        let both = [entry("li-na", Role::Override, "i1/s", "60"), entry("wang-wei", Role::Override, "i1/t", "20")];
        let both = card(&interview, &outcomes, &log(&interview, &outcomes, &both));
        assert_eq!(total(&both), "60.00");
        assert!(both.machine().is_some_and(|machine| matches!(machine, crate::scorecard::Verdict::Withheld(_))));
        assert_eq!(both.missing(), []);
    }
}

/// 70 and 80 differ by 10, which is not over 10: the mean is 75, beside a = 70 the total 72.50.
#[test]
fn two_blind_markers() {
    let interview = marked();
    let outcomes = outcomes(scores(800_000, 400_000, false), failed());
    let mut log = Overrides::default();
    let awaited = |log: &Overrides| {
        let card = card(&interview, &outcomes, log);
        assert!(card.level().is_none());
        serde_json::to_value(card.withheld()).unwrap()[1].clone()
    };
    let marks = |given: usize| json!({"reason": "marking", "item": "i1", "awaits": {"kind": "marks", "given": given, "wanted": 2}});
    assert_eq!(awaited(&log), marks(0));
    let too_early = log.append(&interview, &outcomes, entry("boss", Role::Override, "i1", "100"));
    assert_eq!(too_early, Err(OverrideError::StillMarked { item: "i1".parse().unwrap() }));
    log.append(&interview, &outcomes, entry("li-na", Role::Marker, "i1", "70")).unwrap();
    assert_eq!(awaited(&log), marks(1));
    log.append(&interview, &outcomes, entry("wang-wei", Role::Marker, "i1/s", "80")).unwrap();
    assert_eq!(awaited(&log), marks(1), "one dimension has one mark only");
    log.append(&interview, &outcomes, entry("wang-wei", Role::Marker, "i1/t", "80")).unwrap();
    assert_eq!(total(&card(&interview, &outcomes, &log)), "72.50");
    log.append(&interview, &outcomes, entry("boss", Role::Override, "i1", "90")).unwrap();
    assert_eq!(total(&card(&interview, &outcomes, &log)), "80.00", "an override corrects what is settled");
}

/// s: 60 and 75 differ by 15, the adjudicator says 65; t: 40 and 50 agree on 45. b = (3·65 + 45)/4 = 60, the total 65.
#[test]
fn an_adjudicator() {
    let interview = marked();
    let outcomes = outcomes(scores(800_000, 400_000, false), scores(1, 1, true));
    let marks = [
        entry("li-na", Role::Marker, "i1/s", "60"),
        entry("li-na", Role::Marker, "i1/t", "40"),
        entry("wang-wei", Role::Marker, "i1/s", "75"),
        entry("wang-wei", Role::Marker, "i1/t", "50"),
    ];
    let mut log = log(&interview, &outcomes, &marks);
    let waiting = serde_json::to_value(card(&interview, &outcomes, &log)).unwrap();
    assert_eq!(waiting["withheld"][1]["awaits"], json!({"kind": "adjudication", "dimensions": ["s"]}));
    let adjudicate = |by: &str| entry(by, Role::Adjudicator, "i1", "65");
    assert!(
        log.append(&interview, &outcomes, adjudicate("li-na")).unwrap_err().to_string().contains("has marked the item")
    );
    log.append(&interview, &outcomes, adjudicate("zhao-min")).unwrap();
    let decided = card(&interview, &outcomes, &log);
    assert_eq!(total(&decided), "65.00");
    let value = serde_json::to_value(&decided).unwrap();
    let set_by = &value["items"][1]["maps"][0]["set_by"];
    assert_eq!((&set_by["rule"], &set_by["decision"]["by"]), (&json!("adjudicated"), &json!("zhao-min")));
    assert_eq!(set_by["marks"].as_array().unwrap().len(), 2);
    assert_eq!(value["items"][1]["maps"][1]["set_by"]["rule"], "mean");
    assert_eq!(value["items"][1]["maps"][1]["points"]["shown"], "45.00");
    let again = log.append(&interview, &outcomes, adjudicate("sun-li"));
    assert!(again.unwrap_err().to_string().contains("nothing of the item `i1` is left to adjudicate"));
}

#[test]
fn marks_stay_hidden_until_all_are_there() {
    let interview = marked();
    let outcomes = outcomes(scores(1, 1, false), failed());
    let mut log = log(&interview, &outcomes, &[entry("li-na", Role::Marker, "i1", "70")]);
    let seen = |log: &Overrides, person: &str| {
        serde_json::to_value(log.visible_to(&interview, &person.parse().unwrap())).unwrap()
    };
    assert_eq!(seen(&log, "wang-wei"), json!([{"seen": "blind", "by": "li-na", "item": "i1"}]));
    assert_eq!(seen(&log, "li-na")[0]["points"], "70");
    log.append(&interview, &outcomes, entry("wang-wei", Role::Marker, "i1/s", "55")).unwrap();
    assert_eq!(seen(&log, "wang-wei")[0]["seen"], "blind", "`t` is not marked yet");
    assert!(!seen(&log, "li-na").to_string().contains("55"));
    log.append(&interview, &outcomes, entry("wang-wei", Role::Marker, "i1/t", "55")).unwrap();
    for person in ["li-na", "wang-wei", "zhao-min"] {
        let seen = log.visible_to(&interview, &person.parse().unwrap());
        assert!(seen.entries().iter().all(|entry| matches!(entry, Seen::Whole(_))), "{person}");
    }
}

#[test]
fn what_may_not_come_into_a_log() {
    let (plain, marked) = (interview(&Value::Null), marked());
    let outcomes = outcomes(scores(1, 1, false), failed());
    let two = [entry("li-na", Role::Marker, "i1", "70"), entry("wang-wei", Role::Marker, "i1", "70")];
    let cases = [
        (&plain, 0, entry("li-na", Role::Override, "i9", "1"), "no item `i9`; name"),
        (
            &plain,
            0,
            entry("li-na", Role::Override, "i0/u", "1"),
            "from the dimension `u`; name one of `s`, `t`, or none",
        ),
        (&plain, 0, entry("li-na", Role::Marker, "i1", "1"), "no `marking`"),
        (&plain, 0, entry("li-na", Role::Adjudicator, "i1", "1"), "no `marking`"),
        (&marked, 0, entry("li-na", Role::Marker, "i0", "1"), "needs no markers"),
        (&marked, 1, entry("li-na", Role::Marker, "i1/s", "1"), "`li-na` has marked the dimension `s`"),
        (&marked, 2, entry("sun-li", Role::Marker, "i1", "1"), "has its two marks"),
        (&marked, 1, entry("sun-li", Role::Adjudicator, "i1", "1"), "left to adjudicate"),
        (&marked, 2, entry("sun-li", Role::Adjudicator, "i1", "1"), "left to adjudicate"),
        (&marked, 2, entry("li-na", Role::Adjudicator, "i1", "1"), "another person must adjudicate"),
        (&marked, 1, entry("sun-li", Role::Override, "i1", "1"), "waits for its markers"),
    ];
    for (interview, before, wrong, said) in cases {
        let mut log = log(interview, &outcomes, &two[..before]);
        let error = log.append(interview, &outcomes, wrong.clone()).expect_err(said).to_string();
        assert!(error.contains(said) && error.contains("; "), "{wrong:?}: {error}");
        assert_eq!(log.entries().len(), before, "nothing came in");
    }
    let off = plain.with_modules_off(["test/p0#evaluator".parse().unwrap()].into()).unwrap();
    let error = Overrides::default().append(&off, &outcomes, entry("li-na", Role::Override, "i0", "1"));
    assert_eq!(error, Err(OverrideError::NotAdministered { item: "i0".parse().unwrap() }));
}

#[test]
fn an_entry_that_is_none() {
    let good = json!({
        "by": "li-na", "at": "2026-11-24T14:30:00+08:00", "reason": "看过录像", "role": "marker", "item": "i0",
        "dimension": "s", "points": "84.5",
    });
    let read = Override::from_json(&good).unwrap();
    assert_eq!(read.points.to_string(), "169/2");
    assert_eq!(serde_json::from_value::<Override>(serde_json::to_value(&read).unwrap()).unwrap(), read);
    let cases = [
        ("by", json!(""), "`/by`: `` is no person id: it is empty"),
        ("by", Value::Null, "`/by`: this is null"),
        ("at", json!("yesterday"), "`/at`: `yesterday` is no moment; write it"),
        ("reason", json!(" \n"), "`/reason`: the reason is blank; say why"),
        ("reason", json!("x".repeat(MAX_REASON + 1)), "`/reason`: the reason has more than 4000"),
        ("role", json!("markr"), "`/role`: `markr` is no role; did you mean `marker`?"),
        ("item", json!("I 0"), "`/item`: `I 0` is no item id"),
        ("points", json!(101), "`/points`: `101` is more than 100"),
        ("points", json!(-1), "`/points`: `-1` is negative"),
        ("points", json!(84.5), "`/points`: `84.5` is a float"),
        ("score", json!(1), "`/score`: unknown key `score`"),
    ];
    for (key, value, said) in cases {
        let mut wrong = good.clone();
        wrong[key] = value;
        let error = Override::from_json(&wrong).expect_err(said).to_string();
        assert!(error.contains(said), "{error}");
    }
    for key in ["by", "at", "reason", "item", "points"] {
        let mut wrong = good.clone();
        wrong.as_object_mut().unwrap().remove(key);
        let error = Override::from_json(&wrong).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`/{key}`: the key `{key}` is missing; ")), "{error}");
    }
}

#[test]
fn a_log_of_another_interview() {
    let interview = interview(&Value::Null);
    let outcomes = outcomes(scores(1, 1, false), scores(1, 1, false));
    for (target, said) in [("i9", "no item `i9`"), ("i0/u", "maps from the dimension `u`")] {
        let log = Overrides::restored(vec![entry("li-na", Role::Override, target, "1")]);
        let error = score_with_overrides(&interview, &"c".parse().unwrap(), &outcomes, &log).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}
