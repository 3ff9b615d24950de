//! The rules by example; what must hold for every interview is in `tests/properties.rs`.

use num_traits::One;
use serde_json::{Value, json};

use super::*;
use crate::evaluation::{RawEvaluation, RawMeasure, RawRefusal, RawScore, validate, validate_refusal};
use crate::message::RawMessage;

mod properties;

/// Items `i0`, `i1`, … each with one map into a dimension `d<to>`; `(to, weight)`.
fn interview(dimension_weights: &[&str], maps: &[(usize, &str)]) -> Interview {
    read(&interview_json(dimension_weights, maps))
}

fn read(value: &Value) -> Interview {
    Interview::from_json(&value.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn interview_json(dimension_weights: &[&str], maps: &[(usize, &str)]) -> Value {
    let module = |n: usize| json!({"plugin": format!("test/p{n}"), "version": "*"});
    let item = |(n, (to, weight)): (usize, &(usize, &str))| {
        json!({
            "id": format!("i{n}"), "title": {"en": "x"}, "question": module(n), "evaluator": module(n),
            "maps": [{"from": "s", "to": format!("d{to}"), "weight": weight}],
        })
    };
    let dimension = |(n, weight)| json!({"id": format!("d{n}"), "title": {"en": "x"}, "weight": weight});
    json!({
        "id": "test", "title": {"en": "x"},
        "items": maps.iter().enumerate().map(item).collect::<Vec<_>>(),
        "rubric": {
            "dimensions": dimension_weights.iter().enumerate().map(dimension).collect::<Vec<_>>(),
            "levels": [
                {"id": "recommended", "title": {"zh-CN": "优先推荐"}, "at_least": 80},
                {"id": "consider", "title": {"zh-CN": "可考虑"}, "at_least": 60},
                {"id": "not-recommended", "title": {"zh-CN": "不推荐"}, "at_least": 0},
            ],
        },
    })
}

fn raw(measure: RawMeasure) -> RawEvaluation {
    RawEvaluation { scores: vec![RawScore { dimension: "s".to_owned(), measure }], ..RawEvaluation::default() }
}

fn evaluated(raw: RawEvaluation) -> ItemOutcome {
    ItemOutcome::Evaluated(validate(raw, &["s".parse().unwrap()]).unwrap())
}

fn scored(millionths: u32) -> ItemOutcome {
    evaluated(raw(RawMeasure::Millionths(millionths)))
}

fn words() -> RawMessage {
    RawMessage(vec![("en".to_owned(), "words".to_owned())])
}

fn not_measured() -> ItemOutcome {
    evaluated(raw(RawMeasure::NotMeasured(words())))
}

fn card(interview: &Interview, outcomes: Vec<ItemOutcome>) -> Scorecard {
    named(interview, "a", outcomes)
}

fn named(interview: &Interview, candidate: &str, outcomes: Vec<ItemOutcome>) -> Scorecard {
    let outcomes = interview.items().iter().map(|item| item.id.clone()).zip(outcomes).collect();
    score(interview, &candidate.parse().unwrap(), &outcomes).unwrap()
}

fn shown(card: &Scorecard) -> String {
    let total = card.total().map_or("-".to_owned(), ToString::to_string);
    format!("{total} {}", card.level().map_or("-", |level| level.id.as_str()))
}

#[test]
fn totals() {
    let three = interview(&["1", "1", "1"], &[(0, "1"), (1, "1"), (2, "1")]);
    let one = interview(&["1"], &[(0, "3"), (0, "1")]);
    let zero_weight = interview(&["1", "0"], &[(0, "1"), (1, "1")]);
    let cases = [
        (&three, vec![scored(850_000), scored(900_000), scored(780_000)], "84.33 recommended"),
        (&three, vec![scored(850_000), ItemOutcome::Omitted, scored(780_000)], "54.33 not-recommended"),
        (&three, vec![scored(850_000), ItemOutcome::NotAdministered, scored(780_000)], "81.50 recommended"),
        (&three, vec![scored(850_000), not_measured(), scored(780_000)], "81.50 recommended"),
        (&one, vec![scored(1_000_000), scored(0)], "75.00 consider"),
        (&one, vec![scored(799_999), scored(799_999)], "80.00 consider"),
        (&one, vec![scored(800_000), scored(800_000)], "80.00 recommended"),
        (&one, vec![scored(0), scored(0)], "0.00 not-recommended"),
        (&one, vec![scored(1_000_000), scored(1_000_000)], "100.00 recommended"),
        (&one, vec![not_measured(), ItemOutcome::NotAdministered], "- -"),
        (&zero_weight, vec![scored(500_000), scored(1_000_000)], "50.00 not-recommended"),
        (&zero_weight, vec![not_measured(), scored(1_000_000)], "- -"),
    ];
    for (interview, outcomes, expected) in cases {
        assert_eq!(shown(&card(interview, outcomes.clone())), expected, "{outcomes:?}");
    }
}

#[test]
fn a_threshold_is_compared_before_rounding() {
    let one = interview(&["1"], &[(0, "3"), (0, "1")]);
    let card = card(&one, vec![scored(799_999), scored(799_999)]);
    assert_eq!(card.total().unwrap().exact(), "799999/10000");
    let level = card.level().unwrap();
    assert_eq!((level.at_least.to_string(), level.next_at.as_ref().unwrap().to_string()), ("60".into(), "80".into()));
}

#[test]
fn half_up() {
    for (millionths, expected) in [(843_349, "84.33"), (843_350, "84.34"), (5, "0.00"), (50, "0.01"), (49, "0.00")] {
        let share = BigRational::new(millionths.into(), 1_000_000.into());
        assert_eq!(Points::of_ratio(&share).to_string(), expected, "{millionths}");
    }
}

#[test]
fn json_is_exact_and_readable() {
    let three = interview(&["1", "1", "1"], &[(0, "1"), (1, "1"), (2, "1")]);
    let card = card(&three, vec![scored(850_000), scored(900_000), scored(780_000)]);
    let value = serde_json::to_value(&card).unwrap();
    assert_eq!(value["total"], json!({"exact": "253/3", "shown": "84.33"}));
    let level = json!({
        "id": "recommended", "at_least": "80", "next_at": null, "by_total": "recommended", "held_back": [],
        "unchecked_floors": [],
    });
    assert_eq!(value["level"], level);
    assert_eq!(value["withheld"], json!([]));
    assert_eq!(
        value["dimensions"][0]["score"],
        json!({"state": "measured", "points": {"exact": "85", "shown": "85.00"}})
    );
    assert_eq!(value["items"][1]["share"]["weight"]["exact"], "100/3");
    assert_eq!(value["items"][1]["share"]["points"]["exact"], "30");
}

#[test]
fn withheld_totals() {
    let two = interview(&["1", "1"], &[(0, "1"), (1, "1")]);
    let refusal = validate_refusal(RawRefusal::MalformedAnswer(words())).unwrap();
    let review = RawEvaluation { review: Some(words()), ..raw(RawMeasure::Millionths(900_000)) };
    let failed = ItemOutcome::Failed { kind: "trap".to_owned(), message: "unreachable".to_owned() };
    for (outcome, reason) in
        [(failed, "failed"), (ItemOutcome::Refused(refusal), "refused"), (evaluated(review), "review")]
    {
        let card = card(&two, vec![scored(1_000_000), outcome]);
        assert_eq!(shown(&card), "- -", "{reason}");
        let value = serde_json::to_value(&card).unwrap();
        assert_eq!(value["total"], Value::Null);
        assert_eq!(value["level"], Value::Null);
        assert_eq!((&value["withheld"][0]["reason"], &value["withheld"][0]["item"]), (&json!(reason), &json!("i1")));
        assert_eq!(value["dimensions"][0]["score"]["state"], "measured");
        assert_eq!(value["dimensions"][1]["score"], json!({"state": "withheld", "items": ["i1"]}));
        assert_eq!(value["items"][0]["share"], Value::Null);
    }
}

#[test]
fn a_module_switched_off() {
    let mut value = interview_json(&["1", "1"], &[(0, "1"), (1, "1")]);
    for (module, expected) in [("test/p1#evaluator", "50.00"), ("test/p1#question-type", "50.00")] {
        value["modules_off"] = json!([module]);
        let interview = read(&value);
        let card = card(&interview, vec![scored(500_000)]);
        assert_eq!(card.total().unwrap().to_string(), expected);
        let state = serde_json::to_value(&card.items()[1].state).unwrap();
        assert_eq!(state, json!({"kind": "not-administered", "switched_off": module}));
        assert_eq!(card.dimensions()[1].score, DimensionScore::NotMeasured);
    }
}

#[test]
fn outcomes_of_another_interview() {
    let two = interview(&["1", "1"], &[(0, "1"), (1, "1")]);
    let outcomes = |pairs: &[(&str, ItemOutcome)]| {
        let pairs = pairs.iter().map(|(id, outcome)| (id.parse().unwrap(), outcome.clone()));
        score(&two, &"a".parse().unwrap(), &pairs.collect()).unwrap_err().to_string()
    };
    assert!(outcomes(&[("i0", scored(1))]).contains("`i1` has no outcome"));
    assert!(outcomes(&[("i0", scored(1)), ("i9", scored(1))]).contains("no item `i9`"));
    let other = RawScore { dimension: "t".to_owned(), measure: RawMeasure::Millionths(1) };
    let other = RawEvaluation { scores: vec![other], ..RawEvaluation::default() };
    let other = ItemOutcome::Evaluated(validate(other, &["t".parse().unwrap()]).unwrap());
    assert!(outcomes(&[("i0", other), ("i1", scored(1))]).contains("maps from the dimension `s`"));
}

#[test]
fn ranks() {
    let one = interview(&["1"], &[(0, "1")]);
    let failed = || ItemOutcome::Failed { kind: "trap".to_owned(), message: String::new() };
    let cards = [
        named(&one, "low", vec![scored(1)]),
        named(&one, "wait-b", vec![failed()]),
        named(&one, "tie-b", vec![scored(500_000)]),
        named(&one, "first", vec![scored(900_000)]),
        named(&one, "wait-a", vec![failed()]),
        named(&one, "tie-a", vec![scored(500_000)]),
    ];
    let ranked: Vec<_> = rank(&cards).iter().map(|r| (r.rank, r.scorecard.candidate().to_string())).collect();
    let expected = [
        (Some(1), "first"),
        (Some(2), "tie-a"),
        (Some(2), "tie-b"),
        (Some(4), "low"),
        (None, "wait-a"),
        (None, "wait-b"),
    ];
    assert_eq!(ranked, expected.map(|(rank, id)| (rank, id.to_owned())));
}

#[test]
fn innovation_from_20_to_35_percent() {
    let interview = interview(&["2/5", "0.3", "1/10", "0.2"], &[(0, "1"), (1, "1"), (2, "1"), (3, "1")]);
    let innovation: DimensionId = "d3".parse().unwrap();
    let changed = interview.rubric().reweighted(&innovation, &"0.35".parse().unwrap()).unwrap();
    let factor = BigRational::new(8125.into(), 10_000.into());
    for (before, after) in interview.rubric().dimensions().iter().zip(changed.dimensions()) {
        let expected = if after.id == innovation {
            BigRational::new(35.into(), 100.into())
        } else {
            before.weight.as_ratio() * &factor
        };
        assert_eq!(after.weight.as_ratio(), &expected, "{}", after.id);
    }
    let sum: BigRational = changed.dimensions().iter().map(|dimension| dimension.weight.as_ratio()).sum();
    assert!(sum.is_one());
    let outcomes = vec![scored(900_000), scored(800_000), scored(700_000), scored(600_000)];
    let what_if = interview.with_rubric(changed).unwrap();
    assert_eq!(shown(&card(&interview, outcomes.clone())), "79.00 consider");
    assert_eq!(shown(&card(&what_if, outcomes)), "75.44 consider");
    let whole = interview.rubric().reweighted(&innovation, &"1".parse().unwrap()).unwrap();
    assert!(whole.reweighted(&innovation, &"1/2".parse().unwrap()).is_err(), "nothing else weighs");
    assert!(interview.rubric().reweighted(&innovation, &"1.01".parse().unwrap()).is_err());
    assert!(interview.rubric().reweighted(&"x".parse().unwrap(), &"1/2".parse().unwrap()).is_err());
}
