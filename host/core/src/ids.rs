//! One type per kind of id, each parsed by one function wherever it comes from. Hands out no new ids.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::words::{ModuleKind, UnknownWord};

/// A plugin with its publisher: `touchstone/code-runner`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PluginId {
    text: String,
    slash: usize,
}

/// One module of a plugin: `touchstone/code-runner#evaluator`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId {
    /// The plugin.
    pub plugin: PluginId,
    /// Which of its modules.
    pub kind: ModuleKind,
}

/// SHA-256 over stored bytes, shown as `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// A [`Digest`] of bytes that come in parts.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

/// Why a text is no id of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {kind}: {fault}")]
pub struct IdError {
    /// The text.
    pub text: String,
    /// What it should have been, such as `item id`.
    pub kind: &'static str,
    /// What is wrong with it.
    pub fault: IdFault,
}

/// What is wrong with an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdFault {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// Longer than 64 characters.
    #[error("{0} has more than {MAX_ID} characters")]
    TooLong(&'static str),
    /// Something else than groups of lower-case letters and digits joined by single hyphens.
    #[error("{0} may only hold lower-case letters, digits, and single hyphens between them")]
    NotKebab(&'static str),
    /// No `/`, or more than one.
    #[error("it needs one `/` between publisher and name, such as `touchstone/code-runner`")]
    NoPublisher,
    /// No `#`.
    #[error("it needs a `#` and the module's kind at its end, such as `touchstone/code-runner#evaluator`")]
    NoKind,
    /// An unknown kind behind the `#`.
    #[error(transparent)]
    UnknownKind(#[from] UnknownWord),
    /// Not `sha256:` and 64 lower-case hexadecimal digits.
    #[error("it needs `sha256:` and 64 lower-case hexadecimal digits")]
    NotDigest,
}

/// The most characters of an id, or of each part of a plugin id.
pub const MAX_ID: usize = 64;

/// What to write instead of an id that is no id.
pub(crate) const ID_REMEDY: &str =
    "write lower-case letters and digits, joined by single hyphens, such as `merge-intervals`";

macro_rules! kebab_id {
    ($($(#[$doc:meta])* $name:ident, $kind:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                match kebab_fault(text, "it") {
                    None => Ok(Self(text.to_owned())),
                    Some(fault) => Err(IdError { text: text.to_owned(), kind: $kind, fault }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        through_text!($name);
    )+};
}

macro_rules! through_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

kebab_id! {
    /// An item of an interview.
    ItemId, "item id";
    /// A dimension: of an evaluator, or of a rubric.
    DimensionId, "dimension id";
    /// A level of a rubric.
    LevelId, "level id";
    /// A candidate, as the scorecard names them.
    CandidateId, "candidate id";
    /// A person who marks answers of a gold set.
    MarkerId, "marker id";
    /// An interview.
    InterviewId, "interview id";
    /// A rubric template.
    TemplateId, "template id";
    /// Somebody who marks or overrides scores.
    PersonId, "person id";
    /// What a finding is about: stable, and documented by its plugin.
    FindingCode, "finding code";
}

through_text!(PluginId);
through_text!(ModuleId);
through_text!(Digest);

/// `None` for groups of `[a-z0-9]+` joined by single hyphens, at most [`MAX_ID`] characters.
fn kebab_fault(text: &str, what: &'static str) -> Option<IdFault> {
    if text.is_empty() {
        return Some(IdFault::Empty);
    }
    if text.chars().count() > MAX_ID {
        return Some(IdFault::TooLong(what));
    }
    let group = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (!text.split('-').all(group)).then_some(IdFault::NotKebab(what))
}

impl PluginId {
    /// Before the slash.
    pub fn publisher(&self) -> &str {
        &self.text[..self.slash]
    }

    /// Behind the slash.
    pub fn name(&self) -> &str {
        &self.text[self.slash + 1..]
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// One of its modules.
    pub fn module(&self, kind: ModuleKind) -> ModuleId {
        ModuleId { plugin: self.clone(), kind }
    }
}

impl FromStr for PluginId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let fault = match text.split_once('/') {
            _ if text.is_empty() => IdFault::Empty,
            Some((publisher, name)) if !name.contains('/') => {
                let part = |text: &str, what| {
                    if text.is_empty() { Some(IdFault::NoPublisher) } else { kebab_fault(text, what) }
                };
                match part(publisher, "its publisher").or_else(|| part(name, "its name")) {
                    None => return Ok(Self { text: text.to_owned(), slash: publisher.len() }),
                    Some(fault) => fault,
                }
            }
            _ => IdFault::NoPublisher,
        };
        Err(IdError { text: text.to_owned(), kind: "plugin id", fault })
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl FromStr for ModuleId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = |fault| IdError { text: text.to_owned(), kind: "module id", fault };
        let (plugin, kind) = text.split_once('#').ok_or_else(|| wrong(IdFault::NoKind))?;
        Ok(Self {
            plugin: plugin.parse().map_err(|error: IdError| wrong(error.fault))?,
            kind: kind.parse().map_err(|unknown| wrong(IdFault::UnknownKind(unknown)))?,
        })
    }
}

impl fmt::Display for ModuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.plugin, self.kind)
    }
}

impl Hasher {
    /// The next bytes.
    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// Of all that came.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Digest {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// From 32 bytes that were a digest before.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 hexadecimal digits alone, for a file's name.
    pub fn hex(&self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl FromStr for Digest {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError { text: text.to_owned(), kind: "digest", fault: IdFault::NotDigest };
        let hex = text.strip_prefix("sha256:").filter(|hex| hex.len() == 64).ok_or_else(wrong)?;
        if !hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests;
