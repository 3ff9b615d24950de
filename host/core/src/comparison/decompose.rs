//! The difference of two totals, by dimension. With a total of Σ p·d over the measured dimensions, p their normalised weights, the difference is
//! Σ (p′·d′ − p·d), and each term is (p′ − p)·(d + d′)/2 by weight and (d′ − d)·(p + p′)/2 by score: no remainder to share out, and the way
//! back is the same with the other sign.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::{Decomposition, Difference, DimensionChange, DimensionPart};
use crate::ids::DimensionId;
use crate::scorecard::{DimensionScore, Points, Scorecard};

/// Where the difference of two totals comes from. `None` while either is withheld.
pub fn decompose(before: &Scorecard, after: &Scorecard) -> Option<Decomposition> {
    let difference = Difference::of(Some(before.total()?), Some(after.total()?));
    let (before_parts, after_parts) = (parts(before), parts(after));
    let of =
        |scorecard: &Scorecard| scorecard.dimensions().iter().map(|dimension| dimension.id.clone()).collect::<Vec<_>>();
    let mut ids = of(after);
    let gone: Vec<_> = of(before).into_iter().filter(|id| !ids.contains(id)).collect();
    ids.extend(gone);
    let find = |parts: &[(DimensionId, DimensionPart)], id: &DimensionId| {
        parts.iter().find_map(|(other, part)| (other == id).then(|| part.clone()))
    };
    let change = |id: DimensionId| change(find(&before_parts, &id), find(&after_parts, &id), id);
    Some(Decomposition { difference, dimensions: ids.into_iter().map(change).collect() })
}

/// Every measured dimension's part of the total.
fn parts(scorecard: &Scorecard) -> Vec<(DimensionId, DimensionPart)> {
    let measured = || {
        scorecard.dimensions().iter().filter_map(|dimension| match &dimension.score {
            DimensionScore::Measured { points } => Some((dimension, points)),
            DimensionScore::NotMeasured | DimensionScore::Withheld { .. } => None,
        })
    };
    let whole: BigRational = measured().map(|(dimension, _)| dimension.weight.as_ratio()).sum();
    let part = |(dimension, score): (&crate::scorecard::DimensionResult, &Points)| {
        let share = dimension.weight.as_ratio() / &whole;
        let points = Points::of_ratio(&(&share * score.as_ratio() / hundred()));
        let part = DimensionPart { weight: Points::of_ratio(&share), score: score.clone(), points };
        (dimension.id.clone(), part)
    };
    if whole.is_zero() { Vec::new() } else { measured().map(part).collect() }
}

fn change(before: Option<DimensionPart>, after: Option<DimensionPart>, id: DimensionId) -> DimensionChange {
    let points = |part: &Option<DimensionPart>| part.as_ref().map(|part| part.points.clone());
    let difference = Difference::of(points(&before).as_ref(), points(&after).as_ref());
    let by_score = match (&before, &after) {
        (Some(before), Some(after)) => {
            let rise = after.score.as_ratio() - before.score.as_ratio();
            let weights = before.weight.as_ratio() + after.weight.as_ratio();
            Difference::new(rise * weights / (hundred() * BigInt::from(2)))
        }
        _ => Difference::new(BigRational::zero()),
    };
    let by_weight = &difference - &by_score;
    DimensionChange { id, before, after, difference, by_weight, by_score }
}

fn hundred() -> BigRational {
    BigRational::from_integer(BigInt::from(100))
}
