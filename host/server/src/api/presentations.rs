//! What a candidate's page receives of an item.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::worker::protocol::{Call, CallResult, FILES_UNREADABLE};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire::message_schema;
use crate::app::{App, administered};
use crate::extract::{PathParts, part};
use crate::problem::{Code, Problem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_presentation))
}

/// An item as the candidate sees it.
#[derive(Serialize, ToSchema)]
struct Presentation {
    #[schema(example = "rate-limiter")]
    item: String,
    #[schema(schema_with = message_schema)]
    title: Value,
    /// The question type, which knows how to show what is presented.
    #[schema(example = "touchstone/code-runner#question-type")]
    module: String,
    /// What the question type made of its config for this candidate: JSON of its own shape.
    presented: Value,
}

/// Shows an item to a candidate: without keys, hidden tests and expected values
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/items/{item}/presentation", tag = "answers",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "wang-fang"),
        ("item" = String, Path, example = "rate-limiter"),
    ),
    responses((status = 200, description = "In the candidate's language where the item has it", body = Presentation))
)]
async fn get_presentation(
    State(app): State<App>,
    PathParts((job, candidate, item)): PathParts<(String, String, String)>,
) -> Result<Json<Presentation>, Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let item = administered(&job, &part(&item)?)?;
    let plugin = job.plugin(item, ModuleKind::QuestionType)?;
    let call = Call::Present {
        config: item.question.config.to_string(),
        locale: candidate.locale,
        seed: job.interview.variant_seed(&candidate.id, &item.id),
    };
    let module = plugin.manifest.id().module(ModuleKind::QuestionType).to_string();
    match app.call(&job, plugin, call).await?.result {
        CallResult::Presented { presented } => Ok(Json(Presentation {
            item: item.id.to_string(),
            title: super::wire::message(&item.title),
            module,
            presented,
        })),
        CallResult::Problem { problem } => {
            let error = crate::publication::placed("", &problem);
            let detail = format!("`{module}` cannot present the item: {}", error.problem);
            Err(Problem::new(Code::PluginFailed, detail))
        }
        other => Err(failed(&module, other)),
    }
}

/// A result that is none of those that the call can have.
pub(super) fn failed(module: &str, result: CallResult) -> Problem {
    match result {
        CallResult::Failed { kind, message } if kind == "unlinkable" => {
            let detail = format!(
                "`{module}` cannot run: {message}; if the interview grants it, an administrator took the grant back: \
                 see `/api/v1/plugins`"
            );
            Problem::new(Code::PluginNotLinked, detail)
        }
        CallResult::Failed { kind, message } if kind == FILES_UNREADABLE => Problem::internal(message),
        CallResult::Failed { kind, message } => {
            let detail = format!(
                "`{module}` failed (`{kind}`): {message}; this is no fault of the candidate, tell the plugin's author"
            );
            Problem::new(Code::PluginFailed, detail).with_log(format!("{module} failed: {kind}"))
        }
        _ => Problem::internal("a worker answered a call with the result of another"),
    }
}
