//! An evaluator that does nothing, to measure what a call costs.

use serde_json::{Map, Value};
use touchstone_sdk::{Evaluation, Evaluator, Refusal, Task};

/// Gives full marks to whatever it sees.
pub struct Noop;

impl Evaluator for Noop {
    type Question = Map<String, Value>;
    type Config = Map<String, Value>;

    fn evaluate(_: &Task<Self::Question, Self::Config>) -> Result<Evaluation, Refusal> {
        Ok(Evaluation::new().share("anything", 1, 1))
    }
}

touchstone_sdk::export!(evaluator: Noop);
