//! JSON Schemas (draft 2020-12) that plugins bring along. Fetches nothing: a reference that leads outside its schema is an error.

use std::fmt;

use jsonschema::{PatternOptions, Validator};
use serde::{Serialize, Serializer};
use serde_json::Value;

mod references;
mod wording;

/// A checked schema. Patterns are matched in linear time, so they have neither look-around nor back references.
#[derive(Debug, Clone)]
pub struct Schema {
    source: Value,
    validator: Validator,
}

/// Why a value is no [`Schema`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// A schema may be `true` in JSON Schema; here it is an object, so that it can say what it means.
    #[error("a schema must be a JSON object; start it with `{{\"type\": \"object\", …}}`")]
    NotObject,
    /// Written for another draft.
    #[error("the schema names the draft `{draft}`; write it for https://json-schema.org/draft/2020-12/schema")]
    OtherDraft {
        /// What its `$schema` says.
        draft: String,
    },
    /// A `$ref` or `$dynamicRef` that leads outside the schema, or to nothing in it.
    #[error("{problem}; put what it refers to into the schema itself, under `$defs`")]
    Reference {
        /// Which reference.
        problem: String,
    },
    /// A `$ref` that leads back to itself without going into a value.
    #[error(
        "the reference at `{pointer}` leads back to itself for the same value; let it apply to a part of the value"
    )]
    Loop {
        /// Where in the schema.
        pointer: String,
    },
    /// Too many schemas for one value, each through the one before.
    #[error(
        "more than {most} schemas apply to one value, each through the one before, up to `{pointer}`; put some together"
    )]
    TooDeep {
        /// The last of them.
        pointer: String,
        /// The bound.
        most: usize,
    },
    /// Not what draft 2020-12 says a schema is.
    #[error("`{pointer}` in the schema: {problem}; see https://json-schema.org/draft/2020-12")]
    Malformed {
        /// Where in the schema.
        pointer: String,
        /// What is wrong there.
        problem: String,
    },
}

/// A place where a value does not meet a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemaViolation {
    /// Where in the value: a JSON pointer (RFC 6901), empty for the whole.
    pub pointer: String,
    /// What is wrong there, and what it should be.
    pub problem: String,
}

/// The most violations that one check reports.
pub const MAX_VIOLATIONS: usize = 50;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Schema {
    /// Checks and compiles a schema.
    ///
    /// # Errors
    ///
    /// When it is no object, no schema of draft 2020-12, or refers to something outside itself.
    pub fn parse(source: Value) -> Result<Self, SchemaError> {
        let map = source.as_object().ok_or(SchemaError::NotObject)?;
        if let Some(draft) = map.get("$schema") {
            let draft = draft.as_str().unwrap_or("(not a text)");
            if draft.trim_end_matches('#') != DRAFT {
                return Err(SchemaError::OtherDraft { draft: draft.to_owned() });
            }
        }
        if let Err(error) = jsonschema::draft202012::meta::validate(&source) {
            let SchemaViolation { pointer, problem } = wording::violation(&error);
            return Err(SchemaError::Malformed { pointer, problem });
        }
        references::check(&source)?;
        let built =
            jsonschema::draft202012::options().offline().with_pattern_options(PatternOptions::regex()).build(&source);
        match built {
            Ok(validator) => Ok(Self { source, validator }),
            Err(error) => Err(wording::schema_error(&error)),
        }
    }

    /// Checks a value. At most [`MAX_VIOLATIONS`] are reported.
    ///
    /// # Errors
    ///
    /// Every place that does not meet the schema.
    pub fn check(&self, value: &Value) -> Result<(), Vec<SchemaViolation>> {
        let violations: Vec<_> =
            self.validator.iter_errors(value).take(MAX_VIOLATIONS).map(|error| wording::violation(&error)).collect();
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }

    /// The schema as it was given.
    pub fn as_json(&self) -> &Value {
        &self.source
    }
}

impl fmt::Display for SchemaViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, problem } = self;
        if pointer.is_empty() { f.write_str(problem) } else { write!(f, "`{pointer}`: {problem}") }
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}

#[cfg(test)]
mod tests;
