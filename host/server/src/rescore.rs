//! A re-score: another way of scoring a job's stored answers, checked before it begins, watched while it runs, and accepted or dropped as a
//! whole. `rescoring` queues its tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use semver::Version;
use serde_json::Value;
use touchstone_core::ids::{InterviewId, ItemId, PluginId};
use touchstone_core::interview::revised_text;
use touchstone_store::{Batch, Expected};

use crate::app::{App, Versioned};
use crate::clock;
use crate::job::{LockedPlugin, OpenJob};
use crate::problem::{Code, PlacedError, Problem};
use crate::publication::misfits;
use crate::records::{
    DecisionRecord, Generations, JobRecord, PluginRecord, QueueingRecord, RescoreRecord, Superseded, job_key,
    latecomers_of, plugin_key, queueing_key, rescore_key,
};

/// What somebody wants to be otherwise.
pub(crate) struct Wanted {
    pub(crate) plugins: BTreeMap<PluginId, Version>,
    pub(crate) configs: BTreeMap<ItemId, Value>,
    pub(crate) reason: String,
}

/// How far a re-score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) done: u64,
    /// `None` until they are counted.
    pub(crate) of: Option<u64>,
    pub(crate) finished: bool,
}

/// Begins a re-score: everything that can be known to be wrong is said before the first answer is evaluated.
pub(crate) async fn begin(app: &App, job: &OpenJob, wanted: Wanted) -> Result<RescoreRecord, Problem> {
    let id = &job.record.id;
    if let Some(open) = job.record.generations.open {
        let detail = format!(
            "the re-score {open} of `{id}` is not decided; accept or drop it with `PUT /api/v1/jobs/{id}/rescores/{open}/decision` first"
        );
        return Err(Problem::new(Code::RescoreOpen, detail));
    }
    let revised = revised(app, job, &wanted).await?;
    let mut items = BTreeSet::new();
    for item in job.interview.items() {
        if !job.evaluates_as(&revised, &item.id)? {
            items.insert(item.id.clone());
        }
    }
    if items.is_empty() {
        let detail = "no answer would be evaluated otherwise than now; name another version, or another config";
        return Err(Problem::new(Code::RescoreRefused, detail));
    }
    let errors = misfits(app, &revised, |item| items.contains(&item.id)).await?;
    if !errors.is_empty() {
        let errors = errors.into_iter().map(|error| in_request(job, &wanted, error));
        let detail = "the stored answers cannot be scored in this way; `errors` names each mistake with its place";
        return Err(Problem::new(Code::RescoreRefused, detail).with_errors(errors));
    }
    let generation = job.record.generations.last + 1;
    let mut terms = job.terms.clone();
    terms.locks = revised.plugins().iter().map(|(pointer, plugin)| plugin.lock(pointer)).collect();
    terms.since.extend(items.iter().map(|item| (item.clone(), generation)));
    let configured = wanted.configs.keys().cloned().collect();
    terms.interview = Some(
        revised_text(job.interview_text(), &wanted.plugins, &wanted.configs)
            .ok_or_else(|| Problem::internal(format!("the interview of `{id}` is no JSON")))?,
    );
    terms.configs.extend(wanted.configs);
    let rescore = RescoreRecord {
        job: id.clone(),
        generation,
        base: job.generation,
        reason: wanted.reason,
        created_at: clock::now(),
        plugins: wanted.plugins,
        configured,
        items,
        terms,
        decision: None,
    };
    let generations = Generations { last: generation, open: Some(generation), ..job.record.generations.clone() };
    let record = JobRecord { generations, ..job.record.clone() };
    let batch = Batch::new()
        .put(job_key(id), Expected::Version(job.version), &record)
        .put(rescore_key(id, generation), Expected::Absent, &rescore)
        .put(queueing_key(id, generation), Expected::Absent, &QueueingRecord::default());
    app.store().commit(batch).await?;
    app.rescores().open(id, generation);
    tracing::info!(job.id = %id, generation, items = rescore.items.len(), "re-score began");
    Ok(rescore)
}

/// How far a re-score is.
pub(crate) async fn progress(app: &App, rescore: &RescoreRecord) -> Result<Progress, Problem> {
    let (job, generation) = (&rescore.job, rescore.generation);
    let found = app.find::<QueueingRecord>(queueing_key(job, generation)).await?;
    let state = found.map(|found| found.value).unwrap_or_default();
    // In this order: a latecomer's tasks are counted as waiting before the latecomer goes.
    let latecomers = !app.store().scan(latecomers_of(job, generation).limit(1)).await?.is_empty();
    let waiting = app.rescores().waiting(job, generation);
    let finished = rescore.decision.is_some() || (state.through && !latecomers && waiting == 0);
    Ok(Progress { done: state.queued.saturating_sub(waiting), of: state.of, finished })
}

/// A re-score of a job.
pub(crate) async fn find(app: &App, job: &InterviewId, generation: u32) -> Result<Versioned<RescoreRecord>, Problem> {
    app.find(rescore_key(job, generation)).await?.ok_or_else(|| {
        let detail =
            format!("the job `{job}` has no re-score {generation}; `GET /api/v1/jobs/{job}/rescores` lists them");
        Problem::new(Code::UnknownRescore, detail)
    })
}

/// A re-score whose evaluations are all there.
pub(crate) async fn must_be_finished(app: &App, rescore: &RescoreRecord) -> Result<(), Problem> {
    let Progress { done, of, finished } = progress(app, rescore).await?;
    if finished {
        return Ok(());
    }
    let far = of.map_or_else(|| "its answers are being counted".to_owned(), |of| format!("{done} of {of} are done"));
    let detail = format!("the re-score {} of `{}` still runs, {far}; try again later", rescore.generation, rescore.job);
    Err(Problem::new(Code::RescoreRunning, detail).retry_after(1))
}

/// Accepts or drops a re-score as a whole, once.
pub(crate) async fn decide(
    app: &App,
    job: &InterviewId,
    generation: u32,
    accepted: bool,
    by: String,
    reason: String,
) -> Result<RescoreRecord, Problem> {
    let open = app.job(job).await?;
    let Versioned { version, value: rescore } = find(app, job, generation).await?;
    if let Some(decision) = &rescore.decision {
        let (what, at) = (if decision.accepted { "accepted" } else { "dropped" }, &decision.at);
        let detail =
            format!("the re-score {generation} of `{job}` was {what} at {at}, which holds; begin another re-score");
        return Err(Problem::new(Code::RescoreDecided, detail));
    }
    must_be_finished(app, &rescore).await?;
    let settings = open.record.settings();
    let decision = DecisionRecord { accepted, by, reason, at: clock::now(), settings: settings.clone() };
    let rescore = RescoreRecord { decision: Some(decision), ..rescore };
    let mut generations = Generations { open: None, ..open.record.generations.clone() };
    if accepted {
        generations.superseded.push(Superseded { generation: generations.current, settings });
        generations.current = generation;
    }
    let record = JobRecord { generations, ..open.record.clone() };
    let batch = Batch::new().put(job_key(job), Expected::Version(open.version), &record).put(
        rescore_key(job, generation),
        Expected::Version(version),
        &rescore,
    );
    app.store().commit(batch).await?;
    app.rescores().close(job, generation);
    app.rescores().ring();
    tracing::info!(job.id = %job, generation, accepted, "re-score decided");
    Ok(rescore)
}

/// The job as it would be: these versions in the places of evaluators and language runtimes, these configs.
async fn revised(app: &App, job: &OpenJob, wanted: &Wanted) -> Result<OpenJob, Problem> {
    let mut errors = Vec::new();
    let mut found = BTreeMap::new();
    for (plugin, version) in &wanted.plugins {
        let place = format!("/plugins/{}", plugin.as_str().replace('/', "~1"));
        let installed = app.find::<PluginRecord>(plugin_key(plugin, version)).await?.map(|found| found.value);
        match installed {
            _ if job.interview.with_versions(&BTreeMap::from([(plugin.clone(), version.clone())])).is_err() => {
                let problem = format!("no item has `{plugin}` as its evaluator, and it is no language runtime here");
                errors.push(PlacedError::new(place, problem, "name a plugin that scores answers of this job"));
            }
            Some(record) if record.enabled => {
                found.insert(plugin, Arc::new(LockedPlugin::read(app.store(), &record).await?));
            }
            Some(_) => {
                let remedy = format!("enable it with `PUT /api/v1/plugins/{plugin}/versions/{version}`");
                errors.push(PlacedError::new(place, format!("`{plugin}` {version} is disabled"), remedy));
            }
            None => {
                let problem = format!("`{plugin}` is not installed in the version {version}");
                errors.push(PlacedError::new(place, problem, "install it with `POST /api/v1/plugins`"));
            }
        }
    }
    for item in wanted.configs.keys().filter(|id| job.interview.item(id).is_none()) {
        let known: Vec<_> = job.interview.items().iter().map(|item| format!("`{}`", item.id)).collect();
        let problem = format!("the interview has no item `{item}`");
        errors.push(PlacedError::new(
            format!("/configs/{item}"),
            problem,
            format!("write one of {}", known.join(", ")),
        ));
    }
    if !errors.is_empty() {
        let detail = "the job cannot be scored with these plugins and configs; `errors` names each with its place";
        return Err(Problem::new(Code::RescoreRefused, detail).with_errors(errors));
    }
    let impossible = |what: &dyn std::fmt::Display| Problem::internal(format!("`{what}` was there a moment ago"));
    let interview = job.interview.with_versions(&wanted.plugins).map_err(|plugin| impossible(&plugin))?;
    let interview = interview.with_evaluator_configs(&wanted.configs).map_err(|item| impossible(&item))?;
    let mut plugins = job.plugins().clone();
    for (pointer, plugin) in &mut plugins {
        let other = found.get(plugin.manifest.id()).filter(|_| !pointer.ends_with("/question"));
        if let Some(other) = other {
            *plugin = Arc::clone(other);
        }
    }
    Ok(OpenJob::with_plugins(job.record.clone(), interview, plugins))
}

/// A mistake of the revised interview where it is in what was sent, as far as it is there.
fn in_request(job: &OpenJob, wanted: &Wanted, error: PlacedError) -> PlacedError {
    let place = job.interview.items().iter().enumerate().find_map(|(n, item)| {
        let inside = error.pointer.strip_prefix(&format!("/items/{n}/"))?;
        match inside.strip_prefix("evaluator/config") {
            Some(rest) if wanted.configs.contains_key(&item.id) => Some(format!("/configs/{}{rest}", item.id)),
            _ => {
                let plugin = &item.evaluator.requirement.plugin;
                let changed = wanted.plugins.contains_key(plugin);
                changed.then(|| format!("/plugins/{}", plugin.as_str().replace('/', "~1")))
            }
        }
    });
    match place {
        Some(pointer) => {
            let problem = format!("{} (`{}` of the interview)", error.problem, error.pointer);
            PlacedError { pointer, problem, ..error }
        }
        None => {
            PlacedError { pointer: String::new(), problem: format!("{}: {}", error.pointer, error.problem), ..error }
        }
    }
}
