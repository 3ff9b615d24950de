//! The plugin's native tests: its logic through the SDK's harness, without WebAssembly.

#[path = "it/cases.rs"]
mod cases;
#[path = "it/common.rs"]
mod common;
#[path = "it/conversation.rs"]
mod conversation;
#[path = "it/example.rs"]
mod example;
#[path = "it/question_config.rs"]
mod question_config;
