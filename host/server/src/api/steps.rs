//! What a candidate does while answering: run the visible tests, press a button of a simulated device. The question type runs here, so that
//! its log is the server's, with the server's times.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use touchstone_core::words::{AnswerKind, ModuleKind};
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_store::{Batch, Expected};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::presentations::failed;
use crate::app::{App, administered};
use crate::clock;
use crate::extract::{JsonBody, PathParts, part};
use crate::problem::{Code, Problem};
use crate::records::{AnswerRecord, SessionRecord, answer_key, candidate_key, session_key};

/// The most bytes of an action.
pub(crate) const ACTION_BYTES: usize = 1 << 20;
/// The most events of an item, and their most bytes.
const EVENTS: usize = 10_000;
const EVENT_BYTES: usize = 4 << 20;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take_step)).layer(DefaultBodyLimit::max(ACTION_BYTES))
}

/// One thing that the candidate does.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"action": {"name": "press", "control": "power"}, "client_ms": 0}))]
#[serde(deny_unknown_fields)]
struct Step {
    /// For the question type, in its own shape.
    action: Value,
    /// Milliseconds from the item's start, as the candidate's page has it; the server keeps its own time beside it.
    client_ms: Option<u64>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
struct StepTaken {
    /// Milliseconds from the item's start, which is its first step, by the server's clock.
    received_ms: u64,
    /// How many steps were taken in this item.
    steps: usize,
    /// For the candidate's page, in the question type's own shape.
    view: Value,
}

/// Takes one step in an item
///
/// The question type decides what it leads to. A step that it refuses leaves nothing behind.
#[utoipa::path(
    post, path = "/jobs/{job}/candidates/{candidate}/items/{item}/steps", tag = "answers",
    params(
        ("job" = String, Path, example = "clinical-application-engineer"),
        ("candidate" = String, Path, example = "example-candidate"),
        ("item" = String, Path, example = "infusion-pump"),
    ),
    request_body = Step,
    responses((status = 200, description = "It is in the item's log", body = StepTaken))
)]
async fn take_step(
    State(app): State<App>,
    PathParts((job, candidate, item)): PathParts<(String, String, String)>,
    JsonBody(Step { action, client_ms }): JsonBody<Step>,
) -> Result<Json<StepTaken>, Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let id = &job.record.id;
    let candidate = app.answering(id, &part(&candidate)?).await?;
    let item = administered(&job, &part(&item)?)?;
    let plugin = job.plugin(item, ModuleKind::QuestionType)?;
    let yields_events =
        plugin.manifest.answer_kinds(ModuleKind::QuestionType).is_some_and(|kinds| kinds.includes(AnswerKind::Events));
    let answer = answer_key(id, &candidate.value.id, &item.id);
    if yields_events
        && let Some(sent) = app.find::<AnswerRecord>(answer.clone()).await?
        && sent.value.answer["kind"] == "events"
    {
        let detail = "a log of events was sent as the answer to this item, so steps cannot be recorded; send an answer `omitted` first";
        return Err(Problem::new(Code::AnswerIsRecorded, detail));
    }

    let key = session_key(id, &candidate.value.id, &item.id);
    let found = app.find::<SessionRecord>(key.clone()).await?;
    let expected = found.as_ref().map_or(Expected::Absent, |found| Expected::Version(found.version));
    let now = clock::now_ms();
    let mut session = found.map_or_else(
        || SessionRecord { item: item.id.clone(), started_ms: now, state: Value::Null, events: Vec::new() },
        |found| found.value,
    );
    // The machine's clock may be set back; a log's times never go back.
    let last = session.events.last().and_then(|event| event["received_ms"].as_u64()).unwrap_or(0);
    let received_ms = now.saturating_sub(session.started_ms).max(last);
    let call = Call::Interact {
        config: item.question.config.to_string(),
        seed: job.interview.variant_seed(&candidate.value.id, &item.id),
        state: session.state,
        action: action.clone(),
        now_ms: received_ms,
    };
    let module = plugin.manifest.id().module(ModuleKind::QuestionType).to_string();
    let (state, view) = match app.call(&job, plugin, call).await?.result {
        CallResult::Stepped { state, view } => (state, view),
        CallResult::Problem { problem } => {
            let error = crate::publication::placed("/action", &problem);
            let detail = format!("`{module}` does not take this action: {}", error.problem);
            return Err(Problem::new(Code::ActionRefused, detail).with_errors([error]));
        }
        other => return Err(failed(&module, other)),
    };
    session.events.push(event(action, yields_events, received_ms, client_ms.unwrap_or(received_ms)));
    session.state = state;
    let bytes: usize = session.events.iter().map(|event| event.to_string().len()).sum();
    if session.events.len() > EVENTS || bytes > EVENT_BYTES {
        let detail = format!(
            "the item's log holds {EVENTS} events or {EVENT_BYTES} bytes at most; go on to another item, or submit"
        );
        return Err(Problem::new(Code::LogFull, detail));
    }
    let steps = session.events.len();
    let batch = Batch::new()
        .check(candidate_key(id, &candidate.value.id), Expected::Version(candidate.version))
        .put(key, expected, &session);
    app.store().commit(batch).await?;
    Ok(Json(StepTaken { received_ms, steps, view }))
}

/// An action as an event: its `name`, and the rest as the detail. Where the log is not the answer, the detail is left out: it may be a whole
/// program.
fn event(action: Value, with_detail: bool, received_ms: u64, client_ms: u64) -> Value {
    let mut fields = match action {
        Value::Object(fields) => fields,
        other => Map::from_iter([("action".to_owned(), other)]),
    };
    let name = match fields.get("name") {
        Some(Value::String(name)) if !name.trim().is_empty() => name.clone(),
        _ => "step".to_owned(),
    };
    fields.remove("name");
    let detail = if with_detail { Value::Object(fields) } else { json!({}) };
    json!({ "received_ms": received_ms, "client_ms": client_ms, "name": name, "detail": detail })
}
