//! `touchstone agree`: kappa beside people's own, thresholds, too small parts refused by name, and gold sets that do not fit.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Example, fails, plugins, run, touchstone};
use crate::reports::{contains, csv, data, json as report_json, picture, printed, report};

/// A gold set of one's own.
fn gold(marks: &Value) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("marks.json"), marks.to_string()).unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

fn marks(answers: &Value) -> Value {
    json!({"title": {"en": "Marks"}, "scale": 4, "markers": ["lin", "zhao"], "answers": answers})
}

#[test]
fn machine_and_people_side_by_side() {
    let report = report_json("agree", &["--gold", &data("gold")]);
    let dimension = &report["versions"][0]["agreement"]["dimensions"][0];
    assert_eq!((&dimension["evaluator"], &dimension["dimension"]), (&json!("acme/reply#evaluator"), &json!("tone")));
    let part = |name: &str| dimension["parts"].as_array().unwrap().iter().find(|part| part["part"] == name).unwrap();
    let held_out = part("held-out");
    assert_eq!(held_out["answers"], 32);
    for side in ["machine", "markers"] {
        for pair in held_out[side]["pairs"].as_array().unwrap() {
            let kappa = &pair["kappa"];
            let figure = |key: &Value| key.as_f64().unwrap();
            let (low, high) = (figure(&kappa["interval"]["low"]), figure(&kappa["interval"]["high"]));
            assert!((low..=high).contains(&figure(&kappa["kappa"])), "{pair}");
        }
    }
    assert_eq!(part("calibration")["machine"]["mean_kappa"]["refused"]["reason"], "too-small");
    let thresholds = held_out["thresholds"].as_array().unwrap();
    assert_eq!(thresholds.iter().map(|one| one["at"].clone()).collect::<Vec<_>>(), [json!("50"), json!("75")]);
    for threshold in thresholds {
        let count = |key: &str| {
            threshold[key].as_array().map_or_else(|| threshold[key].as_u64().unwrap(), |list| list.len() as u64)
        };
        let all: u64 = ["accepted", "rejected", "false_accepts", "false_rejects"].map(count).iter().sum();
        assert_eq!(all, 32, "{threshold}");
    }
}

#[test]
fn tables_csv_and_picture() {
    let gold = data("gold");
    let english = printed(report("agree", &["--gold", &gold, "--lang", "en"]));
    contains(
        &english,
        &[
            "Marked replies",
            "acme/reply#evaluator · tone",
            "machine – lin",
            "lin – zhao",
            "too few 3/30",
            "Too close to call",
        ],
    );
    let chinese = printed(report("agree", &["--gold", &gold, "--lang", "zh-CN"]));
    contains(&chinese, &["回复的人工评分", "机器 – lin", "样本太小 3/30", "误通过", "未给出：二次加权 κ至少需要 30"]);
    let rows = csv("agree", &["--gold", &gold]);
    assert_eq!(rows.len(), 6, "three pairs in each part");
    assert_eq!((rows[0]["part"].as_str(), rows[0]["kappa"].as_str()), ("calibration", ""));
    assert!(rows[3]["kappa"].parse::<f64>().unwrap() > 0.5);
    let svg = picture("agree", &["--gold", &gold, "--lang", "en"]);
    contains(&svg, &["Marked replies", "held-out", "people", "machine", "class=\"band\"", "class=\"limit\""]);
    assert_eq!(svg.matches("<circle").count(), 35 + 2, "an answer each, and the legend");
}

#[test]
fn a_gold_set_that_does_not_fit_is_refused() {
    let one = |candidate: &str, item: &str, dimension: &str, mark: i64| json!({"candidate": candidate, "item": item, "part": "held-out", "marks": {dimension: {"lin": mark}}});
    let cases: [(Value, &[&str]); 5] = [
        (json!([one("c-99", "reply", "tone", 3)]), &["`/answers/0/candidate`", "no answers of a candidate `c-99`"]),
        (
            json!([one("c-01", "repl", "tone", 3)]),
            &["`/answers/0/item`", "has no item `repl`", "did you mean `reply`?"],
        ),
        (json!([one("c-01", "reply", "wit", 3)]), &["has no dimension `wit`"]),
        (json!([one("c-01", "reply", "tone", 5)]), &["`/answers/0/marks/tone/lin`", "5"]),
        (json!([one("c-01", "reply", "tone", -1)]), &["`/answers/0/marks/tone/lin`"]),
    ];
    for (answers, said) in cases {
        let (_folder, path) = gold(&marks(&answers));
        fails(&answers.to_string(), &report("agree", &["--gold", &path]), 3, said);
    }
    let (folder, path) = gold(&json!({}));
    fs::write(folder.path().join("marks.json"), "[").unwrap();
    fails("no JSON", &report("agree", &["--gold", &path]), 3, &["marks.json", "not valid JSON"]);
    fails("no gold set", &report("agree", &["--gold", "/nowhere"]), 3, &["there is no `/nowhere/marks.json`"]);
    let with = report("agree", &["--gold", &path, "--with", "/nowhere"]);
    assert_eq!(with.code, 2, "`--with` needs a folder: {}", with.stderr);
}

#[test]
fn the_answers_of_a_gold_set_are_scored_by_the_examples_plugins() {
    let example = Example::fixture(&json!({"scores": [["first", 500_000], ["second", 0]]}));
    let sheet = |id: &str| json!({"candidate": {"id": id, "name": id}, "locale": "en", "answers": {"item": {"kind": "text", "text": "hello"}}});
    example.write("gold/answers.jsonl", &format!("{}\n{}\n", sheet("g-1"), sheet("g-2")));
    let answer =
        |id: &str| json!({"candidate": id, "item": "item", "part": "held-out", "marks": {"first": {"lin": 2}}});
    example.write("gold/marks.json", &marks(&json!([answer("g-1"), answer("g-2")])).to_string());
    let (folder, plugins) = (example.path(), plugins().to_str().unwrap());
    let gold = format!("{folder}/gold");
    let arguments = ["agree", folder, "--plugins", plugins, "--gold", &gold, "--with", plugins];
    let ran = run(touchstone(&arguments).arg("--json"));
    let report: Value = serde_json::from_str(&printed(ran)).unwrap();
    assert_eq!(report["versions"].as_array().unwrap().len(), 2);
    let part = &report["versions"][1]["agreement"]["dimensions"][0]["parts"][0];
    assert_eq!(part["machine"]["pairs"][0]["equal"], json!({"count": 2, "of": 2}));
    assert_eq!(report["comparison"]["dimensions"][0]["parts"][0]["moves"], json!([]), "the same plugins twice");
    contains(
        &printed(run(touchstone(&arguments).args(["--lang", "en"]))),
        &["Before: ", "The two versions", "touchstone/fixture"],
    );

    example.write("gold/answers.jsonl", &format!("{}\n", sheet("g-1")));
    fails("an answer is missing", &run(&mut touchstone(&arguments)), 3, &["`/answers/1/candidate`", "candidate `g-2`"]);
}
