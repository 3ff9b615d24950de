//! JSON text to a value, stricter than `serde_json`: a key that comes twice is an error, for which of the two counts would be a guess.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::mistake::SyntaxError;

/// Reads a whole text.
pub(crate) fn parse(text: &str) -> Result<Value, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<Strict>(text).map(|strict| strict.0).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let place = format!(" at line {line} column {column}");
        SyntaxError {
            line: line.max(1),
            column: characters(text, line, column),
            message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
        }
    })
}

/// Reads bytes, which must be UTF-8.
pub(crate) fn parse_bytes(bytes: &[u8]) -> Result<Value, SyntaxError> {
    match str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => {
            let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            Err(SyntaxError::at(&valid, valid.len(), "the text is not UTF-8"))
        }
    }
}

/// `serde_json` counts bytes in a line; people count characters.
fn characters(text: &str, line: usize, column: usize) -> usize {
    let line = text.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
    line[..line.floor_char_boundary(column.min(line.len()))].chars().count().max(1)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(value)) = seq.next_element()? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key `{key}` comes twice in one object")));
            }
            let Strict(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_stops_being_json() {
        let cases = [
            ("{\n  \"a\": 1,\n}", 3, 1, "trailing comma"),
            ("{\"名\": 1, \"名\": 2}", 1, 12, "the key `名` comes twice in one object"),
            ("", 1, 1, "EOF while parsing a value"),
            ("[1] 2", 1, 5, "trailing characters"),
        ];
        for (text, line, column, message) in cases {
            let error = parse(text).expect_err(text);
            assert_eq!((error.line, error.column, error.message.as_str()), (line, column, message), "{text}");
        }
    }

    #[test]
    fn values_are_what_serde_json_reads() {
        let text = r#"{"z": [1, -2, 0.35, 1e300, true, null], "a": {"k": "文"}, "big": 18446744073709551615}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(parse(text).unwrap(), expected);
        assert_eq!(parse(text).unwrap().to_string(), expected.to_string());
        assert!(parse(&"[".repeat(1000)).is_err());
    }
}
