//! What `check_config` finds, each with its pointer.

use serde_json::{Value, json};
use touchstone_sdk::{Evaluator, QuestionType};

use super::{config, question, source, with};
use crate::evaluator::CodeEvaluator;
use crate::question::CodeQuestion;

fn pointers_of_question(question: Value) -> Vec<String> {
    let config = serde_json::from_value(question).unwrap();
    CodeQuestion::check_config(&config).into_iter().map(|problem| problem.pointer).collect()
}

fn pointers_of_config(question: Value, config: Value) -> Vec<String> {
    let (question, config) = (serde_json::from_value(question).unwrap(), serde_json::from_value(config).unwrap());
    CodeEvaluator::check_config(&question, &config).into_iter().map(|problem| problem.pointer).collect()
}

#[test]
fn problems_of_a_question() {
    assert_eq!(pointers_of_question(question()), [""; 0]);
    for (at, to, pointer) in [
        ("/statement", Some(json!({})), "/statement"),
        ("/languages", Some(json!([])), "/languages"),
        ("/languages", Some(json!(["python", "python"])), "/languages/1"),
        ("/starter/python/entry", Some(json!("other.py")), "/starter/python/entry"),
        ("/starter/rust", Some(source("")), "/starter/rust"),
        ("/starter/python/files/0/path", Some(json!("/main.py")), "/starter/python/files/0/path"),
        ("/interface", Some(json!({"kind": "call", "function": "a b"})), "/interface/function"),
        ("/visible_tests/1/id", Some(json!("sample-1")), "/visible_tests/1/id"),
        ("/visible_tests/1/id", Some(json!("Sample 2")), "/visible_tests/1/id"),
        ("/visible_tests/1/stdin", None, "/visible_tests/1"),
        ("/visible_tests/1/args", Some(json!([])), "/visible_tests/1/args"),
        ("/visible_tests/1/expected", None, "/visible_tests/1"),
        ("/visible_tests/1/expected", Some(json!(7)), "/visible_tests/1/expected"),
        ("/comparison", Some(json!({"kind": "value"})), "/comparison/kind"),
        ("/comparison", Some(json!({"kind": "numeric", "absolute": "-1"})), "/comparison/absolute"),
        ("/comparison", Some(json!({"kind": "numeric", "relative": "1%"})), "/comparison/relative"),
        ("/limits", Some(json!({"fuel": 0})), "/limits/fuel"),
    ] {
        let found = pointers_of_question(with(question(), at, to.clone()));
        assert!(found.iter().any(|found| found == pointer), "{at} {to:?}: {found:?}");
    }
}

#[test]
fn problems_of_a_checker() {
    let checker = json!({"kind": "checker", "language": "python", "entry": "c.py", "function": "check",
        "files": [{"path": "c.py", "text": "checker"}]});
    let with_checker = |at: &str, to: Value| with(question(), "/comparison", Some(with(checker.clone(), at, Some(to))));
    assert_eq!(pointers_of_question(with(question(), "/comparison", Some(checker.clone()))), [""; 0]);
    assert_eq!(pointers_of_question(with_checker("/function", json!("1st"))), ["/comparison/function"]);
    assert_eq!(pointers_of_question(with_checker("/entry", json!("d.py"))), ["/comparison/entry"]);
    // A checker needs no expected result.
    let question = with(with_checker("/entry", json!("c.py")), "/visible_tests/1/expected", None);
    assert_eq!(pointers_of_question(question), [""; 0]);
}

#[test]
fn problems_of_an_evaluator() {
    assert_eq!(pointers_of_config(question(), config()), [""; 0]);
    for (at, to, pointer) in [
        ("/groups/1/id", Some(json!("basic")), "/groups/1/id"),
        ("/groups/0/dimension", Some(json!("robustness")), "/groups"),
        ("/groups/0/weight", Some(json!(0)), "/groups/0/weight"),
        ("/groups/0/title", Some(json!({"en": " "})), "/groups/0/title"),
        ("/tests/0/group", Some(json!("nowhere")), "/tests/0/group"),
        ("/tests/0/id", Some(json!("sample-1")), "/tests/0/id"),
        ("/tests/1/id", Some(json!("one")), "/tests/1/id"),
        ("/tests/0/weight", Some(json!(1001)), "/tests/0/weight"),
        ("/tests/0/stdin", None, "/tests/0"),
        ("/tests/0/args", Some(json!([])), "/tests/0/args"),
        ("/tests", Some(json!([])), "/groups/0"),
        ("/visible_group", Some(json!("nowhere")), "/visible_group"),
        ("/references/rust", Some(source("")), "/references/rust"),
        ("/references/python/entry", Some(json!("x.py")), "/references/python/entry"),
        ("/references", Some(json!({})), "/efficiency"),
        ("/efficiency/allowance_percent", Some(json!(99)), "/efficiency/allowance_percent"),
        ("/efficiency/floor_fuel", Some(json!(0)), "/efficiency/floor_fuel"),
        ("/efficiency/groups", Some(json!(["basic", "nowhere"])), "/efficiency/groups/1"),
        ("/efficiency/groups", Some(json!([])), "/efficiency/groups"),
    ] {
        let found = pointers_of_config(question(), with(config(), at, to.clone()));
        assert!(found.iter().any(|found| found == pointer), "{at} {to:?}: {found:?}");
    }
}

#[test]
fn tests_and_their_fuel_fit_the_budget_of_an_evaluation() {
    let question = |fuel: u64| with(question(), "/limits", Some(json!({"fuel": fuel})));
    assert_eq!(pointers_of_config(question(25_000_000_000), config()), [""; 0]);
    assert_eq!(pointers_of_config(question(25_000_000_001), config()), ["/tests"]);
}

#[test]
fn a_wrong_question_is_one_problem_of_the_whole() {
    let question = with(question(), "/languages", Some(json!([])));
    assert_eq!(pointers_of_config(question, config()), [""]);
}

#[test]
fn every_problem_is_found_in_the_order_of_the_config() {
    let config = with(config(), "/groups/0/weight", Some(json!(0)));
    let config = with(config, "/tests/2/group", Some(json!("nowhere")));
    let config = with(config, "/tests/3/id", Some(json!("")));
    assert_eq!(pointers_of_config(question(), config), ["/groups/0/weight", "/tests/2/group", "/tests/3/id"]);
}

#[test]
fn unknown_keys_are_errors() {
    for pointer in ["/extra", "/limits/extra", "/visible_tests/0/extra"] {
        let question = with(with(question(), "/limits", Some(json!({}))), pointer, Some(json!(1)));
        assert!(serde_json::from_value::<crate::config::question::QuestionConfig>(question).is_err(), "{pointer}");
    }
}
