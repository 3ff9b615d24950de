//! What a candidate does to a device, and patterns over it. Whether a device has such a control is `simulator`'s question.

use serde::Deserialize;
use touchstone_sdk::{Event, Problem};

use crate::condition::{Test, Value};
use crate::text::{part, problem};

/// One action, as the page sends it: `{"name": "turn", "control": "rate", "to": 60}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// `press`, `turn`, `connect`, `disconnect` or `wait`.
    pub name: String,
    /// The control's id; none for `wait`.
    #[serde(default)]
    pub control: Option<String>,
    /// The position for `turn`, what to join for `connect`; none otherwise.
    #[serde(default)]
    pub to: Option<Value>,
}

/// What an action has to look like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The action's name.
    pub name: String,
    /// The control; none for `wait`.
    #[serde(default)]
    pub control: Option<String>,
    /// What `to` has to be; any when left out.
    #[serde(default)]
    pub to: Option<Test>,
}

impl Pattern {
    /// Whether `action` looks like this.
    pub fn fits(&self, action: &Action) -> bool {
        self.name == action.name
            && self.control == action.control
            && self.to.as_ref().is_none_or(|test| action.to.as_ref().is_some_and(|to| test.passes(to)))
    }
}

impl Action {
    /// Whether it only lets time pass.
    pub fn is_wait(&self) -> bool {
        self.name == "wait"
    }

    /// The action that an event of the log records.
    ///
    /// # Errors
    ///
    /// A problem that points into the event.
    pub fn from_event(event: &Event) -> Result<Self, Problem> {
        let mut action = Self { name: event.name.clone(), control: None, to: None };
        if event.detail.is_null() {
            return Ok(action);
        }
        let Some(detail) = event.detail.as_object() else {
            return Err(problem(
                "/detail",
                "`detail` 应为对象，例如 {\"control\": \"power\"}。",
                "`detail` has to be an object such as {\"control\": \"power\"}",
            ));
        };
        for (key, value) in detail {
            let pointer = || format!("/detail{}", part(key));
            match key.as_str() {
                "control" => match value.as_str() {
                    Some(control) => action.control = Some(control.to_owned()),
                    None => {
                        return Err(problem(
                            pointer(),
                            "`control` 应为控件编号（字符串）。",
                            "`control` has to be a control's id",
                        ));
                    }
                },
                "to" => match serde_json::from_value::<Value>(value.clone()) {
                    Ok(to) => action.to = Some(to),
                    Err(_) => {
                        return Err(problem(
                            pointer(),
                            "`to` 应为字符串或整数。",
                            "`to` has to be a string or a whole number",
                        ));
                    }
                },
                _ => {
                    return Err(problem(
                        pointer(),
                        format!("`detail` 不认识 `{key}`：只接受 `control` 和 `to`。"),
                        format!("`detail` knows no `{key}`: it takes `control` and `to`"),
                    ));
                }
            }
        }
        Ok(action)
    }
}
