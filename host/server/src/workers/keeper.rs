//! Keeps one place in the pool filled: hands calls to its worker, and starts another when that dies. One task each.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::process::{Launch, Process};
use super::queue::{Job, Queue};
use super::{Phase, WorkerError, WorkersStatus};

/// The longest wait before another start.
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// How often it is looked whether somebody still waits for a call. Most calls end by themselves before.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// After so many deaths or failed starts in a row, and with no other worker alive, those who wait are told.
const GIVE_UP_AFTER: u32 = 5;

/// What all keepers of a pool share.
pub(super) struct Shared {
    launch: Launch,
    pub(super) queue: Queue,
    restarted: AtomicU64,
    alive: Mutex<BTreeSet<u32>>,
}

/// A worker counts as alive as long as this is held.
pub(super) struct Alive {
    id: u32,
    shared: Arc<Shared>,
}

/// Why a worker's work is over.
enum Over {
    /// There will be no more.
    Drained,
    /// The pool stops at once.
    Stopped,
    /// The worker is dead, or as good as that.
    Died,
    /// It runs a call whose caller is gone.
    Abandoned,
}

impl Shared {
    pub(super) fn new(launch: Launch, queue: Queue) -> Self {
        Self { launch, queue, restarted: AtomicU64::new(0), alive: Mutex::default() }
    }

    pub(super) fn status(&self) -> WorkersStatus {
        let (busy, queued) = self.queue.running_and_waiting();
        let process_ids: Vec<u32> = self.processes().iter().copied().collect();
        let restarted = self.restarted.load(Ordering::Relaxed);
        WorkersStatus { alive: process_ids.len(), busy, queued, restarted, process_ids }
    }

    /// Counts a process that is ready.
    pub(super) fn alive(self: &Arc<Self>, process: &Process) -> Alive {
        self.processes().insert(process.id());
        tracing::info!(worker.pid = process.id(), "a worker is ready");
        Alive { id: process.id(), shared: Arc::clone(self) }
    }

    fn processes(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.shared.processes().remove(&self.id);
    }
}

/// Until there is nothing left to do, or the pool stops. No process is left then.
pub(super) async fn keep(
    mut process: Process,
    mut alive: Alive,
    shared: Arc<Shared>,
    mut phase: watch::Receiver<Phase>,
) {
    let mut deaths = 0;
    loop {
        let over = work(&mut process, &shared.queue, &mut phase, &mut deaths).await;
        drop(alive);
        let id = process.id();
        let status = process.end().await.map(|status| status.to_string()).unwrap_or_default();
        match over {
            Over::Drained | Over::Stopped => {
                tracing::info!(worker.pid = id, "a worker was ended");
                return;
            }
            Over::Abandoned => tracing::info!(worker.pid = id, "a worker was ended with the call that it ran"),
            Over::Died => {
                tracing::warn!(worker.pid = id, status, "a worker died");
                deaths += 1;
            }
        }
        match another(&shared, &mut phase, &mut deaths).await {
            Some(started) => process = started,
            None => return,
        }
        alive = shared.alive(&process);
    }
}

/// Hands calls to a worker. `deaths` goes back to none with every reply.
async fn work(process: &mut Process, queue: &Queue, phase: &mut watch::Receiver<Phase>, deaths: &mut u32) -> Over {
    loop {
        let job = tokio::select! {
            biased;
            () = reached(phase, Phase::Stopped) => return Over::Stopped,
            () = process.died() => return Over::Died,
            job = queue.next() => match job {
                Some(job) => job,
                None => return Over::Drained,
            },
        };
        let started = Instant::now();
        let ran = tokio::select! {
            biased;
            () = reached(phase, Phase::Stopped) => {
                queue.stopped(job);
                return Over::Stopped;
            }
            ran = process.run(&job) => ran,
            () = unwanted(&job) => {
                queue.abandoned(&job);
                return Over::Abandoned;
            }
        };
        match ran {
            Ok(reply) => {
                *deaths = 0;
                queue.done(job, reply, started.elapsed());
            }
            Err(error) => {
                let number = job.number;
                let retried = queue.lost(job);
                tracing::warn!(worker.pid = process.id(), request = number, retried, %error, "a call lost its worker");
                return Over::Died;
            }
        }
    }
}

/// Waits until nobody wants the call's reply any more.
async fn unwanted(job: &Job) {
    while !job.is_abandoned() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Starts a process in the place of one that died. `None`: it is not needed any more.
async fn another(shared: &Arc<Shared>, phase: &mut watch::Receiver<Phase>, deaths: &mut u32) -> Option<Process> {
    loop {
        if *deaths >= GIVE_UP_AFTER && shared.processes().is_empty() {
            tracing::error!(deaths = *deaths, "no worker stays alive: those who wait are told so");
            shared.queue.answer_waiting(&WorkerError::Lost);
        }
        tokio::select! {
            biased;
            () = reached(phase, Phase::Stopped) => return None,
            () = shared.queue.over() => return None,
            () = tokio::time::sleep(pause(*deaths)) => {}
        }
        let start = async {
            let mut process = shared.launch.spawn()?;
            process.ready().await.map(|()| process)
        };
        let started = tokio::select! {
            () = reached(phase, Phase::Stopped) => return None,
            started = start => started,
        };
        match started {
            Ok(process) => {
                shared.restarted.fetch_add(1, Ordering::Relaxed);
                return Some(process);
            }
            Err(error) => {
                *deaths += 1;
                tracing::error!(%error, "a worker does not start");
            }
        }
    }
}

/// Before a worker is started after so many deaths in a row: none after the first, then 100 ms, twice as long each time.
fn pause(deaths: u32) -> Duration {
    match deaths {
        0 | 1 => Duration::ZERO,
        more => Duration::from_millis(100).saturating_mul(1 << (more - 2).min(10)).min(MAX_PAUSE),
    }
}

/// Waits until the pool has come so far.
async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    if phase.wait_for(|phase| *phase >= wanted).await.is_err() {
        // The pool itself is gone; its tasks are aborted.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_loop_is_slowed_down_and_never_for_good() {
        let pauses = [1, 2, 3, 4, 7, 8, 100, u32::MAX].map(|deaths| pause(deaths).as_millis());
        assert_eq!(pauses, [0, 100, 200, 400, 3_200, 5_000, 5_000, 5_000]);
    }
}
