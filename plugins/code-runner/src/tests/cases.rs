//! The golden cases' configs and answers are ones that the modules take; the host runs them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use touchstone_sdk::{Answer, Evaluator, Program, QuestionType, SourceFile};

use crate::evaluator::CodeEvaluator;
use crate::question::CodeQuestion;

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

fn answer(json: &Value) -> Answer {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let files = json["files"].as_array().unwrap().iter();
    Answer::Program(Program {
        language: text(&json["language"]),
        entry: text(&json["entry"]),
        files: files.map(|file| SourceFile { path: text(&file["path"]), text: text(&file["text"]) }).collect(),
    })
}

#[test]
fn every_case_can_be_used() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(cases.len() >= 12);
    for case in cases {
        let question = serde_json::from_value(read(&case, "question.json")).unwrap();
        let config = serde_json::from_value(read(&case, "config.json")).unwrap();
        assert_eq!(CodeEvaluator::check_config(&question, &config), [], "{}", case.display());
        let answer = answer(&read(&case, "answer.json"));
        assert_eq!(CodeQuestion::check_answer(&question, 0, &answer), [], "{}", case.display());
        assert_eq!(read(&case, "expected.json")["scores"].as_object().unwrap().len(), 3, "{}", case.display());
    }
}
