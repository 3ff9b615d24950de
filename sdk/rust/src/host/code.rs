//! Capability `run-code`: a candidate's program in fresh sandboxes that share no memory with the plugin or with each other.

pub use crate::bindings::code::{CallInput, Input, Limits, Refusal, Report, RunInput, Verdict};

use crate::Program;

/// The names of the languages that can be run.
pub fn languages() -> Vec<String> {
    #[cfg(target_arch = "wasm32")]
    return crate::bindings::code::languages();
    #[cfg(not(target_arch = "wasm32"))]
    crate::harness::code_languages()
}

/// Runs `program` on each input; one report per input, in order, fewer when `stop_at_first_failure` stopped early.
///
/// # Errors
///
/// A [`Refusal`]: a language nobody runs, or more run than this evaluation may.
pub fn run(
    program: &Program,
    inputs: &[Input],
    limits: Limits,
    stop_at_first_failure: bool,
) -> Result<Vec<Report>, Refusal> {
    #[cfg(target_arch = "wasm32")]
    return crate::bindings::code::run(program, inputs, limits, stop_at_first_failure);
    #[cfg(not(target_arch = "wasm32"))]
    crate::harness::run_code(program, inputs, limits, stop_at_first_failure)
}
