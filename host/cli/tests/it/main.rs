//! Drives the real `touchstone` program. Components come from `cargo xtask plugins`.

mod cache;
mod cases;
mod common;
mod crate_rules;
mod determinism;
mod examples;
mod limits_page;
mod output;
mod rescore;
mod tidy;
mod wrong_answers;
mod wrong_interview;
mod wrong_plugin_folder;
mod wrong_plugins;
