//! What a plugin logs: capped, escaped, and what was dropped is counted.

use serde_json::json;
use touchstone_runtime::LogLevel;
use touchstone_runtime::limits::DEFAULT;

use crate::common::{evaluate, evaluation};

#[test]
fn control_characters_are_escaped() {
    let call = evaluate(&json!({ "act": { "log": ["a\nb\u{1b}[31mred\u{7}\u{9b}2J 试", 1] } }));
    assert_eq!(call.log.lines, [(LogLevel::Info, "a\\nb\\u{1b}[31mred\\u{7}\\u{9b}2J 试".to_owned())]);
}

#[test]
fn what_could_turn_the_reading_direction_or_break_the_line_is_escaped() {
    let call = evaluate(&json!({ "act": { "log": ["a\u{202e}b\u{2028}c\u{2066}d\u{feff}e", 1] } }));
    assert_eq!(call.log.lines, [(LogLevel::Info, "a\\u{202e}b\\u{2028}c\\u{2066}d\\u{feff}e".to_owned())]);
}

#[test]
fn lines_over_the_cap_are_dropped_and_counted() {
    let call = evaluate(&json!({ "act": { "log": ["line", 1_000] } }));
    assert_eq!(call.log.lines.len() as u64, DEFAULT.log_lines);
    assert_eq!(call.log.dropped, 1_000 - DEFAULT.log_lines);
    evaluation(call);
}

#[test]
fn bytes_over_the_cap_are_dropped_and_counted() {
    let call = evaluate(&json!({ "act": { "log": ["试".repeat(5_000), 10] } }));
    let bytes: usize = call.log.lines.iter().map(|(_, line)| line.len()).sum();
    assert!(bytes as u64 <= DEFAULT.log_bytes + 2, "{bytes}");
    assert_eq!((call.log.lines.len(), call.log.dropped), (5, 6));
    evaluation(call);
}

#[test]
fn what_was_logged_before_a_trap_is_kept() {
    let call = evaluate(&json!({ "act": { "panic": "line one\nline two" } }));
    assert!(call.log.lines[0].1.contains("line one\\nline two"), "{:?}", call.log);
}
