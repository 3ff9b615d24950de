//! Walks `tests/cases/<case>/`: each answer scored natively has to give the scores and finding codes of `expected.json`. The same folders
//! run through the built component in the host's tests. `UPDATE_EXPECTED=1` writes them anew.

use std::fs;

use serde_json::{Map, Value, json};
use text_answer::{TextEvaluator, TextQuestion};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Evaluator, Measure, QuestionType};

use crate::common::{file, folders};

#[test]
fn every_case_scores_as_expected() {
    let folders = folders();
    assert!(folders.len() >= 20, "cases are missing");
    for folder in folders {
        let (question, config) = (file(&folder, "question.json"), file(&folder, "config.json"));
        let asked = serde_json::from_value(question.clone()).unwrap();
        let wanted = serde_json::from_value(config.clone()).unwrap();
        assert_eq!(TextQuestion::check_config(&asked), [], "{}", folder.display());
        assert_eq!(TextEvaluator::check_config(&asked, &wanted), [], "{}", folder.display());
        let answer = Answer::Text(file(&folder, "answer.json")["text"].as_str().unwrap().to_owned());
        assert_eq!(TextQuestion::check_answer(&asked, 0, &answer), [], "{}", folder.display());
        let evaluation = Harness::new().evaluate::<TextEvaluator>(question, config, answer).unwrap();
        let score = |(id, measure): &(String, Measure)| match measure {
            Measure::Millionths(value) => (id.clone(), json!(value)),
            Measure::NotMeasured(_) => (id.clone(), Value::Null),
        };
        let scores: Map<String, Value> = evaluation.scores.iter().map(score).collect();
        let codes: Vec<&str> = evaluation.findings.iter().map(|finding| finding.code.as_str()).collect();
        let got = json!({ "scores": scores, "findings": codes });
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            let written = serde_json::to_string_pretty(&got).unwrap() + "\n";
            fs::write(folder.join("expected.json"), written).unwrap();
        }
        assert_eq!(got, file(&folder, "expected.json"), "{}", folder.display());
    }
}
