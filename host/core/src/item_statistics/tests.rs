//! Item statistics: figures by hand, refusals, and what never depends on order or scale.

use proptest::prelude::*;

use super::*;
use crate::statistics::Count;

fn share(tenths: u32) -> Option<Share> {
    Count { count: tenths as usize, of: 10 }.share()
}

fn items(weights: &[i32]) -> Vec<WeightedItem> {
    let item = |(n, weight): (usize, &i32)| WeightedItem {
        id: format!("q{n}").parse().unwrap(),
        weight: BigRational::from_integer((*weight).into()),
    };
    weights.iter().enumerate().map(item).collect()
}

fn report(weights: &[i32], rows: &[Vec<Option<Share>>]) -> ItemReport {
    ItemScores::new(items(weights), rows.to_vec()).unwrap().report()
}

/// The first two items agree, the third says something else.
fn forty() -> Vec<Vec<Option<Share>>> {
    (0..40).map(|n| vec![share(n % 11), share((n + 1) % 11), share(n * 7 % 10)]).collect()
}

fn known(figure: &Figure) -> f64 {
    *figure.known().unwrap()
}

#[test]
fn small_samples_are_refused_by_name() {
    let found = report(&[1, 1, 1], &forty()[..29]);
    assert_eq!(
        found.test.alpha.refusal().unwrap().to_string(),
        "Cronbach's alpha needs 30 candidates with a score on every item and there are 29; add 1 more, or read the counts"
    );
    for item in &found.items {
        assert!(item.facility.known().is_some());
        for figure in
            [&item.discrimination, &item.discriminative_efficiency, &item.effective_weight, &item.alpha_without]
        {
            assert!(matches!(figure.refusal(), Some(Refusal::TooSmall { have: 29, need: 30, .. })), "{figure:?}");
        }
    }
    let nobody = report(&[1], &[]);
    assert!(matches!(nobody.items[0].facility.refusal(), Some(Refusal::TooSmall { have: 0, need: 1, .. })));
    assert!(matches!(nobody.test.mean.refusal(), Some(Refusal::TooSmall { .. })));
}

#[test]
fn alpha_of_one_item_is_refused() {
    let rows: Vec<_> = forty().into_iter().map(|row| row[..2].to_vec()).collect();
    let found = report(&[1, 1], &rows);
    assert!(found.test.alpha.known().is_some());
    let refusal = found.items[0].alpha_without.refusal().unwrap();
    assert_eq!(refusal.to_string(), "Cronbach's alpha needs 2 items and there are 1; add 1 more, or read the counts");
}

#[test]
fn who_lacks_an_item_counts_for_the_others_alone() {
    let mut rows = forty();
    rows[3][2] = None;
    rows[3][0] = share(10);
    let found = report(&[1, 1, 1], &rows);
    assert_eq!((found.candidates, found.complete), (40, 39));
    assert_eq!(found.items.iter().map(|item| item.candidates).collect::<Vec<_>>(), [40, 40, 39]);
    rows.remove(3);
    let without = report(&[1, 1, 1], &rows);
    assert_eq!(found.test, without.test);
    assert_eq!(found.items[0].discrimination, without.items[0].discrimination);
    assert!(known(&found.items[0].facility) > known(&without.items[0].facility));
}

#[test]
fn an_item_that_never_varies_has_no_discrimination_and_no_effect() {
    let rows: Vec<_> = forty().into_iter().map(|row| vec![row[0].clone(), row[1].clone(), share(10)]).collect();
    let found = report(&[1, 1, 2], &rows);
    let constant = &found.items[2];
    assert_eq!(constant.discrimination.refusal(), Some(&Refusal::NoVariation { what: Statistic::Discrimination }));
    assert_eq!(
        constant.discriminative_efficiency.refusal(),
        Some(&Refusal::NoVariation { what: Statistic::DiscriminativeEfficiency })
    );
    assert_eq!(known(&constant.effective_weight).to_bits(), 0.0_f64.to_bits());
    assert!((constant.intended_weight - 0.5).abs() < 1e-15);
}

#[test]
fn an_item_against_all_others_has_no_effective_weight() {
    let rows: Vec<_> = (0..40).map(|n| vec![share(n % 11), share(n % 11), share(10 - n % 11)]).collect();
    let found = report(&[1, 1, 1], &rows);
    for item in &found.items {
        assert_eq!(
            item.effective_weight.refusal(),
            Some(&Refusal::NegativeCovariance { what: Statistic::EffectiveWeight })
        );
    }
    assert!((known(&found.items[2].discrimination) + 1.0).abs() < 1e-12);
    let error_ratio = known(&found.test.error_ratio);
    assert!(error_ratio > 1.0, "α is below 0, and the error larger than the spread: {error_ratio}");
}

#[test]
fn what_does_not_fit_is_said() {
    let error = |weights: &[i32], rows| ItemScores::new(items(weights), rows).unwrap_err().to_string();
    assert_eq!(error(&[1, -1], vec![]), "the item `q1` has a negative weight; give it 0 or more");
    assert_eq!(error(&[0, 0], vec![]), "all items weigh 0, so there is no total; give one a weight above 0");
    assert_eq!(
        error(&[1, 1], vec![vec![None, None], vec![None]]),
        "row 1 has 1 scores for 2 items; give each item a score or none"
    );
}

proptest! {
    #[test]
    fn order_and_scale_change_nothing(
        rows in prop::collection::vec(prop::collection::vec(0..=10_u32, 3), 30..60),
        factor in 1..1000_i32,
    ) {
        let rows: Vec<Vec<Option<Share>>> = rows.iter().map(|row| row.iter().map(|tenths| share(*tenths)).collect()).collect();
        let mut turned = rows.clone();
        turned.reverse();
        let found = report(&[1, 2, 3], &rows);
        prop_assert_eq!(&found, &report(&[1, 2, 3], &turned));
        prop_assert_eq!(&found, &report(&[factor, 2 * factor, 3 * factor], &rows));
        if let Some(alpha) = found.test.alpha.known() {
            prop_assert!(*alpha <= 1.0 + 1e-12);
        }
        for item in &found.items {
            if let Some(efficiency) = item.discriminative_efficiency.known() {
                prop_assert!(*efficiency <= 1.0 + 1e-12);
            }
        }
    }
}
