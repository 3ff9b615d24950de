//! Overrides: what people say of a candidate's scores, with their reasons. Entries come in at the end of a log and never change; scorecards
//! show the machine's score beside the person's.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::ids::{CandidateId, InterviewId, PersonId};
use touchstone_core::overrides::Override;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire::{exact_schema, object, objects};
use crate::app::App;
use crate::clock;
use crate::extract::{JsonBody, PathParts, QueryOf, part};
use crate::overrides;
use crate::problem::{Code, PlacedError, Problem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_overrides, add_override))
}

/// Who looks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Person {
    /// Whoever looks. Another person's blind mark is hidden until nobody can be led by it any more.
    #[param(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 64, example = "li-na")]
    person: PersonId,
}

/// A candidate's log.
#[derive(Serialize, ToSchema)]
struct Log {
    /// The oldest first.
    #[schema(schema_with = log_schema)]
    overrides: Value,
}

/// One person's word on one item. The server adds when.
#[derive(ToSchema)]
#[schema(as = NewOverride, example = json!({"by": "li-na", "reason": "The method is right, the test was too strict", "item": "merge-intervals", "dimension": "correctness", "points": 80}))]
#[expect(dead_code, reason = "describes in the OpenAPI document what core reads")]
struct NewOverride {
    /// Who.
    #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 64)]
    by: String,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
    /// `override` when left out; `marker` and `adjudicator` where the rubric has `marking`.
    #[schema(nullable = false)]
    role: Option<String>,
    /// Of which item.
    #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 64)]
    item: String,
    /// Of which dimension of its evaluator; all that the item maps from when left out.
    #[schema(nullable = false, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 64)]
    dimension: Option<String>,
    /// What it is to be, 0 to 100.
    #[schema(schema_with = exact_schema)]
    points: Value,
}

/// Lists what people said of a candidate's scores
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/overrides", tag = "results",
    params(("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang"), Person),
    responses((status = 200, description = "As this person may see them", body = Log))
)]
async fn list_overrides(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
    QueryOf(Person { person }): QueryOf<Person>,
) -> Result<Json<Log>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let log = overrides::of_candidate(&app, &job, &candidate.id).await?;
    let seen = serde_json::to_value(log.visible_to(&job.interview, &person));
    Ok(Json(Log { overrides: seen.map_err(|error| Problem::internal(error.to_string()))? }))
}

/// Puts a person's word at the end of a candidate's log
///
/// It replaces nothing: the scorecard shows it beside what the machine said. It can complete a withheld total. It holds in the generation that is
/// shown now and in later ones.
#[utoipa::path(
    post, path = "/jobs/{job}/candidates/{candidate}/overrides", tag = "results",
    params(("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang")),
    request_body = NewOverride,
    responses((status = 201, description = "The entry", body = inline(Entry)))
)]
async fn add_override(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
    JsonBody(sent): JsonBody<Value>,
) -> Result<(StatusCode, Json<Override>), Problem> {
    let (job, candidate): (InterviewId, CandidateId) = (part(&job)?, part(&candidate)?);
    let entry = read(sent)?;
    overrides::append(&app, &job, &candidate, &entry).await?;
    Ok((StatusCode::CREATED, Json(entry)))
}

/// An entry with the server's time.
fn read(mut sent: Value) -> Result<Override, Problem> {
    let wrong =
        |errors: Vec<PlacedError>| Problem::new(Code::WrongBody, "this is no entry; see `errors`").with_errors(errors);
    if let Some(fields) = sent.as_object_mut()
        && fields.insert("at".to_owned(), Value::from(clock::now())).is_some()
    {
        return Err(wrong(vec![PlacedError::new("/at", "the server says when, by its own clock", "leave it out")]));
    }
    Override::from_json(&sent).map_err(|mistakes| wrong(mistakes.list().iter().cloned().map(Into::into).collect()))
}

/// An entry in the OpenAPI document.
struct Entry;

impl utoipa::PartialSchema for Entry {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        object("What was sent, with `at` and `role`")
    }
}

impl ToSchema for Entry {}

fn log_schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    objects(
        "`seen` is `whole` for an entry with all it holds, or `blind` for another person's mark: `by` and `item` only",
    )
}
