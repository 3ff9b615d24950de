//! Walks a JSON value with its path at hand and notes every mistake instead of stopping at the first. Knows no format itself:
//! `manifest`, `answer` and `interview` say what belongs where.
//!
//! A function that returns `None` has noted why, so a caller goes on and reads the rest.

use std::cell::RefCell;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::message::Message;
use crate::mistake::{Mistake, Mistakes};
use crate::near::nearest;
use crate::weight::Weight;

/// How a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathStyle {
    /// `evaluator.dimensions[1].id`
    Key,
    /// `/items/0/maps/1/to` (RFC 6901)
    Pointer,
}

/// The mistakes noted so far.
#[derive(Debug)]
pub(crate) struct Notes {
    style: PathStyle,
    list: RefCell<Vec<Mistake>>,
}

/// A value and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    pub(crate) path: String,
    notes: &'a Notes,
}

/// An object whose keys are known.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    node: Node<'a>,
    map: &'a Map<String, Value>,
}

impl Notes {
    pub(crate) fn new(style: PathStyle) -> Self {
        Self { style, list: RefCell::default() }
    }

    pub(crate) fn note(&self, path: impl Into<String>, problem: impl Into<String>, remedy: impl Into<String>) {
        let (path, problem, remedy) = (path.into(), problem.into(), remedy.into());
        self.list.borrow_mut().push(Mistake { path, problem, remedy });
    }

    pub(crate) fn root<'a>(&'a self, value: &'a Value) -> Node<'a> {
        Node { value, path: String::new(), notes: self }
    }

    /// What was read, or every mistake.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Mistakes> {
        match (Mistakes::new(self.list.into_inner()), read) {
            (Some(mistakes), _) => Err(mistakes),
            (None, Some(read)) => Ok(read),
            (None, None) => unreachable!("a reader returned `None` without noting why"),
        }
    }

    pub(crate) fn child(&self, path: &str, key: &str) -> String {
        match self.style {
            PathStyle::Pointer => format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
            PathStyle::Key => {
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let key = if !key.is_empty() && key.chars().all(plain) { key.to_owned() } else { format!("{key:?}") };
                if path.is_empty() { key } else { format!("{path}.{key}") }
            }
        }
    }

    pub(crate) fn element(&self, path: &str, index: usize) -> String {
        match self.style {
            PathStyle::Pointer => format!("{path}/{index}"),
            PathStyle::Key => format!("{path}[{index}]"),
        }
    }
}

impl<'a> Node<'a> {
    pub(crate) fn note(&self, problem: impl Into<String>, remedy: impl Into<String>) {
        self.notes.note(self.path.clone(), problem, remedy);
    }

    /// The same node for a mistake at one of its keys.
    pub(crate) fn at(&self, key: &str) -> Self {
        Self { path: self.notes.child(&self.path, key), ..self.clone() }
    }

    /// At a place below this one.
    pub(crate) fn note_below(&self, parts: &[String], problem: impl Into<String>, remedy: impl Into<String>) {
        let path = parts.iter().fold(self.path.clone(), |path, part| self.notes.child(&path, part));
        self.notes.note(path, problem, remedy);
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        self.note(format!("this is {}, not {wanted}", type_of(self.value)), format!("write {wanted}"));
        None
    }

    /// An object with no other keys than `known`.
    pub(crate) fn fields(&self, known: &[&str]) -> Option<Fields<'a>> {
        let map = self.map()?;
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let absent = known.iter().copied().filter(|known| !map.contains_key(*known));
            let remedy = match nearest(key, absent) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "remove it: no key is known here".to_owned(),
                None => format!("remove it: known here are `{}`", known.join("`, `")),
            };
            self.notes.note(self.notes.child(&self.path, key), format!("unknown key `{}`", shortened(key)), remedy);
        }
        Some(Fields { node: self.clone(), map })
    }

    fn map(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object().or_else(|| match self.notes.style {
            PathStyle::Key => self.wrong_type("a table"),
            PathStyle::Pointer => self.wrong_type("an object"),
        })
    }

    /// An object whose keys are data.
    pub(crate) fn entries(&self) -> Option<Vec<(&'a str, Node<'a>)>> {
        let child = |key: &str, value| Node { value, path: self.notes.child(&self.path, key), notes: self.notes };
        Some(self.map()?.iter().map(|(key, value)| (key.as_str(), child(key, value))).collect())
    }

    /// The elements of a list.
    pub(crate) fn list(&self) -> Option<Vec<Node<'a>>> {
        let list = self.value.as_array().or_else(|| self.wrong_type("a list"))?;
        let element = |(n, value)| Node { value, path: self.notes.element(&self.path, n), notes: self.notes };
        Some(list.iter().enumerate().map(element).collect())
    }

    /// A list read element by element; `None` when any of them is wrong.
    pub(crate) fn list_of<T>(&self, read: impl FnMut(&Node<'a>) -> Option<T>) -> Option<Vec<T>> {
        all(self.list()?.iter().map(read))
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        self.value.as_str().or_else(|| self.wrong_type("text in quotes"))
    }

    /// A text that is not blank.
    pub(crate) fn some_text(&self, remedy: &str) -> Option<&'a str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            self.note("it is blank", remedy);
            return None;
        }
        Some(text)
    }

    /// A text that parses as `T`, whose error says what is wrong.
    pub(crate) fn parse<T: FromStr<Err: std::fmt::Display>>(&self, remedy: &str) -> Option<T> {
        self.text()?.parse().map_err(|error: T::Err| self.note(error.to_string(), remedy)).ok()
    }

    /// A text that parses as `T`, whose error says what is wrong and after a `; ` what to do.
    pub(crate) fn parse_word<T: FromStr<Err: std::fmt::Display>>(&self) -> Option<T> {
        self.noted(self.text()?.parse())
    }

    /// Notes an error that says what is wrong and after a `; ` what to do.
    pub(crate) fn noted<T, E: std::fmt::Display>(&self, result: Result<T, E>) -> Option<T> {
        result
            .map_err(|error| {
                let said = error.to_string();
                let (problem, remedy) = said.rsplit_once("; ").unwrap_or((&said, "correct it"));
                self.note(problem, remedy);
            })
            .ok()
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.wrong_type("`true` or `false`"))
    }

    /// A whole number from 0.
    pub(crate) fn natural(&self) -> Option<u64> {
        self.value.as_u64().or_else(|| self.wrong_type("a whole number from 0"))
    }

    /// A whole number from 1.
    pub(crate) fn positive(&self) -> Option<u64> {
        match self.value.as_u64() {
            Some(number) if number > 0 => Some(number),
            _ => self.wrong_type("a whole number from 1"),
        }
    }

    /// A message with a text for each of `needed`.
    pub(crate) fn message(&self, needed: &[&str]) -> Option<Message> {
        if self.value.is_string() {
            let example = match self.notes.style {
                PathStyle::Key => "{ zh-CN = \"…\", en = \"…\" }",
                PathStyle::Pointer => "{\"zh-CN\": \"…\", \"en\": \"…\"}",
            };
            self.note("this is text without its language", format!("write `{example}`"));
            return None;
        }
        let texts = all(self.entries()?.iter().map(|(lang, node)| Some((*lang, node.text()?))))?;
        let message = self.noted(Message::new(texts))?;
        let missing: Vec<_> = needed.iter().filter(|lang| !message.has(lang)).collect();
        for lang in &missing {
            self.note(format!("the text for `{lang}` is missing"), format!("add `{lang}`"));
        }
        missing.is_empty().then_some(message)
    }
}

impl<'a> Fields<'a> {
    /// The value of a key that may be left out.
    pub(crate) fn optional(&self, key: &str) -> Option<Node<'a>> {
        let value = self.map.get(key)?;
        Some(Node { value, path: self.node.notes.child(&self.node.path, key), notes: self.node.notes })
    }

    /// The value of a key that must be there; `remedy` says what to write.
    pub(crate) fn required(&self, key: &str, remedy: &str) -> Option<Node<'a>> {
        let found = self.optional(key);
        if found.is_none() {
            let path = self.node.notes.child(&self.node.path, key);
            self.node.notes.note(path, format!("the key `{key}` is missing"), remedy);
        }
        found
    }

    /// The message at a key that must be there, in whatever languages.
    pub(crate) fn message(&self, key: &str) -> Option<Message> {
        self.required(key, "add it as `{\"zh-CN\": \"…\", \"en\": \"…\"}`")?.message(&[])
    }

    /// The key `weight`, which must be there.
    pub(crate) fn weight(&self) -> Option<Weight> {
        let node = self.required("weight", "add a weight, such as `3` or `\"2/5\"`")?;
        node.noted(Weight::from_json(node.value))
    }

    /// Reads a key that may be left out: `Some(None)` when it is.
    #[expect(
        clippy::option_option,
        reason = "the outer `None` is a mistake that was noted, the inner one an absent key"
    )]
    pub(crate) fn maybe<T>(&self, key: &str, read: impl FnOnce(&Node<'a>) -> Option<T>) -> Option<Option<T>> {
        match self.optional(key) {
            None => Some(None),
            Some(node) => read(&node).map(Some),
        }
    }
}

/// All of them, or `None`; goes through every one, so that each notes its mistakes.
pub(crate) fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    items.collect::<Vec<_>>().into_iter().collect()
}

/// Notes elements that come twice. `what` names the kind of thing.
pub(crate) fn note_repeated<'a, T: PartialEq + std::fmt::Display, N: std::borrow::Borrow<Node<'a>>>(
    what: &str,
    items: impl IntoIterator<Item = (T, N)>,
) {
    let mut seen = Vec::new();
    for (item, node) in items {
        if seen.contains(&item) {
            node.borrow().note(format!("the {what} `{item}` comes twice"), "keep one, or give it another name");
        } else {
            seen.push(item);
        }
    }
}

/// At most 80 characters of something that was written by others.
pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(79).chain(['…']).collect() }
}

fn type_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => format!("the text `{}`", shortened(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table of keys".to_owned(),
    }
}
