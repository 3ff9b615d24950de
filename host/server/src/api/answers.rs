//! Answers: taken once their kind, their schema and their question type allow it, and acknowledged once they are durable.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use serde::Serialize;
use serde_json::Value;
use touchstone_core::answer::{Answer, AnswerError};
use touchstone_core::interview::Item;
use touchstone_core::words::{AnswerKind, ModuleKind};
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_store::{Batch, Document, Expected};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::presentations::failed;
use super::wire::answer_schema;
use crate::app::{App, administered};
use crate::clock;
use crate::extract::{JsonText, PathParts, part};
use crate::job::OpenJob;
use crate::problem::{Code, PlacedError, Problem};
use crate::records::{
    AnswerRecord, CandidateRecord, Origin, SessionRecord, answer_key, answers_of, candidate_key, session_key,
    uploads_key,
};
use crate::uploads::{contents, uploads};
use crate::workers::AnswerFile;

/// The most bytes of an answer.
pub(crate) const ANSWER_BYTES: usize = 8 << 20;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_answer, put_answer))
        .layer(DefaultBodyLimit::max(ANSWER_BYTES))
        .routes(routes!(list_answers))
}

/// The answer to an item.
#[derive(Serialize, ToSchema)]
struct ItemAnswer {
    #[schema(example = "rate-limiter")]
    item: String,
    origin: AnswerOrigin,
    #[schema(format = DateTime)]
    received_at: String,
    #[schema(schema_with = answer_schema)]
    answer: Value,
}

/// How the server came to it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum AnswerOrigin {
    /// It was sent.
    Sent,
    /// The server recorded it, with its own times.
    Recorded,
}

/// All answers of a candidate.
#[derive(Serialize, ToSchema)]
struct Answers {
    answers: Vec<ItemAnswer>,
}

/// An answer in the OpenAPI document.
struct Answered;

impl PartialSchema for Answered {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        answer_schema()
    }
}

impl ToSchema for Answered {}

/// Lists a candidate's answers
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/answers", tag = "answers",
    params(("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang")),
    responses((status = 200, description = "In the order of the items' ids", body = Answers))
)]
async fn list_answers(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
) -> Result<Json<Answers>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let documents = app.store().scan(answers_of(&job.record.id, &candidate.id)).await?;
    let answer = |document: Document| Ok::<_, Problem>(ItemAnswer::of(document.read()?));
    Ok(Json(Answers { answers: documents.into_iter().map(answer).collect::<Result<_, _>>()? }))
}

/// Shows the answer to an item
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/items/{item}/answer", tag = "answers",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "wang-fang"),
        ("item" = String, Path, example = "rate-limiter"),
    ),
    responses((status = 200, description = "The answer", body = ItemAnswer))
)]
async fn get_answer(
    State(app): State<App>,
    PathParts((job, candidate, item)): PathParts<(String, String, String)>,
) -> Result<Json<ItemAnswer>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let item = crate::app::item(&job, &part(&item)?)?;
    let found = app.find::<AnswerRecord>(answer_key(&job.record.id, &candidate.id, &item.id)).await?;
    let absent = || {
        Problem::new(Code::NoAnswer, format!("there is no answer to the item `{}` yet; send one with `PUT`", item.id))
    };
    Ok(Json(ItemAnswer::of(found.ok_or_else(absent)?.value)))
}

/// Takes the answer to an item, in the place of the one before
///
/// Sending the same answer again changes nothing. An answer of the kind `files` names what was uploaded for the item before
/// (`PUT …/files/{file}`), each file with its `name`, `media_type` and `path`.
#[utoipa::path(
    put, path = "/jobs/{job}/candidates/{candidate}/items/{item}/answer", tag = "answers",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "example-candidate"),
        ("item" = String, Path, example = "rate-limiter"),
    ),
    request_body(content = inline(Answered), content_type = "application/json"),
    responses((status = 200, description = "It is durable", body = ItemAnswer))
)]
async fn put_answer(
    State(app): State<App>,
    PathParts((job, candidate, item)): PathParts<(String, String, String)>,
    JsonText(text): JsonText,
) -> Result<Json<ItemAnswer>, Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let candidate = app.answering(&job.record.id, &part(&candidate)?).await?;
    let item = administered(&job, &part(&item)?)?;
    let answer = read(&text)?;
    let key = answer_key(&job.record.id, &candidate.value.id, &item.id);
    let session = session_key(&job.record.id, &candidate.value.id, &item.id);
    let mut batch =
        Batch::new().check(candidate_key(&job.record.id, &candidate.value.id), Expected::Version(candidate.version));
    if answer.kind() == AnswerKind::Events {
        if app.find::<SessionRecord>(session.clone()).await?.is_some() {
            let detail = "the server records what is done in this item, and that is its answer; take steps instead of sending a log";
            return Err(Problem::new(Code::AnswerIsRecorded, detail));
        }
        batch = batch.check(session, Expected::Absent);
    }
    let value = answer.to_value();
    if let Some(found) = app.find::<AnswerRecord>(key.clone()).await?
        && found.value.answer == value
    {
        return Ok(Json(ItemAnswer::of(found.value)));
    }
    let uploads = uploads(&app, &job.record.id, &candidate.value.id, &item.id).await?;
    let named = uploads.named(&candidate.value.id, &item.id, &answer);
    let named = named.map_err(|mistakes| refused(mistakes.into_iter().map(Into::into)))?;
    if !named.is_empty() {
        batch = batch.check(uploads_key(&job.record.id, &candidate.value.id, &item.id), uploads.expected);
    }
    check(&app, &job, item, &candidate.value, &answer, contents(&app, &named).await?).await?;
    let record = AnswerRecord { item: item.id.clone(), answer: value, origin: Origin::Sent, received_at: clock::now() };
    app.store().commit(batch.put(key, Expected::Any, &record)).await?;
    Ok(Json(ItemAnswer::of(record)))
}

fn read(text: &str) -> Result<Answer, Problem> {
    Answer::from_json(text).map_err(|error| match error {
        AnswerError::Syntax(error) => Problem::new(Code::MalformedJson, "the answer is not JSON; see `errors`")
            .with_errors([PlacedError::syntax(&error)]),
        AnswerError::Mistakes(mistakes) => refused(mistakes.list().iter().cloned().map(Into::into)),
    })
}

/// What keeps the item's modules from taking the answer with these files.
pub(super) async fn check(
    app: &App,
    job: &OpenJob,
    item: &Item,
    candidate: &CandidateRecord,
    answer: &Answer,
    files: Vec<AnswerFile>,
) -> Result<(), Problem> {
    if *answer == Answer::Omitted {
        return Ok(());
    }
    for kind in [ModuleKind::QuestionType, ModuleKind::Evaluator] {
        let manifest = &job.plugin(item, kind)?.manifest;
        let Some(kinds) = manifest.answer_kinds(kind) else { continue };
        let mistakes = kinds.check(answer, &manifest.id().module(kind));
        if !mistakes.is_empty() {
            return Err(refused(mistakes.into_iter().map(Into::into)));
        }
    }
    let plugin = job.plugin(item, ModuleKind::QuestionType)?;
    let call = Call::CheckAnswer {
        config: item.question.config.to_string(),
        seed: job.interview.variant_seed(&candidate.id, &item.id),
        answer: answer.to_value(),
    };
    match app.call_with_files(job, plugin, call, files).await?.result {
        CallResult::Checked { problems } if problems.is_empty() => Ok(()),
        CallResult::Checked { problems } => {
            Err(refused(problems.iter().map(|problem| crate::publication::placed("", problem))))
        }
        other => Err(failed(&plugin.manifest.id().module(ModuleKind::QuestionType).to_string(), other)),
    }
}

fn refused(errors: impl IntoIterator<Item = PlacedError>) -> Problem {
    Problem::new(Code::AnswerRefused, "the answer cannot be taken as it is; `errors` says where and why")
        .with_errors(errors)
}

impl ItemAnswer {
    fn of(record: AnswerRecord) -> Self {
        let origin = match record.origin {
            Origin::Sent => AnswerOrigin::Sent,
            Origin::Recorded => AnswerOrigin::Recorded,
        };
        Self { item: record.item.to_string(), origin, received_at: record.received_at, answer: record.answer }
    }
}
