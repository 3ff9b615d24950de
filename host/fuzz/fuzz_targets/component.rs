//! The target `component` for libFuzzer. What it holds is in `src/component.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    touchstone_fuzz::component::check(data);
});
