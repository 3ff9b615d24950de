//! Whether the server lives, and whether it can serve.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use touchstone_store::Store;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::problem::{Code, Problem};
use crate::records::JOBS;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_liveness)).routes(routes!(get_readiness))
}

/// The process answers.
#[derive(Serialize, ToSchema)]
struct Liveness {
    /// Always `live`.
    #[schema(example = "live")]
    status: &'static str,
    /// Of Touchstone.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// What the server is made of, and how it does.
#[derive(Serialize, ToSchema)]
struct Readiness {
    /// Always `ready`; a server that is not answers 503.
    #[schema(example = "ready")]
    status: &'static str,
    workers: WorkersHealth,
    /// Evaluations that are being made or about to be.
    evaluations_under_way: usize,
}

/// The worker processes.
#[derive(Serialize, ToSchema)]
struct WorkersHealth {
    /// Processes that can take a call.
    alive: usize,
    /// Of them, those that run one.
    busy: usize,
    /// Calls that wait for one.
    queued: usize,
    /// How often one was started in the place of one that ended.
    restarted: u64,
    /// The ids of the processes.
    process_ids: Vec<u32>,
}

/// Whether the process lives
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "It does", body = Liveness)))]
async fn get_liveness() -> Json<Liveness> {
    Json(Liveness { status: "live", version: env!("CARGO_PKG_VERSION") })
}

/// Whether the server can serve: the store answers, and a worker is there
#[utoipa::path(get, path = "/health/ready", tag = "health", responses((status = 200, description = "It can", body = Readiness)))]
async fn get_readiness(State(app): State<App>) -> Result<Json<Readiness>, Problem> {
    let store: &dyn Store = app.store();
    let not_ready = |what: &str| Problem::new(Code::NotReady, format!("{what}; try again in a moment")).retry_after(2);
    if let Err(error) = store.scan(JOBS.all().limit(1)).await {
        return Err(not_ready("the store does not answer").with_log(error.to_string()));
    }
    let status = app.workers().status();
    if status.alive == 0 {
        return Err(not_ready("no worker is there"));
    }
    Ok(Json(Readiness {
        status: "ready",
        workers: WorkersHealth {
            alive: status.alive,
            busy: status.busy,
            queued: status.queued,
            restarted: status.restarted,
            process_ids: status.process_ids,
        },
        evaluations_under_way: app.bell().under_way(),
    }))
}
