//! Drives the real `touchstone serve` over HTTP: its routes, its scores, its data directory. Components come from `cargo xtask plugins`.

mod answers;
mod common;
mod faults;
mod jobs;
mod kills;
mod metrics;
mod plugins;
mod process;
mod receipts;
mod requests;
mod results;
mod routes;
mod tour;
