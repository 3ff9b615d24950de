//! What a handler takes of a request. Whatever is wrong with it becomes a problem with a stable code.

use std::fmt::Display;
use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::problem::{Code, PlacedError, Problem};

/// The parts of the path.
pub(crate) struct PathParts<T>(pub(crate) T);

/// The query.
pub(crate) struct QueryOf<T>(pub(crate) T);

/// A body of JSON.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// A body of JSON as its text, for readers that find more mistakes than serde does.
pub(crate) struct JsonText(pub(crate) String);

/// A body of WebAssembly.
pub(crate) struct WasmBody(pub(crate) Bytes);

/// The version that `If-Match` names; `None` without the header.
pub(crate) struct IfMatch(pub(crate) Option<u64>);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParts<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::from_request_parts(parts, state).await;
        read.map(|Path(read)| Self(read)).map_err(|rejection: PathRejection| {
            Problem::new(Code::WrongPath, format!("{}; correct the path", rejection.body_text()))
        })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::from_request_parts(parts, state).await;
        read.map(|Query(read)| Self(read)).map_err(|rejection: QueryRejection| {
            Problem::new(Code::WrongQuery, format!("{}; correct the query", rejection.body_text()))
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
        version.map(|version| Self(Some(version))).ok_or_else(|| {
            let detail = "`If-Match` names no version of ours; send an `ETag` of this server back as it came, or leave the header out";
            Problem::new(Code::WrongHeader, detail)
        })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let JsonText(text) = JsonText::from_request(request, state).await?;
        let mut json = serde_json::Deserializer::from_str(&text);
        let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let pointer = pointer(error.path());
            let error = error.into_inner();
            if error.is_data() {
                let error = PlacedError { pointer, problem: without_place(&error), remedy: None };
                Problem::new(Code::WrongBody, "the body is not what this route takes; see `errors`")
                    .with_errors([error])
            } else {
                not_json(&error)
            }
        })?;
        json.end().map_err(|error| not_json(&error))?;
        Ok(Self(read))
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        media_type(request.headers(), &["application/json"])?;
        let bytes = bytes(request, state).await?;
        let text = String::from_utf8(bytes.into()).map_err(|error| {
            let detail = format!("the body is not UTF-8 from byte {} on; send UTF-8", error.utf8_error().valid_up_to());
            Problem::new(Code::MalformedJson, detail)
        })?;
        Ok(Self(text))
    }
}

impl<S: Send + Sync> FromRequest<S> for WasmBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        media_type(request.headers(), &["application/wasm", "application/octet-stream"])?;
        bytes(request, state).await.map(Self)
    }
}

/// A part of the path as an id.
pub(crate) fn part<T: FromStr<Err: Display>>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|error: T::Err| Problem::new(Code::WrongPath, format!("{error}; correct the path")))
}

/// At most 80 characters of something that was written by others.
pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(79).chain(['…']).collect() }
}

fn media_type(headers: &HeaderMap, known: &[&str]) -> Result<(), Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if known.iter().any(|known| essence.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    let sent =
        if sent.is_empty() { "no `Content-Type`".to_owned() } else { format!("`Content-Type: {}`", shortened(sent)) };
    Err(Problem::new(Code::WrongMediaType, format!("the request has {sent}; send `Content-Type: {}`", known[0])))
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection: BytesRejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(Code::BodyTooLarge, "the body is larger than this route takes; send less")
        } else {
            Problem::new(Code::UnreadableBody, "the body ended early or could not be read; send it again")
        }
    })
}

fn not_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let detail =
        format!("the body is not JSON: line {line}, column {column}: {}; correct it there", without_place(error));
    Problem::new(Code::MalformedJson, detail)
}

fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}
