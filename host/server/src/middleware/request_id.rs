//! Gives each request an id: in the header `X-Request-Id` of its response, in its problem, and in the log.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

tokio::task_local! {
    static REQUEST_ID: String;
}

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn give(request: Request, next: Next) -> Response {
    let id = new_id();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The id of the request that is being served; empty outside of one.
pub(crate) fn current() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// When the process started and a number: unique among the runs of a server, and sorts by time.
fn new_id() -> String {
    static STARTED: LazyLock<u128> =
        LazyLock::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis()));
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    format!("{:x}-{:x}", *STARTED, NUMBER.fetch_add(1, Ordering::Relaxed))
}
