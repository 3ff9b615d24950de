//! Follows a schema's references before it is compiled: none may leave the schema, and none may come back to itself for the same
//! value, which would never end. Checks nothing else of a schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::SchemaError;

/// How many schemas may apply to one value, each through the one before. The stack of a check is bounded by it.
const MAX_CHAIN: usize = 16;

/// Keywords whose schemas apply to the same value.
const SAME: [&str; 4] = ["not", "if", "then", "else"];
const SAME_LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const SAME_MAP: [&str; 1] = ["dependentSchemas"];
/// Keywords whose schemas apply to a part of it, or to nothing until they are referred to.
const PART: [&str; 7] = [
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
const PART_LIST: [&str; 1] = ["prefixItems"];
const PART_MAP: [&str; 4] = ["properties", "patternProperties", "$defs", "definitions"];

/// The pointers to all schemas in a schema, each with the pointers to those that apply to the same value because it does.
pub(super) type Schemas = BTreeMap<String, Vec<String>>;

pub(super) fn check(source: &Value) -> Result<Schemas, SchemaError> {
    let mut walk = Walk { source, anchors: BTreeMap::new(), done: BTreeSet::new() };
    walk.find_anchors(source, "");
    let mut waiting = vec![String::new()];
    let mut schemas = Schemas::new();
    while let Some(pointer) = waiting.pop() {
        if schemas.contains_key(&pointer) {
            continue;
        }
        walk.same_value(&pointer, &mut Vec::new())?;
        let mut same = Vec::new();
        if let Some(schema) = source.pointer(&pointer) {
            same = children(schema, &pointer, &SAME, &SAME_LIST, &SAME_MAP);
            same.extend(walk.targets(schema, &pointer)?);
            waiting.extend(same.iter().cloned());
            waiting.extend(children(schema, &pointer, &PART, &PART_LIST, &PART_MAP));
        }
        schemas.insert(pointer, same);
    }
    Ok(schemas)
}

struct Walk<'a> {
    source: &'a Value,
    anchors: BTreeMap<&'a str, String>,
    done: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// Anchors wherever they stand; an anchor inside data does no harm here.
    fn find_anchors(&mut self, value: &'a Value, pointer: &str) {
        match value {
            Value::Object(map) => {
                for (key, child) in map {
                    if let ("$anchor" | "$dynamicAnchor", Some(name)) = (key.as_str(), child.as_str()) {
                        self.anchors.insert(name, pointer.to_owned());
                    }
                    self.find_anchors(child, &join(pointer, key));
                }
            }
            Value::Array(list) => {
                for (n, child) in list.iter().enumerate() {
                    self.find_anchors(child, &format!("{pointer}/{n}"));
                }
            }
            _ => {}
        }
    }

    /// Goes through every schema that applies to the same value as the one at `pointer`.
    fn same_value(&mut self, pointer: &str, chain: &mut Vec<String>) -> Result<(), SchemaError> {
        if chain.iter().any(|before| before == pointer) {
            return Err(SchemaError::Loop { pointer: pointer.to_owned() });
        }
        if chain.len() >= MAX_CHAIN {
            return Err(SchemaError::TooDeep { pointer: pointer.to_owned(), most: MAX_CHAIN });
        }
        // Once for every length of the chain before it: a longer one may go over the bound where a shorter did not.
        let key = format!("{pointer}\0{}", chain.len());
        if !self.done.insert(key) {
            return Ok(());
        }
        let Some(schema) = self.source.pointer(pointer) else { return Ok(()) };
        chain.push(pointer.to_owned());
        let mut next = children(schema, pointer, &SAME, &SAME_LIST, &SAME_MAP);
        next.extend(self.targets(schema, pointer)?);
        for child in next {
            self.same_value(&child, chain)?;
        }
        chain.pop();
        Ok(())
    }

    /// Where the references of one schema lead.
    fn targets(&self, schema: &Value, pointer: &str) -> Result<Vec<String>, SchemaError> {
        if !pointer.is_empty() && schema.get("$id").is_some() {
            let problem = "only the whole schema may have an `$id`".to_owned();
            return Err(SchemaError::Malformed { pointer: pointer.to_owned(), problem });
        }
        let mut targets = Vec::new();
        for keyword in ["$ref", "$dynamicRef"] {
            let Some(reference) = schema.get(keyword).and_then(Value::as_str) else { continue };
            let wrong = |what: &str| SchemaError::Reference {
                problem: format!("the reference `{pointer}/{keyword}` leads {what}: `{reference}`"),
            };
            let fragment = reference.strip_prefix('#').ok_or_else(|| wrong("outside the schema"))?;
            let fragment = percent_decoded(fragment).ok_or_else(|| wrong("to nothing"))?;
            let target = if fragment.is_empty() || fragment.starts_with('/') {
                self.source.pointer(&fragment).map(|_| fragment)
            } else {
                self.anchors.get(fragment.as_str()).cloned()
            };
            targets.push(target.ok_or_else(|| wrong("to nothing in it"))?);
        }
        Ok(targets)
    }
}

pub(super) fn children(schema: &Value, pointer: &str, one: &[&str], list: &[&str], map: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for keyword in one {
        if schema.get(keyword).is_some() {
            found.push(join(pointer, keyword));
        }
    }
    for keyword in list {
        let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        found.extend((0..count).map(|n| format!("{pointer}/{keyword}/{n}")));
    }
    for keyword in map {
        let keys = schema.get(keyword).and_then(Value::as_object).into_iter().flat_map(|map| map.keys());
        found.extend(keys.map(|key| join(&join(pointer, keyword), key)));
    }
    found
}

pub(super) fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        decoded.push(match byte {
            b'%' => u8::try_from(digit(bytes.next())? * 16 + digit(bytes.next())?).ok()?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}
