//! Mistakes in configs: each is found, and its problem points at the place and says what to do.

use crate::common::{options, question, read_json};
use choice::{ChoiceEvaluator, ChoiceQuestion};
use serde_json::{Value, json};
use std::path::Path;
use touchstone_sdk::{Evaluator, Problem, QuestionType};

fn case(file: &str) -> Value {
    read_json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/whole-test").join(file))
}

/// Each row: where the whole test is changed (`-` appends), to what, where the first problem points, what it says.
#[test]
fn mistakes_in_questions_are_found() {
    for (at, value, pointer, says) in [
        ("/questions", json!([]), "/questions", "1 to 200"),
        ("/questions/1/id", json!("discount"), "/questions/1/id", "twice"),
        ("/questions/1/id", json!("two words"), "/questions/1/id", "lower-case"),
        ("/questions/1/pool", json!("p"), "/questions/1/pool", "`pools` has no `p`"),
        ("/pools", json!({"p": 1}), "/pools/p", "0 questions"),
        ("/questions/1/prompt", json!({}), "/questions/1/prompt", "blank"),
        ("/questions/1/prompt", json!({"en": " \n"}), "/questions/1/prompt", "blank"),
        ("/questions/0/options/1/id", json!("agree"), "/questions/0/options/1/id", "twice"),
        ("/questions/0/options/1/text", json!({"en": ""}), "/questions/0/options/1/text", "blank"),
        ("/questions/0/options", json!([]), "/questions/0/options", "at least 2"),
        ("/questions/0/targets", options("a"), "/questions/0/targets", "leave it out"),
        ("/questions/3/targets", json!([]), "/questions/3/targets", "at least 1"),
        ("/questions/4/options", options("a b"), "/questions/4/options", "leave it out"),
        ("/questions/0/max_choices", json!(1), "/questions/0/max_choices", "leave it out"),
        ("/questions/1/max_choices", json!(6), "/questions/1/max_choices", "1 to 5"),
        ("/questions/3/max_per_target", json!(0), "/questions/3/max_per_target", "1 to 3"),
        ("/questions/5/max_length", json!(501), "/questions/5/max_length", "1 to 500"),
    ] {
        let config = changed(case("question.json"), at, value.clone());
        first_is(&ChoiceQuestion::check_config(&typed(config)), pointer, says, &format!("{at} = {value}"));
    }
}

/// The same for the keys.
#[test]
fn mistakes_in_keys_are_found() {
    for (at, value, pointer, says) in [
        ("/keys/price", json!({"correct": ["x"]}), "/keys/price", "no question `price`"),
        ("/keys", json!({}), "/keys", "`discount` has no key"),
        ("/keys/vat/weight", json!(0), "/keys/vat/weight", "1 to 1000"),
        ("/keys/vat/accept", json!([{"value": 1}]), "/keys/vat/accept", "leave it out"),
        ("/keys/vat/scoring", json!("exact"), "/keys/vat/scoring", "leave it out"),
        ("/keys/vat/unit", json!("m"), "/keys/vat/unit", "leave it out"),
        ("/keys/vat", json!({}), "/keys/vat", "one of `correct` and `map`"),
        ("/keys/vat/correct", json!(["price"]), "/keys/vat", "one of `correct` and `map`"),
        ("/keys/vat/map", json!({"prize": 1}), "/keys/vat/map/prize", "no option `prize`"),
        ("/keys/vat/map", json!({"price": 0}), "/keys/vat/map", "no answer earns"),
        ("/keys/vat/map", json!({"price": 1_000_001}), "/keys/vat/map/price", "1000000"),
        ("/keys/vat/map", json!({"price": "1/1000000007"}), "/keys/vat/map/price", "denominator"),
        ("/keys/vat/lower_bound", json!(1), "/keys/vat/lower_bound", "above 0"),
        ("/keys/vat/upper_bound", json!(4), "/keys/vat/upper_bound", "best that can be reached is 3"),
        ("/keys/vat/wrong", json!(-1), "/keys/vat/wrong", "`default`"),
        ("/keys/vat/feedback", json!({"prize": {"en": "x"}}), "/keys/vat/feedback/prize", "no option"),
        ("/keys/vat", json!({"correct": []}), "/keys/vat/correct", "empty"),
        ("/keys/vat", json!({"correct": ["price", "price"]}), "/keys/vat/correct", "twice"),
        ("/keys/vat", json!({"correct": ["price"], "default": 1}), "/keys/vat/default", "`map`"),
        ("/keys/vat", json!({"correct": ["price"], "wrong": "-1.5"}), "/keys/vat/wrong", "-1 to 0"),
        ("/keys/discount", json!({"correct": ["ask", "refuse"]}), "/keys/discount/correct", "more than"),
        ("/keys/terms/map", json!({"exw": 1}), "/keys/terms/map/exw", "`option target`"),
        ("/keys/terms/map", json!({"exw works": 1, "exw aboard": 1}), "/keys/terms/map", "`upper_bound`"),
        ("/keys/terms/map", json!({"exw works": 1, "fob works": 1}), "/keys/terms/map", "`upper_bound`"),
        ("/keys/terms", json!({"correct": ["exw works", "fob works"]}), "/keys/terms/correct", "more than"),
        ("/keys/funnel", json!({}), "/keys/funnel", "`correct` is missing"),
        ("/keys/funnel/correct", json!(["lead", "need"]), "/keys/funnel/correct", "each option once"),
        ("/keys/funnel/wrong", json!(-1), "/keys/funnel/wrong", "leave it out"),
        ("/keys/revenue/unit", json!("EUR"), "/keys/revenue/unit", "`CNY`"),
        ("/keys/revenue/unit", Value::Null, "/keys/revenue/units", "`unit`"),
        ("/keys/revenue/units/wan/factor", json!(0), "/keys/revenue/units/wan/factor", "above 0"),
        ("/keys/revenue/units/wan/aliases", json!(["千元"]), "/keys/revenue/units/wan/aliases/0", "like another unit"),
        ("/keys/revenue/units/wan/aliases", json!(["10k"]), "/keys/revenue/units/wan/aliases/0", "begin"),
        ("/keys/revenue/accept", json!([]), "/keys/revenue/accept", "1 to 100"),
        ("/keys/revenue/accept/0/credit", json!("0.5"), "/keys/revenue/accept", "full marks"),
        ("/keys/revenue/accept/1/credit", json!(2), "/keys/revenue/accept/1/credit", "0 to 1"),
        ("/keys/revenue/accept/0/text", json!("x"), "/keys/revenue/accept/0", "needs `value`"),
        ("/keys/revenue/accept/0/tolerance", json!({"absolute": -1}), "/keys/revenue/accept/0/tolerance", "below 0"),
        (
            "/keys/revenue/accept/0/tolerance",
            json!({"significant_figures": 0}),
            "/keys/revenue/accept/0/tolerance",
            "1 to 20",
        ),
        ("/keys/revenue/without_unit", json!(2), "/keys/revenue/without_unit", "0 to 1"),
        ("/keys/crm/accept/1/text", json!("c.r.m"), "/keys/crm/accept/1/text", "same as one before"),
        ("/keys/crm/accept/1/text", json!("..."), "/keys/crm/accept/1/text", "nothing is left"),
    ] {
        let keys = changed(case("config.json"), at, value.clone());
        let problems = ChoiceEvaluator::check_config(&typed(case("question.json")), &typed(keys));
        first_is(&problems, pointer, says, &format!("{at} = {value}"));
    }
}

#[test]
fn a_page_that_shows_the_right_order_is_a_mistake() {
    let questions = changed(case("question.json"), "/questions/2/shuffle", json!(false));
    let keys = changed(case("config.json"), "/keys/funnel/correct", json!(["close", "lead", "offer", "need"]));
    first_is(
        &ChoiceEvaluator::check_config(&typed(questions), &typed(keys)),
        "/keys/funnel/correct",
        "order that the page shows",
        "order",
    );
}

#[test]
fn draws_that_are_not_worth_the_same_are_a_mistake() {
    let drawn = |id: &str| question(id, "short", &json!({"pool": "p"}));
    let questions = json!({"questions": [drawn("a"), drawn("b")], "pools": {"p": 1}});
    for more in [json!({"weight": 2}), json!({"dimension": "judgement"})] {
        let mut other = json!({"accept": [{"text": "x"}]});
        other.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let keys = json!({"keys": {"a": {"accept": [{"text": "x"}]}, "b": other}});
        first_is(
            &ChoiceEvaluator::check_config(&typed(questions.clone()), &typed(keys)),
            "/keys/b",
            "not worth the same",
            "pool",
        );
    }
}

/// More than the schema lets through is refused with few words, however much it is.
#[test]
fn too_much_is_refused() {
    let many = |count: usize| (0..count).map(|n| format!("o{n}")).collect::<Vec<_>>().join(" ");
    let with = |options: Value| json!({"questions": [question("q", "single", &json!({ "options": options }))]});
    first_is(
        &ChoiceQuestion::check_config(&typed(with(options(&many(100_000))))),
        "/questions/0/options",
        "there are 100000",
        "options",
    );
    assert_eq!(ChoiceQuestion::check_config(&typed(with(options(&many(100))))), []);
    let questions: Vec<Value> = (0..100_000).map(|_| question("q", "short", &json!({}))).collect();
    first_is(
        &ChoiceQuestion::check_config(&typed(json!({ "questions": questions }))),
        "/questions",
        "1 to 200",
        "questions",
    );
    let long = json!({"questions": [question("q", "short", &json!({"prompt": {"en": "x".repeat(1_000_000)}}))]});
    first_is(&ChoiceQuestion::check_config(&typed(long)), "/questions", "bytes", "texts");
    let twice: Vec<Value> =
        (0..200).map(|_| question("q", "single", &json!({"options": options("a a a a")}))).collect();
    assert_eq!(
        ChoiceQuestion::check_config(&typed(json!({ "questions": twice }))).len(),
        100,
        "the host takes 200 problems"
    );
}

#[test]
fn numbers_that_are_not_exact_are_refused() {
    for (value, says) in
        [(json!(0.5), "write it as a text"), (json!("half"), "no number"), (json!(true), "whole number")]
    {
        let config = json!({"keys": {"q": {"map": {"a": value}}}});
        let error = serde_json::from_value::<choice::KeysConfig>(config).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

/// The README's configs can be used as they stand.
#[test]
fn the_readme_holds() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let questions = serde_json::from_str(blocks[0]).unwrap();
    let keys = serde_json::from_str(blocks[1]).unwrap();
    assert_eq!(ChoiceQuestion::check_config(&questions), []);
    assert_eq!(ChoiceEvaluator::check_config(&questions, &keys), []);
}

fn typed<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn changed(mut config: Value, at: &str, value: Value) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match config.pointer_mut(parent).unwrap() {
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        other => panic!("{at}: {other}"),
    }
    config
}

fn first_is(problems: &[Problem], pointer: &str, says: &str, row: &str) {
    let first = problems.first().unwrap_or_else(|| panic!("no problem: {row}"));
    assert_eq!(first.pointer, pointer, "{row}: {:?}", first.message);
    assert!(first.message.text("en").unwrap().contains(says), "{row}: {:?}", first.message);
    assert!(!first.message.text("zh-CN").unwrap().is_empty(), "{row}");
}
