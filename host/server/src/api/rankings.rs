//! Rankings: everybody's scorecards in their order, under the job's switches and weights of now, or as they were in an earlier generation.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use touchstone_core::overrides::Overrides;
use touchstone_core::scorecard::{Scorecard, rank};
use touchstone_store::Document;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::generation::GenerationQuery;
use super::scorecards::ScorecardSchema;
use crate::app::App;
use crate::extract::{PathParts, QueryOf, part};
use crate::overrides;
use crate::problem::Problem;
use crate::records::{CandidateRecord, candidates_of};
use crate::standing::{ANSWERING, BEING_SCORED, Standing, evaluations_by_candidate, standing};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_ranking))
}

/// A job's candidates in their order.
#[derive(Serialize, ToSchema)]
struct Ranking {
    /// The generation of evaluations that is shown.
    generation: u32,
    /// The highest total first; those whose totals are withheld come last.
    ranked: Vec<RankedCandidate>,
    /// Those who have no scorecard yet, in the order of their ids.
    unranked: Vec<UnrankedCandidate>,
}

/// A candidate at their place.
#[derive(Serialize, ToSchema)]
struct RankedCandidate {
    /// From 1; equal totals share one. `null` while the total is withheld.
    rank: Option<usize>,
    name: String,
    #[schema(value_type = ScorecardSchema)]
    scorecard: Scorecard,
}

/// A candidate without a place.
#[derive(Serialize, ToSchema)]
struct UnrankedCandidate {
    id: String,
    name: String,
    /// `answering` or `being-scored`.
    #[schema(example = "answering")]
    status: &'static str,
}

/// Ranks a job's candidates
#[utoipa::path(
    get, path = "/jobs/{job}/ranking", tag = "results",
    params(("job" = String, Path, example = "backend-engineer"), GenerationQuery),
    responses((status = 200, description = "By exact totals, never by what is shown", body = Ranking))
)]
async fn get_ranking(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    QueryOf(GenerationQuery { generation }): QueryOf<GenerationQuery>,
) -> Result<Json<Ranking>, Problem> {
    let job = app.shown_job(&part(&job)?, generation).await?;
    let evaluations = evaluations_by_candidate(&app, &job).await?;
    let (overrides, nothing) = (overrides::by_candidate(&app, &job).await?, Overrides::default());
    let documents = app.store().scan(candidates_of(&job.record.id)).await?;
    let candidates: Vec<CandidateRecord> = documents.into_iter().map(Document::read).collect::<Result<_, _>>()?;
    let (mut scorecards, mut unranked, mut names) = (Vec::new(), Vec::new(), BTreeMap::new());
    for candidate in candidates.into_iter().filter(|candidate| candidate.added_in <= job.generation) {
        let records = evaluations.get(candidate.id.as_str()).map_or(&[][..], Vec::as_slice);
        let said = overrides.get(candidate.id.as_str()).unwrap_or(&nothing);
        match standing(&job, &candidate, records, said)? {
            Standing::Scored(scorecard) => {
                names.insert(candidate.id, candidate.name);
                scorecards.push(*scorecard);
            }
            Standing::Answering => unranked.push(UnrankedCandidate::of(candidate, ANSWERING)),
            Standing::BeingScored(_) => unranked.push(UnrankedCandidate::of(candidate, BEING_SCORED)),
        }
    }
    let ranked = rank(&scorecards).into_iter().map(|ranked| RankedCandidate {
        rank: ranked.rank,
        name: names.get(ranked.scorecard.candidate()).cloned().unwrap_or_default(),
        scorecard: ranked.scorecard.clone(),
    });
    Ok(Json(Ranking { generation: job.generation, ranked: ranked.collect(), unranked }))
}

impl UnrankedCandidate {
    fn of(candidate: CandidateRecord, status: &'static str) -> Self {
        Self { id: candidate.id.to_string(), name: candidate.name, status }
    }
}
