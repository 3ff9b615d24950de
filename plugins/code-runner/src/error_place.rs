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

/// Kinds that JavaScript's own code throws.
const JAVASCRIPT_KINDS: [&str; 9] = [
    "AggregateError",
    "AssertionError",
    "Error",
    "EvalError",
    "InternalError",
    "RangeError",
    "ReferenceError",
    "TypeError",
    "URIError",
];

/// Reads the end of `stderr`, where the language's runtime writes the error.
pub(crate) fn of(program: &Program, stderr: &[u8]) -> ErrorPlace {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().collect();
    if program.language == "javascript" { javascript(program, &lines) } else { python(program, &lines) }
}

/// The error comes last, and its innermost frame last of all.
fn python(program: &Program, lines: &[&str]) -> ErrorPlace {
    let kind = lines.iter().rev().find_map(|line| kind(&PYTHON_KINDS, line));
    let line = lines.iter().rev().find_map(|line| python_place(program, line));
    ErrorPlace { kind, line }
}

/// The place and source of the error come first, then the error, then its frames, the innermost first.
fn javascript(program: &Program, lines: &[&str]) -> ErrorPlace {
    let at = lines.iter().rposition(|line| is_error(line)).unwrap_or(lines.len());
    let kind = lines.get(at).and_then(|line| kind(&JAVASCRIPT_KINDS, line));
    let frame = lines[at..].iter().find_map(|line| javascript_frame(program, line));
    let line = frame.or_else(|| lines[..at].iter().rev().find_map(|line| javascript_head(program, line)));
    ErrorPlace { kind, line }
}

/// `TypeError: …`, and `SyntaxError` too, whose kind is the verdict's.
fn is_error(line: &str) -> bool {
    kind(&JAVASCRIPT_KINDS, line).is_some() || line.starts_with("SyntaxError: ")
}

/// The kind that a line names, `ValueError: …` or `ValueError`; what follows an error's first line may be anything.
fn kind(kinds: &[&'static str], line: &str) -> Option<&'static str> {
    let name = line.split(':').next().unwrap_or_default();
    kinds.iter().find(|kind| **kind == name).copied()
}

/// The place that one line of a Python traceback names: `File "main.py", line 3, in solve`.
fn python_place(program: &Program, line: &str) -> Option<(String, u32)> {
    let (path, rest) = line.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
    let digits = rest.split(|next: char| !next.is_ascii_digit()).next()?;
    line_of(program, path, digits)
}

/// `    at solve (main.js:3:9)` or `    at main.js:3:9`.
fn javascript_frame(program: &Program, line: &str) -> Option<(String, u32)> {
    let frame = line.trim_start().strip_prefix("at ")?;
    let place = frame.rsplit_once('(').map_or(frame, |(_, place)| place.trim_end_matches(')'));
    let (place, _column) = place.rsplit_once(':')?;
    javascript_head(program, place)
}

/// `main.js:3`
fn javascript_head(program: &Program, line: &str) -> Option<(String, u32)> {
    let (path, digits) = line.rsplit_once(':')?;
    line_of(program, path, digits)
}

/// A file of the program and a line that it has.
fn line_of(program: &Program, path: &str, digits: &str) -> Option<(String, u32)> {
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
        check_in("python", "main.py", stderr, kind, line);
    }

    fn check_in(language: &str, path: &str, stderr: &str, kind: Option<&'static str>, line: Option<u32>) {
        let program = Program {
            language: language.to_owned(),
            entry: path.to_owned(),
            files: vec![SourceFile { path: path.to_owned(), text: "a\nb\nc\n".to_owned() }],
        };
        let line = line.map(|line| (path.to_owned(), line));
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

    #[test]
    fn javascript_tells_the_innermost_frame_first() {
        let check = |stderr, kind, line| check_in("javascript", "main.js", stderr, kind, line);
        check(
            "main.js:2\n  throw new TypeError(x)\n  ^\n\nTypeError: the hidden input\n    at f (main.js:2:9)\n    at main.js:3:1\n",
            Some("TypeError"),
            Some(2),
        );
        check("TypeError: x\n    at async main (main.js:3:1) {\n  code: 1\n}\n", Some("TypeError"), Some(3));
        check("TypeError: x\n    at async main (main.js:3:1)\n", Some("TypeError"), Some(3));
        check("main.js:2\nlet y = ;\n        ^\n\nSyntaxError: expected expression, got ';'\n", None, Some(2));
        check("TheHiddenInput: x\n    at main.js:1:1\n", None, None);
        check("RangeError: x\n    at main.js:4711:1\n", Some("RangeError"), None);
        check("Uncaught 'the hidden input'\n", None, None);
        check("", None, None);
    }
}
