//! A process that runs many programs does not grow.

use crate::child;
use crate::program::Run;

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

/// The process' resident memory.
fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: u64 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number of pages");
    pages * 4_096
}
