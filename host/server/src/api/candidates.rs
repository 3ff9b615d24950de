//! Candidates of a job.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_core::ids::{CandidateId, InterviewId};
use touchstone_core::message::is_language_tag;
use touchstone_store::{Batch, Expected, StoreError};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::PageQuery;
use crate::app::App;
use crate::clock;
use crate::extract::{JsonBody, PathParts, QueryOf, part};
use crate::job::OpenJob;
use crate::problem::{Code, PlacedError, Problem};
use crate::records::{CANDIDATES, CandidateRecord, candidate_key, candidates_of, job_key};
use crate::standing::{ANSWERING, evaluations, status};

/// The most characters of a name.
const NAME: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_candidates, add_candidate)).routes(routes!(get_candidate))
}

/// A candidate who is to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCandidate {
    /// Unique among the job's candidates.
    #[schema(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 64, example = "another-candidate")]
    id: CandidateId,
    /// For people.
    #[schema(min_length = 1, max_length = 200, example = "王芳")]
    name: String,
    /// The candidate's language (BCP 47).
    #[schema(pattern = "^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,3}$", max_length = 35, example = "zh-CN")]
    locale: String,
}

/// A candidate of a job.
#[derive(Serialize, ToSchema)]
pub(super) struct Candidate {
    #[schema(example = "wang-fang")]
    id: String,
    name: String,
    #[schema(example = "zh-CN")]
    locale: String,
    /// How far it is: `answering`, `being-scored` or `scored`.
    #[schema(example = "answering")]
    status: &'static str,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    submitted_at: Option<String>,
}

/// A page of candidates.
#[derive(Serialize, ToSchema)]
struct CandidatePage {
    candidates: Vec<Candidate>,
    /// `after` of the next page; `null` on the last.
    next: Option<String>,
}

/// Lists a job's candidates
#[utoipa::path(
    get, path = "/jobs/{job}/candidates", tag = "candidates",
    params(("job" = String, Path, example = "backend-engineer"), PageQuery),
    responses((status = 200, description = "In the order of their ids", body = CandidatePage))
)]
async fn list_candidates(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    QueryOf(page): QueryOf<PageQuery>,
) -> Result<Json<CandidatePage>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let id: &InterviewId = &job.record.id;
    let (documents, next) = page.read(&app, candidates_of(id), &format!("{id}/")).await?;
    let mut candidates = Vec::new();
    for document in documents {
        candidates.push(Candidate::of(&app, &job, document.read()?).await?);
    }
    Ok(Json(CandidatePage { candidates, next }))
}

/// Adds a candidate to a published job
#[utoipa::path(
    post, path = "/jobs/{job}/candidates", tag = "candidates", params(("job" = String, Path, example = "backend-engineer")),
    request_body = NewCandidate,
    responses((status = 201, description = "The candidate can answer", body = Candidate))
)]
async fn add_candidate(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    JsonBody(new): JsonBody<NewCandidate>,
) -> Result<(StatusCode, Json<Candidate>), Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let NewCandidate { id, name, locale } = new;
    let mut errors = Vec::new();
    if name.trim().is_empty() || name.chars().count() > NAME || name.contains(char::is_control) {
        errors.push(PlacedError::new(
            "/name",
            format!("the name is blank, has control characters, or more than {NAME} characters"),
            "write a name",
        ));
    }
    if !is_language_tag(&locale) {
        errors.push(PlacedError::new("/locale", "this is no language tag", "write one such as `zh-CN` or `en`"));
    }
    if !errors.is_empty() {
        return Err(Problem::new(Code::WrongBody, "this is no candidate; see `errors`").with_errors(errors));
    }
    let record = CandidateRecord {
        id,
        name,
        locale,
        created_at: clock::now(),
        submitted_at: None,
        added_in: job.generation,
        submitted_in: job.generation,
        joined: None,
    };
    let batch = Batch::new().check(job_key(&job.record.id), Expected::Version(job.version)).put(
        candidate_key(&job.record.id, &record.id),
        Expected::Absent,
        &record,
    );
    app.store().commit(batch).await.map_err(|error| match error {
        StoreError::Conflict { collection, .. } if collection == CANDIDATES.name() => {
            let detail =
                format!("the job `{}` has a candidate `{}`; give this one another id", job.record.id, record.id);
            Problem::new(Code::CandidateExists, detail)
        }
        error => error.into(),
    })?;
    Ok((StatusCode::CREATED, Json(Candidate::of(&app, &job, record).await?)))
}

/// Shows a candidate
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}", tag = "candidates",
    params(("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang")),
    responses((status = 200, description = "The candidate", body = Candidate))
)]
async fn get_candidate(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
) -> Result<Json<Candidate>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let found = app.candidate(&job.record.id, &part(&candidate)?).await?;
    Ok(Json(Candidate::of(&app, &job, found.value).await?))
}

impl Candidate {
    pub(super) async fn of(app: &App, job: &OpenJob, record: CandidateRecord) -> Result<Self, Problem> {
        let status = if record.submitted_at.is_none() {
            ANSWERING
        } else {
            status(job, &record, &evaluations(app, job, &record).await?)?
        };
        let CandidateRecord { id, name, locale, created_at, submitted_at, .. } = record;
        Ok(Self { id: id.to_string(), name, locale, status, created_at, submitted_at })
    }
}
