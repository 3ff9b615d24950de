//! Near-copies: which of a job's submitted answers share so much that a person should look. Changes nothing, and no score knows of it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use touchstone_core::similarity::{Settings, SimilarityReport};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::extract::{PathParts, QueryOf, part};
use crate::problem::{Code, Problem};
use crate::similarity;

mod schema;

use schema::SimilarityReportSchema;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_similarity))
}

/// What is told.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SimilarityQuery {
    /// How much of the shorter answer two have to share to be told, in percent; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    share: Option<u8>,
}

/// Tells which submitted answers share much text or code
///
/// For a person to look at: it is no verdict and changes no score. Every two answers of two candidates are compared, one item with another
/// too; what the questions say and what many candidates have is left out. The passages are quoted from both.
#[utoipa::path(
    get, path = "/jobs/{job}/similarity", tag = "results",
    params(("job" = String, Path, example = "backend-engineer"), SimilarityQuery),
    responses((status = 200, description = "The highest share first", body = SimilarityReportSchema))
)]
async fn get_similarity(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    QueryOf(SimilarityQuery { share }): QueryOf<SimilarityQuery>,
) -> Result<Json<SimilarityReport>, Problem> {
    let mut settings = Settings::default();
    if let Some(share) = share {
        if !(1..=100).contains(&share) {
            return Err(Problem::new(Code::WrongQuery, format!("`share` is {share}; ask for 1 to 100")));
        }
        settings.share = share;
    }
    let job = app.job(&part(&job)?).await?;
    Ok(Json(similarity::report(&app, &job, settings).await?))
}
