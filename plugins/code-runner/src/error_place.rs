//! What an error may tell without telling a hidden test: its kind, if it is one of the language's own, and the line of the candidate's
//! program. Never the message, nor the name of a kind that the program defined: both can carry the input out.

use touchstone_sdk::Program;

/// Where and how a program failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct ErrorPlace {
    /// A kind that the language defines.
    pub(crate) kind: Option<&'static str>,
    /// A file of the program and a line that it has, counted from 1.
    pub(crate) line: Option<(String, u32)>,
}

/// Kinds that Python's own code raises.
const PYTHON_KINDS: [&str; 30] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BlockingIOError",
    "EOFError",
    "Exception",
    "FileNotFoundError",
    "FloatingPointError",
    "ImportError",
    "IndentationError",
    "IndexError",
    "KeyError",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PermissionError",
    "RecursionError",
    "RuntimeError",
    "StopIteration",
    "SyntaxError",
    "TabError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "ValueError",
    "ZeroDivisionError",
];

/// Reads the end of `stderr`, where the language's runtime writes the error.
pub(crate) fn of(program: &Program, stderr: &[u8]) -> ErrorPlace {
    let text = String::from_utf8_lossy(stderr);
    let kind = text.lines().rev().find_map(kind);
    let line = text.lines().rev().find_map(|line| place(program, line));
    ErrorPlace { kind, line }
}

/// The kind that a line names, `ValueError: …` or `ValueError`; what follows an error's first line may be anything.
fn kind(line: &str) -> Option<&'static str> {
    let name = line.split(':').next().unwrap_or_default();
    PYTHON_KINDS.iter().find(|kind| **kind == name).copied()
}

/// The place that one line of a traceback names: `File "main.py", line 3, in solve`.
fn place(program: &Program, line: &str) -> Option<(String, u32)> {
    let (path, rest) = line.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
    let digits = rest.split(|next: char| !next.is_ascii_digit()).next()?;
    let number: u32 = digits.parse().ok()?;
    let file = program.files.iter().find(|file| file.path == path)?;
    let has_it = (1..=file.text.lines().count()).contains(&usize::try_from(number).ok()?);
    has_it.then(|| (path.to_owned(), number))
}

#[cfg(test)]
mod tests {
    use touchstone_sdk::{Program, SourceFile};

    use super::{ErrorPlace, of};

    fn check(stderr: &str, kind: Option<&'static str>, line: Option<u32>) {
        let program = Program {
            language: "python".to_owned(),
            entry: "main.py".to_owned(),
            files: vec![SourceFile { path: "main.py".to_owned(), text: "a\nb\nc\n".to_owned() }],
        };
        let line = line.map(|line| ("main.py".to_owned(), line));
        assert_eq!(of(&program, stderr.as_bytes()), ErrorPlace { kind, line }, "{stderr}");
    }

    #[test]
    fn only_the_kind_and_the_line_of_an_error_are_read() {
        check(
            "Traceback (most recent call last):\n  File \"main.py\", line 3, in <module>\n    f()\n  File \"main.py\", line 2, in f\n\
             ValueError: the hidden input\n",
            Some("ValueError"),
            Some(2),
        );
        check("  File \"main.py\", line 1\nthe_hidden_input: x\n", None, Some(1));
        check("  File \"main.py\", line 4711, in f\nKeyError: 1\n", Some("KeyError"), None);
        check("  File \"runtime.py\", line 1, in f\nKeyError\n", Some("KeyError"), None);
        check(
            "  File \"main.py\", line 2, in f\nRecursionError: deep\n[9 frames left out]\n",
            Some("RecursionError"),
            Some(2),
        );
        check("", None, None);
    }
}
