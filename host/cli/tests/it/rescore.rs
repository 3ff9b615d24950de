//! `touchstone rescore`: what other versions and other configs change about stored answers.

use serde_json::{Value, json};

use crate::common::{Example, Run, example_plugins, fails, plugins, run, sheet, touchstone, workspace};

const EXAMPLE: &str = "examples/customer-support";

/// The example's stored answers under both versions of its evaluator.
fn stored(more: &[&str]) -> Run {
    let versions = ["1.0", "1.1"].map(|version| example_plugins("customer-support", version));
    let [before, after] = versions.each_ref().map(|path| path.to_str().unwrap());
    let answers = workspace().join(EXAMPLE).join("stored");
    let mut arguments = vec!["rescore", EXAMPLE, "--answers", answers.to_str().unwrap()];
    arguments.extend(["--plugins", before, "--with", after]);
    arguments.extend(more);
    run(&mut touchstone(&arguments))
}

/// A text question of the fixture, answered by two.
fn fixture() -> Example {
    let example = Example::fixture(&json!({"scores": [["first", 400_000], ["second", 1_000_000]], "findings": 2}));
    example.write("answers/ben.json", &sheet("ben", &json!({})).to_string());
    example
}

fn with_config(example: &Example, config: &Value, more: &[&str]) -> Run {
    example.write("other.json", &config.to_string());
    let config = format!("item={}", example.folder().join("other.json").display());
    let mut arguments = vec!["rescore", example.path(), "--plugins", plugins().to_str().unwrap()];
    arguments.extend(["--item-config", &config]);
    arguments.extend(more);
    run(&mut touchstone(&arguments))
}

#[test]
fn a_thousand_stored_answers_under_two_versions() {
    let ran = stored(&["--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["plugins"], json!({"before": ["acme/reply-check@1.0.0"], "after": ["acme/reply-check@1.1.0"]}));
    assert_eq!(report["items"], json!(["reply"]));
    let summary = &report["summary"];
    assert_eq!(summary["attempts"], 1_000);
    let attempts = report["attempts"].as_array().unwrap();
    let counted = |key: &str| summary[key].as_u64().unwrap();
    assert!(counted("changed") > 0 && counted("changed") <= attempts.len() as u64, "{summary}");
    assert_eq!(counted("higher") + counted("lower"), moved_totals(attempts), "{summary}");
    let transitions = report["levels"].as_array().unwrap().iter();
    assert_eq!(transitions.map(|one| one["attempts"].as_u64().unwrap()).sum::<u64>(), 1_000);
    // Who passed whom: every rank that is another one is explained.
    for attempt in attempts {
        assert_eq!(attempt["rank_before"] != attempt["rank_after"], !attempt["moved"].is_null(), "{attempt:#}");
        assert!(attempt["name"].as_str().is_some_and(|name| !name.is_empty()), "{attempt:#}");
    }
    assert_eq!(stored(&["--json"]).stdout, ran.stdout, "the same bytes again");

    let csv = stored(&["--csv"]).stdout;
    assert!(csv.starts_with("candidate,name,rank_before,rank_after,total_before,total_after,difference,"), "{csv}");
    assert_eq!(csv.lines().count(), attempts.len() + 1);
}

fn moved_totals(attempts: &[Value]) -> u64 {
    let total = |one: &Value, side: &str| one[side]["total"]["exact"].clone();
    attempts.iter().filter(|one| total(one, "before") != total(one, "after")).count() as u64
}

#[test]
fn a_page_for_people_in_both_languages() {
    let english = stored(&["--lang", "en"]).stdout;
    for said in ["acme/reply-check@1.0.0 → acme/reply-check@1.1.0", "of 1000 candidates change", "Finding", "--all"] {
        assert!(english.contains(said), "`{said}` is not in\n{english}");
    }
    let chinese = stored(&["--lang", "zh-CN"]).stdout;
    for said in ["客服专员", "1000 人中", "重新评估的题目：", "名次"] {
        assert!(chinese.contains(said), "`{said}` is not in\n{chinese}");
    }
    assert!(stored(&["--lang", "en", "--all"]).stdout.lines().count() > english.lines().count());
}

#[test]
fn another_config_is_told_by_dimension_and_finding() {
    let example = fixture();
    let config = json!({"scores": [["first", 900_000], ["second", 1_000_000]], "findings": 1});
    let ran = with_config(&example, &config, &["--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
    assert_eq!(report["plugins"]["before"], report["plugins"]["after"]);
    assert_eq!((&report["summary"]["changed"], &report["summary"]["higher"]), (&json!(1), &json!(1)));
    let ada = &report["attempts"][0];
    assert_eq!((&ada["candidate"], &ada["decomposition"]["difference"]["exact"]), (&json!("ada"), &json!("25")));
    let parts = ada["decomposition"]["dimensions"].as_array().unwrap();
    let parts: Vec<_> = parts.iter().map(|one| one["difference"]["exact"].clone()).collect();
    assert_eq!(parts, ["25", "0"]);
    assert_eq!((&ada["findings"][0]["before"], &ada["findings"][0]["after"]), (&json!(2), &json!(1)));

    // The same config: nothing is evaluated anew, and nothing changes.
    let same = json!({"scores": [["first", 400_000], ["second", 1_000_000]], "findings": 2});
    let report: Value = serde_json::from_str(&with_config(&example, &same, &["--json"]).stdout).unwrap();
    assert_eq!((&report["items"], &report["attempts"]), (&json!([]), &json!([])));
}

#[test]
fn what_cannot_be_compared_says_why() {
    let example = fixture();
    let base = ["rescore", example.path(), "--plugins", plugins().to_str().unwrap()];
    let with = |more: &[&str]| run(&mut touchstone(&[&base[..], more].concat()));
    let nothing = with(&[]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.stderr.contains("--with") && nothing.stderr.contains("--item-config"), "{}", nothing.stderr);
    assert_eq!(with(&["--item-config", "item"]).code, 2);
    fails("an unknown item", &with(&["--item-config", "essay=Cargo.toml"]), 3, &["Cargo.toml", "not JSON"]);
    example.write("config.json", "{}");
    let config = example.folder().join("config.json");
    let config = config.to_str().unwrap();
    fails("an unknown item", &with(&["--item-config", &format!("essay={config}")]), 2, &["no item `essay`", "`item`"]);
    fails("no file", &with(&["--item-config", "item=nothing.json"]), 3, &["there is no `nothing.json`"]);
    fails("no folder", &with(&["--with", "nowhere"]), 4, &["there is no `nowhere`"]);
    let problem = with_config(&example, &json!({"problems": ["/scores"]}), &[]);
    fails("a config that is refused", &problem, 3, &["/items/0/evaluator/config/scores"]);
    let failing = with_config(&example, &json!({"scores": [["third", 1]]}), &["--json"]);
    assert_eq!(failing.code, 7, "{}", failing.stderr);
    let report: Value = serde_json::from_str(&failing.stdout).unwrap();
    assert_eq!(report["summary"]["withheld"], 1);
}
