//! Gold sets: what is read, and every mistake with its place.

use serde_json::{Value, json};

use super::*;

fn gold() -> Value {
    json!({
        "title": {"zh-CN": "投诉回复", "en": "Replies"},
        "about": {"en": "Marked blind."},
        "scale": 4,
        "markers": ["lin", "zhao"],
        "thresholds": [50, "72.5"],
        "answers": [
            {"candidate": "g-001", "item": "reply", "part": "calibration", "marks": {"tone": {"lin": 3, "zhao": 2}}},
            {"candidate": "g-002", "item": "reply", "part": "held-out", "marks": {"tone": {"lin": 0}, "facts": {"zhao": 4}}}
        ]
    })
}

fn read(value: &Value) -> GoldSet {
    GoldSet::from_json(&value.to_string()).unwrap()
}

/// What is said of the set with `value` at `pointer`.
fn mistakes(pointer: &str, value: Value) -> Vec<String> {
    let mut gold = gold();
    *gold.pointer_mut(pointer).unwrap() = value;
    match GoldSet::from_json(&gold.to_string()) {
        Err(GoldError::Mistakes(mistakes)) => mistakes.list().iter().map(ToString::to_string).collect(),
        other => panic!("{pointer}: {other:?}"),
    }
}

#[test]
fn a_gold_set_is_read_whole() {
    let set = read(&gold());
    assert_eq!(set.scale(), 4);
    assert_eq!(set.markers().iter().map(MarkerId::as_str).collect::<Vec<_>>(), ["lin", "zhao"]);
    assert_eq!(set.thresholds().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(), ["50", "145/2"]);
    assert_eq!(set.about().unwrap(), &Message::new([("en", "Marked blind.")]).unwrap());
    let second = &set.answers()[1];
    assert_eq!((second.candidate.as_str(), second.part), ("g-002", Part::HeldOut));
    assert_eq!(second.marks[&"facts".parse().unwrap()][&"zhao".parse().unwrap()], 4);
}

#[test]
fn every_mistake_has_its_place_and_its_remedy() {
    let answer = gold()["answers"][0].clone();
    for (pointer, value, expected) in [
        (
            "/scale",
            json!(0),
            "`/scale`: this is the number `0`, not a whole number from 1; write a whole number from 1",
        ),
        (
            "/scale",
            json!(1000),
            "`/scale`: a scale up to 1000 is more than people can tell apart; write the highest mark, 1 to 100",
        ),
        ("/markers/1", json!("lin"), "`/markers/1`: the marker `lin` comes twice; keep one, or give it another name"),
        ("/thresholds/0", json!(101), "`/thresholds/0`: `101` is more than 100, the highest score; write 0 to 100"),
        (
            "/thresholds/0",
            json!(0),
            "`/thresholds/0`: every answer reaches a threshold of 0; remove it, or write one above 0, up to 100",
        ),
        ("/answers", json!([]), "`/answers`: the gold set has no answer; add one"),
        (
            "/answers/1",
            answer,
            "`/answers/1`: the answer of `g-001` to `reply` is marked twice, first in `/answers/0`; put all its marks in one place",
        ),
        (
            "/answers/0/part",
            json!("heldout"),
            "`/answers/0/part`: `heldout` is no part of a gold set; did you mean `held-out`?",
        ),
        (
            "/answers/0/marks/tone/zhao",
            json!(5),
            "`/answers/0/marks/tone/zhao`: a mark of 5 is over the scale; write 0 to 4",
        ),
        (
            "/answers/0/marks/tone",
            json!({"zhaoo": 2}),
            "`/answers/0/marks/tone/zhaoo`: `zhaoo` is none of the markers; did you mean `zhao`, or add it to `markers`",
        ),
        (
            "/answers/0/marks/tone",
            json!({}),
            "`/answers/0/marks/tone`: nobody has marked this dimension; add a mark, or remove the dimension",
        ),
        ("/answers/0/marks", json!({}), "`/answers/0/marks`: the answer has no mark; add one, or remove the answer"),
    ] {
        let found = mistakes(pointer, value);
        assert!(found.iter().any(|said| said == expected), "wanted {expected}\nfound {found:#?}");
    }
}

#[test]
fn a_part_has_to_be_said() {
    let mut gold = gold();
    gold["answers"][1].as_object_mut().unwrap().remove("part");
    let error = GoldSet::from_json(&gold.to_string()).unwrap_err().to_string();
    assert_eq!(error, "`/answers/1/part`: the key `part` is missing; write `calibration` or `held-out`");
}

#[test]
fn items_and_dimensions_have_to_be_the_interviews() {
    let set = read(&gold());
    let items = |item: &str, dimensions: &[&str]| {
        BTreeMap::from([(item.parse().unwrap(), dimensions.iter().map(|id| id.parse().unwrap()).collect())])
    };
    assert_eq!(set.check_dimensions(&items("reply", &["tone", "facts"])), Ok(()));
    let said = set.check_dimensions(&items("reply", &["tone", "fact"])).unwrap_err().to_string();
    assert_eq!(
        said,
        "`/answers/1/marks/facts`: the evaluator of the item `reply` has no dimension `facts`; did you mean `fact`?"
    );
    let said = set.check_dimensions(&items("letter", &["tone"])).unwrap_err();
    assert_eq!(said.list().len(), 2);
    assert_eq!(
        said.list()[0].to_string(),
        "`/answers/0/item`: the interview has no item `reply`; write one of `letter`"
    );
}

#[test]
fn a_marked_answer_has_to_be_there() {
    let set = read(&gold());
    let answers = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(candidate, item)| (candidate.parse().unwrap(), item.parse().unwrap())).collect()
    };
    assert_eq!(set.check_answers(&answers(&[("g-001", "reply"), ("g-002", "reply")])), Ok(()));
    let said = set.check_answers(&answers(&[("g-001", "reply"), ("g-002", "letter")])).unwrap_err().to_string();
    assert_eq!(
        said,
        "`/answers/1/item`: the candidate `g-002` has no answer to the item `reply`; add the answer, or remove its marks"
    );
    let said = set.check_answers(&answers(&[("g-001", "reply")])).unwrap_err().to_string();
    assert_eq!(said, "`/answers/1/candidate`: there are no answers of a candidate `g-002`; did you mean `g-001`?");
}
