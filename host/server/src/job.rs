//! A job as handlers use it: its interview under the job's switches and weights, and the plugins that its publication locked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use touchstone_core::ids::{Digest, InterviewId};
use touchstone_core::interview::{Interview, InterviewError, Item};
use touchstone_core::manifest::Manifest;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::Loaded;
use touchstone_store::Store;

use crate::problem::{Code, PlacedError, Problem};
use crate::records::{JobRecord, PluginRecord, Ran, job_key, plugin_key};
use crate::workers::Component;

/// A job in one version of its record.
#[derive(Debug)]
pub(crate) struct OpenJob {
    pub(crate) record: JobRecord,
    pub(crate) version: u64,
    /// With the job's switches and weights.
    pub(crate) interview: Interview,
    /// What each requirement was resolved to, by its pointer. Empty for a draft.
    plugins: BTreeMap<String, Arc<LockedPlugin>>,
}

/// A plugin in the version that a job uses.
#[derive(Debug)]
pub(crate) struct LockedPlugin {
    pub(crate) manifest: Manifest,
    pub(crate) component: Component,
}

/// The jobs that were opened lately. A change of a job's record gives it another version, so nothing here is ever stale.
#[derive(Default)]
pub(crate) struct OpenJobs {
    open: Mutex<BTreeMap<InterviewId, Arc<OpenJob>>>,
    plugins: Mutex<BTreeMap<Digest, Arc<LockedPlugin>>>,
}

/// The most jobs, and the most plugins, that are kept open.
const OPEN: usize = 64;

impl OpenJobs {
    pub(crate) async fn open(&self, store: &dyn Store, id: &InterviewId) -> Result<Arc<OpenJob>, Problem> {
        let Some(document) = store.get(job_key(id)).await? else {
            let detail = format!("there is no job `{id}`; `GET /api/v1/jobs` lists those that are");
            return Err(Problem::new(Code::UnknownJob, detail));
        };
        let version = document.version;
        let known = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(id).map(Arc::clone);
        if let Some(known) = known.filter(|known| known.version == version) {
            return Ok(known);
        }
        let job = Arc::new(self.read(store, document.read()?, version).await?);
        remember(&self.open, id.clone(), &job);
        Ok(job)
    }

    async fn read(&self, store: &dyn Store, record: JobRecord, version: u64) -> Result<OpenJob, Problem> {
        let damaged =
            |what: &dyn std::fmt::Display| Problem::internal(format!("the job `{}` cannot be read: {what}", record.id));
        let mut interview = Interview::from_json(&record.interview).map_err(|error| damaged(&error))?;
        if let Some(off) = &record.modules_off {
            interview = interview.with_modules_off(off.clone()).map_err(|module| damaged(&module))?;
        }
        if let Some(weights) = &record.weights {
            let rubric = interview.rubric().with_weights(weights).map_err(|error| damaged(&error))?;
            interview = interview.with_rubric(rubric).map_err(|dimension| damaged(&dimension))?;
        }
        let mut plugins = BTreeMap::new();
        for lock in record.publication.iter().flat_map(|publication| &publication.locks) {
            let known = self.plugins.lock().unwrap_or_else(PoisonError::into_inner).get(&lock.digest).map(Arc::clone);
            let plugin = if let Some(known) = known {
                known
            } else {
                let document = store.get(plugin_key(&lock.plugin, &lock.version)).await?;
                let gone = || damaged(&format!("`{}` {} is gone", lock.plugin, lock.version));
                let plugin = Arc::new(LockedPlugin::read(store, &document.ok_or_else(gone)?.read()?).await?);
                remember(&self.plugins, lock.digest, &plugin);
                plugin
            };
            plugins.insert(lock.pointer.clone(), plugin);
        }
        Ok(OpenJob { record, version, interview, plugins })
    }
}

fn remember<K: Ord + Clone, V>(all: &Mutex<BTreeMap<K, Arc<V>>>, key: K, value: &Arc<V>) {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= OPEN {
        all.pop_first();
    }
    all.insert(key, Arc::clone(value));
}

impl OpenJob {
    /// The plugin of an item's module.
    pub(crate) fn plugin(&self, item: &Item, kind: ModuleKind) -> Result<&Arc<LockedPlugin>, Problem> {
        let place = self.interview.items().iter().position(|other| other.id == item.id);
        let key = if kind == ModuleKind::QuestionType { "question" } else { "evaluator" };
        place.and_then(|n| self.plugins.get(&format!("/items/{n}/{key}"))).ok_or_else(|| {
            Problem::internal(format!("the item `{}` of `{}` has no locked {kind}", item.id, self.record.id))
        })
    }

    /// The language runtimes that are not switched off.
    pub(crate) fn runtimes(&self) -> impl Iterator<Item = &Arc<LockedPlugin>> {
        let off = self.interview.modules_off();
        let on = move |(n, requirement): (usize, &touchstone_core::interview::PluginRequirement)| {
            let on = !off.contains(&requirement.plugin.module(ModuleKind::LanguageRuntime));
            on.then(|| self.plugins.get(&format!("/runtimes/{n}"))).flatten()
        };
        self.interview.runtimes().iter().enumerate().filter_map(on)
    }

    /// The same job as if its publication had resolved the requirements so.
    pub(crate) fn with_plugins(
        record: JobRecord,
        interview: Interview,
        plugins: BTreeMap<String, Arc<LockedPlugin>>,
    ) -> Self {
        Self { record, version: 0, interview, plugins }
    }
}

impl LockedPlugin {
    pub(crate) async fn read(store: &dyn Store, record: &PluginRecord) -> Result<Self, Problem> {
        let damaged =
            |what: String| Problem::internal(format!("the plugin `{}` {}: {what}", record.id, record.version));
        let manifest =
            Manifest::from_json(record.manifest.to_string().as_bytes()).map_err(|error| damaged(error.to_string()))?;
        let path = store.blob_file(record.digest).await?;
        let path = path.ok_or_else(|| damaged(format!("its component {} is gone", record.digest)))?;
        Ok(Self { manifest, component: Component { digest: record.digest, path } })
    }

    /// As what it ran on names it.
    pub(crate) fn loaded(&self) -> Loaded<'_> {
        Loaded { manifest: &self.manifest, digest: self.component.digest }
    }

    pub(crate) fn ran(&self) -> Ran {
        Ran {
            plugin: self.manifest.id().clone(),
            version: self.manifest.version().clone(),
            digest: self.component.digest,
        }
    }
}

/// Reads an interview that somebody sent.
pub(crate) fn read_interview(text: &str) -> Result<Interview, Problem> {
    Interview::from_json(text).map_err(|error| match error {
        InterviewError::Syntax(error) => Problem::new(Code::MalformedJson, "the interview is not JSON; see `errors`")
            .with_errors([PlacedError::syntax(&error)]),
        InterviewError::Mistakes(mistakes) => {
            Problem::new(Code::InterviewRefused, "the interview has mistakes; `errors` names each with its place")
                .with_errors(mistakes.list().iter().cloned().map(Into::into))
        }
    })
}
