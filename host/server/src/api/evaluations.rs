//! Evaluations: what each evaluator said about each answer, with what it cost and which components took part.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::generation::GenerationQuery;
use super::wire::{PluginUsed, object};
use crate::app::App;
use crate::extract::{PathParts, QueryOf, part};
use crate::problem::Problem;
use crate::records::{EvaluationRecord, Outcome};
use crate::standing::{evaluations, status};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_evaluations))
}

/// The evaluations of a candidate.
#[derive(Serialize, ToSchema)]
struct Evaluations {
    /// How far it is: `answering`, `being-scored` or `scored`.
    #[schema(example = "scored")]
    status: &'static str,
    /// Those that were made, in the order of the items' ids.
    evaluations: Vec<ItemEvaluation>,
}

/// One evaluation.
#[derive(Serialize, ToSchema)]
struct ItemEvaluation {
    #[schema(example = "merge-intervals")]
    item: String,
    /// The generation that it was made in: 1, or the number of a re-score.
    generation: u32,
    state: OutcomeState,
    /// Scores, indicators and findings, where `state` is `evaluated`.
    #[schema(schema_with = evaluation_schema)]
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation: Option<Value>,
    /// Why the evaluator could not score the answer, where `state` is `refused`.
    #[schema(schema_with = refusal_schema)]
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Value>,
    /// What failed, where `state` is `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<EvaluationFailure>,
    /// The evaluator's component; `null` where none ran.
    evaluator: Option<PluginUsed>,
    /// The language runtimes that it could use.
    runtimes: Vec<PluginUsed>,
    /// WebAssembly operations of the evaluator.
    fuel: u64,
    /// WebAssembly operations of the programs that it ran.
    program_fuel: u64,
    /// Linear memory in sum at its largest, in bytes.
    peak_memory_bytes: u64,
    #[schema(format = DateTime)]
    evaluated_at: String,
}

/// What became of an item.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum OutcomeState {
    /// Scored.
    Evaluated,
    /// Nothing was sent; 0.
    Omitted,
    /// Its module was switched off; it does not count.
    NotAdministered,
    /// Time was up before the candidate came to it; the rubric says what that does to the total.
    NotReached,
    /// The evaluator could not score the answer; the total is withheld.
    Refused,
    /// The evaluation ended in a fault; the total is withheld.
    Failed,
}

/// A fault of the plugin or of the host, never of the candidate.
#[derive(Serialize, ToSchema)]
struct EvaluationFailure {
    /// A stable word.
    #[schema(example = "trap")]
    kind: String,
    /// For people who run the server.
    message: String,
}

/// Lists a candidate's evaluations
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/evaluations", tag = "results",
    params(
        ("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang"),
        GenerationQuery
    ),
    responses((status = 200, description = "Those that were made so far", body = Evaluations))
)]
async fn list_evaluations(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
    QueryOf(GenerationQuery { generation }): QueryOf<GenerationQuery>,
) -> Result<Json<Evaluations>, Problem> {
    let job = app.shown_job(&part(&job)?, generation).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let records = evaluations(&app, &job, &candidate).await?;
    let status = status(&job, &candidate, &records)?;
    Ok(Json(Evaluations { status, evaluations: records.into_iter().map(ItemEvaluation::of).collect() }))
}

impl ItemEvaluation {
    fn of(record: EvaluationRecord) -> Self {
        let (state, evaluation, refusal, failure) = match record.outcome {
            Outcome::Evaluated { evaluation } => (OutcomeState::Evaluated, Some(evaluation), None, None),
            Outcome::Omitted => (OutcomeState::Omitted, None, None, None),
            Outcome::NotAdministered => (OutcomeState::NotAdministered, None, None, None),
            Outcome::NotReached => (OutcomeState::NotReached, None, None, None),
            Outcome::Refused { refusal } => (OutcomeState::Refused, None, Some(refusal), None),
            Outcome::Failed { kind, message } => {
                (OutcomeState::Failed, None, None, Some(EvaluationFailure { kind, message }))
            }
        };
        Self {
            item: record.item.to_string(),
            generation: record.generation,
            state,
            evaluation,
            refusal,
            failure,
            evaluator: record.evaluator.as_ref().map(Into::into),
            runtimes: record.runtimes.iter().map(Into::into).collect(),
            fuel: record.fuel,
            program_fuel: record.program_fuel,
            peak_memory_bytes: record.peak_memory_bytes,
            evaluated_at: record.evaluated_at,
        }
    }
}

fn evaluation_schema() -> RefOr<Schema> {
    object(
        "`scores` (a dimension with millionths of full marks, or why it was not measured), `indicators`, `findings`, and `review`",
    )
}

fn refusal_schema() -> RefOr<Schema> {
    object("`kind` (`malformed-answer` or `unsupported`) and `message` by language")
}
