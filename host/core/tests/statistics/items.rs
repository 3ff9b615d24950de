//! Item statistics of `lsat6` beside R's psych 2.2.9 (`alpha`) and, where psych has no such figure, beside Moodle's definitions
//! written out in `NumPy` 2.4.6.

use serde_json::Value;
use touchstone_core::item_statistics::{ItemReport, ItemScores, WeightedItem};
use touchstone_core::statistics::{Count, Figure};

use crate::data::{check, psych, python, rows};

fn lsat6(weights: [u32; 5]) -> ItemReport {
    let item = |(n, weight): (usize, u32)| WeightedItem {
        id: format!("q{}", n + 1).parse().unwrap(),
        weight: weight.to_string().parse().unwrap(),
    };
    let share = |cell: &str| Count { count: cell.parse().unwrap(), of: 1 }.share();
    let scores = rows(include_str!("data/lsat6.csv")).into_iter().map(|row| row.into_iter().map(share).collect());
    ItemScores::new(weights.into_iter().enumerate().map(item).collect(), scores.collect()).unwrap().report()
}

fn known(figure: &Figure) -> f64 {
    *figure.known().unwrap()
}

/// `key` is that of the figures of both tools for these weights.
fn equal_the_tools(report: &ItemReport, key: &str, psych: &Value, python: &Value) {
    check(known(&report.test.alpha), psych, &format!("/{key}/alpha"));
    check(known(&report.test.alpha), python, &format!("/moodle/{key}/consistency"));
    check(known(&report.test.standard_deviation), python, &format!("/moodle/{key}/total_standard_deviation"));
    check(known(&report.test.standard_error), python, &format!("/moodle/{key}/standard_error"));
    for (n, item) in report.items.iter().enumerate() {
        check(known(&item.discrimination), psych, &format!("/{key}/discrimination/{n}"));
        check(known(&item.alpha_without), psych, &format!("/{key}/alpha_without/{n}"));
        check(known(&item.effective_weight), python, &format!("/moodle/{key}/effective_weight/{n}"));
        check(known(&item.discriminative_efficiency), python, &format!("/moodle/{key}/efficiency/{n}"));
    }
}

#[test]
fn items_of_equal_weight_equal_psych_and_numpy() {
    let (report, psych) = (lsat6([1; 5]), psych());
    assert_eq!((report.candidates, report.complete), (1000, 1000));
    equal_the_tools(&report, "equal", &psych, &python());
    for (n, item) in report.items.iter().enumerate() {
        check(known(&item.facility), &psych, &format!("/equal/facility/{n}"));
        check(known(&item.standard_deviation), &psych, &format!("/equal/standard_deviation/{n}"));
    }
}

#[test]
fn weighted_items_equal_psych_and_numpy() {
    equal_the_tools(&lsat6([1, 2, 3, 4, 5]), "weighted", &psych(), &python());
}
