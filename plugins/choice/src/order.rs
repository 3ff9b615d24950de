//! What an order is worth. An option that was left out stands in no place and in no right pair.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::keys::OrderScoring;

/// The share of full marks of `given`, an order of some or all of `right`.
pub(crate) fn share(right: &[String], given: &[&str], scoring: OrderScoring) -> BigRational {
    let count = right.len();
    let (earned, whole) = match scoring {
        OrderScoring::Exact => (usize::from(given.iter().eq(right)), 1),
        OrderScoring::Positions => (given.iter().zip(right).filter(|(given, right)| given == right).count(), count),
        OrderScoring::Pairs => (right_pairs(right, given), count * count.saturating_sub(1) / 2),
        OrderScoring::Kendall => {
            let all = count * count.saturating_sub(1) / 2;
            // τ = (right − wrong) / all, where wrong = all − right.
            ((2 * right_pairs(right, given)).saturating_sub(all), all)
        }
    };
    if whole == 0 {
        return BigRational::zero();
    }
    BigRational::new(BigInt::from(earned), BigInt::from(whole))
}

/// How many pairs of options come in the right order; at most 100 options, so each pair is looked at.
fn right_pairs(right: &[String], given: &[&str]) -> usize {
    let places: BTreeMap<&str, usize> = right.iter().map(String::as_str).zip(0..).collect();
    let given: Vec<usize> = given.iter().filter_map(|id| places.get(id).copied()).collect();
    let later = |(index, place): (usize, &usize)| given.iter().skip(index + 1).filter(|next| *next > place).count();
    given.iter().enumerate().map(later).sum()
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::share;
    use crate::keys::OrderScoring::{self, Exact, Kendall, Pairs, Positions};
    use crate::number;

    #[test]
    fn partly_right_orders() {
        let table: &[(&str, OrderScoring, &str)] = &[
            ("a b c d", Exact, "1"),
            ("a b d c", Exact, "0"),
            ("a b d c", Positions, "1/2"),
            ("a b d c", Pairs, "5/6"),
            ("a b d c", Kendall, "2/3"),
            ("d c b a", Pairs, "0"),
            ("d c b a", Kendall, "0"),
            ("d a b c", Positions, "0"),
            ("d a b c", Pairs, "1/2"),
            ("d a b c", Kendall, "0"),
            // The pairs with `d` are lost.
            ("a b c", Pairs, "1/2"),
            ("a b c", Exact, "0"),
            ("a", Positions, "1/4"),
        ];
        let right: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
        for (given, scoring, expected) in table {
            let got: BigRational = share(&right, &given.split(' ').collect::<Vec<_>>(), *scoring);
            assert_eq!(Some(got), number::Exact::parse(expected).map(|it| it.0), "{given} {scoring:?}");
        }
    }
}
