//! Which of an answer's texts are compared: what a candidate wrote, never what they chose.

use serde_json::Value;

use super::reading::Writing;
use super::{ANSWER_BYTES, JOB_BYTES};
use crate::answer::{Answer, Event, EventLog, Program};
use crate::ids::{CandidateId, Digest, ItemId};

/// Submitted answers with what is compared of them. Holds at most [`JOB_BYTES`] of text.
#[derive(Debug, Default)]
pub struct Gathered {
    pub(super) answers: Vec<Written>,
    bytes: usize,
}

/// A file that a candidate handed in.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// As the candidate named it.
    pub name: &'a str,
    /// The whole of it.
    pub bytes: &'a [u8],
}

/// What one candidate wrote for one item.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) candidate: CandidateId,
    pub(super) item: ItemId,
    pub(super) parts: Vec<Part>,
    pub(super) files: Vec<File>,
    /// Its end was not read.
    pub(super) cut: bool,
    /// So much was read before it that this is why.
    pub(super) crowded: bool,
}

/// One text of an answer.
#[derive(Debug)]
pub(super) struct Part {
    /// A file's name, or a JSON pointer into the answer. `None`: it is the whole answer.
    pub(super) place: Option<String>,
    pub(super) writing: Writing,
    pub(super) text: String,
}

/// A file that was handed in.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: usize,
    pub(super) digest: Digest,
}

impl Gathered {
    /// Adds a submitted answer with the files of an upload, in their order. Of a text it takes the whole, of a program each file, of
    /// events the `text` of those that are named `reply`, of a structured answer each text in it, of uploads the digests and what is
    /// text in UTF-8. Choices are no writing.
    pub fn add<'u>(
        &mut self,
        candidate: &CandidateId,
        item: &ItemId,
        answer: &Answer,
        uploads: impl IntoIterator<Item = Upload<'u>>,
    ) {
        let mut written = Written {
            candidate: candidate.clone(),
            item: item.clone(),
            parts: Vec::new(),
            files: Vec::new(),
            cut: false,
            crowded: false,
        };
        let most = ANSWER_BYTES.min(JOB_BYTES - self.bytes);
        let mut room = Room { left: most, written: &mut written };
        match answer {
            Answer::Omitted | Answer::Choices(_) | Answer::Files(_) => {}
            Answer::Text(text) => room.take(None, Writing::Text, text),
            Answer::Program(program) => room.program(program),
            Answer::Events(events) => room.replies(events),
            Answer::Structured(value) => room.texts("/value", value),
        }
        uploads.into_iter().for_each(|upload| room.upload(upload));
        self.bytes += most - room.left;
        written.crowded = written.cut && most < ANSWER_BYTES;
        if !(written.parts.is_empty() && written.files.is_empty() && !written.cut) {
            self.answers.push(written);
        }
    }
}

/// What may still be read of an answer, and where it goes.
struct Room<'a> {
    left: usize,
    written: &'a mut Written,
}

impl Room<'_> {
    fn take(&mut self, place: Option<String>, writing: Writing, text: &str) {
        let read = &text[..text.floor_char_boundary(self.left)];
        self.written.cut |= read.len() < text.len();
        if !read.is_empty() {
            self.left -= read.len();
            self.written.parts.push(Part { place, writing, text: read.to_owned() });
        }
    }

    fn program(&mut self, program: &Program) {
        let python_like = ["python", "ruby", "r", "perl", "shell", "bash"].contains(&program.language());
        let usual = if python_like { Writing::HashCode } else { Writing::SlashCode };
        for file in program.files() {
            let path = file.path.as_str();
            self.take(Some(path.to_owned()), Writing::of_file(path, usual), &file.text);
        }
    }

    fn replies(&mut self, events: &EventLog) {
        let replies = events.list().iter().enumerate().filter(|(_, event)| event.name == "reply");
        for (n, Event { detail, .. }) in replies {
            if let Some(text) = detail.get("text").and_then(Value::as_str) {
                self.take(Some(format!("/events/{n}/detail/text")), Writing::Text, text);
            }
        }
    }

    fn texts(&mut self, pointer: &str, value: &Value) {
        each_text(pointer, value, &mut |pointer, text| self.take(Some(pointer.to_owned()), Writing::Text, text));
    }

    fn upload(&mut self, Upload { name, bytes }: Upload<'_>) {
        let file = File { name: name.to_owned(), bytes: bytes.len(), digest: Digest::of(bytes) };
        self.written.files.push(file);
        if let Ok(text) = std::str::from_utf8(bytes)
            && !text.contains('\0')
        {
            self.take(Some(name.to_owned()), Writing::of_file(name, Writing::Text), text);
        }
    }
}

/// Every text in a JSON value with the pointer to it. As deep as our reader of JSON lets values be.
pub(super) fn each_text(pointer: &str, value: &Value, take: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => take(pointer, text),
        Value::Array(values) => {
            for (n, value) in values.iter().enumerate() {
                each_text(&format!("{pointer}/{n}"), value, take);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                each_text(&format!("{pointer}/{key}"), value, take);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
