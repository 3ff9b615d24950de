//! Receipts, and what they are verified with: the key, the interview as it was sent, and the candidate's answers as a file.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Map, Value};
use touchstone_core::answer::Candidate;
use touchstone_core::receipt::ReceiptFile;
use touchstone_store::Document;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::generation::GenerationQuery;
use super::wire::{interview_schema, object};
use crate::app::App;
use crate::extract::{PathParts, QueryOf, part};
use crate::problem::Problem;
use crate::receipt::receipt;
use crate::records::{AnswerRecord, answers_of};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_receipt_key))
        .routes(routes!(get_interview))
        .routes(routes!(get_answer_sheet))
        .routes(routes!(get_receipt))
}

/// A document of JSON in the OpenAPI document.
macro_rules! described {
    ($name:ident, $schema:expr) => {
        struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema
            }
        }

        impl ToSchema for $name {}
    };
}

described!(
    Receipted,
    object("`format`, the DSSE envelopes `scorecard` and `evaluations`, and `salt`, as `touchstone verify` reads them")
);
described!(
    Sheet,
    object(
        "`candidate` with `id` and `name`, `locale`, and `answers` by item, as `answers/CANDIDATE.json` of an example has them"
    )
);
described!(Interviewed, interview_schema());

/// Shows the public key of the receipts that this server signs
#[utoipa::path(
    get, path = "/receipt-key", tag = "receipts",
    responses((status = 200, description = "Ed25519, as SubjectPublicKeyInfo in PEM", body = String, content_type = "application/x-pem-file"))
)]
async fn get_receipt_key(State(app): State<App>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], app.receipt_key().public().to_pem())
}

/// Shows a job's interview byte for byte as it was sent, or as an accepted re-score revised it
#[utoipa::path(
    get, path = "/jobs/{job}/interview", tag = "receipts", params(("job" = String, Path, example = "backend-engineer"), GenerationQuery),
    responses((status = 200, description = "The interview that receipts name", body = inline(Interviewed), content_type = "application/json"))
)]
async fn get_interview(
    State(app): State<App>,
    PathParts(job): PathParts<String>,
    QueryOf(GenerationQuery { generation }): QueryOf<GenerationQuery>,
) -> Result<impl IntoResponse, Problem> {
    let job = app.shown_job(&part(&job)?, generation).await?;
    Ok(json_text(job.interview_text().to_owned()))
}

/// Shows a candidate's answers as a file for `touchstone score` and `touchstone verify`
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/answer-sheet", tag = "receipts",
    params(("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang")),
    responses((status = 200, description = "`answers/CANDIDATE.json`", body = inline(Sheet)))
)]
async fn get_answer_sheet(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let answer = |document: Document| {
        let record: AnswerRecord = document.read()?;
        Ok::<_, Problem>((record.item.to_string(), record.answer))
    };
    let answers = app.store().scan(answers_of(&job.record.id, &candidate.id)).await?;
    let answers: Map<_, _> = answers.into_iter().map(answer).collect::<Result<_, _>>()?;
    let (locale, candidate) = (candidate.locale, Candidate { id: candidate.id, name: candidate.name });
    Ok(Json(serde_json::json!({ "candidate": candidate, "locale": locale, "answers": answers })))
}

/// Shows a candidate's receipt, signed under the job's switches and weights of now, or as it was in an earlier generation
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/receipt", tag = "receipts",
    params(
        ("job" = String, Path, example = "backend-engineer"), ("candidate" = String, Path, example = "wang-fang"),
        GenerationQuery
    ),
    responses((status = 200, description = "For `touchstone verify`", body = inline(Receipted), content_type = "application/json"))
)]
async fn get_receipt(
    State(app): State<App>,
    PathParts((job, candidate)): PathParts<(String, String)>,
    QueryOf(GenerationQuery { generation }): QueryOf<GenerationQuery>,
) -> Result<impl IntoResponse, Problem> {
    let job = app.shown_job(&part(&job)?, generation).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let file: ReceiptFile = receipt(&app, &job, &candidate).await?.sign(app.receipt_key());
    Ok(json_text(file.to_json()))
}

/// A text that is JSON already.
fn json_text(text: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], text)
}
