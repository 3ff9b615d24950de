//! A panic in a handler is a problem like any other for the caller, and a fault in the log.

use std::any::Any;

use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;

use crate::problem::Problem;

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over so")]
pub(crate) fn answer(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Problem::internal(format!("panic: {}", text.unwrap_or("without a text"))).into_response()
}
