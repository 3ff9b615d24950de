//! A guest in JavaScript: it builds without any import but the contract's, scores, refuses, traps, and is fresh in every call.

use serde_json::json;
use touchstone_core::answer::Answer;
use touchstone_core::evaluation::{Evaluation, Refusal};
use touchstone_runtime::{Evaluator, FailureKind, LogLevel, inspect};

use crate::common::{Outcome, component, count, evaluate_with, evaluation, evaluator_of, failure, load};

const COMPONENT: &str = "fixtures/javascript.wasm";

fn evaluator() -> Evaluator {
    evaluator_of(&load(&component(COMPONENT)))
}

fn score(evaluator: &Evaluator, answer: &str) -> Outcome {
    evaluate_with(evaluator, &json!({ "words": 4 }), &Answer::Text(answer.to_owned()), std::sync::Arc::default(), 0)
}

fn scores(evaluation: &Evaluation) -> serde_json::Value {
    serde_json::to_value(evaluation.scores()).expect("JSON")
}

#[test]
fn it_imports_nothing_but_the_contract() {
    let imports = inspect(&component(COMPONENT)).expect("a plugin").imports;
    assert!(imports.iter().all(|import| import.starts_with("touchstone:plugin/")), "{imports:?}");
}

#[test]
fn it_scores_and_logs() {
    let call = score(&evaluator(), "three short 词");
    assert_eq!(call.log.lines, [(LogLevel::Info, "3 of 4 words".to_owned())]);
    assert!(call.usage.fuel > 0);
    assert_eq!(scores(&evaluation(call)), json!([{ "dimension": "length", "measure": { "millionths": 750_000 } }]));
}

#[test]
fn each_call_is_fresh_and_the_same() {
    let evaluator = evaluator();
    let [one, two] = [(); 2].map(|()| score(&evaluator, "a b c d e"));
    assert_eq!(one.usage, two.usage);
    let (one, two) = (evaluation(one), evaluation(two));
    assert_eq!((count(&one, "calls"), &one), (1, &two));
}

#[test]
fn a_thrown_refusal_is_a_refusal_and_thrown_problems_are_problems() {
    let evaluator = evaluator();
    let refused = evaluate_with(&evaluator, &json!({ "words": 4 }), &Answer::Omitted, std::sync::Arc::default(), 0);
    let Refusal::Unsupported(message) = refused.result.expect("no failure").expect_err("a refusal") else {
        panic!("another refusal")
    };
    assert_eq!(message.in_language("zh-CN"), "只接受文字答案。");
    let checked = evaluator.check_config("{}", &json!({ "words": 2_000 }).to_string());
    assert_eq!(checked.result.expect("no failure").expect_err("a problem")[0].pointer, "/words");
}

#[test]
fn any_other_error_is_a_trap_and_the_next_call_is_clean() {
    let evaluator = evaluator();
    let kind = failure(score(&evaluator, "  "));
    assert!(matches!(kind, FailureKind::Trap { .. }), "{kind:?}");
    assert_eq!(count(&evaluation(score(&evaluator, "a")), "calls"), 1);
}
