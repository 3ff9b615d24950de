//! Calls a linked evaluator. Checks what it returns; the scorecard is core's business.

use std::sync::Arc;

use touchstone_core::answer::Answer;
use touchstone_core::evaluation::{Evaluation, Refusal};
use touchstone_core::limits::Limits;

use crate::contract::v0_1::bindings::{evaluator::ScorerPre, evaluator_types};
use crate::contract::v0_1::{answer_to_wit, evaluation_from_wit, problems_from_wit, refusal_from_wit};
use crate::languages::Languages;
use crate::plugin::Plugin;
use crate::problem::Problem;
use crate::sandbox::{Attachments, Call, CodeBudget, Deadline, State, finish, run};

/// A plugin's evaluator with its grants.
pub struct Evaluator {
    pub(crate) plugin: Arc<Plugin>,
    pub(crate) limits: Limits,
    pub(crate) pre: ScorerPre<State>,
    pub(crate) languages: Arc<Languages>,
}

/// One answer to score. The configs are JSON that was checked by [`Evaluator::check_config`] before.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The item's id.
    pub item: &'a str,
    /// The question type's config.
    pub question: &'a str,
    /// The evaluator's config.
    pub config: &'a str,
    /// What the candidate sent.
    pub answer: &'a Answer,
    /// The content of the answer's files, in their order.
    pub attachments: Arc<[Vec<u8>]>,
    /// The candidate's language (BCP 47).
    pub locale: &'a str,
    /// The seed of the candidate's variant.
    pub seed: u64,
}

impl Evaluator {
    /// The plugin it belongs to.
    pub fn plugin(&self) -> &Plugin {
        &self.plugin
    }

    /// Has the plugin check its config together with the question's, after the schema has been checked.
    pub fn check_config(&self, question: &str, config: &str) -> Call<Result<(), Vec<Problem>>> {
        let (question, config) = (question.to_owned(), config.to_owned());
        let (result, state, usage) = run(self.pre.engine(), self.state(0), |store| {
            let scorer = self.pre.instantiate(&mut *store)?;
            scorer.touchstone_plugin_evaluator().call_check_config(store, &question, &config)
        });
        finish(self.plugin.id(), result, state, usage).and_then(|checked| problems_from_wit(self.plugin.id(), checked))
    }

    /// Scores one answer in a fresh instance.
    pub fn evaluate(&self, task: &Task<'_>) -> Call<Result<Evaluation, Refusal>> {
        let mut state = self.state(task.seed);
        state.attachments = Attachments { contents: Arc::clone(&task.attachments), bytes_read: 0 };
        let wit_task = evaluator_types::Task {
            item: task.item.to_owned(),
            question: task.question.to_owned(),
            config: task.config.to_owned(),
            answer: answer_to_wit(task.answer, &task.attachments),
            locale: task.locale.to_owned(),
            seed: task.seed,
        };
        let (result, state, usage) = run(self.pre.engine(), state, |store| {
            let scorer = self.pre.instantiate(&mut *store)?;
            scorer.touchstone_plugin_evaluator().call_evaluate(store, &wit_task)
        });
        finish(self.plugin.id(), result, state, usage).and_then(|outcome| match outcome {
            Ok(evaluation) => evaluation_from_wit(&self.plugin, evaluation).map(Ok),
            Err(refusal) => refusal_from_wit(self.plugin.id(), refusal).map(Err),
        })
    }

    fn state(&self, seed: u64) -> State {
        let mut state = State::new(self.limits, Deadline::after_ms(self.limits.wall_ms), seed);
        state.code = Some(CodeBudget { languages: Arc::clone(&self.languages), fuel_spent: 0, inputs_spent: 0 });
        state
    }
}
