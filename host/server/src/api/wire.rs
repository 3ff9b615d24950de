//! Wire forms that more than one noun has. Domain types say nothing of HTTP; here is how the OpenAPI document describes them.

use serde::Serialize;
use serde_json::{Value, json};
use touchstone_core::limits::{self, Limit};
use touchstone_core::message::Message;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};

/// A component that takes part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PluginUsed {
    /// The plugin's id.
    #[schema(example = "touchstone/code-runner")]
    pub(super) plugin: String,
    /// Its version.
    #[schema(example = "0.1.0")]
    pub(super) version: String,
    /// SHA-256 over the component.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub(super) digest: String,
}

impl From<&crate::records::Ran> for PluginUsed {
    fn from(ran: &crate::records::Ran) -> Self {
        Self { plugin: ran.plugin.to_string(), version: ran.version.to_string(), digest: ran.digest.to_string() }
    }
}

/// A text in several languages, its default first.
pub(super) fn message_schema() -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("A text by language (BCP 47), the default first"))
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(Schema::Object(text)))))
        .examples([json!({"zh-CN": "正确性", "en": "Correctness"})])
        .into()
}

/// Some limits of one call by their names.
pub(super) fn limits_schema() -> RefOr<Schema> {
    let most = |limit: &Limit| {
        let said = format!("In {}: {}", limit.unit, limit.of);
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(1))
            .maximum(Some(limit.ceiling))
            .description(Some(said))
    };
    limits::TABLE
        .iter()
        .fold(ObjectBuilder::new().schema_type(Type::Object), |all, limit| {
            all.property(limit.name.as_str(), most(limit))
        })
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .description(Some(
            "The most that one call may spend, none of it above what the plugin has; what is not named stays",
        ))
        .examples([json!({"fuel": 500_000_000})])
        .into()
}

/// A weight or a share: `3`, `"0.35"` or `"7/20"`, never a float.
pub(super) fn exact_schema() -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{1,9}([./][0-9]{1,9})?$")).build();
    let whole = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .maximum(Some(1_000_000_000))
        .build();
    RefOr::T(Schema::OneOf(
        OneOfBuilder::new()
            .item(text)
            .item(whole)
            .description(Some("An exact number: an integer, or a decimal or a fraction in quotes"))
            .examples([json!("7/20")])
            .build(),
    ))
}

/// Weights by dimension.
pub(super) fn weights_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(exact_schema())).into()
}

/// Evaluators' configs by item.
pub(super) fn configs_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .description(Some("An evaluator's config by item"))
        .into()
}

/// Any JSON object, described in words.
pub(super) fn object(description: &'static str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Object).description(Some(description)).into()
}

/// A list of any JSON objects, described in words.
pub(super) fn objects(description: &'static str) -> RefOr<Schema> {
    let object = ObjectBuilder::new().schema_type(Type::Object).build();
    ArrayBuilder::new().items(object).description(Some(description)).into()
}

/// A candidate's answer as JSON.
pub(super) fn answer_schema() -> RefOr<Schema> {
    let file = json!({"path": "main.py", "text": "print(input())\n"});
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("An answer of one of the kinds that the item's question type yields"))
        .examples([json!({"kind": "program", "language": "python", "entry": "main.py", "files": [file]})])
        .into()
}

/// An interview as JSON, with one that could be sent.
pub(super) fn interview_schema() -> RefOr<Schema> {
    let module = json!({"plugin": "touchstone/code-runner", "version": "^0.1", "config": {}});
    let example = json!({
        "id": "example-job",
        "title": {"zh-CN": "示例职位", "en": "Example job"},
        "items": [{
            "id": "example-item",
            "title": {"zh-CN": "示例题目", "en": "Example item"},
            "question": module,
            "evaluator": module,
            "maps": [{"from": "correctness", "to": "skill", "weight": 1}, {"from": "robustness", "to": "care", "weight": 1}],
        }],
        "rubric": {
            "dimensions": [
                {"id": "skill", "title": {"zh-CN": "专业能力", "en": "Skill"}, "weight": "4/5"},
                {"id": "care", "title": {"zh-CN": "严谨", "en": "Care"}, "weight": "1/5"},
            ],
            "levels": [{"id": "consider", "title": {"zh-CN": "可考虑", "en": "Consider"}, "at_least": 0}],
        },
    });
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("An interview as `interview.json` has it"))
        .examples([example])
        .into()
}

/// A message as JSON.
pub(super) fn message(message: &Message) -> Value {
    Value::Object(message.iter().map(|(lang, text)| (lang.to_owned(), Value::from(text))).collect())
}
