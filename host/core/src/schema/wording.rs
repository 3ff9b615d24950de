//! The words for what `jsonschema` finds. Decides nothing.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use super::{SchemaError, SchemaViolation};
use crate::near::nearest;
use crate::reader::shortened;

pub(super) fn violation(error: &ValidationError<'_>) -> SchemaViolation {
    SchemaViolation { pointer: error.instance_path().to_string(), problem: problem(error) }
}

/// Why a schema that its meta-schema accepts does not compile.
pub(super) fn schema_error(error: &ValidationError<'_>) -> SchemaError {
    match error.kind() {
        Kind::Referencing(reference) => SchemaError::Reference { problem: shortened_line(&reference.to_string()) },
        _ => SchemaError::Malformed {
            pointer: error.instance_path().to_string(),
            problem: shortened_line(&error.masked_with("this").to_string()),
        },
    }
}

fn problem(error: &ValidationError<'_>) -> String {
    let value = || shortened(&error.instance().to_string());
    match error.kind() {
        Kind::Type { kind } => format!("`{}` should be {}", value(), types(kind)),
        Kind::Required { property } => {
            format!("the key `{}` is missing; add it", property.as_str().unwrap_or_default())
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let names: Vec<_> = unexpected.iter().map(|name| shortened(name)).collect();
            format!("unknown key `{}`; remove it, or correct its name", names.join("`, `"))
        }
        Kind::Enum { options } => one_of(error.instance(), options),
        Kind::Constant { expected_value } => format!("`{}` should be `{expected_value}`", value()),
        Kind::Minimum { limit } => format!("`{}` is less than {limit}", value()),
        Kind::Maximum { limit } => format!("`{}` is more than {limit}", value()),
        Kind::ExclusiveMinimum { limit } => format!("`{}` must be more than {limit}", value()),
        Kind::ExclusiveMaximum { limit } => format!("`{}` must be less than {limit}", value()),
        Kind::MinItems { limit } => format!("the list needs at least {limit}"),
        Kind::MaxItems { limit } => format!("the list may hold at most {limit}"),
        Kind::MinLength { limit } => format!("`{}` needs at least {limit} characters", value()),
        Kind::MaxLength { limit } => format!("`{}` may have at most {limit} characters", value()),
        Kind::MinProperties { limit } => format!("the object needs at least {limit} keys"),
        Kind::MaxProperties { limit } => format!("the object may have at most {limit} keys"),
        Kind::UniqueItems => "the list holds the same value twice; keep one".to_owned(),
        Kind::Pattern { pattern } => format!("`{}` does not match `{pattern}`", value()),
        Kind::Format { format } => format!("`{}` is no {format}", value()),
        Kind::FalseSchema => "nothing may stand here; remove it".to_owned(),
        Kind::PropertyNames { error } => format!("the name of a key is wrong: {}", problem(error)),
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => nearest_form(context),
        Kind::OneOfMultipleValid { .. } => "it fits more than one of the allowed forms; keep to one".to_owned(),
        _ => shortened_line(&error.masked_with("the value").to_string()),
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(single) => format!("of type {single}"),
        TypeKind::Multiple(set) => {
            let names: Vec<_> = set.iter().map(|kind| kind.to_string()).collect();
            format!("of type {}", names.join(" or "))
        }
    }
}

fn one_of(value: &Value, options: &Value) -> String {
    let known: Vec<_> = options.as_array().into_iter().flatten().collect();
    let texts = known.iter().filter_map(|option| option.as_str());
    let shown = shortened(&value.to_string());
    if let Some(near) = value.as_str().and_then(|word| nearest(word, texts)) {
        return format!("`{shown}` is not known; did you mean `{near}`?");
    }
    let known: Vec<_> = known.iter().map(ToString::to_string).collect();
    format!("`{shown}` should be one of `{}`", known.join("`, `"))
}

/// Of several forms, the one that went deepest into the value before it failed is the one that was meant.
fn nearest_form(forms: &[Vec<ValidationError<'static>>]) -> String {
    let depth = |errors: &&Vec<ValidationError<'static>>| {
        let deepest = errors.iter().map(|error| error.instance_path().to_string().matches('/').count()).max();
        (deepest, std::cmp::Reverse(errors.len()))
    };
    let words = format!("it fits none of the {} allowed forms", forms.len());
    match forms.iter().max_by_key(depth).and_then(|errors| errors.first()) {
        Some(error) => format!("{words}; the nearest one says: {}", violation(error)),
        None => words,
    }
}

fn shortened_line(text: &str) -> String {
    let text = text.lines().next().unwrap_or_default();
    if text.chars().count() <= 300 { text.to_owned() } else { text.chars().take(299).chain(['…']).collect() }
}
