//! What a server and its workers say to each other over a local socket, in frames (see [`frame`]). The worker says [`Ready`] once;
//! then one [`Request`] at a time, with the artifacts of its plugins and the answer's files (see [`descriptors`]), each followed by its
//! [`Reply`]. Both ends are the same build of Touchstone, so the messages have no versions; `Ready` shows whether that is so.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;
use touchstone_core::limits::CEILING;

pub mod descriptors;
pub mod frame;
mod incoming;
mod json_text;

pub use frame::{FrameError, MAX_FRAME_BYTES};
pub use incoming::{Incoming, receive};

/// The most files of one answer.
pub const MAX_FILES: usize = 32;

/// The most bytes of an answer's files together: what an evaluation may read of them.
pub const MAX_FILES_BYTES: u64 = CEILING.attachment_bytes;

/// The word for files that cannot be read, or are not as they were uploaded. It says nothing about the plugin or the answer.
pub const FILES_UNREADABLE: &str = "files-unreadable";

/// A worker's first words: it can run calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Of its build. A program that was replaced on disk under a running server has another.
    pub version: String,
    /// Why its system calls are not filtered, where they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfiltered: Option<String>,
}

/// The version of this build.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// One call to run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Chosen by the server; the reply has the same.
    pub number: u64,
    /// The component of the plugin whose module is called. Its artifact is the first descriptor beside this request.
    pub plugin: Digest,
    /// What it was granted.
    pub grants: Grants,
    /// The components of the language runtimes for candidates' programs. Their artifacts are the other descriptors.
    pub runtimes: Vec<Digest>,
    /// The files of the answer in `call`, in their order. They are the last descriptors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileBeside>,
    /// What to call.
    pub call: Call,
}

/// A file whose descriptor goes with a request: a worker takes nothing else for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBeside {
    /// SHA-256 over its bytes.
    pub digest: Digest,
    /// How many there are.
    pub bytes: u64,
}

/// A function of a module with its arguments. Configs are JSON texts that met their schemas; answers are JSON as
/// `touchstone_core::answer` reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields are the contract's arguments")]
pub enum Call {
    /// Loads the plugin, and calls nothing.
    Load,
    CheckQuestionConfig {
        config: String,
    },
    CheckEvaluatorConfig {
        question: String,
        config: String,
    },
    Present {
        config: String,
        locale: String,
        seed: u64,
    },
    Interact {
        config: String,
        seed: u64,
        #[serde(with = "json_text")]
        state: Value,
        #[serde(with = "json_text")]
        action: Value,
        now_ms: u64,
    },
    CheckAnswer {
        config: String,
        seed: u64,
        #[serde(with = "json_text")]
        answer: Value,
    },
    Evaluate {
        item: String,
        question: String,
        config: String,
        #[serde(with = "json_text")]
        answer: Value,
        locale: String,
        seed: u64,
    },
}

impl Call {
    /// The function's name, as the contract has it.
    pub fn function(&self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::CheckQuestionConfig { .. } | Self::CheckEvaluatorConfig { .. } => "check-config",
            Self::Present { .. } => "present",
            Self::Interact { .. } => "interact",
            Self::CheckAnswer { .. } => "check-answer",
            Self::Evaluate { .. } => "evaluate",
        }
    }

    /// Whether a candidate's page waits for it.
    pub fn is_awaited(&self) -> bool {
        matches!(self, Self::Present { .. } | Self::Interact { .. } | Self::CheckAnswer { .. })
    }
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The request's.
    pub number: u64,
    /// What came out.
    pub result: CallResult,
    /// WebAssembly operations of the plugin, and of the programs that it ran.
    pub fuel: u64,
    /// See `fuel`.
    pub program_fuel: u64,
    /// Linear memory in sum at its largest, in bytes.
    pub peak_memory_bytes: u64,
    /// How long the worker took, loading included.
    pub duration_us: u64,
    /// What the plugin logged: level and line.
    pub log: Vec<(String, String)>,
    /// How many lines more it logged, which were dropped or cut.
    pub log_dropped: u64,
}

/// The results of the calls, and the ways to have none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields are the contract's results")]
pub enum CallResult {
    Loaded,
    /// `check-*`: no problem means fine.
    Checked {
        problems: Vec<PlacedProblem>,
    },
    Presented {
        #[serde(with = "json_text")]
        presented: Value,
    },
    Stepped {
        #[serde(with = "json_text")]
        state: Value,
        #[serde(with = "json_text")]
        view: Value,
    },
    /// `present` or `interact` refused.
    Problem {
        problem: PlacedProblem,
    },
    /// The JSON of a checked `Evaluation`.
    Evaluated {
        evaluation: Value,
    },
    /// The JSON of a `Refusal`.
    Refused {
        refusal: Value,
    },
    /// The plugin failed, or could not be loaded or linked: a stable word and what to tell people.
    Failed {
        kind: String,
        message: String,
    },
}

/// A plugin's problem: a JSON pointer, and the JSON of a `Message`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the type's own line says both")]
pub struct PlacedProblem {
    pub pointer: String,
    pub message: Value,
}

impl Reply {
    /// The reply to a request that failed before a plugin ran.
    pub fn failed(number: u64, kind: &str, message: impl Into<String>) -> Self {
        Self::of(number, CallResult::Failed { kind: kind.to_owned(), message: message.into() })
    }

    /// The reply to a request for which no plugin ran.
    pub fn of(number: u64, result: CallResult) -> Self {
        Self {
            number,
            result,
            fuel: 0,
            program_fuel: 0,
            peak_memory_bytes: 0,
            duration_us: 0,
            log: Vec::new(),
            log_dropped: 0,
        }
    }
}

#[cfg(test)]
mod tests;
