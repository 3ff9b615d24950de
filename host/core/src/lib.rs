//! The pure part of Touchstone: ids, manifest, answers, interviews, rubric, scorecard and receipts.
//!
//! Everything here is a function of its arguments. No files, no environment, no clock, no network, no threads: the host reads and
//! hands in, and writes what it gets back (`clippy.toml` beside this crate keeps it so). Nothing here runs a plugin either.

pub mod agreement;
pub mod answer;
pub mod attempt;
pub mod cohort;
pub mod comparison;
pub mod evaluation;
pub mod fairness;
pub mod gold;
pub mod grants;
pub mod ids;
pub mod interview;
pub mod item_statistics;
pub mod limits;
pub mod manifest;
pub mod message;
pub mod mistake;
pub mod overrides;
pub mod path;
pub mod points;
pub mod receipt;
pub mod rerank;
pub mod rubric;
pub mod schema;
pub mod scorecard;
pub mod similarity;
pub mod statistics;
pub mod timestamp;
pub mod weight;
pub mod words;

#[cfg(test)]
mod cases;
mod json;
mod near;
mod reader;
