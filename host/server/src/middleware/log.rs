//! One line in the log and one measurement per request: the route, never the path with its ids, and never what was sent.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use super::request_id;

pub(crate) async fn write(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let started = Instant::now();
    let response = next.run(request).await;
    let (route, took) = (route.as_deref().unwrap_or("none"), started.elapsed());
    crate::metrics::requested(method.as_str(), route, response.status().as_u16(), took);
    tracing::info!(
        request.id = request_id::current(),
        %method,
        route,
        status = response.status().as_u16(),
        duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}
