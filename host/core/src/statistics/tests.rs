//! Sums, variances, correlations and quantiles, and that order never matters.

use proptest::prelude::*;

use super::*;

fn exact(numbers: &[f64]) -> f64 {
    let total: BigRational = numbers.iter().map(|number| BigRational::from_float(*number).unwrap()).sum();
    float(&total)
}

#[test]
fn a_sum_rounds_once() {
    assert_eq!(sum([0.1; 10]).to_bits(), 1.0_f64.to_bits());
    assert_eq!(sum([1e16, 1.0, -1e16]).to_bits(), 1.0_f64.to_bits());
    assert_eq!(sum([]).to_bits(), 0.0_f64.to_bits());
    // 2^53 + 1 is half way between two floats; the least bit more decides.
    assert_eq!(sum([9_007_199_254_740_992.0, 1.0, f64::MIN_POSITIVE]).to_bits(), 9_007_199_254_740_994.0_f64.to_bits());
    assert_eq!(sum([9_007_199_254_740_992.0, 1.0]).to_bits(), 9_007_199_254_740_992.0_f64.to_bits());
}

proptest! {
    #[test]
    fn a_sum_is_the_exact_one_rounded_in_any_order(
        mut numbers in prop::collection::vec(-1e12..1e12_f64, 0..40),
        small in prop::collection::vec(-1e-9..1e-9_f64, 0..40),
    ) {
        numbers.extend(small);
        let expected = exact(&numbers);
        prop_assert_eq!(sum(numbers.iter().copied()).to_bits(), expected.to_bits());
        numbers.sort_by(f64::total_cmp);
        prop_assert_eq!(sum(numbers).to_bits(), expected.to_bits());
    }

    #[test]
    fn no_order_changes_a_figure(pairs in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 2..40)) {
        let mut turned = pairs.clone();
        turned.reverse();
        prop_assert_eq!(correlation(&pairs).map(f64::to_bits), correlation(&turned).map(f64::to_bits));
        prop_assert_eq!(covariance(&pairs).map(f64::to_bits), covariance(&turned).map(f64::to_bits));
    }
}

#[test]
fn what_is_not_defined_is_none() {
    assert_eq!(mean(&[]), None);
    assert_eq!(variance(&[1.0]), None);
    assert_eq!(correlation(&[(0.1, 1.0), (0.1, 2.0), (0.1, 4.0)]), None);
    assert_eq!(quantile(&[], 0.5), None);
    assert_eq!(quantile(&[1.0], 1.5), None);
    assert_eq!(quantile(&[1.0], f64::NAN), None);
}

#[test]
fn a_share_is_shown_half_up_and_kept_exactly() {
    let share = |count, of| Count { count, of }.share().unwrap();
    assert_eq!(serde_json::to_string(&share(58, 75)).unwrap(), r#"{"exact":"58/75","shown":"0.773"}"#);
    assert_eq!(share(1, 2000).to_string(), "0.001");
    assert_eq!(share(4, 4).exact(), "1");
    assert_eq!(Count { count: 0, of: 0 }.share(), None);
    assert_eq!(Share::new(BigRational::new(5.into(), 4.into())), None);
}

#[test]
fn a_refusal_stands_where_the_figure_would() {
    let refused: Figure = Refusal::unless(Statistic::Kappa, Counted::DoubleMarked, 12, 30).map(|()| 1.0).into();
    assert_eq!(
        serde_json::to_value(&refused).unwrap(),
        serde_json::json!({"refused": {
            "reason": "too-small", "what": "quadratic-weighted-kappa", "counted": "double-marked-answers", "have": 12, "need": 30,
            "message": "quadratic weighted kappa needs 30 answers marked by both and there are 12; add 18 more, or read the counts",
        }})
    );
    assert_eq!(serde_json::to_string(&Figure::Known(0.5)).unwrap(), "0.5");
}
