//! Question type and evaluator for programs: a candidate's program is run on tests, each in a fresh sandbox of the host's.
//!
//! Nothing here runs code by itself, and no verdict comes from a clock: `run-code` does the running, fuel the measuring.
//! `README.md` beside this crate describes the configs, the finding codes and the formulas.

mod cheating;
mod comparison;
mod config;
mod decimal;
mod efficiency;
mod error_place;
mod evaluator;
mod feedback;
mod judge;
mod program;
mod question;
mod scoring;
mod verdict;

#[cfg(test)]
mod tests;

touchstone_sdk::export!(question_type: question::CodeQuestion, evaluator: evaluator::CodeEvaluator);
