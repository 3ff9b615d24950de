//! What a plugin finds wrong with a config, an action or an answer.

use touchstone_core::message::Message;

/// A place and what to do about it, in the plugin's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer (RFC 6901), empty for the whole.
    pub pointer: String,
    /// What is wrong and what to do.
    pub message: Message,
}
