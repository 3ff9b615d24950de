//! Walks `tests/cases/<case>/`: each answer scored natively has to give the scores, finding codes and review of `expected.json`. The same
//! folders run through the built component in the host's tests. `-- --nocapture` prints the evaluations.

use std::fs;
use std::path::Path;

use scenario::{ScaleEvaluator, ScenarioQuestion};
use serde_json::{Map, Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Evaluation, Evaluator, Measure, QuestionType, Refusal};

use crate::common::answer;

#[test]
fn every_case_scores_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 18, "cases are missing in {}", root.display());
    let mut differences = Vec::new();
    for folder in folders {
        let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
        let (question, config) = (read("question.json"), read("config.json"));
        let typed = serde_json::from_value(question.clone()).unwrap();
        let scales = serde_json::from_value(config.clone()).unwrap();
        assert_eq!(ScaleEvaluator::check_config(&typed, &scales), [], "{}", folder.display());
        let answer = answer(&read("answer.json"));
        let taken = ScenarioQuestion::check_answer(&typed, 0, &answer).is_empty();
        println!("== {}", folder.display());
        let (got, fits) = match Harness::new().evaluate::<ScaleEvaluator>(question, config, answer) {
            Ok(evaluation) => {
                print(&evaluation);
                (summary(&evaluation), taken)
            }
            Err(Refusal::MalformedAnswer(_)) => (json!({ "refusal": "malformed-answer" }), !taken),
            Err(Refusal::Unsupported(_)) => (json!({ "refusal": "unsupported" }), true),
        };
        assert!(fits, "check_answer and evaluate disagree in {}", folder.display());
        if got != read("expected.json") {
            differences.push(format!("{}: {got}", folder.display()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What `expected.json` has of an evaluation.
fn summary(evaluation: &Evaluation) -> Value {
    let score = |(id, measure): &(String, Measure)| match measure {
        Measure::Millionths(value) => (id.clone(), json!(value)),
        Measure::NotMeasured(_) => (id.clone(), Value::Null),
    };
    let scores: Map<String, Value> = evaluation.scores.iter().map(score).collect();
    let codes: Vec<&str> = evaluation.findings.iter().map(|finding| finding.code.as_str()).collect();
    let mut summary = json!({ "scores": scores, "findings": codes });
    if evaluation.review.is_some() {
        summary["review"] = json!(true);
    }
    summary
}

fn print(evaluation: &Evaluation) {
    println!("{:?}", evaluation.scores);
    for (id, _, value) in &evaluation.indicators {
        println!("  {id}: {value:?}");
    }
    for finding in &evaluation.findings {
        let text = |tag| finding.message.text(tag).unwrap();
        println!("  {:?} {} {:?} {}", finding.severity, finding.code, finding.place, text("zh-CN"));
        println!("      {}", text("en"));
    }
    if let Some(review) = &evaluation.review {
        println!("  review: {}\n      {}", review.text("zh-CN").unwrap(), review.text("en").unwrap());
    }
}
