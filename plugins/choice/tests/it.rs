//! The plugin's native tests: its logic through the SDK's harness, without WebAssembly.

#[path = "it/answers.rs"]
mod answers;
#[path = "it/cases.rs"]
mod cases;
#[path = "it/common.rs"]
mod common;
#[path = "it/config.rs"]
mod config;
#[path = "it/properties.rs"]
mod properties;
#[path = "it/qti.rs"]
mod qti;
#[path = "it/seeds.rs"]
mod seeds;
