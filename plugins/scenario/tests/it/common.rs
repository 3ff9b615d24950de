//! What the tests share: the hotel of the cases, a candidate's session as the host keeps it, and configs with one thing changed.

use std::fs;
use std::path::Path;

use scenario::ScenarioQuestion;
use serde_json::{Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Event, Problem};

/// A file of the case `thorough`.
pub(crate) fn case_file(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/thorough");
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The hotel.
pub(crate) fn question() -> Value {
    case_file("question.json")
}

/// An answer as it stands in an answers file.
pub(crate) fn answer(json: &Value) -> Answer {
    match json["kind"].as_str().unwrap() {
        "omitted" => Answer::Omitted,
        "text" => Answer::Text(json["text"].as_str().unwrap().to_owned()),
        "events" => Answer::Events(json["events"].as_array().unwrap().iter().map(event).collect()),
        other => panic!("{other}"),
    }
}

fn event(json: &Value) -> Event {
    Event {
        received_ms: json["received_ms"].as_u64().unwrap(),
        client_ms: json["client_ms"].as_u64().unwrap(),
        name: json["name"].as_str().unwrap().to_owned(),
        detail: json["detail"].clone(),
    }
}

/// The log of these replies: follow-up (none: `""`) and text.
pub(crate) fn log(replies: &[(&str, &str)]) -> Answer {
    let event = |(index, (to, text)): (usize, &(&str, &str))| Event {
        received_ms: 60_000 * index as u64,
        client_ms: 0,
        name: "reply".to_owned(),
        detail: if to.is_empty() { json!({ "text": text }) } else { json!({ "to": to, "text": text }) },
    };
    Answer::Events(replies.iter().enumerate().map(event).collect())
}

/// `config` with another value at a place (`-` as last part appends).
pub(crate) fn changed(mut config: Value, at: &str, value: Value) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match config.pointer_mut(parent).unwrap() {
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        other => panic!("{at}: {other}"),
    }
    config
}

/// The first problem is at `pointer`, and says `says` in English and something in Chinese.
pub(crate) fn first_is(problems: &[Problem], pointer: &str, says: &str, row: &str) {
    let first = problems.first().unwrap_or_else(|| panic!("no problem: {row}"));
    assert_eq!(first.pointer, pointer, "{row}: {:?}", first.message);
    assert!(first.message.text("en").unwrap().contains(says), "{row}: {:?}", first.message);
    assert!(!first.message.text("zh-CN").unwrap().is_empty(), "{row}");
}

/// A candidate in a scenario; the state goes through JSON between actions, as it does in the host.
pub(crate) struct Session {
    config: Value,
    state: Value,
}

impl Session {
    pub(crate) fn new(config: Value) -> Self {
        Self { config, state: Value::Null }
    }

    pub(crate) fn act(&mut self, action: Value) -> Result<Value, Problem> {
        let state = serde_json::from_value(self.state.clone()).unwrap();
        let step = Harness::new().interact::<ScenarioQuestion>(self.config.clone(), state, action, 0)?;
        self.state = serde_json::to_value(step.state).unwrap();
        Ok(serde_json::to_value(step.view).unwrap())
    }

    /// Replies to whatever is asked. Returns the follow-up that comes next, or `done`.
    pub(crate) fn reply(&mut self, text: &str) -> String {
        let looked = self.act(json!({"name": "look"})).unwrap();
        let mut action = json!({"name": "reply", "text": text});
        if let Some(id) = looked.pointer("/follow_up/id") {
            action["to"] = id.clone();
        }
        let view = self.act(action).unwrap();
        let next = view.pointer("/follow_up/id").map(|id| id.as_str().unwrap().to_owned());
        assert_eq!(view["done"], next.is_none());
        next.unwrap_or_else(|| "done".to_owned())
    }

    pub(crate) fn state(&self) -> &Value {
        &self.state
    }
}
