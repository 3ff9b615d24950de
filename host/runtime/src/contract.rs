//! The plugin contract, one module per version that this host serves: bindings, what the host offers through them, and the way between
//! their types and core's. Nothing outside names a type of the bindings.

use touchstone_core::evaluation::{MAX_FINDINGS, MAX_INDICATORS};
use touchstone_core::limits::Fixed;
use touchstone_core::message::MAX_LANGUAGES;

pub(crate) mod v0_1;

/// How much a result may hold beside the limits of its call.
pub const RESULT_LIMITS: &[Fixed] = &[
    Fixed {
        name: "findings",
        unit: "findings of an evaluation; the contract cannot nest them",
        most: MAX_FINDINGS as u64,
    },
    Fixed { name: "indicators", unit: "indicators of an evaluation", most: MAX_INDICATORS as u64 },
    Fixed { name: "problems", unit: "problems of one check", most: v0_1::MAX_PROBLEMS as u64 },
    Fixed { name: "languages", unit: "languages of one text", most: MAX_LANGUAGES as u64 },
    Fixed { name: "nesting of JSON", unit: "levels", most: 127 },
];

/// The package that every interface of the contract belongs to.
pub(crate) const PACKAGE: &str = "touchstone:plugin";

/// The contract versions that this host serves, as the imports of a component name them.
pub(crate) const SERVED: &[&str] = &["0.1.0"];
