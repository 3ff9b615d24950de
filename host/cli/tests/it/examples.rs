//! Every folder in `examples/` gives the scorecards that its `expected/<candidate>.json` has; with `UPDATE_EXPECTED=1` they are written
//! instead. They hold no fuel and no digests, which a newer tool chain may move; where a score rests on fuel, `within` says by how many
//! points it may be off.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::common::{Example, example_plugins, folders, plugins_of, read_json, score_with, workspace};

/// Example, who cheats, and findings that say how: all of them are expected, each major or critical.
const CHEATS: &[(&str, &str, &[&str])] = &[
    ("backend-engineer", "zhao-lei", &["tampers-with-runtime", "hard-coded-tests"]),
    ("clinical-application-engineer", "zhang-wei", &["missing-step", "forbidden-step", "trial-and-error"]),
    ("data-analyst", "sun-hao", &["inline-values", "url-refused", "spec-too-large"]),
];

/// Who of an example ranks below whom, and why.
struct Gaming {
    example: &'static str,
    /// The weak who answered honestly.
    honest: &'static [&'static str],
    /// Who tried to look better, each with a finding that says how.
    below: &'static [(&'static str, &'static str)],
}

const GAMING: &[Gaming] = &[
    Gaming {
        example: "product-manager",
        honest: &["zhou-min", "mindy-zhou"],
        below: &[("xu-bin", "keyword-list"), ("tian-yu", "copied-situation"), ("jin-lei", "far-from-anchors")],
    },
    Gaming {
        example: "sales-manager",
        honest: &["sun-li", "lily-sun"],
        below: &[
            ("gao-jian", "keyword-list"),
            ("he-rui", "copied-prompt"),
            ("ma-chao", "missing-columns"),
            ("shen-kong", "empty-file"),
        ],
    },
];

/// Example, and who answers the same in Chinese and in English.
const TRANSLATIONS: &[(&str, &str, &str)] = &[
    ("product-manager", "fang-qi", "fiona-fang"),
    ("product-manager", "luo-wen", "owen-luo"),
    ("product-manager", "zhou-min", "mindy-zhou"),
    ("sales-manager", "lin-yue", "amy-lin"),
    ("sales-manager", "zhao-peng", "paul-zhao"),
    ("sales-manager", "sun-li", "lily-sun"),
];

/// Example, and whose scorecard its `NOTES.md` computes by hand.
const BY_HAND: &[(&str, &str)] = &[
    ("backend-engineer", "zhao-lei"),
    ("clinical-application-engineer", "wang-lei"),
    ("customer-support", "qian-bo"),
    ("data-analyst", "liu-yang"),
    ("product-manager", "fang-qi"),
    ("sales-manager", "zhao-peng"),
];

/// What `touchstone score --json` prints for an example.
fn report(folder: &Path) -> Value {
    let ran = score_with(&plugins_of(folder), folder, &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// What is expected of one candidate of the report.
fn summary(candidate: &Value) -> Value {
    let card = &candidate["scorecard"];
    let shown = |dimension: &Value| {
        let points = &dimension["score"]["points"]["shown"];
        (
            dimension["id"].as_str().unwrap().to_owned(),
            if points.is_null() { dimension["score"]["state"].clone() } else { points.clone() },
        )
    };
    let codes = |item: &Value| {
        let findings = item["evaluation"]["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
        (
            item["id"].as_str().unwrap().to_owned(),
            findings.iter().map(|finding| finding["code"].clone()).collect::<Value>(),
        )
    };
    json!({
        "total": card["total"]["shown"],
        "level": card["level"]["id"],
        "dimensions": card["dimensions"].as_array().unwrap().iter().map(shown).collect::<Map<_, _>>(),
        "findings": candidate["items"].as_array().unwrap().iter().map(codes).collect::<Map<_, _>>(),
    })
}

/// Puts the expected points in the place of those that differ by no more than `within`.
fn settle(found: &mut Value, expected: &Value) {
    let Some(within) = expected.get("within").map(hundredths) else { return };
    let settle_one = |found: &mut Value, expected: &Value| {
        if hundredths(found).abs_diff(hundredths(expected)) <= within.unsigned_abs() {
            *found = expected.clone();
        }
    };
    settle_one(&mut found["total"], &expected["total"]);
    for (dimension, points) in found["dimensions"].as_object_mut().unwrap() {
        settle_one(points, &expected["dimensions"][dimension.as_str()]);
    }
}

/// `84.33` as 8433.
fn hundredths(points: &Value) -> i64 {
    points.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[test]
fn every_example_scores_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    for folder in folders(&workspace().join("examples")) {
        let report = report(&folder);
        for candidate in report["candidates"].as_array().unwrap() {
            let id = candidate["candidate"]["id"].as_str().unwrap();
            let path = folder.join(format!("expected/{id}.json"));
            let mut found = summary(candidate);
            let within = fs::read_to_string(&path)
                .ok()
                .and_then(|text| serde_json::from_str::<Value>(&text).ok()?.get("within").cloned());
            if let Some(within) = within {
                found["within"] = within;
            }
            if update {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, format!("{found:#}\n")).unwrap();
            }
            let expected = read_json(&path);
            settle(&mut found, &expected);
            assert_eq!(found, expected, "{}: after a change that is meant, run with UPDATE_EXPECTED=1", path.display());
        }
        let expected = fs::read_dir(folder.join("expected")).unwrap().count();
        assert_eq!(
            report["candidates"].as_array().unwrap().len(),
            expected,
            "a stray file in {}/expected",
            folder.display()
        );
    }
}

#[test]
fn what_was_computed_by_hand_is_what_is_expected() {
    for (example, candidate) in BY_HAND {
        let folder = workspace().join("examples").join(example);
        let notes = fs::read_to_string(folder.join("NOTES.md")).unwrap();
        let expected = read_json(&folder.join(format!("expected/{candidate}.json")));
        let total = format!("**{}**", expected["total"].as_str().unwrap());
        assert!(notes.contains(&total), "{example}/NOTES.md does not come to {total} for `{candidate}`");
        for (dimension, points) in expected["dimensions"].as_object().unwrap() {
            let points = points.as_str().unwrap();
            let told = points == "0.00" || notes.contains(points);
            assert!(told, "{example}/NOTES.md does not come to {points} in `{dimension}` for `{candidate}`");
        }
    }
}

#[test]
fn who_only_looks_good_ranks_below_the_weak_and_honest() {
    for Gaming { example, honest, below } in GAMING {
        let report = report(&workspace().join("examples").join(example));
        let candidates = report["candidates"].as_array().unwrap();
        let of = |id: &str| candidates.iter().find(|one| one["candidate"]["id"] == id).expect("a candidate");
        let lowest = honest.iter().map(|id| of(id)["rank"].as_u64().expect("a rank")).max().unwrap();
        for (id, code) in *below {
            let one = of(id);
            // Without a rank a person has to look first, and the total is withheld.
            assert!(one["rank"].as_u64().is_none_or(|rank| rank > lowest), "{example}: {id} is {}", one["rank"]);
            let mut findings =
                one["items"].as_array().unwrap().iter().flat_map(|it| it["evaluation"]["findings"].as_array().unwrap());
            assert!(findings.any(|finding| finding["code"] == *code), "{example}: {id} has no `{code}`");
        }
    }
}

#[test]
fn the_same_answers_in_chinese_and_in_english_come_to_nearly_the_same_total() {
    for (example, chinese, english) in TRANSLATIONS {
        let total = |id: &str| {
            let expected = read_json(&workspace().join(format!("examples/{example}/expected/{id}.json")));
            expected["total"].as_str().and_then(|total| total.parse::<f64>().ok()).expect("a total")
        };
        let apart = (total(chinese) - total(english)).abs();
        assert!(apart <= 10.0, "{example}: {chinese} and {english} are {apart} points apart");
    }
}

#[test]
fn who_cheats_comes_last_and_a_finding_says_why() {
    for (example, cheat, codes) in CHEATS {
        let report = report(&workspace().join("examples").join(example));
        let candidates = report["candidates"].as_array().unwrap();
        let last = candidates.last().unwrap();
        assert_eq!(last["candidate"]["id"], *cheat, "{example}");
        assert_eq!(last["rank"], candidates.len(), "{example}");
        assert_eq!(last["scorecard"]["level"]["id"], "not-recommended", "{example}");
        let grave: Vec<&str> = last["items"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|item| item["evaluation"]["findings"].as_array().unwrap())
            .filter(|finding| ["major", "critical"].contains(&finding["severity"].as_str().unwrap()))
            .map(|finding| finding["code"].as_str().unwrap())
            .collect();
        for code in *codes {
            assert!(grave.contains(code), "{example}: no grave finding `{code}` among {grave:?}");
        }
        let first = candidates[0]["items"].as_array().unwrap().iter();
        let grave_first = first
            .flat_map(|item| item["evaluation"]["findings"].as_array().unwrap())
            .filter(|f| f["severity"] == "critical");
        assert_eq!(grave_first.count(), 0, "{example}: the best candidate has a critical finding");
    }
}

/// The gold set and the stored answers of the example with two evaluators are answers to its interview.
#[test]
fn gold_and_stored_answers_are_scored_in_both_versions() {
    let folder = workspace().join("examples/customer-support");
    let interview = read_json(&folder.join("interview.json"));
    for (part, count, version) in [("gold", 200, "1.0"), ("gold", 200, "1.1"), ("stored", 1000, "1.1")] {
        let example = Example::of(&interview, &[]);
        example.write("answers.jsonl", &fs::read_to_string(folder.join(part).join("answers.jsonl")).unwrap());
        let ran = score_with(&example_plugins("customer-support", version), example.folder(), &["--json"]);
        assert_eq!(ran.code, 0, "{part} in {version}: {}", ran.stderr);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(report["candidates"].as_array().unwrap().len(), count, "{part} in {version}");
    }
}

#[test]
fn stored_answers_are_what_their_script_makes() {
    let folder = workspace().join("examples/customer-support");
    let made = Command::new("node").arg("make_answers.mjs").current_dir(&folder).output().expect("node starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let stored = fs::read(folder.join("stored/answers.jsonl")).unwrap();
    assert!(made.stdout == stored, "run `node examples/customer-support/make_answers.mjs --write`");
}

/// What a candidate may read of an evaluation holds neither the inputs nor the expected results of hidden tests.
#[test]
fn no_evaluation_tells_a_hidden_test() {
    let folder = workspace().join("examples/backend-engineer");
    let report = report(&folder);
    for (n, item) in read_json(&folder.join("interview.json"))["items"].as_array().unwrap().iter().enumerate() {
        let hidden = item["evaluator"]["config"]["tests"].as_array().unwrap().iter();
        let texts =
            hidden.flat_map(|test| [&test["stdin"], &test["args"], &test["expected"]]).map(|value| match value {
                Value::String(text) => text.trim().to_owned(),
                other => other.to_string(),
            });
        for text in texts.filter(|text| text.len() >= 12) {
            let escaped = Value::from(text.as_str()).to_string();
            for candidate in report["candidates"].as_array().unwrap() {
                let told = candidate["items"][n]["evaluation"].to_string();
                assert!(!told.contains(escaped.trim_matches('"')), "{}: {text}", candidate["candidate"]["id"]);
            }
        }
    }
}
