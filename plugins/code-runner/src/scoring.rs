//! From verdicts to the scores of correctness and robustness, exactly: integers only, rounded down once at the end.
//!
//! A group earns e = Σ wᵢ·cᵢ / Σ wᵢ over its tests (cᵢ the credit), or 1 and 0 only if it is all or nothing. A dimension scores
//! Σ Wⱼ·eⱼ / Σ Wⱼ over its groups.

use touchstone_sdk::FULL_MARKS;

use crate::config::evaluator::{Dimension, Group, PlannedTest, Policy};
use crate::judge::Outcome;

/// A common multiple up to this keeps every sum below 2^127: at most 200 groups of weight 1,000, a million for full marks.
const LARGEST_MULTIPLE: u128 = 1_000_000_000_000_000_000_000_000;

/// The sum of the tests' weights, per group.
pub(crate) fn totals(groups: &[Group], tests: &[PlannedTest]) -> Vec<u64> {
    let of_group =
        |place| tests.iter().filter(move |test| test.group == Some(place)).map(|test| u64::from(test.weight));
    (0..groups.len()).map(|place| of_group(place).sum()).collect()
}

/// Whether these totals can be brought to one denominator within 128 bits.
pub(crate) fn fits(totals: &[u64]) -> bool {
    common_multiple(totals).is_some()
}

/// What each group earned, in millionths of the sum of its tests' weights.
pub(crate) fn earned(groups: &[Group], tests: &[PlannedTest], outcomes: &[Outcome]) -> Vec<u64> {
    groups
        .iter()
        .enumerate()
        .map(|(place, group)| {
            let of_group = || tests.iter().zip(outcomes).filter(move |(test, _)| test.group == Some(place));
            if group.policy == Policy::AllOrNothing && of_group().any(|(_, outcome)| outcome.credit < FULL_MARKS) {
                return 0;
            }
            of_group().map(|(test, outcome)| u64::from(test.weight) * u64::from(outcome.credit)).sum()
        })
        .collect()
}

/// The dimension's score in millionths, rounded down; none if no group counts towards it.
pub(crate) fn score(dimension: Dimension, groups: &[Group], totals: &[u64], earned: &[u64]) -> Option<u32> {
    let counted: Vec<usize> = (0..groups.len()).filter(|place| groups[*place].dimension == dimension).collect();
    let multiple = common_multiple(totals)?;
    let weights: u128 = counted.iter().map(|place| u128::from(groups[*place].weight)).sum();
    if weights == 0 {
        return None;
    }
    let sum: u128 = counted
        .iter()
        .filter(|place| totals[**place] > 0)
        .map(|place| {
            u128::from(groups[*place].weight) * u128::from(earned[*place]) * (multiple / u128::from(totals[*place]))
        })
        .sum();
    u32::try_from(sum / (multiple * weights)).ok()
}

fn common_multiple(totals: &[u64]) -> Option<u128> {
    let mut multiple = 1_u128;
    for total in totals.iter().map(|total| u128::from(*total)).filter(|total| *total > 0) {
        multiple = (multiple / common_divisor(multiple, total)).checked_mul(total)?;
        if multiple > LARGEST_MULTIPLE {
            return None;
        }
    }
    Some(multiple)
}

fn common_divisor(mut left: u128, mut right: u128) -> u128 {
    while right > 0 {
        (left, right) = (right, left % right);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::{common_multiple, score};
    use crate::config::evaluator::{Dimension, Group, Policy};

    fn group(weight: u32) -> Group {
        Group {
            id: "group".to_owned(),
            title: [("en".to_owned(), "Group".to_owned())].into(),
            dimension: Dimension::Correctness,
            weight,
            policy: Policy::Each,
        }
    }

    #[test]
    fn a_dimension_is_exact() {
        for (groups, expected) in [
            // A third and two thirds make a half, not a millionth less.
            (vec![(1, 3, 1_000_000), (1, 3, 2_000_000)], Some(500_000)),
            (vec![(1, 3, 1_000_000)], Some(333_333)),
            (vec![(3, 7, 7_000_000), (1, 11, 0)], Some(750_000)),
            (vec![(1000, 1, 1_000_000), (1000, 200_000, 200_000_000_000)], Some(1_000_000)),
            (vec![], None),
        ] {
            let totals: Vec<u64> = groups.iter().map(|(_, total, _)| *total).collect();
            let earned: Vec<u64> = groups.iter().map(|(_, _, earned)| *earned).collect();
            let described: Vec<Group> = groups.iter().map(|(weight, _, _)| group(*weight)).collect();
            assert_eq!(score(Dimension::Correctness, &described, &totals, &earned), expected, "{groups:?}");
            assert_eq!(score(Dimension::Robustness, &described, &totals, &earned), None);
        }
    }

    #[test]
    fn too_varied_totals_are_refused() {
        assert_eq!(common_multiple(&[4, 6, 10]), Some(60));
        assert_eq!(common_multiple(&[199_999, 199_967, 199_961, 199_933, 199_931, 199_921]), None);
    }
}
