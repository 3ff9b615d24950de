//! What every handler shares: the store, the workers, the jobs that are open, and the queue of evaluations.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use touchstone_core::grants::Grants;
use touchstone_core::ids::{CandidateId, InterviewId, ItemId, PluginId};
use touchstone_core::interview::Item;
use touchstone_core::receipt::PrivateKey;
use touchstone_runtime::worker::protocol::{Call, Reply};
use touchstone_store::{Key, Store};

use crate::evaluation_queue::QueueBell;
use crate::job::{LockedPlugin, OpenJob, OpenJobs, unknown_generation};
use crate::metrics;
use crate::problem::{Code, Problem};
use crate::records::{CandidateRecord, candidate_key, grants_key};
use crate::rescoring::RescoreBell;
use crate::workers::{AnswerFile, WorkerError, Workers};

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<dyn Store>,
    workers: Workers,
    jobs: OpenJobs,
    bell: QueueBell,
    rescores: RescoreBell,
    receipt_key: PrivateKey,
}

/// A document and its version.
pub(crate) struct Versioned<T> {
    pub(crate) version: u64,
    pub(crate) value: T,
}

impl App {
    pub(crate) fn new(store: Arc<dyn Store>, workers: Workers, receipt_key: PrivateKey) -> Self {
        let (jobs, bell, rescores) = (OpenJobs::default(), QueueBell::default(), RescoreBell::default());
        Self { shared: Arc::new(Shared { store, workers, jobs, bell, rescores, receipt_key }) }
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.shared.store
    }

    pub(crate) fn workers(&self) -> &Workers {
        &self.shared.workers
    }

    /// Signs receipts.
    pub(crate) fn receipt_key(&self) -> &PrivateKey {
        &self.shared.receipt_key
    }

    pub(crate) fn bell(&self) -> &QueueBell {
        &self.shared.bell
    }

    pub(crate) fn rescores(&self) -> &RescoreBell {
        &self.shared.rescores
    }

    pub(crate) async fn find<T: DeserializeOwned>(&self, key: Key) -> Result<Option<Versioned<T>>, Problem> {
        let Some(document) = self.store().get(key).await? else { return Ok(None) };
        let version = document.version;
        Ok(Some(Versioned { version, value: document.read()? }))
    }

    /// A job as it is shown, drafts too.
    pub(crate) async fn job(&self, id: &InterviewId) -> Result<Arc<OpenJob>, Problem> {
        self.shared.jobs.open(self.store(), id, None).await
    }

    /// A job in any generation, those too that nobody is shown.
    pub(crate) async fn job_in(&self, id: &InterviewId, generation: u32) -> Result<Arc<OpenJob>, Problem> {
        self.shared.jobs.open(self.store(), id, Some(generation)).await
    }

    /// A job as it is shown, or as it was shown in an earlier generation.
    pub(crate) async fn shown_job(&self, id: &InterviewId, generation: Option<u32>) -> Result<Arc<OpenJob>, Problem> {
        let job = self.job(id).await?;
        match generation {
            Some(wanted) if !job.record.generations.accepted().any(|accepted| accepted == wanted) => {
                Err(unknown_generation(&job.record, wanted))
            }
            Some(wanted) if wanted != job.generation => self.job_in(id, wanted).await,
            _ => Ok(job),
        }
    }

    /// A job that candidates can take.
    pub(crate) async fn published_job(&self, id: &InterviewId) -> Result<Arc<OpenJob>, Problem> {
        let job = self.job(id).await?;
        if job.record.publication.is_some() {
            return Ok(job);
        }
        let detail = format!("the job `{id}` is a draft; publish it with `POST /api/v1/jobs/{id}/publication` first");
        Err(Problem::new(Code::JobNotPublished, detail))
    }

    pub(crate) async fn candidate(
        &self,
        job: &InterviewId,
        candidate: &CandidateId,
    ) -> Result<Versioned<CandidateRecord>, Problem> {
        self.find(candidate_key(job, candidate)).await?.ok_or_else(|| {
            let detail = format!(
                "the job `{job}` has no candidate `{candidate}`; add them with `POST /api/v1/jobs/{job}/candidates`"
            );
            Problem::new(Code::UnknownCandidate, detail)
        })
    }

    /// A candidate who has not submitted.
    pub(crate) async fn answering(
        &self,
        job: &InterviewId,
        candidate: &CandidateId,
    ) -> Result<Versioned<CandidateRecord>, Problem> {
        let found = self.candidate(job, candidate).await?;
        match &found.value.submitted_at {
            None => Ok(found),
            Some(at) => {
                let detail = format!("the candidate `{candidate}` submitted at {at}; nothing is taken after that");
                Err(Problem::new(Code::AlreadySubmitted, detail))
            }
        }
    }

    /// What a plugin may use in an interview: what it asks for, what an administrator granted, and what the interview grants.
    pub(crate) async fn effective_grants(&self, job: &OpenJob, plugin: &LockedPlugin) -> Result<Grants, Problem> {
        let id = plugin.manifest.id();
        let granted = self.granted(id).await?.and(&job.interview.granted(id));
        let wanted = plugin.manifest.capabilities().iter().map(|wanted| wanted.capability);
        Ok(granted.and(&Grants::of(wanted)))
    }

    /// What an administrator granted, to the plugin in whatever version.
    pub(crate) async fn granted(&self, plugin: &PluginId) -> Result<Grants, Problem> {
        let found = self.find::<Grants>(grants_key(plugin)).await?;
        Ok(found.map(|found| found.value).unwrap_or_default())
    }

    /// Runs a call in a worker.
    pub(crate) async fn call(&self, job: &OpenJob, plugin: &LockedPlugin, call: Call) -> Result<Reply, CallError> {
        self.call_with_files(job, plugin, call, Vec::new()).await
    }

    /// Runs a call in a worker, with the files of its answer.
    pub(crate) async fn call_with_files(
        &self,
        job: &OpenJob,
        plugin: &LockedPlugin,
        call: Call,
        files: Vec<AnswerFile>,
    ) -> Result<Reply, CallError> {
        let grants = self.effective_grants(job, plugin).await.map_err(CallError::Problem)?;
        self.call_granted(job, plugin, grants, call, files).await
    }

    /// Runs a call in a worker, with these grants and the files of its answer.
    pub(crate) async fn call_granted(
        &self,
        job: &OpenJob,
        plugin: &LockedPlugin,
        grants: Grants,
        call: Call,
        files: Vec<AnswerFile>,
    ) -> Result<Reply, CallError> {
        let runtimes = job.runtimes().map(|runtime| runtime.component.clone()).collect();
        let function = call.function();
        let ran = self.workers().run_with_files(plugin.component.clone(), grants, runtimes, call, files).await;
        match &ran {
            Ok(reply) => metrics::called(plugin, function, reply),
            Err(error) => metrics::not_called(plugin, function, error.word()),
        }
        ran.map_err(CallError::Worker)
    }
}

/// Why a call was not run.
#[derive(Debug)]
pub(crate) enum CallError {
    Problem(Problem),
    Worker(WorkerError),
}

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Problem(problem) => problem,
            CallError::Worker(error) => error.into(),
        }
    }
}

/// An item of a job.
pub(crate) fn item<'a>(job: &'a OpenJob, id: &ItemId) -> Result<&'a Item, Problem> {
    job.interview.item(id).ok_or_else(|| {
        let known: Vec<_> = job.interview.items().iter().map(|item| format!("`{}`", item.id)).collect();
        let detail =
            format!("the interview `{}` has no item `{id}`; its items are {}", job.record.id, known.join(", "));
        Problem::new(Code::UnknownItem, detail)
    })
}

/// An item that is administered.
pub(crate) fn administered<'a>(job: &'a OpenJob, id: &ItemId) -> Result<&'a Item, Problem> {
    let item = item(job, id)?;
    match job.interview.switched_off(item) {
        None => Ok(item),
        Some(module) => {
            let detail =
                format!("the module `{module}` is switched off for this job, so the item `{id}` is not administered");
            Err(Problem::new(Code::ItemSwitchedOff, detail))
        }
    }
}
