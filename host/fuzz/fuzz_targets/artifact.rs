//! The target `artifact` for libFuzzer. What it holds is in `src/artifact.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    touchstone_fuzz::artifact::check(data);
});
