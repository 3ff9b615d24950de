//! The target `evaluation` for libFuzzer. What it holds is in `src/evaluation.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    touchstone_fuzz::evaluation::check(data);
});
