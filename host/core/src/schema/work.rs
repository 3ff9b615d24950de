//! How much work it is to hold a value against a schema: several schemas can lead to the same part of a value, and where they do so at each
//! of its levels the work doubles with each. Counted before the work is begun, for nothing could stop it then. Judges no value.

use std::collections::BTreeMap;

use serde_json::Value;

use super::references::{Schemas, join};

/// Steps that any value may take, and more for each of its parts: a step is one schema on one part.
const STEPS: u64 = 10_000;
const STEPS_FOR_PART: u64 = 1_000;

/// What of a schema decides how much work it is.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// The first is the whole.
    schemas: Vec<Applied>,
}

/// A value would take more steps than it may.
#[derive(Debug)]
pub(super) struct TooMuchWork {
    /// How many it may.
    pub(super) most: u64,
}

/// One schema, and the places in the list of those that apply because it does.
#[derive(Debug, Clone, Default)]
struct Applied {
    /// To the same value.
    same: Vec<usize>,
    /// To the value of this key.
    keys: BTreeMap<String, usize>,
    /// To the values of keys; to which is not looked into.
    any_key: Vec<usize>,
    /// To the names of keys.
    names: Vec<usize>,
    /// To the elements in their order.
    elements: Vec<usize>,
    /// To elements.
    any_element: Vec<usize>,
    /// Whether it asks for each part anew what the others said of it.
    asks_again: bool,
    /// Values that a value is compared with.
    options: u64,
    /// Patterns for a text, and for each key.
    pattern: bool,
    key_patterns: u64,
}

impl Work {
    pub(super) fn of(source: &Value, schemas: &Schemas) -> Self {
        // The empty pointer comes first.
        let places: BTreeMap<&str, usize> = schemas.keys().map(String::as_str).zip(0..).collect();
        let schemas = schemas.iter().map(|(pointer, same)| {
            let place = |pointer: &String| places.get(pointer.as_str()).copied();
            let schema = source.pointer(pointer).and_then(Value::as_object);
            let one = |keyword: &str| {
                schema.filter(|schema| schema.contains_key(keyword)).and_then(|_| place(&join(pointer, keyword)))
            };
            let map = |keyword: &str| {
                let map = schema.and_then(|schema| schema.get(keyword)).and_then(Value::as_object);
                let below = join(pointer, keyword);
                let entry = move |key: &String| Some((key.clone(), place(&join(&below, key))?));
                map.into_iter().flat_map(|map| map.keys()).filter_map(entry).collect::<BTreeMap<String, usize>>()
            };
            let length = |keyword: &str| {
                schema.and_then(|schema| schema.get(keyword)).and_then(Value::as_array).map_or(0, Vec::len)
            };
            let key_patterns = map("patternProperties");
            let prefix = join(pointer, "prefixItems");
            Applied {
                same: same.iter().filter_map(place).collect(),
                keys: map("properties"),
                names: one("propertyNames").into_iter().collect(),
                elements: (0..length("prefixItems")).filter_map(|n| place(&format!("{prefix}/{n}"))).collect(),
                any_element: ["items", "contains", "unevaluatedItems"].into_iter().filter_map(one).collect(),
                asks_again: one("unevaluatedProperties").or_else(|| one("unevaluatedItems")).is_some(),
                options: length("enum") as u64,
                pattern: schema.is_some_and(|schema| schema.contains_key("pattern")),
                key_patterns: key_patterns.len() as u64,
                any_key: key_patterns
                    .into_values()
                    .chain(["additionalProperties", "unevaluatedProperties"].into_iter().filter_map(one))
                    .collect(),
            }
        });
        Self { schemas: schemas.collect() }
    }

    /// Whether `value` takes no more steps than it may.
    pub(super) fn check(&self, value: &Value) -> Result<(), TooMuchWork> {
        let most = STEPS + STEPS_FOR_PART * parts(value);
        let mut left = most;
        self.spend(0, value, &mut left).ok_or(TooMuchWork { most })
    }

    fn spend(&self, place: usize, value: &Value, left: &mut u64) -> Option<()> {
        let schema = &self.schemas[place];
        *left = left.checked_sub(schema.own_steps(value))?;
        let times = if schema.asks_again { 1 + members(value) } else { 1 };
        for _ in 0..times {
            for same in &schema.same {
                self.spend(*same, value, left)?;
            }
        }
        match value {
            Value::Object(map) => {
                for (key, child) in map {
                    for place in schema.keys.get(key).into_iter().chain(&schema.any_key) {
                        self.spend(*place, child, left)?;
                    }
                    for place in &schema.names {
                        self.spend(*place, &Value::Null, left)?;
                    }
                }
            }
            Value::Array(list) => {
                for (n, child) in list.iter().enumerate() {
                    for place in schema.elements.get(n).into_iter().chain(&schema.any_element) {
                        self.spend(*place, child, left)?;
                    }
                }
            }
            _ => {}
        }
        Some(())
    }
}

impl Applied {
    fn own_steps(&self, value: &Value) -> u64 {
        let text = match value {
            Value::String(text) if self.pattern => text.len() as u64 / 64,
            _ => 0,
        };
        1 + self.options / 16 + text + self.key_patterns * members(value)
    }
}

fn members(value: &Value) -> u64 {
    match value {
        Value::Object(map) => map.len() as u64,
        Value::Array(list) => list.len() as u64,
        _ => 0,
    }
}

/// Of a value, itself included.
fn parts(value: &Value) -> u64 {
    1 + match value {
        Value::Object(map) => map.values().map(parts).sum(),
        Value::Array(list) => list.iter().map(parts).sum(),
        _ => 0,
    }
}
