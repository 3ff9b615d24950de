//! The routes: one module per noun, handlers called `<verb>_<noun>`, wire types beside them.

mod answers;
mod candidates;
mod evaluations;
mod files;
mod generation;
mod health;
mod jobs;
mod metrics;
mod openapi;
mod overrides;
mod page;
mod plugins;
mod presentations;
mod rankings;
mod receipts;
mod rescores;
mod scorecards;
mod similarity;
mod steps;
mod submissions;
mod what_if;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::middleware::{guard, log, panics, request_id, unread};
use crate::problem::{Code, Problem};
pub(crate) use answers::ANSWER_BYTES;
pub(crate) use jobs::INTERVIEW_BYTES;
pub(crate) use steps::ACTION_BYTES;

/// Where every route of the API is.
pub(crate) const PREFIX: &str = "/api/v1";

/// The OpenAPI document, as `GET /api/v1/openapi.json` serves it.
pub fn document() -> OpenApi {
    openapi::complete(routes().split_for_parts().1)
}

/// Everything that is served.
pub(crate) fn router(app: App, measured: PrometheusHandle) -> Router {
    let (router, document) = routes().split_for_parts();
    let places = Arc::new(Semaphore::new(guard::REQUESTS));
    router
        .with_state(app.clone())
        .merge(metrics::router(app, measured))
        .merge(openapi::router(openapi::complete(document)))
        .fallback(no_route)
        .method_not_allowed_fallback(method_not_allowed)
        // The last layer is the outermost.
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn(unread::drop_after_refusal))
        .layer(from_fn_with_state(places, guard::bounded))
        .layer(from_fn(guard::same_machine))
        .layer(from_fn(log::write))
        .layer(from_fn(request_id::give))
}

fn routes() -> OpenApiRouter<App> {
    let nouns = OpenApiRouter::new()
        .merge(health::routes())
        .merge(plugins::routes())
        .merge(jobs::routes())
        .merge(candidates::routes())
        .merge(presentations::routes())
        .merge(steps::routes())
        .merge(files::routes())
        .merge(answers::routes())
        .merge(submissions::routes())
        .merge(evaluations::routes())
        .merge(scorecards::routes())
        .merge(overrides::routes())
        .merge(rankings::routes())
        .merge(similarity::routes())
        .merge(rescores::routes())
        .merge(what_if::routes())
        .merge(receipts::routes());
    OpenApiRouter::with_openapi(openapi::head()).nest(PREFIX, nouns)
}

async fn no_route(request: Request) -> Problem {
    let path = crate::extract::shortened(request.uri().path());
    Problem::new(
        Code::NoRoute,
        format!("there is nothing at `{path}`; `{PREFIX}/openapi.json` lists every route, `/api/docs` shows them"),
    )
}

async fn method_not_allowed(request: Request) -> Problem {
    let (method, path) = (request.method(), crate::extract::shortened(request.uri().path()));
    Problem::new(
        Code::MethodNotAllowed,
        format!("`{path}` has no `{method}`; the header `Allow` names the methods it has"),
    )
}
