//! Scorecards: the rubric of now, or of an earlier generation, applied to the evaluations that are stored.

mod schema;

use axum::Json;
use axum::extract::State;
use touchstone_core::scorecard::Scorecard;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::generation::GenerationQuery;
use crate::app::App;
use crate::extract::{PathParts, QueryOf, part};
use crate::overrides;
use crate::problem::Problem;
use crate::standing::{evaluations, standing};
pub(super) use schema::ScorecardSchema;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_scorecard))
}

/// Shows a candidate's scorecard under the job's switches and weights of now, or as it was in an earlier generation
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/scorecard", tag = "results",
    params(
        ("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang"),
        GenerationQuery
    ),
    responses((status = 200, description = "Every figure exact, and as shown", body = ScorecardSchema))
)]
async fn get_scorecard(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
    QueryOf(GenerationQuery { generation }): QueryOf<GenerationQuery>,
) -> Result<Json<Scorecard>, Problem> {
    let job = app.shown_job(&part(&job)?, generation).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let records = evaluations(&app, &job, &candidate).await?;
    let overrides = overrides::of_candidate(&app, &job, &candidate.id).await?;
    Ok(Json(standing(&job, &candidate, &records, &overrides)?.scorecard(&candidate.id)?))
}
