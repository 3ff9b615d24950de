//! One evaluation: from a task in the queue to the record that is kept. Decides what is worth another try; the queue tries.

use std::time::Duration;

use touchstone_core::answer::Answer;
use touchstone_core::ids::ItemId;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::conditions;
use touchstone_runtime::worker::protocol::{Call, CallResult, FILES_UNREADABLE, Reply};
use tracing::Span;
use tracing::field::{Empty, display};

use crate::app::{App, CallError};
use crate::job::LockedPlugin;
use crate::problem::Problem;
use crate::records::{AnswerRecord, CandidateRecord, EvaluationRecord, Outcome, TaskRecord, answer_key, candidate_key};
use crate::workers::{NOT_COMPILED, WorkerError};
use crate::{clock, metrics, uploads};

/// What came of a try.
pub(crate) enum Tried {
    /// To be kept.
    Made(Box<EvaluationRecord>),
    /// The host failed, not the plugin; what is kept should it stay so.
    Again(Box<EvaluationRecord>),
    /// No worker had time, or none is there any more: as if it had not been tried.
    NotNow {
        /// How long to wait.
        retry_after_seconds: u64,
    },
}

/// The span of an evaluation; the rest of its fields is known at its end.
pub(crate) fn span(task: &TaskRecord) -> Span {
    let TaskRecord { job, item, generation, .. } = task;
    tracing::info_span!(
        "evaluation",
        job.id = %job,
        item.id = %item,
        generation,
        plugin.id = Empty,
        plugin.version = Empty,
        plugin.digest = Empty,
        outcome = Empty,
        fuel = Empty,
        program_fuel = Empty,
        peak_memory_bytes = Empty,
        wait_ms = Empty,
        run_ms = Empty,
    )
}

/// Runs the evaluator of a task's item, which has waited since `queued_ms` of Unix time.
pub(crate) async fn evaluate(app: &App, task: &TaskRecord, queued_ms: u64) -> Result<Tried, Problem> {
    let TaskRecord { job, candidate, item: id, generation } = task;
    let job = app.job_in(job, *generation).await?;
    let item = crate::app::item(&job, id)?;
    let gone = |what: &str| Problem::internal(format!("the {what} of an evaluation in the queue is gone"));
    let answer = app.find::<AnswerRecord>(answer_key(&job.record.id, candidate, id)).await?;
    let answer = answer.ok_or_else(|| gone("answer"))?.value.answer;
    let sent = Answer::from_value(&answer);
    let sent = sent.map_err(|mistakes| Problem::internal(format!("the answer to `{id}`: {mistakes}")))?;
    let files = uploads::of_answer(app, &job.record.id, candidate, id, &sent).await?;
    let sitting = app.find::<CandidateRecord>(candidate_key(&job.record.id, candidate)).await?;
    let locale = sitting.ok_or_else(|| gone("candidate"))?.value.locale;
    let evaluator = job.plugin(item, ModuleKind::Evaluator)?;
    let (question, config) = (item.question.config.to_string(), item.evaluator.config.to_string());
    let grants = app.effective_grants(&job, evaluator).await?;
    let conditions = conditions(
        job.plugin(item, ModuleKind::QuestionType)?.loaded(),
        evaluator.loaded(),
        job.runtimes().map(|runtime| runtime.loaded()),
        &question,
        &config,
        &grants,
    );
    let conditions = conditions.map_err(|error| Problem::internal(error.to_string()))?;
    let call = Call::Evaluate {
        item: id.to_string(),
        question,
        config,
        answer,
        locale,
        seed: job.interview.variant_seed(candidate, id),
    };
    let record = |outcome, reply: Option<&Reply>| {
        Box::new(EvaluationRecord {
            evaluator: Some(evaluator.ran()),
            runtimes: job.runtimes().map(|runtime| runtime.ran()).collect(),
            fuel: reply.map_or(0, |reply| reply.fuel),
            program_fuel: reply.map_or(0, |reply| reply.program_fuel),
            peak_memory_bytes: reply.map_or(0, |reply| reply.peak_memory_bytes),
            conditions: Some(Box::new(conditions.clone())),
            ..without_evaluator(id, *generation, outcome)
        })
    };
    Ok(match app.call_granted(&job, evaluator, grants, call, files).await {
        Ok(reply) => {
            measure(evaluator, &reply, queued_ms);
            match outcome(&reply.result) {
                Some(outcome @ Outcome::Failed { .. }) if is_the_hosts(&outcome) => {
                    Tried::Again(record(outcome, Some(&reply)))
                }
                Some(outcome) => Tried::Made(record(outcome, Some(&reply))),
                None => {
                    return Err(Problem::internal("a worker answered an evaluation with the result of another call"));
                }
            }
        }
        Err(CallError::Worker(WorkerError::Busy { retry_after_seconds })) => Tried::NotNow { retry_after_seconds },
        Err(CallError::Worker(WorkerError::Stopping)) => Tried::NotNow { retry_after_seconds: 1 },
        Err(CallError::Worker(WorkerError::Lost)) => {
            let message =
                "the processes that evaluated this answer ended in the middle of it, again and again".to_owned();
            Tried::Again(record(Outcome::Failed { kind: "worker-lost".to_owned(), message }, None))
        }
        Err(CallError::Problem(problem)) => return Err(problem),
    })
}

/// Into the span of this evaluation, and into the metrics.
fn measure(evaluator: &LockedPlugin, reply: &Reply, queued_ms: u64) {
    let ran = Duration::from_micros(reply.duration_us);
    let waited = Duration::from_millis(clock::now_ms().saturating_sub(queued_ms)).saturating_sub(ran);
    metrics::evaluated(evaluator, reply, waited);
    let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    Span::current()
        .record("plugin.id", display(evaluator.manifest.id()))
        .record("plugin.version", display(evaluator.manifest.version()))
        .record("plugin.digest", display(evaluator.component.digest))
        .record("outcome", metrics::outcome(&reply.result))
        .record("fuel", reply.fuel)
        .record("program_fuel", reply.program_fuel)
        .record("peak_memory_bytes", reply.peak_memory_bytes)
        .record("wait_ms", milliseconds(waited))
        .record("run_ms", milliseconds(ran));
}

/// The record of an item for which no evaluator has to run.
pub(crate) fn without_evaluator(item: &ItemId, generation: u32, outcome: Outcome) -> EvaluationRecord {
    EvaluationRecord {
        item: item.clone(),
        generation,
        outcome,
        evaluator: None,
        runtimes: Vec::new(),
        fuel: 0,
        program_fuel: 0,
        peak_memory_bytes: 0,
        evaluated_at: clock::now(),
        conditions: None,
    }
}

/// The record of an evaluation that the server itself cannot make.
pub(crate) fn impossible(task: &TaskRecord) -> EvaluationRecord {
    let message = "the server could not make this evaluation; its log knows more".to_owned();
    without_evaluator(&task.item, task.generation, Outcome::Failed { kind: "server".to_owned(), message })
}

fn outcome(result: &CallResult) -> Option<Outcome> {
    Some(match result {
        CallResult::Evaluated { evaluation } => Outcome::Evaluated { evaluation: evaluation.clone() },
        CallResult::Refused { refusal } => Outcome::Refused { refusal: refusal.clone() },
        CallResult::Failed { kind, message } => Outcome::Failed { kind: kind.clone(), message: message.clone() },
        _ => return None,
    })
}

/// A busy machine meets a deadline, a broken one fails: neither says anything of the plugin or the answer.
fn is_the_hosts(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { kind, .. } if ["deadline", "host", NOT_COMPILED, FILES_UNREADABLE].contains(&kind.as_str()))
}
