//! Mistakes in configs: each is found, and its problem points at the place and says what to do.

use crate::common::{case_file, question};
use device_checklist::{ChecklistEvaluator, DeviceQuestion};
use serde_json::{Value, json};
use touchstone_sdk::{Evaluator, Problem, QuestionType};

/// Each row: where the oximeter is changed (`-` as last part appends), to what, where the first problem points, what it says.
#[test]
fn mistakes_in_a_device_are_found() {
    let press = |control: &str| json!({"name": "press", "control": control});
    for (at, value, pointer, says) in [
        ("/state/1/id", json!("power-state"), "/state/1/id", "twice"),
        ("/controls/0/id", json!("inspected"), "/controls/0/id", "twice"),
        ("/indicators/1/id", json!("alarm"), "/indicators/2/id", "twice"),
        ("/state/0/initial", json!("broken"), "/state/0/initial", "`off`, `self-test`, `ready`"),
        ("/state/1/initial", json!(0), "/state/1/initial", "`true` or `false`"),
        ("/state/1/values", json!(["a"]), "/state/1/values", "leave it out"),
        ("/state/0/values", json!(["off", "self-test", "ready", "off"]), "/state/0/values/3", "twice"),
        ("/state/0/type", json!("integer"), "/state/0/values", "leave it out"),
        ("/controls/3/range/minimum", json!(200), "/controls/3/range/minimum", "swap"),
        ("/controls/3/range/step", json!(0), "/controls/3/range/step", "at least 1"),
        ("/controls/3/initial", json!(79), "/controls/3/initial", "80 to 100"),
        ("/controls/3/initial", json!(null), "/controls/3", "missing"),
        ("/controls/3/range", json!(null), "/controls/3", "exactly one"),
        ("/controls/0/range", json!({"minimum": 0, "maximum": 1}), "/controls/0/range", "leave it out"),
        ("/controls/2/accepts/1/value", json!("spo2-sensor"), "/controls/2/accepts/1/value", "twice"),
        ("/controls/3/works_when", json!({"powered": true}), "/controls/3/works_when/powered", "`power-state`"),
        ("/controls/3/works_when", json!({"power": true}), "/controls/3/works_when/power", "no variable"),
        ("/indicators/0/shows/0/when", json!({}), "/indicators/0/shows/0/when", "otherwise"),
        ("/indicators/1/otherwise", json!({"variable": "lim"}), "/indicators/1/otherwise/variable", "`limit`"),
        ("/transitions/0/on/name", json!("touch"), "/transitions/0/on/name", "`press`"),
        ("/transitions/0/on/name", json!("turn"), "/transitions/0/on/name", "cannot `turn`"),
        ("/transitions/0/on", json!({"name": "press"}), "/transitions/0/on", "missing"),
        ("/transitions/0/on/control", json!("x"), "/transitions/0/on/control", "`inspect`"),
        ("/transitions/0/on/to", json!(1), "/transitions/0/on/to", "leave it out"),
        (
            "/transitions/-",
            json!({"on": {"name": "connect", "control": "port", "to": "x"}}),
            "/transitions/6/on/to",
            "`null`",
        ),
        (
            "/transitions/-",
            json!({"on": {"name": "turn", "control": "limit", "to": {"at_least": 9, "at_most": 8}}}),
            "/transitions/6/on/to",
            "swap",
        ),
        (
            "/transitions/-",
            json!({"on": press("inspect"), "when": {"measuring": true}}),
            "/transitions/6",
            "never be taken",
        ),
        ("/transitions/0/set", json!({"limit": 3}), "/transitions/0/set/limit", "no variable of `state`"),
        ("/transitions/0/set", json!({"inspected": "yes"}), "/transitions/0/set/inspected", "`true` or `false`"),
        ("/transitions/0/set", json!({"inspected": {"add": 1}}), "/transitions/0/set/inspected", "integers"),
        (
            "/transitions/0/when",
            json!({"power-state": {"at_least": 1}}),
            "/transitions/0/when/power-state",
            "whole numbers",
        ),
        ("/transitions/0/when", json!({"limit": {}}), "/transitions/0/when/limit", "`at_least`"),
        ("/transitions/0/when", json!({"port": []}), "/transitions/0/when/port", "never holds"),
        ("/transitions/0/when", json!({"power-state": ["off", "on"]}), "/transitions/0/when/power-state/1", "one of"),
        ("/transitions/0/when", json!({"power-state": {"not": "on"}}), "/transitions/0/when/power-state/not", "one of"),
        ("/timed/0/while", json!({"a/b": 1}), "/timed/0/while/a~1b", "no variable"),
        ("/timed/0/after_ms", json!(0), "/timed/0/after_ms", "at least 1"),
        ("/timed/0/set", json!({"power-state": "off"}), "/controls/3/works_when/power-state", "never hold"),
    ] {
        let config = serde_json::from_value(changed(question(), at, value.clone())).unwrap();
        first_is(&DeviceQuestion::check_config(&config), pointer, says, &format!("{at} = {value}"));
    }
}

/// The same for the checklist.
#[test]
fn mistakes_in_a_checklist_are_found() {
    for (at, value, pointer, says) in [
        ("/steps", json!([]), "/steps", "no required step"),
        ("/steps/1/id", json!("inspect"), "/steps/1/id", "twice"),
        ("/steps/0/match/control", json!("eject"), "/steps/0/match/control", "no control"),
        ("/steps/0/when", json!({"x": 1}), "/steps/0/when/x", "no variable"),
        ("/steps/1/then", json!({"power-state": "on"}), "/steps/1/then/power-state", "one of"),
        ("/steps/1/after", json!(["inspection"]), "/steps/1/after/0", "no step `inspection`"),
        ("/steps/1/after", json!(["inspect", "inspect"]), "/steps/1/after/1", "twice"),
        ("/steps/0/after", json!(["inspect"]), "/steps/0/after/0", "cycle"),
        ("/steps/0/after", json!(["start"]), "/steps/0/after/0", "cycle"),
        ("/steps/0/after", json!(["wrong-cable"]), "/steps/0/after/0", "forbidden"),
        ("/steps/6/after", json!(["inspect"]), "/steps/6/after", "`when`"),
        ("/steps/6/within", json!({"ms": 5}), "/steps/6/within", "leave it out"),
        ("/steps/0/within", json!({"ms": 0}), "/steps/0/within/ms", "at least 1"),
        ("/steps/4/within/from", json!("begin"), "/steps/4/within/from", "no step"),
        ("/steps/4/within/from", json!("silence"), "/steps/4/within/from", "add `silence` to `after`"),
        ("/steps/4/weight", json!(0), "/steps/4/weight", "1 to 1000"),
        ("/goals/0/when", json!({}), "/goals/0/when", "say what"),
        ("/goals/0/when", json!({"measuring": 1}), "/goals/0/when/measuring", "`true` or `false`"),
        ("/goals/-", json!({"id": "measuring", "title": {"en": "x"}, "when": {"limit": 90}}), "/goals/1/id", "twice"),
        ("/par_ms", json!(0), "/par_ms", "at least 1"),
    ] {
        let device = serde_json::from_value(question()).unwrap();
        let config = serde_json::from_value(changed(case_file("config.json"), at, value.clone())).unwrap();
        first_is(&ChecklistEvaluator::check_config(&device, &config), pointer, says, &format!("{at} = {value}"));
    }
}

#[test]
fn a_step_whose_button_does_nothing_is_a_mistake() {
    let device = serde_json::from_value(changed(question(), "/transitions/0/refuse", json!(true))).unwrap();
    let config = serde_json::from_value(case_file("config.json")).unwrap();
    first_is(
        &ChecklistEvaluator::check_config(&device, &config),
        "/steps/0/match/control",
        "cannot be done",
        "inspect",
    );
}

#[test]
fn a_mistake_in_the_question_is_named_by_the_evaluator_too() {
    let device = serde_json::from_value(changed(question(), "/timed/0/after_ms", json!(0))).unwrap();
    let config = serde_json::from_value(case_file("config.json")).unwrap();
    first_is(&ChecklistEvaluator::check_config(&device, &config), "", "/timed/0/after_ms", "question");
}

/// The README's two configs can be used as they stand.
#[test]
fn the_readme_holds() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let device = serde_json::from_str(blocks[0]).unwrap();
    let config = serde_json::from_str(blocks[1]).unwrap();
    assert_eq!(DeviceQuestion::check_config(&device), []);
    assert_eq!(ChecklistEvaluator::check_config(&device, &config), []);
}

fn changed(mut config: Value, at: &str, value: Value) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match config.pointer_mut(parent).unwrap() {
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        other => panic!("{at}: {other}"),
    }
    config
}

fn first_is(problems: &[Problem], pointer: &str, says: &str, row: &str) {
    let first = problems.first().unwrap_or_else(|| panic!("no problem: {row}"));
    assert_eq!(first.pointer, pointer, "{row}: {:?}", first.message);
    assert!(first.message.text("en").unwrap().contains(says), "{row}: {:?}", first.message);
    assert!(!first.message.text("zh-CN").unwrap().is_empty(), "{row}");
}
