//! How the program says that something went wrong: what, where, and what to do next.

use std::fmt;
use std::process::ExitCode;

/// An expected failure. Its kind decides the exit code, so that scripts need not read the text.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: FailureKind,
    what: String,
    hints: Vec<String>,
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// A file is missing or wrong: exit code 3.
    Input,
    /// A plugin is missing, cannot be loaded, or may not do what it has to: exit code 4.
    Plugin,
    /// A plugin's folder could not be built: exit code 5.
    Build,
    /// This machine cannot do it: exit code 6.
    Machine,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), hints: Vec::new() }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            FailureKind::Input => 3,
            FailureKind::Plugin => 4,
            FailureKind::Build => 5,
            FailureKind::Machine => 6,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\u{1b}[1;31merror\u{1b}[0m: {}", self.what.trim_end())?;
        for hint in &self.hints {
            writeln!(f, "\u{1b}[1;36mhint\u{1b}[0m: {hint}")?;
        }
        Ok(())
    }
}
