//! Names of documents: a collection, and a key in it. Keys are ordered by their bytes.

/// A kind of documents, such as `jobs`. The names are the program's own, never a user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collection(&'static str);

/// One document's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub(crate) collection: Collection,
    pub(crate) key: String,
}

/// Documents of a collection in the order of their keys, from a prefix, behind a key, up to a number. All of them by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    pub(crate) collection: Collection,
    pub(crate) prefix: String,
    pub(crate) after: Option<String>,
    pub(crate) limit: usize,
}

impl Collection {
    /// # Panics
    ///
    /// When the name is empty or holds anything but lower-case letters and hyphens.
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        assert!(!bytes.is_empty(), "a collection has a name");
        let mut n = 0;
        while n < bytes.len() {
            assert!(bytes[n].is_ascii_lowercase() || bytes[n] == b'-', "lower-case letters and hyphens");
            n += 1;
        }
        Self(name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// One of its documents.
    pub fn key(self, key: impl Into<String>) -> Key {
        Key { collection: self, key: key.into() }
    }

    /// All of its documents.
    pub fn all(self) -> Scan {
        self.starting("")
    }

    /// Its documents whose keys start so.
    pub fn starting(self, prefix: impl Into<String>) -> Scan {
        Scan { collection: self, prefix: prefix.into(), after: None, limit: usize::MAX }
    }

    /// The bytes before each of its keys. A zero byte ends the name, so that no collection is the prefix of another.
    pub(crate) fn bytes(self, key: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() + 1 + key.len());
        bytes.extend_from_slice(self.0.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(key.as_bytes());
        bytes
    }
}

impl Key {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.collection.bytes(&self.key)
    }
}

impl Scan {
    /// Only those behind this key, which need not exist.
    #[must_use]
    pub fn after(self, key: impl Into<String>) -> Self {
        Self { after: Some(key.into()), ..self }
    }

    /// At most so many.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}
