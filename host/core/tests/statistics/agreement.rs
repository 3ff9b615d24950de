//! Kappa and its error of two neurologists beside scikit-learn 1.9.1 (`cohen_kappa_score`) and statsmodels 0.15.0
//! (`cohens_kappa`, which has the standard error), on `MSPatients`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use touchstone_core::agreement::{Basis, MachineScores, PairTable, PartAgreement};
use touchstone_core::evaluation::Millionths;
use touchstone_core::gold::GoldSet;
use touchstone_core::statistics::correlation;

use crate::data::{check, python, rows};

/// A diagnosis is certain, probable, possible or doubtful.
const SCALE: u32 = 3;

/// Marks by New Orleans and Winnipeg.
fn ratings(patients: &str) -> Vec<(u32, u32)> {
    let rows = rows(include_str!("data/ms_patients.csv")).into_iter().filter(|row| row[0] == patients);
    rows.map(|row| (row[1].parse().unwrap(), row[2].parse().unwrap())).collect()
}

#[test]
fn kappa_equals_scikit_learn_and_its_error_statsmodels() {
    let expected = python();
    for (patients, pairs) in [("Winnipeg", 149), ("New Orleans", 69)] {
        let mut table = PairTable::new(SCALE);
        for (first, second) in ratings(patients) {
            table.add(first, second);
        }
        assert_eq!(table.pairs(), pairs);
        let kappa = table.kappa().unwrap();
        check(kappa.kappa, &expected, &format!("/kappa/{patients}/kappa"));
        check(kappa.kappa, &expected, &format!("/kappa/{patients}/kappa_statsmodels"));
        check(kappa.standard_error, &expected, &format!("/kappa/{patients}/standard_error"));
        check(kappa.interval.low, &expected, &format!("/kappa/{patients}/low"));
        check(kappa.interval.high, &expected, &format!("/kappa/{patients}/high"));
    }
}

#[test]
fn a_correlation_equals_scipy() {
    for patients in ["Winnipeg", "New Orleans"] {
        let pairs: Vec<_> =
            ratings(patients).into_iter().map(|(first, second)| (f64::from(first), f64::from(second))).collect();
        check(correlation(&pairs).unwrap(), &python(), &format!("/kappa/{patients}/correlation"));
    }
}

/// The patients of both cities as the two parts of a gold set. Winnipeg marks, New Orleans is the machine.
#[test]
fn a_report_has_the_same_figures() {
    let cities = [("Winnipeg", "calibration"), ("New Orleans", "held-out")];
    let (mut answers, mut scores) = (String::new(), MachineScores::new());
    for (patients, part) in cities {
        for (n, (first, second)) in ratings(patients).into_iter().enumerate() {
            let candidate = format!("{part}-{n}");
            let marks = format!(r#"{{"certainty": {{"orleans": {first}, "winnipeg": {second}}}}}"#);
            let comma = if answers.is_empty() { "" } else { "," };
            write!(
                answers,
                r#"{comma}{{"candidate": "{candidate}", "item": "case", "part": "{part}", "marks": {marks}}}"#
            )
            .unwrap();
            let key = (candidate.parse().unwrap(), "case".parse().unwrap(), "certainty".parse().unwrap());
            scores.insert(key, Millionths::new((first * 1_000_000).div_ceil(SCALE)).unwrap());
        }
    }
    let gold = format!(
        r#"{{"title": {{"en": "MS"}}, "scale": 3, "markers": ["orleans", "winnipeg"], "answers": [{answers}]}}"#
    );
    let gold = GoldSet::from_json(&gold).unwrap();
    let evaluators = BTreeMap::from([("case".parse().unwrap(), "x/neurology#evaluator".parse().unwrap())]);
    let report = Basis::new(&gold, evaluators, []).unwrap().report(&scores);
    let expected = python();
    for ((patients, _), part) in cities.iter().zip(&report.dimensions[0].parts) {
        let PartAgreement { markers, machine, .. } = part;
        let said = &markers.pairs[0];
        check(said.kappa.known().unwrap().kappa, &expected, &format!("/kappa/{patients}/kappa"));
        check(-*said.mean_difference.known().unwrap(), &expected, &format!("/kappa/{patients}/mean_difference"));
        // In points: a mark is a third of 100.
        let error = markers.standard_error.known().unwrap() * f64::from(SCALE) / 100.0;
        check(error, &expected, &format!("/kappa/{patients}/dahlberg"));
        let with_winnipeg = &machine.pairs[1];
        assert_eq!(with_winnipeg.second.as_str(), "winnipeg");
        check(with_winnipeg.kappa.known().unwrap().kappa, &expected, &format!("/kappa/{patients}/kappa"));
    }
}
