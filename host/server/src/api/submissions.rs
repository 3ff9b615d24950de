//! Submission: once, and from then on nothing changes but what evaluators say.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use touchstone_core::ids::{CandidateId, InterviewId};
use touchstone_core::interview::Item;
use touchstone_core::words::{AnswerKind, ModuleKind};
use touchstone_store::{Batch, Expected, StoreError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::candidates::Candidate;
use crate::app::App;
use crate::clock;
use crate::evaluation::without_evaluator;
use crate::extract::{PathParts, part};
use crate::job::OpenJob;
use crate::problem::Problem;
use crate::records::{
    AnswerRecord, CandidateRecord, LatecomerRecord, Origin, Outcome, SessionRecord, TaskRecord, answer_key,
    candidate_key, evaluation_key, job_key, latecomer_key, session_key, task_key,
};

/// How often a submission begins anew because an answer came in at the same time.
const TRIES: usize = 5;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(submit))
}

/// Submits a candidate's answers, which are then evaluated one by one
#[utoipa::path(
    post, path = "/jobs/{job}/candidates/{candidate}/submission", tag = "candidates",
    params(("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "example-candidate")),
    responses((status = 202, description = "Submitted; the evaluations follow, whatever happens to the server", body = Candidate))
)]
async fn submit(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
) -> Result<(StatusCode, Json<Candidate>), Problem> {
    let (id, candidate): (InterviewId, CandidateId) = (part(&job)?, part(&candidate)?);
    let mut tries = 0;
    let (job, record) = loop {
        tries += 1;
        let job = app.published_job(&id).await?;
        let found = app.answering(&id, &candidate).await?;
        let joined = job.record.generations.open;
        let record =
            CandidateRecord { submitted_at: Some(clock::now()), submitted_in: job.generation, joined, ..found.value };
        let key = candidate_key(&id, &candidate);
        let mut batch = Batch::new().check(job_key(&id), Expected::Version(job.version)).put(
            key,
            Expected::Version(found.version),
            &record,
        );
        if let Some(generation) = joined {
            let latecomer = LatecomerRecord { job: id.clone(), generation, candidate: candidate.clone() };
            batch = batch.put(latecomer_key(&id, generation, &candidate), Expected::Absent, &latecomer);
        }
        let queued_ms = clock::now_ms();
        for item in job.interview.items() {
            batch = with_item(&app, &job, &candidate, item, queued_ms, batch).await?;
        }
        match app.store().commit(batch).await {
            Ok(_) => break (job, record),
            Err(StoreError::Conflict { .. }) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    };
    app.bell().ring();
    app.rescores().ring();
    tracing::info!(job.id = %job.record.id, "submitted");
    Ok((StatusCode::ACCEPTED, Json(Candidate::of(&app, &job, record).await?)))
}

/// What the submission makes of an item: a task, or an evaluation that needs no evaluator. It holds only if the answer is then still the one
/// that was read here.
async fn with_item(
    app: &App,
    job: &OpenJob,
    candidate: &CandidateId,
    item: &Item,
    queued_ms: u64,
    batch: Batch,
) -> Result<Batch, Problem> {
    let id = &job.record.id;
    let made = |batch: Batch, outcome| {
        let record = without_evaluator(&item.id, job.generation, outcome);
        batch.put(evaluation_key(id, candidate, &item.id, job.generation), Expected::Absent, &record)
    };
    if job.interview.switched_off(item).is_some() {
        return Ok(made(batch, Outcome::NotAdministered));
    }
    let (item_id, generation) = (item.id.clone(), job.generation);
    let task = TaskRecord { job: id.clone(), candidate: candidate.clone(), item: item_id, generation };
    let queue = |batch: Batch| batch.put(task_key(queued_ms, &task), Expected::Absent, &task);
    let key = answer_key(id, candidate, &item.id);
    let sent = app.find::<AnswerRecord>(key.clone()).await?;
    let batch = match &sent {
        Some(sent) => batch.check(key.clone(), Expected::Version(sent.version)),
        None => batch,
    };
    if let Some(sent) = &sent
        && sent.value.answer["kind"] != AnswerKind::Omitted.as_str()
    {
        return Ok(queue(batch));
    }
    // Nothing was sent, but what was done may be the answer.
    let kinds = job.plugin(item, ModuleKind::QuestionType)?.manifest.answer_kinds(ModuleKind::QuestionType);
    let records = kinds.is_some_and(|kinds| kinds.kinds.contains(&AnswerKind::Events));
    let session_key = session_key(id, candidate, &item.id);
    let session = if records { app.find::<SessionRecord>(session_key.clone()).await? } else { None };
    let absent = if sent.is_some() { Expected::Any } else { Expected::Absent };
    Ok(match session {
        Some(session) if !session.value.events.is_empty() => {
            let answer: Value = json!({ "kind": AnswerKind::Events, "events": session.value.events });
            let record =
                AnswerRecord { item: item.id.clone(), answer, origin: Origin::Recorded, received_at: clock::now() };
            queue(batch.check(session_key, Expected::Version(session.version)).put(key, absent, &record))
        }
        _ => {
            let batch = batch.check(key, absent);
            let batch = if records { batch.check(session_key, Expected::Absent) } else { batch };
            made(batch, Outcome::Omitted)
        }
    })
}
