//! Drives the real `touchstone serve` over HTTP: its routes, its scores, its data directory. Components come from `cargo xtask plugins`.

mod answers;
mod common;
mod faults;
mod jobs;
mod kills;
mod metrics;
mod overrides;
mod plugins;
mod process;
mod receipts;
mod reports;
mod requests;
mod rescore;
mod results;
mod routes;
mod similarity;
mod tour;
mod uploads;
mod what_if;
