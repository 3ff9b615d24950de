//! Re-scores: a job's stored answers under other versions of plugins or other configs, compared with what is shown, then accepted or dropped
//! as a whole. What was shown stays: an accepted re-score is a further generation of evaluations.

mod wire;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use touchstone_core::ids::InterviewId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::INTERVIEW_BYTES;
use super::page::PageQuery;
use crate::app::App;
use crate::cohort;
use crate::extract::{JsonBody, PathParts, QueryOf, part};
use crate::problem::{Code, PlacedError, Problem};
use crate::records::rescores_of;
use crate::rescore;
use wire::{Decision, NewDecision, NewRescore, Report, Rescore, RescorePage};

/// The most characters of a reason or a name.
const WORDS: usize = 1_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rescores, begin_rescore))
        .layer(DefaultBodyLimit::max(INTERVIEW_BYTES))
        .routes(routes!(get_rescore))
        .routes(routes!(get_report))
        .routes(routes!(decide_rescore))
}

/// Lists a job's re-scores
#[utoipa::path(
    get, path = "/jobs/{job}/rescores", tag = "re-scores",
    params(("job" = String, Path, example = "backend-engineer"), PageQuery),
    responses((status = 200, description = "The oldest first", body = RescorePage))
)]
async fn list_rescores(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    QueryOf(page): QueryOf<PageQuery>,
) -> Result<Json<RescorePage>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let id: &InterviewId = &job.record.id;
    let (documents, next) = page.read(&app, rescores_of(id), &format!("{id}/")).await?;
    let mut rescores = Vec::new();
    for document in documents {
        rescores.push(Rescore::of(&app, document.read()?).await?);
    }
    Ok(Json(RescorePage { rescores, next }))
}

/// Evaluates the job's submitted answers anew, by other versions of plugins or under other configs of evaluators
///
/// What is shown stays as it is until the re-score is accepted. Only items that are evaluated otherwise than now are evaluated anew. Who
/// submits meanwhile is evaluated in both ways.
#[utoipa::path(
    post, path = "/jobs/{job}/rescores", tag = "re-scores", params(("job" = String, Path, example = "backend-engineer")),
    request_body = NewRescore,
    responses((status = 201, description = "It runs", body = Rescore, headers(("Location" = String))))
)]
async fn begin_rescore(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    JsonBody(new): JsonBody<NewRescore>,
) -> Result<(StatusCode, HeaderMap, Json<Rescore>), Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let mut errors = words("/reason", "reason", &new.reason);
    if new.plugins.is_empty() && new.configs.is_empty() {
        errors.push(PlacedError::new(
            "",
            "nothing is to be otherwise",
            "name a version in `plugins`, or a config in `configs`",
        ));
    }
    refused(errors, "this is no re-score; see `errors`")?;
    let record = rescore::begin(&app, &job, new.wanted()).await?;
    let path = format!("{}/jobs/{}/rescores/{}", super::PREFIX, record.job, record.generation);
    let location = HeaderValue::from_str(&path).map_err(|error| Problem::internal(error.to_string()))?;
    let headers = HeaderMap::from_iter([(header::LOCATION, location)]);
    Ok((StatusCode::CREATED, headers, Json(Rescore::of(&app, record).await?)))
}

/// Shows a re-score and how far it is
#[utoipa::path(
    get, path = "/jobs/{job}/rescores/{rescore}", tag = "re-scores",
    params(("job" = String, Path, example = "backend-engineer"), ("rescore" = String, Path, example = "2")),
    responses((status = 200, description = "The re-score", body = Rescore))
)]
async fn get_rescore(
    State(app): State<App>,
    PathParts((job, number)): PathParts<(String, String)>,
) -> Result<Json<Rescore>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let found = rescore::find(&app, &job.record.id, generation(&number)?).await?;
    Ok(Json(Rescore::of(&app, found.value).await?))
}

/// Shows what a finished re-score changes
///
/// Who changes and by how much, level changes, rank changes, and the findings that appear or go. Under the switches and weights of now, or
/// of the moment in which the re-score was decided.
#[utoipa::path(
    get, path = "/jobs/{job}/rescores/{rescore}/report", tag = "re-scores",
    params(("job" = String, Path, example = "backend-engineer"), ("rescore" = String, Path, example = "2")),
    responses((status = 200, description = "Every difference", body = Report))
)]
async fn get_report(
    State(app): State<App>,
    PathParts((job, number)): PathParts<(String, String)>,
) -> Result<Json<Report>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let rescore = rescore::find(&app, &job.record.id, generation(&number)?).await?.value;
    rescore::must_be_finished(&app, &rescore).await?;
    let compared = cohort::report(&app, &rescore).await?;
    Ok(Json(Report { report: compared.result, being_scored: compared.being_scored }))
}

/// Accepts or drops a finished re-score as a whole, once
///
/// Accepted, it is what is shown from now on, and new submissions are evaluated as it did. What was shown before stays readable with
/// `?generation=`. Dropped, it changes nothing; its evaluations are kept.
#[utoipa::path(
    put, path = "/jobs/{job}/rescores/{rescore}/decision", tag = "re-scores",
    params(("job" = String, Path, example = "backend-engineer"), ("rescore" = String, Path, example = "2")),
    request_body = NewDecision,
    responses((status = 200, description = "Decided", body = Rescore))
)]
async fn decide_rescore(
    State(app): State<App>,
    PathParts((job, number)): PathParts<(String, String)>,
    JsonBody(NewDecision { decision, by, reason }): JsonBody<NewDecision>,
) -> Result<Json<Rescore>, Problem> {
    let job: InterviewId = part(&job)?;
    let generation = generation(&number)?;
    let errors = [words("/by", "name", &by), words("/reason", "reason", &reason)].concat();
    refused(errors, "this is no decision; see `errors`")?;
    let accepted = decision == Decision::Accept;
    let record = rescore::decide(&app, &job, generation, accepted, by, reason).await?;
    Ok(Json(Rescore::of(&app, record).await?))
}

/// The number in the path.
fn generation(text: &str) -> Result<u32, Problem> {
    let number = text.parse().ok().filter(|number| *number > 0 && text.len() <= 8 && !text.starts_with(['+', '0']));
    number.ok_or_else(|| {
        let detail = format!("`{}` is no number of a re-score; correct the path", crate::extract::shortened(text));
        Problem::new(Code::WrongPath, detail)
    })
}

/// What is wrong with words that people wrote for people.
fn words(pointer: &str, what: &str, text: &str) -> Vec<PlacedError> {
    if !text.trim().is_empty() && text.chars().count() <= WORDS && !text.contains(char::is_control) {
        return Vec::new();
    }
    let problem = format!("the {what} is blank, has control characters, or more than {WORDS} characters");
    vec![PlacedError::new(pointer, problem, format!("write a {what}"))]
}

fn refused(errors: Vec<PlacedError>, detail: &str) -> Result<(), Problem> {
    if errors.is_empty() { Ok(()) } else { Err(Problem::new(Code::WrongBody, detail).with_errors(errors)) }
}
