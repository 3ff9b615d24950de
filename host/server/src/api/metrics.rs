//! What is measured, in Prometheus' text format. No part of the API's document: it is for machines that watch this one.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::app::App;

/// As Prometheus' exposition formats has it, "Text-based format".
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(super) fn router(app: App, handle: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(get_metrics)).with_state((app, handle))
}

async fn get_metrics(State((app, handle)): State<(App, PrometheusHandle)>) -> impl IntoResponse {
    crate::metrics::workers(&app.workers().status());
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], handle.render())
}
