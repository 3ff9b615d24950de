//! Jobs: an interview as a draft, then published with its plugins locked; its switches and weights, which change no answer and no
//! evaluation.

mod wire;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use touchstone_core::ids::{Digest, InterviewId};
use touchstone_core::interview::Interview;
use touchstone_store::{Batch, Expected, StoreError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::PageQuery;
use super::wire::interview_schema;
use crate::app::App;
use crate::clock;
use crate::extract::{IfMatch, JsonBody, JsonText, PathParts, QueryOf, part};
use crate::job::{OpenJob, read_interview};
use crate::problem::{Code, PlacedError, Problem};
use crate::publication::resolve;
use crate::records::{Generations, JOBS, JobRecord, Publication, job_key};
use wire::{Job, JobPage, JobSummary, ModulesOff, WeightsChange};

/// The most bytes of an interview: its configs may hold data sets.
pub(crate) const INTERVIEW_BYTES: usize = 16 << 20;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs, create_job))
        .routes(routes!(get_job, replace_job))
        .layer(DefaultBodyLimit::max(INTERVIEW_BYTES))
        .routes(routes!(publish_job))
        .routes(routes!(set_modules))
        .routes(routes!(set_weights))
}

type JobResponse = Result<(HeaderMap, Json<Job>), Problem>;

/// Lists the jobs
#[utoipa::path(
    get, path = "/jobs", tag = "jobs", params(PageQuery),
    responses((status = 200, description = "In the order of their ids", body = JobPage))
)]
async fn list_jobs(State(app): State<App>, QueryOf(page): QueryOf<PageQuery>) -> Result<Json<JobPage>, Problem> {
    let (documents, next) = page.read(&app, JOBS.all(), "").await?;
    let jobs = documents.into_iter().map(|document| JobSummary::of(&document.read()?)).collect::<Result<_, _>>()?;
    Ok(Json(JobPage { jobs, next }))
}

/// Makes a draft of an interview; the job has the interview's id
#[utoipa::path(
    post, path = "/jobs", tag = "jobs",
    request_body(content = inline(Interviewed), content_type = "application/json"),
    responses((status = 201, description = "A draft", body = Job, headers(("Location" = String), ("ETag" = String))))
)]
async fn create_job(
    State(app): State<App>,
    JsonText(text): JsonText,
) -> Result<(StatusCode, HeaderMap, Json<Job>), Problem> {
    let id = read_interview(&text)?.id().clone();
    let record = draft(id.clone(), text, clock::now());
    let batch = Batch::new().put(job_key(&id), Expected::Absent, &record);
    app.store().commit(batch).await.map_err(|error| match error {
        StoreError::Conflict { .. } => {
            let detail = format!("there is a job `{id}`; give the interview another id, or replace the draft with `PUT /api/v1/jobs/{id}`");
            Problem::new(Code::JobExists, detail)
        }
        error => error.into(),
    })?;
    tracing::info!(job.id = %id, "job created");
    let (mut headers, job) = shown(&app, &id).await?;
    let location = HeaderValue::from_str(&format!("{}/jobs/{id}", super::PREFIX));
    headers.insert(header::LOCATION, location.map_err(|error| Problem::internal(error.to_string()))?);
    Ok((StatusCode::CREATED, headers, job))
}

/// Shows a job with its interview, its locked plugins, its switches and its weights
#[utoipa::path(
    get, path = "/jobs/{job}", tag = "jobs", params(("job" = String, Path, example = "backend-engineer")),
    responses((status = 200, description = "The job", body = Job, headers(("ETag" = String))))
)]
async fn get_job(State(app): State<App>, PathParts(job): PathParts<String>) -> JobResponse {
    shown(&app, &part(&job)?).await
}

/// Replaces the interview of a draft
#[utoipa::path(
    put, path = "/jobs/{job}", tag = "jobs",
    params(("job" = String, Path, example = "example-job"), ("If-Match" = Option<String>, Header, example = "*", description = "The `ETag` that is replaced")),
    request_body(content = inline(Interviewed), content_type = "application/json"),
    responses((status = 200, description = "The draft", body = Job, headers(("ETag" = String))))
)]
async fn replace_job(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    if_match: IfMatch,
    JsonText(text): JsonText,
) -> JobResponse {
    let id: InterviewId = part(&job)?;
    let interview = read_interview(&text)?;
    if *interview.id() != id {
        let error = PlacedError::new(
            "/id",
            format!("the job is `{id}`, the interview `{}`", interview.id()),
            "write the same id",
        );
        return Err(Problem::new(Code::InterviewRefused, "the interview is another job's").with_errors([error]));
    }
    change(&app, &id, &if_match, |job| {
        must_be_draft(job)?;
        Ok(draft(id.clone(), text, job.record.created_at.clone()))
    })
    .await
}

/// Publishes a draft: every plugin is resolved to the newest version that is installed and enabled, and locked by its digest
///
/// Every module checks its config. Publishing a published job changes nothing.
#[utoipa::path(
    post, path = "/jobs/{job}/publication", tag = "jobs", params(("job" = String, Path, example = "backend-engineer")),
    responses((status = 200, description = "Published", body = Job, headers(("ETag" = String))))
)]
async fn publish_job(State(app): State<App>, PathParts(job): PathParts<String>) -> JobResponse {
    let id: InterviewId = part(&job)?;
    let job = app.job(&id).await?;
    if job.record.publication.is_some() {
        return shown(&app, &id).await;
    }
    let locks = resolve(&app, &job.record).await?;
    let interview = Digest::of(job.record.interview.as_bytes());
    let publication = Publication { at: clock::now(), interview, locks };
    let record = JobRecord { publication: Some(publication), ..job.record.clone() };
    app.store().commit(Batch::new().put(job_key(&id), Expected::Version(job.version), &record)).await?;
    tracing::info!(job.id = %id, "job published");
    shown(&app, &id).await
}

/// Switches exactly these modules off, and all others on
///
/// Items of a module that is off are not administered; scorecards and ranks follow at once, and no plugin runs.
#[utoipa::path(
    put, path = "/jobs/{job}/modules", tag = "jobs",
    params(("job" = String, Path, example = "example-job"), ("If-Match" = Option<String>, Header, example = "*", description = "The `ETag` that is changed")),
    request_body = ModulesOff,
    responses((status = 200, description = "The job", body = Job, headers(("ETag" = String))))
)]
async fn set_modules(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    if_match: IfMatch,
    JsonBody(ModulesOff { off }): JsonBody<ModulesOff>,
) -> JobResponse {
    let id: InterviewId = part(&job)?;
    change(&app, &id, &if_match, |job| {
        let used: Vec<_> = job.interview.modules().iter().map(|module| format!("`{module}`")).collect();
        let unused = |(n, module)| {
            let problem = format!("the interview does not use the module `{module}`");
            PlacedError::new(format!("/off/{n}"), problem, format!("write one of {}", used.join(", ")))
        };
        let modules = job.interview.modules();
        let errors: Vec<_> =
            off.iter().enumerate().filter(|(_, module)| !modules.contains(module)).map(unused).collect();
        if !errors.is_empty() {
            return Err(Problem::new(Code::UnknownModule, "the interview does not use every one of these modules")
                .with_errors(errors));
        }
        Ok(JobRecord { modules_off: Some(off.iter().cloned().collect()), ..job.record.clone() })
    })
    .await
}

/// Changes the weights of the rubric's dimensions: one dimension's share, or all weights
///
/// With one share the other dimensions keep their proportions: raising one from 20 % to 35 % multiplies the others by 0.8125. Scorecards and
/// ranks follow at once, and no plugin runs.
#[utoipa::path(
    put, path = "/jobs/{job}/weights", tag = "jobs",
    params(("job" = String, Path, example = "example-job"), ("If-Match" = Option<String>, Header, example = "*", description = "The `ETag` that is changed")),
    request_body = WeightsChange,
    responses((status = 200, description = "The job", body = Job, headers(("ETag" = String))))
)]
async fn set_weights(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    if_match: IfMatch,
    JsonBody(wanted): JsonBody<WeightsChange>,
) -> JobResponse {
    let id: InterviewId = part(&job)?;
    change(&app, &id, &if_match, |job| {
        let rubric = job.interview.rubric();
        let changed = match (&wanted.dimension, &wanted.share, &wanted.weights) {
            (Some(dimension), Some(share), None) => rubric.reweighted(dimension, share),
            (None, None, Some(weights)) => rubric.with_weights(weights),
            _ => {
                let detail = "send either `dimension` with its `share`, or `weights` with one for every dimension";
                return Err(Problem::new(Code::WrongBody, detail));
            }
        };
        let changed = changed.map_err(|error| Problem::new(Code::WeightsRefused, error.to_string()))?;
        let weights: BTreeMap<_, _> =
            changed.dimensions().iter().map(|dimension| (dimension.id.clone(), dimension.weight.clone())).collect();
        Ok(JobRecord { weights: Some(weights), ..job.record.clone() })
    })
    .await
}

/// An interview in the OpenAPI document.
struct Interviewed;

impl utoipa::PartialSchema for Interviewed {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        interview_schema()
    }
}

impl utoipa::ToSchema for Interviewed {}

fn draft(id: InterviewId, interview: String, created_at: String) -> JobRecord {
    JobRecord {
        id,
        interview,
        created_at,
        publication: None,
        modules_off: None,
        weights: None,
        generations: Generations::default(),
    }
}

fn must_be_draft(job: &OpenJob) -> Result<(), Problem> {
    let Some(publication) = &job.record.publication else { return Ok(()) };
    let (id, at) = (&job.record.id, &publication.at);
    let detail =
        format!("the job `{id}` was published at {at}, and its interview does not change any more; make a new job");
    Err(Problem::new(Code::JobPublished, detail))
}

/// Writes what `change` makes of the job, unless it is another one than the caller saw.
async fn change(
    app: &App,
    id: &InterviewId,
    IfMatch(if_match): &IfMatch,
    change: impl FnOnce(&OpenJob) -> Result<JobRecord, Problem>,
) -> JobResponse {
    let job = app.job(id).await?;
    if if_match.is_some_and(|seen| seen != job.version) {
        let detail = format!("the job `{id}` was changed since; read it again and repeat the change");
        return Err(Problem::new(Code::PreconditionFailed, detail));
    }
    let record = change(&job)?;
    app.store().commit(Batch::new().put(job_key(id), Expected::Version(job.version), &record)).await?;
    tracing::info!(job.id = %id, "job changed");
    shown(app, id).await
}

async fn shown(app: &App, id: &InterviewId) -> JobResponse {
    let job = app.job(id).await?;
    let mut headers = HeaderMap::new();
    let tag = HeaderValue::from_str(&format!("\"{}\"", job.version));
    headers.insert(header::ETAG, tag.map_err(|error| Problem::internal(error.to_string()))?);
    Ok((headers, Json(Job::of(&job)?)))
}

/// The interview of a record, without the job's switches and weights.
fn own_interview(record: &JobRecord) -> Result<Interview, Problem> {
    Interview::from_json(&record.interview)
        .map_err(|error| Problem::internal(format!("the interview of `{}`: {error}", record.id)))
}
