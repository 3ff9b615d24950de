//! Values that a device's variables take, and conditions over them. What values a variable can take is `device`'s business.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a variable, a knob or a connector holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A value of an enumeration, a knob's named position, what a connector is joined to.
    Text(String),
    /// JSON `null`: a connector that is joined to nothing, a dark indicator.
    Nothing,
}

/// What a value has to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Test {
    /// Any of these.
    AnyOf(Vec<Value>),
    /// Anything but this.
    Not(NotTest),
    /// A whole number within bounds.
    Range(RangeTest),
    /// Exactly this.
    Is(Value),
}

/// `{"not": value}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotTest {
    /// What it must not be.
    pub not: Value,
}

/// `{"at_least": …, "at_most": …}`, either may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeTest {
    /// The least allowed value.
    pub at_least: Option<i64>,
    /// The greatest allowed value.
    pub at_most: Option<i64>,
}

/// Tests by the variable, knob or connector they look at; all have to pass. An empty condition always holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub BTreeMap<String, Test>);

impl Test {
    /// Whether `value` passes.
    pub fn passes(&self, value: &Value) -> bool {
        match self {
            Self::AnyOf(values) => values.contains(value),
            Self::Not(test) => *value != test.not,
            Self::Range(range) => {
                let Value::Integer(number) = value else { return false };
                range.at_least.is_none_or(|least| *number >= least) && range.at_most.is_none_or(|most| *number <= most)
            }
            Self::Is(expected) => value == expected,
        }
    }

    /// The values that the test names.
    pub(crate) fn literals(&self) -> Vec<&Value> {
        match self {
            Self::AnyOf(values) => values.iter().collect(),
            Self::Not(test) => vec![&test.not],
            Self::Range(_) => Vec::new(),
            Self::Is(value) => vec![value],
        }
    }
}

impl Condition {
    /// Whether every test passes on `values`; a variable that is not there passes none.
    pub fn holds(&self, values: &BTreeMap<String, Value>) -> bool {
        self.0.iter().all(|(id, test)| values.get(id).is_some_and(|value| test.passes(value)))
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(out, "{value}"),
            Self::Integer(value) => write!(out, "{value}"),
            Self::Text(value) => write!(out, "{value}"),
            Self::Nothing => write!(out, "null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Test, Value};

    #[test]
    fn tests_pass_as_written() {
        for (test, value, expected) in [
            (json!(true), json!(true), true),
            (json!(1), json!(true), false),
            (json!("a"), json!("a"), true),
            (json!(null), json!(null), true),
            (json!(null), json!("a"), false),
            (json!(["a", "b"]), json!("b"), true),
            (json!([]), json!("b"), false),
            (json!({"not": "a"}), json!("b"), true),
            (json!({"not": null}), json!(null), false),
            (json!({"at_least": 2}), json!(2), true),
            (json!({"at_least": 2}), json!(1), false),
            (json!({"at_least": 2, "at_most": 4}), json!(5), false),
            (json!({"at_most": 4}), json!("4"), false),
        ] {
            let parsed: Test = serde_json::from_value(test.clone()).unwrap();
            let read: Value = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(parsed.passes(&read), expected, "{test} on {value}");
        }
    }
}
