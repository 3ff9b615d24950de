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
use crate::problem::{Code, Problem};
use crate::standing::{Standing, evaluations, standing};
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
    match standing(&job, &candidate, &records)? {
        Standing::Scored(scorecard) => Ok(Json(*scorecard)),
        Standing::Answering => {
            let detail = format!("the candidate `{}` has not submitted; there is a scorecard after that", candidate.id);
            Err(Problem::new(Code::NotSubmitted, detail))
        }
        Standing::BeingScored(items) => {
            let items: Vec<_> = items.iter().map(|item| format!("`{item}`")).collect();
            let detail = format!("the evaluations of {} are still being made; try again in a moment", items.join(", "));
            Err(Problem::new(Code::BeingScored, detail).retry_after(1))
        }
    }
}
