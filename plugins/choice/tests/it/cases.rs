//! Walks `tests/cases/<case>/`: each answer scored natively has to give the scores and finding codes of `expected.json`. The same folders
//! run through the built component in the host's tests, under other seeds.

use std::fs;
use std::path::Path;

use crate::common::{answer, codes, evaluate, read_json, scores, valid};
use serde_json::json;
use touchstone_sdk::Refusal;

#[test]
fn every_case_scores_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 14, "cases are missing in {}", root.display());
    for folder in folders {
        let read = |name: &str| read_json(&folder.join(name));
        let configs = (read("question.json"), read("config.json"));
        valid(&configs.0, &configs.1);
        for seed in [0, 1, u64::MAX] {
            let got = match evaluate(&configs, seed, answer(&read("answer.json"))) {
                Ok(evaluation) => json!({"scores": scores(&evaluation), "findings": codes(&evaluation)}),
                Err(Refusal::MalformedAnswer(_)) => json!({"refusal": "malformed-answer"}),
                Err(Refusal::Unsupported(_)) => json!({"refusal": "unsupported"}),
            };
            assert_eq!(got, read("expected.json"), "{}, seed {seed}", folder.display());
        }
    }
}
