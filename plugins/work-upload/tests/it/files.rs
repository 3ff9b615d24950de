//! Several files, optional ones, templates handed back, files that only a person can look at, and figures of the report.

use serde_json::{Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Evaluation, Evaluator, Measure, Quantity};
use work_upload::WorkEvaluator;

use crate::common::{attachments, png, sales, score};

fn question() -> Value {
    json!({"statement": {"en": "x"}, "provided": [{"name": "t.csv", "description": {"en": "x"}, "sha256": "07".repeat(32)}], "files": [
        {"id": "data", "title": {"en": "Data"}, "kinds": ["xlsx", "csv"]},
        {"id": "photos", "title": {"en": "Photos"}, "kinds": ["png"], "min": 2, "max": 3},
        {"id": "paper", "title": {"en": "Paper"}, "kinds": ["pdf", "docx"], "min": 0}
    ]})
}

fn config() -> Value {
    let check = |id: &str, dimension: &str, test: Value| json!({"id": id, "title": {"en": id}, "dimension": dimension, "file": id, "test": test});
    json!({"checks": [
        check("data", "completeness", json!({"kind": "present"})),
        check("photos", "presentation", json!({"kind": "picture", "min_width": 100})),
        check("paper", "correctness", json!({"kind": "mentions", "phrases": [["risk"]]})),
    ]})
}

fn measures(evaluation: &Evaluation) -> Vec<Option<u32>> {
    let value = |(_, measure): &(String, Measure)| match measure {
        Measure::Millionths(value) => Some(*value),
        Measure::NotMeasured(_) => None,
    };
    evaluation.scores.iter().map(value).collect()
}

#[test]
fn several_files_share_a_check_and_optional_ones_do_not_count_when_left_out() {
    let evaluation = score(
        &question(),
        &config(),
        &[("d.xlsx", &sales()), ("1.png", &png(100, 1)), ("2.png", &png(99, 1)), ("3.png", &png(100, 2))],
    );
    assert_eq!(measures(&evaluation), [Some(1_000_000), None, Some(666_666)]);
    let figure = |id: &str| evaluation.indicators.iter().find(|(name, ..)| name == id).unwrap().2.clone();
    assert_eq!(figure("files-read"), Quantity::Count(4));
    assert_eq!(figure("sheets"), Quantity::Count(2));
    assert_eq!(figure("rows"), Quantity::Count(10));
    assert_eq!(figure("checks-passed"), Quantity::Share(500_000));
}

#[test]
fn the_same_file_twice_counts_once() {
    let evaluation =
        score(&question(), &config(), &[("d.csv", b"a"), ("1.png", &png(100, 1)), ("2.png", &png(100, 1))]);
    assert_eq!(measures(&evaluation), [Some(1_000_000), None, Some(500_000)]);
    assert_eq!(evaluation.findings[0].code, "duplicate-file");
}

#[test]
fn a_pdf_is_for_a_person() {
    let pdf: &[u8] = b"%PDF-1.7\n%%EOF\n";
    let evaluation = score(
        &question(),
        &config(),
        &[("d.csv", b"a"), ("1.png", &png(100, 1)), ("2.png", &png(100, 2)), ("p.pdf", pdf)],
    );
    assert_eq!(measures(&evaluation)[1], Some(0));
    assert!(evaluation.review.unwrap().text("en").unwrap().contains("`p.pdf` is a PDF"));
}

#[test]
fn a_template_handed_back_earns_nothing() {
    let mut files = attachments(&[("d.csv", b"a,b\n1,2"), ("1.png", &png(100, 1)), ("2.png", &png(100, 2))]);
    files[0].sha256 = vec![7; 32];
    let harness =
        [b"a,b\n1,2".to_vec(), png(100, 1), png(100, 2)].into_iter().fold(Harness::new(), Harness::attachment);
    let evaluation = harness.evaluate::<WorkEvaluator>(question(), config(), Answer::Files(files)).unwrap();
    assert_eq!(measures(&evaluation), [Some(0), None, Some(1_000_000)]);
    assert_eq!(evaluation.findings[0].code, "unchanged-template");
}

#[test]
fn what_cannot_be_an_answer_is_refused() {
    let harness = || Harness::new();
    let files = Answer::Files(attachments(&[("x.exe", b"")]));
    for answer in [Answer::Text(String::new()), files] {
        let refused = harness().evaluate::<WorkEvaluator>(question(), config(), answer);
        assert!(matches!(refused, Err(touchstone_sdk::Refusal::MalformedAnswer(_))), "{refused:?}");
    }
    let _ = WorkEvaluator::check_config(
        &serde_json::from_value(question()).unwrap(),
        &serde_json::from_value(config()).unwrap(),
    );
}

/// An attachment that the host does not give is a finding, not a trap.
#[test]
fn content_that_is_not_there_is_a_finding() {
    let files = attachments(&[("d.csv", b"a"), ("1.png", b"b"), ("2.png", b"c")]);
    let evaluation = Harness::new().evaluate::<WorkEvaluator>(question(), config(), Answer::Files(files)).unwrap();
    assert_eq!(evaluation.findings.iter().filter(|finding| finding.code == "damaged-file").count(), 3);
}
