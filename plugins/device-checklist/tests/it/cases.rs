//! Walks `tests/cases/<case>/`: each answer scored natively has to give the scores and finding codes of `expected.json`. The same folders
//! run through the built component in the host's tests.

use std::fs;
use std::path::Path;

use crate::common::answer;
use device_checklist::{ChecklistEvaluator, DeviceQuestion};
use serde_json::{Map, Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Evaluator, Measure, QuestionType, Refusal};

#[test]
fn every_case_scores_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 8, "cases are missing in {}", root.display());
    for folder in folders {
        let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
        let (question, config) = (read("question.json"), read("config.json"));
        let device = serde_json::from_value(question.clone()).unwrap();
        let checklist = serde_json::from_value(config.clone()).unwrap();
        assert_eq!(ChecklistEvaluator::check_config(&device, &checklist), [], "{}", folder.display());
        let answer = answer(&read("answer.json"));
        let taken = DeviceQuestion::check_answer(&device, 0, &answer).is_empty();
        let (got, fits) = match Harness::new().evaluate::<ChecklistEvaluator>(question, config, answer) {
            Ok(evaluation) => {
                let score = |(id, measure): &(String, Measure)| match measure {
                    Measure::Millionths(value) => (id.clone(), json!(value)),
                    Measure::NotMeasured(_) => (id.clone(), Value::Null),
                };
                let scores: Map<String, Value> = evaluation.scores.iter().map(score).collect();
                let codes: Vec<&str> = evaluation.findings.iter().map(|finding| finding.code.as_str()).collect();
                (json!({ "scores": scores, "findings": codes }), taken)
            }
            Err(Refusal::MalformedAnswer(_)) => (json!({ "refusal": "malformed-answer" }), !taken),
            Err(Refusal::Unsupported(_)) => (json!({ "refusal": "unsupported" }), true),
        };
        assert_eq!(got, read("expected.json"), "{}", folder.display());
        assert!(fits, "check_answer and evaluate disagree in {}", folder.display());
    }
}
