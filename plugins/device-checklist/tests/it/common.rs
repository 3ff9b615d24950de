//! What the tests share: the small oximeter of the cases, and a candidate's session with a device as the host keeps it.

use std::fs;
use std::path::Path;

use device_checklist::DeviceQuestion;
use serde_json::Value;
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Event, Problem};

/// A file of the case `all-in-order`.
pub(crate) fn case_file(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/all-in-order");
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The oximeter.
pub(crate) fn question() -> Value {
    case_file("question.json")
}

/// An answer as it stands in an answers file.
pub(crate) fn answer(json: &Value) -> Answer {
    assert_eq!(json["kind"], "events");
    let event = |event: &Value| Event {
        received_ms: event["received_ms"].as_u64().unwrap(),
        client_ms: event["client_ms"].as_u64().unwrap(),
        name: event["name"].as_str().unwrap().to_owned(),
        detail: event["detail"].clone(),
    };
    Answer::Events(json["events"].as_array().unwrap().iter().map(event).collect())
}

/// A candidate at a device; the state goes through JSON between actions, as it does in the host.
pub(crate) struct Session {
    config: Value,
    state: Value,
}

impl Session {
    pub(crate) fn new(config: Value) -> Self {
        Self { config, state: Value::Null }
    }

    pub(crate) fn act(&mut self, action: Value, now_ms: u64) -> Result<Value, Problem> {
        let state = serde_json::from_value(self.state.clone()).unwrap();
        let step = Harness::new().interact::<DeviceQuestion>(self.config.clone(), state, action, now_ms)?;
        self.state = serde_json::to_value(step.state).unwrap();
        Ok(serde_json::to_value(step.view).unwrap())
    }

    pub(crate) fn state(&self) -> Value {
        self.state.clone()
    }

    pub(crate) fn clock_ms(&self) -> u64 {
        self.state["clock_ms"].as_u64().unwrap()
    }

    pub(crate) fn tamper(&mut self, pointer: &str, value: Value) {
        *self.state.pointer_mut(pointer).unwrap() = value;
    }
}
