//! One evaluation: from a task in the queue to the record that is kept. Decides what is worth another try; the queue tries.

use touchstone_core::ids::ItemId;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::worker::protocol::{Call, CallResult, Reply};

use crate::app::{App, CallError};
use crate::clock;
use crate::problem::Problem;
use crate::records::{AnswerRecord, CandidateRecord, EvaluationRecord, Outcome, TaskRecord, answer_key, candidate_key};
use crate::workers::WorkerError;

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

/// Runs the evaluator of a task's item.
pub(crate) async fn evaluate(app: &App, task: &TaskRecord) -> Result<Tried, Problem> {
    let TaskRecord { job, candidate, item: id, generation } = task;
    let job = app.published_job(job).await?;
    let item = crate::app::item(&job, id)?;
    let gone = |what: &str| Problem::internal(format!("the {what} of an evaluation in the queue is gone"));
    let answer = app.find::<AnswerRecord>(answer_key(&job.record.id, candidate, id)).await?;
    let answer = answer.ok_or_else(|| gone("answer"))?.value.answer;
    let sitting = app.find::<CandidateRecord>(candidate_key(&job.record.id, candidate)).await?;
    let locale = sitting.ok_or_else(|| gone("candidate"))?.value.locale;
    let evaluator = job.plugin(item, ModuleKind::Evaluator)?;
    let call = Call::Evaluate {
        item: id.to_string(),
        question: item.question.config.to_string(),
        config: item.evaluator.config.to_string(),
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
            ..without_evaluator(id, *generation, outcome)
        })
    };
    Ok(match app.call(&job, evaluator, call).await {
        Ok(reply) => match outcome(&reply.result) {
            Some(outcome @ Outcome::Failed { .. }) if is_the_hosts(&outcome) => {
                Tried::Again(record(outcome, Some(&reply)))
            }
            Some(outcome) => Tried::Made(record(outcome, Some(&reply))),
            None => return Err(Problem::internal("a worker answered an evaluation with the result of another call")),
        },
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
    matches!(outcome, Outcome::Failed { kind, .. } if kind == "deadline" || kind == "host")
}
