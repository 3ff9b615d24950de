//! What candidates sent, as files and the API have it. Holds no bytes of uploads: their reader is elsewhere, and so is what says
//! whether an answer is any good.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::ids::{CandidateId, ItemId};
use crate::interview::Interview;
use crate::json;
use crate::mistake::{Mistake, Mistakes, SyntaxError};
use crate::near::nearest;
use crate::path::RelativePath;
use crate::reader::{Notes, PathStyle};
use crate::words::AnswerKind;

mod read;

/// What one candidate sent for one item, as JSON `{"kind": "text", "text": "…"}`.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing. Scores 0; no error.
    Omitted,
    /// `{"kind": "text", "text": "…"}`
    Text(String),
    /// `{"kind": "choices", "choices": ["a", "c"]}`
    Choices(Vec<String>),
    /// `{"kind": "program", "language": "python", "entry": "main.py", "files": [{"path": "main.py", "text": "…"}]}`
    Program(Program),
    /// `{"kind": "events", "events": [{"received_ms": 0, "client_ms": 0, "name": "press", "detail": {}}]}`
    Events(EventLog),
    /// `{"kind": "files", "files": [{"name": "a.csv", "media_type": "text/csv", "path": "files/a.csv"}]}`
    Files(Vec<UploadedFile>),
    /// `{"kind": "structured", "value": …}`
    Structured(Value),
}

/// A program: its entry is one of its files, no path comes twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Program {
    language: String,
    entry: RelativePath,
    files: Vec<SourceFile>,
}

/// A file of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceFile {
    /// Within the program.
    pub path: RelativePath,
    /// The whole of it.
    pub text: String,
}

/// Events in the order in which the server received them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct EventLog(Vec<Event>);

/// Something the candidate did. Both times are milliseconds from the item's start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// By the server's clock.
    pub received_ms: u64,
    /// As the candidate's page said.
    pub client_ms: u64,
    /// What was done.
    pub name: String,
    /// The rest of it; `{}` when left out.
    pub detail: Value,
}

/// An uploaded file, and where its bytes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UploadedFile {
    /// As the candidate named it.
    pub name: String,
    /// As the candidate's browser said.
    pub media_type: String,
    /// Where its bytes are, relative to the folder of the file that holds the answer.
    pub path: RelativePath,
}

/// Who answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Unique among the candidates.
    pub id: CandidateId,
    /// For people.
    pub name: String,
}

/// One candidate's answers to an interview: `answers/<candidate>.json` of an example.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerSheet {
    candidate: Candidate,
    locale: String,
    answers: Vec<(ItemId, Answer)>,
}

/// Why an answer or a sheet of them cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// It is not JSON.
    #[error("not valid JSON: {0}")]
    Syntax(#[source] SyntaxError),
    /// It is not an answer; every mistake with its JSON pointer.
    #[error("{0}")]
    Mistakes(#[source] Mistakes),
}

impl Answer {
    /// Which kind it is.
    pub fn kind(&self) -> AnswerKind {
        match self {
            Self::Omitted => AnswerKind::Omitted,
            Self::Text(_) => AnswerKind::Text,
            Self::Choices(_) => AnswerKind::Choices,
            Self::Program(_) => AnswerKind::Program,
            Self::Events(_) => AnswerKind::Events,
            Self::Files(_) => AnswerKind::Files,
            Self::Structured(_) => AnswerKind::Structured,
        }
    }

    /// Reads an answer's JSON.
    ///
    /// # Errors
    ///
    /// Every mistake in it.
    pub fn from_value(value: &Value) -> Result<Self, Mistakes> {
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::answer(&notes.root(value));
        notes.finish(read)
    }

    /// Reads an answer's JSON text.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(text: &str) -> Result<Self, AnswerError> {
        Self::from_value(&json::parse(text).map_err(AnswerError::Syntax)?).map_err(AnswerError::Mistakes)
    }

    /// The JSON that [`Answer::from_value`] reads.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Omitted => json!({"kind": "omitted"}),
            Self::Text(text) => json!({"kind": "text", "text": text}),
            Self::Choices(choices) => json!({"kind": "choices", "choices": choices}),
            Self::Program(Program { language, entry, files }) => {
                json!({"kind": "program", "language": language, "entry": entry, "files": files})
            }
            Self::Events(events) => json!({"kind": "events", "events": events}),
            Self::Files(files) => json!({"kind": "files", "files": files}),
            Self::Structured(value) => json!({"kind": "structured", "value": value}),
        }
    }
}

impl Program {
    /// The name of the language, such as `python`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The file that runs.
    pub fn entry(&self) -> &RelativePath {
        &self.entry
    }

    /// All files, in the order given.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }
}

impl EventLog {
    /// In order.
    pub fn list(&self) -> &[Event] {
        &self.0
    }
}

impl AnswerSheet {
    /// Reads an answers file.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(text: &str) -> Result<Self, AnswerError> {
        let value = json::parse(text).map_err(AnswerError::Syntax)?;
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::sheet(&notes.root(&value));
        notes.finish(read).map_err(AnswerError::Mistakes)
    }

    /// Who answered.
    pub fn candidate(&self) -> &Candidate {
        &self.candidate
    }

    /// The candidate's language, a BCP 47 tag.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// The answer to an item. `None`: the sheet says nothing of it, not even `omitted`.
    pub fn answer(&self, item: &ItemId) -> Option<&Answer> {
        self.answers.iter().find_map(|(id, answer)| (id == item).then_some(answer))
    }

    /// All answers, in the order of the file.
    pub fn answers(&self) -> impl Iterator<Item = (&ItemId, &Answer)> {
        self.answers.iter().map(|(id, answer)| (id, answer))
    }

    /// Answers to items that the interview does not have. Items without an answer are no mistake: they were omitted.
    pub fn check_items(&self, interview: &Interview) -> Vec<Mistake> {
        let known: Vec<_> = interview.items().iter().map(|item| item.id.as_str()).collect();
        let unknown = self.answers().filter(|(id, _)| !known.contains(&id.as_str()));
        let mistake = |(id, _): (&ItemId, _)| Mistake {
            path: format!("/answers/{id}"),
            problem: format!("the interview `{}` has no item `{id}`", interview.id()),
            remedy: match nearest(id.as_str(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("answer one of `{}`", known.join("`, `")),
            },
        };
        unknown.map(mistake).collect()
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
