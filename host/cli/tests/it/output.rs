//! What people read: both languages, the table's columns, what does not count, and why a total is withheld.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::common::{Example, Run, case, fails, item, plugins, read_json, rubric, run, score, sheet, touchstone};

fn printed(example: &Example, more: &[&str]) -> String {
    let ran = score(example.folder(), more);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stderr);
    ran.stdout
}

fn scorecard(ran: &Run) -> Value {
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
    report["candidates"][0]["scorecard"].clone()
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

/// How many columns a terminal shows a text in: Chinese characters and their punctuation take two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum()
}

#[test]
fn both_languages() {
    let example = Example::small();
    let english = [
        "Small interview",
        "Correctness 50.00",
        "Rank",
        "Total",
        "Rubric correctness",
        "Name of ada (ada)",
        "Good",
        "minor",
    ];
    contains(&printed(&example, &["--lang", "en"]), &english);
    contains(
        &printed(&example, &["--lang", "zh-CN"]),
        &["小面试", "正确性 50.00", "名次", "综合得分", "维度 correctness", "优先推荐", "轻微"],
    );
    let text = printed(&example, &["--lang", "zh-CN"]);
    assert!(!text.contains('\u{1b}'), "colours are for terminals");
    assert!(text.lines().all(|line| columns(line) <= 100), "{text}");
}

#[test]
fn the_language_of_the_system() {
    let example = Example::small();
    for (variables, expected) in [
        (&[][..], "Small interview"),
        (&[("LANG", "zh_CN.UTF-8")], "小面试"),
        (&[("LANG", "en_US.UTF-8")], "Small interview"),
        (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], "Small interview"),
        (&[("LANG", "C"), ("LC_MESSAGES", "zh_TW")], "小面试"),
    ] {
        let mut command = touchstone(&["score", example.path(), "--plugins", plugins().to_str().unwrap()]);
        let ran = run(command.envs(variables.iter().copied()));
        assert!(ran.stdout.starts_with(expected), "{variables:?}: {}", ran.stdout);
    }
}

#[test]
fn the_tables_columns_are_aligned() {
    let example = Example::small();
    let answers = read_json(&example.folder().join("answers/ada.json"))["answers"].clone();
    for (id, name) in [("long-name", "欧阳晓明"), ("b", "Bo"), ("none", "陈")] {
        let answers = if id == "none" { json!({}) } else { answers.clone() };
        let mut sheet = sheet(id, &answers);
        sheet["candidate"]["name"] = json!(name);
        example.write(&format!("answers/{id}.json"), &sheet.to_string());
    }
    for language in ["zh-CN", "en"] {
        let text = printed(&example, &["--lang", language]);
        let table: Vec<&str> = text.lines().skip_while(|line| !line.starts_with('─')).collect();
        assert_eq!(table.len(), 8, "a line, the header, a line, four candidates, a line:\n{text}");
        let widths: Vec<usize> = table.iter().map(|line| columns(line)).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}\n{text}");
        contains(table[3], &["1", "Name of ada (ada)"]);
        contains(table[6], &["4", "陈 (none)", " 0.00 "]);
    }
}

#[test]
fn an_omitted_answer_counts_as_nothing() {
    let example = Example::small();
    for answer in [json!({"kind": "omitted"}), Value::Null] {
        let mut sheet = read_json(&example.folder().join("answers/ada.json"));
        if answer.is_null() {
            sheet["answers"].as_object_mut().unwrap().remove("device");
        } else {
            sheet["answers"]["device"] = answer;
        }
        example.write("answers/ada.json", &sheet.to_string());
        let card = scorecard(&score(example.folder(), &["--json"]));
        assert_eq!(card["total"]["shown"], "25.00");
        assert_eq!(card["dimensions"][1]["score"]["points"]["shown"], "0.00");
        contains(&printed(&example, &[]), &["not answered: counts as 0", "adds 0.00 of 50.00 to the total"]);
    }
}

#[test]
fn a_module_that_is_switched_off_takes_its_weight_along() {
    for module in ["touchstone/device-checklist#evaluator", "touchstone/device-checklist#question-type"] {
        let example = Example::small();
        example.set("interview.json", "/modules_off", json!([module]));
        let card = scorecard(&score(example.folder(), &["--json"]));
        assert_eq!(card["total"]["exact"], "50", "the program's half is all that counts");
        assert_eq!(card["dimensions"][1]["score"]["state"], "not-measured");
        assert_eq!(card["items"][1]["state"], json!({"kind": "not-administered", "switched_off": module}));
        contains(
            &printed(&example, &[]),
            &[&format!("not administered: does not count (`{module}` is switched off)"), "not measured"],
        );
        contains(&printed(&example, &["--lang", "zh-CN"]), &["未施测，不计入", "已停用", "未测量"]);
    }
}

#[test]
fn a_language_runtime_that_is_switched_off_fails_no_one_silently() {
    let example = Example::small();
    example.set("interview.json", "/modules_off", json!(["touchstone/runtime-python#language-runtime"]));
    let ran = score(example.folder(), &["--json"]);
    let card = scorecard(&ran);
    assert_eq!(card["total"], Value::Null, "{card}");
    assert_eq!(card["withheld"].as_array().unwrap().len(), 1, "{card}");
}

#[test]
fn an_evaluator_that_fails_withholds_the_total_and_says_why() {
    let example = Example::fixture(&json!({"scores": [["first", 2_000_000]]}));
    let reason = "the evaluation failed: plugin `touchstone/fixture`: broke the contract: ";
    let failed = score(example.folder(), &["--lang", "en"]);
    let hint = "hint: this is a fault of the plugin or of its limits, not of the candidate";
    fails(
        "a fault",
        &failed,
        7,
        &["error: the evaluation of an answer failed; a total that depends on it is withheld", hint],
    );
    contains(
        &failed.stdout.split_whitespace().collect::<Vec<_>>().join(" "),
        &[reason, "– Name of ada (ada) withheld", "ada, withheld: The item (item)"],
    );
    let failed = score(example.folder(), &["--json"]);
    assert_eq!(failed.code, 7);
    let card = scorecard(&failed);
    assert_eq!((&card["total"], &card["level"]), (&Value::Null, &Value::Null));
    assert_eq!((&card["withheld"][0]["reason"], &card["withheld"][0]["kind"]), (&json!("failed"), &json!("contract")));
    assert_eq!(card["dimensions"][0]["score"], json!({"state": "withheld", "items": ["item"]}));
}

#[test]
fn a_refusal_and_a_review_withhold_the_total_too() {
    let example = Example::fixture(&json!({"refuse": "no idea what this is"}));
    contains(
        &printed(&example, &["--lang", "en"]),
        &["could not be scored: no idea what this is", "ada, withheld: The item (item)"],
    );
    let card = scorecard(&score(example.folder(), &["--json"]));
    assert_eq!(card["withheld"][0]["reason"], "refused");
    let example = Example::fixture(&json!({"review_bytes": 5}));
    contains(
        &printed(&example, &["--lang", "en"]),
        &["a person has to look first: xxxxx", "First 100.00 · Second 0.00"],
    );
    let card = scorecard(&score(example.folder(), &["--json"]));
    assert_eq!(card["withheld"][0]["reason"], "review");
}

#[test]
fn a_long_list_of_findings_is_cut_for_people_only() {
    let example = Example::fixture(&json!({"findings": 45}));
    let text = printed(&example, &["--lang", "en"]);
    assert_eq!(text.matches("[seen]").count(), 40, "{text}");
    contains(&text, &["and 5 more findings: see `--json`"]);
    assert_eq!(score(example.folder(), &["--json"]).stdout.matches("\"seen\"").count(), 45);
}

#[test]
fn the_gravest_finding_comes_first() {
    let dimensions = ["safety", "procedure", "efficiency"];
    let folder = case("device-checklist", "safety-skipped");
    let interview = json!({
        "id": "one", "title": {"en": "One"},
        "items": [item("device", "touchstone/device-checklist", &folder, &dimensions)], "rubric": rubric(&dimensions),
    });
    let example = Example::of(&interview, &[sheet("ada", &json!({"device": read_json(&folder.join("answer.json"))}))]);
    let text = printed(&example, &["--lang", "en"]);
    let gravity = |line: &str| {
        ["critical  ", "major     ", "minor     ", "info      "].iter().position(|word| line.starts_with(word))
    };
    let found: Vec<usize> = text.lines().filter_map(|line| gravity(line.strip_prefix("      ")?)).collect();
    assert!(found.contains(&0) && found.is_sorted(), "{text}");
}

#[test]
fn who_stops_reading_stops_the_printing() {
    let example = Example::small();
    let mut command = touchstone(&["score", example.path(), "--plugins", plugins().to_str().unwrap(), "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
