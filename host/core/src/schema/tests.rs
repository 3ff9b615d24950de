//! Table tests of schemas: which are taken, and how a violation reads.

use serde_json::json;

use super::*;

#[test]
fn what_is_no_schema() {
    let cases = [
        (json!(true), "must be a JSON object"),
        (json!({"$schema": "http://json-schema.org/draft-07/schema#"}), "names the draft"),
        (json!({"type": "objekt"}), "`/type` in the schema"),
        (json!({"$ref": "https://example.com/s.json"}), "outside the schema: `https://example.com/s.json`"),
        (json!({"properties": {"a": {"$ref": "file:///etc/passwd"}}}), "outside the schema"),
        (json!({"items": {"$ref": "other.json#/a"}}), "outside the schema"),
        (json!({"$ref": "#/$defs/none"}), "to nothing in it"),
        (json!({"$ref": "#"}), "leads back to itself"),
        (json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}), "leads back"),
        (json!({"properties": {"a": {"$id": "https://example.com/"}}}), "only the whole schema"),
        (json!({"pattern": "(?=x)"}), "in the schema"),
    ];
    for (source, said) in cases {
        let error = Schema::parse(&source).expect_err(&source.to_string()).to_string();
        assert!(error.contains(said), "{source}: {error}");
    }
}

#[test]
fn a_chain_has_an_end() {
    let chain = |length: usize| {
        let link = |n: usize| (format!("a{n}"), json!({"$ref": format!("#/$defs/a{}", n + 1)}));
        let mut definitions: serde_json::Map<_, _> = (0..length).map(link).collect();
        definitions.insert(format!("a{length}"), json!({"type": "string"}));
        Schema::parse(&json!({"$defs": definitions}))
    };
    assert!(chain(15).is_ok());
    assert!(matches!(chain(16), Err(SchemaError::TooDeep { most: 16, .. })));
    assert!(matches!(chain(5000), Err(SchemaError::TooDeep { .. })));
}

#[test]
fn references_within_a_schema() {
    let schema = Schema::parse(&json!({
        "$defs": {"tree": {"type": "object", "properties": {"children": {"items": {"$ref": "#/$defs/tree"}}}}},
        "$ref": "#/$defs/tree",
        "enum": [{"$ref": "https://example.com/only-data"}, {"children": [{"children": [1]}]}],
    }))
    .unwrap();
    let violations = schema.check(&json!({"children": [{"children": [1]}]})).unwrap_err();
    assert_eq!(violations[0].to_string(), "`/children/0/children/0`: `1` should be of type object");
}

#[test]
fn how_a_violation_reads() {
    let schema = Schema::parse(&json!({
        "type": "object",
        "required": ["tests"],
        "additionalProperties": false,
        "properties": {
            "tests": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["id"]}},
            "compare": {"enum": ["exact", "trimmed", "tokens"]},
            "weight": {"type": "integer", "minimum": 0},
            "either": {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "number"}}}]},
        },
    }))
    .unwrap();
    let cases = [
        (json!({}), "the key `tests` is missing; add it"),
        (json!({"tests": []}), "`/tests`: the list needs at least 1"),
        (json!({"tests": [{}]}), "`/tests/0`: the key `id` is missing; add it"),
        (json!({"tests": [{"id": 1}], "x": 1}), "unknown key `x`; remove it, or correct its name"),
        (json!({"tests": [{"id": 1}], "compare": "exakt"}), "did you mean `exact`?"),
        (json!({"tests": [{"id": 1}], "compare": 4}), "`4` should be one of `\"exact\"`, `\"trimmed\"`, `\"tokens\"`"),
        (json!({"tests": [{"id": 1}], "weight": -1}), "`/weight`: `-1` is less than 0"),
        (json!({"tests": [{"id": 1}], "weight": "1"}), "`/weight`: `\"1\"` should be of type integer"),
        (json!({"tests": [{"id": 1}], "either": {"a": "x"}}), "nearest one says: `/either/a`: `\"x\"` should be"),
    ];
    for (value, said) in cases {
        let violations = schema.check(&value).expect_err(said);
        let all: Vec<_> = violations.iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|one| one.contains(said)), "{said}: {all:?}");
    }
    let long = json!({"tests": "x".repeat(10_000)});
    assert!(schema.check(&long).unwrap_err()[0].problem.len() < 200);
}

/// Found by fuzzing's author: each level of the value doubled the work, and 60 levels would have taken years.
#[test]
fn a_value_that_would_take_for_ever_is_refused_at_once() {
    let nested = |key: &str, levels: usize| (0..levels).fold(json!(1), |value, _| json!({ key: value }));
    let doubling = json!({"properties": {"a": {"$ref": "#"}}, "allOf": [{"properties": {"a": {"$ref": "#"}}}]});
    let schema = Schema::parse(&doubling).unwrap();
    assert!(schema.check(&nested("a", 10)).is_ok());
    let said = schema.check(&nested("a", 60)).unwrap_err()[0].to_string();
    assert!(said.contains("more than 71000 steps"), "{said}");

    let fan = |levels: usize| {
        let level =
            |n: usize| (format!("d{n}"), json!({"allOf": vec![json!({"$ref": format!("#/$defs/d{}", n + 1)}); 10]}));
        let mut definitions: serde_json::Map<_, _> = (0..levels).map(level).collect();
        definitions.insert(format!("d{levels}"), json!({"type": "string"}));
        Schema::parse(&json!({"$defs": definitions, "$ref": "#/$defs/d0"})).unwrap()
    };
    assert!(fan(3).check(&json!("text")).is_ok());
    assert!(fan(7).check(&json!("text")).unwrap_err()[0].problem.contains("steps"));

    let asking = json!({"allOf": [{"properties": {"a": {"$ref": "#"}}}], "unevaluatedProperties": false});
    assert!(Schema::parse(&asking).unwrap().check(&nested("a", 60)).unwrap_err()[0].problem.contains("steps"));
}

#[test]
fn what_goes_deep_or_wide_but_one_way_is_no_work() {
    let list = json!({"properties": {"next": {"$ref": "#"}}, "additionalProperties": {"type": "integer"}});
    let long = (0..120).fold(json!({}), |next, n| json!({"n": n, "next": next}));
    assert!(Schema::parse(&list).unwrap().check(&long).is_ok());
    let tree = json!({"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}});
    let full = (0..12).fold(json!({}), |child, _| json!({"left": child, "right": child}));
    assert!(Schema::parse(&tree).unwrap().check(&full).is_ok());
    let forms: Vec<_> =
        (0..200).map(|n| json!({"properties": {"kind": {"const": n}, "value": {"type": "string"}}})).collect();
    let rows: Vec<_> = (0..1_000).map(|n| json!({"kind": n % 200, "value": "text"})).collect();
    assert!(Schema::parse(&json!({"items": {"anyOf": forms}})).unwrap().check(&json!(rows)).is_ok());
}

#[test]
fn patterns_are_few_and_small() {
    let many = |count: usize| {
        let names: serde_json::Map<_, _> = (1..count).map(|n| (format!("^a{n}$"), json!({}))).collect();
        Schema::parse(&json!({"pattern": "^a", "patternProperties": names}))
    };
    assert!(many(MAX_PATTERNS).is_ok());
    assert!(many(MAX_PATTERNS + 1).unwrap_err().to_string().contains("51 patterns, 50 at most"));
    assert!(Schema::parse(&json!({"pattern": "^[\\p{L}\\p{N}_ -]{1,64}$"})).is_ok());
    assert!(Schema::parse(&json!({"pattern": "([^a]{0,100}[^b]{0,100}){100}"})).is_err());
}
