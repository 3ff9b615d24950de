//! The fixed vocabularies: kinds of modules, kinds of answers, capabilities, languages that guests are written in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::near::nearest;

/// A word that is none of its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is no {kind}; {}", choose(.word, .known))]
pub struct UnknownWord {
    /// What was written.
    pub word: String,
    /// What it should have been, such as `capability`.
    pub kind: &'static str,
    /// The whole vocabulary.
    pub known: &'static [&'static str],
}

/// The remedy for a word out of `known`.
pub(crate) fn choose(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of `{}`", known.join("`, `")),
    }
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $kind:literal: $($(#[$word_doc:meta])* $variant:ident = $word:literal,)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// All of them as written.
            pub const WORDS: &[&str] = &[$($word),+];

            /// As written in files and in the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord { word: word.to_owned(), kind: $kind, known: Self::WORDS }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

vocabulary! {
    /// What a plugin may hold, at most one of each.
    ModuleKind, "kind of module":
    /// Presents a question and takes its answer.
    QuestionType = "question-type",
    /// Scores an answer.
    Evaluator = "evaluator",
    /// Runs candidates' programs.
    LanguageRuntime = "language-runtime",
}

vocabulary! {
    /// What the candidate sent: the cases of `answer` in the contract's `types`.
    AnswerKind, "kind of answer":
    /// Nothing. Scores 0, is no error, and need not be declared.
    Omitted = "omitted",
    /// One text.
    Text = "text",
    /// Chosen options.
    Choices = "choices",
    /// Source files.
    Program = "program",
    /// What was done, with times.
    Events = "events",
    /// Uploaded files.
    Files = "files",
    /// JSON that the manifest has a schema for.
    Structured = "structured",
}

vocabulary! {
    /// What a plugin may ask for. It gets none of them unless an administrator grants it.
    Capability, "capability":
    /// Programs in fresh sandboxes through a language runtime: the contract's `code`.
    RunCode = "run-code",
    /// Read the candidate's uploads for the item: the contract's `attachments`.
    Attachments = "attachments",
}

vocabulary! {
    /// What a call can spend: see [`crate::limits::TABLE`].
    LimitName, "limit":
    /// Operations.
    Fuel = "fuel",
    /// Time by the clock.
    WallMs = "wall_ms",
    /// Linear memory.
    MemoryBytes = "memory_bytes",
    /// Tables.
    TableElements = "table_elements",
    /// Handles of resources.
    Handles = "handles",
    /// Calls of the host.
    HostCalls = "host_calls",
    /// What these handle.
    HostBytes = "host_bytes",
    /// One result or argument.
    TransferBytes = "transfer_bytes",
    /// One JSON text.
    JsonBytes = "json_bytes",
    /// What a program writes.
    OutputBytes = "output_bytes",
    /// Lines of the log.
    LogLines = "log_lines",
    /// Bytes of the log.
    LogBytes = "log_bytes",
    /// What is read of attachments.
    AttachmentBytes = "attachment_bytes",
    /// Operations of all programs.
    ProgramFuel = "program_fuel",
    /// Inputs of all programs.
    ProgramInputs = "program_inputs",
}

vocabulary! {
    /// What a plugin is written in, so that `touchstone build` finds the tool chain.
    GuestLanguage, "language to build from":
    /// A cargo package.
    Rust = "rust",
    /// Python by componentize-py.
    Python = "python",
    /// JavaScript by componentize-js.
    Javascript = "javascript",
}

vocabulary! {
    /// How grave a finding is, from a remark to what a veto may rest on. Ordered so.
    Severity, "severity":
    /// A remark.
    Info = "info",
    /// A blemish.
    Minor = "minor",
    /// A real fault.
    Major = "major",
    /// What alone may decide.
    Critical = "critical",
}

vocabulary! {
    /// What a score that is missing does to the total.
    MissingPolicy, "policy for what is missing":
    /// It counts as 0.
    Zero = "zero",
    /// It leaves the sums; the other weights take its place.
    Renormalise = "renormalise",
    /// There is no total until a person decides.
    Withhold = "withhold",
}

vocabulary! {
    /// In which part somebody sets a score.
    Role, "role":
    /// Sets a score by their own authority.
    Override = "override",
    /// One of two who mark without seeing each other's marks.
    Marker = "marker",
    /// Decides where two markers differ too much.
    Adjudicator = "adjudicator",
}
