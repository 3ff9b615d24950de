//! The parts of an interview's file with a digest each, so that a change can be named by its place. Reads no meaning into them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::Digest;
use crate::json;
use crate::mistake::SyntaxError;

/// A part of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterviewPart {
    /// Where it is: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// Over its compact JSON, keys in the order of the file.
    pub digest: Digest,
}

/// How far parts are taken apart: `/items/0/question`, `/rubric/dimensions/1`.
const DEPTH: usize = 3;

/// The parts of an interview's file, in its order.
///
/// # Errors
///
/// Where it is not JSON.
pub fn interview_parts(text: &str) -> Result<Vec<InterviewPart>, SyntaxError> {
    let mut parts = Vec::new();
    collect(&json::parse(text)?, String::new(), DEPTH, &mut parts);
    Ok(parts)
}

fn collect(value: &Value, pointer: String, depth: usize, parts: &mut Vec<InterviewPart>) {
    match value {
        Value::Object(map) if depth > 0 && !map.is_empty() => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(value, format!("{pointer}/{key}"), depth - 1, parts);
            }
        }
        Value::Array(list) if depth > 0 && !list.is_empty() => {
            for (n, value) in list.iter().enumerate() {
                collect(value, format!("{pointer}/{n}"), depth - 1, parts);
            }
        }
        _ => parts.push(InterviewPart { pointer, digest: Digest::of(value.to_string().as_bytes()) }),
    }
}
