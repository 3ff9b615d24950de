//! What the tests share: reading files and answers, evaluating, and what came out of it.

use std::fs;
use std::path::Path;

use choice::{ChoiceEvaluator, ChoiceQuestion};
use serde_json::{Map, Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Evaluation, Evaluator, Measure, Quantity, QuestionType, Refusal};

pub(crate) fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An answer as it stands in an answers file.
pub(crate) fn answer(json: &Value) -> Answer {
    let texts = |list: &Value| list.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect();
    match json["kind"].as_str().unwrap() {
        "structured" => Answer::Structured(json["value"].clone()),
        "choices" => Answer::Choices(texts(&json["choices"])),
        "text" => Answer::Text(json["text"].as_str().unwrap().to_owned()),
        other => panic!("{other}"),
    }
}

/// An option with its id as its text.
pub(crate) fn options(ids: &str) -> Value {
    ids.split(' ')
        .map(|id| json!({"id": id, "text": {"zh-CN": format!("选项{id}"), "en": format!("Option {id}")}}))
        .collect()
}

/// A question of `kind`; `more` is added to it.
pub(crate) fn question(id: &str, kind: &str, more: &Value) -> Value {
    let mut question =
        json!({"id": id, "kind": kind, "prompt": {"zh-CN": format!("题{id}"), "en": format!("Prompt {id}")}});
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

/// A config with one question `q`, its key, and no mistake in either.
pub(crate) fn one(kind: &str, more: &Value, key: &Value) -> (Value, Value) {
    let configs = (json!({"questions": [question("q", kind, more)]}), json!({"keys": {"q": key}}));
    valid(&configs.0, &configs.1);
    configs
}

/// Panics over a mistake in the configs.
pub(crate) fn valid(questions: &Value, keys: &Value) {
    let typed = (serde_json::from_value(questions.clone()).unwrap(), serde_json::from_value(keys.clone()).unwrap());
    assert_eq!(ChoiceQuestion::check_config(&typed.0), []);
    assert_eq!(ChoiceEvaluator::check_config(&typed.0, &typed.1), []);
}

/// Evaluates; whether the question type takes the answer has to agree.
pub(crate) fn evaluate(configs: &(Value, Value), seed: u64, answer: Answer) -> Result<Evaluation, Refusal> {
    let typed = serde_json::from_value(configs.0.clone()).unwrap();
    let taken = ChoiceQuestion::check_answer(&typed, seed, &answer).is_empty();
    let result = Harness::new().seed(seed).evaluate::<ChoiceEvaluator>(configs.0.clone(), configs.1.clone(), answer);
    assert_eq!(result.is_ok(), taken, "{result:?}");
    result
}

/// What `q` earns with this response in millionths of the dimension, and the codes of the findings.
pub(crate) fn earns(configs: &(Value, Value), response: &Value) -> (u32, Vec<String>) {
    let evaluation = evaluate(configs, 7, Answer::Structured(json!({"q": response}))).unwrap();
    (score(&evaluation, "knowledge").unwrap(), codes(&evaluation))
}

pub(crate) fn score(evaluation: &Evaluation, dimension: &str) -> Option<u32> {
    match &evaluation.scores.iter().find(|(id, _)| id == dimension).unwrap().1 {
        Measure::Millionths(value) => Some(*value),
        Measure::NotMeasured(_) => None,
    }
}

pub(crate) fn scores(evaluation: &Evaluation) -> Value {
    let scores = evaluation.scores.iter().map(|(id, _)| (id.clone(), json!(score(evaluation, id))));
    scores.collect::<Map<_, _>>().into()
}

pub(crate) fn codes(evaluation: &Evaluation) -> Vec<String> {
    evaluation.findings.iter().map(|finding| finding.code.clone()).collect()
}

pub(crate) fn count(evaluation: &Evaluation, indicator: &str) -> u64 {
    match evaluation.indicators.iter().find(|(id, ..)| id == indicator) {
        Some((_, _, Quantity::Count(count))) => *count,
        other => panic!("{indicator}: {other:?}"),
    }
}
