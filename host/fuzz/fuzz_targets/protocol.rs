//! The target `protocol` for libFuzzer. What it holds is in `src/protocol.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    touchstone_fuzz::protocol::check(data);
});
