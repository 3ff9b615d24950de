//! A job as handlers use it, in one generation: its interview under the job's switches and weights, the plugins that were locked, and which
//! evaluations count.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use touchstone_core::ids::{Digest, InterviewId, ItemId};
use touchstone_core::interview::{Interview, InterviewError, Item};
use touchstone_core::manifest::Manifest;
use touchstone_core::words::{Capability, ModuleKind};
use touchstone_runtime::Loaded;
use touchstone_store::Store;

use crate::problem::{Code, PlacedError, Problem};
use crate::records::{
    EvaluationRecord, FIRST, JobRecord, Lock, PluginRecord, Ran, RescoreRecord, Settings, Terms, job_key, plugin_key,
    rescore_key,
};
use crate::workers::Component;

/// A job in one version of its record.
#[derive(Debug)]
pub(crate) struct OpenJob {
    pub(crate) record: JobRecord,
    pub(crate) version: u64,
    pub(crate) generation: u32,
    /// With the switches, weights, versions and configs of its generation.
    pub(crate) interview: Interview,
    pub(crate) terms: Terms,
    /// The generations whose evaluations may hold in this one: those that it follows, and itself.
    lineage: Vec<u32>,
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
    open: Mutex<BTreeMap<(InterviewId, u32), Arc<OpenJob>>>,
    plugins: Mutex<BTreeMap<Digest, Arc<LockedPlugin>>>,
}

/// The most jobs, and the most plugins, that are kept open.
const OPEN: usize = 64;

impl OpenJobs {
    /// In the generation that is shown, or in this one: an accepted one, one that was dropped, or one that is not decided.
    pub(crate) async fn open(
        &self,
        store: &dyn Store,
        id: &InterviewId,
        generation: Option<u32>,
    ) -> Result<Arc<OpenJob>, Problem> {
        let Some(document) = store.get(job_key(id)).await? else {
            let detail = format!("there is no job `{id}`; `GET /api/v1/jobs` lists those that are");
            return Err(Problem::new(Code::UnknownJob, detail));
        };
        let version = document.version;
        if let Some(generation) = generation
            && let Some(known) = self.known(id, generation, version)
        {
            return Ok(known);
        }
        let record: JobRecord = document.read()?;
        let generation = generation.unwrap_or(record.generations.current);
        if let Some(known) = self.known(id, generation, version) {
            return Ok(known);
        }
        let job = Arc::new(self.read(store, record, version, generation).await?);
        remember(&self.open, (id.clone(), generation), &job);
        Ok(job)
    }

    fn known(&self, id: &InterviewId, generation: u32, version: u64) -> Option<Arc<OpenJob>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&(id.clone(), generation)).filter(|known| known.version == version).map(Arc::clone)
    }

    async fn read(
        &self,
        store: &dyn Store,
        record: JobRecord,
        version: u64,
        generation: u32,
    ) -> Result<OpenJob, Problem> {
        let terms = match store.get(rescore_key(&record.id, generation)).await? {
            Some(document) => document.read::<RescoreRecord>()?.terms,
            None if generation == FIRST => {
                let locks = record.publication.iter().flat_map(|publication| &publication.locks).cloned().collect();
                Terms { locks, ..Terms::default() }
            }
            None => return Err(unknown_generation(&record, generation)),
        };
        let settings = record.generations.settings_of(generation).cloned().unwrap_or_else(|| record.settings());
        let interview = interview_under(&record, &terms, &settings)?;
        let mut plugins = BTreeMap::new();
        for lock in &terms.locks {
            plugins.insert(lock.pointer.clone(), self.plugin(store, lock).await?);
        }
        let lineage = record.generations.accepted().filter(|accepted| *accepted < generation).chain([generation]);
        let lineage = lineage.collect();
        Ok(OpenJob { record, version, generation, interview, terms, lineage, plugins })
    }

    /// A plugin that was locked.
    async fn plugin(&self, store: &dyn Store, lock: &Lock) -> Result<Arc<LockedPlugin>, Problem> {
        let known = self.plugins.lock().unwrap_or_else(PoisonError::into_inner).get(&lock.digest).map(Arc::clone);
        if let Some(known) = known {
            return Ok(known);
        }
        let document = store.get(plugin_key(&lock.plugin, &lock.version)).await?;
        let gone = || Problem::internal(format!("the plugin `{}` {} is gone", lock.plugin, lock.version));
        let plugin = Arc::new(LockedPlugin::read(store, &document.ok_or_else(gone)?.read()?).await?);
        remember(&self.plugins, lock.digest, &plugin);
        Ok(plugin)
    }
}

/// A job's interview with its terms' versions and configs, under these switches and weights.
pub(crate) fn interview_under(record: &JobRecord, terms: &Terms, settings: &Settings) -> Result<Interview, Problem> {
    let damaged =
        |what: &dyn std::fmt::Display| Problem::internal(format!("the job `{}` cannot be read: {what}", record.id));
    let text = terms.interview.as_ref().unwrap_or(&record.interview);
    let mut interview = Interview::from_json(text).map_err(|error| damaged(&error))?;
    if let Some(off) = &settings.modules_off {
        interview = interview.with_modules_off(off.clone()).map_err(|module| damaged(&module))?;
    }
    if let Some(weights) = &settings.weights {
        let rubric = interview.rubric().with_weights(weights).map_err(|error| damaged(&error))?;
        interview = interview.with_rubric(rubric).map_err(|dimension| damaged(&dimension))?;
    }
    Ok(interview)
}

/// A generation that the job does not have, or that was never shown.
pub(crate) fn unknown_generation(record: &JobRecord, generation: u32) -> Problem {
    let accepted: Vec<_> = record.generations.accepted().map(|one| one.to_string()).collect();
    let detail = format!(
        "the job `{}` has no accepted generation {generation}; it has {}, and `GET /api/v1/jobs/{}/rescores` lists the others",
        record.id,
        accepted.join(", "),
        record.id
    );
    Problem::new(Code::UnknownGeneration, detail)
}

fn remember<K: Ord + Clone, V>(all: &Mutex<BTreeMap<K, Arc<V>>>, key: K, value: &Arc<V>) {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= OPEN {
        all.pop_first();
    }
    all.insert(key, Arc::clone(value));
}

impl OpenJob {
    /// The interview as it was sent, or as a re-score revised it. Switches and weights are not in it.
    pub(crate) fn interview_text(&self) -> &str {
        self.terms.interview.as_ref().unwrap_or(&self.record.interview)
    }

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

    /// The plugins by the pointer of their requirement.
    pub(crate) fn plugins(&self) -> &BTreeMap<String, Arc<LockedPlugin>> {
        &self.plugins
    }

    /// Whether an evaluation counts in this generation: its item is scored as it was then, or there was no answer to score.
    pub(crate) fn counts(&self, record: &EvaluationRecord) -> bool {
        let since = self.terms.since.get(&record.item).copied().unwrap_or(FIRST);
        self.lineage.contains(&record.generation) && (record.generation >= since || !record.is_of_an_answer())
    }

    /// Whether an item's answers are evaluated in one generation as in the other: by the same component under the same config, with the same
    /// language runtimes where it can run programs.
    pub(crate) fn evaluates_as(&self, other: &Self, item: &ItemId) -> Result<bool, Problem> {
        let one = crate::app::item(self, item)?;
        let another = crate::app::item(other, item)?;
        let evaluator = self.plugin(one, ModuleKind::Evaluator)?;
        let same = evaluator.component.digest == other.plugin(another, ModuleKind::Evaluator)?.component.digest
            && one.evaluator.config == another.evaluator.config;
        let runtimes = |job: &Self| {
            let of_runtimes = job.plugins.iter().filter(|(pointer, _)| pointer.starts_with("/runtimes/"));
            of_runtimes.map(|(_, plugin)| plugin.component.digest).collect::<Vec<_>>()
        };
        Ok(same && (!evaluator.manifest.wants(Capability::RunCode) || runtimes(self) == runtimes(other)))
    }

    /// The same job as if its requirements were resolved so.
    pub(crate) fn with_plugins(
        record: JobRecord,
        interview: Interview,
        plugins: BTreeMap<String, Arc<LockedPlugin>>,
    ) -> Self {
        let generation = record.generations.current;
        let (terms, lineage) = (Terms::default(), vec![generation]);
        Self { record, version: 0, generation, interview, terms, lineage, plugins }
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

    /// As it is locked for the requirement at this pointer.
    pub(crate) fn lock(&self, pointer: &str) -> Lock {
        let Ran { plugin, version, digest } = self.ran();
        Lock { pointer: pointer.to_owned(), plugin, version, digest }
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
