//! What a caller hears when something is wrong: problem+json (RFC 9457) with a stable code. What only the people who run the server may
//! know goes to the log.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use touchstone_core::mistake::{MOST_TOLD, Mistake, SyntaxError};
use touchstone_store::StoreError;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::middleware::request_id;
use crate::workers::WorkerError;

mod code;

pub(crate) use code::Code;

/// Why a request was not done.
#[derive(Debug)]
pub(crate) struct Problem {
    code: Code,
    detail: String,
    errors: Vec<PlacedError>,
    retry_after_seconds: Option<u64>,
    log: Option<String>,
}

/// A place that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PlacedError {
    /// A JSON pointer (RFC 6901) into what was sent; empty for the whole.
    #[schema(example = "/items/0/maps/1/to")]
    pub(crate) pointer: String,
    /// What is wrong there.
    pub(crate) problem: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remedy: Option<String>,
}

/// Why a request was not done: RFC 9457.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// Names the kind of problem, as `code` does.
    #[serde(rename = "type")]
    #[schema(example = "urn:touchstone:problem:unknown-job")]
    kind: String,
    /// The kind of problem for people.
    title: &'static str,
    /// The response's status.
    #[schema(example = 404)]
    status: u16,
    /// Stable: programs may rely on it.
    #[schema(schema_with = code_schema)]
    code: &'static str,
    /// What happened this time, and what to do.
    detail: String,
    /// The `X-Request-Id` of the response, under which the server's log knows more.
    request_id: String,
    /// Every place that is wrong, where that can be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<PlacedError>,
}

impl Problem {
    /// `detail` says what happened and what to do.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after_seconds: None, log: None }
    }

    /// A fault of ours: the caller hears no more than that.
    pub(crate) fn internal(log: impl Into<String>) -> Self {
        let detail = "the server failed to do this; tell the people who run it, with the request's id";
        Self { log: Some(log.into()), ..Self::new(Code::Internal, detail) }
    }

    pub(crate) fn with_errors(mut self, errors: impl IntoIterator<Item = PlacedError>) -> Self {
        self.errors.extend(errors.into_iter().take(MOST_TOLD));
        self
    }

    pub(crate) fn with_log(mut self, log: impl Into<String>) -> Self {
        self.log = Some(log.into());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// What the log may know of it: nothing of what was sent.
    pub(crate) fn cause(&self) -> String {
        format!("{}: {}", self.code.as_str(), self.log.as_deref().unwrap_or(self.code.title()))
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> Code {
        self.code
    }
}

fn code_schema() -> RefOr<Schema> {
    let codes = Code::ALL.iter().map(|code| code.as_str());
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
}

impl PlacedError {
    pub(crate) fn new(pointer: impl Into<String>, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), problem: problem.into(), remedy: Some(remedy.into()) }
    }

    /// The one place where a text stops being JSON.
    pub(crate) fn syntax(error: &SyntaxError) -> Self {
        let SyntaxError { line, column, message } = error;
        Self::new("", format!("line {line}, column {column}: {message}"), "correct it, or what stands just before it")
    }
}

impl From<Mistake> for PlacedError {
    fn from(mistake: Mistake) -> Self {
        let Mistake { path, problem, remedy } = mistake.told();
        Self::new(path, problem, remedy)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::new(
                Code::ChangedMeanwhile,
                "what this request builds on was changed by another request; read it again and repeat the request",
            ),
            StoreError::Closed => stopping(),
            other => Self::internal(other.to_string()),
        }
    }
}

impl From<WorkerError> for Problem {
    fn from(error: WorkerError) -> Self {
        match error {
            WorkerError::Busy { retry_after_seconds } => {
                Self::new(Code::Busy, "all workers are busy and enough is waiting; try again later")
                    .retry_after(retry_after_seconds)
            }
            WorkerError::Stopping => stopping(),
            WorkerError::Lost => Self::new(
                Code::WorkerLost,
                "the processes that ran this ended twice in the middle of it; try again, and if it stays so tell the people who run the server",
            )
            .with_log("a call was lost with two workers")
            .retry_after(5),
        }
    }
}

fn stopping() -> Problem {
    Problem::new(Code::Stopping, "the server is stopping; try again when it is back").retry_after(5)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { code, detail, errors, retry_after_seconds, log } = self;
        if let Some(cause) = log {
            tracing::error!(problem.code = code.as_str(), cause, "a request failed");
        }
        let status = code.status();
        let body = ProblemBody {
            kind: format!("urn:touchstone:problem:{}", code.as_str()),
            title: code.title(),
            status: status.as_u16(),
            code: code.as_str(),
            detail,
            request_id: request_id::current(),
            errors,
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::PAYLOAD_TOO_LARGE || status == StatusCode::REQUEST_TIMEOUT {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_is_told_with_the_time_to_come_back() {
        let response = Problem::from(WorkerError::Busy { retry_after_seconds: 7 }).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }
}
