//! The contract's bounds, one broken at a time, and the JSON form.

use serde_json::{Value, json};

use super::*;
use crate::message::RawMessage;

fn declared() -> Vec<DimensionId> {
    ["correctness", "efficiency"].map(|id| id.parse().unwrap()).to_vec()
}

fn whole() -> Value {
    json!({
        "scores": [
            {"dimension": "efficiency", "measure": {"not_measured": {"en": "No reference"}}},
            {"dimension": "correctness", "measure": {"millionths": 950_000}},
        ],
        "indicators": [
            {"id": "passed", "label": {"en": "Passed"}, "value": {"share": 1_000_000}},
            {"id": "tests", "label": {"en": "Tests"}, "value": {"count": 19}},
            {"id": "took", "label": {"en": "Took"}, "value": {"duration_ms": 5}},
            {"id": "said", "label": {"en": "Said"}, "value": {"text": {"en": "x"}}},
        ],
        "findings": [
            {"code": "wrong-answer", "severity": "major", "dimension": "correctness", "message": {"zh-CN": "错", "en": "Wrong"},
             "place": {"kind": "lines", "path": "main.py", "first": 3, "last": 3}},
            {"code": "late", "severity": "critical", "dimension": null, "message": {"en": "Late"},
             "place": {"kind": "time", "from_ms": 5, "to_ms": 5}},
            {"code": "odd", "severity": "info", "dimension": null, "message": {"en": "Odd"}, "place": {"kind": "pointer", "pointer": "/a~1b"}},
            {"code": "odd", "severity": "info", "dimension": null, "message": {"en": "Odd"}, "place": {"kind": "part", "part": "intro"}},
            {"code": "odd", "severity": "info", "dimension": null, "message": {"en": "Odd"}, "place": {"kind": "whole"}},
        ],
        "review": null,
    })
}

fn validated(value: Value) -> Result<Evaluation, ContractViolation> {
    validate(serde_json::from_value(value).expect("the shape is right"), &declared())
}

#[test]
fn a_whole_evaluation_there_and_back() {
    let evaluation = validated(whole()).unwrap();
    let dimensions: Vec<_> = evaluation.scores().iter().map(|score| score.dimension.as_str()).collect();
    assert_eq!(dimensions, ["correctness", "efficiency"], "in the order declared");
    let written = serde_json::to_value(&evaluation).unwrap();
    let mut expected = whole();
    expected["scores"].as_array_mut().unwrap().reverse();
    assert_eq!(written, expected);
    assert_eq!(validated(written).unwrap(), evaluation);
    let refusal = RawRefusal::Unsupported(RawMessage(vec![("en".into(), "COBOL".into())]));
    let refusal = validate_refusal(refusal).unwrap();
    assert_eq!(serde_json::to_value(refusal).unwrap(), json!({"kind": "unsupported", "message": {"en": "COBOL"}}));
}

#[test]
fn every_bound() {
    let cases = [
        ("/scores/0/dimension", json!("style"), "`scores[0]` names the dimension `style`"),
        ("/scores/0/dimension", json!("correctness"), "the dimension `correctness` has two scores"),
        (
            "/scores",
            json!([{"dimension": "efficiency", "measure": {"millionths": 0}}]),
            "the dimension `correctness` has no score",
        ),
        ("/scores/1/measure", json!({"millionths": 1_000_001}), "`scores[1]` has 1000001 millionths"),
        ("/scores/0/measure", json!({"not_measured": {}}), "`scores[0]` has a message that is none"),
        ("/indicators/0/value", json!({"share": 2_000_000}), "`indicators[0]` has 2000000 millionths"),
        ("/indicators/1/id", json!("passed"), "two indicators have the id `passed`"),
        ("/indicators/1/id", json!(" "), "`indicators[1]` has a blank id"),
        ("/indicators/1/label", json!({"en": ""}), "`indicators[1]` has a message that is none"),
        ("/findings/0/code", json!("Wrong answer"), "`findings[0]`: `Wrong answer` is no finding code"),
        ("/findings/0/dimension", json!("style"), "`findings[0]` names the dimension `style`"),
        ("/findings/1/message", json!({"en": " "}), "`findings[1]` has a message that is none"),
        ("/findings/0/place/first", json!(0), "lines count from 1"),
        ("/findings/0/place/last", json!(2), "line 2 is before line 3"),
        ("/findings/0/place/path", json!(""), "its path is empty"),
        ("/findings/1/place/to_ms", json!(4), "4 ms is before 5 ms"),
        ("/findings/2/place/pointer", json!("a"), "no JSON pointer"),
        ("/findings/2/place/pointer", json!("/a~2"), "no JSON pointer"),
        ("/findings/3/place/part", json!(""), "its part is blank"),
        ("/review", json!({"e": "x"}), "`review` has a message that is none"),
    ];
    for (pointer, value, said) in cases {
        let mut changed = whole();
        *changed.pointer_mut(pointer).unwrap() = value;
        let error = validated(changed).expect_err(said).to_string();
        assert!(error.contains(said), "{pointer}: {error}");
    }
}

#[test]
fn as_many_as_the_contract_says() {
    let many = |key: &str, count: usize| {
        let mut changed = whole();
        let one = changed[key][0].clone();
        let numbered = (0..count).map(|n| {
            let mut one = one.clone();
            if one.get("id").is_some() {
                one["id"] = json!(format!("id-{n}"));
            }
            one
        });
        changed[key] = numbered.collect();
        validated(changed)
    };
    assert!(many("indicators", MAX_INDICATORS).is_ok());
    assert!(many("findings", MAX_FINDINGS).is_ok());
    assert_eq!(many("indicators", MAX_INDICATORS + 1).unwrap_err().to_string(), "201 indicators, more than 200");
    assert_eq!(many("findings", MAX_FINDINGS + 1).unwrap_err().to_string(), "1001 findings, more than 1000");
}

#[test]
fn review_is_kept() {
    let mut value = whole();
    value["review"] = json!({"zh-CN": "请看", "en": "Please look"});
    assert_eq!(validated(value).unwrap().review().unwrap().in_language("en"), "Please look");
}
