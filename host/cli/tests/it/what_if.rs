//! `touchstone what-if`: decompositions sum exactly, weights scale in proportion, moves are told, and every wrong change is named.

use num_rational::BigRational;
use serde_json::{Value, json};

use crate::common::fails;
use crate::reports::{contains, csv, exact, json, picture, printed, report};

fn number(value: &Value) -> BigRational {
    exact(value["exact"].as_str().unwrap())
}

#[test]
fn every_change_sums_over_the_dimensions_exactly() {
    for change in [
        ["--raise", "care=50%"],
        ["--weights", "skill=1,care=7/20,speed=0.125"],
        ["--modules-off", "acme/device#evaluator"],
    ] {
        let report = json("what-if", &change);
        let candidates = report["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 36);
        for one in candidates {
            let (before, after) = (number(&one["before"]["total"]), number(&one["after"]["total"]));
            let parts = one["decomposition"]["dimensions"].as_array().unwrap();
            let sum: BigRational = parts.iter().map(|part| number(&part["difference"])).sum();
            assert_eq!(sum, after - before, "{change:?} {}", one["candidate"]);
        }
    }
}

#[test]
fn raising_one_share_scales_the_others() {
    let report = json("what-if", &["--raise", "speed=35%"]);
    let weights = |side: &str| {
        let dimensions = report[side]["dimensions"].as_array().unwrap().iter();
        dimensions.map(|one| exact(one["weight"].as_str().unwrap())).collect::<Vec<_>>()
    };
    let (before, after) = (weights("before"), weights("after"));
    let factor = exact("13/16");
    assert_eq!((&after[0], &after[1], &after[2]), (&(&before[0] * &factor), &(&before[1] * &factor), &exact("7/20")));
    assert_eq!(report, json("what-if", &["--raise", "speed=7/20"]), "a share is a share however it is written");
}

#[test]
fn moves_are_explained_in_both_languages() {
    let english = printed(report("what-if", &["--raise", "care=50%", "--lang", "en"]));
    contains(&english, &["Care 30.00 % → 50.00 %", "3 → 2", "c-21: rank 3 → 2; passes c-08 (mostly by Skill, +7.39)"]);
    let chinese = printed(report("what-if", &["--raise", "care=50%", "--lang", "zh-CN"]));
    contains(&chinese, &["细致 30.00 % → 50.00 %", "c-21：第 3 → 2 名；超过c-08（主要因专业能力，+7.39）"]);
    let nothing = printed(report("what-if", &["--weights", "skill=5,care=3,speed=2", "--lang", "en"]));
    contains(&nothing, &["No rank changes."]);
}

#[test]
fn what_is_shown_of_the_parts_sums_to_the_shown_change() {
    let text = printed(report("what-if", &["--raise", "care=50%", "--lang", "en"]));
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let figures: Option<Vec<i64>> = cells.get(1..)?.iter().map(|cell| hundredths(cell)).collect();
        figures.filter(|figures| figures.len() == 4 && cells[0].starts_with("c-"))
    });
    let rows: Vec<Vec<i64>> = rows.collect();
    assert_eq!(rows.len(), 36, "{text}");
    for row in rows {
        assert_eq!(row[..3].iter().sum::<i64>(), row[3], "{row:?}");
    }
}

fn hundredths(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.')?;
    format!("{whole}{rest}").parse().ok().filter(|_| rest.len() == 2)
}

#[test]
fn csv_reads_back() {
    let report = json("what-if", &["--raise", "care=50%"]);
    for (row, one) in csv("what-if", &["--raise", "care=50%"]).iter().zip(report["candidates"].as_array().unwrap()) {
        assert_eq!(row["candidate"], one["candidate"].as_str().unwrap());
        assert_eq!(exact(&row["difference"]), exact(&row["total_after"]) - exact(&row["total_before"]));
        let parts = ["skill", "care", "speed"].map(|id| exact(&row[&format!("difference/{id}")]));
        assert_eq!(parts.iter().sum::<BigRational>(), exact(&row["difference"]));
    }
}

#[test]
fn a_picture_of_the_ranks() {
    let svg = picture("what-if", &["--raise", "care=50%", "--lang", "en"]);
    contains(&svg, &["Three items: how ranks move", "O\"Neil, &lt;Jo&gt; &amp; Co", "36 are drawn"]);
    assert_eq!(svg.matches("<polyline").count(), 36);
}

#[test]
fn wrong_changes_are_named() {
    let cases: [(&[&str], &[&str]); 9] = [
        (&["--raise", "beauty=50%"], &["no dimension `beauty`", "there are `skill`, `care`, `speed`"]),
        (&["--raise", "care=101%"], &["a share of `101/100` is more than 1"]),
        (&["--weights", "skill=1"], &["the dimension `care` has no weight"]),
        (&["--weights", "skill=0,care=0,speed=0"], &["all weights are 0"]),
        (&["--weights", "skill=1,care=1,care=2,speed=1"], &["two weights for `care`"]),
        (&["--weights", "skill=1,care=1,speed=1,beauty=1"], &["no dimension `beauty`"]),
        (&["--modules-off", "acme/other#evaluator"], &["does not use the module `acme/other#evaluator`"]),
        (&["--rubric", "/nowhere.json"], &["there is no `/nowhere.json`"]),
        (&["--raise", "care=1/1000000007"], &[]),
    ];
    for (change, said) in &cases[..7] {
        fails(&format!("{change:?}"), &report("what-if", change), 2, said);
    }
    fails("no file", &report("what-if", cases[7].0), 3, cases[7].1);
    let parsed: [(&[&str], &str); 7] = [
        (cases[8].0, "too large or too fine"),
        (&["--raise", "care=-1"], "negative"),
        (&["--weights", "skill=1,care=99999999999999999999,speed=1"], "too large or too fine"),
        (&["--weights", "skill=NaN,care=1,speed=1"], "no exact number"),
        (&["--raise", "care"], "write a dimension"),
        (&[], "required arguments"),
        (&["--raise", "care=1/2", "--weights", "skill=1,care=1,speed=1"], "cannot be used with"),
    ];
    for (change, said) in parsed {
        let ran = report("what-if", change);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{change:?}");
        assert!(ran.stderr.contains(said), "{change:?}: {}", ran.stderr);
    }
    assert_eq!(json!(cases.len()), 9);
}
