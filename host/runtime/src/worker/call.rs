//! One request: finds its module, calls it, and puts what came out into a reply. Every way to fail is a reply, too.

use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;
use touchstone_core::answer::Answer;

use super::files::{self, FileError};
use super::modules::{Modules, Unready};
use super::protocol::{Call, CallResult, FILES_UNREADABLE, Incoming, PlacedProblem, Reply};
use crate::evaluator::Task;
use crate::problem::Problem;
use crate::question_type::Action;
use crate::sandbox::{Call as Done, LogLevel};

/// Runs it.
pub(super) fn run(modules: &mut Modules<'_>, incoming: &Incoming) -> Reply {
    let number = incoming.request.number;
    let started = Instant::now();
    let reply =
        try_run(modules, incoming).unwrap_or_else(|unready| Reply::failed(number, unready.kind, unready.message));
    Reply { duration_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX), ..reply }
}

fn try_run(modules: &mut Modules<'_>, incoming: &Incoming) -> Result<Reply, Unready> {
    let number = incoming.request.number;
    Ok(match &incoming.request.call {
        Call::Load => {
            modules.called(incoming)?;
            Reply::of(number, CallResult::Loaded)
        }
        Call::CheckQuestionConfig { config } => {
            reply(number, modules.question_type(incoming)?.check_config(config), checked)
        }
        Call::CheckEvaluatorConfig { question, config } => {
            reply(number, modules.evaluator(incoming)?.check_config(question, config), checked)
        }
        Call::Present { config, locale, seed } => {
            let presented = modules.question_type(incoming)?.present(config, locale, *seed);
            reply(number, presented, |presented| or_problem(presented, |presented| CallResult::Presented { presented }))
        }
        Call::Interact { config, seed, state, action, now_ms } => {
            let action = Action { config, seed: *seed, state, action, now_ms: *now_ms };
            let stepped = modules.question_type(incoming)?.interact(&action);
            let result = |step: crate::Step| CallResult::Stepped { state: step.state, view: step.view };
            reply(number, stepped, |step| or_problem(step, result))
        }
        Call::CheckAnswer { config, seed, answer } => {
            let (answer, attachments) = read_answer(answer, incoming)?;
            reply(number, modules.question_type(incoming)?.check_answer(config, *seed, &answer, &attachments), checked)
        }
        Call::Evaluate { item, question, config, answer, locale, seed } => {
            let (answer, attachments) = read_answer(answer, incoming)?;
            let task = Task { item, question, config, answer: &answer, attachments, locale, seed: *seed };
            reply(number, modules.evaluator(incoming)?.evaluate(&task), |evaluated| match evaluated {
                Ok(evaluation) => CallResult::Evaluated { evaluation: json(&evaluation) },
                Err(refusal) => CallResult::Refused { refusal: json(&refusal) },
            })
        }
    })
}

/// The bytes of each file of an answer.
type Contents = Arc<[Vec<u8>]>;

/// The answer, and the bytes of its files.
fn read_answer(answer: &Value, incoming: &Incoming) -> Result<(Answer, Contents), Unready> {
    let answer = Answer::from_value(answer)
        .map_err(|mistakes| Unready { kind: "malformed-answer", message: mistakes.to_string() })?;
    let named = if let Answer::Files(files) = &answer { files.len() } else { 0 };
    if named != incoming.files.len() {
        // A plugin would see an answer with other files than were sent.
        let message = format!("the answer names {named} files, and {} came with it", incoming.files.len());
        return Err(Unready { kind: "attachments", message });
    }
    let unread = |error: FileError| Unready { kind: FILES_UNREADABLE, message: error.to_string() };
    Ok((answer, files::read(incoming).map_err(unread)?.into()))
}

fn reply<T>(number: u64, done: Done<T>, result: impl FnOnce(T) -> CallResult) -> Reply {
    let result = match done.result {
        Ok(value) => result(value),
        Err(failure) => CallResult::Failed { kind: failure.kind.code().to_owned(), message: failure.to_string() },
    };
    Reply {
        number,
        result,
        fuel: done.usage.fuel,
        program_fuel: done.usage.program_fuel,
        peak_memory_bytes: done.usage.peak_memory_bytes,
        duration_us: 0,
        log_dropped: done.log.dropped,
        log: done.log.lines.into_iter().map(|(level, line)| (word(level).to_owned(), line)).collect(),
    }
}

fn checked(checked: Result<(), Vec<Problem>>) -> CallResult {
    let problems = checked.err().unwrap_or_default();
    CallResult::Checked { problems: problems.iter().map(placed).collect() }
}

fn or_problem<T>(result: Result<T, Problem>, done: impl FnOnce(T) -> CallResult) -> CallResult {
    result.map_or_else(|problem| CallResult::Problem { problem: placed(&problem) }, done)
}

fn placed(problem: &Problem) -> PlacedProblem {
    PlacedProblem { pointer: problem.pointer.clone(), message: json(&problem.message) }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("core's types are plain JSON with texts as keys")
}

fn word(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}
