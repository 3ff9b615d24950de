//! The plugin's native tests: its logic through the SDK's harness, without WebAssembly.

#[path = "it/cases.rs"]
mod cases;
#[path = "it/common.rs"]
mod common;
#[path = "it/config.rs"]
mod config;
#[path = "it/hostile.rs"]
mod hostile;
#[path = "it/order.rs"]
mod order;
