//! Receipts: what an evaluation and a scorecard were made of, signed, so that anybody with the key can compute them again and be told the
//! first thing that differs. Runs no plugin, reads no clock and makes no randomness: keys, salts and outcomes are handed in.
//!
//! An [`EvaluationReceipt`] names by their digests everything that decides a result; a [`ScorecardReceipt`] chains the candidate's. Each is the
//! payload of a DSSE envelope ([`envelope`]), and a [`ReceiptFile`] holds a candidate's with their salt. A digest is over the very bytes
//! that were stored or handed over. What concerns a person is only there as [`SaltedDigest`]; without the salt, which is no part of what is
//! signed, it leads to nobody.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Candidate};
use crate::ids::{CandidateId, Digest, DimensionId, InterviewId, ItemId, LevelId, ModuleId, PluginId};
use crate::interview::Interview;
use crate::limits::{Limits, SomeLimits};
use crate::manifest::ContractVersion;
use crate::overrides::{Override, Overrides};
use crate::scorecard::{ItemOutcome, Scorecard};
use crate::weight::Weight;
use crate::words::{Capability, LimitName, ModuleKind};

mod compare;
pub mod envelope;
mod file;
mod keys;
mod parts;
mod salt;

pub use compare::{Cause, Difference, compare, compare_interviews, compare_scorecards};
pub use file::{FileError, Receipt, ReceiptFile};
pub use keys::{KeyError, PrivateKey, PublicKey};
pub use parts::{InterviewPart, interview_parts};
pub use salt::{Salt, SaltError, SaltedDigest, SaltedHasher};

/// The DSSE payload type of an [`EvaluationReceipt`].
pub const EVALUATION_TYPE: &str = "application/vnd.touchstone.evaluation-receipt.v1+json";
/// The DSSE payload type of a [`ScorecardReceipt`].
pub const SCORECARD_TYPE: &str = "application/vnd.touchstone.scorecard-receipt.v1+json";

/// What became of one item of one candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationReceipt {
    /// Over the interview's file.
    pub interview: Digest,
    /// Which item.
    pub item: ItemId,
    /// Over the salt, so that no other can take its place.
    pub salt: Digest,
    /// Over the candidate's id.
    pub candidate: SaltedDigest,
    /// What became of the item.
    pub state: State,
    /// Over [`result_text`].
    pub result: SaltedDigest,
    /// `None` where no evaluator ran.
    pub run: Option<Run>,
}

/// What became of an item, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the cases are those of `ItemOutcome`")]
pub enum State {
    Evaluated,
    Omitted,
    NotReached,
    NotAdministered,
    Refused,
    Failed,
}

/// One run of an evaluator: what went in, what it ran on, and what it spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Over the answer's JSON, as [`Answer::to_value`] has it.
    pub answer: SaltedDigest,
    /// Over the content of each uploaded file, in their order.
    pub attachments: Vec<SaltedDigest>,
    /// The candidate's language (BCP 47).
    pub locale: String,
    /// Over the 8 bytes of the variant's seed, the highest first: it is made of the candidate's id.
    pub seed: SaltedDigest,
    /// What it ran on.
    pub conditions: Conditions,
    /// What it spent.
    pub spent: Spent,
    /// Every call of the host whose result is not a function of what this receipt names. Contract 0.1 has no such call.
    pub host_calls: Vec<HostCall>,
}

/// What an evaluator runs on. Nothing of it concerns the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Over the JSON text that the evaluator got as the question's config.
    pub question_config: Digest,
    /// Over the JSON text that it got as its own config.
    pub evaluator_config: Digest,
    /// The question type, the evaluator, then the language runtimes that it could use, in the order of the interview.
    pub components: Vec<Component>,
    /// Of the plugin contract.
    pub contract: ContractVersion,
    /// The version of Touchstone.
    pub touchstone: String,
    /// What ran WebAssembly.
    pub engine: Engine,
    /// What the evaluator was allowed to spend: every limit that a call has.
    pub limits: BTreeMap<LimitName, u64>,
    /// What it was allowed to use.
    pub grants: BTreeSet<Capability>,
}

/// A component that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// As what.
    pub module: ModuleKind,
    /// The plugin.
    pub plugin: PluginId,
    /// Its version.
    pub version: Version,
    /// Over the component.
    pub digest: Digest,
}

/// An engine with the settings that decide results. Which processor it compiled for does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// Such as `wasmtime`.
    pub name: String,
    /// Of the engine.
    pub version: String,
    /// By their names.
    pub settings: BTreeMap<String, String>,
}

/// What a run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// WebAssembly operations of the evaluator.
    pub fuel: u64,
    /// WebAssembly operations of the programs that it ran.
    pub program_fuel: u64,
    /// Linear memory in sum at its largest.
    pub peak_memory_bytes: u64,
}

/// A call of the host that is no pure function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostCall {
    /// As the contract names it.
    pub function: String,
    /// Over its arguments.
    pub arguments: SaltedDigest,
    /// Over what it returned.
    pub result: SaltedDigest,
}

/// A candidate's scorecard, and the evaluations that it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorecardReceipt {
    /// Which interview.
    pub interview: InterviewName,
    /// Over the salt, so that no other can take its place.
    pub salt: Digest,
    /// Over the candidate's id.
    pub candidate: SaltedDigest,
    /// Over the candidate's name.
    pub name: SaltedDigest,
    /// The weights and switches that applied, which may not be the interview's own.
    pub basis: Basis,
    /// Over what people said of the scores ([`Receipt::overrides`]); `None` where nobody did.
    pub overrides: Option<SaltedDigest>,
    /// One for each item, in the order of the interview.
    pub evaluations: Vec<Link>,
    /// The exact total, such as `253/3`; `None` when it is withheld.
    pub total: Option<String>,
    /// What it makes.
    pub level: Option<LevelId>,
    /// Over the whole scorecard's JSON.
    pub scorecard: SaltedDigest,
}

/// An interview, whole and in parts: a change shows where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterviewName {
    /// Its id.
    pub id: InterviewId,
    /// Over its file.
    pub file: Digest,
    /// In the order of the file.
    pub parts: Vec<InterviewPart>,
}

/// What a scorecard was computed under, beside its interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Over the JSON of the rubric with its weights of then.
    pub rubric: Digest,
    /// What was switched off.
    pub modules_off: BTreeSet<ModuleId>,
    /// Of every dimension of the rubric.
    pub weights: BTreeMap<DimensionId, Weight>,
}

/// An evaluation's receipt in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Of which item.
    pub item: ItemId,
    /// Over the payload of its receipt.
    pub receipt: Digest,
}

/// What a run is made of, before it is salted.
#[derive(Debug, Clone)]
pub struct RunFacts<'a> {
    /// What the candidate sent.
    pub answer: &'a Answer,
    /// Of the content of the answer's files, in their order: salted already, because they may be too large to hold.
    pub attachments: Vec<SaltedDigest>,
    /// The candidate's language (BCP 47).
    pub locale: &'a str,
    /// The seed of the candidate's variant.
    pub seed: u64,
    /// What it ran on.
    pub conditions: Conditions,
    /// What it spent.
    pub spent: Spent,
}

/// What a scorecard is made of, before it is salted.
#[derive(Debug, Clone)]
pub struct ScorecardFacts<'a> {
    /// The interview's file.
    pub interview_text: &'a str,
    /// The interview under the switches and weights that apply.
    pub interview: &'a Interview,
    /// Whose it is.
    pub candidate: &'a Candidate,
    /// What people said of the scores.
    pub overrides: &'a Overrides,
    /// Of every item, in the order of the interview.
    pub evaluations: &'a [EvaluationReceipt],
    /// The result.
    pub scorecard: &'a Scorecard,
}

impl EvaluationReceipt {
    /// The receipt of one item's outcome; `run` where an evaluator ran.
    pub fn of(
        interview: Digest,
        item: &ItemId,
        candidate: &CandidateId,
        outcome: &ItemOutcome,
        run: Option<RunFacts<'_>>,
        salt: &Salt,
    ) -> Self {
        Self {
            interview,
            item: item.clone(),
            salt: salt.commitment(),
            candidate: salt.digest(candidate.as_str().as_bytes()),
            state: State::of(outcome),
            result: salt.digest(result_text(outcome).as_bytes()),
            run: run.map(|run| Run::of(run, salt)),
        }
    }

    /// What is signed.
    pub fn payload(&self) -> Vec<u8> {
        payload(self)
    }

    /// Over [`Self::payload`].
    pub fn digest(&self) -> Digest {
        Digest::of(&self.payload())
    }
}

impl Run {
    fn of(facts: RunFacts<'_>, salt: &Salt) -> Self {
        let RunFacts { answer, attachments, locale, seed, conditions, spent } = facts;
        Self {
            answer: salt.digest(answer.to_value().to_string().as_bytes()),
            attachments,
            locale: locale.to_owned(),
            seed: salt.digest(&seed.to_be_bytes()),
            conditions,
            spent,
            host_calls: Vec::new(),
        }
    }
}

impl Conditions {
    /// The plugin that ran as this kind of module; the first of several language runtimes.
    pub fn component(&self, module: ModuleKind) -> Option<&Component> {
        self.components.iter().find(|component| component.module == module)
    }

    /// What [`Conditions::limits`] holds for a call with these limits.
    pub fn all_limits(limits: &Limits) -> SomeLimits {
        LimitName::ALL.iter().map(|&name| (name, limits.get(name))).collect()
    }
}

impl State {
    /// Of an outcome.
    pub fn of(outcome: &ItemOutcome) -> Self {
        match outcome {
            ItemOutcome::Evaluated(_) => Self::Evaluated,
            ItemOutcome::Omitted => Self::Omitted,
            ItemOutcome::NotReached => Self::NotReached,
            ItemOutcome::NotAdministered => Self::NotAdministered,
            ItemOutcome::Refused(_) => Self::Refused,
            ItemOutcome::Failed { .. } => Self::Failed,
        }
    }

    /// As the receipt has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evaluated => "evaluated",
            Self::Omitted => "omitted",
            Self::NotReached => "not-reached",
            Self::NotAdministered => "not-administered",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl ScorecardReceipt {
    /// The receipt of a scorecard. `None` when the interview's text is no JSON, which no interview's is.
    pub fn of(facts: &ScorecardFacts<'_>, salt: &Salt) -> Option<Self> {
        let ScorecardFacts { interview_text, interview, candidate, overrides, evaluations, scorecard } = facts;
        let rubric = interview.rubric();
        let link = |receipt: &EvaluationReceipt| Link { item: receipt.item.clone(), receipt: receipt.digest() };
        Some(Self {
            interview: InterviewName {
                id: interview.id().clone(),
                file: Digest::of(interview_text.as_bytes()),
                parts: interview_parts(interview_text).ok()?,
            },
            salt: salt.commitment(),
            candidate: salt.digest(candidate.id.as_str().as_bytes()),
            name: salt.digest(candidate.name.as_bytes()),
            basis: Basis {
                rubric: Digest::of(&payload(rubric)),
                modules_off: interview.modules_off().clone(),
                weights: rubric.dimensions().iter().map(|one| (one.id.clone(), one.weight.clone())).collect(),
            },
            overrides: overrides_digest(overrides.entries(), salt),
            evaluations: evaluations.iter().map(link).collect(),
            total: scorecard.total().map(crate::scorecard::Points::exact),
            level: scorecard.level().map(|level| level.id.clone()),
            scorecard: salt.digest(&payload(scorecard)),
        })
    }

    /// What is signed.
    pub fn payload(&self) -> Vec<u8> {
        payload(self)
    }
}

/// An outcome as JSON: `{"state": "evaluated", "evaluation": {…}}`, `{"state": "refused", "refusal": {…}}`, or the state and what failed.
pub fn result_text(outcome: &ItemOutcome) -> String {
    let state = State::of(outcome).as_str();
    let result = match outcome {
        ItemOutcome::Evaluated(evaluation) => serde_json::json!({"state": state, "evaluation": evaluation}),
        ItemOutcome::Refused(refusal) => serde_json::json!({"state": state, "refusal": refusal}),
        ItemOutcome::Failed { kind, message } => serde_json::json!({"state": state, "kind": kind, "message": message}),
        ItemOutcome::Omitted | ItemOutcome::NotReached | ItemOutcome::NotAdministered => {
            serde_json::json!({"state": state})
        }
    };
    result.to_string()
}

/// Over the log as compact JSON; `None` where it is empty.
fn overrides_digest(log: &[Override], salt: &Salt) -> Option<SaltedDigest> {
    (!log.is_empty()).then(|| salt.digest(&payload(&log)))
}

/// Compact JSON with its keys in the order of the type: the same bytes for the same value.
fn payload(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("receipts are plain JSON with texts as keys")
}

#[cfg(test)]
mod tests;
