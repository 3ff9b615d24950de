//! The question's config: a simulated device. Types only, as read; `device_check` says whether they make sense together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::Pattern;
use crate::condition::{Condition, Value};
use crate::text::Localized;

/// A device and what the candidate is asked to do with it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceConfig {
    /// What the candidate is asked to do.
    pub statement: Localized,
    /// Hidden variables. Knobs and connectors are variables besides these: their position, under their own id.
    #[serde(default)]
    pub state: Vec<Variable>,
    /// What the candidate can press, turn and connect.
    pub controls: Vec<Control>,
    /// What the candidate sees.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// What actions do. Tried in order: the first whose pattern fits and whose guard holds is taken, alone.
    #[serde(default)]
    pub transitions: Vec<Transition>,
    /// What time does.
    #[serde(default)]
    pub timed: Vec<TimedTransition>,
}

/// A hidden variable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Unique among variables and controls.
    pub id: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: VariableKind,
    /// What it holds at first.
    pub initial: Value,
    /// The values of an `enum`.
    #[serde(default)]
    pub values: Vec<String>,
    /// The least value of an `integer`.
    pub minimum: Option<i64>,
    /// The greatest value of an `integer`.
    pub maximum: Option<i64>,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VariableKind {
    /// True or false.
    Bool,
    /// A whole number from `minimum` to `maximum`.
    Integer,
    /// One of `values`.
    Enum,
}

/// Something to press, turn or connect.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Unique among variables and controls.
    pub id: String,
    /// What can be done with it.
    pub kind: ControlKind,
    /// Its name on the page.
    pub title: Localized,
    /// It does nothing unless this holds (an electronic dial without power).
    #[serde(default)]
    pub works_when: Condition,
    /// A knob's named positions.
    #[serde(default)]
    pub positions: Vec<Choice>,
    /// A knob's numeric positions.
    pub range: Option<ValueRange>,
    /// What a connector can be joined to.
    #[serde(default)]
    pub accepts: Vec<Choice>,
    /// A knob's first position; what a connector is joined to at first (nothing when left out).
    pub initial: Option<Value>,
}

/// What can be done with a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControlKind {
    /// `press`.
    Button,
    /// `turn` to a position.
    Knob,
    /// `connect` to something, `disconnect`.
    Connector,
}

/// A position or something to connect, with its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What an action's `to` gives.
    pub value: String,
    /// Its name on the page.
    pub title: Localized,
}

/// Whole numbers from `minimum` to `maximum` in steps of `step`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueRange {
    /// The least position.
    pub minimum: i64,
    /// The greatest position.
    pub maximum: i64,
    /// The distance between positions, from 1.
    #[serde(default = "one")]
    pub step: i64,
    /// The unit, for the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Unique among indicators.
    pub id: String,
    /// How the page draws it.
    pub kind: IndicatorKind,
    /// Its name on the page.
    pub title: Localized,
    /// The unit of what it shows, for the page.
    pub unit: Option<String>,
    /// The first row whose condition holds is shown.
    #[serde(default)]
    pub shows: Vec<ShowRow>,
    /// What it shows when no row's condition holds.
    pub otherwise: Shown,
}

/// How the page draws an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndicatorKind {
    /// A colour or a lit state.
    Lamp,
    /// A text or a number.
    Display,
    /// A warning, `null` when silent.
    Alarm,
}

/// What an indicator shows under a condition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowRow {
    /// When it is shown.
    pub when: Condition,
    /// What is shown.
    pub value: Shown,
}

/// What an indicator shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Shown {
    /// What this variable, knob or connector holds.
    Variable(VariableName),
    /// A text.
    Text(Localized),
    /// This value.
    Value(Value),
}

/// `{"variable": id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableName {
    /// The id.
    pub variable: String,
}

/// What an action does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The action.
    pub on: Pattern,
    /// The guard, over the device as it was before the action.
    #[serde(default)]
    pub when: Condition,
    /// What it sets.
    #[serde(default)]
    pub set: BTreeMap<String, Set>,
    /// The device refuses: knobs and connectors stay as they are, and the action counts as without effect. `set` happens all the same
    /// (an alarm).
    #[serde(default)]
    pub refuse: bool,
}

/// What a variable is set to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Set {
    /// The number it holds plus this, kept within its bounds.
    Add(AddNumber),
    /// This value.
    Value(Value),
}

/// `{"add": number}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddNumber {
    /// May be negative.
    pub add: i64,
}

/// What happens once a condition has held without a break for a time; once each time that it begins to hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimedTransition {
    /// Milliseconds, from 1.
    pub after_ms: u64,
    /// What has to hold all that time.
    #[serde(rename = "while")]
    pub while_holds: Condition,
    /// What it sets.
    pub set: BTreeMap<String, Set>,
}

/// What values a variable, knob or connector can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain<'a> {
    Bool,
    Integer { minimum: i64, maximum: i64, step: i64 },
    Names(&'a [String]),
    Positions(&'a [Choice]),
    Accessories(&'a [Choice]),
}

impl DeviceConfig {
    /// The control with this id.
    pub(crate) fn control(&self, id: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.id == id)
    }

    /// What the variable, knob or connector with this id can hold; `None` for a button or an unknown id.
    pub(crate) fn domain(&self, id: &str) -> Option<Domain<'_>> {
        self.state
            .iter()
            .find(|variable| variable.id == id)
            .map(Variable::domain)
            .or_else(|| self.control(id).and_then(Control::domain))
    }

    /// The ids that conditions can name.
    pub(crate) fn readable_ids(&self) -> impl Iterator<Item = &str> {
        let controls = self.controls.iter().filter(|control| control.kind != ControlKind::Button);
        self.state.iter().map(|variable| variable.id.as_str()).chain(controls.map(|control| control.id.as_str()))
    }
}

impl Variable {
    pub(crate) fn domain(&self) -> Domain<'_> {
        match self.kind {
            VariableKind::Bool => Domain::Bool,
            VariableKind::Enum => Domain::Names(&self.values),
            VariableKind::Integer => Domain::Integer {
                minimum: self.minimum.unwrap_or(i64::MIN),
                maximum: self.maximum.unwrap_or(i64::MAX),
                step: 1,
            },
        }
    }
}

impl Control {
    pub(crate) fn domain(&self) -> Option<Domain<'_>> {
        match (self.kind, &self.range) {
            (ControlKind::Button, _) => None,
            (ControlKind::Connector, _) => Some(Domain::Accessories(&self.accepts)),
            (ControlKind::Knob, None) => Some(Domain::Positions(&self.positions)),
            (ControlKind::Knob, Some(range)) => {
                Some(Domain::Integer { minimum: range.minimum, maximum: range.maximum, step: range.step.max(1) })
            }
        }
    }
}

impl Domain<'_> {
    /// Whether a variable of this kind can hold `value`.
    pub(crate) fn admits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, Value::Bool(_)) | (Self::Accessories(_), Value::Nothing) => true,
            (Self::Integer { minimum, maximum, step }, Value::Integer(number)) => {
                (minimum..=maximum).contains(number)
                    && (i128::from(*number) - i128::from(minimum)) % i128::from(step) == 0
            }
            (Self::Names(names), Value::Text(text)) => names.contains(text),
            (Self::Positions(choices) | Self::Accessories(choices), Value::Text(text)) => {
                choices.iter().any(|choice| choice.value == *text)
            }
            _ => false,
        }
    }

    /// What it can hold, in words: Chinese, English.
    pub(crate) fn words(self) -> (String, String) {
        let names = |values: Vec<&str>| {
            (
                format!("{} 之一", crate::text::list_zh(values.iter().copied())),
                format!("one of {}", crate::text::list_en(values.iter().copied())),
            )
        };
        let choices = |choices: &[Choice]| choices.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>();
        match self {
            Self::Bool => ("`true` 或 `false`".to_owned(), "`true` or `false`".to_owned()),
            Self::Integer { minimum, maximum, step: 1 } => {
                (format!("{minimum} 到 {maximum} 的整数"), format!("a whole number from {minimum} to {maximum}"))
            }
            Self::Integer { minimum, maximum, step } => (
                format!("{minimum} 到 {maximum}、步长 {step} 的整数"),
                format!("a whole number from {minimum} to {maximum} in steps of {step}"),
            ),
            Self::Names(values) => names(values.iter().map(String::as_str).collect()),
            Self::Positions(list) => names(choices(list).iter().map(String::as_str).collect()),
            Self::Accessories(list) => {
                let (zh, en) = names(choices(list).iter().map(String::as_str).collect());
                (format!("`null`（未连接）或 {zh}"), format!("`null` (nothing connected) or {en}"))
            }
        }
    }
}

fn one() -> i64 {
    1
}
