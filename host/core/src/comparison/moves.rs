//! Why a rank moved: who was passed, who passed, and by which dimension mostly. A rank is one more than the number of those ahead, so the
//! new rank is the old one, less those passed, plus those who passed: nothing is left to explain.

use std::fmt;

use num_rational::BigRational;
use num_traits::Zero;
use serde::Serialize;

use super::ranks::Ranks;
use super::{Comparison, Decomposition, Difference};
use crate::ids::{CandidateId, DimensionId};

mod tree;

use tree::{Counts, Extremes};

/// The most attempts that a [`Passings`] names; all are counted.
pub const MAX_NAMED: usize = 3;

/// Why the rank of an attempt is not what it was: `to` = `from` − passed + passed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankMove {
    /// The rank before.
    pub from: usize,
    /// The rank after.
    pub to: usize,
    /// Those who were ahead and are no longer.
    pub passed: Passings,
    /// Those who were not ahead and are now.
    pub passed_by: Passings,
}

/// Some attempts that changed places with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passings {
    /// How many.
    pub count: usize,
    /// The nearest in the new order, [`MAX_NAMED`] at most.
    pub named: Vec<Passing>,
}

/// One attempt that changed places with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passing {
    /// The other's candidate.
    pub other: CandidateId,
    /// How far the own total was above the other's. `None` when the other's was withheld.
    pub lead_before: Option<Difference>,
    /// How far it is now.
    pub lead_after: Option<Difference>,
    /// What did most of it. `None` when the other's total was withheld before or is now: it came in or fell out.
    pub mostly: Option<MainDimension>,
}

/// The dimension that did most to a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MainDimension {
    /// Which.
    pub id: DimensionId,
    /// Its part of the lead's change. All dimensions' sum to it.
    pub points: Difference,
}

/// Per attempt, in the order of `comparisons`; `None` where the rank is the same or a total is withheld.
pub(super) fn moves(comparisons: &[Comparison], before: &Ranks, after: &Ranks) -> Vec<Option<RankMove>> {
    let withheld = comparisons.len() + 1;
    let ahead_twice = ahead_twice(before, after);
    let in_new_order = after.order.iter().map(|&index| before.ranks[index].unwrap_or(withheld)).collect();
    let in_new_order = Extremes::of(in_new_order);
    let explain = |index: usize| {
        let (from, to) = (before.ranks[index]?, after.ranks[index]?);
        if from == to {
            return None;
        }
        let passings = |count, places: Vec<usize>, ahead| {
            let passing = |place: usize| passing(&comparisons[index], &comparisons[after.order[place]], ahead);
            Passings { count, named: places.into_iter().map(passing).collect() }
        };
        // A competition rank is the place of the first among equals: those ahead are before it.
        let passed = in_new_order.first_below(to - 1, from, MAX_NAMED);
        let passed_by = in_new_order.last_from(to - 1, from, MAX_NAMED);
        Some(RankMove {
            from,
            to,
            passed: passings(from - 1 - ahead_twice[index], passed, true),
            passed_by: passings(to - 1 - ahead_twice[index], passed_by, false),
        })
    };
    (0..comparisons.len()).map(explain).collect()
}

/// Per attempt, how many are ahead of it both before and after.
fn ahead_twice(before: &Ranks, after: &Ranks) -> Vec<usize> {
    let mut twice = vec![0; before.ranks.len()];
    let mut ranks_after = Counts::up_to(before.ranks.len());
    let ranked = |&&index: &&usize| before.ranks[index].is_some();
    let order: Vec<usize> = before.order.iter().filter(ranked).copied().collect();
    for equals in order.chunk_by(|&a, &b| before.ranks[a] == before.ranks[b]) {
        for &index in equals {
            twice[index] = after.ranks[index].map_or(0, |rank| ranks_after.below(rank));
        }
        for rank in equals.iter().filter_map(|&index| after.ranks[index]) {
            ranks_after.add(rank);
        }
    }
    twice
}

fn passing(own: &Comparison, other: &Comparison, ahead: bool) -> Passing {
    let lead = |own: Option<_>, other: Option<_>| Some(Difference::of(Some(other?), Some(own?)));
    Passing {
        other: other.candidate.clone(),
        lead_before: lead(own.total_before(), other.total_before()),
        lead_after: lead(own.total_after(), other.total_after()),
        mostly: own
            .decomposition
            .as_ref()
            .zip(other.decomposition.as_ref())
            .and_then(|(own, other)| mostly(own, other, ahead)),
    }
}

/// The dimension that did most to get ahead, or to fall behind; the first of them where several did as much.
fn mostly(own: &Decomposition, other: &Decomposition, ahead: bool) -> Option<MainDimension> {
    let ids = own.dimensions().iter().chain(other.dimensions()).map(|dimension| &dimension.id);
    let part = |of: &Decomposition, id: &DimensionId| {
        let found = of.dimensions().iter().find(|dimension| dimension.id == *id);
        found.map_or_else(|| Difference::new(BigRational::zero()), |dimension| dimension.difference.clone())
    };
    let mut most: Option<MainDimension> = None;
    for id in ids {
        let points = &part(own, id) - &part(other, id);
        let more = |most: &MainDimension| if ahead { points > most.points } else { points < most.points };
        if most.as_ref().is_none_or(more) {
            most = Some(MainDimension { id: id.clone(), points });
        }
    }
    most
}

impl fmt::Display for RankMove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {} to {}", self.from, self.to)?;
        for (verb, passings) in [("passed", &self.passed), ("passed by", &self.passed_by)] {
            if passings.count > 0 {
                write!(f, "; {verb} {passings}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Passings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, passing) in self.named.iter().enumerate() {
            write!(f, "{}{passing}", if n > 0 { ", " } else { "" })?;
        }
        match self.count - self.named.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl fmt::Display for Passing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.other)?;
        match (&self.mostly, &self.lead_before, &self.lead_after) {
            (Some(MainDimension { id, points }), ..) => write!(f, " (mostly by `{id}`, {points})"),
            (None, None, _) => write!(f, " (withheld before)"),
            (None, _, None) => write!(f, " (withheld now)"),
            (None, ..) => Ok(()),
        }
    }
}
