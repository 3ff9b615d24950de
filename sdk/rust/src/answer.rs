//! What the candidate sent for one item.

use serde_json::Value;

use crate::bindings::types;

pub use crate::bindings::types::{Attachment, Program, SourceFile};

/// What the candidate sent. The manifest says which kinds a module takes; the host lets no other through.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing was sent. The host scores it 0 without calling an evaluator; a question type may still be asked about it.
    Omitted,
    /// A written answer.
    Text(String),
    /// The ids of the chosen options, in the candidate's order.
    Choices(Vec<String>),
    /// A program.
    Program(Program),
    /// What the candidate did, in the order the server received it.
    Events(Vec<Event>),
    /// Uploaded files; read them with [`crate::attachments::read`].
    Files(Vec<Attachment>),
    /// Anything else, as the manifest's schema describes it.
    Structured(Value),
}

/// Something the candidate did.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Milliseconds from the item's start, by the server's clock.
    pub received_ms: u64,
    /// Milliseconds from the item's start, as the candidate's page said.
    pub client_ms: u64,
    /// What was done.
    pub name: String,
    /// With what.
    pub detail: Value,
}

impl From<types::Answer> for Answer {
    fn from(answer: types::Answer) -> Self {
        match answer {
            types::Answer::Omitted => Self::Omitted,
            types::Answer::Text(text) => Self::Text(text),
            types::Answer::Choices(choices) => Self::Choices(choices),
            types::Answer::Program(program) => Self::Program(program),
            types::Answer::Events(events) => Self::Events(events.into_iter().map(Event::from).collect()),
            types::Answer::Files(files) => Self::Files(files),
            types::Answer::Structured(json) => Self::Structured(host_json(&json)),
        }
    }
}

impl From<types::Event> for Event {
    fn from(event: types::Event) -> Self {
        Self {
            received_ms: event.received_ms,
            client_ms: event.client_ms,
            name: event.name,
            detail: host_json(&event.detail),
        }
    }
}

/// JSON from the host, which has parsed it before.
fn host_json(json: &str) -> Value {
    serde_json::from_str(json).expect("the host passes only JSON that it has parsed")
}
