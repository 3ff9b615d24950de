//! What a candidate does in a scenario, as the page sends it and as the host's log has it. Whether it can be done now is
//! `conversation`'s question.

use serde::Deserialize;
use serde_json::{Map, Value};
use touchstone_sdk::{Event, Problem};

use crate::text::problem;

/// One action, as the page sends it: `{"name": "reply", "to": "price", "text": "…"}` or `{"name": "look"}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// `reply` or `look`.
    pub name: String,
    /// For `reply`: the follow-up that it answers; none for the first.
    #[serde(default)]
    pub to: Option<String>,
    /// For `reply`: what is said. An empty text passes the question over.
    #[serde(default)]
    pub text: Option<String>,
}

/// An action that has the parts it needs and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed<'a> {
    /// Something is said.
    Reply {
        /// The follow-up that it answers; none for the first.
        to: Option<&'a str>,
        /// What is said.
        text: &'a str,
    },
    /// The page looks again at what was said and asked.
    Look,
}

impl Action {
    /// The action, if it has the parts it needs and no other.
    ///
    /// # Errors
    ///
    /// A problem that points into the action.
    pub fn deed(&self) -> Result<Deed<'_>, Problem> {
        match (self.name.as_str(), &self.to, &self.text) {
            ("reply", to, Some(text)) => Ok(Deed::Reply { to: to.as_deref(), text }),
            ("reply", _, None) => Err(problem(
                "/text",
                "`reply` 缺少 `text`：请写明回答的文字（空字符串表示略过）。",
                "`reply` lacks its `text`: give what is said (an empty string passes the question over)",
            )),
            ("look", None, None) => Ok(Deed::Look),
            ("look", Some(_), _) => {
                Err(problem("/to", "`look` 不带 `to`：请删去。", "`look` takes no `to`: leave it out"))
            }
            ("look", None, Some(_)) => {
                Err(problem("/text", "`look` 不带 `text`：请删去。", "`look` takes no `text`: leave it out"))
            }
            (name, ..) => Err(problem(
                "/name",
                format!("没有名为 `{}` 的操作：请用 `reply` 或 `look`。", shortened(name)),
                format!("there is no action `{}`: use `reply` or `look`", shortened(name)),
            )),
        }
    }

    /// The action that an event of the log records.
    ///
    /// # Errors
    ///
    /// A problem that points into the event.
    pub fn from_event(event: &Event) -> Result<Self, Problem> {
        let mut object = match &event.detail {
            Value::Null => Map::new(),
            Value::Object(object) => object.clone(),
            _ => return Err(bad_detail()),
        };
        if object.contains_key("name") {
            return Err(bad_detail());
        }
        object.insert("name".to_owned(), Value::String(event.name.clone()));
        serde_json::from_value(Value::Object(object)).map_err(|_| bad_detail())
    }
}

fn bad_detail() -> Problem {
    problem(
        "/detail",
        "`detail` 应为只含 `to` 和 `text`（均为字符串）的对象。",
        "`detail` has to be an object with no keys but `to` and `text`, both strings",
    )
}

/// What of a stranger's text is repeated in a message.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().nth(MOST).is_none() {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}
