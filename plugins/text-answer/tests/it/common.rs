//! What the tests share: the cases' files and how an answer is scored.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use text_answer::TextEvaluator;
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Evaluation, Measure, Refusal};

/// The folders of all cases, sorted.
pub(crate) fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// A file of a case.
pub(crate) fn file(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// A file of the case with this name.
pub(crate) fn case(name: &str, file_name: &str) -> Value {
    file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name), file_name)
}

/// Scores a text as an answer to the cases' question.
pub(crate) fn score(text: &str) -> Result<Evaluation, Refusal> {
    let (question, config) = (case("strong-chinese", "question.json"), case("strong-chinese", "config.json"));
    Harness::new().evaluate::<TextEvaluator>(question, config, Answer::Text(text.to_owned()))
}

/// Scores in millionths: content, reasoning, expression.
pub(crate) fn shares(evaluation: &Evaluation) -> [u32; 3] {
    let share = |wanted: &str| match evaluation.scores.iter().find(|(dimension, _)| dimension == wanted) {
        Some((_, Measure::Millionths(share))) => *share,
        other => panic!("{wanted}: {other:?}"),
    };
    [share("content"), share("reasoning"), share("expression")]
}

/// The same of a case's answer.
pub(crate) fn case_shares(name: &str) -> [u32; 3] {
    shares(&score(case(name, "answer.json")["text"].as_str().unwrap()).unwrap())
}
