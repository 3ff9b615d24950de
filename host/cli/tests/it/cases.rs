//! Runs every `plugins/<plugin>/tests/cases/<case>/`, and those of the examples' plugins, through the built component: all cases of a
//! plugin as items of one interview.
//!
//! `expected.json` is `{"scores": {"<dimension>": <millionths, or null where not measured>}, "findings": ["<code>", …]}`, with
//! `"review": true` where a person has to look, or `{"refusal": "malformed-answer"}`, which the question type has to notice first.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::{
    Example, example_plugins, fails, folders, item, name_of, plugins, read_json, rubric, score_with, sheet, workspace,
};

#[test]
fn every_case_of_every_plugin() {
    let bundled = folders(&workspace().join("plugins"));
    let count: usize = bundled.iter().map(|plugin| check_cases(plugin, plugins())).sum();
    assert!(count >= 30, "only {count} cases were found");
}

#[test]
fn every_case_of_the_examples_plugins() {
    let mut count = 0;
    for example in folders(&workspace().join("examples")) {
        for plugin in folders(&example).iter().filter(|folder| folder.join("plugin.toml").is_file()) {
            let version = text_of(plugin, "version");
            let series = version.rsplit_once('.').expect("a version of three numbers").0;
            count += check_cases(plugin, &example_plugins(name_of(&example), series));
        }
    }
    assert!(count >= 10, "only {count} cases were found");
}

/// How many there are.
fn check_cases(plugin: &Path, components: &Path) -> usize {
    let cases = plugin.join("tests/cases");
    if !cases.is_dir() {
        return 0;
    }
    let (refused, scored): (Vec<_>, Vec<_>) =
        folders(&cases).into_iter().partition(|case| expected(case).get("refusal").is_some());
    check_scored(plugin, components, &scored);
    for case in &refused {
        check_refused(plugin, components, case);
    }
    scored.len() + refused.len()
}

/// A text under `[plugin]` in the manifest.
fn text_of(plugin: &Path, key: &str) -> String {
    let manifest: toml::Table = fs::read_to_string(plugin.join("plugin.toml")).unwrap().parse().unwrap();
    manifest["plugin"][key].as_str().unwrap().to_owned()
}

fn expected(case: &Path) -> Value {
    read_json(&case.join("expected.json"))
}

fn check_scored(plugin: &Path, components: &Path, cases: &[PathBuf]) {
    let example = example(plugin, cases);
    let ran = score_with(components, example.folder(), &["--json"]);
    assert_eq!(ran.code, 0, "{}: items are in the order of the folders' names: {}", plugin.display(), ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let items = report["candidates"][0]["items"].as_array().unwrap();
    assert_eq!(items.len(), cases.len());
    for (case, item) in cases.iter().zip(items) {
        let (expected, evaluation) = (expected(case), &item["evaluation"]);
        assert!(evaluation.is_object(), "{}: {item}", case.display());
        for (dimension, wanted) in expected["scores"].as_object().unwrap() {
            let scores = evaluation["scores"].as_array().unwrap();
            let score = scores
                .iter()
                .find(|score| score["dimension"] == *dimension)
                .unwrap_or_else(|| panic!("{}: {dimension}", case.display()));
            let wanted = if wanted == "not-measured" { &Value::Null } else { wanted };
            assert_eq!(&score["measure"]["millionths"], wanted, "{}: {dimension}: {evaluation:#}", case.display());
        }
        let codes: Vec<&Value> =
            evaluation["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
        assert_eq!(json!(codes), expected["findings"], "{}: {evaluation:#}", case.display());
        assert_eq!(evaluation["review"].is_object(), expected["review"] == true, "{}: {evaluation:#}", case.display());
    }
}

/// An answer that the evaluator would refuse does not get that far.
fn check_refused(plugin: &Path, components: &Path, case: &Path) {
    let example = example(plugin, &[case.to_owned()]);
    let place = format!("`/answers/{}", name_of(case));
    fails(name_of(case), &score_with(components, example.folder(), &["--json"]), 3, &["/answers/ada.json`", &place]);
}

fn example(plugin: &Path, cases: &[PathBuf]) -> Example {
    let id = text_of(plugin, "id");
    let manifest = fs::read_to_string(plugin.join("plugin.toml")).unwrap();
    let wants_code = manifest.contains("[capabilities.run-code]");
    let wants =
        ["run-code", "attachments"].map(|word| manifest.contains(&format!("[capabilities.{word}]")).then_some(word));
    let wanted: Vec<&str> = wants.into_iter().flatten().collect();
    let dimensions = dimensions(&manifest);
    let dimensions: Vec<&str> = dimensions.iter().map(String::as_str).collect();
    let items: Vec<Value> = cases.iter().map(|case| item(name_of(case), &id, case, &dimensions)).collect();
    let answers: Value = cases.iter().map(|case| (name_of(case).to_owned(), answer(case))).collect();
    let runtimes = ["python", "javascript"]
        .map(|language| json!({"plugin": format!("touchstone/runtime-{language}"), "version": "*"}))
        .into();
    let interview = json!({
        "id": "cases", "title": {"en": "Cases"},
        "runtimes": if wants_code { runtimes } else { json!([]) },
        "grants": if wanted.is_empty() { json!({}) } else { json!({id: wanted}) },
        "items": items,
        "rubric": rubric(&dimensions),
    });
    let example = Example::of(&interview, &[sheet("ada", &answers)]);
    for case in cases.iter().filter(|case| case.join("files").is_dir()) {
        let uploads = example.folder().join("answers").join(name_of(case)).join("files");
        fs::create_dir_all(&uploads).unwrap();
        for file in fs::read_dir(case.join("files")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), uploads.join(file.file_name())).unwrap();
        }
    }
    example
}

/// A case's answer; the files that it hands in lie in a folder of the case's name, beside the sheet of all.
fn answer(case: &Path) -> Value {
    let mut answer = read_json(&case.join("answer.json"));
    for file in answer
        .get_mut("files")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter(|file| file["name"].is_string())
    {
        file["path"] = json!(format!("{}/{}", name_of(case), file["path"].as_str().expect("a path")));
    }
    answer
}

/// The ids under `evaluator.dimensions`.
fn dimensions(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap();
    let dimensions = manifest["evaluator"]["dimensions"].as_array().unwrap();
    dimensions.iter().map(|dimension| dimension["id"].as_str().unwrap().to_owned()).collect()
}
