//! How a call can end without a result: a type for each way, so that nobody has to read a message to know whose fault it was.

use touchstone_core::ids::PluginId;

/// Why a plugin's call gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("plugin `{plugin}`: {kind}")]
pub struct Failure {
    /// The plugin whose call it was.
    pub plugin: PluginId,
    /// What happened.
    pub kind: FailureKind,
}

/// What stopped a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FailureKind {
    /// It executed more operations than it may.
    #[error("stopped after {limit} units of fuel (limit `fuel`)")]
    Fuel {
        /// The limit in operations.
        limit: u64,
    },
    /// It wanted more memory than it may have, and did not get over the refusal.
    #[error("wanted {wanted} bytes of memory, {limit} at most (limit `memory_bytes`)")]
    Memory {
        /// The limit in bytes.
        limit: u64,
        /// What it would have had in sum, in bytes.
        wanted: u64,
    },
    /// Its tables wanted more elements than they may have, and it did not get over the refusal.
    #[error("wanted {wanted} table elements, {limit} at most (limit `table_elements`)")]
    Tables {
        /// The limit in elements.
        limit: u64,
        /// What it would have had in sum.
        wanted: u64,
    },
    /// It called the host more often than it may.
    #[error("called the host more than {limit} times (limit `host_calls`)")]
    Calls {
        /// The limit.
        limit: u64,
    },
    /// It kept more handles of resources than it may.
    #[error("kept more than {limit} handles at once (limit `handles`)")]
    Handles {
        /// The limit.
        limit: u64,
    },
    /// It returned or passed more data than it may, or wrote more output.
    #[error("passed more than {limit} bytes (limit `{name}`)")]
    Output {
        /// The limit's name.
        name: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// It took longer than it may by the clock. A failure of the host, worth a retry.
    #[error(
        "took longer than {limit_ms} ms by the clock (limit `wall_ms`); this says nothing about the answer: try again"
    )]
    Deadline {
        /// The limit in milliseconds.
        limit_ms: u64,
    },
    /// It recursed deeper than the stack.
    #[error("used up its stack of {limit} bytes")]
    Stack {
        /// The limit in bytes.
        limit: u64,
    },
    /// It ended itself instead of returning.
    #[error("exited with code {code} instead of returning")]
    Exit {
        /// The code.
        code: u8,
    },
    /// It trapped: a panic, an out-of-bounds access, a forbidden host call.
    #[error("trapped: {reason}")]
    Trap {
        /// The engine's word for it; the log may tell more.
        reason: String,
    },
    /// What it returned is not what the contract allows.
    #[error("broke the contract: {reason}")]
    Contract {
        /// Which rule.
        reason: String,
    },
    /// The host could not run it.
    #[error("the host could not run it: {reason}")]
    Host {
        /// Why.
        reason: String,
    },
}

impl FailureKind {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fuel { .. } => "fuel",
            Self::Memory { .. } => "memory",
            Self::Tables { .. } => "tables",
            Self::Calls { .. } => "calls",
            Self::Handles { .. } => "handles",
            Self::Output { .. } => "output",
            Self::Deadline { .. } => "deadline",
            Self::Stack { .. } => "stack",
            Self::Exit { .. } => "exit",
            Self::Trap { .. } => "trap",
            Self::Contract { .. } => "contract",
            Self::Host { .. } => "host",
        }
    }
}
