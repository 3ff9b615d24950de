//! Scorecards in their order. Compares exact totals, never what is shown.

use super::Scorecard;

/// A scorecard at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// From 1; equal totals share one, and the next is as many further (1, 2, 2, 4). `None` while the total is withheld.
    pub rank: Option<usize>,
    /// Whose place it is.
    pub scorecard: &'a Scorecard,
}

/// The highest total first, those that are withheld last. Candidates with equal totals share a rank; only their order is by id.
pub fn rank(scorecards: &[Scorecard]) -> Vec<Ranked<'_>> {
    let mut sorted: Vec<_> = scorecards.iter().collect();
    // `None` is less than any total, so withheld ones come last.
    sorted.sort_by(|a, b| b.total().cmp(&a.total()).then_with(|| a.candidate().cmp(b.candidate())));
    let mut ranked: Vec<Ranked<'_>> = Vec::with_capacity(sorted.len());
    for (place, scorecard) in sorted.into_iter().enumerate() {
        let rank = scorecard.total().map(|total| match ranked.last() {
            Some(Ranked { rank: Some(rank), scorecard }) if scorecard.total() == Some(total) => *rank,
            _ => place + 1,
        });
        ranked.push(Ranked { rank, scorecard });
    }
    ranked
}
