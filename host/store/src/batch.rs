//! Writes that happen together or not at all.

use serde::Serialize;
use serde_json::Value;

use crate::key::Key;

/// Writes to any documents of any collections, each with what it expects to find.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    pub(crate) steps: Vec<Step>,
}

/// What a document has to be for a batch to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Anything, or not there.
    Any,
    /// Not there.
    Absent,
    /// There, with this version.
    Version(u64),
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) key: Key,
    pub(crate) expected: Expected,
    pub(crate) change: Change,
}

#[derive(Debug, Clone)]
pub(crate) enum Change {
    Nothing,
    Put(Value),
    Delete,
}

impl Batch {
    /// One that writes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a document.
    ///
    /// # Panics
    ///
    /// When the document cannot be JSON: a map whose keys are no texts.
    #[must_use]
    pub fn put(self, key: Key, expected: Expected, document: &impl Serialize) -> Self {
        let value = serde_json::to_value(document).expect("documents are maps with texts as keys");
        self.with(key, expected, Change::Put(value))
    }

    /// Removes a document.
    #[must_use]
    pub fn delete(self, key: Key, expected: Expected) -> Self {
        self.with(key, expected, Change::Delete)
    }

    /// Only expects a document to be so.
    #[must_use]
    pub fn check(self, key: Key, expected: Expected) -> Self {
        self.with(key, expected, Change::Nothing)
    }

    fn with(mut self, key: Key, expected: Expected, change: Change) -> Self {
        self.steps.push(Step { key, expected, change });
        self
    }
}
