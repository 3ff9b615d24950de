//! Rates and impact ratios of `ResumeNames` beside fairlearn 0.15.0 (`MetricFrame`) and, for the median, pandas 3.1.1.

use std::collections::BTreeMap;

use touchstone_core::fairness::{FairnessQuestion, FairnessRow, RateKind, report};
use touchstone_core::statistics::Share;

use crate::data::{check, python, rows};

fn resumes() -> Vec<FairnessRow> {
    let row = |row: Vec<&str>| FairnessRow {
        categories: BTreeMap::from([
            ("gender".to_owned(), row[0].to_owned()),
            ("ethnicity".to_owned(), row[1].to_owned()),
        ]),
        selected: Some(row[2] == "yes"),
        score: Some(row[3].parse().unwrap()),
    };
    rows(include_str!("data/resume_names.csv")).into_iter().map(row).collect()
}

#[test]
fn rates_and_ratios_equal_fairlearn() {
    let expected = python();
    let resumes = resumes();
    assert_eq!(resumes.len(), 4870);
    for (rate, name) in [(RateKind::Selection, "selection"), (RateKind::Scoring, "scoring")] {
        let attributes = vec!["gender".to_owned(), "ethnicity".to_owned()];
        let question = FairnessQuestion { attributes, rate, small_categories: None };
        let found = report(&resumes, &question).unwrap();
        assert_eq!(found.tables.len(), 3);
        for table in found.tables {
            let by = format!("/fairness/{name}/{}", table.attributes.join("+"));
            for category in &table.categories {
                let at = format!("{by}/{}", category.category.join("+"));
                check(category.rate.to_f64(), &expected, &format!("{at}/rate"));
                check(category.impact_ratio.known().unwrap().to_f64(), &expected, &format!("{at}/impact_ratio"));
            }
            let lowest = table.categories.iter().filter_map(|category| category.impact_ratio.known()).min();
            check(lowest.map(Share::to_f64).unwrap(), &expected, &format!("{by}/lowest_ratio"));
        }
    }
}

#[test]
fn the_median_equals_pandas() {
    let question =
        FairnessQuestion { attributes: vec!["gender".to_owned()], rate: RateKind::Scoring, small_categories: None };
    let median = report(&resumes(), &question).unwrap().median.unwrap();
    check(median.to_string().parse().unwrap(), &python(), "/fairness/median");
}
