//! TOML text to a JSON value, so that one reader serves both. Notes what JSON has no word for.

use serde_json::{Map, Number, Value};

use crate::mistake::SyntaxError;
use crate::reader::Notes;

pub(super) fn to_json(text: &str, notes: &Notes) -> Result<Value, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        SyntaxError::at(text, offset, error.message())
    })?;
    Ok(value(toml::Value::Table(table), notes, ""))
}

fn value(from: toml::Value, notes: &Notes, path: &str) -> Value {
    match from {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Number::from_f64(number).map_or_else(
            || {
                notes.note(path, format!("`{number}` is no number to count with"), "write a number");
                Value::from(0)
            },
            Value::Number,
        ),
        toml::Value::Boolean(yes) => Value::Bool(yes),
        toml::Value::Datetime(date) => {
            notes.note(path, format!("`{date}` is a date"), "write it as text in quotes");
            Value::String(date.to_string())
        }
        toml::Value::Array(list) => {
            let element = |(n, element)| value(element, notes, &notes.element(path, n));
            Value::Array(list.into_iter().enumerate().map(element).collect())
        }
        toml::Value::Table(table) => {
            let mut map = Map::new();
            for (key, child) in table {
                let path = notes.child(path, &key);
                map.insert(key, value(child, notes, &path));
            }
            Value::Object(map)
        }
    }
}
