//! Totals as integers: the common case.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::levels::{LevelRule, LevelRules};
use super::scores::{Numbers, gcd};
use super::{Placed, Reranker, Totals, narrow};

/// A total and a row share a word: 96 bits for how much the total lacks, 32 for the row. Sorting words so sorts by total, then candidate.
const ROW_BITS: u32 = 32;

/// Weights as integers, ready for the rows of each pattern.
struct Weighting {
    /// What full marks in everything come to.
    whole: u128,
    /// By pattern and dimension; `None` where no measured dimension weighs anything.
    factors: Vec<Option<Vec<u128>>>,
}

/// `None` when the numbers do not fit.
pub(super) fn place(reranker: &Reranker, weights: &[BigRational], rules: &LevelRules) -> Option<(Vec<Placed>, Totals)> {
    let scores = &reranker.scores;
    let Numbers::Scaled { scale, numerators } = &scores.numbers else { return None };
    let Weighting { whole, factors } = weighting(weights, &scores.patterns, *scale)?;
    let mut words = Vec::with_capacity(reranker.rows.len());
    for ((row, numbers), &pattern) in numerators.chunks_exact(scores.dimensions).enumerate().zip(&scores.pattern) {
        let Some(factors) = &factors[pattern as usize] else { continue };
        let total: u128 = factors.iter().zip(numbers).map(|(factor, number)| factor * u128::from(*number)).sum();
        words.push((whole - total) << ROW_BITS | u128::from(narrow(row)));
    }
    words.sort_unstable();
    let least = |share: &BigRational, of: u128| (share * BigInt::from(of)).ceil().to_integer().to_u128();
    let thresholds = rules.levels.iter().map(|level| least(&level.at_least, whole)).collect::<Option<Vec<_>>>()?;
    let floors = |level: &LevelRule| {
        let floor = |(dimension, floor): &(usize, BigRational)| Some((*dimension, least(floor, (*scale).into())?));
        level.floors.iter().map(floor).collect::<Option<Vec<_>>>()
    };
    let floors = rules.levels.iter().map(floors).collect::<Option<Vec<_>>>()?;
    let (mut placed, mut totals) = (Vec::<Placed>::with_capacity(words.len()), Vec::with_capacity(words.len()));
    let mut by_total = 0;
    for (place, word) in words.into_iter().enumerate() {
        let (total, row) = (whole - (word >> ROW_BITS), row_of(word));
        // Totals only fall, and the last threshold is 0.
        while total < thresholds[by_total] {
            by_total += 1;
        }
        let at = row * scores.dimensions;
        let measured = &scores.patterns[scores.pattern[row] as usize];
        let misses = |level: usize| {
            let missed = |&(dimension, floor): &(usize, u128)| {
                measured[dimension] && u128::from(numerators[at + dimension]) < floor
            };
            floors[level].iter().any(missed)
        };
        let level = rules.reached(by_total, reranker.rows[row].findings, misses);
        let rank = match (placed.last(), totals.last()) {
            (Some(before), Some(same)) if *same == total => before.rank,
            _ => narrow(place + 1),
        };
        placed.push(Placed { row: narrow(row), rank, level });
        totals.push(total);
    }
    Some((placed, Totals::Integers { whole, totals }))
}

/// With integer weights U of sum S over what a pattern measured, a total is Σ U·n / (S · scale). All patterns share the denominator
/// lcm(S) · scale.
fn weighting(weights: &[BigRational], patterns: &[Vec<bool>], scale: u64) -> Option<Weighting> {
    let mut denominator = 1;
    for weight in weights {
        denominator = lcm(denominator, weight.denom().to_u128()?)?;
    }
    let integer = |weight: &BigRational| weight.numer().to_u128()?.checked_mul(denominator / weight.denom().to_u128()?);
    let mut integers = weights.iter().map(integer).collect::<Option<Vec<_>>>()?;
    let common = integers.iter().fold(0, |common, weight| gcd(common, *weight)).max(1);
    for weight in &mut integers {
        *weight /= common;
    }
    let measured = |pattern: &[bool]| -> Vec<u128> {
        integers.iter().zip(pattern).map(|(weight, measured)| if *measured { *weight } else { 0 }).collect()
    };
    let sum = |pattern: &[bool]| measured(pattern).into_iter().try_fold(0_u128, u128::checked_add);
    let sums = patterns.iter().map(|pattern| sum(pattern)).collect::<Option<Vec<_>>>()?;
    let mut all = 1;
    for sum in sums.iter().filter(|sum| **sum > 0) {
        all = lcm(all, *sum)?;
    }
    let whole = all.checked_mul(scale.into()).filter(|whole| whole >> (u128::BITS - ROW_BITS) == 0)?;
    let factors = |(pattern, sum): (&Vec<bool>, &u128)| {
        let factor = all.checked_div(*sum)?;
        Some(measured(pattern).into_iter().map(|weight| weight * factor).collect())
    };
    Some(Weighting { whole, factors: patterns.iter().zip(&sums).map(factors).collect() })
}

#[expect(clippy::cast_possible_truncation, reason = "the lower bits are the row")]
fn row_of(word: u128) -> usize {
    word as u32 as usize
}

fn lcm(one: u128, other: u128) -> Option<u128> {
    (one / gcd(one, other)).checked_mul(other)
}
