//! Differences of a decomposition as people read them: rounded so that what is shown of the parts sums to what is shown of the whole.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};

use super::{Decomposition, Difference};
use crate::ids::DimensionId;
use crate::scorecard::Points;

impl Decomposition {
    /// Each dimension's difference in hundredths, by the largest remainder: all are rounded down, and those that lost most get a
    /// hundredth back, the earlier where two lost as much, until the sum is what [`Difference`] shows of the whole. None is off by a
    /// hundredth or more.
    pub fn shown_parts(&self) -> Vec<(&DimensionId, Difference)> {
        let hundred = BigRational::from_integer(BigInt::from(100));
        let exact: Vec<BigRational> =
            self.dimensions.iter().map(|part| part.difference.as_ratio() * &hundred).collect();
        let mut down: Vec<BigInt> = exact.iter().map(|part| part.floor().to_integer()).collect();
        let lost = |n: usize| &exact[n] - exact[n].floor();
        let mut by_loss: Vec<usize> = (0..exact.len()).collect();
        by_loss.sort_by(|&a, &b| lost(b).cmp(&lost(a)).then(a.cmp(&b)));
        let missing = in_hundredths(&self.difference) - down.iter().sum::<BigInt>();
        for &n in by_loss.iter().take(missing.to_usize().unwrap_or_default()) {
            down[n] += 1;
        }
        let ids = self.dimensions.iter().map(|part| &part.id);
        ids.zip(down).map(|(id, part)| (id, Difference::new(BigRational::from_integer(part) / &hundred))).collect()
    }

    /// Whether the two totals, each rounded by itself, are farther apart or closer than what is shown of their difference.
    pub fn rounds_apart(&self, before: &Points, after: &Points) -> bool {
        BigInt::from(after.hundredths()) - BigInt::from(before.hundredths()) != in_hundredths(&self.difference)
    }
}

/// As it is shown: halves away from zero.
fn in_hundredths(difference: &Difference) -> BigInt {
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let rounded = (difference.as_ratio().abs() * BigInt::from(100) + half).floor().to_integer();
    if difference.is_negative() { -rounded } else { rounded }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::comparison::DimensionChange;

    fn decomposition(parts: &[(i64, i64)]) -> Decomposition {
        let none = || Difference::new(BigRational::from_integer(BigInt::from(0)));
        let change = |(n, (numerator, denominator)): (usize, &(i64, i64))| DimensionChange {
            id: format!("d{n}").parse().unwrap(),
            before: None,
            after: None,
            difference: Difference::new(BigRational::new((*numerator).into(), (*denominator).into())),
            by_weight: none(),
            by_score: none(),
        };
        let dimensions: Vec<_> = parts.iter().enumerate().map(change).collect();
        Decomposition { difference: dimensions.iter().map(|part| &part.difference).sum(), dimensions }
    }

    fn shown(parts: &[(i64, i64)]) -> Vec<String> {
        decomposition(parts).shown_parts().iter().map(|(_, part)| part.to_string()).collect()
    }

    #[test]
    fn what_was_lost_most_is_given_back_first() {
        assert_eq!(shown(&[(1, 3), (1, 3), (1, 3)]), ["+0.34", "+0.33", "+0.33"]);
        assert_eq!(shown(&[(-1, 3), (-1, 3), (-1, 3)]), ["-0.33", "-0.33", "-0.34"]);
        assert_eq!(shown(&[(5, 1), (-5, 1)]), ["+5.00", "-5.00"]);
        assert_eq!(shown(&[(1, 200), (-1, 200)]), ["+0.01", "-0.01"]);
        assert_eq!(shown(&[]), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn shown_parts_sum_to_the_shown_whole(parts in prop::collection::vec((-10_000i64..10_000, 1i64..1_000), 0..8)) {
            let whole = decomposition(&parts);
            let shown = whole.shown_parts();
            let sum: Difference = shown.iter().map(|(_, part)| part).sum();
            prop_assert_eq!(sum.to_string(), whole.difference().to_string());
            for ((_, shown), exact) in shown.iter().zip(whole.dimensions()) {
                let off = (shown.as_ratio() - exact.difference.as_ratio()).abs();
                prop_assert!(off < BigRational::new(1.into(), 100.into()), "{} for {}", shown, exact.difference.exact());
            }
        }
    }
}
