//! The evaluator's config: the steps of a procedure and what the device has to end in. Types only, as read; `checklist_check` says
//! whether they make sense together.

use serde::Deserialize;

use crate::action::Pattern;
use crate::condition::Condition;
use crate::text::Localized;

/// What counts as doing the procedure well.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistConfig {
    /// The steps; their order matters only between steps that one action could do.
    pub steps: Vec<Step>,
    /// What has to hold after the last action.
    #[serde(default)]
    pub goals: Vec<Goal>,
    /// The actions that a practised person needs; the number of required steps when left out.
    pub par_actions: Option<u64>,
    /// How long a practised person takes from the item's start to the last action, in milliseconds; no time counts when left out.
    pub par_ms: Option<u64>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique among the steps.
    pub id: String,
    /// Its name in the report.
    pub title: Localized,
    /// Whether it has to, may or must not be done.
    #[serde(default)]
    pub kind: StepKind,
    /// A safety step: violating it is a critical finding.
    #[serde(default)]
    pub critical: bool,
    /// The action that does it.
    #[serde(rename = "match")]
    pub action: Pattern,
    /// What has to hold before that action.
    #[serde(default)]
    pub when: Condition,
    /// What has to hold after that action.
    #[serde(default)]
    pub then: Condition,
    /// The steps that have to be done before it.
    #[serde(default)]
    pub after: Vec<String>,
    /// By when.
    pub within: Option<Within>,
    /// Its share in its dimension, beside the other steps'.
    #[serde(default = "one")]
    pub weight: u64,
}

/// Whether a step has to, may or must not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// It has to be done.
    #[default]
    Required,
    /// It may be done, and is not needless.
    Optional,
    /// It must not be done.
    Forbidden,
}

/// A time bound.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// At most so many milliseconds.
    pub ms: u64,
    /// From when this step was done; from the item's start when left out.
    pub from: Option<String>,
}

/// Something that has to hold after the last action.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Unique among the goals.
    pub id: String,
    /// Its name in the report.
    pub title: Localized,
    /// What has to hold.
    pub when: Condition,
    /// Its share in the procedure, beside the steps'.
    #[serde(default = "one")]
    pub weight: u64,
}

impl Step {
    /// Whether the safety dimension counts it.
    pub(crate) fn is_safety(&self) -> bool {
        self.critical || self.kind == StepKind::Forbidden
    }
}

impl ChecklistConfig {
    /// The place of the step with this id.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }

    /// The actions that a practised person needs, at least 1.
    pub(crate) fn par_actions(&self) -> u64 {
        let required = self.steps.iter().filter(|step| step.kind == StepKind::Required).count() as u64;
        self.par_actions.unwrap_or(required).max(1)
    }
}

fn one() -> u64 {
    1
}
