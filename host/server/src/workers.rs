//! Worker processes: starts them, hands each one call at a time, and starts anew what dies. A call whose worker died
//! is run once more on another. Knows what a call is, and nothing of interviews or of where evaluations are kept.
//!
//! A worker has a socket of its own as its standard input, made with it and in no folder, so no other process can connect. When the
//! server dies, however it dies, the sockets end, and the workers with them.

mod artifacts;
mod keeper;
mod process;
mod queue;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, oneshot, watch};
use tokio::task::JoinSet;
use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;
use touchstone_runtime::worker::protocol::descriptors::MAX_DESCRIPTORS;
use touchstone_runtime::worker::protocol::{Call, FileBeside, MAX_FILES, Reply, Request, frame};

pub use artifacts::Component;
pub(crate) use artifacts::NOT_COMPILED;
use artifacts::{Artifacts, NoArtifact};
use keeper::Shared;
use process::{Launch, Process};
use queue::{Job, Queue};

/// What the pool is made of.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// The `touchstone` program.
    pub program: PathBuf,
    /// How many processes.
    pub count: usize,
    /// How many of them may run calls of one plugin at once. One per core serves best, and one process more than that leaves a place for
    /// the others, whatever a plugin does.
    pub share: usize,
    /// The folder of compiled components.
    pub artifacts: PathBuf,
    /// How many calls may wait beyond those that run.
    pub queue_length: usize,
}

/// A file of an answer. It is opened when a worker runs the call: what waits holds no descriptors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFile {
    /// SHA-256 over its bytes.
    pub digest: Digest,
    /// How many there are.
    pub bytes: u64,
    /// Where they are.
    pub path: PathBuf,
}

/// The worker processes. Clones are the same pool. Where the last one is dropped, the processes are killed.
#[derive(Clone)]
pub struct Workers {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    artifacts: Artifacts,
    /// The numbers of requests, so that a reply cannot be taken for another's.
    numbers: AtomicU64,
    phase: watch::Sender<Phase>,
    /// One task for each worker.
    keepers: Mutex<JoinSet<()>>,
}

/// How far the end has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Calls are taken.
    Open,
    /// Those that were taken are run.
    Draining,
    /// Nothing runs any more.
    Stopped,
}

/// How the pool does at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkersStatus {
    /// Processes that can run calls.
    pub alive: usize,
    /// Those that run one.
    pub busy: usize,
    /// Calls that wait.
    pub queued: usize,
    /// How often a process was started in the place of one that died.
    pub restarted: u64,
    /// The ids of the processes that are alive.
    pub process_ids: Vec<u32>,
}

/// Why there are no workers.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// None was asked for.
    #[error("no worker would run any call; ask for one at least")]
    NoWorkers,
    /// The program does not start.
    #[error("cannot start a worker with `{}`: {source}; look at whether the file is there and may be executed", program.display())]
    Spawn {
        /// The file.
        program: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It starts, but does not become a worker.
    #[error("a worker started with `{}` and did not get ready: {reason}; it said why on its standard error", program.display())]
    NotReady {
        /// The file.
        program: PathBuf,
        /// What it did instead.
        reason: String,
    },
}

/// Why a call has no reply. It says nothing about the plugin or the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// As many calls wait as may.
    #[error("all workers are busy; try again in {retry_after_seconds} s")]
    Busy {
        /// When there is likely to be room, in seconds.
        retry_after_seconds: u64,
    },
    /// Two workers in turn died on it, or none can be started.
    #[error("the worker died, and so did the one that tried again")]
    Lost,
    /// The server shuts down.
    #[error("the server is shutting down")]
    Stopping,
}

impl WorkerError {
    /// A stable word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "busy",
            Self::Lost => "lost",
            Self::Stopping => "stopping",
        }
    }
}

impl Workers {
    /// Starts the processes and waits until all of them are ready.
    ///
    /// # Errors
    ///
    /// When one of them is not.
    pub async fn start(options: WorkerOptions) -> Result<Self, StartError> {
        if options.count == 0 {
            return Err(StartError::NoWorkers);
        }
        let artifacts = Artifacts::new(options.artifacts, options.program.clone());
        let launch = Launch { program: options.program };
        // All are spawned before the first is waited for, so that they get ready side by side.
        let spawned = (0..options.count).map(|_| launch.spawn()).collect::<Result<Vec<_>, _>>();
        let mut processes: Vec<Process> = spawned.map_err(|error| launch.start_error(error))?;
        for process in &mut processes {
            process.ready().await.map_err(|error| launch.start_error(error))?;
        }

        let queue = Queue::new(options.count, options.share.max(1), options.queue_length);
        let shared = Arc::new(Shared::new(launch, queue));
        let (phase, _) = watch::channel(Phase::Open);
        let mut keepers = JoinSet::new();
        for process in processes {
            let alive = shared.alive(&process);
            keepers.spawn(keeper::keep(process, alive, Arc::clone(&shared), phase.subscribe()));
        }
        Ok(Self {
            inner: Arc::new(Inner {
                shared,
                artifacts,
                numbers: AtomicU64::new(1),
                phase,
                keepers: Mutex::new(keepers),
            }),
        })
    }

    /// Runs a call on the next worker that is free. Whoever stops waiting gives up the call's place in the queue; a call that runs
    /// already is ended, and its worker with it, if it is not done in a moment.
    ///
    /// # Errors
    ///
    /// When the queue is full, two workers died on the call, or the server shuts down. What a plugin does wrong is a reply.
    pub async fn run(
        &self,
        plugin: Component,
        grants: Grants,
        runtimes: Vec<Component>,
        call: Call,
    ) -> Result<Reply, WorkerError> {
        self.run_with_files(plugin, grants, runtimes, call, Vec::new()).await
    }

    /// Runs a call whose answer has these files, as [`Workers::run`] does.
    ///
    /// # Errors
    ///
    /// As there. A file that is not there, or not as it was, is a reply.
    pub async fn run_with_files(
        &self,
        plugin: Component,
        grants: Grants,
        runtimes: Vec<Component>,
        call: Call,
        files: Vec<AnswerFile>,
    ) -> Result<Reply, WorkerError> {
        let number = self.inner.numbers.fetch_add(1, Ordering::Relaxed);
        let urgent = call.is_awaited();
        let most_runtimes = MAX_DESCRIPTORS - 1 - MAX_FILES;
        if runtimes.len() > most_runtimes {
            let message = format!("{} language runtimes; {most_runtimes} at most", runtimes.len());
            return Ok(Reply::failed(number, "request", message));
        }
        if files.len() > MAX_FILES {
            let message = format!("an answer with {} files; {MAX_FILES} at most", files.len());
            return Ok(Reply::failed(number, "request", message));
        }
        let mut artifacts = Vec::new();
        for component in std::iter::once(&plugin).chain(&runtimes) {
            match self.inner.artifacts.of(component).await {
                Ok(artifact) => artifacts.push(artifact),
                Err(NoArtifact { kind, message }) => return Ok(Reply::failed(number, kind, message)),
            }
        }
        let (plugin, runtimes) = (plugin.digest, runtimes.iter().map(|runtime| runtime.digest).collect());
        let beside = files.iter().map(|file| FileBeside { digest: file.digest, bytes: file.bytes }).collect();
        let frame = match frame::encode(&Request { number, plugin, grants, runtimes, files: beside, call }) {
            Ok(frame) => frame,
            Err(error) => return Ok(Reply::failed(number, "request", format!("the call is too large: {error}"))),
        };
        let (sender, reply) = oneshot::channel();
        self.inner.shared.queue.push(Job::new(number, frame, plugin, artifacts, urgent, sender).with_files(files))?;
        reply.await.unwrap_or(Err(WorkerError::Lost))
    }

    /// How the pool does at this moment.
    pub fn status(&self) -> WorkersStatus {
        self.inner.shared.status()
    }

    /// Takes no more calls, waits until those that were taken are done, at most so long, and ends the processes. What is not done by then
    /// is answered with [`WorkerError::Stopping`]. Afterwards no process is left.
    pub async fn drain(&self, deadline: Duration) {
        let Inner { shared, phase, keepers, .. } = &*self.inner;
        shared.queue.close();
        advance(phase, Phase::Draining);
        let mut keepers = keepers.lock().await;
        if tokio::time::timeout(deadline, join(&mut keepers)).await.is_err() {
            tracing::warn!(workers.busy = shared.status().busy, "the time to drain is over: the workers are killed");
            advance(phase, Phase::Stopped);
            join(&mut keepers).await;
        }
        shared.queue.answer_waiting(&WorkerError::Stopping);
    }
}

/// Phases only go forward, whoever drains at the same time.
fn advance(phase: &watch::Sender<Phase>, to: Phase) {
    phase.send_if_modified(|phase| {
        let before = *phase;
        *phase = before.max(to);
        *phase != before
    });
}

async fn join(keepers: &mut JoinSet<()>) {
    while let Some(ended) = keepers.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "the keeper of a worker failed");
        }
    }
}
