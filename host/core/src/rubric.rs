//! What a job measures, how much each dimension counts, which totals make which level, and what may hold a candidate back from it.
//! Computes no score.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Zero};
use serde::Serialize;

use crate::ids::{DimensionId, FindingCode, ItemId, LevelId};
use crate::interview::InterviewError;
use crate::json;
use crate::message::Message;
use crate::reader::{Notes, PathStyle};
use crate::weight::{NumberError, Threshold, Weight};
use crate::words::{MissingPolicy, Severity};

mod level;
pub(crate) mod read;
pub mod template;

pub use level::{HeldBack, LevelReached, UncheckedFloor};

/// What becomes of an item that was not reached in time, where the rubric does not say.
pub const NOT_REACHED: MissingPolicy = MissingPolicy::Withhold;

/// Dimensions with weights that do not all vanish, and levels that leave no total without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rubric {
    pub(crate) dimensions: Vec<RubricDimension>,
    pub(crate) levels: Vec<Level>,
    pub(crate) vetoes: Vec<Veto>,
    pub(crate) not_reached: MissingPolicy,
    pub(crate) marking: Option<Marking>,
}

/// A dimension of a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RubricDimension {
    /// Unique in its rubric.
    pub id: DimensionId,
    /// Its name for people.
    pub title: Message,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Message>,
    /// How much it counts beside the others.
    pub weight: Weight,
}

/// A level: every total from its threshold up to the next one's, unless a floor or a veto holds it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// Unique in its rubric.
    pub id: LevelId,
    /// Its name for people.
    pub title: Message,
    /// The lowest total that makes it.
    pub at_least: Threshold,
    /// What single dimensions have to come to as well, in points; none for the lowest level.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub floors: BTreeMap<DimensionId, Threshold>,
}

/// A kind of finding that leaves no level above one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Veto {
    /// What it falls on.
    #[serde(flatten)]
    pub on: VetoTrigger,
    /// The only item whose findings count; `None` for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The highest level that is left; never the highest of all.
    pub caps_at: LevelId,
}

/// Which findings a veto falls on: `{"finding": "missing-step"}` or `{"severity": "critical"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VetoTrigger {
    /// Those with this code.
    Finding(FindingCode),
    /// Those at least this grave.
    Severity(Severity),
}

/// Who scores an item that no machine could: two people who do not see each other's marks, and a third where they differ too much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marking {
    /// How many mark without seeing each other's marks: [`Marking::BLIND`].
    pub blind: usize,
    /// The largest difference in points that leaves their mean; above it an adjudicator decides.
    pub adjudicate_over: Threshold,
}

impl Marking {
    /// How many mark without seeing each other's marks.
    pub const BLIND: usize = 2;
}

/// Why a rubric cannot be weighted otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReweightError {
    /// Not a dimension of the rubric.
    #[error("the rubric has no dimension `{dimension}`")]
    UnknownDimension {
        /// Which.
        dimension: DimensionId,
    },
    /// More than all of it.
    #[error("a share of `{share}` is more than 1; write a share from 0 to 1, such as \"7/20\"")]
    ShareOverOne {
        /// The share.
        share: Weight,
    },
    /// The other weights are all 0, so nothing can be scaled to take the rest.
    #[error("the other dimensions all weigh 0, so they cannot share what `{dimension}` leaves")]
    NothingElseWeighs {
        /// The dimension that was to be changed.
        dimension: DimensionId,
    },
    /// A dimension without a weight.
    #[error("the dimension `{dimension}` has no weight; give one for every dimension, `0` if need be")]
    MissingDimension {
        /// Which.
        dimension: DimensionId,
    },
    /// All weights are 0.
    #[error("all weights are 0; give one dimension a weight above 0")]
    NothingWeighs,
    /// A weight got too fine to be written.
    #[error(transparent)]
    Number(#[from] NumberError),
}

impl Rubric {
    /// Reads a rubric that stands by itself: what an interview has under `/rubric`.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(text: &str) -> Result<Self, InterviewError> {
        let value = json::parse(text).map_err(InterviewError::Syntax)?;
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::rubric(&notes.root(&value));
        notes.finish(read).map_err(InterviewError::Mistakes)
    }

    /// In the order of the file.
    pub fn dimensions(&self) -> &[RubricDimension] {
        &self.dimensions
    }

    /// A dimension by its id.
    pub fn dimension(&self, id: &DimensionId) -> Option<&RubricDimension> {
        self.dimensions.iter().find(|dimension| dimension.id == *id)
    }

    /// The highest first; the last begins at 0.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// A level by its id.
    pub fn level(&self, id: &LevelId) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == *id)
    }

    /// In the order of the file.
    pub fn vetoes(&self) -> &[Veto] {
        &self.vetoes
    }

    /// What becomes of an item that was not reached in time.
    pub fn not_reached(&self) -> MissingPolicy {
        self.not_reached
    }

    /// Who scores an item that no machine could; any one person where the rubric does not say.
    pub fn marking(&self) -> Option<&Marking> {
        self.marking.as_ref()
    }

    /// The same rubric with other weights, one for each of its dimensions.
    ///
    /// # Errors
    ///
    /// When a dimension has none, one is not the rubric's, or all are 0.
    pub fn with_weights(&self, weights: &BTreeMap<DimensionId, Weight>) -> Result<Self, ReweightError> {
        if let Some(dimension) = weights.keys().find(|id| self.dimension(id).is_none()) {
            return Err(ReweightError::UnknownDimension { dimension: dimension.clone() });
        }
        if weights.values().all(Weight::is_zero) {
            return Err(ReweightError::NothingWeighs);
        }
        let mut changed = self.clone();
        for dimension in &mut changed.dimensions {
            let missing = || ReweightError::MissingDimension { dimension: dimension.id.clone() };
            dimension.weight = weights.get(&dimension.id).ok_or_else(missing)?.clone();
        }
        Ok(changed)
    }

    /// The same rubric with one dimension at `share` of the whole; the others keep their proportions among themselves.
    ///
    /// Raising innovation from 20 % to 35 % so multiplies every other share by 0.65/0.80 = 0.8125.
    ///
    /// # Errors
    ///
    /// When there is no such dimension, the share is more than 1, or the others cannot take the rest.
    pub fn reweighted(&self, dimension: &DimensionId, share: &Weight) -> Result<Self, ReweightError> {
        if self.dimension(dimension).is_none() {
            return Err(ReweightError::UnknownDimension { dimension: dimension.clone() });
        }
        let rest = BigRational::one() - share.as_ratio();
        if rest < BigRational::zero() {
            return Err(ReweightError::ShareOverOne { share: share.clone() });
        }
        let others = self.dimensions.iter().filter(|other| other.id != *dimension);
        let sum: BigRational = others.map(|other| other.weight.as_ratio()).sum();
        if sum.is_zero() && !rest.is_zero() {
            return Err(ReweightError::NothingElseWeighs { dimension: dimension.clone() });
        }
        let mut changed = self.clone();
        for other in &mut changed.dimensions {
            other.weight = if other.id == *dimension {
                share.clone()
            } else if rest.is_zero() {
                Weight::new(BigRational::zero())?
            } else {
                Weight::new(other.weight.as_ratio() * &rest / &sum)?
            };
        }
        Ok(changed)
    }
}
