//! The plugin's native tests: its logic through the SDK's harness, without WebAssembly.

#[path = "it/cases.rs"]
mod cases;
#[path = "it/checklist.rs"]
mod checklist;
#[path = "it/common.rs"]
mod common;
#[path = "it/config.rs"]
mod config;
#[path = "it/device.rs"]
mod device;
#[path = "it/example.rs"]
mod example;
