//! The HTTP API of Touchstone: plugins, jobs, candidates, answers, evaluations, scorecards and rankings, in one process with one data
//! directory and its worker processes. Knows no question type and no way of scoring; those are plugins, and run in the workers.

mod api;
mod app;
mod clock;
mod cohort;
mod config;
mod evaluation;
mod evaluation_queue;
mod extract;
mod job;
mod logs;
mod metrics;
mod middleware;
mod overrides;
mod problem;
mod publication;
mod receipt;
mod receipt_key;
mod records;
mod rescore;
mod rescoring;
mod serve;
mod similarity;
mod standing;
mod uploads;
pub mod workers;

pub use api::document;
pub use config::{Config, ConfigError, MAX_WORKERS, RawConfig};
pub use logs::{LogFormat, start_logs};
pub use serve::{LIMITS, Ready, ServeError, serve};
