//! Tables of interviews: what reads, which mistakes are told, and what manifests add to them.

use serde_json::{Value, json};

use super::*;
use crate::manifest::SourceManifest;
use crate::words::{Capability, LimitName};

fn whole() -> Value {
    json!({
        "id": "backend-engineer", "title": {"zh-CN": "后端工程师", "en": "Backend engineer"},
        "runtimes": [{"plugin": "touchstone/runtime-python", "version": "^0.1"}],
        "grants": {"touchstone/code-runner": ["run-code"]},
        "items": [
            {
                "id": "merge-intervals", "title": {"en": "Merge intervals"},
                "question": {"plugin": "touchstone/code-runner", "version": "^0.1", "config": {"tests": 3}},
                "evaluator": {"plugin": "touchstone/code-runner", "version": "^0.1"},
                "maps": [{"from": "correctness", "to": "professional-skill", "weight": 3}],
            },
            {
                "id": "power-check", "title": {"en": "Power check"},
                "question": {"plugin": "touchstone/device-checklist", "version": "^0.1", "config": {}},
                "evaluator": {"plugin": "touchstone/device-checklist", "version": "^0.1", "config": {}},
                "maps": [
                    {"from": "safety", "to": "professional-skill", "weight": "1/2"},
                    {"from": "procedure", "to": "innovation", "weight": "0.5"},
                ],
            },
        ],
        "rubric": {
            "dimensions": [
                {"id": "professional-skill", "title": {"en": "Professional skill"}, "weight": "2/5"},
                {"id": "innovation", "title": {"en": "Innovation"}, "weight": "0.6"},
            ],
            "levels": [
                {"id": "not-recommended", "title": {"en": "Not recommended"}, "at_least": 0},
                {"id": "recommended", "title": {"zh-CN": "优先推荐", "en": "Recommended"}, "at_least": 80},
                {"id": "consider", "title": {"en": "Consider"}, "at_least": "62.5"},
            ],
        },
        "modules_off": ["touchstone/device-checklist#evaluator"],
    })
}

fn read(value: &Value) -> Result<Interview, InterviewError> {
    Interview::from_json(&value.to_string())
}

#[test]
fn a_whole_interview() {
    let interview = read(&whole()).unwrap();
    assert_eq!(interview.items()[0].evaluator.config, json!({}));
    assert_eq!(interview.items()[1].maps[1].weight.to_string(), "1/2");
    let levels: Vec<_> = interview.rubric().levels().iter().map(|level| level.id.as_str()).collect();
    assert_eq!(levels, ["recommended", "consider", "not-recommended"], "the highest first");
    assert_eq!(interview.switched_off(&interview.items()[0]), None);
    let off = interview.switched_off(&interview.items()[1]).unwrap();
    assert_eq!(off.to_string(), "touchstone/device-checklist#evaluator");
    let runner = "touchstone/code-runner".parse().unwrap();
    assert_eq!(interview.granted(&runner), Grants::of([Capability::RunCode]));
    assert_eq!(interview.granted(&"a/b".parse().unwrap()), Grants::default());
    assert_eq!(interview.requirements().len(), 5);
}

#[test]
fn one_mistake_each() {
    let cases = [
        ("/id", json!("Backend"), "/id", "lower-case"),
        ("/title", json!({}), "/title", "no text"),
        ("/items", json!([]), "/items", "no item"),
        ("/items/1/id", json!("merge-intervals"), "/items/1/id", "`merge-intervals` comes twice"),
        ("/items/0/question/plugin", json!("code-runner"), "/items/0/question/plugin", "one `/`"),
        ("/items/0/question/version", json!("new"), "/items/0/question/version", "no range of versions"),
        ("/items/0/question/config2", json!({}), "/items/0/question/config2", "unknown key"),
        ("/items/0/maps", json!([]), "/items/0/maps", "maps nothing"),
        ("/items/0/maps/0/weight", json!(0), "/items/0/maps", "all weights of the item are 0"),
        ("/items/0/maps/0/weight", json!(0.35), "/items/0/maps/0/weight", "write it in quotes: \"0.35\""),
        ("/items/0/maps/0/weight", json!(-1), "/items/0/maps/0/weight", "negative"),
        ("/items/0/maps/0/weight", json!("1e9"), "/items/0/maps/0/weight", "no exact number"),
        ("/items/0/maps/0/weight", json!(10_000_000_000_u64), "/items/0/maps/0/weight", "too large"),
        ("/items/0/maps/0/to", json!("profesional-skill"), "/items/0/maps/0/to", "did you mean `professional-skill`?"),
        ("/items/1/maps/1/to", json!("professional-skill"), "/rubric/dimensions/1", "no item feeds"),
        ("/items/1/maps/1/weight", json!("0"), "/rubric/dimensions/1", "no item feeds"),
        (
            "/items/1/maps/1",
            json!({"from": "safety", "to": "professional-skill", "weight": 1}),
            "/items/1/maps/1",
            "twice",
        ),
        ("/rubric/dimensions", json!([]), "/rubric/dimensions", "no dimension"),
        ("/rubric/dimensions/1/id", json!("professional-skill"), "/rubric/dimensions/1/id", "twice"),
        ("/rubric/dimensions/1/weigth", json!(1), "/rubric/dimensions/1/weigth", "unknown key"),
        ("/rubric/levels/0/at_least", json!(10), "/rubric/levels", "no level begins at 0"),
        ("/rubric/levels/2/at_least", json!("80.0"), "/rubric/levels/2/at_least", "threshold `80` comes twice"),
        ("/rubric/levels/1/at_least", json!(101), "/rubric/levels/1/at_least", "more than 100"),
        ("/rubric/levels/1/id", json!("consider"), "/rubric/levels/2/id", "level `consider` comes twice"),
        ("/grants", json!({"touchstone/code-runer": []}), "/grants/touchstone~1code-runer", "did you mean"),
        (
            "/grants/touchstone~1code-runner/0",
            json!("run-cod"),
            "/grants/touchstone~1code-runner/0",
            "did you mean `run-code`?",
        ),
        ("/limits", json!({"touchstone/code-runer": {}}), "/limits/touchstone~1code-runer", "did you mean"),
        ("/limits", json!({"touchstone/code-runner": {"fule": 1}}), "/limits/touchstone~1code-runner/fule", "`fuel`?"),
        ("/limits", json!({"touchstone/code-runner": {"fuel": 0}}), "/limits/touchstone~1code-runner/fuel", "from 1"),
        (
            "/modules_off/0",
            json!("touchstone/code-runner#language-runtime"),
            "/modules_off/0",
            "does not use the module",
        ),
        ("/modules_off/0", json!("touchstone/device-checklist"), "/modules_off/0", "needs a `#`"),
    ];
    for (pointer, value, path, said) in cases {
        check_mistake(pointer, value, path, said);
    }
}

#[test]
fn one_mistake_each_in_the_rubric() {
    let cases = [
        ("/rubric/dimensions/0/weight", json!("-1/2"), "/rubric/dimensions/0/weight", "negative"),
        ("/rubric/dimensions/0/weight", json!("1000000001"), "/rubric/dimensions/0/weight", "too large"),
        ("/rubric/levels/0/title", json!("x"), "/rubric/levels/0/title", "text without its language"),
        ("/rubric/levels/1/floors", json!({"inovation": 1}), "/rubric/levels/1/floors/inovation", "`innovation`?"),
        ("/rubric/levels/1/floors", json!({"innovation": 0}), "/rubric/levels/1/floors/innovation", "keeps nobody out"),
        ("/rubric/levels/1/floors", json!({"innovation": 101}), "/rubric/levels/1/floors/innovation", "more than 100"),
        ("/rubric/levels/1/floors", json!({"innovation": 0.5}), "/rubric/levels/1/floors/innovation", "is a float"),
        ("/rubric/levels/1/floors", json!([]), "/rubric/levels/1/floors", "not an object"),
        ("/rubric/levels/0/floors", json!({"innovation": 1}), "/rubric/levels/0/floors", "is the lowest level"),
        ("/rubric/vetoes", json!([{"caps_at": "consider"}]), "/rubric/vetoes/0", "does not say what it falls on"),
        (
            "/rubric/vetoes",
            json!([{"finding": "x", "severity": "info", "caps_at": "consider"}]),
            "/rubric/vetoes/0",
            "both `finding` and `severity`",
        ),
        ("/rubric/vetoes", json!([{"finding": "x"}]), "/rubric/vetoes/0/caps_at", "missing"),
        (
            "/rubric/vetoes",
            json!([{"finding": "No!", "caps_at": "consider"}]),
            "/rubric/vetoes/0/finding",
            "lower-case",
        ),
        (
            "/rubric/vetoes",
            json!([{"severity": "grave", "caps_at": "consider"}]),
            "/rubric/vetoes/0/severity",
            "is no severity; write one of `info`",
        ),
        (
            "/rubric/vetoes",
            json!([{"finding": "x", "caps_at": "considr"}]),
            "/rubric/vetoes/0/caps_at",
            "did you mean `consider`?",
        ),
        (
            "/rubric/vetoes",
            json!([{"finding": "x", "caps_at": "recommended"}]),
            "/rubric/vetoes/0/caps_at",
            "is the highest level",
        ),
        (
            "/rubric/vetoes",
            json!([{"finding": "x", "item": "power-chek", "caps_at": "consider"}]),
            "/rubric/vetoes/0/item",
            "did you mean `power-check`?",
        ),
        (
            "/rubric/vetoes",
            json!([{"finding": "x", "caps_at": "consider"}, {"finding": "x", "caps_at": "consider"}]),
            "/rubric/vetoes/1",
            "the veto at `/rubric/vetoes/0` falls wherever this one does",
        ),
        (
            "/rubric/vetoes",
            json!([
                {"severity": "critical", "item": "power-check", "caps_at": "consider"},
                {"severity": "major", "caps_at": "not-recommended"},
            ]),
            "/rubric/vetoes/0",
            "caps no higher",
        ),
        ("/rubric/not_reached", json!("renormalize"), "/rubric/not_reached", "did you mean `renormalise`?"),
        ("/rubric/marking", json!({"blind": 3, "adjudicate_over": 5}), "/rubric/marking/blind", "3 blind markers"),
        ("/rubric/marking", json!({"blind": 2}), "/rubric/marking/adjudicate_over", "missing"),
        ("/rubric/marking", json!({"blind": 2, "adjudicate_over": -5}), "/rubric/marking/adjudicate_over", "negative"),
    ];
    for (pointer, value, path, said) in cases {
        check_mistake(pointer, value, path, said);
    }
}

/// Once `value` stands at `pointer`, there is a mistake at `path` whose text has `said`.
fn check_mistake(pointer: &str, value: Value, path: &str, said: &str) {
    let mut changed = whole();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match changed.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        _ => unreachable!(),
    }
    let error = read(&changed).expect_err(said);
    let InterviewError::Mistakes(mistakes) = &error else { panic!("{error}") };
    let found = mistakes.list().iter().any(|m| m.path == path && m.to_string().contains(said));
    assert!(found, "{path} {said}: {error}");
}

#[test]
fn weights_that_all_vanish() {
    let mut value = whole();
    value["rubric"]["dimensions"][0]["weight"] = json!(0);
    assert!(read(&value).is_ok());
    value["rubric"]["dimensions"][1]["weight"] = json!("0/5");
    assert!(
        read(&value).unwrap_err().to_string().contains("`/rubric/dimensions`: the weights of all dimensions are 0")
    );
}

#[test]
fn levels_and_their_titles_have_defaults() {
    let shown = |value: &Value| {
        let interview = read(value).unwrap_or_else(|error| panic!("{error}"));
        let level = |level: &crate::rubric::Level| {
            format!("{} {} {}", level.id, level.title.in_language("zh-CN"), level.at_least)
        };
        interview.rubric().levels().iter().map(level).collect::<Vec<_>>()
    };
    let mut value = whole();
    value["rubric"].as_object_mut().unwrap().remove("levels");
    assert_eq!(shown(&value), ["recommended 优先推荐 80", "consider 可考虑 60", "not-recommended 不推荐 0"]);
    value["rubric"]["levels"] = json!([{"id": "consider", "at_least": 50}, {"id": "not-recommended", "at_least": 0}]);
    assert_eq!(shown(&value), ["consider 可考虑 50", "not-recommended 不推荐 0"]);
    value["rubric"]["levels"][0]["id"] = json!("maybe");
    let error = read(&value).unwrap_err().to_string();
    assert!(error.starts_with("`/rubric/levels/0/title`: the key `title` is missing; add it"), "{error}");
}

#[test]
fn under_a_template() {
    let dimension = |id: &str| json!({"id": id, "title": {"en": id}, "weight": 1});
    let template = json!({
        "id": "headquarters", "title": {"en": "Headquarters"},
        "dimensions": [{"id": "professional-skill", "title": {"en": "Skill"}, "weight": 1, "weight_min": "1/3"}],
    });
    let template = crate::rubric::template::RubricTemplate::from_json(&template.to_string()).unwrap();
    let mut value = whole();
    value["rubric"] = json!({"extends": "headquarters", "dimensions": [dimension("innovation")]});
    let interview = Interview::from_json_under(&value.to_string(), &template).unwrap();
    let shares: Vec<_> = interview.rubric().dimensions().iter().map(|d| d.weight.to_string()).collect();
    assert_eq!(shares, ["1/2", "1/2"]);
    assert_eq!(interview.origins().unwrap().template.as_str(), "headquarters");

    let said = |value: &Value| Interview::from_json_under(&value.to_string(), &template).unwrap_err().to_string();
    assert!(read(&value).unwrap_err().to_string().starts_with("`/rubric/extends`: unknown key `extends`"));
    value["rubric"]["dimensions"][0]["weight"] = json!(9);
    let low = "`/rubric/weights/professional-skill`: `professional-skill` comes to 1/10 of the whole";
    assert!(said(&value).starts_with(low), "{}", said(&value));
    value["rubric"]["dimensions"] = json!([dimension("innovation"), dimension("spare")]);
    let unfed = "`/rubric`: no item feeds the dimension `spare` with a weight above 0; ";
    assert!(said(&value).starts_with(unfed), "{}", said(&value));
    let alone = said(&whole());
    assert!(alone.contains("`/rubric/extends`: the key `extends` is missing; add the template's id"), "{alone}");
}

#[test]
fn syntax_has_line_and_column() {
    let error = Interview::from_json("{\n  \"id\": \"a\"\n  \"title\": {}\n}").unwrap_err();
    assert_eq!(error.to_string(), "not valid JSON: line 3, column 3: expected `,` or `}`");
}

fn manifest(kinds: &str, wants: &str) -> Manifest {
    let text = format!(
        r#"
        plugin = {{ id = "touchstone/code-runner", version = "0.1.0", contract = "0.1", license = "MIT", title = {{ zh-CN = "甲", en = "A" }}, description = {{ zh-CN = "甲", en = "A" }} }}
        build = {{ language = "rust" }}
        question_type = {{ title = {{ zh-CN = "甲", en = "A" }}, description = {{ zh-CN = "甲", en = "A" }}, config_schema = "q.json", answers = ["program"] }}
        {wants}
        [evaluator]
        title = {{ zh-CN = "甲", en = "A" }}
        description = {{ zh-CN = "甲", en = "A" }}
        config_schema = "e.json"
        answers = [{kinds}]
        dimensions = [{{ id = "correctness", title = {{ zh-CN = "甲", en = "A" }}, description = {{ zh-CN = "甲", en = "A" }} }}]
        "#
    );
    let schema = json!({"type": "object", "properties": {"tests": {"type": "integer"}}, "additionalProperties": false});
    SourceManifest::from_toml(&text).unwrap().resolve(|_| Ok(schema.clone())).unwrap()
}

#[test]
fn against_the_manifests() {
    let good = manifest("\"program\"", "capabilities = { run-code = { reason = { zh-CN = \"甲\", en = \"A\" } } }");
    let mut value = whole();
    value["items"].as_array_mut().unwrap().truncate(1);
    value["rubric"]["dimensions"].as_array_mut().unwrap().truncate(1);
    for key in ["modules_off", "runtimes"] {
        value.as_object_mut().unwrap().remove(key);
    }
    let interview = read(&value).unwrap();
    assert_eq!(interview.check_against(|_| Some(&good)), []);

    let runner = "touchstone/code-runner".parse().unwrap();
    value["limits"] = json!({"touchstone/code-runner": {"fuel": 5, "wall_ms": 60_001}});
    let lowered = read(&value).unwrap();
    assert_eq!(lowered.granted(&runner).limits[&LimitName::Fuel], 5);
    assert_eq!(
        lowered.check_against(|_| Some(&good)).iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "`/limits/touchstone~1code-runner`: `limits.wall_ms` asks for 60001, but the plugin has 60000 at most; lower it, or leave it out"
        ]
    );
    value.as_object_mut().unwrap().remove("limits");

    let absent: Vec<_> = interview.check_against(|_| None).into_iter().map(|mistake| mistake.path).collect();
    assert_eq!(absent, ["/items/0/question", "/items/0/evaluator"]);

    let other = manifest("\"text\"", "");
    value["items"][0]["question"]["config"] = json!({"tests": "3", "x": 1});
    value["items"][0]["maps"][0]["from"] = json!("corectness");
    let said: Vec<_> = read(&value).unwrap().check_against(|_| Some(&other)).iter().map(ToString::to_string).collect();
    for expected in [
        "`/items/0/question/config/tests`: `\"3\"` should be of type integer",
        "`/items/0/question/config`: unknown key `x`",
        "`/items/0/evaluator`: the question type yields `program` answers, the evaluator takes `text`",
        "`/items/0/maps/0/from`: the evaluator measures no dimension `corectness`; did you mean `correctness`?",
        "`/grants/touchstone~1code-runner`: the plugin `touchstone/code-runner` does not ask for `run-code`",
    ] {
        assert!(said.iter().any(|said| said.starts_with(expected)), "{expected}: {said:#?}");
    }
    assert_eq!(said.len(), 5, "{said:#?}");
}

#[test]
fn a_module_that_the_plugin_lacks() {
    let manifest = manifest("\"program\"", "");
    let said: Vec<_> =
        read(&whole()).unwrap().check_against(|_| Some(&manifest)).iter().map(ToString::to_string).collect();
    let expected = "`/runtimes/0`: the plugin `touchstone/runtime-python` has no language-runtime, only `question-type` and `evaluator`";
    assert!(said.iter().any(|said| said.starts_with(expected)), "{said:#?}");
}
