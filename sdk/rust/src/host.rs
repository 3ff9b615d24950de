//! What the host offers a plugin. `log` is always there; the others are capabilities that the manifest wants and the administrator
//! grants. In native tests the [harness](crate::harness) answers in the host's place.

pub mod attachments;
pub mod code;
pub mod console;
pub mod log;
