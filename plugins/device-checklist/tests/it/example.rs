//! The example interview's configs hold together, and its candidates come out in the right order on every dimension that tells them
//! apart. The whole scorecards are the host's tests' business. `-- --nocapture` prints the evaluations.

use std::fs;
use std::path::Path;

use crate::common::answer;
use device_checklist::{ChecklistEvaluator, DeviceQuestion};
use serde_json::Value;
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Evaluation, Evaluator, Measure, QuestionType, Severity};

#[test]
fn the_candidates_come_out_as_meant() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clinical-application-engineer");
    let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
    let interview = read("interview.json");
    for item in interview["items"].as_array().unwrap() {
        let (question, config) = (&item["question"]["config"], &item["evaluator"]["config"]);
        let device = serde_json::from_value(question.clone()).unwrap();
        let checklist = serde_json::from_value(config.clone()).unwrap();
        assert_eq!(DeviceQuestion::check_config(&device), [], "{}", item["id"]);
        assert_eq!(ChecklistEvaluator::check_config(&device, &checklist), [], "{}", item["id"]);
        let [strong, weak, cheat] = ["li-na", "wang-lei", "zhang-wei"].map(|candidate| {
            let answers = read(&format!("answers/{candidate}.json"));
            let answer = answer(&answers["answers"][item["id"].as_str().unwrap()]);
            assert_eq!(DeviceQuestion::check_answer(&device, 0, &answer), [], "{candidate}");
            let evaluation =
                Harness::new().evaluate::<ChecklistEvaluator>(question.clone(), config.clone(), answer).unwrap();
            print(candidate, &evaluation);
            evaluation
        });
        for dimension in ["safety", "procedure", "efficiency"] {
            let [strong, weak, cheat] = [&strong, &weak, &cheat].map(|evaluation| score(evaluation, dimension));
            assert!(strong > weak && weak > cheat, "{} {dimension}: {strong} {weak} {cheat}", item["id"]);
        }
        assert!(!strong.findings.iter().any(|finding| finding.severity == Severity::Critical));
        assert!(cheat.findings.iter().any(|finding| finding.code == "trial-and-error"));
    }
}

fn score(evaluation: &Evaluation, dimension: &str) -> u32 {
    match evaluation.scores.iter().find(|(id, _)| id == dimension) {
        Some((_, Measure::Millionths(value))) => *value,
        other => panic!("{dimension} was not measured: {other:?}"),
    }
}

fn print(candidate: &str, evaluation: &Evaluation) {
    println!("{candidate}: {:?}", evaluation.scores);
    for (id, _, value) in &evaluation.indicators {
        println!("  {id}: {value:?}");
    }
    for finding in &evaluation.findings {
        println!(
            "  {:?} {} {:?} {}",
            finding.severity,
            finding.code,
            finding.place,
            finding.message.text("zh-CN").unwrap()
        );
        println!("      {}", finding.message.text("en").unwrap());
    }
}
