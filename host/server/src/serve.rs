//! Starts the server and stops it: the store, the workers, the queue, the listener; and the same backwards.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use touchstone_core::limits::Fixed;
use touchstone_store::{OpenError, SledStore};

use crate::app::App;
use crate::config::{Config, MAX_WORKERS};
use crate::middleware::guard;
use crate::receipt_key::{self, ReceiptKeyError};
use crate::uploads::{FILE_BYTES, FILES, FILES_BYTES};
use crate::workers::{StartError, WorkerOptions, Workers};
use crate::{api, evaluation_queue, metrics, rescoring};

/// Calls that may wait for a worker, for each worker.
const QUEUE_PER_WORKER: usize = 32;
/// Processes beyond those that one plugin may have at once: whatever it does, the others find a place.
const WORKERS_BEYOND_A_SHARE: usize = 1;
/// Evaluations at once beyond one for each worker, so that none waits for the next while a result is being kept. Every one more is a
/// wait for the candidates who are answering.
const EVALUATIONS_AHEAD: usize = 1;

/// What the server takes at once.
pub const LIMITS: &[Fixed] = &[
    Fixed { name: "requests", unit: "requests at once; then 503", most: guard::REQUESTS as u64 },
    Fixed {
        name: "queue length",
        unit: "calls that wait, for each of `--workers`; then 503 with Retry-After",
        most: QUEUE_PER_WORKER as u64,
    },
    Fixed { name: "workers", unit: "processes at most; `--workers` and one more", most: MAX_WORKERS as u64 + 1 },
    Fixed {
        name: "share",
        unit: "of the processes are always left to other plugins than one that takes the rest",
        most: WORKERS_BEYOND_A_SHARE as u64,
    },
    Fixed {
        name: "evaluations",
        unit: "evaluations at once beyond one for each of `--workers`",
        most: EVALUATIONS_AHEAD as u64,
    },
    Fixed { name: "interview", unit: "bytes", most: api::INTERVIEW_BYTES as u64 },
    Fixed { name: "answer", unit: "bytes", most: api::ANSWER_BYTES as u64 },
    Fixed { name: "file", unit: "bytes", most: FILE_BYTES },
    Fixed { name: "files", unit: "files that a candidate uploads for an item", most: FILES as u64 },
    Fixed { name: "files' bytes", unit: "bytes of an item's files together", most: FILES_BYTES },
    Fixed { name: "action", unit: "bytes", most: api::ACTION_BYTES as u64 },
];

/// Why the server did not start, or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Data(#[from] OpenError),
    /// There is no key to sign receipts with.
    #[error(transparent)]
    ReceiptKey(#[from] ReceiptKeyError),
    /// The workers cannot be started.
    #[error(transparent)]
    Workers(#[from] StartError),
    /// The address cannot be listened at.
    #[error("cannot listen at {listen}: {error}; stop what listens there, or choose another port")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the machine said.
        error: io::Error,
    },
    /// The machine does not let it run.
    #[error("the server cannot run here: {0}; look at the machine's limits on threads, files and memory")]
    Machine(#[from] io::Error),
}

/// A server that listens.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Where.
    pub address: SocketAddr,
    /// Its data directory.
    pub data: PathBuf,
    /// How many worker processes it has.
    pub workers: usize,
}

/// Serves until SIGTERM or SIGINT. Blocks. `ready` is called once requests are taken.
///
/// # Errors
///
/// When it cannot start, or its listener fails.
pub fn serve(config: Config, ready: impl FnOnce(Ready)) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("server").build()?;
    let result = runtime.block_on(run(config, ready));
    // Nothing that still blocks a thread keeps the process: it was told to stop, and everything acknowledged is durable.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

async fn run(config: Config, ready: impl FnOnce(Ready)) -> Result<(), ServeError> {
    let mut stop = stop_signals()?;
    let folder = config.data.clone();
    let opened = tokio::task::spawn_blocking(move || SledStore::open(&folder)).await;
    let store = opened.map_err(io::Error::other)??;
    let receipt_key = receipt_key::of_data_directory(&config.data)?;
    let listener =
        TcpListener::bind(config.listen).await.map_err(|error| ServeError::Listen { listen: config.listen, error })?;
    let workers = Workers::start(WorkerOptions {
        program: config.program.clone(),
        count: config.workers + WORKERS_BEYOND_A_SHARE,
        share: config.workers,
        artifacts: config.artifacts.clone(),
        queue_length: config.workers * QUEUE_PER_WORKER,
    })
    .await?;
    let measured = metrics::start().map_err(io::Error::other)?;
    let upkeep = tokio::spawn(metrics::keep_up(measured.clone()));
    let app = App::new(Arc::new(store), workers.clone(), receipt_key);

    rescoring::find_open(&app).await.map_err(|problem| io::Error::other(problem.cause()))?;
    let (stop_queue, stopped) = watch::channel(false);
    let rescores = tokio::spawn(rescoring::work(app.clone(), stopped.clone()));
    let queue = tokio::spawn(evaluation_queue::work(app.clone(), config.workers + EVALUATIONS_AHEAD, stopped));
    let address = listener.local_addr()?;
    ready(Ready { address, data: config.data.clone(), workers: config.workers });
    tracing::info!(%address, workers = config.workers, "serving");

    let mut stopping = stop.clone();
    let serving = axum::serve(listener, api::router(app, measured)).with_graceful_shutdown(async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    });
    let mut serving = tokio::spawn(async move { serving.await });
    let served = tokio::select! {
        served = &mut serving => Some(served),
        _ = stop.wait_for(|stop| *stop) => None,
    };

    tracing::info!("stopping");
    let deadline = Instant::now() + config.drain;
    let _ = stop_queue.send(true);
    let served = match served {
        Some(served) => Some(served),
        None => timeout_at(deadline, &mut serving).await.ok(),
    };
    if served.is_none() {
        tracing::warn!("requests were still being served at the deadline");
        serving.abort();
    }
    // Whatever it was about to queue is queued at the next start.
    if timeout_at(deadline, rescores).await.is_err() {
        tracing::warn!("the tasks of a re-score were still being queued at the deadline");
    }
    let abort = queue.abort_handle();
    if timeout_at(deadline, queue).await.is_err() {
        tracing::warn!("evaluations were still being made at the deadline; they are made again at the next start");
        abort.abort();
    }
    upkeep.abort();
    workers.drain(deadline.saturating_duration_since(Instant::now())).await;
    tracing::info!("stopped");
    match served {
        Some(Ok(result)) => Ok(result?),
        Some(Err(error)) => Err(io::Error::other(error).into()),
        None => Ok(()),
    }
}

/// Turns true at the first SIGTERM or SIGINT. A second one ends the process at once.
fn stop_signals() -> io::Result<watch::Receiver<bool>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        let _ = tokio::select! { got = terminate.recv() => got, got = interrupt.recv() => got };
        let _ = sender.send(true);
        let _ = tokio::select! { got = terminate.recv() => got, got = interrupt.recv() => got };
        std::process::exit(130);
    });
    Ok(receiver)
}
