//! `touchstone fairness`: rates and ratios worked out by hand, unknown and small categories, people joined to scores, and every bad cell named.

use std::fmt::Write;
use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Run, fails, run, touchstone};
use crate::reports::{contains, data, json as report_json, picture, printed, report, rows};

/// A file with a text.
fn file(text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn of_table(text: &str, more: &[&str]) -> Run {
    let (_folder, path) = file(text);
    let mut arguments = vec!["fairness", "--table", &path];
    arguments.extend(more);
    run(&mut touchstone(&arguments))
}

/// 4 of 8 women and 1 of 4 men are selected; one candidate is nobody's.
const SELECTED: &str = "\
candidate,sex,selected
a,female,yes
b,female,yes
c,female,1
d,female,是
e,female,no
f,female,no
g,female,0
h,female,否
i,male,yes
j,male,no
k,male,no
l,male,no
m,,yes
n,male,
";

#[test]
fn rates_and_ratios_are_those_worked_out_by_hand() {
    let report: Value = serde_json::from_str(&printed(of_table(SELECTED, &["--json"]))).unwrap();
    assert_eq!(
        (&report["candidates"], &report["withheld"], &report["rate"]),
        (&json!(14), &json!(1), &json!("selection"))
    );
    let table = &report["tables"][0];
    assert_eq!(table["unknown"], 1);
    let rates: Vec<_> = table["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["rate"]["exact"].clone(), one["impact_ratio"]["exact"].clone()))
        .collect();
    assert_eq!(rates, [(json!("1/2"), json!("1")), (json!("1/4"), json!("1/2"))]);
    let text = printed(of_table(SELECTED, &["--lang", "en"]));
    contains(
        &text,
        &[
            "Selection rates",
            "25.00 %",
            "0.500   below 4/5",
            "1 more whose category is unknown",
            "1 without a score or a decision",
        ],
    );
    contains(&printed(of_table(SELECTED, &["--lang", "zh-CN"])), &["入选率", "低于 4/5", "另有 1 名类别未知"]);
    let rows = rows(&printed(of_table(SELECTED, &["--csv"])));
    assert_eq!((rows[1]["category"].as_str(), rows[1]["impact_ratio"].as_str()), ("male", "1/2"));
}

#[test]
fn scores_are_compared_with_the_median_exactly() {
    let table = "candidate,score,sex,region\na,10,f,n\nb,20,f,s\nc,253/3,m,n\nd,84.34,m,s\n";
    let report: Value = serde_json::from_str(&printed(of_table(table, &["--json"]))).unwrap();
    assert_eq!((&report["rate"], &report["median"]), (&json!("scoring"), &json!("313/6")));
    assert_eq!(report["tables"].as_array().unwrap().len(), 3, "two attributes and their crossing");
    let only: Value = serde_json::from_str(&printed(of_table(table, &["--attributes", "sex", "--json"]))).unwrap();
    assert_eq!(only["tables"].as_array().unwrap().len(), 1);
}

#[test]
fn a_small_category_is_left_out_with_a_word_only() {
    let mut table = "candidate,sex,selected\n".to_owned();
    for n in 0..100 {
        let (sex, selected) = if n == 0 {
            ("other", "yes")
        } else if n < 50 {
            ("f", "yes")
        } else {
            ("m", "no")
        };
        writeln!(table, "c-{n},{sex},{selected}").unwrap();
    }
    let text = printed(of_table(&table, &["--lang", "en", "--leave-out-small", "one person only"]));
    contains(
        &text,
        &["small category", "Small categories: one person only", "Not given: the impact ratio is not given"],
    );
    assert!(!printed(of_table(&table, &["--lang", "en"])).contains("small category"));
    fails("a blank reason", &of_table(&table, &["--leave-out-small", " "]), 3, &["the justification", "is blank"]);
}

#[test]
fn people_join_a_cohort_by_their_ids() {
    let people = data("people.csv");
    let chosen = report_json("fairness", &["--people", &people, "--selected-level", "consider"]);
    assert_eq!(
        (&chosen["rate"], &chosen["candidates"], &chosen["unlisted"]),
        (&json!("selection"), &json!(36), &json!(0))
    );
    let ranking = report_json("rank", &[]);
    let levels = ranking["candidates"].as_array().unwrap().iter().map(|one| one["scorecard"]["level"]["id"].clone());
    let reached = levels.filter(|level| *level != "not-recommended").count();
    let selected: u64 = chosen["tables"][1]["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["selected"]["count"].as_u64().unwrap())
        .sum();
    assert_eq!(usize::try_from(selected).unwrap(), reached, "everybody has a region");
    let scoring = report_json("fairness", &["--people", &people]);
    assert_eq!(scoring["rate"], "scoring");

    let (_folder, few) = file("candidate,sex\nc-01,f\nc-02,m\n");
    contains(&printed(report("fairness", &["--people", &few, "--lang", "en"])), &["34 not in the file of attributes"]);
    let unknown = report("fairness", &["--people", &people, "--selected-level", "best"]);
    fails("an unknown level", &unknown, 2, &["no level `best`", "there are `recommended`, `consider`"]);
    let (_folder, strangers) = file("candidate,sex\nc-01,f\nnobody,m\nc-01,m\nX,m\n");
    let said = ["there is no candidate `nobody`", "line 4, column 1", "is on line 2 already", "`X` is no candidate id"];
    fails("strangers", &report("fairness", &["--people", &strangers]), 3, &said);
    fails(
        "no attribute",
        &report("fairness", &["--people", &people, "--attributes", "age"]),
        3,
        &["no candidate has a `age`"],
    );
    fails("no people", &report("fairness", &[]), 2, &["nothing says what is compared", "--people FILE"]);
    fails("nothing", &run(&mut touchstone(&["fairness"])), 2, &["there is nobody to compare", "--table FILE"]);
}

#[test]
fn bad_tables_are_told_cell_by_cell() {
    let cases: [(&str, &[&str]); 6] = [
        ("", &["is empty"]),
        ("candidate,sex\n", &["has a header and no row"]),
        ("candidate,sex\na,f\n", &["there is no column `score`"]),
        (
            "candidate,score,sex\na,-5,f\nb,x,m\na,7,f\n",
            &[
                "has 3 mistakes",
                "line 2, column 2",
                "`-5` is negative",
                "`x` is no exact number",
                "`a` is on line 2 already",
            ],
        ),
        ("candidate,selected,sex\na,maybe,f\n", &["line 2, column 2", "`maybe` is no decision"]),
        (
            "candidate,score,sex,sex\na,1,f,f,g\n",
            &["line 1, column 4", "the column `sex` is there twice", "this row has 5 cells, the header 4"],
        ),
    ];
    for (table, said) in cases {
        fails(table, &of_table(table, &[]), 3, said);
    }
}

#[test]
fn a_picture_of_the_rates() {
    let svg = picture("fairness", &["--people", &data("people.csv"), "--selected-level", "consider", "--lang", "en"]);
    contains(&svg, &["Selection rates and impact ratios", "female × north", "impact 1.000", "below 4/5"]);
}
