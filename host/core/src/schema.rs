//! JSON Schemas (draft 2020-12) that plugins bring along. Fetches nothing: a reference that leads outside its schema is an error.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::{PatternOptions, Validator};
use serde::{Serialize, Serializer};
use serde_json::Value;

mod references;
mod wording;
mod work;

use work::{TooMuchWork, Work};

/// A checked schema. Patterns are matched in linear time, so they have neither look-around nor back references.
#[derive(Debug, Clone)]
pub struct Schema {
    /// As JSON text, which takes a fraction of the memory of its tree.
    source: Box<str>,
    /// Made when it is first used: it takes ten times the memory of the source, and most processes never need it.
    check: OnceLock<Check>,
}

/// What a value is held against.
#[derive(Debug, Clone)]
struct Check {
    validator: Validator,
    work: Work,
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

/// The most patterns in one schema, those for the names of keys included. Each takes up to 4 MiB of memory.
pub const MAX_PATTERNS: usize = 50;

/// The most bytes that one pattern may take when it is compiled.
const PATTERN_BYTES: usize = 4 << 20;

/// The most violations that one check reports.
pub const MAX_VIOLATIONS: usize = 50;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Schema {
    /// Checks a schema: what passes can be compiled.
    ///
    /// # Errors
    ///
    /// When it is no object, no schema of draft 2020-12, refers to something outside itself, or holds too many patterns.
    pub fn parse(source: &Value) -> Result<Self, SchemaError> {
        let map = source.as_object().ok_or(SchemaError::NotObject)?;
        if let Some(draft) = map.get("$schema") {
            let draft = draft.as_str().unwrap_or("(not a text)");
            if draft.trim_end_matches('#') != DRAFT {
                return Err(SchemaError::OtherDraft { draft: draft.to_owned() });
            }
        }
        let patterns = count_patterns(source);
        if patterns > MAX_PATTERNS {
            let problem = format!("{patterns} patterns, {MAX_PATTERNS} at most");
            return Err(SchemaError::Malformed { pointer: String::new(), problem });
        }
        if let Err(error) = jsonschema::draft202012::meta::validate(source) {
            let SchemaViolation { pointer, problem } = wording::violation(&error);
            return Err(SchemaError::Malformed { pointer, problem });
        }
        Check::of(source)?;
        Ok(Self { source: source.to_string().into(), check: OnceLock::new() })
    }

    /// Checks a value. At most [`MAX_VIOLATIONS`] are reported.
    ///
    /// # Errors
    ///
    /// Every place that does not meet the schema.
    pub fn check(&self, value: &Value) -> Result<(), Vec<SchemaViolation>> {
        let Check { validator, work } =
            self.check.get_or_init(|| Check::of(&self.to_json()).expect("`parse` made one"));
        if let Err(TooMuchWork { most }) = work.check(value) {
            let problem = format!(
                "holding it against the schema takes more than {most} steps; make it flatter, or have the schema made simpler"
            );
            return Err(vec![SchemaViolation { pointer: String::new(), problem }]);
        }
        let violations: Vec<_> =
            validator.iter_errors(value).take(MAX_VIOLATIONS).map(|error| wording::violation(&error)).collect();
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }

    /// The schema as it was given.
    pub fn to_json(&self) -> Value {
        serde_json::from_str(&self.source).expect("`parse` wrote it")
    }
}

fn count_patterns(value: &Value) -> usize {
    match value {
        Value::Object(map) => {
            let here = |(key, child): (&String, &Value)| match (key.as_str(), child) {
                ("pattern", Value::String(_)) => 1,
                ("patternProperties", Value::Object(patterns)) => patterns.len(),
                _ => 0,
            };
            map.iter().map(here).sum::<usize>() + map.values().map(count_patterns).sum::<usize>()
        }
        Value::Array(list) => list.iter().map(count_patterns).sum(),
        _ => 0,
    }
}

impl Check {
    fn of(source: &Value) -> Result<Self, SchemaError> {
        let work = Work::of(source, &references::check(source)?);
        let patterns = PatternOptions::regex().size_limit(PATTERN_BYTES);
        match jsonschema::draft202012::options().offline().with_pattern_options(patterns).build(source) {
            Ok(validator) => Ok(Self { validator, work }),
            Err(error) => Err(wording::schema_error(&error)),
        }
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
        self.to_json().serialize(serializer)
    }
}

#[cfg(test)]
mod tests;
