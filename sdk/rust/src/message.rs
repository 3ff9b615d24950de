//! Texts that people read, in two languages, and problems that point into a config or an answer.

use crate::bindings::types;

/// One message in several languages, the default first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Vec<(String, String)>);

impl Message {
    /// The message in Chinese and in English.
    pub fn zh_en(chinese: impl Into<String>, english: impl Into<String>) -> Self {
        Self(vec![("zh-CN".to_owned(), chinese.into()), ("en".to_owned(), english.into())])
    }

    /// The text in the language that `tag` (BCP 47) names, if the message has it.
    pub fn text(&self, tag: &str) -> Option<&str> {
        self.0.iter().find(|(lang, _)| lang == tag).map(|(_, text)| text.as_str())
    }
}

/// Where a config or an answer is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    /// What is wrong and what to do about it.
    pub message: Message,
}

impl Problem {
    /// A problem at `pointer`.
    pub fn at(pointer: impl Into<String>, message: Message) -> Self {
        Self { pointer: pointer.into(), message }
    }
}

impl From<Message> for types::Message {
    fn from(message: Message) -> Self {
        message.0.into_iter().map(|(lang, text)| types::Localized { lang, text }).collect()
    }
}

impl From<Problem> for types::Problem {
    fn from(problem: Problem) -> Self {
        Self { pointer: problem.pointer, message: problem.message.into() }
    }
}

/// Reads JSON into an author's type; a mismatch becomes a problem at its place.
pub(crate) fn parse_json<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let reason = error.inner().to_string();
        Problem::at(
            pointer(error.path()),
            Message::zh_en(format!("内容不符合要求：{reason}"), format!("does not fit: {reason}")),
        )
    })
}

/// The JSON of an author's type. Fails only for maps whose keys are no strings.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| {
        Problem::at(
            "",
            Message::zh_en(format!("结果无法写成 JSON：{error}"), format!("cannot be written as JSON: {error}")),
        )
    })
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}
