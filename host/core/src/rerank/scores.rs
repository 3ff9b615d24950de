//! What attempts scored in each dimension, over one common denominator.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::scorecard::{DimensionScore, Scorecard, Withholding};

/// The scores of all rows, and for each row its pattern: which dimensions were measured.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    pub(super) dimensions: usize,
    /// Each different one once.
    pub(super) patterns: Vec<Vec<bool>>,
    /// By row, a place in `patterns`.
    pub(super) pattern: Vec<u32>,
    pub(super) numbers: Numbers,
}

/// One number per row and dimension, row after row; 0 where nothing was measured.
#[derive(Debug, Clone)]
pub(super) enum Numbers {
    /// Of `scale`, which stands for full marks.
    Scaled { scale: u64, numerators: Vec<u64> },
    /// From 0 to 1, where no denominator of 64 bits is common to all.
    Exact(Vec<BigRational>),
}

/// Whether there can be no total under any weights.
pub(super) fn is_withheld_by_items(scorecard: &Scorecard) -> bool {
    scorecard.withheld().iter().any(|reason| *reason != Withholding::NothingMeasured)
}

/// From 0 to 1, in the order of the rubric; `None` where nothing was measured.
pub(super) fn shares(scorecard: &Scorecard) -> Vec<Option<BigRational>> {
    let hundred = BigInt::from(100);
    let share = |score: &DimensionScore| match score {
        DimensionScore::Measured { points } => Some(points.as_ratio() / &hundred),
        DimensionScore::NotMeasured | DimensionScore::Withheld { .. } => None,
    };
    scorecard.dimensions().iter().map(|dimension| share(&dimension.score)).collect()
}

impl Scores {
    pub(super) fn of(dimensions: usize, rows: Vec<Vec<Option<BigRational>>>) -> Self {
        let mut places = BTreeMap::new();
        let pattern = rows
            .iter()
            .map(|row| {
                let measured: Vec<bool> = row.iter().map(Option::is_some).collect();
                let next = super::narrow(places.len());
                *places.entry(measured).or_insert(next)
            })
            .collect();
        let mut patterns = vec![Vec::new(); places.len()];
        for (measured, place) in places {
            patterns[place as usize] = measured;
        }
        let shares: Vec<BigRational> = rows.into_iter().flatten().map(Option::unwrap_or_default).collect();
        let numbers = scaled(&shares).unwrap_or(Numbers::Exact(shares));
        Self { dimensions, patterns, pattern, numbers }
    }

    /// A row's score in a dimension, from 0 to 1; `None` where it was not measured.
    pub(super) fn exact(&self, row: usize, dimension: usize) -> Option<BigRational> {
        let place = row * self.dimensions + dimension;
        self.patterns[self.pattern[row] as usize][dimension].then(|| match &self.numbers {
            Numbers::Scaled { scale, numerators } => {
                BigRational::new(BigInt::from(numerators[place]), BigInt::from(*scale))
            }
            Numbers::Exact(shares) => shares[place].clone(),
        })
    }
}

fn scaled(shares: &[BigRational]) -> Option<Numbers> {
    let mut scale = 1_u64;
    for share in shares {
        let denominator = share.denom().to_u64()?;
        if !scale.is_multiple_of(denominator) {
            scale = (scale / gcd(scale.into(), denominator.into()).to_u64()?).checked_mul(denominator)?;
        }
    }
    let numerator = |share: &BigRational| Some(share.numer().to_u64()? * (scale / share.denom().to_u64()?));
    Some(Numbers::Scaled { scale, numerators: shares.iter().map(numerator).collect::<Option<_>>()? })
}

/// Euclid's; the other number where one is 0.
pub(super) fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
