//! A mistake in something that a person wrote: where it is, what is wrong, what to do; and how much of it is told. Formats nothing for a
//! terminal.

use std::fmt;

/// One mistake. In a manifest `path` is the key's path (`evaluator.dimensions[1].id`), in JSON data a pointer (RFC 6901),
/// empty for the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

/// All mistakes of one text, in the order of the text as far as the reader goes through it. At least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

/// Where a text stops being JSON or TOML. Both count from 1; the column counts characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct SyntaxError {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// What the parser expected.
    pub message: String,
}

/// The most mistakes that are told at once.
pub const MOST_TOLD: usize = 50;

/// The most characters that are told of one place, problem or remedy.
const LONGEST_TOLD: usize = 600;

/// A text that may hold something of what it complains about, fit for one line: cut to a length, control characters as escapes.
pub fn told(text: &str) -> String {
    let mut told = String::with_capacity(text.len().min(LONGEST_TOLD));
    for (n, c) in text.chars().enumerate() {
        if n == LONGEST_TOLD {
            told.push('…');
            break;
        }
        if c.is_control() { told.extend(c.escape_default()) } else { told.push(c) }
    }
    told
}

impl Mistake {
    /// The same as [`told`] of each part.
    #[must_use]
    pub fn told(&self) -> Self {
        Self { path: told(&self.path), problem: told(&self.problem), remedy: told(&self.remedy) }
    }
}

impl Mistakes {
    /// `None` when there are none.
    pub fn new(list: Vec<Mistake>) -> Option<Self> {
        (!list.is_empty()).then_some(Self(list))
    }

    /// Every mistake.
    pub fn list(&self) -> &[Mistake] {
        &self.0
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, problem, remedy } = self;
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        write!(f, "{problem}; {remedy}")
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

impl SyntaxError {
    /// At byte `offset` of `text`.
    pub(crate) fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = &text[..text.floor_char_boundary(offset.min(text.len()))];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_is_told_is_one_line_of_bounded_length() {
        assert_eq!(told("a\nb\u{1b}[2J\0"), "a\\nb\\u{1b}[2J\\u{0}");
        assert_eq!(told("长").as_str(), "长");
        let long = told(&"长".repeat(1_000_000));
        assert_eq!(long.chars().count(), 601);
        assert!(long.ends_with('…'));
    }
}
