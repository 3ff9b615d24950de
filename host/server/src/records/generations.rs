//! What is kept of re-scores: which generation of a job's evaluations counts, how each came to be, and how far its tasks are queued. The first
//! generation is the publication's and has no record here.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::ids::{CandidateId, DimensionId, InterviewId, ItemId, ModuleId, PluginId};
use touchstone_core::weight::Weight;
use touchstone_store::{Collection, Key, Scan};

use super::Lock;

/// Re-scores by job and generation.
pub(crate) const RESCORES: Collection = Collection::new("rescores");
/// How far a re-score's tasks are queued, by job and generation.
pub(crate) const QUEUEING: Collection = Collection::new("queueing");
/// Candidates who submitted while a re-score was open and are not queued for it yet, by job, generation and candidate.
pub(crate) const LATECOMERS: Collection = Collection::new("latecomers");

/// The generation that a publication begins with.
pub(crate) const FIRST: u32 = 1;

/// Which generation of a job's evaluations counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Generations {
    /// The one that is shown, and under which submissions are evaluated.
    pub(crate) current: u32,
    /// The highest number that was given, to dropped ones too.
    pub(crate) last: u32,
    /// The re-score that is not decided.
    pub(crate) open: Option<u32>,
    /// Those that were shown before, oldest first.
    pub(crate) superseded: Vec<Superseded>,
}

/// A generation that was shown, with all that its scorecards depended on and that could still change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Superseded {
    pub(crate) generation: u32,
    pub(crate) settings: Settings,
}

/// A job's switches and weights; `None` stands for the interview's own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) modules_off: Option<BTreeSet<ModuleId>>,
    pub(crate) weights: Option<BTreeMap<DimensionId, Weight>>,
}

/// A re-score. Written once, and once more with its decision.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RescoreRecord {
    pub(crate) job: InterviewId,
    pub(crate) generation: u32,
    /// The generation that it is compared with, and follows when it is accepted.
    pub(crate) base: u32,
    pub(crate) reason: String,
    pub(crate) created_at: String,
    /// The versions that were asked for.
    pub(crate) plugins: BTreeMap<PluginId, Version>,
    /// The items for whose evaluators configs were asked for.
    pub(crate) configured: BTreeSet<ItemId>,
    /// The items whose answers are evaluated anew.
    pub(crate) items: BTreeSet<ItemId>,
    pub(crate) terms: Terms,
    pub(crate) decision: Option<DecisionRecord>,
}

/// Under what a generation's answers are evaluated, where it differs from the interview that was sent: by its own re-score and by those of
/// the generations that it follows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) configs: BTreeMap<ItemId, Value>,
    /// The interview's text with the versions and configs that were asked for, as receipts name it. `None` for the one that was sent.
    pub(crate) interview: Option<String>,
    /// One for each requirement of the interview.
    pub(crate) locks: Vec<Lock>,
    /// The first generation whose evaluations of an item still hold; [`FIRST`] for the others.
    pub(crate) since: BTreeMap<ItemId, u32>,
}

/// What became of a re-score.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DecisionRecord {
    pub(crate) accepted: bool,
    pub(crate) by: String,
    pub(crate) reason: String,
    pub(crate) at: String,
    /// Those of that moment, for the report.
    pub(crate) settings: Settings,
}

/// How far a re-score's tasks are queued. Written by nobody but `rescoring`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct QueueingRecord {
    /// How many tasks there are to queue; `None` until they are counted.
    pub(crate) of: Option<u64>,
    pub(crate) queued: u64,
    /// Candidates up to this one are done with.
    pub(crate) after: Option<CandidateId>,
    /// Whether there is no candidate behind.
    pub(crate) through: bool,
}

/// A candidate who submitted while a re-score was open.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LatecomerRecord {
    pub(crate) job: InterviewId,
    pub(crate) generation: u32,
    pub(crate) candidate: CandidateId,
}

impl Default for Generations {
    fn default() -> Self {
        Self { current: FIRST, last: FIRST, open: None, superseded: Vec::new() }
    }
}

impl Generations {
    /// What the job looked like in a generation that is not shown any more.
    pub(crate) fn settings_of(&self, generation: u32) -> Option<&Settings> {
        self.superseded.iter().find_map(|one| (one.generation == generation).then_some(&one.settings))
    }

    /// Those that were accepted, oldest first; the publication's is the first.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = u32> {
        self.superseded.iter().map(|one| one.generation).chain([self.current])
    }
}

pub(crate) fn first_generation() -> u32 {
    FIRST
}

pub(crate) fn rescore_key(job: &InterviewId, generation: u32) -> Key {
    RESCORES.key(format!("{job}/{generation:08}"))
}

pub(crate) fn rescores_of(job: &InterviewId) -> Scan {
    RESCORES.starting(format!("{job}/"))
}

pub(crate) fn queueing_key(job: &InterviewId, generation: u32) -> Key {
    QUEUEING.key(format!("{job}/{generation:08}"))
}

pub(crate) fn latecomer_key(job: &InterviewId, generation: u32, candidate: &CandidateId) -> Key {
    LATECOMERS.key(format!("{job}/{generation:08}/{candidate}"))
}

pub(crate) fn latecomers_of(job: &InterviewId, generation: u32) -> Scan {
    LATECOMERS.starting(format!("{job}/{generation:08}/"))
}
