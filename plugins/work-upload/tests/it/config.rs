//! Mistakes in configs, what a candidate's page receives, and which answers are taken.

use serde_json::{Value, json};
use touchstone_sdk::{Answer, Evaluator, Problem, QuestionType};
use work_upload::{UploadQuestion, WorkEvaluator};

use crate::common::attachments;

fn question() -> Value {
    json!({
        "statement": {"zh-CN": "上传报表", "en": "Hand in the report"},
        "provided": [{"name": "template.xlsx", "description": {"en": "A template"}, "sha256": "a".repeat(64)}],
        "files": [
            {"id": "report", "title": {"zh-CN": "报表", "en": "Report"}, "kinds": ["xlsx", "csv"], "max_bytes": 1000},
            {"id": "photos", "title": {"en": "Photos"}, "kinds": ["png", "jpeg"], "min": 0, "max": 2}
        ]
    })
}

fn checks() -> Value {
    let check = |id: &str, test: Value| json!({"id": id, "title": {"en": id}, "dimension": "correctness", "file": "report", "test": test});
    json!({"checks": [
        check("total", json!({"kind": "total", "column": ["a"], "equals": "1"})),
        check("formula", json!({"kind": "formula", "cell": "B1"})),
        check("count", json!({"kind": "count", "of": "charts", "at_least": 1})),
    ]})
}

fn changed(mut config: Value, at: &str, value: Value) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match config.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        other => panic!("{at}: {other}"),
    }
    config
}

fn first_is(problems: &[Problem], pointer: &str, says: &str, row: &str) {
    let first = problems.first().unwrap_or_else(|| panic!("no problem: {row}"));
    assert_eq!(first.pointer, pointer, "{row}: {:?}", first.message);
    assert!(first.message.text("en").unwrap().contains(says), "{row}: {:?}", first.message);
    assert!(!first.message.text("zh-CN").unwrap().is_empty(), "{row}");
}

/// Names with contents.
type Files<'a> = &'a [(&'a str, &'a [u8])];

#[test]
fn mistakes_in_a_question_are_found() {
    assert_eq!(UploadQuestion::check_config(&serde_json::from_value(question()).unwrap()), []);
    for (at, value, pointer, says) in [
        ("/files", json!([]), "/files", "at least one"),
        ("/files/1/id", json!("report"), "/files/1/id", "twice"),
        ("/files/0/kinds", json!([]), "/files/0/kinds", "at least one"),
        ("/files/1/kinds", json!(["csv"]), "/files/1/named", "`report`"),
        ("/files/1/min", json!(3), "/files/1/max", "not below"),
        ("/files/1/max", json!(0), "/files/1/max", "at least 1"),
        ("/files/0/max_bytes", json!(0), "/files/0/max_bytes", "1 to"),
        ("/files/0/max_bytes", json!(u64::MAX), "/files/0/max_bytes", "33554432"),
        ("/files/1/max", json!(7), "/files", "67108864"),
        ("/provided/0/sha256", json!("x"), "/provided/0/sha256", "hexadecimal"),
    ] {
        let config = serde_json::from_value(changed(question(), at, value.clone())).unwrap();
        first_is(&UploadQuestion::check_config(&config), pointer, says, &format!("{at} = {value}"));
    }
}

#[test]
fn mistakes_in_the_checks_are_found() {
    let question = serde_json::from_value(question()).unwrap();
    assert_eq!(WorkEvaluator::check_config(&question, &serde_json::from_value(checks()).unwrap()), []);
    for (at, value, pointer, says) in [
        ("/checks", json!([]), "/checks", "at least one"),
        ("/checks/1/id", json!("total"), "/checks/1/id", "twice"),
        ("/checks/0/weight", json!(0), "/checks/0/weight", "1 to 1000"),
        ("/checks/0/file", json!("x"), "/checks/0/file", "`report`, `photos`"),
        ("/checks/0/file", json!("photos"), "/checks/0/test/kind", "no kind of file"),
        ("/checks/0/test/equals", json!("1,5"), "/checks/0/test/equals", "decimal"),
        ("/checks/0/test/tolerance", json!("-1"), "/checks/0/test/tolerance", "decimal"),
        ("/checks/0/test/equals", json!({"cell": "XFE1"}), "/checks/0/test/equals/cell", "no cell"),
        ("/checks/1/test/cell", json!("7"), "/checks/1/test/cell", "no cell"),
        ("/checks/1/test/column", json!(["a"]), "/checks/1/test", "exactly one"),
        ("/checks/2/test/at_most", json!(0), "/checks/2/test/at_most", "swap"),
        ("/checks/2/test/at_least", json!(0), "/checks/2/test", "write"),
        ("/checks/2/test", json!({"kind": "headings", "headings": [["a"]]}), "/checks/2/test/kind", "no kind of file"),
        ("/checks/2/test", json!({"kind": "columns", "columns": [[]]}), "/checks/2/test", "at least once"),
    ] {
        let config = serde_json::from_value(changed(checks(), at, value.clone())).unwrap();
        first_is(&WorkEvaluator::check_config(&question, &config), pointer, says, &format!("{at} = {value}"));
    }
    let wrong = serde_json::from_value(changed(self::question(), "/files", json!([]))).unwrap();
    first_is(
        &WorkEvaluator::check_config(&wrong, &serde_json::from_value(checks()).unwrap()),
        "",
        "/files",
        "question",
    );
}

#[test]
fn a_page_sees_what_to_hand_in_and_no_digest() {
    let config = serde_json::from_value(question()).unwrap();
    let shown = serde_json::to_value(UploadQuestion::present(&config, "zh", 1).unwrap()).unwrap();
    assert_eq!(shown["statement"], "上传报表");
    assert_eq!(shown["files"][0]["extensions"], json!([".xlsx", ".csv", ".tsv"]));
    assert_eq!(shown["files"][1]["min"], 0);
    assert!(!shown.to_string().contains("aaaa"));
}

#[test]
fn answers_are_taken_by_kind_number_and_size() {
    let config = serde_json::from_value(question()).unwrap();
    let problems =
        |files: &[(&str, &[u8])]| UploadQuestion::check_answer(&config, 0, &Answer::Files(attachments(files)));
    assert_eq!(problems(&[("a.XLSX", b""), ("p.jpg", b"1"), ("q.png", b"2")]), []);
    assert_eq!(UploadQuestion::check_answer(&config, 0, &Answer::Omitted), []);
    let rows: [(Files<'_>, &str, &str); 6] = [
        (&[], "/files", "at least 1"),
        (&[("p.png", b"")], "/files", "\"Report\" asks for"),
        (&[("a.xlsx", b""), ("b.csv", b"")], "/files/1", "one too many"),
        (&[("a.xlsx", b""), ("virus.exe", b"")], "/files/1", "`.xlsx`"),
        (&[("a.xlsm", b"")], "/files/0", "no kind"),
        (&[("a.csv", &[b'1'; 1001])], "/files/0", "1001 B"),
    ];
    for (files, pointer, says) in rows {
        first_is(
            &problems(files),
            pointer,
            says,
            &format!("{:?}", files.iter().map(|file| file.0).collect::<Vec<_>>()),
        );
    }
    let mut nameless = attachments(&[("report", b"a")]);
    nameless[0].media_type = "text/csv; charset=utf-8".to_owned();
    assert_eq!(UploadQuestion::check_answer(&config, 0, &Answer::Files(nameless)), []);
    first_is(&UploadQuestion::check_answer(&config, 0, &Answer::Text("x".to_owned())), "", "uploaded files", "a text");
    let many: Vec<(&str, &[u8])> = std::iter::repeat_n(("x.exe", &b""[..]), 50_000).collect();
    assert_eq!(problems(&many).len(), 100);
}

/// The README's two configs can be used as they stand.
#[test]
fn the_readme_holds() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let question = serde_json::from_str(blocks[0]).unwrap();
    assert_eq!(UploadQuestion::check_config(&question), []);
    assert_eq!(WorkEvaluator::check_config(&question, &serde_json::from_str(blocks[1]).unwrap()), []);
}
