//! The evaluator an author implements, and the glue that exports it.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::bindings::evaluator::exports::touchstone::plugin::evaluator as wit;
use crate::bindings::types;
use crate::message::parse_json;
use crate::{Answer, Evaluation, Message, Problem, Refusal, log};

/// Scores one answer. Pure: no clock, no network, no state between calls; the same task gives the same evaluation.
pub trait Evaluator {
    /// The config of the question type whose answers this scores.
    type Question: DeserializeOwned;
    /// The evaluator's own config.
    type Config: DeserializeOwned;

    /// Checks what a schema cannot say; no problem means the config can be used. Pointers are into `config`.
    fn check_config(question: &Self::Question, config: &Self::Config) -> Vec<Problem> {
        let _ = (question, config);
        Vec::new()
    }

    /// Scores one answer.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the answer cannot be scored: the total is then withheld. A poor answer is no error.
    fn evaluate(task: &Task<Self::Question, Self::Config>) -> Result<Evaluation, Refusal>;
}

/// One answer to score.
#[derive(Debug, Clone)]
pub struct Task<Question, Config> {
    /// The item's id in its interview.
    pub item: String,
    /// The question type's config.
    pub question: Question,
    /// The evaluator's config.
    pub config: Config,
    /// What the candidate sent.
    pub answer: Answer,
    /// The candidate's language (BCP 47).
    pub locale: String,
    /// The seed that made the candidate's variant.
    pub seed: u64,
}

#[doc(hidden)]
pub struct EvaluatorGlue<E>(PhantomData<E>);

impl<E: Evaluator> wit::Guest for EvaluatorGlue<E> {
    fn check_config(question: String, config: String) -> Result<(), Vec<types::Problem>> {
        log::on_panic();
        let problems = match (parse_json(&question), parse_json(&config)) {
            (Ok(question), Ok(config)) => E::check_config(&question, &config),
            (Err(problem), _) => vec![Problem::at("", in_question(&problem))],
            (_, Err(problem)) => vec![problem],
        };
        if problems.is_empty() { Ok(()) } else { Err(problems.into_iter().map(Into::into).collect()) }
    }

    fn evaluate(task: wit::Task) -> Result<wit::Evaluation, wit::Refusal> {
        log::on_panic();
        let task = Task {
            item: task.item,
            question: parse_json(&task.question).map_err(|problem| Refusal::Unsupported(in_question(&problem)))?,
            config: parse_json(&task.config).map_err(|problem| Refusal::Unsupported(problem.message))?,
            answer: task.answer.into(),
            locale: task.locale,
            seed: task.seed,
        };
        Ok(E::evaluate(&task)?.into())
    }
}

fn in_question(problem: &Problem) -> Message {
    let text = |tag| problem.message.text(tag).unwrap_or_default();
    Message::zh_en(
        format!("题目配置 `{}`：{}", problem.pointer, text("zh-CN")),
        format!("the question's config at `{}` {}", problem.pointer, text("en")),
    )
}
