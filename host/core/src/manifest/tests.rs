//! Tables of manifests: what reads, and which mistakes are told about what does not.

use serde_json::json;

use super::*;
use crate::mistake::Mistake;
use crate::words::LimitName;

const GOOD: &str = r#"
[plugin]
id = "touchstone/code-runner"
version = "0.1.0"
contract = "0.1"
license = "Apache-2.0"
title = { zh-CN = "代码运行", en = "Code runner" }
description = { zh-CN = "运行代码。", en = "Runs code." }

[build]
language = "rust"

[question_type]
title = { zh-CN = "编程题", en = "Programming problem" }
description = { zh-CN = "写程序。", en = "Write a program." }
config_schema = "schemas/question.json"
answers = ["program", "events"]
event_schema = "schemas/event.json"

[evaluator]
title = { zh-CN = "测试", en = "Tests" }
description = { zh-CN = "跑测试。", en = "Runs tests." }
config_schema = "schemas/evaluator.json"
answers = ["program", "structured"]
structured_schema = "schemas/answer.json"

[[evaluator.dimensions]]
id = "correctness"
title = { zh-CN = "正确性", en = "Correctness" }
description = { zh-CN = "通过的测试。", en = "Tests passed." }

[[evaluator.dimensions]]
id = "efficiency"
title = { zh-CN = "效率", en = "Efficiency" }
description = { zh-CN = "燃料。", en = "Fuel." }

[language_runtime]
title = { zh-CN = "迷你", en = "Mini" }
description = { zh-CN = "迷你语言。", en = "A mini language." }
languages = ["mini"]

[capabilities.run-code]
reason = { zh-CN = "运行考生的程序", en = "Runs the candidate's program" }

[limits]
fuel = 5_000_000_000
memory_bytes = 268435456
"#;

fn mistakes(text: &str) -> Vec<Mistake> {
    match SourceManifest::from_toml(text) {
        Err(ManifestError::Mistakes(mistakes)) => mistakes.list().to_vec(),
        other => panic!("{other:?}\n{text}"),
    }
}

fn resolved() -> Manifest {
    let source = SourceManifest::from_toml(GOOD).unwrap();
    source.resolve(|path| Ok(json!({"type": "object", "title": path.as_str(), "additionalProperties": false}))).unwrap()
}

#[test]
fn a_whole_manifest() {
    let source = SourceManifest::from_toml(GOOD).unwrap();
    assert_eq!(source.id().to_string(), "touchstone/code-runner");
    assert_eq!(source.contract(), CONTRACT);
    assert_eq!(source.build().language, GuestLanguage::Rust);
    let paths: Vec<_> = source.schema_paths().iter().map(|(key, path)| format!("{key}={path}")).collect();
    let expected = [
        "question_type.config_schema=schemas/question.json",
        "question_type.event_schema=schemas/event.json",
        "evaluator.config_schema=schemas/evaluator.json",
        "evaluator.structured_schema=schemas/answer.json",
    ];
    assert_eq!(paths, expected);
    let manifest = resolved();
    let modules: Vec<_> = manifest.modules().iter().map(ToString::to_string).collect();
    assert_eq!(
        modules.join(" "),
        "touchstone/code-runner#question-type touchstone/code-runner#evaluator touchstone/code-runner#language-runtime"
    );
    assert!(manifest.wants(Capability::RunCode) && !manifest.wants(Capability::Attachments));
    assert_eq!(manifest.limits().get(&LimitName::Fuel), Some(&5_000_000_000));
    assert_eq!(manifest.limits().get(&LimitName::WallMs), None);
    let ids = manifest.evaluator().unwrap().dimension_ids();
    assert_eq!(ids.iter().map(DimensionId::as_str).collect::<Vec<_>>(), ["correctness", "efficiency"]);
    assert_eq!(manifest.title().default_text(), "代码运行");
    assert!(manifest.config_schema(ModuleKind::Evaluator).unwrap().check(&json!({"x": 1})).is_err());
}

#[test]
fn built_and_read_again() {
    let manifest = resolved();
    let bytes = manifest.to_json();
    let again = Manifest::from_json(&bytes).unwrap();
    assert_eq!(again, manifest);
    assert_eq!(again.to_json(), bytes);
    let minimal = r#"
        plugin = { id = "a/b", version = "1.0.0", contract = "0.1", license = "MIT", title = { zh-CN = "甲", en = "A" }, description = { zh-CN = "甲", en = "A" } }
        build = { language = "python", module = "runtime" }
        language_runtime = { title = { zh-CN = "甲", en = "A" }, description = { zh-CN = "甲", en = "A" }, languages = ["python"] }
    "#;
    let source = SourceManifest::from_toml(minimal).unwrap();
    assert_eq!(source.build().module.as_deref(), Some("runtime"));
    let manifest = source.resolve(|_| unreachable!("it has no schemas")).unwrap();
    assert_eq!(Manifest::from_json(&manifest.to_json()).unwrap(), manifest);
}

#[test]
fn one_mistake_each() {
    let without = |line: &str| GOOD.replace(line, "");
    let instead = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replace(from, to)
    };
    let cases = [
        (without("id = \"touchstone/code-runner\""), "plugin.id", "is missing", "publisher/name"),
        (instead("touchstone/code-runner", "code-runner"), "plugin.id", "one `/`", "publisher/name"),
        (instead("version = \"0.1.0\"", "version = \"0.1\""), "plugin.version", "no semver version", "0.1.0"),
        (instead("version = \"0.1.0\"", "version = 2026-01-01"), "plugin.version", "is a date", "quotes"),
        (instead("contract = \"0.1\"", "contract = 0.1"), "plugin.contract", "the number `0.1`", "text in quotes"),
        (instead("contract = \"0.1\"", "contract = \"01.1\""), "plugin.contract", "no contract version", "major.minor"),
        (instead("\"Apache-2.0\"", "\" \""), "plugin.license", "blank", "SPDX"),
        (instead(", en = \"Code runner\"", ""), "plugin.title", "the text for `en` is missing", "add `en`"),
        (
            instead("{ zh-CN = \"代码运行\", en = \"Code runner\" }", "\"Code runner\""),
            "plugin.title",
            "without its language",
            "zh-CN",
        ),
        (
            instead("title = { zh-CN = \"正确性\"", "titel = { zh-CN = \"正确性\""),
            "evaluator.dimensions[0].titel",
            "unknown key",
            "did you mean `title`?",
        ),
        (
            instead("id = \"efficiency\"", "id = \"correctness\""),
            "evaluator.dimensions[1].id",
            "comes twice",
            "keep one",
        ),
        (instead("id = \"efficiency\"", "id = \"Efficiency!\""), "evaluator.dimensions[1].id", "lower-case", "hyphens"),
        (
            instead("[\"program\", \"events\"]", "[\"programs\", \"events\"]"),
            "question_type.answers[0]",
            "no kind of answer",
            "did you mean `program`?",
        ),
        (
            instead("[\"program\", \"events\"]", "[\"events\", \"omitted\"]"),
            "question_type.answers[1]",
            "always possible",
            "remove it",
        ),
        (
            instead("[\"program\", \"events\"]", "[\"events\", \"events\"]"),
            "question_type.answers[1]",
            "twice",
            "keep one",
        ),
        (
            instead("[\"program\", \"events\"]", "[\"program\"]"),
            "question_type.event_schema",
            "not among the answers",
            "add it",
        ),
        (without("structured_schema = \"schemas/answer.json\""), "evaluator.structured_schema", "missing", "schema"),
        (
            instead("\"schemas/question.json\"", "\"../question.json\""),
            "question_type.config_schema",
            "`..`",
            "inside the folder",
        ),
        (
            instead("[capabilities.run-code]", "[capabilities.run_code]"),
            "capabilities.run_code",
            "no capability",
            "did you mean `run-code`?",
        ),
        (instead("[limits]", "[limit]"), "limit", "unknown key `limit`", "did you mean `limits`?"),
        (instead("5_000_000_000", "0"), "limits.fuel", "the number `0`", "from 1"),
        (instead("5_000_000_000", "-1"), "limits.fuel", "the number `-1`", "from 1"),
        (
            instead("language = \"rust\"", "language = \"rust\"\nmodule = \"x\""),
            "build.module",
            "names no module",
            "remove it",
        ),
        (instead("language = \"rust\"", "language = \"python\""), "build.module", "is missing", "src/"),
        (
            instead("language = \"rust\"", "language = \"Rust\""),
            "build.language",
            "no language to build from",
            "did you mean `rust`?",
        ),
        (instead("languages = [\"mini\"]", "languages = []"), "language_runtime.languages", "one language", "add one"),
    ];
    for (text, path, problem, remedy) in cases {
        let found = mistakes(&text);
        assert!(
            found.len() <= 2
                && found.iter().any(|m| m.path == path && m.problem.contains(problem) && m.remedy.contains(remedy)),
            "{path} {problem} {remedy}: {found:#?}"
        );
    }
}

#[test]
fn all_mistakes_at_once() {
    let text =
        "[plugin]\nid = 3\n[evaluator]\nanswers = \"text\"\n[[evaluator.dimensions]]\nid = \"A\"\n[limits]\nfule = 1\n";
    let paths: Vec<_> = mistakes(text).into_iter().map(|mistake| mistake.path).collect();
    let expected = [
        "plugin.id",
        "plugin.version",
        "plugin.contract",
        "plugin.license",
        "plugin.title",
        "plugin.description",
        "evaluator.title",
        "evaluator.description",
        "evaluator.config_schema",
        "evaluator.answers",
        "evaluator.dimensions[0].id",
        "evaluator.dimensions[0].title",
        "evaluator.dimensions[0].description",
        "limits.fule",
        "build",
    ];
    assert_eq!(paths, expected);
    assert_eq!(mistakes("")[1].problem, "the plugin holds no module");
}

#[test]
fn capabilities_need_a_module_that_can_use_them() {
    let runtime_only = r#"
        plugin = { id = "a/b", version = "1.0.0", contract = "0.1", license = "MIT", title = { zh-CN = "甲", en = "A" }, description = { zh-CN = "甲", en = "A" } }
        build = { language = "python", module = "runtime" }
        language_runtime = { title = { zh-CN = "甲", en = "A" }, description = { zh-CN = "甲", en = "A" }, languages = ["python"] }
        capabilities = { run-code = { reason = { zh-CN = "甲", en = "A" } }, attachments = { reason = { zh-CN = "甲", en = "A" } } }
    "#;
    let paths: Vec<_> = mistakes(runtime_only).into_iter().map(|mistake| mistake.path).collect();
    assert_eq!(paths, ["capabilities.run-code", "capabilities.attachments"]);
}

#[test]
fn where_it_stops_being_toml_or_json() {
    let error = SourceManifest::from_toml("[plugin]\nid = \"a/b\"\nversion 1\n").unwrap_err();
    let ManifestError::Toml(syntax) = &error else { panic!("{error:?}") };
    assert_eq!(syntax.line, 3, "{error}");
    assert!(error.to_string().starts_with("not valid TOML: line 3, column"), "{error}");
    let error = SourceManifest::from_toml("a = 1\na = 2\n").unwrap_err();
    assert!(matches!(&error, ManifestError::Toml(syntax) if syntax.line == 2), "{error}");
    assert!(matches!(Manifest::from_json(b"{"), Err(ManifestError::Json(_))));
    assert!(matches!(Manifest::from_json(b"\xff"), Err(ManifestError::Json(_))));
    assert!(matches!(Manifest::from_json(b"null"), Err(ManifestError::Mistakes(_))));
}

#[test]
fn schemas_that_cannot_be_used() {
    let source = SourceManifest::from_toml(GOOD).unwrap();
    let error = source
        .resolve(|path| match path.as_str() {
            "schemas/question.json" => Err("no such file".to_owned()),
            "schemas/event.json" => Ok(json!(["x"])),
            "schemas/evaluator.json" => Ok(json!({"$ref": "http://127.0.0.1/x"})),
            _ => Ok(json!({"type": "nothing"})),
        })
        .unwrap_err();
    let ManifestError::Mistakes(mistakes) = error else { panic!() };
    let said: Vec<_> = mistakes.list().iter().map(ToString::to_string).collect();
    let expected = [
        "`question_type.config_schema`: cannot read `schemas/question.json`: no such file; put the schema there",
        "`question_type.event_schema`: `schemas/event.json`: a schema must be a JSON object; start it",
        "`evaluator.config_schema`: `schemas/evaluator.json`: the reference `/$ref` leads outside the schema",
        "`evaluator.structured_schema`: `schemas/answer.json`: `/type` in the schema:",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
}
