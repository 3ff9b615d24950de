//! Hands the answers of a re-score to the queue of evaluations, a few at a time: whoever submits meanwhile waits behind those few, and the
//! queue stays small however many answers there are. Evaluates nothing, and decides nothing.
//!
//! The tasks of some candidates, how many they are, and that these candidates are done with are one batch. So after a crash it goes on where
//! it was.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use touchstone_core::ids::{CandidateId, InterviewId, ItemId};
use touchstone_store::{Batch, Document, Expected, Scan};

use crate::app::{App, Versioned};
use crate::clock;
use crate::problem::Problem;
use crate::records::{
    CandidateRecord, EvaluationRecord, LATECOMERS, LatecomerRecord, QUEUE, QueueingRecord, RESCORES, RescoreRecord,
    TaskRecord, candidates_of, evaluations_of, queueing_key, rescore_key, task_generation, task_key,
};

/// Tasks of a re-score that wait before no more are added.
const WAITING: u64 = 64;
/// Candidates whose tasks are one batch.
const CANDIDATES: usize = 16;
/// Documents of one look into the store.
const PAGE: usize = 256;

/// Rings when there may be something to hand over; knows how many tasks of each re-score wait.
#[derive(Clone, Default)]
pub(crate) struct RescoreBell {
    shared: Arc<Bell>,
}

#[derive(Default)]
struct Bell {
    ring: Notify,
    /// Of the re-scores that are not decided. Counted up before a batch puts tasks into the queue, so that it is never too low.
    waiting: Mutex<BTreeMap<(InterviewId, u32), u64>>,
}

impl RescoreBell {
    /// After a candidate submitted.
    pub(crate) fn ring(&self) {
        self.shared.ring.notify_one();
    }

    /// A re-score that nobody decided yet.
    pub(crate) fn open(&self, job: &InterviewId, generation: u32) {
        self.with(|waiting| {
            waiting.entry((job.clone(), generation)).or_default();
        });
        self.ring();
    }

    /// A re-score that is decided.
    pub(crate) fn close(&self, job: &InterviewId, generation: u32) {
        self.with(|waiting| waiting.remove(&(job.clone(), generation)));
    }

    /// Tasks in the queue of evaluations.
    pub(crate) fn waiting(&self, job: &InterviewId, generation: u32) -> u64 {
        self.with(|waiting| waiting.get(&(job.clone(), generation)).copied().unwrap_or(0))
    }

    /// After a task left the queue.
    pub(crate) fn left(&self, task_key: &str) {
        let Some(id) = task_generation(task_key) else { return };
        let few = self.with(|waiting| {
            let count = waiting.get_mut(&id)?;
            *count = count.saturating_sub(1);
            Some(*count <= WAITING / 2)
        });
        if few == Some(true) {
            self.ring();
        }
    }

    fn add(&self, rescore: &RescoreRecord, tasks: u64) {
        self.with(|waiting| {
            if let Some(count) = waiting.get_mut(&(rescore.job.clone(), rescore.generation)) {
                *count += tasks;
            }
        });
    }

    fn take_back(&self, rescore: &RescoreRecord, tasks: u64) {
        self.with(|waiting| {
            if let Some(count) = waiting.get_mut(&(rescore.job.clone(), rescore.generation)) {
                *count = count.saturating_sub(tasks);
            }
        });
    }

    fn all_open(&self) -> Vec<(InterviewId, u32)> {
        self.with(|waiting| waiting.keys().cloned().collect())
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut BTreeMap<(InterviewId, u32), u64>) -> T) -> T {
        use_it(&mut self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Finds the re-scores that are not decided, and how many of their tasks wait. Before the queue of evaluations is worked.
pub(crate) async fn find_open(app: &App) -> Result<(), Problem> {
    let mut after = None;
    while let Some(rescores) = page(app, RESCORES.all(), &mut after).await? {
        for document in rescores {
            let rescore: RescoreRecord = document.read()?;
            if rescore.decision.is_none() {
                app.rescores().open(&rescore.job, rescore.generation);
            }
        }
    }
    if app.rescores().all_open().is_empty() {
        return Ok(());
    }
    let mut after = None;
    while let Some(tasks) = page(app, QUEUE.all(), &mut after).await? {
        for id in tasks.iter().filter_map(|task| task_generation(&task.key)) {
            app.rescores().with(|waiting| waiting.get_mut(&id).map(|count| *count += 1));
        }
    }
    Ok(())
}

/// Hands tasks over until `stop` says so.
pub(crate) async fn work(app: App, mut stop: watch::Receiver<bool>) {
    let mut rescores = BTreeMap::new();
    loop {
        let wait = match hand_over(&app, &mut rescores).await {
            Ok(()) => Duration::from_secs(30),
            Err(problem) => {
                tracing::error!(cause = problem.cause(), "the tasks of re-scores cannot be queued now");
                Duration::from_secs(1)
            }
        };
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = app.rescores().shared.ring.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// All that there is room for.
async fn hand_over(app: &App, rescores: &mut BTreeMap<(InterviewId, u32), Arc<RescoreRecord>>) -> Result<(), Problem> {
    let open = app.rescores().all_open();
    rescores.retain(|id, _| open.contains(id));
    for (job, generation) in open {
        let id = (job, generation);
        if !rescores.contains_key(&id) {
            let found = app.find::<RescoreRecord>(rescore_key(&id.0, generation)).await?;
            rescores.extend(found.map(|found| (id.clone(), Arc::new(found.value))));
        }
        let Some(rescore) = rescores.get(&id).map(Arc::clone) else { continue };
        while app.rescores().waiting(&rescore.job, generation) < WAITING && queue_some(app, &rescore).await? {}
    }
    latecomers(app).await
}

/// Queues the tasks of the next candidates; whether there were any left.
async fn queue_some(app: &App, rescore: &RescoreRecord) -> Result<bool, Problem> {
    let mut state = queueing(app, rescore).await?;
    if state.value.through {
        return Ok(false);
    }
    if state.value.of.is_none() {
        state = count(app, rescore, state).await?;
    }
    let of_job = candidates_of(&rescore.job);
    let after = state.value.after.as_ref().map(|after| format!("{}/{after}", rescore.job));
    let scan = if let Some(after) = after { of_job.after(after) } else { of_job };
    let candidates = app.store().scan(scan.limit(CANDIDATES)).await?;
    let mut batch = Batch::new();
    let mut next = state.value.clone();
    next.through = candidates.len() < CANDIDATES;
    let (queued_ms, before) = (clock::now_ms(), next.queued);
    for document in candidates {
        let candidate: CandidateRecord = document.read()?;
        for task in tasks(app, rescore, &candidate).await? {
            batch = batch.put(task_key(queued_ms, &task), Expected::Absent, &task);
            next.queued += 1;
        }
        next.after = Some(candidate.id);
    }
    let added = next.queued - before;
    let batch = batch.put(queueing_key(&rescore.job, rescore.generation), Expected::Version(state.version), &next);
    commit(app, rescore, added, batch).await?;
    Ok(true)
}

/// Queues the tasks of those who submitted while their re-score was open. An accepted one has them too: a candidate may have submitted in its
/// last moment.
async fn latecomers(app: &App) -> Result<(), Problem> {
    let mut after = None;
    while let Some(documents) = page(app, LATECOMERS.all(), &mut after).await? {
        for document in documents {
            let done = Batch::new().delete(LATECOMERS.key(&document.key), Expected::Version(document.version));
            let LatecomerRecord { job, generation, candidate } = document.read()?;
            let Some(rescore) = app.find::<RescoreRecord>(rescore_key(&job, generation)).await? else { continue };
            let rescore = rescore.value;
            if rescore.decision.as_ref().is_some_and(|decision| !decision.accepted) {
                app.store().commit(done).await?;
                continue;
            }
            let state = queueing(app, &rescore).await?;
            if state.value.of.is_none() {
                // They are counted first.
                continue;
            }
            let candidate = app.candidate(&job, &candidate).await?.value;
            let tasks = answered(app, &rescore, &candidate.id).await?;
            let (added, queued_ms) = (tasks.len() as u64, clock::now_ms());
            let batch =
                tasks.iter().fold(done, |batch, task| batch.put(task_key(queued_ms, task), Expected::Absent, task));
            let of = state.value.of.map(|of| of + added);
            let next = QueueingRecord { of, queued: state.value.queued + added, ..state.value };
            let batch = batch.put(queueing_key(&job, generation), Expected::Version(state.version), &next);
            commit(app, &rescore, added, batch).await?;
        }
    }
    Ok(())
}

/// Counts the tasks of everybody who had submitted when the re-score began: nobody joins or leaves these.
async fn count(
    app: &App,
    rescore: &RescoreRecord,
    state: Versioned<QueueingRecord>,
) -> Result<Versioned<QueueingRecord>, Problem> {
    let (mut after, mut of) = (None, 0);
    while let Some(candidates) = page(app, candidates_of(&rescore.job), &mut after).await? {
        for document in candidates {
            of += tasks(app, rescore, &document.read()?).await?.len() as u64;
        }
    }
    let value = QueueingRecord { of: Some(of), ..state.value };
    let key = queueing_key(&rescore.job, rescore.generation);
    let version = app.store().commit(Batch::new().put(key, Expected::Version(state.version), &value)).await?;
    Ok(Versioned { version, value })
}

/// The tasks of a candidate who had submitted when the re-score began.
async fn tasks(app: &App, rescore: &RescoreRecord, candidate: &CandidateRecord) -> Result<Vec<TaskRecord>, Problem> {
    if candidate.submitted_at.is_none() || candidate.joined == Some(rescore.generation) {
        return Ok(Vec::new());
    }
    answered(app, rescore, &candidate.id).await
}

/// The tasks of a candidate's answers to the items that are evaluated anew; none where there is no answer.
async fn answered(app: &App, rescore: &RescoreRecord, candidate: &CandidateId) -> Result<Vec<TaskRecord>, Problem> {
    let RescoreRecord { job, generation, items, .. } = rescore;
    let documents = app.store().scan(evaluations_of(job, candidate)).await?;
    let evaluations: Vec<EvaluationRecord> = documents.into_iter().map(Document::read).collect::<Result<_, _>>()?;
    let given = |item: &ItemId| evaluations.iter().all(|record| record.item != *item || record.is_of_an_answer());
    let task = |item: &ItemId| TaskRecord {
        job: job.clone(),
        candidate: candidate.clone(),
        item: item.clone(),
        generation: *generation,
    };
    Ok(items.iter().filter(|item| given(item)).map(task).collect())
}

async fn queueing(app: &App, rescore: &RescoreRecord) -> Result<Versioned<QueueingRecord>, Problem> {
    let found = app.find(queueing_key(&rescore.job, rescore.generation)).await?;
    found.ok_or_else(|| Problem::internal(format!("the state of the re-score of `{}` is gone", rescore.job)))
}

/// Puts tasks into the queue and has it look.
async fn commit(app: &App, rescore: &RescoreRecord, tasks: u64, batch: Batch) -> Result<(), Problem> {
    app.rescores().add(rescore, tasks);
    if let Err(error) = app.store().commit(batch).await {
        app.rescores().take_back(rescore, tasks);
        return Err(error.into());
    }
    app.bell().ring();
    Ok(())
}

/// The next documents of a scan, `None` at its end.
pub(crate) async fn page(app: &App, scan: Scan, after: &mut Option<String>) -> Result<Option<Vec<Document>>, Problem> {
    let scan = scan.limit(PAGE);
    let scan = if let Some(after) = after.as_ref() { scan.after(after.clone()) } else { scan };
    let documents = app.store().scan(scan).await?;
    *after = documents.last().map(|last| last.key.clone());
    Ok(after.is_some().then_some(documents))
}
