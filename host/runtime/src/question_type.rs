//! Calls a linked question type. What it returns as JSON is parsed here; nothing of it is kept.

use std::sync::Arc;

use serde_json::Value;
use touchstone_core::answer::Answer;
use touchstone_core::limits::Limits;

use crate::contract::v0_1::bindings::question_type::QuestionPre;
use crate::contract::v0_1::bindings::question_type::exports::touchstone::plugin::question_type as wit;
use crate::contract::v0_1::{answer_to_wit, problem_from_wit, problems_from_wit};
use crate::failure::{Failure, FailureKind};
use crate::languages::Languages;
use crate::plugin::Plugin;
use crate::problem::Problem;
use crate::sandbox::{Call, CodeBudget, Deadline, State, failed, finish, run};

/// A plugin's question type with its grants.
pub struct QuestionType {
    pub(crate) plugin: Arc<Plugin>,
    pub(crate) limits: Limits,
    pub(crate) pre: QuestionPre<State>,
    pub(crate) languages: Arc<Languages>,
}

/// What one action of a candidate led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// For the next action; never shown to the candidate.
    pub state: Value,
    /// For the candidate's page.
    pub view: Value,
}

/// One action of a candidate.
#[derive(Debug, Clone)]
pub struct Action<'a> {
    /// The question's config.
    pub config: &'a str,
    /// The seed of the candidate's variant.
    pub seed: u64,
    /// What the last step returned; `null` at the first.
    pub state: &'a Value,
    /// What the candidate does.
    pub action: &'a Value,
    /// Milliseconds from the item's start by the server's clock.
    pub now_ms: u64,
}

impl QuestionType {
    /// The plugin it belongs to.
    pub fn plugin(&self) -> &Plugin {
        &self.plugin
    }

    /// Has the plugin check its config, after the schema has been checked.
    pub fn check_config(&self, config: &str) -> Call<Result<(), Vec<Problem>>> {
        let config = config.to_owned();
        let call = self.call(0, |question, store| question.call_check_config(store, &config));
        call.and_then(|checked| problems_from_wit(self.plugin.id(), checked))
    }

    /// What the candidate's page receives.
    pub fn present(&self, config: &str, locale: &str, seed: u64) -> Call<Result<Value, Problem>> {
        let (config, locale) = (config.to_owned(), locale.to_owned());
        let call = self.call(seed, |question, store| question.call_present(store, &config, &locale, seed));
        call.and_then(|presented| match presented {
            Ok(json) => self.parse("present", &json).map(Ok),
            Err(problem) => problem_from_wit(self.plugin.id(), problem).map(Err),
        })
    }

    /// One action of the candidate.
    pub fn interact(&self, action: &Action<'_>) -> Call<Result<Step, Problem>> {
        let (config, state, json) = (action.config.to_owned(), action.state.to_string(), action.action.to_string());
        let call = self.call(action.seed, |question, store| {
            question.call_interact(store, &config, action.seed, &state, &json, action.now_ms)
        });
        call.and_then(|step| match step {
            Ok(step) => {
                Ok(Ok(Step { state: self.parse("interact", &step.state)?, view: self.parse("interact", &step.view)? }))
            }
            Err(problem) => problem_from_wit(self.plugin.id(), problem).map(Err),
        })
    }

    /// Whether an answer can be taken.
    pub fn check_answer(
        &self,
        config: &str,
        seed: u64,
        answer: &Answer,
        attachments: &[Vec<u8>],
    ) -> Call<Result<(), Vec<Problem>>> {
        let (config, answer) = (config.to_owned(), answer_to_wit(answer, attachments));
        let call = self.call(seed, |question, store| question.call_check_answer(store, &config, seed, &answer));
        call.and_then(|checked| problems_from_wit(self.plugin.id(), checked))
    }

    fn call<T>(
        &self,
        seed: u64,
        call: impl FnOnce(&wit::Guest, &mut wasmtime::Store<State>) -> Result<T, wasmtime::Error>,
    ) -> Call<T> {
        let mut state = State::new(self.limits, Deadline::after_ms(self.limits.wall_ms), seed);
        state.code = Some(CodeBudget { languages: Arc::clone(&self.languages), fuel_spent: 0, inputs_spent: 0 });
        let (result, state, usage) = run(self.pre.engine(), state, |store| {
            let question = self.pre.instantiate(&mut *store)?;
            call(question.touchstone_plugin_question_type(), store)
        });
        finish(self.plugin.id(), result, state, usage)
    }

    fn parse(&self, function: &str, json: &str) -> Result<Value, Failure> {
        let limit = self.limits.json_bytes;
        if json.len() as u64 > limit {
            return Err(failed(self.plugin.id(), FailureKind::Output { name: "json_bytes", limit }));
        }
        serde_json::from_str(json).map_err(|error| {
            let reason = format!("`{function}` returned what is no JSON: {error}");
            failed(self.plugin.id(), FailureKind::Contract { reason })
        })
    }
}
