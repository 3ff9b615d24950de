//! What the store holds: one type per collection, and how its keys are made. Ids hold no `/`, so a key reads back in one way only.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::ids::{CandidateId, Digest, DimensionId, InterviewId, ItemId, ModuleId, PluginId};
use touchstone_core::overrides::Override;
use touchstone_core::receipt::Conditions;
use touchstone_core::weight::Weight;
use touchstone_store::{Collection, Key, Scan};

mod generations;

pub(crate) use generations::{
    DecisionRecord, FIRST, Generations, LATECOMERS, LatecomerRecord, QueueingRecord, RESCORES, RescoreRecord, Settings,
    Superseded, Terms, latecomer_key, latecomers_of, queueing_key, rescore_key, rescores_of,
};

/// Plugins by id and version.
pub(crate) const PLUGINS: Collection = Collection::new("plugins");
/// What an administrator granted, by plugin.
pub(crate) const GRANTS: Collection = Collection::new("grants");
/// Jobs by id.
pub(crate) const JOBS: Collection = Collection::new("jobs");
/// Candidates by job and id.
pub(crate) const CANDIDATES: Collection = Collection::new("candidates");
/// Answers by job, candidate and item.
pub(crate) const ANSWERS: Collection = Collection::new("answers");
/// What candidates uploaded, by job, candidate and item.
pub(crate) const UPLOADS: Collection = Collection::new("uploads");
/// What candidates do while they answer, by job, candidate and item.
pub(crate) const SESSIONS: Collection = Collection::new("sessions");
/// Evaluations by job, candidate, item and generation.
pub(crate) const EVALUATIONS: Collection = Collection::new("evaluations");
/// What people said of scores, by job, candidate and number.
pub(crate) const OVERRIDES: Collection = Collection::new("overrides");
/// The salts of candidates' receipts, by job and candidate: apart from everything else, so that one can be erased.
pub(crate) const SALTS: Collection = Collection::new("salts");
/// Evaluations that are still to be made, the oldest first.
pub(crate) const QUEUE: Collection = Collection::new("queue");

/// A component of a plugin in one version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PluginRecord {
    pub(crate) id: PluginId,
    pub(crate) version: Version,
    pub(crate) digest: Digest,
    pub(crate) bytes: u64,
    pub(crate) imports: Vec<String>,
    /// As the component holds it.
    pub(crate) manifest: Value,
    pub(crate) enabled: bool,
    pub(crate) installed_at: String,
}

/// A job with its interview.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JobRecord {
    pub(crate) id: InterviewId,
    /// As it was sent.
    pub(crate) interview: String,
    pub(crate) created_at: String,
    /// `None` for a draft.
    pub(crate) publication: Option<Publication>,
    /// In the place of the interview's own, once somebody has changed them.
    pub(crate) modules_off: Option<BTreeSet<ModuleId>>,
    pub(crate) weights: Option<BTreeMap<DimensionId, Weight>>,
    #[serde(default)]
    pub(crate) generations: Generations,
}

/// The moment from which an interview does not change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Publication {
    pub(crate) at: String,
    /// SHA-256 over the interview as it was sent.
    pub(crate) interview: Digest,
    /// One for each requirement of the interview.
    pub(crate) locks: Vec<Lock>,
}

/// What a requirement was resolved to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    /// Where the requirement is in the interview.
    pub(crate) pointer: String,
    pub(crate) plugin: PluginId,
    pub(crate) version: Version,
    pub(crate) digest: Digest,
}

/// A candidate of a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CandidateRecord {
    pub(crate) id: CandidateId,
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) created_at: String,
    pub(crate) submitted_at: Option<String>,
    /// The generation that was shown when the candidate was added. Numbers, because clocks can go back.
    #[serde(default = "generations::first_generation")]
    pub(crate) added_in: u32,
    /// The generation that was shown when the candidate submitted.
    #[serde(default = "generations::first_generation")]
    pub(crate) submitted_in: u32,
    /// The re-score that was open when the candidate submitted.
    #[serde(default)]
    pub(crate) joined: Option<u32>,
}

/// How the server came to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// It was sent.
    Sent,
    /// The server recorded it, with its own times.
    Recorded,
}

/// The answer to an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AnswerRecord {
    pub(crate) item: ItemId,
    pub(crate) answer: Value,
    pub(crate) origin: Origin,
    pub(crate) received_at: String,
}

/// What a candidate uploaded for an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UploadsRecord {
    pub(crate) item: ItemId,
    /// In the order of their names.
    pub(crate) files: Vec<UploadRecord>,
}

/// An uploaded file; its bytes are a blob.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UploadRecord {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: u64,
    pub(crate) digest: Digest,
    pub(crate) uploaded_at: String,
}

/// What a candidate did in an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    pub(crate) item: ItemId,
    /// The moment of the first step, in milliseconds of Unix time; events count from it.
    pub(crate) started_ms: u64,
    /// The plugin's, never shown.
    pub(crate) state: Value,
    /// As an answer of the kind `events` has them.
    pub(crate) events: Vec<Value>,
}

/// One evaluation, made once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EvaluationRecord {
    pub(crate) item: ItemId,
    pub(crate) generation: u32,
    pub(crate) outcome: Outcome,
    /// The evaluator's component; `None` where no evaluator ran.
    pub(crate) evaluator: Option<Ran>,
    /// The components of the language runtimes that it could use.
    pub(crate) runtimes: Vec<Ran>,
    pub(crate) fuel: u64,
    pub(crate) program_fuel: u64,
    pub(crate) peak_memory_bytes: u64,
    pub(crate) evaluated_at: String,
    /// For the receipt; `None` where no evaluator ran, and in evaluations from before there were receipts.
    #[serde(default)]
    pub(crate) conditions: Option<Box<Conditions>>,
}

/// An entry of a candidate's log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OverrideRecord {
    /// The generation that was shown then.
    pub(crate) made_in: u32,
    pub(crate) entry: Override,
}

/// A component that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ran {
    pub(crate) plugin: PluginId,
    pub(crate) version: Version,
    pub(crate) digest: Digest,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The JSON of core's `Evaluation`.
    Evaluated { evaluation: Value },
    /// The candidate sent nothing.
    Omitted,
    /// The candidate never got it.
    NotAdministered,
    /// Time was up before the candidate came to it.
    NotReached,
    /// The JSON of core's `Refusal`.
    Refused { refusal: Value },
    /// A fault of the plugin or of the host.
    Failed { kind: String, message: String },
}

impl EvaluationRecord {
    /// Whether the answer is the evaluator's to judge: there is one, and the candidate got the item.
    pub(crate) fn is_of_an_answer(&self) -> bool {
        !matches!(self.outcome, Outcome::Omitted | Outcome::NotAdministered | Outcome::NotReached)
    }
}

impl JobRecord {
    /// The switches and weights of now.
    pub(crate) fn settings(&self) -> Settings {
        Settings { modules_off: self.modules_off.clone(), weights: self.weights.clone() }
    }
}

/// An evaluation that is still to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TaskRecord {
    pub(crate) job: InterviewId,
    pub(crate) candidate: CandidateId,
    pub(crate) item: ItemId,
    pub(crate) generation: u32,
}

pub(crate) fn plugin_key(id: &PluginId, version: &Version) -> Key {
    PLUGINS.key(format!("{id}@{version}"))
}

pub(crate) fn plugin_versions(id: &PluginId) -> Scan {
    PLUGINS.starting(format!("{id}@"))
}

pub(crate) fn grants_key(id: &PluginId) -> Key {
    GRANTS.key(id.as_str())
}

pub(crate) fn job_key(job: &InterviewId) -> Key {
    JOBS.key(job.as_str())
}

pub(crate) fn candidate_key(job: &InterviewId, candidate: &CandidateId) -> Key {
    CANDIDATES.key(format!("{job}/{candidate}"))
}

pub(crate) fn candidates_of(job: &InterviewId) -> Scan {
    CANDIDATES.starting(format!("{job}/"))
}

pub(crate) fn answer_key(job: &InterviewId, candidate: &CandidateId, item: &ItemId) -> Key {
    ANSWERS.key(format!("{job}/{candidate}/{item}"))
}

pub(crate) fn answers_of(job: &InterviewId, candidate: &CandidateId) -> Scan {
    ANSWERS.starting(format!("{job}/{candidate}/"))
}

pub(crate) fn uploads_key(job: &InterviewId, candidate: &CandidateId, item: &ItemId) -> Key {
    UPLOADS.key(format!("{job}/{candidate}/{item}"))
}

pub(crate) fn session_key(job: &InterviewId, candidate: &CandidateId, item: &ItemId) -> Key {
    SESSIONS.key(format!("{job}/{candidate}/{item}"))
}

pub(crate) fn evaluation_key(job: &InterviewId, candidate: &CandidateId, item: &ItemId, generation: u32) -> Key {
    EVALUATIONS.key(format!("{job}/{candidate}/{item}/{generation:08}"))
}

pub(crate) fn evaluations_of(job: &InterviewId, candidate: &CandidateId) -> Scan {
    EVALUATIONS.starting(format!("{job}/{candidate}/"))
}

pub(crate) fn evaluations_of_job(job: &InterviewId) -> Scan {
    EVALUATIONS.starting(format!("{job}/"))
}

/// Entries are numbered from 0.
pub(crate) fn override_key(job: &InterviewId, candidate: &CandidateId, number: usize) -> Key {
    OVERRIDES.key(format!("{job}/{candidate}/{number:08}"))
}

pub(crate) fn overrides_of(job: &InterviewId, candidate: &CandidateId) -> Scan {
    OVERRIDES.starting(format!("{job}/{candidate}/"))
}

pub(crate) fn overrides_of_job(job: &InterviewId) -> Scan {
    OVERRIDES.starting(format!("{job}/"))
}

/// The job and the generation of a task, read from its key.
pub(crate) fn task_generation(key: &str) -> Option<(InterviewId, u32)> {
    let mut parts = key.split('/').skip(1);
    let job = parts.next()?.parse().ok()?;
    Some((job, parts.nth(2)?.parse().ok()?))
}

pub(crate) fn salt_key(job: &InterviewId, candidate: &CandidateId) -> Key {
    SALTS.key(format!("{job}/{candidate}"))
}

/// When a task was put into the queue, in milliseconds of Unix time.
pub(crate) fn queued_ms(key: &str) -> u64 {
    key.split('/').next().and_then(|queued| queued.parse().ok()).unwrap_or_default()
}

/// `queued_ms` is Unix time; with leading zeros texts sort as numbers do.
pub(crate) fn task_key(queued_ms: u64, task: &TaskRecord) -> Key {
    let TaskRecord { job, candidate, item, generation } = task;
    QUEUE.key(format!("{queued_ms:016}/{job}/{candidate}/{item}/{generation:08}"))
}
