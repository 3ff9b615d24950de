//! The target `manifest` for libFuzzer. What it holds is in `src/manifest.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    touchstone_fuzz::manifest::check(data);
});
