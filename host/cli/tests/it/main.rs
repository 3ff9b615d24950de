//! Drives the real `touchstone` program. Components come from `cargo xtask plugins`.

mod cache;
mod cases;
mod common;
mod crate_rules;
mod determinism;
mod examples;
mod limits_page;
mod output;
mod tidy;
mod verify;
mod wrong_answers;
mod wrong_interview;
mod wrong_plugin_folder;
mod wrong_plugins;
