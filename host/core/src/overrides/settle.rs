//! What a log comes to: for each dimension of each item the score that people agree on, or what is still awaited.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use serde::Serialize;

use super::{Outcomes, Override, Overrides, Reason, needs_person, sources, wanted, was_administered};
use crate::ids::{DimensionId, ItemId, PersonId};
use crate::interview::{Interview, Item};
use crate::points::Points;
use crate::rubric::Marking;
use crate::scorecard::ScorecardError;
use crate::timestamp::Timestamp;
use crate::words::Role;

/// How people came to a score that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum SetBy {
    /// One person set it; of several the last.
    Override(MarkGiven),
    /// Two marked without seeing each other's marks, and agreed well enough.
    Mean {
        /// Their mean.
        points: Points,
        /// The two, in the order of the log.
        marks: Vec<MarkGiven>,
    },
    /// Two differed too much, and a third decided.
    Adjudicated {
        /// What the adjudicator decided.
        points: Points,
        /// The adjudicator's entry.
        decision: MarkGiven,
        /// The two, in the order of the log.
        marks: Vec<MarkGiven>,
    },
}

/// One person's word on one dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkGiven {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// What it is to be.
    pub points: Points,
}

/// What has to come before an item counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Awaited {
    /// More people who mark without seeing each other's marks.
    Marks {
        /// How many have marked the dimension that has the fewest.
        given: usize,
        /// How many it takes.
        wanted: usize,
    },
    /// A third person, for these dimensions of the evaluator.
    Adjudication {
        /// Where the two differ too much.
        dimensions: Vec<DimensionId>,
    },
}

/// Where one dimension of an item stands between its markers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marked {
    /// So many marks are there, and that is not enough.
    Open(usize),
    /// Two are there, and they differ too much.
    Disputed,
    /// Agreed or decided.
    Settled(Box<SetBy>),
}

/// What people's scores come to, item by item.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    scores: BTreeMap<ItemId, BTreeMap<DimensionId, SetBy>>,
    awaited: BTreeMap<ItemId, Awaited>,
}

impl Settled {
    pub(crate) fn score(&self, item: &ItemId, dimension: &DimensionId) -> Option<&SetBy> {
        self.scores.get(item)?.get(dimension)
    }

    pub(crate) fn awaited(&self, item: &ItemId) -> Option<&Awaited> {
        self.awaited.get(item)
    }

    pub(crate) fn has_scores(&self) -> bool {
        !self.scores.is_empty()
    }
}

pub(crate) fn settled(
    interview: &Interview,
    outcomes: &Outcomes,
    overrides: &Overrides,
) -> Result<Settled, ScorecardError> {
    for entry in &overrides.log {
        let item = interview.item(&entry.item);
        let item = item.ok_or_else(|| ScorecardError::UnknownItem { item: entry.item.clone() })?;
        if let Some(dimension) = entry.dimension.as_ref().filter(|dimension| !sources(item).contains(dimension)) {
            return Err(ScorecardError::UnknownDimension { item: item.id.clone(), dimension: dimension.clone() });
        }
    }
    let mut settled = Settled::default();
    for item in interview.items() {
        let outcome = outcomes.get(&item.id);
        if !was_administered(interview, item, outcome) {
            continue;
        }
        let marking = interview.rubric().marking().filter(|_| needs_person(interview, outcome));
        let mut scores = BTreeMap::new();
        for dimension in sources(item) {
            if let Some(set_by) = overrides.settled(marking, item, dimension) {
                scores.insert(dimension.clone(), set_by);
            }
        }
        if let Some(awaited) = marking.and_then(|marking| overrides.awaited(marking, item, &wanted(item, outcome))) {
            settled.awaited.insert(item.id.clone(), awaited);
        }
        if !scores.is_empty() {
            settled.scores.insert(item.id.clone(), scores);
        }
    }
    Ok(settled)
}

impl Overrides {
    /// The score that counts, if there is one. `marking` where two people have to mark first.
    fn settled(&self, marking: Option<&Marking>, item: &Item, dimension: &DimensionId) -> Option<SetBy> {
        let marked = match marking.map(|marking| self.marked(marking, &item.id, dimension)) {
            Some(Marked::Settled(set_by)) => Some(*set_by),
            Some(Marked::Open(_) | Marked::Disputed) => return None,
            None => None,
        };
        let last = self.of(Role::Override, &item.id, dimension).next_back();
        last.map(|entry| SetBy::Override(MarkGiven::of(entry))).or(marked)
    }

    /// Where a dimension of an item stands between its markers.
    pub(super) fn marked(&self, marking: &Marking, item: &ItemId, dimension: &DimensionId) -> Marked {
        let marks: Vec<_> = self.of(Role::Marker, item, dimension).collect();
        let [one, other] = marks[..] else { return Marked::Open(marks.len()) };
        let (first, second) = (one.points.as_ratio(), other.points.as_ratio());
        let marks = || vec![MarkGiven::of(one), MarkGiven::of(other)];
        if (first - second).abs() <= *marking.adjudicate_over.as_ratio() {
            let mean = (first + second) / BigRational::from_integer(BigInt::from(2));
            return Marked::Settled(Box::new(SetBy::Mean { points: Points::new(mean), marks: marks() }));
        }
        match self.of(Role::Adjudicator, item, dimension).next() {
            None => Marked::Disputed,
            Some(entry) => {
                let decision = MarkGiven::of(entry);
                let points = decision.points.clone();
                Marked::Settled(Box::new(SetBy::Adjudicated { points, decision, marks: marks() }))
            }
        }
    }

    fn awaited(&self, marking: &Marking, item: &Item, wanted: &[&DimensionId]) -> Option<Awaited> {
        let marked: Vec<_> = wanted.iter().map(|id| (*id, self.marked(marking, &item.id, id))).collect();
        let open = marked.iter().filter_map(|(_, marked)| match marked {
            Marked::Open(given) => Some(*given),
            _ => None,
        });
        if let Some(given) = open.min() {
            return Some(Awaited::Marks { given, wanted: Marking::BLIND });
        }
        let disputed: Vec<_> =
            marked.iter().filter(|(_, marked)| *marked == Marked::Disputed).map(|(id, _)| (*id).clone()).collect();
        (!disputed.is_empty()).then_some(Awaited::Adjudication { dimensions: disputed })
    }
}

impl SetBy {
    /// What counts.
    pub fn points(&self) -> &Points {
        match self {
            Self::Override(MarkGiven { points, .. }) | Self::Mean { points, .. } | Self::Adjudicated { points, .. } => {
                points
            }
        }
    }
}

impl MarkGiven {
    fn of(entry: &Override) -> Self {
        Self {
            by: entry.by.clone(),
            at: entry.at.clone(),
            reason: entry.reason.clone(),
            points: Points::from(&entry.points),
        }
    }
}
