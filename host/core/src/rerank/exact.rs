//! Totals as fractions: for weights or scores that are too fine for integers of a machine's width.

use num_rational::BigRational;
use num_traits::Zero;

use super::levels::LevelRules;
use super::{Placed, Reranker, Totals, narrow};

pub(super) fn place(reranker: &Reranker, weights: &[BigRational], rules: &LevelRules) -> (Vec<Placed>, Totals) {
    let scores = &reranker.scores;
    let total = |row: usize| {
        let measured = || weights.iter().enumerate().filter_map(|(n, weight)| Some((weight, scores.exact(row, n)?)));
        let sum: BigRational = measured().map(|(weight, _)| weight).sum();
        let weighted: BigRational = measured().map(|(weight, score)| weight * score).sum();
        (!sum.is_zero()).then(|| weighted / sum)
    };
    let mut order: Vec<_> = (0..reranker.rows.len()).filter_map(|row| Some((total(row)?, row))).collect();
    order.sort_by(|(one, row), (other, next)| other.cmp(one).then(row.cmp(next)));
    let (mut placed, mut totals) = (Vec::<Placed>::with_capacity(order.len()), Vec::with_capacity(order.len()));
    for (place, (total, row)) in order.into_iter().enumerate() {
        let lowest = rules.levels.len() - 1;
        let by_total = rules.levels.iter().position(|level| total >= level.at_least).unwrap_or(lowest);
        let misses = |level: usize| {
            let missed = |(dimension, floor): &(usize, BigRational)| {
                scores.exact(row, *dimension).is_some_and(|score| score < *floor)
            };
            rules.levels[level].floors.iter().any(missed)
        };
        let level = rules.reached(by_total, reranker.rows[row].findings, misses);
        let rank = match (placed.last(), totals.last()) {
            (Some(before), Some(same)) if *same == total => before.rank,
            _ => narrow(place + 1),
        };
        placed.push(Placed { row: narrow(row), rank, level });
        totals.push(total);
    }
    (placed, Totals::Exact(totals))
}
