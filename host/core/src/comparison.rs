//! Two scorecards of one candidate, or of many, side by side: what changed, by how much, and through which dimension. Every
//! decomposition sums to its difference exactly. Runs no plugin and decides nothing: levels and totals are the scorecards'.

use serde::Serialize;

use crate::ids::{CandidateId, DimensionId, ItemId, LevelId};
use crate::scorecard::{ItemResult, ItemState, MapResult, Points, Scorecard, Verdict};

mod decompose;
mod difference;
mod moves;
mod ranks;
mod report;
mod rounding;
mod what_if;

pub use decompose::decompose;
pub use difference::Difference;
pub use moves::{MAX_NAMED, MainDimension, Passing, Passings, RankMove};
pub(crate) use ranks::ranks;
pub use report::{
    ChangedAttempt, DifferenceReport, Extreme, FindingChange, FindingTotal, Generation, LevelTransition, Summary,
    difference_report,
};
pub use what_if::{WhatIf, WhatIfAttempt, what_if};

/// One candidate before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Whose scorecards.
    pub candidate: CandidateId,
    /// The total with its level, or why it was withheld.
    pub before: Verdict,
    /// The same, after.
    pub after: Verdict,
    /// Where the difference comes from. `None` while a total is withheld on either side.
    pub decomposition: Option<Decomposition>,
}

/// The difference of two totals, by dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decomposition {
    difference: Difference,
    dimensions: Vec<DimensionChange>,
}

/// What one dimension did to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DimensionChange {
    /// Which.
    pub id: DimensionId,
    /// Its part before; `None` when it was not measured, or not in the rubric.
    pub before: Option<DimensionPart>,
    /// Its part after.
    pub after: Option<DimensionPart>,
    /// What it adds after, less what it added before. All dimensions' sum to the difference of the totals.
    pub difference: Difference,
    /// Of that, what comes from its weight: the change of its weight at the mean of its two scores. All of it where the dimension was
    /// measured on one side only.
    pub by_weight: Difference,
    /// The rest, which comes from its score: the change of its score at the mean of its two weights.
    pub by_score: Difference,
}

/// A dimension's part of a total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DimensionPart {
    /// Its effective weight among the dimensions that were measured; they sum to 100.
    pub weight: Points,
    /// Its score.
    pub score: Points,
    /// What it adds: weight × score. All dimensions' sum to the total.
    pub points: Points,
}

/// One item before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// Which.
    pub id: ItemId,
    /// What became of it before; `None` when the interview did not have it.
    pub before: Option<ItemState>,
    /// What became of it after.
    pub after: Option<ItemState>,
    /// What it adds to the total after, less what it added before. All items' sum to the difference of the totals. `None` while a total
    /// is withheld on either side.
    pub difference: Option<Difference>,
    /// The scores that it sends into the rubric and that are not what they were.
    pub scores: Vec<ScoreChange>,
}

/// A score on its way into the rubric, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreChange {
    /// The evaluator's dimension.
    pub from: DimensionId,
    /// The rubric's dimension.
    pub to: DimensionId,
    /// `None` when there was no score to send.
    pub before: Option<Points>,
    /// `None` when there is no score to send.
    pub after: Option<Points>,
}

/// One candidate's scorecards side by side.
pub fn compare(before: &Scorecard, after: &Scorecard) -> Comparison {
    Comparison {
        candidate: after.candidate().clone(),
        before: before.verdict().clone(),
        after: after.verdict().clone(),
        decomposition: decompose(before, after),
    }
}

/// The items that are not what they were, in the order of `after`, then those that only `before` has.
pub fn item_changes(before: &Scorecard, after: &Scorecard) -> Vec<ItemChange> {
    let gone = before.items().iter().filter(|item| find(after, &item.id).is_none()).map(|item| (Some(item), None));
    let pairs = after.items().iter().map(|item| (find(before, &item.id), Some(item))).chain(gone);
    let both_scored = before.total().is_some() && after.total().is_some();
    let change = |(before, after): (Option<&ItemResult>, Option<&ItemResult>)| {
        let share =
            |item: Option<&ItemResult>| item.and_then(|item| item.share.as_ref()).map(|share| share.points.clone());
        let change = ItemChange {
            id: after.or(before)?.id.clone(),
            before: before.map(|item| item.state.clone()),
            after: after.map(|item| item.state.clone()),
            difference: both_scored.then(|| Difference::of(share(before).as_ref(), share(after).as_ref())),
            scores: score_changes(before, after),
        };
        let same = change.before == change.after
            && change.scores.is_empty()
            && change.difference.as_ref().is_none_or(Difference::is_zero);
        (!same).then_some(change)
    };
    pairs.filter_map(change).collect()
}

impl Comparison {
    /// The total before, unless it was withheld.
    pub fn total_before(&self) -> Option<&Points> {
        total(&self.before)
    }

    /// The total after, unless it is withheld.
    pub fn total_after(&self) -> Option<&Points> {
        total(&self.after)
    }

    /// The level before, unless the total was withheld.
    pub fn level_before(&self) -> Option<&LevelId> {
        level(&self.before)
    }

    /// The level after, unless the total is withheld.
    pub fn level_after(&self) -> Option<&LevelId> {
        level(&self.after)
    }
}

impl Decomposition {
    /// The total after, less the total before.
    pub fn difference(&self) -> &Difference {
        &self.difference
    }

    /// In the order of the rubric after, then what only the rubric before has. Their differences sum to the whole.
    pub fn dimensions(&self) -> &[DimensionChange] {
        &self.dimensions
    }
}

fn total(verdict: &Verdict) -> Option<&Points> {
    match verdict {
        Verdict::Scored { total, .. } => Some(total),
        Verdict::Withheld(_) => None,
    }
}

fn level(verdict: &Verdict) -> Option<&LevelId> {
    match verdict {
        Verdict::Scored { level, .. } => Some(&level.id),
        Verdict::Withheld(_) => None,
    }
}

fn find<'a>(scorecard: &'a Scorecard, id: &ItemId) -> Option<&'a ItemResult> {
    scorecard.items().iter().find(|item| item.id == *id)
}

fn score_changes(before: Option<&ItemResult>, after: Option<&ItemResult>) -> Vec<ScoreChange> {
    let maps = |item: Option<&'_ ItemResult>| item.map_or(&[][..], |item| &item.maps[..]).to_vec();
    let (before, after) = (maps(before), maps(after));
    let same = |one: &MapResult, other: &MapResult| one.from == other.from && one.to == other.to;
    let change = |map: &MapResult, before: Option<Points>, after: Option<Points>| {
        (before != after).then(|| ScoreChange { from: map.from.clone(), to: map.to.clone(), before, after })
    };
    let points = |maps: &[MapResult], map: &MapResult| maps.iter().find(|other| same(other, map))?.points.clone();
    let gone = before.iter().filter(|map| !after.iter().any(|other| same(other, map)));
    let gone = gone.filter_map(|map| change(map, map.points.clone(), None));
    after.iter().filter_map(|map| change(map, points(&before, map), map.points.clone())).chain(gone).collect()
}

#[cfg(test)]
mod tests;
