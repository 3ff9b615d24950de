//! The plugin's native tests: its logic through the SDK's harness, without WebAssembly.

#[path = "it/cases.rs"]
mod cases;
#[path = "it/common.rs"]
mod common;
#[path = "it/conversation.rs"]
mod conversation;
#[path = "it/example.rs"]
mod example;
#[path = "it/hostile.rs"]
mod hostile;
#[path = "it/question_config.rs"]
mod question_config;
#[path = "it/scale_config.rs"]
mod scale_config;
