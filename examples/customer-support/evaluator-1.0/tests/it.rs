//! The plugin's native tests: each `tests/cases/<case>/` scored without WebAssembly, and what the question type says. The same folders run
//! through the built component in the host's tests.

use std::fs;
use std::path::Path;

use reply_check_1_0::{Complaint, ComplaintConfig, ReplyCheck};
use serde_json::{Map, Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Measure, QuestionType};

fn case(case: &Path, file: &str) -> Value {
    serde_json::from_slice(&fs::read(case.join(file)).unwrap()).unwrap()
}

#[test]
fn every_case_scores_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 5, "cases are missing in {}", root.display());
    for folder in folders {
        let text = case(&folder, "answer.json")["text"].as_str().unwrap().to_owned();
        let (question, config) = (case(&folder, "question.json"), case(&folder, "config.json"));
        let evaluation = Harness::new().evaluate::<ReplyCheck>(question, config, Answer::Text(text)).unwrap();
        let score = |(dimension, measure): &(String, Measure)| match measure {
            Measure::Millionths(value) => (dimension.clone(), json!(value)),
            Measure::NotMeasured(_) => (dimension.clone(), Value::Null),
        };
        let scores: Map<String, Value> = evaluation.scores.iter().map(score).collect();
        let codes: Vec<&str> = evaluation.findings.iter().map(|finding| finding.code.as_str()).collect();
        let found = json!({"scores": scores, "findings": codes});
        assert_eq!(found, case(&folder, "expected.json"), "{}", folder.display());
    }
}

#[test]
fn a_reply_is_neither_empty_nor_too_long() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/says-it-all");
    let config: ComplaintConfig = serde_json::from_value(case(&folder, "question.json")).unwrap();
    let said = |text: &str| {
        let problems = Complaint::check_answer(&config, 0, &Answer::Text(text.to_owned()));
        problems.first().and_then(|problem| problem.message.text("en").map(str::to_owned))
    };
    assert_eq!(said("Dear Ms Liu"), None);
    assert_eq!(said(" \n").unwrap(), "the reply is empty; write one");
    assert_eq!(said(&"好".repeat(1000)), None);
    assert_eq!(said(&"好".repeat(1001)).unwrap(), "the reply has 1001 characters, 1000 are the most; shorten it");
}

#[test]
fn the_page_speaks_the_candidates_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/says-it-all");
    let config: ComplaintConfig = serde_json::from_value(case(&folder, "question.json")).unwrap();
    for (locale, complaint) in [("zh-CN", "杯子碎了。"), ("en", "The cups are broken.")] {
        assert_eq!(Complaint::present(&config, locale, 0).unwrap().complaint, complaint);
    }
}
