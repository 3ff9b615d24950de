//! A process that runs many programs does not grow, and one that hostile plugins use stays small.

use std::fmt::Write;

use serde_json::json;

use crate::common::{evaluate, evaluation};
use crate::program::Run;
use crate::{child, hostile, hostile_handles, hostile_instances};

const RUNS: u32 = 200;
const BOUND_BYTES: u64 = 48 << 20;

#[test]
fn two_hundred_python_runs_leave_nothing_behind() {
    let grown: u64 = child::output_of("resident_memory::say_growth").parse().expect("a number");
    assert!(grown < BOUND_BYTES, "{} MiB more after {RUNS} runs", grown >> 20);
}

#[test]
#[ignore = "the other process of `two_hundred_python_runs_leave_nothing_behind`"]
fn say_growth() {
    let run = Run::python("x = [bytearray(1_000) for _ in range(10_000)]\nprint('x' * 100_000)").times(20);
    run.reports();
    let before = resident_bytes();
    for _ in 0..RUNS / 20 {
        assert!(run.reports().iter().all(|report| report.verdict == "finished"));
    }
    child::say(&resident_bytes().saturating_sub(before).to_string());
}

/// The fixture may have 128 MiB; the largest result of 16 MiB is held twice while it is copied.
const HOSTILE_BOUND_BYTES: u64 = 192 << 20;

#[test]
fn plugins_that_want_all_memory_get_what_they_may_have() {
    let said = child::output_of("resident_memory::say_peaks");
    assert!(said.lines().count() > 10, "{said}");
    for line in said.lines() {
        let (name, bytes) = line.rsplit_once(' ').expect("a name and a number");
        let bytes: u64 = bytes.parse().expect("a number");
        assert!(bytes < HOSTILE_BOUND_BYTES, "{name}: {} MiB more at its peak", bytes >> 20);
    }
}

#[test]
#[ignore = "the other process of `plugins_that_want_all_memory_get_what_they_may_have`"]
fn say_peaks() {
    evaluation(evaluate(&json!({})));
    let mut said = String::new();
    let mut peak = |name: &str, hostile: &dyn Fn()| {
        let before = resident_bytes();
        forget_peak();
        for _ in 0..3 {
            hostile();
        }
        let _ = writeln!(said, "{name} {}", peak_bytes().saturating_sub(before));
    };
    let fixture = [
        ("hoard", json!({ "act": "hoard" })),
        ("a review of 20 MB", json!({ "review_bytes": 20_000_000 })),
        ("a million findings", json!({ "findings": 1_000_000 })),
        ("a million log lines", json!({ "act": { "log": ["a line", 1_000_000] } })),
        ("recursion", json!({ "act": "recurse" })),
    ];
    for (name, config) in fixture {
        peak(name, &|| drop(evaluate(&config)));
    }
    peak("a program's hoard", &|| drop(Run::dump("hoard").memory_bytes(64 << 20).report()));
    peak("a program's flood", &|| drop(Run::dump("flood").output_bytes(1 << 20).report()));
    for (name, guest) in hostile::greedy().into_iter().chain(hostile_handles::greedy()) {
        let plugin = guest.load();
        peak(name, &|| drop(hostile::call(&plugin)));
    }
    let memories = crate::common::load(&hostile_instances::many_memories());
    peak("many memories", &|| drop(hostile::call(&memories)));
    child::say(&said);
}

/// The most resident memory since [`forget_peak`].
fn peak_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
}

/// The process' resident memory.
fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: u64 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number of pages");
    pages * 4_096
}
