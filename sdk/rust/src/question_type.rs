//! The question type an author implements, and the glue that exports it.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bindings::question_type::exports::touchstone::plugin::question_type as wit;
use crate::bindings::types;
use crate::message::{parse_json, to_json};
use crate::{Answer, Problem, log};

/// A kind of question. Pure, like an evaluator: what a candidate does arrives as an action, what is remembered as a state.
pub trait QuestionType {
    /// The question's config.
    type Config: DeserializeOwned;
    /// What the candidate's page receives.
    type Presented: Serialize;
    /// What the host keeps between the candidate's actions, never shown.
    type State: Serialize + DeserializeOwned;
    /// What a candidate can do.
    type Action: DeserializeOwned;
    /// What goes back to the page after an action.
    type View: Serialize;

    /// Checks what a schema cannot say; no problem means the config can be used.
    fn check_config(config: &Self::Config) -> Vec<Problem> {
        let _ = config;
        Vec::new()
    }

    /// What the candidate may see, in the language `locale` where there is one. No key, no hidden test, no expected value.
    ///
    /// # Errors
    ///
    /// A problem that points into the config.
    fn present(config: &Self::Config, locale: &str, seed: u64) -> Result<Self::Presented, Problem>;

    /// One action of the candidate, at `now_ms` milliseconds from the item's start by the server's clock. `state` is `None` at the first.
    ///
    /// # Errors
    ///
    /// A problem that points into the action.
    fn interact(
        config: &Self::Config,
        seed: u64,
        state: Option<Self::State>,
        action: Self::Action,
        now_ms: u64,
    ) -> Result<Step<Self::State, Self::View>, Problem>;

    /// Whether an answer can be taken; no problem means it can.
    fn check_answer(config: &Self::Config, seed: u64, answer: &Answer) -> Vec<Problem>;
}

/// What one action led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<State, View> {
    /// For the next action.
    pub state: State,
    /// For the candidate's page.
    pub view: View,
}

#[doc(hidden)]
pub struct QuestionTypeGlue<Q>(PhantomData<Q>);

impl<Q: QuestionType> wit::Guest for QuestionTypeGlue<Q> {
    fn check_config(config: String) -> Result<(), Vec<types::Problem>> {
        log::on_panic();
        all_or_none(match parse_json(&config) {
            Ok(config) => Q::check_config(&config),
            Err(problem) => vec![problem],
        })
    }

    fn present(config: String, locale: String, seed: u64) -> Result<String, types::Problem> {
        log::on_panic();
        let presented = Q::present(&parse_json(&config)?, &locale, seed)?;
        Ok(to_json(&presented)?)
    }

    fn interact(
        config: String,
        seed: u64,
        state: String,
        action: String,
        now_ms: u64,
    ) -> Result<wit::Step, types::Problem> {
        log::on_panic();
        let step = Q::interact(&parse_json(&config)?, seed, parse_json(&state)?, parse_json(&action)?, now_ms)?;
        Ok(wit::Step { state: to_json(&step.state)?, view: to_json(&step.view)? })
    }

    fn check_answer(config: String, seed: u64, answer: types::Answer) -> Result<(), Vec<types::Problem>> {
        log::on_panic();
        all_or_none(match parse_json(&config) {
            Ok(config) => Q::check_answer(&config, seed, &answer.into()),
            Err(problem) => vec![problem],
        })
    }
}

fn all_or_none(problems: Vec<Problem>) -> Result<(), Vec<types::Problem>> {
    if problems.is_empty() { Ok(()) } else { Err(problems.into_iter().map(Into::into).collect()) }
}
