//! Question types: what they show and step to is JSON that the host parses, and their failures are typed like an evaluator's.

use serde_json::{Value, json};
use touchstone_core::answer::Answer;
use touchstone_runtime::{Action, FailureKind, QuestionType};

use crate::common::{beside_a_neighbour, failure, fixture, question_type_of};
use crate::wat_guest::WatGuest;

fn step<'a>(config: &'a str, state: &'a Value, action: &'a Value) -> Action<'a> {
    Action { config, seed: 7, state, action, now_ms: 1_500 }
}

fn question() -> QuestionType {
    question_type_of(fixture())
}

#[test]
fn present_gets_config_locale_and_seed() {
    let presented = question().present(&json!({ "view": [1, "试"] }).to_string(), "zh-CN", u64::MAX);
    let expected = json!({ "view": [1, "试"], "locale": "zh-CN", "seed": u64::MAX, "calls": 1 });
    assert_eq!(presented.result.expect("no failure").expect("no problem"), expected);
}

#[test]
fn only_the_returned_state_goes_from_step_to_step() {
    let (question, action) = (question(), json!({ "press": "start" }));
    let mut state = Value::Null;
    for n in 1..4 {
        let next = question.interact(&step("{}", &state, &action)).result.expect("no failure").expect("no problem");
        assert_eq!(next.state, json!(n));
        assert_eq!(next.view, json!({ "action": action, "now_ms": 1_500, "seed": 7, "calls": 1 }));
        state = next.state;
    }
}

#[test]
fn problems_come_back_with_pointer_and_words() {
    let (question, config) = (question(), json!({ "problem": "/here" }).to_string());
    let presented = question.present(&config, "en", 0).result.expect("no failure").expect_err("a problem");
    let stepped =
        question.interact(&step(&config, &Value::Null, &json!(1))).result.expect("no failure").expect_err("a problem");
    let checked = question.check_config(&config).result.expect("no failure").expect_err("problems").remove(0);
    for problem in [presented, stepped, checked] {
        assert_eq!((problem.pointer.as_str(), problem.message.in_language("en")), ("/here", "no good"));
    }
    let answered =
        |text: &str| question.check_answer("{}", 0, &Answer::Text(text.to_owned()), &[]).result.expect("no failure");
    assert_eq!(answered("").expect_err("an empty answer")[0].message.in_language("en"), "empty");
    answered("text").expect("no problem");
}

#[test]
fn every_export_is_stopped_by_the_same_limits() {
    let (question, config) = (question(), json!({ "act": "loop" }).to_string());
    let (null, answer) = (Value::Null, Answer::Omitted);
    let fuel = FailureKind::Fuel { limit: fixture().limits().fuel };
    assert_eq!(failure(question.check_config(&config)), fuel);
    assert_eq!(failure(question.present(&config, "en", 0)), fuel);
    assert_eq!(failure(question.interact(&step(&config, &null, &null))), fuel);
    assert_eq!(failure(question.check_answer(&config, 0, &answer, &[])), fuel);
    question.present("{}", "en", 0).result.expect("the next call is clean").expect("no problem");
}

#[test]
fn what_is_no_json_breaks_the_contract() {
    for text in ["nope", "", "{\"a\":1", "[1] 2", "NaN", "{'a': 1}"] {
        let question = question_type_of(&WatGuest::question_type(text).load());
        for (function, kind) in [
            ("present", failure(question.present("{}", "en", 0))),
            ("interact", failure(question.interact(&step("{}", &Value::Null, &Value::Null)))),
        ] {
            let FailureKind::Contract { reason } = kind else { panic!("{text}: {kind:?}") };
            assert!(reason.starts_with(&format!("`{function}` returned what is no JSON: ")), "{reason}");
        }
    }
}

#[test]
fn json_from_any_guest_is_taken() {
    let question = question_type_of(&WatGuest::question_type("[1, null]").load());
    assert_eq!(question.present("{}", "en", 0).result.expect("no failure").expect("no problem"), json!([1, null]));
}

#[test]
fn deeply_nested_json_is_refused_and_the_host_is_alive() {
    let question = question_type_of(&WatGuest::question_type(&"[".repeat(60_000)).load());
    let FailureKind::Contract { reason } = failure(question.present("{}", "en", 0)) else { panic!("nested") };
    assert!(reason.contains("recursion limit"), "{reason}");
}

#[test]
fn json_over_its_limit_is_refused_before_it_is_parsed() {
    // Each of its maps takes some hundred bytes once it is parsed.
    let bomb = format!("[{}1]", "{\"a\":1},".repeat(150_000));
    let pages = bomb.len().div_ceil(65_536) + 1;
    let guest = WatGuest::question_type(&bomb)
        .core("(memory (export \"memory\") 2)", &format!("(memory (export \"memory\") {pages})"));
    let question = question_type_of(&guest.load());
    let expected = FailureKind::Output { name: "json_bytes", limit: 1 << 20 };
    let (present, interact) = beside_a_neighbour(|| {
        (question.present("{}", "en", 0), question.interact(&step("{}", &Value::Null, &Value::Null)))
    });
    assert_eq!(failure(present), expected);
    assert_eq!(failure(interact), expected);
}

#[test]
fn an_error_without_a_problem_breaks_the_contract() {
    let question = question_type_of(&WatGuest::question_type("1").load());
    let expected = FailureKind::Contract { reason: "an error without a problem in it".to_owned() };
    assert_eq!(failure(question.check_config("{}")), expected);
    assert_eq!(failure(question.check_answer("{}", 0, &Answer::Omitted, &[])), expected);
}
