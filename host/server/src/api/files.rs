//! Files of candidates: uploaded one by one, durable once acknowledged, and then named by an answer of the kind `files`.
//!
//! An answer names a file by its `path`, and means the file that is there: so a file that an answer names is replaced only by one that the
//! answer could have named from the start, and is not removed. After the submission nothing changes any more.

mod body;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use touchstone_core::answer::Answer;
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::Item;
use touchstone_core::words::{AnswerKind, ModuleKind};
use touchstone_store::{Batch, Expected, StoreError};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers;
use crate::app::{App, Versioned, administered};
use crate::clock;
use crate::extract::{PathParts, part, shortened};
use crate::job::OpenJob;
use crate::problem::{Code, Problem};
use crate::records::{
    AnswerRecord, CandidateRecord, UploadRecord, UploadsRecord, answer_key, candidate_key, uploads_key,
};
use crate::uploads::{self, FILE_BYTES, FILES, FILES_BYTES, Uploads, uploads};

/// How often a change begins anew because the files or the answer changed at the same time. Each time another change came through, and no
/// more files than these can come at once.
const TRIES: usize = 2 * FILES;
/// The most bytes of a media type.
const MEDIA_TYPE_BYTES: usize = 255;
/// As what files are sent back.
const BYTES: &str = "application/octet-stream";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_files)).routes(routes!(get_file, upload_file, delete_file))
}

/// A file that a candidate uploaded. An answer of the kind `files` names it by `name`, `media_type` and `path`.
#[derive(Serialize, ToSchema)]
struct UploadedFile {
    #[schema(example = "sales-2025.xlsx")]
    name: String,
    /// The `Content-Type` that it came with.
    #[schema(example = "text/csv")]
    media_type: String,
    /// Where it lies beside the candidate's answer sheet when both are downloaded: `CANDIDATE/ITEM/NAME`.
    #[schema(example = "wang-fang/report/sales-2025.xlsx")]
    path: String,
    #[schema(maximum = 33_554_432)]
    bytes: u64,
    /// SHA-256 over the bytes.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
    #[schema(format = DateTime)]
    uploaded_at: String,
}

/// What a candidate uploaded for an item.
#[derive(Serialize, ToSchema)]
struct UploadedFiles {
    #[schema(max_items = 32)]
    files: Vec<UploadedFile>,
}

/// Lists the files that a candidate uploaded for an item
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/items/{item}/files", tag = "files",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "wang-fang"),
        ("item" = String, Path, example = "rate-limiter"),
    ),
    responses((status = 200, description = "In the order of their names", body = UploadedFiles))
)]
async fn list_files(
    State(app): State<App>,
    PathParts((job, candidate, item)): PathParts<(String, String, String)>,
) -> Result<Json<UploadedFiles>, Problem> {
    let job = app.job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let item = crate::app::item(&job, &part(&item)?)?;
    let found = uploads(&app, &job.record.id, &candidate.id, &item.id).await?;
    let files = found.files.into_iter().map(|file| UploadedFile::of(&candidate.id, &item.id, file));
    Ok(Json(UploadedFiles { files: files.collect::<Result<_, _>>()? }))
}

/// Sends the bytes of a file back as they were uploaded
///
/// `touchstone verify` needs the files of an answer beside the answer sheet, each at its `path`.
#[utoipa::path(
    get, path = "/jobs/{job}/candidates/{candidate}/items/{item}/files/{file}", tag = "files",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "wang-fang"),
        ("item" = String, Path, example = "rate-limiter"),
        ("file" = String, Path, description = "The file's name", example = "sales-2025.xlsx"),
    ),
    responses((
        status = 200, description = "To be saved and not to be shown, whatever it is",
        body = Vec<u8>, content_type = "application/octet-stream"
    ))
)]
async fn get_file(
    State(app): State<App>,
    PathParts((job, candidate, item, file)): PathParts<(String, String, String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let job = app.job(&part(&job)?).await?;
    let candidate = app.candidate(&job.record.id, &part(&candidate)?).await?.value;
    let item = crate::app::item(&job, &part(&item)?)?;
    let found = uploads(&app, &job.record.id, &candidate.id, &item.id).await?;
    let upload = found.file(&file).ok_or_else(|| unknown(&item.id, &file))?;
    let mut content = uploads::contents(&app, &[upload]).await?;
    let content = content.pop().ok_or_else(|| Problem::internal("a file without its bytes"))?;
    // A stranger's page must not run as one of this server's.
    let headers = [
        (header::CONTENT_TYPE, BYTES),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, body::send(content)))
}

/// Uploads a file, in the place of one with the same name
///
/// A `Content-Type` is needed and kept as the file's media type. A file has 32 MiB at most, an item 32 files with 64 MiB together. What is
/// uploaded is part of the answer only once an answer of the kind `files` names it. A file that the answer names already is replaced
/// only under the same media type, and if the question type takes the answer with the new one.
#[utoipa::path(
    put, path = "/jobs/{job}/candidates/{candidate}/items/{item}/files/{file}", tag = "files",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "example-candidate"),
        ("item" = String, Path, example = "rate-limiter"),
        ("file" = String, Path, description = "The file's name", example = "sales-2025.xlsx"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file's bytes, whatever its media type"),
    responses(
        (status = 201, description = "It is durable", body = UploadedFile),
        (status = 200, description = "It is durable, in the place of the one before", body = UploadedFile),
    )
)]
async fn upload_file(
    State(app): State<App>,
    PathParts((job, candidate, item, file)): PathParts<(String, String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<UploadedFile>), Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let candidate: CandidateId = part(&candidate)?;
    app.answering(&job.record.id, &candidate).await?;
    let item = administered(&job, &part(&item)?)?;
    taking_files(&job, item)?;
    uploads::path(&candidate, &item.id, &file)?;
    let media_type = media_type(&headers)?;
    // Before the bytes come; and again when they are to be listed.
    let before = uploads(&app, &job.record.id, &candidate, &item.id).await?;
    let room = room(&before, &item.id, &file)?;
    let (digest, bytes) = body::receive(&app, body, room.min(FILE_BYTES), || too_large(&item.id, room)).await?;
    let upload = UploadRecord { name: file, media_type, bytes, digest, uploaded_at: clock::now() };
    let mut tries = 0;
    loop {
        tries += 1;
        let sitting = app.answering(&job.record.id, &candidate).await?;
        let found = uploads(&app, &job.record.id, &candidate, &item.id).await?;
        let status = match found.file(&upload.name) {
            Some(known) if (known.digest, &known.media_type) == (upload.digest, &upload.media_type) => {
                return Ok((StatusCode::OK, Json(UploadedFile::of(&candidate, &item.id, known.clone())?)));
            }
            Some(_) => StatusCode::OK,
            None => StatusCode::CREATED,
        };
        let room = self::room(&found, &item.id, &upload.name)?;
        if upload.bytes > room {
            return Err(too_large(&item.id, room));
        }
        let expected = found.expected;
        let mut files = found.files;
        files.retain(|file| file.name != upload.name);
        files.push(upload.clone());
        files.sort_by(|one, other| one.name.cmp(&other.name));
        let after = Uploads { expected, files };
        let batch = answer_kept(&app, &job, item, &sitting.value, &upload, Some(&after)).await?;
        if changed(&app, &job, item, &sitting, after, batch, tries).await? {
            return Ok((status, Json(UploadedFile::of(&candidate, &item.id, upload)?)));
        }
    }
}

/// Removes a file that no answer names
#[utoipa::path(
    delete, path = "/jobs/{job}/candidates/{candidate}/items/{item}/files/{file}", tag = "files",
    params(
        ("job" = String, Path, example = "backend-engineer"),
        ("candidate" = String, Path, example = "example-candidate"),
        ("item" = String, Path, example = "rate-limiter"),
        ("file" = String, Path, description = "The file's name", example = "sales-2025.xlsx"),
    ),
    responses((status = 200, description = "Those that are left", body = UploadedFiles))
)]
async fn delete_file(
    State(app): State<App>,
    PathParts((job, candidate, item, file)): PathParts<(String, String, String, String)>,
) -> Result<Json<UploadedFiles>, Problem> {
    let job = app.published_job(&part(&job)?).await?;
    let candidate: CandidateId = part(&candidate)?;
    let mut tries = 0;
    loop {
        tries += 1;
        let sitting = app.answering(&job.record.id, &candidate).await?;
        let item = crate::app::item(&job, &part(&item)?)?;
        let found = uploads(&app, &job.record.id, &candidate, &item.id).await?;
        let upload = found.file(&file).ok_or_else(|| unknown(&item.id, &file))?.clone();
        let batch = answer_kept(&app, &job, item, &sitting.value, &upload, None).await?;
        let left: Vec<_> = found.files.into_iter().filter(|left| left.name != file).collect();
        let after = Uploads { expected: found.expected, files: left.clone() };
        if changed(&app, &job, item, &sitting, after, batch, tries).await? {
            let files = left.into_iter().map(|file| UploadedFile::of(&candidate, &item.id, file));
            return Ok(Json(UploadedFiles { files: files.collect::<Result<_, _>>()? }));
        }
    }
}

/// Stores the files of an item, if the candidate is still answering. `false`: something changed meanwhile, and it is worth another try.
async fn changed(
    app: &App,
    job: &OpenJob,
    item: &Item,
    sitting: &Versioned<CandidateRecord>,
    after: Uploads,
    batch: Batch,
    tries: usize,
) -> Result<bool, Problem> {
    let (id, candidate) = (&job.record.id, &sitting.value.id);
    let record = UploadsRecord { item: item.id.clone(), files: after.files };
    let batch = batch.check(candidate_key(id, candidate), Expected::Version(sitting.version)).put(
        uploads_key(id, candidate, &item.id),
        after.expected,
        &record,
    );
    match app.store().commit(batch).await {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict { .. }) if tries < TRIES => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A batch that finds the answer as it is: it does not name the file, or it can be taken with the files as they will be (`None`: the file
/// goes).
async fn answer_kept(
    app: &App,
    job: &OpenJob,
    item: &Item,
    candidate: &CandidateRecord,
    upload: &UploadRecord,
    after: Option<&Uploads>,
) -> Result<Batch, Problem> {
    let key = answer_key(&job.record.id, &candidate.id, &item.id);
    let Some(found) = app.find::<AnswerRecord>(key.clone()).await? else {
        return Ok(Batch::new().check(key, Expected::Absent));
    };
    let answer = Answer::from_value(&found.value.answer);
    let answer = answer.map_err(|mistakes| Problem::internal(format!("the answer to `{}`: {mistakes}", item.id)))?;
    if uploads::names(&candidate.id, &item.id, &answer, upload) {
        let Some(named) = after.and_then(|after| after.named(&candidate.id, &item.id, &answer).ok()) else {
            let detail = format!(
                "the answer to the item `{}` names `{}`; send an answer without it first, or replace it by a file of the same media type",
                item.id,
                shortened(&upload.name)
            );
            return Err(Problem::new(Code::FileInAnswer, detail));
        };
        let files = uploads::contents(app, &named).await?;
        answers::check(app, job, item, candidate, &answer, files).await?;
    }
    Ok(Batch::new().check(key, Expected::Version(found.version)))
}

/// Bytes that are left for a file of this name.
fn room(uploads: &Uploads, item: &ItemId, name: &str) -> Result<u64, Problem> {
    let others = uploads.files.iter().filter(|file| file.name != name);
    if others.clone().count() >= FILES {
        let detail = format!("the item `{item}` has {FILES} files, the most there may be; remove one first");
        return Err(Problem::new(Code::TooManyFiles, detail));
    }
    Ok(FILES_BYTES.saturating_sub(others.map(|file| file.bytes).sum()))
}

fn too_large(item: &ItemId, room: u64) -> Problem {
    if room < FILE_BYTES {
        let detail = format!(
            "the files of the item `{item}` have {FILES_BYTES} bytes at most, of which {room} are left for this one; remove others first, \
             or send a smaller file"
        );
        return Problem::new(Code::FilesTooLarge, detail);
    }
    Problem::new(Code::FileTooLarge, format!("a file has {FILE_BYTES} bytes at most; send a smaller one"))
}

fn taking_files(job: &OpenJob, item: &Item) -> Result<(), Problem> {
    let manifest = &job.plugin(item, ModuleKind::QuestionType)?.manifest;
    let kinds = manifest.answer_kinds(ModuleKind::QuestionType);
    if kinds.is_some_and(|kinds| kinds.kinds.contains(&AnswerKind::Files)) {
        return Ok(());
    }
    let module = manifest.id().module(ModuleKind::QuestionType);
    let detail = format!("`{module}`, which asks the item `{}`, takes no uploaded files; send another answer", item.id);
    Err(Problem::new(Code::FilesNotTaken, detail))
}

/// As it was sent; it may hold parameters, such as `text/csv; charset=gb18030`.
fn media_type(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else {
        let detail = format!(
            "the request has no `Content-Type`; send the file's media type, or `{BYTES}` where it is not known"
        );
        return Err(Problem::new(Code::WrongMediaType, detail));
    };
    let sent = sent.to_str().unwrap_or_default().trim();
    let is_token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    let essence = sent.split(';').next().unwrap_or_default().trim_end();
    if sent.len() <= MEDIA_TYPE_BYTES
        && essence.split_once('/').is_some_and(|(kind, sub)| is_token(kind) && is_token(sub))
    {
        return Ok(sent.to_owned());
    }
    let detail = format!("`Content-Type: {}` is no media type; send one such as `text/csv`", shortened(sent));
    Err(Problem::new(Code::WrongHeader, detail))
}

fn unknown(item: &ItemId, name: &str) -> Problem {
    let detail = format!(
        "no file `{}` was uploaded for the item `{item}`; `GET …/items/{item}/files` lists those that were",
        shortened(name)
    );
    Problem::new(Code::UnknownFile, detail)
}

impl UploadedFile {
    fn of(candidate: &CandidateId, item: &ItemId, record: UploadRecord) -> Result<Self, Problem> {
        let path = uploads::path(candidate, item, &record.name)?.to_string();
        let UploadRecord { name, media_type, bytes, digest, uploaded_at } = record;
        Ok(Self { name, media_type, path, bytes, digest: digest.to_string(), uploaded_at })
    }
}
