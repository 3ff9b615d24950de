//! The queue of evaluations: takes tasks from the store, has them made, and puts each result there in the same batch that takes the task
//! out. So whatever happens to a process, a task is either still in the queue or has its one evaluation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use touchstone_store::{Batch, Expected, StoreError};
use tracing::Instrument;

use crate::app::App;
use crate::evaluation::{Tried, evaluate, impossible, span};
use crate::problem::Problem;
use crate::records::{EvaluationRecord, QUEUE, TaskRecord, evaluation_key, queued_ms};

/// How often an evaluation is tried when the host fails. A call that loses its worker has had two of them already.
const TRIES: u32 = 4;

/// Rings when there is something to do.
#[derive(Clone, Default)]
pub(crate) struct QueueBell {
    shared: Arc<Bell>,
}

#[derive(Default)]
struct Bell {
    ring: Notify,
    under_way: AtomicUsize,
}

impl QueueBell {
    /// After tasks were put into the queue.
    pub(crate) fn ring(&self) {
        self.shared.ring.notify_one();
    }

    /// Evaluations that are being made.
    pub(crate) fn under_way(&self) -> usize {
        self.shared.under_way.load(Ordering::Relaxed)
    }
}

struct Queue {
    app: App,
    /// Evaluations at once.
    places: usize,
    under_way: BTreeSet<String>,
    tries: BTreeMap<String, u32>,
    /// When to look at those that have to wait.
    waiting: BTreeMap<String, Instant>,
    running: JoinSet<Finished>,
}

/// A try that ended.
struct Finished {
    key: String,
    end: End,
}

enum End {
    Kept,
    Again { wait: Duration, counts: bool },
}

/// Works the queue until `stop` says so, then waits for what is under way.
pub(crate) async fn work(app: App, places: usize, mut stop: watch::Receiver<bool>) {
    let mut queue = Queue {
        app,
        places,
        under_way: BTreeSet::new(),
        tries: BTreeMap::new(),
        waiting: BTreeMap::new(),
        running: JoinSet::new(),
    };
    loop {
        if let Err(problem) = queue.fill().await {
            tracing::error!(cause = problem.cause(), "the queue of evaluations cannot be read");
        }
        let next = queue.waiting.values().min().copied().unwrap_or_else(|| Instant::now() + Duration::from_secs(30));
        let bell = queue.app.bell().clone();
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = bell.shared.ring.notified() => {}
            () = sleep_until(next) => {}
            Some(finished) = queue.running.join_next() => queue.finished(finished),
        }
    }
    while let Some(finished) = queue.running.join_next().await {
        queue.finished(finished);
    }
}

impl Queue {
    /// Starts as many tasks as there are places, the oldest first.
    async fn fill(&mut self) -> Result<(), Problem> {
        let mut after: Option<String> = None;
        let now = Instant::now();
        self.waiting.retain(|_, until| *until > now);
        while self.under_way.len() < self.places {
            let scan = QUEUE.all().limit(64);
            let scan = if let Some(after) = &after { scan.after(after.clone()) } else { scan };
            let tasks = self.app.store().scan(scan).await?;
            let Some(last) = tasks.last() else { break };
            after = Some(last.key.clone());
            for document in tasks {
                let key = document.key.clone();
                let busy = self.under_way.contains(&key) || self.waiting.contains_key(&key);
                if busy || self.under_way.len() >= self.places {
                    continue;
                }
                let version = document.version;
                let last_try = self.tries.get(&key).copied().unwrap_or(0) + 1 >= TRIES;
                self.under_way.insert(key.clone());
                let app = self.app.clone();
                let task = document.read::<TaskRecord>();
                self.running.spawn(async move {
                    let end = match task {
                        Ok(task) => one(&app, &task, &key, version, last_try).instrument(span(&task)).await,
                        Err(error) => {
                            tracing::error!(cause = %error, "a task in the queue cannot be read");
                            End::Again { wait: Duration::from_mins(10), counts: false }
                        }
                    };
                    Finished { key, end }
                });
            }
        }
        self.app.bell().shared.under_way.store(self.under_way.len(), Ordering::Relaxed);
        Ok(())
    }

    fn finished(&mut self, finished: Result<Finished, tokio::task::JoinError>) {
        let Ok(Finished { key, end }) = finished else {
            // A panic: its key is not known, and stays under way until the next start, which tries again.
            tracing::error!("an evaluation panicked");
            return;
        };
        self.under_way.remove(&key);
        match end {
            End::Kept => {
                self.tries.remove(&key);
                self.app.rescores().left(&key);
            }
            End::Again { wait, counts } => {
                if counts {
                    *self.tries.entry(key.clone()).or_default() += 1;
                }
                self.waiting.insert(key, Instant::now() + wait);
            }
        }
    }
}

/// In the span of the evaluation.
async fn one(app: &App, task: &TaskRecord, key: &str, version: u64, last_try: bool) -> End {
    let record = match evaluate(app, task, queued_ms(key)).await {
        Ok(Tried::Made(record)) => *record,
        Ok(Tried::Again(record)) if last_try => *record,
        Ok(Tried::Again(_)) => {
            tracing::warn!("the host failed an evaluation, which is tried again");
            return End::Again { wait: Duration::from_secs(1), counts: true };
        }
        Ok(Tried::NotNow { retry_after_seconds }) => {
            return End::Again { wait: Duration::from_secs(retry_after_seconds.clamp(1, 60)), counts: false };
        }
        Err(problem) if last_try => {
            tracing::error!(cause = problem.cause(), "an evaluation cannot be made");
            impossible(task)
        }
        Err(problem) => {
            tracing::error!(cause = problem.cause(), "an evaluation cannot be made now");
            return End::Again { wait: Duration::from_secs(1), counts: true };
        }
    };
    match keep(app, task, key, version, &record).await {
        Ok(()) => {
            tracing::info!("evaluated");
            End::Kept
        }
        // Somebody kept one before: that one holds, and the task goes.
        Err(StoreError::Conflict { .. }) => {
            let gone = Batch::new().delete(QUEUE.key(key), Expected::Version(version));
            match app.store().commit(gone).await {
                Ok(_) | Err(StoreError::Conflict { .. }) => End::Kept,
                Err(error) => {
                    tracing::error!(cause = %error, "a task could not be taken out of the queue");
                    End::Again { wait: Duration::from_secs(10), counts: false }
                }
            }
        }
        Err(error) => {
            tracing::error!(cause = %error, "an evaluation could not be kept");
            End::Again { wait: Duration::from_secs(10), counts: false }
        }
    }
}

/// One batch: out of the queue, into the evaluations.
async fn keep(
    app: &App,
    task: &TaskRecord,
    key: &str,
    version: u64,
    record: &EvaluationRecord,
) -> Result<(), StoreError> {
    let TaskRecord { job, candidate, item, generation } = task;
    let batch = Batch::new().delete(QUEUE.key(key), Expected::Version(version)).put(
        evaluation_key(job, candidate, item, *generation),
        Expected::Absent,
        record,
    );
    app.store().commit(batch).await.map(|_| ())
}
