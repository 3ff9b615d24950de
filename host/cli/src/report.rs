//! How the program says that something went wrong: what, where, and what to do next. Decides nothing but the exit code.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use touchstone_core::mistake::{MOST_TOLD, Mistake, SyntaxError};

/// An expected failure. Its kind decides the exit code, so that scripts need not read the text.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: FailureKind,
    what: String,
    /// Printed below, indented.
    details: Vec<String>,
    hints: Vec<String>,
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The command line is wrong in what the parser of its arguments cannot see.
    Usage,
    /// A file is missing or wrong.
    Input,
    /// A plugin is missing, cannot be loaded, or may not do what it has to.
    Plugin,
    /// A plugin's folder could not be built.
    Build,
    /// This machine cannot do it.
    Machine,
    /// Everything was printed, but the evaluation of an answer ended in a fault.
    Evaluation,
    /// A receipt's signature does not hold, or something is not as it says.
    Receipt,
}

/// The last part of every `--help`: what [`Failure::exit_code`] gives.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  Done
  2  The command line is wrong
  3  A file is missing or wrong: an interview, an answer, a table; or a server has no such job
  4  A plugin is missing, cannot be loaded, or fails before anything is scored
  5  A plugin's folder cannot be built
  6  This machine cannot do it: a file cannot be written, the sandbox cannot start
  7  Scored, but the evaluation of an answer failed, so that a total is withheld
  8  A receipt does not hold: its signature is broken, or something is not as it says";

impl Failure {
    pub(crate) fn new(kind: FailureKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), details: Vec::new(), hints: Vec::new() }
    }

    /// An error of ours, in one line, that says what is wrong and after its last `; ` what to do.
    pub(crate) fn said(kind: FailureKind, error: &impl ToString) -> Self {
        let said = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        match said.rsplit_once("; ") {
            Some((what, remedy)) => Self::new(kind, what).hint(remedy),
            None => Self::new(kind, said),
        }
    }

    /// A file or folder that cannot be read; `guide` says what should be there.
    pub(crate) fn unreadable(kind: FailureKind, path: &Path, error: &io::Error, guide: impl Into<String>) -> Self {
        let path = path.display();
        match error.kind() {
            io::ErrorKind::NotFound => Self::new(kind, format!("there is no `{path}`")).hint(guide),
            io::ErrorKind::PermissionDenied => Self::new(kind, format!("`{path}` may not be read by this user"))
                .hint("give this user the right to read it"),
            io::ErrorKind::InvalidData => {
                Self::new(kind, format!("`{path}` is not text in UTF-8")).hint("save it as UTF-8")
            }
            _ => Self::new(kind, format!("cannot read `{path}`: {error}")).hint(guide),
        }
    }

    /// A file that is no JSON or TOML.
    pub(crate) fn syntax(kind: FailureKind, path: &Path, format: &str, error: &SyntaxError) -> Self {
        let SyntaxError { line, column, message } = error;
        let message = message.trim_end().replace('\n', ", ");
        Self::new(kind, format!("`{}`, line {line}, column {column}: not valid {format}: {message}", path.display()))
            .hint(format!("correct line {line}, or what stands just before it"))
    }

    /// A file with mistakes, one at least.
    pub(crate) fn mistakes(kind: FailureKind, path: &Path, mistakes: &[Mistake]) -> Self {
        let path = path.display();
        if let [mistake] = mistakes {
            let Mistake { path: place, problem, remedy } = mistake.told();
            let at = if place.is_empty() { String::new() } else { format!(", at `{place}`") };
            return Self::new(kind, format!("`{path}`{at}: {problem}")).hint(remedy);
        }
        let mut failure = Self::new(kind, format!("`{path}` has {} mistakes", mistakes.len()));
        failure.details = mistakes.iter().take(MOST_TOLD).map(|mistake| mistake.told().to_string()).collect();
        match mistakes.len().saturating_sub(MOST_TOLD) {
            0 => failure,
            more => failure.detail(&format!("… and {more} more; correct these first")),
        }
    }

    /// Something to read below the error, line by line.
    pub(crate) fn detail(mut self, text: &str) -> Self {
        self.details.extend(text.lines().map(str::to_owned));
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same as something that stops nothing.
    pub(crate) fn as_warning(&self) -> String {
        self.to_string().replacen("\u{1b}[1;31merror", "\u{1b}[1;33mwarning", 1)
    }

    /// As [`EXIT_CODES`] says.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            FailureKind::Usage => 2,
            FailureKind::Input => 3,
            FailureKind::Plugin => 4,
            FailureKind::Build => 5,
            FailureKind::Machine => 6,
            FailureKind::Evaluation => 7,
            FailureKind::Receipt => 8,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\u{1b}[1;31merror\u{1b}[0m: {}", self.what.trim_end())?;
        for detail in &self.details {
            writeln!(f, "  {detail}")?;
        }
        for hint in &self.hints {
            writeln!(f, "\u{1b}[1;36mhint\u{1b}[0m: {hint}")?;
        }
        Ok(())
    }
}
