//! The plugin contract, one module per version that this host serves: bindings, what the host offers through them, and the way between
//! their types and core's. Nothing outside names a type of the bindings.

pub(crate) mod v0_1;

/// The package that every interface of the contract belongs to.
pub(crate) const PACKAGE: &str = "touchstone:plugin";

/// The contract versions that this host serves, as the imports of a component name them.
pub(crate) const SERVED: &[&str] = &["0.1.0"];
