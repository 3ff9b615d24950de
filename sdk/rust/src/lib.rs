//! What a Touchstone plugin written in Rust depends on.
