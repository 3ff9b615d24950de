//! What-if: other weights or other modules over all of a job's candidates at once. Changes nothing and runs no plugin.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::comparison::WhatIf;
use touchstone_core::ids::{CandidateId, DimensionId, ModuleId};
use touchstone_core::weight::Weight;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire::{exact_schema, objects, weights_schema};
use crate::app::App;
use crate::cohort;
use crate::extract::{JsonBody, PathParts, part};
use crate::problem::{Code, PlacedError, Problem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(try_what_if))
}

/// What would be otherwise; one change at least.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"raise": {"dimension": "care", "share": "7/20"}}))]
#[serde(deny_unknown_fields)]
struct NewWhatIf {
    /// A weight for every dimension.
    #[schema(schema_with = weights_schema)]
    weights: Option<BTreeMap<DimensionId, Weight>>,
    /// One dimension's share, instead of `weights`; the others keep their proportions.
    raise: Option<Raise>,
    /// Exactly these modules are off; as they are now when left out.
    #[schema(value_type = Option<Vec<String>>, max_items = 1000, example = json!(["touchstone/code-runner#evaluator"]))]
    modules_off: Option<BTreeSet<ModuleId>>,
}

/// One dimension's share.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Raise {
    /// Which dimension.
    #[schema(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 64)]
    dimension: DimensionId,
    /// Its share of the whole, 0 to 1; it may be lower than now, too.
    #[schema(schema_with = exact_schema)]
    share: Weight,
}

/// Everybody before and after.
#[derive(Serialize, ToSchema)]
struct WhatIfResult {
    #[serde(flatten)]
    #[schema(value_type = WhatIfSchema)]
    what_if: WhatIf,
    /// Those whose evaluations are not all there, and who are left out.
    #[schema(value_type = Vec<String>)]
    being_scored: BTreeSet<CandidateId>,
}

/// Core's what-if as the OpenAPI document describes it.
#[derive(ToSchema)]
#[schema(as = WhatIf)]
#[expect(dead_code, reason = "describes core's types in the OpenAPI document")]
struct WhatIfSchema {
    /// In the order of the ranking after.
    #[schema(schema_with = attempts_schema)]
    attempts: Vec<Value>,
}

/// Shows what other weights or modules would make of everybody
///
/// Totals, levels and ranks before and after, and for each candidate the difference by dimension, which sums exactly. Nothing is changed, and
/// no plugin runs.
#[utoipa::path(
    post, path = "/jobs/{job}/what-if", tag = "results", params(("job" = String, Path, example = "backend-engineer")),
    request_body = NewWhatIf,
    responses((status = 200, description = "Everybody before and after", body = WhatIfResult))
)]
async fn try_what_if(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    JsonBody(NewWhatIf { weights, raise, modules_off }): JsonBody<NewWhatIf>,
) -> Result<Json<WhatIfResult>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let rubric = job.interview.rubric();
    let rubric = match (&weights, &raise) {
        (Some(weights), None) => Some(rubric.with_weights(weights)),
        (None, Some(Raise { dimension, share })) => Some(rubric.reweighted(dimension, share)),
        (None, None) if modules_off.is_some() => None,
        _ => {
            let detail = "send `weights` or `raise` and not both, or `modules_off`; else there is nothing to try";
            return Err(Problem::new(Code::WrongBody, detail));
        }
    };
    let mut changed = job.interview.clone();
    if let Some(rubric) = rubric {
        let rubric = rubric.map_err(|error| Problem::new(Code::WeightsRefused, error.to_string()))?;
        changed = changed.with_rubric(rubric).map_err(|dimension| Problem::internal(dimension.to_string()))?;
    }
    if let Some(off) = modules_off {
        changed = changed.with_modules_off(off).map_err(|module| {
            let problem = format!("the interview does not use the module `{module}`");
            let used: Vec<_> = job.interview.modules().iter().map(|module| format!("`{module}`")).collect();
            let error = PlacedError::new("/modules_off", problem, format!("write one of {}", used.join(", ")));
            Problem::new(Code::UnknownModule, "the interview does not use every one of these modules")
                .with_errors([error])
        })?;
    }
    let compared = cohort::under(&app, &job, changed).await?;
    Ok(Json(WhatIfResult { what_if: compared.result, being_scored: compared.being_scored }))
}

fn attempts_schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    objects(
        "A `candidate` with the verdicts `before` and `after`, the `decomposition` of the difference by dimension, `rank_before`, \
         `rank_after`, and in `moved` who passed whom",
    )
}
