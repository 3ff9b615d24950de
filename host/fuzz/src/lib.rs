//! What the fuzz targets check, one function each: libFuzzer calls them (`fuzz_targets/`), and on stable `tests/replay.rs` calls them with
//! every file of `corpus/`. A function asserts what has to hold for any bytes, not only that nothing panics. Makes no input of its own.

pub mod artifact;
pub mod component;
pub mod evaluation;
pub mod manifest;
pub mod protocol;

mod places;

/// Something that takes bytes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Of its binary, its file here and its folder in `corpus/`.
    pub name: &'static str,
    /// Whether the bytes are accepted. Panics where they break a promise.
    pub check: fn(&[u8]) -> bool,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "artifact", check: artifact::check },
    Target { name: "component", check: component::check },
    Target { name: "evaluation", check: evaluation::check },
    Target { name: "manifest", check: manifest::check },
    Target { name: "protocol", check: protocol::check },
];
