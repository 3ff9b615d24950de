//! The capability `attachments`: the answer's own files by their place in it, within their bounds and a budget.

use serde_json::{Value, json};
use touchstone_core::answer::Answer;
use touchstone_runtime::limits::DEFAULT;

use crate::common::{evaluate_answer, evaluation, told};

/// What reads of `(id, offset, length)` give when the answer has `files`.
fn check(files: &[&[u8]], reads: &Value, expected: &Value) {
    let listed: Vec<Value> = (0..files.len())
        .map(|n| json!({ "name": format!("{n}.txt"), "media_type": "text/plain", "path": format!("files/{n}.txt") }))
        .collect();
    let answer = Answer::from_value(&json!({ "kind": "files", "files": listed })).expect("files");
    let evaluation = evaluation(evaluate_answer(&json!({ "read": reads }), &answer, files, 0));
    assert_eq!(told(&evaluation, "read"), *expected, "{reads}");
}

#[test]
fn a_range_of_the_right_file_is_read() {
    check(
        &[b"first", b"second"],
        &json!([[0, 0, 5], [1, 0, 3], [1, 3, 3], [1, 6, 0]]),
        &json!(["first", "sec", "ond", ""]),
    );
}

#[test]
fn what_is_not_there_is_refused() {
    check(
        &[b"first"],
        &json!([
            [1, 0, 1],
            [u32::MAX, 0, 1],
            [0, 0, 6],
            [0, 5, 1],
            [0, 6, 0],
            [0, u64::MAX, u32::MAX],
            [0, u64::MAX, 1]
        ]),
        &json!([
            "Refusal::UnknownAttachment",
            "Refusal::UnknownAttachment",
            "Refusal::OutOfRange",
            "Refusal::OutOfRange",
            "Refusal::OutOfRange",
            "Refusal::OutOfRange",
            "Refusal::OutOfRange"
        ]),
    );
}

#[test]
fn the_bytes_of_one_evaluation_are_a_budget() {
    let megabytes = 8;
    let file = vec![b'x'; megabytes << 20];
    let length = megabytes as u64 * (1 << 20);
    let fits = DEFAULT.attachment_bytes / length;
    let reads: Vec<Value> = (0..=fits).map(|_| json!([0, 0, length])).chain([json!([0, 0, 1])]).collect();
    let expected: Vec<Value> = (0..fits)
        .map(|_| json!(length))
        .chain([json!("Refusal::BudgetSpent"), json!("Refusal::BudgetSpent")])
        .collect();
    check(&[&file], &json!(reads), &json!(expected));
}
