//! What a scorecard lacks, and what that did to the total. Decides nothing: `compute` did.

use serde::Serialize;

use super::ItemState;
use super::compute::ScoredItem;
use crate::ids::{DimensionId, ItemId, ModuleId};
use crate::interview::{Interview, Item};
use crate::words::{MissingPolicy, ModuleKind};

/// Something without a score of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Of which item.
    pub item: ItemId,
    /// What is missing, and why.
    #[serde(flatten)]
    pub what: MissingWhat,
    /// What that does to the total.
    pub policy: MissingPolicy,
}

/// What is missing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum MissingWhat {
    /// Nothing was sent.
    Omitted,
    /// The candidate never got it.
    NotAdministered {
        /// The module that is switched off, where that is the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        switched_off: Option<ModuleId>,
    },
    /// Time was up.
    NotReached,
    /// The evaluator could not measure one of its dimensions.
    NotMeasured {
        /// Which.
        dimension: DimensionId,
    },
    /// The evaluator could not score the answer.
    Refused,
    /// The evaluation ended in a fault.
    Failed,
    /// A person has to look first.
    Review,
}

/// A module that the job does without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModuleOff {
    /// Which.
    pub module: ModuleId,
    /// The items that were not administered for it; none for a language runtime.
    pub items: Vec<ItemId>,
}

/// What an item lacks once people have scored what they scored.
pub(super) fn of_item(interview: &Interview, scored: &ScoredItem<'_>) -> Vec<Missing> {
    let missing = |what, policy| Missing { item: scored.item.id.clone(), what, policy };
    let open: Vec<_> = scored.sent.iter().zip(&scored.item.maps).filter(|(sent, _)| sent.set_by.is_none()).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let whole = match &scored.state {
        ItemState::Evaluated => None,
        ItemState::Review => {
            scored.withholding.is_some().then(|| missing(MissingWhat::Review, MissingPolicy::Withhold))
        }
        ItemState::Omitted => Some(missing(MissingWhat::Omitted, MissingPolicy::Zero)),
        ItemState::NotAdministered { switched_off } => Some(missing(
            MissingWhat::NotAdministered { switched_off: switched_off.clone() },
            MissingPolicy::Renormalise,
        )),
        ItemState::NotReached => Some(missing(MissingWhat::NotReached, interview.rubric().not_reached())),
        ItemState::Refused => Some(missing(MissingWhat::Refused, MissingPolicy::Withhold)),
        ItemState::Failed => Some(missing(MissingWhat::Failed, MissingPolicy::Withhold)),
    };
    let mut all: Vec<_> = whole.into_iter().collect();
    if matches!(scored.state, ItemState::Evaluated | ItemState::Review) {
        for (_, map) in open.into_iter().filter(|(sent, _)| sent.machine.is_none()) {
            let one = missing(MissingWhat::NotMeasured { dimension: map.from.clone() }, MissingPolicy::Renormalise);
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}

pub(super) fn modules_off(interview: &Interview) -> Vec<ModuleOff> {
    let off = |module: &ModuleId| {
        let without = interview.items().iter().filter(|item| uses(item, module));
        ModuleOff { module: module.clone(), items: without.map(|item| item.id.clone()).collect() }
    };
    interview.modules_off().iter().map(off).collect()
}

fn uses(item: &Item, module: &ModuleId) -> bool {
    item.question.module(ModuleKind::QuestionType) == *module || item.evaluator.module(ModuleKind::Evaluator) == *module
}

/// The dimensions whose items are all switched off.
pub(super) fn dimensions_off(interview: &Interview) -> Vec<DimensionId> {
    let fed = |dimension: &DimensionId| {
        interview
            .items()
            .iter()
            .filter(|item| interview.switched_off(item).is_none())
            .any(|item| item.maps.iter().any(|map| map.to == *dimension && !map.weight.is_zero()))
    };
    let ids = interview.rubric().dimensions().iter().map(|dimension| &dimension.id);
    ids.filter(|id| !fed(id)).cloned().collect()
}
