//! `touchstone stats`: facility as a mean of the table's own scores, the words in the place of what a small sample cannot give, the picture.

use std::fs;

use serde_json::Value;

use crate::common::{Run, fails, run, touchstone};
use crate::reports::{contains, csv, data, json, picture, printed, report, rows};

/// The report on the first so many candidates.
fn of_first(count: usize, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scores.csv");
    let text = fs::read_to_string(data("scores.csv")).unwrap();
    let lines: Vec<&str> = text.lines().take(count + 1).collect();
    fs::write(&path, lines.join("\n")).unwrap();
    let (path, interview) = (path.to_str().unwrap(), data("interview.json"));
    let mut arguments = vec!["stats", "--scores", path, "--interview", &interview];
    arguments.extend(more);
    run(&mut touchstone(&arguments))
}

#[test]
fn facility_is_the_mean_share_and_weights_are_the_rubrics() {
    let report = json("stats", &[]);
    assert_eq!((&report["candidates"], &report["complete"]), (&Value::from(36), &Value::from(34)));
    let table = rows(&fs::read_to_string(data("scores.csv")).unwrap());
    let tones: Vec<f64> = table.iter().filter_map(|row| row["reply/tone"].parse().ok()).collect();
    let mean = tones.iter().sum::<f64>() / f64::from(u32::try_from(tones.len()).unwrap()) / 100.0;
    let reply = &report["items"][2];
    assert_eq!((&reply["item"], &reply["candidates"]), (&Value::from("reply"), &Value::from(35)));
    assert!((reply["facility"].as_f64().unwrap() - mean).abs() < 1e-12, "{reply} {mean}");
    let weights = ["code", "device", "reply"].map(|id| {
        let item = report["items"].as_array().unwrap().iter().find(|item| item["item"] == id);
        item.unwrap()["intended_weight"].as_f64().unwrap()
    });
    for (weight, expected) in weights.into_iter().zip([0.5 + 0.3 / 4.0, 0.3 / 2.0 + 0.2, 0.3 / 4.0]) {
        assert!((weight - expected).abs() < 1e-12, "{weights:?}");
    }
    let effective: f64 =
        report["items"].as_array().unwrap().iter().map(|item| item["effective_weight"].as_f64().unwrap()).sum();
    assert!((effective - 1.0).abs() < 1e-12, "{effective}");
}

#[test]
fn a_small_sample_is_refused_by_name_and_is_no_failure() {
    let text = printed(of_first(6, &["--lang", "en"]));
    contains(
        &text,
        &["too few 6/30", "Not given: Cronbach's alpha needs 30 candidates with a score on every item and there are 6"],
    );
    contains(
        &printed(of_first(6, &["--lang", "zh-CN"])),
        &["样本太小 6/30", "未给出：克龙巴赫 α至少需要 30 名各题均有得分的候选人，现有 6"],
    );
    let report: Value = serde_json::from_str(&printed(of_first(6, &["--json"]))).unwrap();
    assert_eq!(report["test"]["alpha"]["refused"]["reason"], "too-small");
    let rows = rows(&printed(of_first(6, &["--csv"])));
    assert_eq!((rows[0]["discrimination"].as_str(), rows[0]["candidates"].as_str()), ("", "6"));
}

#[test]
fn tables_csv_and_json_say_the_same() {
    contains(
        &printed(report("stats", &["--lang", "en"])),
        &["A program", "Discrimination", "Cronbach's α: 0.7", "57.50 %"],
    );
    contains(&printed(report("stats", &["--lang", "zh-CN"])), &["编程", "区分度", "克龙巴赫 α：0.7"]);
    let report = json("stats", &[]);
    for (row, item) in csv("stats", &[]).iter().zip(report["items"].as_array().unwrap()) {
        assert_eq!(row["item"], item["item"].as_str().unwrap());
        for figure in ["facility", "discrimination", "effective_weight", "alpha_without", "standard_deviation"] {
            let (one, other) = (row[figure].parse::<f64>().unwrap(), item[figure].as_f64().unwrap());
            assert!((one - other).abs() < 1e-15, "{figure}");
        }
    }
}

#[test]
fn a_picture_of_the_items() {
    let svg = picture("stats", &["--lang", "zh-CN"]);
    contains(&svg, &["三道题：题目分析", "编程", "得分率", "36 名候选人，3 道题。"]);
    assert_eq!(svg.matches("<circle").count(), 3);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("few.svg");
    printed(of_first(6, &["--lang", "en", "--svg", path.to_str().unwrap()]));
    contains(&fs::read_to_string(path).unwrap(), &["no discrimination is given"]);
    fails("no such folder", &report("stats", &["--svg", "/nowhere/a.svg"]), 6, &["cannot write `/nowhere/a.svg`"]);
}
