//! Drives the real `touchstone` program. Components come from `cargo xtask plugins`.

mod agree;
mod cache;
mod cases;
mod common;
mod crate_rules;
mod determinism;
mod examples;
mod fairness;
mod hostile_answers;
mod limits_page;
mod output;
mod rank;
mod reports;
mod rescore;
mod similar;
mod sources;
mod stats;
mod tidy;
mod verify;
mod what_if;
mod wrong_answers;
mod wrong_interview;
mod wrong_plugin_folder;
mod wrong_plugins;
