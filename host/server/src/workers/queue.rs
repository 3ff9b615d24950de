//! The calls that wait for a worker, up to a bound: those that a person waits for come first, and else first come, first served, but for
//! calls of a plugin that has its share of the workers. Starts nothing.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use touchstone_core::ids::Digest;
use touchstone_runtime::Artifact;
use touchstone_runtime::worker::protocol::Reply;

use super::{AnswerFile, WorkerError};

/// The longest that somebody is told to wait, in seconds. Queues move.
const MAX_RETRY_AFTER_SECONDS: u64 = 60;

/// Calls that wait, and how many run.
pub(super) struct Queue {
    state: Mutex<State>,
    /// One permit for a worker that could look again.
    changed: Notify,
    /// It is closed and empty.
    over: Notify,
    workers: usize,
    length: usize,
    /// The most calls of one plugin that run at once.
    share: usize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    running: usize,
    /// Those that run, by the plugin that is called; none that has none.
    running_of: BTreeMap<Digest, usize>,
    closed: bool,
    /// How long a call takes, by the last few.
    usual: Duration,
}

/// A call as it is sent to a worker, and where its reply goes.
pub(super) struct Job {
    pub(super) number: u64,
    pub(super) frame: Vec<u8>,
    /// The plugin that is called.
    plugin: Digest,
    /// What goes with the frame.
    pub(super) artifacts: Vec<Arc<Artifact>>,
    /// The answer's, to be opened when the call is sent.
    pub(super) files: Vec<AnswerFile>,
    /// Whether a person waits for the reply.
    urgent: bool,
    /// Whether a worker died on it before.
    retried: bool,
    reply: oneshot::Sender<Result<Reply, WorkerError>>,
}

/// What there is to do.
enum Next {
    Call(Job),
    /// Nothing now.
    Later,
    /// Nothing any more.
    Over,
}

impl Job {
    pub(super) fn new(
        number: u64,
        frame: Vec<u8>,
        plugin: Digest,
        artifacts: Vec<Arc<Artifact>>,
        urgent: bool,
        reply: oneshot::Sender<Result<Reply, WorkerError>>,
    ) -> Self {
        Self { number, frame, plugin, artifacts, files: Vec::new(), urgent, retried: false, reply }
    }

    pub(super) fn with_files(self, files: Vec<AnswerFile>) -> Self {
        Self { files, ..self }
    }

    /// Whether nobody waits for the reply any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    /// Whoever waited may be gone; then nobody is told.
    fn answer(self, result: Result<Reply, WorkerError>) {
        let _ = self.reply.send(result);
    }
}

impl Queue {
    /// For so many workers, of which one plugin may have `share` at once; `length` more calls may wait than the workers can run.
    pub(super) fn new(workers: usize, share: usize, length: usize) -> Self {
        Self { state: Mutex::default(), changed: Notify::new(), over: Notify::new(), workers, length, share }
    }

    /// Puts a call at the end, or behind the last urgent one if it is urgent itself.
    pub(super) fn push(&self, job: Job) -> Result<(), WorkerError> {
        let mut state = self.state();
        if state.closed {
            return Err(WorkerError::Stopping);
        }
        if state.waiting.len() + state.running >= self.workers + self.length {
            // Whoever gave up makes room.
            state.waiting.retain(|job| !job.is_abandoned());
        }
        if state.waiting.len() + state.running >= self.workers + self.length {
            return Err(WorkerError::Busy { retry_after_seconds: state.retry_after_seconds(self.workers) });
        }
        let patient = |waiting: &Job| !waiting.urgent && !waiting.retried;
        let place = if job.urgent { state.waiting.iter().position(patient) } else { None };
        let place = place.unwrap_or(state.waiting.len());
        state.waiting.insert(place, job);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the next call that somebody still wants. `None`: there is none left, and none will come. Nothing is lost when it is dropped.
    pub(super) async fn next(&self) -> Option<Job> {
        loop {
            // Made before looking, so that a close in between is not missed.
            let changed = self.changed.notified();
            match self.try_next() {
                Next::Call(job) => return Some(job),
                Next::Over => return None,
                Next::Later => changed.await,
            }
        }
    }

    fn try_next(&self) -> Next {
        let mut state = self.state();
        state.waiting.retain(|job| !job.is_abandoned());
        let may_run = |job: &Job| state.running_of.get(&job.plugin).is_none_or(|running| *running < self.share);
        let next = state.waiting.iter().position(may_run).and_then(|at| state.waiting.remove(at));
        if state.waiting.is_empty() && state.closed {
            self.over.notify_waiters();
            // Workers that were to leave what waited to others wait for nothing now.
            self.changed.notify_waiters();
        }
        match next {
            Some(job) => {
                if !state.waiting.is_empty() {
                    // Two calls that came at once may have left one permit.
                    self.changed.notify_one();
                }
                state.started(&job);
                Next::Call(job)
            }
            None if state.closed && state.waiting.is_empty() => Next::Over,
            // Whoever ends a call looks again, and so finds what waits for its plugin's share.
            None => Next::Later,
        }
    }

    /// A call that [`Queue::next`] gave is over.
    pub(super) fn done(&self, job: Job, reply: Reply, took: Duration) {
        let mut state = self.state();
        state.ended(&job);
        state.usual = if state.usual.is_zero() { took } else { (state.usual * 7 + took) / 8 };
        drop(state);
        job.answer(Ok(reply));
    }

    /// A call that [`Queue::next`] gave has lost its worker: it comes next, if that was the first time. Returns whether it does.
    pub(super) fn lost(&self, mut job: Job) -> bool {
        let mut state = self.state();
        state.ended(&job);
        if job.retried {
            drop(state);
            self.changed.notify_one();
            job.answer(Err(WorkerError::Lost));
            return false;
        }
        job.retried = true;
        state.waiting.push_front(job);
        drop(state);
        self.changed.notify_one();
        true
    }

    /// A call that [`Queue::next`] gave is given up.
    pub(super) fn stopped(&self, job: Job) {
        self.state().ended(&job);
        job.answer(Err(WorkerError::Stopping));
    }

    /// A call that [`Queue::next`] gave is given up, because nobody waits for its reply any more.
    pub(super) fn abandoned(&self, job: &Job) {
        self.state().ended(job);
        // Its worker does not look again.
        self.changed.notify_one();
    }

    /// Takes no more calls.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.changed.notify_waiters();
        self.over.notify_waiters();
    }

    /// Waits until no call waits and none can come.
    pub(super) async fn over(&self) {
        loop {
            let over = self.over.notified();
            if self.is_over() {
                return;
            }
            over.await;
        }
    }

    fn is_over(&self) -> bool {
        let state = self.state();
        state.closed && state.waiting.is_empty()
    }

    /// Gives up every call that waits.
    pub(super) fn answer_waiting(&self, error: &WorkerError) {
        let waiting = std::mem::take(&mut self.state().waiting);
        for job in waiting {
            job.answer(Err(error.clone()));
        }
    }

    /// How many run, and how many wait.
    pub(super) fn running_and_waiting(&self) -> (usize, usize) {
        let state = self.state();
        (state.running, state.waiting.len())
    }

    /// No code that could panic runs under the lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn started(&mut self, job: &Job) {
        self.running += 1;
        *self.running_of.entry(job.plugin).or_default() += 1;
    }

    fn ended(&mut self, job: &Job) {
        self.running -= 1;
        if let Some(running) = self.running_of.get_mut(&job.plugin) {
            *running -= 1;
            if *running == 0 {
                self.running_of.remove(&job.plugin);
            }
        }
    }

    /// Until the calls that wait are done, if they take as long as the last ones.
    fn retry_after_seconds(&self, workers: usize) -> u64 {
        let rounds = u32::try_from(self.waiting.len().div_ceil(workers)).unwrap_or(u32::MAX);
        self.usual.saturating_mul(rounds).as_secs().saturating_add(1).min(MAX_RETRY_AFTER_SECONDS)
    }
}

#[cfg(test)]
mod tests;
