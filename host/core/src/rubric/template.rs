//! Headquarters' rubric and what a branch makes of it: dimensions that are locked or bounded, and the origin of each part of what comes out.
//! Knows no interview; it does not say which branch may use which template.
//!
//! A locked dimension keeps its share of the whole, whatever the branch adds. What the locked ones leave is shared out among the others,
//! headquarters' and the branch's own, in proportion to their weights.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Level, Marking, Rubric, RubricDimension, Veto};
use crate::ids::{DimensionId, LevelId, TemplateId};
use crate::interview::InterviewError;
use crate::json;
use crate::message::Message;
use crate::mistake::Mistakes;
use crate::reader::{Notes, PathStyle};
use crate::weight::{Threshold, Weight};
use crate::words::MissingPolicy;

mod extend;
mod read;

/// What headquarters asks of every rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RubricTemplate {
    id: TemplateId,
    title: Message,
    dimensions: Vec<TemplateDimension>,
    /// The highest first.
    levels: Vec<Level>,
    vetoes: Vec<Veto>,
    not_reached: Option<MissingPolicy>,
    marking: Option<Marking>,
}

/// A dimension that every branch has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateDimension {
    /// As it is in a rubric; the weight beside the template's other dimensions.
    #[serde(flatten)]
    pub dimension: RubricDimension,
    /// What a branch may do with its weight.
    #[serde(flatten)]
    pub hold: Hold,
}

/// What a branch may do with the weight of a dimension of the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Hold {
    /// Nothing: its share of the whole is the one that it has in the template.
    Locked {
        /// Always `true`.
        locked: bool,
    },
    /// Change it, as long as its share of the whole stays within the bounds.
    Bounded {
        /// The least share, 0 to 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        weight_min: Option<Weight>,
        /// The largest share, 0 to 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        weight_max: Option<Weight>,
    },
}

/// What a branch adds to a template, and the weights that it sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BranchRubric {
    /// The template.
    pub extends: TemplateId,
    /// Other weights for dimensions of the template that are not locked.
    pub weights: BTreeMap<DimensionId, Weight>,
    /// Its own dimensions.
    pub dimensions: Vec<RubricDimension>,
    /// Floors that are added to levels of the template, or raised.
    pub floors: BTreeMap<LevelId, BTreeMap<DimensionId, Threshold>>,
    /// Vetoes that are added.
    pub vetoes: Vec<Veto>,
    /// Where the template does not say.
    pub not_reached: Option<MissingPolicy>,
    /// Where the template does not say.
    pub marking: Option<Marking>,
}

/// A rubric that a branch uses, and where each part of it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectiveRubric {
    /// The weights are shares of the whole.
    pub rubric: Rubric,
    /// Where each part is from.
    pub origins: Origins,
}

/// Where each part of an effective rubric is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origins {
    /// The template.
    pub template: TemplateId,
    /// Of each dimension, in the order of the rubric.
    pub dimensions: Vec<DimensionOrigin>,
    /// Of each level's floors; the levels themselves are the template's.
    pub floors: BTreeMap<LevelId, BTreeMap<DimensionId, Origin>>,
    /// Of each veto, in the order of the rubric.
    pub vetoes: Vec<Origin>,
    /// Of the policy for items that were not reached.
    pub not_reached: Origin,
    /// Of the policy for markers.
    pub marking: Origin,
}

/// Where a dimension and its weight are from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DimensionOrigin {
    /// Which.
    pub id: DimensionId,
    /// Whose it is.
    pub dimension: Origin,
    /// Who wrote its weight. The share that comes of it depends on the others' weights as well, unless it is locked.
    pub weight: Origin,
    /// Whether a branch can change nothing about it.
    pub locked: bool,
}

/// Who wrote a part of a rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Headquarters.
    Template,
    /// The branch.
    Branch,
    /// Nobody: it is Touchstone's default.
    Default,
}

impl RubricTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(text: &str) -> Result<Self, InterviewError> {
        let value = json::parse(text).map_err(InterviewError::Syntax)?;
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::template(&notes.root(&value));
        notes.finish(read).map_err(InterviewError::Mistakes)
    }

    /// Its id.
    pub fn id(&self) -> &TemplateId {
        &self.id
    }

    /// Its name for people.
    pub fn title(&self) -> &Message {
        &self.title
    }

    /// In the order of the file.
    pub fn dimensions(&self) -> &[TemplateDimension] {
        &self.dimensions
    }

    /// The rubric that a branch has, checked against the template.
    ///
    /// # Errors
    ///
    /// With every mistake of the branch and its JSON pointer in the branch's rubric.
    pub fn extended_by(&self, branch: &BranchRubric) -> Result<EffectiveRubric, Mistakes> {
        let notes = Notes::new(PathStyle::Pointer);
        let extended = extend::extended(self, branch, &notes);
        notes.finish(extended)
    }
}

impl BranchRubric {
    /// The template as it is.
    pub fn of(template: TemplateId) -> Self {
        Self {
            extends: template,
            weights: BTreeMap::new(),
            dimensions: Vec::new(),
            floors: BTreeMap::new(),
            vetoes: Vec::new(),
            not_reached: None,
            marking: None,
        }
    }

    /// Reads a branch's rubric.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it. What only the template knows is told by
    /// [`RubricTemplate::extended_by`].
    pub fn from_json(text: &str) -> Result<Self, InterviewError> {
        let value = json::parse(text).map_err(InterviewError::Syntax)?;
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::branch(&notes.root(&value));
        notes.finish(read).map_err(InterviewError::Mistakes)
    }
}

impl TemplateDimension {
    /// Whether a branch can change nothing about it.
    pub fn is_locked(&self) -> bool {
        matches!(self.hold, Hold::Locked { .. })
    }
}

impl Origins {
    /// Of one dimension.
    pub fn dimension(&self, id: &DimensionId) -> Option<&DimensionOrigin> {
        self.dimensions.iter().find(|origin| origin.id == *id)
    }
}

#[cfg(test)]
mod tests;
