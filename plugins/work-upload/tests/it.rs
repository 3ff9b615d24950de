//! The plugin's native tests: its logic through the SDK's harness, without WebAssembly.

#[path = "it/cases.rs"]
mod cases;
#[path = "it/common.rs"]
mod common;
#[path = "it/config.rs"]
mod config;
#[path = "it/documents.rs"]
mod documents;
#[path = "it/files.rs"]
mod files;
#[path = "it/hostile.rs"]
mod hostile;
#[path = "it/mutations.rs"]
mod mutations;
#[path = "it/tables.rs"]
mod tables;
