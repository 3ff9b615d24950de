//! Competition ranks of totals, as [`crate::scorecard::rank`] gives them, without the scorecards.

use super::Comparison;
use crate::ids::CandidateId;
use crate::scorecard::Points;

/// Attempts in their order, each meant by its place in what was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ranks {
    /// The highest total first, equal ones by candidate, those without one last.
    pub(crate) order: Vec<usize>,
    /// From 1 (1, 2, 2, 4); `None` without a total.
    pub(crate) ranks: Vec<Option<usize>>,
}

/// Before and after.
pub(super) fn both_ranks(comparisons: &[Comparison]) -> (Ranks, Ranks) {
    let side = |total: fn(&Comparison) -> Option<&Points>| {
        ranks(&comparisons.iter().map(|comparison| (&comparison.candidate, total(comparison))).collect::<Vec<_>>())
    };
    (side(Comparison::total_before), side(Comparison::total_after))
}

pub(crate) fn ranks(attempts: &[(&CandidateId, Option<&Points>)]) -> Ranks {
    let mut order: Vec<usize> = (0..attempts.len()).collect();
    // `None` is less than any total, so those without one come last.
    order.sort_by(|&a, &b| attempts[b].1.cmp(&attempts[a].1).then_with(|| attempts[a].0.cmp(attempts[b].0)));
    let mut ranks = vec![None; attempts.len()];
    for (place, &index) in order.iter().enumerate() {
        let same = |&before: &usize| attempts[before].1 == attempts[index].1;
        ranks[index] = attempts[index].1.map(|_| match place.checked_sub(1).map(|before| order[before]).filter(same) {
            Some(before) => ranks[before].unwrap_or(place + 1),
            None => place + 1,
        });
    }
    Ranks { order, ranks }
}
