//! What is said of configs that a schema lets through, and what a candidate may see.

use serde_json::{Value, json};
use text_answer::{TextEvaluator, TextQuestion};
use touchstone_sdk::{Answer, Evaluator, QuestionType};

use crate::common::case;

fn pointers(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let question = serde_json::from_value(case("strong-chinese", "question.json")).unwrap();
    let mut config = case("strong-chinese", "config.json");
    change(&mut config);
    let config = serde_json::from_value(config).unwrap();
    TextEvaluator::check_config(&question, &config).into_iter().map(|problem| problem.pointer).collect()
}

#[test]
fn problems_point_at_what_is_wrong() {
    assert_eq!(pointers(|_| ()), Vec::<String>::new());
    for (pointer, value, expected) in [
        ("/points/1/id", json!("apology"), "/points/1/id"),
        ("/points/0/phrases/0", json!("！？"), "/points/0/phrases/0"),
        ("/points/0/phrases/0", json!("没有"), "/points/0/phrases/0"),
        ("/points/0/phrases/0", json!("道歉，退款"), "/points/0/phrases/0"),
        ("/points/0/phrases", json!([]), "/points/0"),
        ("/points/5/all_of/0", json!([]), "/points/5/all_of/0"),
        ("/points/0/says/0", json!("好的"), "/points/0/says/0"),
        ("/points/0/weight", json!(0), "/points/0/weight"),
        ("/points/0/dimension", json!("style"), "/points/0/dimension"),
        ("/links", json!(0), "/links"),
    ] {
        let found = pointers(|config| *config.pointer_mut(pointer).unwrap() = value.clone());
        assert_eq!(found, [expected], "{pointer} = {value}");
    }
}

#[test]
fn a_question_has_bounds_that_can_be_met() {
    let mut question = case("strong-chinese", "question.json");
    question["length"] = json!({"minimum": 500, "maximum": 400});
    let problems = TextQuestion::check_config(&serde_json::from_value(question).unwrap());
    assert_eq!(problems.iter().map(|problem| problem.pointer.as_str()).collect::<Vec<_>>(), ["/length/minimum"]);
}

#[test]
fn the_page_sees_the_question_and_no_key() {
    let question = serde_json::from_value(case("strong-chinese", "question.json")).unwrap();
    let shown = serde_json::to_value(TextQuestion::present(&question, "en-GB", 7).unwrap()).unwrap();
    assert_eq!(shown["hints"], json!(["Give amounts, days or percentages where you can."]));
    assert_eq!(shown["words"], json!({"minimum": 90, "maximum": 450}));
    let mut keys: Vec<&String> = shown.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["characters", "hints", "most_characters", "statement", "words"]);
}

#[test]
fn only_a_text_that_can_be_read_whole_is_taken() {
    let question = serde_json::from_value(case("strong-chinese", "question.json")).unwrap();
    let problems = |answer: &Answer| TextQuestion::check_answer(&question, 0, answer).len();
    assert_eq!(problems(&Answer::Omitted), 0);
    assert_eq!(problems(&Answer::Text("长".repeat(20_000))), 0);
    assert_eq!(problems(&Answer::Text("长".repeat(20_001))), 1);
    assert_eq!(problems(&Answer::Choices(vec!["a".to_owned()])), 1);
}
