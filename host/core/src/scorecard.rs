//! The rubric applied to a candidate's evaluations: total, per dimension, per item, level, and why. A pure function in exact
//! arithmetic. Runs no plugin, and rounds only what people read.
//!
//! The rules (`scoring.md` of the design): a dimension is d = Σ w·s / Σ w over what was measured, the total Σ W·d / Σ W over the
//! dimensions that were. Omitted is 0. Not administered and not measured leave the sums. What was not reached in time goes as the rubric
//! says. An item that failed, was refused, or waits for a person withholds the total until a person scores it (see
//! [`crate::overrides`]).

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::Zero;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::evaluation::{Evaluation, Refusal};
use crate::ids::{CandidateId, DimensionId, ItemId, ModuleId};
use crate::interview::Interview;
use crate::message::Message;
use crate::overrides::{Overrides, Settled, settled};
use crate::weight::Weight;

mod compute;
mod missing;
mod rank;

pub use crate::overrides::{Awaited, SetBy};
pub use crate::points::Points;
pub use crate::rubric::{HeldBack, LevelReached, UncheckedFloor};
pub use missing::{Missing, MissingWhat, ModuleOff};
pub use rank::{Ranked, rank};

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemOutcome {
    /// The evaluator scored the answer.
    Evaluated(Evaluation),
    /// The candidate sent nothing: 0 in every dimension.
    Omitted,
    /// The candidate never got it: it does not count.
    NotAdministered,
    /// Time was up before the candidate came to it: the rubric's policy decides.
    NotReached,
    /// The evaluator could not score the answer.
    Refused(Refusal),
    /// The evaluation ended in a fault: of the plugin, or of the host.
    Failed {
        /// A stable word for what happened, such as `trap` or `contract-mismatch`.
        kind: String,
        /// What happened, for people who run the server.
        message: String,
    },
}

/// A candidate's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scorecard {
    candidate: CandidateId,
    #[serde(flatten)]
    verdict: Verdict,
    machine: Option<Verdict>,
    missing: Vec<Missing>,
    modules_off: Vec<ModuleOff>,
    dimensions_off: Vec<DimensionId>,
    dimensions: Vec<DimensionResult>,
    items: Vec<ItemResult>,
}

/// A total with its level, or the reasons why there is none. So a withheld total never has a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that was administered is scored.
    Scored {
        /// 0 to 100.
        total: Points,
        /// What it makes.
        level: Box<LevelReached>,
    },
    /// At least one reason; in the order of the items.
    Withheld(Vec<Withholding>),
}

/// Why a total is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Withholding {
    /// The evaluation of an item ended in a fault.
    Failed {
        /// Which item.
        item: ItemId,
        /// A stable word for what happened.
        kind: String,
        /// What happened.
        message: String,
    },
    /// The evaluator could not score the answer.
    Refused {
        /// Which item.
        item: ItemId,
        /// Its words.
        refusal: Refusal,
    },
    /// A person has to look first.
    Review {
        /// Which item.
        item: ItemId,
        /// The evaluator's words.
        message: Message,
    },
    /// It was not reached in time, and the rubric wants a person to decide.
    NotReached {
        /// Which item.
        item: ItemId,
    },
    /// People are scoring an item, and have not come to an end. Beside the reason why they had to.
    Marking {
        /// Which item.
        item: ItemId,
        /// What is still to come.
        awaits: Awaited,
    },
    /// No dimension that counts was measured.
    NothingMeasured,
}

/// One dimension of the rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DimensionResult {
    /// Which.
    pub id: DimensionId,
    /// Its weight in the rubric.
    pub weight: Weight,
    /// Its part of the whole once dimensions that were not measured are left out. All dimensions' sum to 100; `None` when the total is
    /// withheld.
    pub effective_weight: Option<Points>,
    /// Its score.
    pub score: DimensionScore,
}

/// The score of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum DimensionScore {
    /// 0 to 100.
    Measured {
        /// The score.
        points: Points,
    },
    /// Nothing that feeds it was administered and measured; the other weights take its place.
    NotMeasured,
    /// An item that feeds it failed, was refused, or waits for a person.
    Withheld {
        /// Which ones.
        items: Vec<ItemId>,
    },
}

/// One item of the interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemResult {
    /// Which.
    pub id: ItemId,
    /// What became of it.
    pub state: ItemState,
    /// What it sends into the rubric, in the order of the interview.
    pub maps: Vec<MapResult>,
    /// Its part of the total. `None` when the total is withheld.
    pub share: Option<ItemShare>,
}

/// What became of an item, without the evaluation itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ItemState {
    /// Scored.
    Evaluated,
    /// Scored, but a person has to look first.
    Review,
    /// Nothing was sent; 0.
    Omitted,
    /// Does not count.
    NotAdministered {
        /// The module that is switched off, where that is the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        switched_off: Option<ModuleId>,
    },
    /// Time was up before the candidate came to it.
    NotReached,
    /// The evaluator could not score the answer.
    Refused,
    /// The evaluation ended in a fault.
    Failed,
}

/// A score on its way into the rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapResult {
    /// The evaluator's dimension.
    pub from: DimensionId,
    /// The rubric's dimension.
    pub to: DimensionId,
    /// What it weighs there.
    pub weight: Weight,
    /// What counts, 0 to 100; `None` when there is no score to send.
    pub points: Option<Points>,
    /// What it is without people; the same as `points` where no person set it.
    pub machine: Option<Points>,
    /// Who set it, where a person did.
    pub set_by: Option<SetBy>,
}

/// An item's part of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemShare {
    /// Its effective weight: what it would add if all its scores were full. All items' sum to 100.
    pub weight: Points,
    /// What it adds. All items' sum to the total.
    pub points: Points,
}

/// Outcomes that are not this interview's. A fault of the caller, never of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScorecardError {
    /// An administered item without an outcome.
    #[error("the item `{item}` has no outcome; give one for every item, `NotAdministered` if need be")]
    MissingOutcome {
        /// Which.
        item: ItemId,
    },
    /// An outcome for an item that the interview does not have.
    #[error("the interview has no item `{item}`")]
    UnknownItem {
        /// Which.
        item: ItemId,
    },
    /// The item maps from a dimension that its evaluator does not measure.
    #[error("the item `{item}` maps from the dimension `{dimension}`, which its evaluation does not have")]
    UnknownDimension {
        /// Which item.
        item: ItemId,
        /// From which dimension.
        dimension: DimensionId,
    },
}

/// Applies the interview's rubric. The order of items and dimensions changes nothing but the order of the result.
///
/// # Errors
///
/// When the outcomes are not this interview's.
pub fn score(
    interview: &Interview,
    candidate: &CandidateId,
    outcomes: &BTreeMap<ItemId, ItemOutcome>,
) -> Result<Scorecard, ScorecardError> {
    compute::scorecard(interview, candidate, outcomes, &Settled::default())
}

/// The same with what people said of the candidate's items. The scorecard keeps what the machine said beside it.
///
/// # Errors
///
/// When the outcomes or the overrides are not this interview's.
pub fn score_with_overrides(
    interview: &Interview,
    candidate: &CandidateId,
    outcomes: &BTreeMap<ItemId, ItemOutcome>,
    overrides: &Overrides,
) -> Result<Scorecard, ScorecardError> {
    let settled = settled(interview, outcomes, overrides)?;
    let machine = score(interview, candidate, outcomes)?;
    let mut scorecard = compute::scorecard(interview, candidate, outcomes, &settled)?;
    scorecard.machine = settled.has_scores().then_some(machine.verdict);
    Ok(scorecard)
}

impl Scorecard {
    /// Whose it is.
    pub fn candidate(&self) -> &CandidateId {
        &self.candidate
    }

    /// The total with its level, or why there is none.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The total, unless it is withheld.
    pub fn total(&self) -> Option<&Points> {
        match &self.verdict {
            Verdict::Scored { total, .. } => Some(total),
            Verdict::Withheld(_) => None,
        }
    }

    /// The level, unless the total is withheld.
    pub fn level(&self) -> Option<&LevelReached> {
        match &self.verdict {
            Verdict::Scored { level, .. } => Some(level),
            Verdict::Withheld(_) => None,
        }
    }

    /// Why the total is withheld; empty when it is not.
    pub fn withheld(&self) -> &[Withholding] {
        match &self.verdict {
            Verdict::Scored { .. } => &[],
            Verdict::Withheld(reasons) => reasons,
        }
    }

    /// What the verdict is without people. `None` where no person set a score that counts.
    pub fn machine(&self) -> Option<&Verdict> {
        self.machine.as_ref()
    }

    /// What has no score of its own, and what that does to the total. In the order of the items.
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// The modules that the job does without, and the items that were not administered for it.
    pub fn modules_off(&self) -> &[ModuleOff] {
        &self.modules_off
    }

    /// The dimensions that lost every item to a module that is switched off.
    pub fn dimensions_off(&self) -> &[DimensionId] {
        &self.dimensions_off
    }

    /// In the order of the rubric.
    pub fn dimensions(&self) -> &[DimensionResult] {
        &self.dimensions
    }

    /// In the order of the interview.
    pub fn items(&self) -> &[ItemResult] {
        &self.items
    }
}

/// Always the three keys, so that a reader need not ask which are there.
impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut verdict = serializer.serialize_struct("Verdict", 3)?;
        let (total, level, withheld): (_, _, &[Withholding]) = match self {
            Self::Scored { total, level } => (Some(total), Some(level), &[]),
            Self::Withheld(reasons) => (None, None, reasons),
        };
        verdict.serialize_field("total", &total)?;
        verdict.serialize_field("level", &level)?;
        verdict.serialize_field("withheld", withheld)?;
        verdict.end()
    }
}

/// Σ of nothing is no mean.
pub(crate) fn mean(weighted: &BigRational, weights: &BigRational) -> Option<BigRational> {
    (!weights.is_zero()).then(|| weighted / weights)
}

#[cfg(test)]
mod tests;
