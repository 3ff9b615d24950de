//! `touchstone rank`: the order, levels with their reasons, other rubrics and switches, and the same from every source.

use serde_json::{Value, json};

use crate::common::{Example, fails, plugins, run, score, touchstone};
use crate::reports::{contains, csv, data, exact, json, printed, report};

#[test]
fn the_highest_total_comes_first_and_a_floor_holds_a_level_back() {
    let ranking = json("rank", &[]);
    let candidates = ranking["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 36);
    let total = |one: &Value| exact(one["scorecard"]["total"]["exact"].as_str().unwrap());
    assert!(candidates.windows(2).all(|pair| total(&pair[0]) >= total(&pair[1])));
    let second = candidates.iter().find(|one| one["candidate"]["id"] == "c-02").unwrap();
    assert_eq!(second["candidate"]["name"], "O\"Neil, <Jo> & Co");
    let level = &second["scorecard"]["level"];
    assert_eq!((&level["id"], &level["by_total"]), (&json!("consider"), &json!("recommended")));
    assert_eq!(level["held_back"][0]["dimension"], "speed");
    assert_eq!((&ranking["comparable"], &ranking["bases"]), (&Value::Null, &Value::Null), "a table names no plugin");
}

#[test]
fn tables_speak_both_languages_and_csv_reads_back() {
    let english = printed(report("rank", &["--lang", "en"]));
    contains(
        &english,
        &["Three items", "Rank", "Zoë (c-04)", "c-02, Consider (by the total alone Recommended): Speed 38.26"],
    );
    let chinese = printed(report("rank", &["--lang", "zh-CN"]));
    contains(&chinese, &["三道题", "名次", "王芳 (c-01)", "可考虑 (按综合得分为优先推荐)"]);
    let ranking = json("rank", &[]);
    let rows = csv("rank", &[]);
    for (row, one) in rows.iter().zip(ranking["candidates"].as_array().unwrap()) {
        assert_eq!(row["candidate"], one["candidate"]["id"].as_str().unwrap());
        assert_eq!(row["name"], one["candidate"]["name"].as_str().unwrap());
        assert_eq!(row["total"], one["scorecard"]["total"]["exact"].as_str().unwrap());
    }
    assert_eq!(rows.len(), 36);
}

#[test]
fn what_is_missing_is_told_apart() {
    let ranking = json("rank", &[]);
    let of = |id: &str| {
        let found = ranking["candidates"].as_array().unwrap().iter().find(|one| one["candidate"]["id"] == id);
        found.unwrap()["scorecard"].clone()
    };
    assert_eq!(of("c-07")["items"][0]["state"]["kind"], "omitted");
    assert_eq!(of("c-07")["dimensions"][0]["score"]["points"]["exact"], "0");
    assert_eq!(of("c-08")["dimensions"][2]["score"]["state"], "not-measured");
    assert_eq!(of("c-09")["items"][2]["maps"][0]["points"], Value::Null);
}

#[test]
fn another_rubric_and_modules_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rubric.json");
    let dimension = |id: &str, weight: &str| json!({"id": id, "title": {"en": id}, "weight": weight});
    let mut rubric = json!({"dimensions": [dimension("skill", "0"), dimension("care", "0"), dimension("speed", "1")]});
    let file = |rubric: &Value| std::fs::write(&path, rubric.to_string()).unwrap();
    file(&rubric);
    let path = path.to_str().unwrap();
    let ranking = json("rank", &["--rubric", path]);
    let first = &ranking["candidates"][0]["scorecard"];
    assert_eq!(first["total"], first["dimensions"][2]["score"]["points"], "speed is all that counts");

    rubric["dimensions"][2]["weight"] = json!("-1");
    file(&rubric);
    fails("a negative weight", &report("rank", &["--rubric", path]), 3, &["`/dimensions/2/weight`", "negative"]);
    rubric["dimensions"].as_array_mut().unwrap().pop();
    file(&rubric);
    fails("all weights 0", &report("rank", &["--rubric", path]), 3, &["the weights of all dimensions are 0"]);
    rubric["dimensions"][1]["weight"] = json!("1");
    file(&rubric);
    fails("a dimension is missing", &report("rank", &["--rubric", path]), 3, &["has the dimension `speed`"]);
    std::fs::write(path, "{").unwrap();
    fails("no JSON", &report("rank", &["--rubric", path]), 3, &["line 1, column 1", "not valid JSON"]);
    fails("no such file", &report("rank", &["--rubric", "/nowhere.json"]), 3, &["there is no `/nowhere.json`"]);

    let ranking = json("rank", &["--modules-off", "acme/device#evaluator"]);
    assert_eq!(ranking["modules_off"], json!(["acme/device#evaluator"]));
    assert_eq!(ranking["candidates"][0]["scorecard"]["dimensions"][2]["score"]["state"], "not-measured");
    let unknown = report("rank", &["--modules-off", "acme/other#evaluator"]);
    fails(
        "an unknown module",
        &unknown,
        2,
        &["does not use the module `acme/other#evaluator`", "there are `acme/code#"],
    );
}

#[test]
fn the_folder_its_results_and_score_agree() {
    let example = Example::small();
    let scored = score(example.folder(), &["--json"]);
    example.write("results.json", &scored.stdout);
    let plugins = plugins().to_str().unwrap();
    let results = example.folder().join("results.json");
    let of_folder = printed(run(&mut touchstone(&["rank", example.path(), "--plugins", plugins, "--json"])));
    let of_results =
        printed(run(&mut touchstone(&["rank", example.path(), "--results", results.to_str().unwrap(), "--json"])));
    assert_eq!(of_folder, of_results);
    let (ranking, scored): (Value, Value) =
        (serde_json::from_str(&of_folder).unwrap(), serde_json::from_str(&scored.stdout).unwrap());
    assert_eq!(ranking["candidates"][0]["scorecard"], scored["candidates"][0]["scorecard"]);
    assert_eq!(ranking["comparable"], true);
    assert_eq!(ranking["bases"][0]["attempts"], 1);
}

#[test]
fn a_title_cannot_steer_the_terminal() {
    let interview = std::fs::read_to_string(data("interview.json")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("interview.json");
    std::fs::write(&path, interview.replace("Three items", "Three\\u001b[2J\\u009b1A\\u202eitems")).unwrap();
    let ran = run(&mut touchstone(&[
        "rank",
        "--scores",
        &data("scores.csv"),
        "--interview",
        path.to_str().unwrap(),
        "--lang",
        "en",
    ]));
    contains(&printed(ran), &["Three[2J1Aitems"]);
}
