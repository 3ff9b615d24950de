//! Programs as tokens, of which names, numbers and strings do not differ: a lexer for languages that look like Python or JavaScript. It
//! parses nothing, and takes every text: what it does not know is a token by itself.

use super::reading::{Unit, Writing};

/// What keeps its own meaning; every other word is a name. Python's and JavaScript's, and what is common elsewhere.
const KEYWORDS: [&str; 61] = [
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "elif",
    "else",
    "except",
    "export",
    "extends",
    "False",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "global",
    "if",
    "import",
    "in",
    "instanceof",
    "interface",
    "is",
    "lambda",
    "let",
    "new",
    "None",
    "nonlocal",
    "not",
    "null",
    "or",
    "pass",
    "private",
    "public",
    "raise",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "True",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

const NAME: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
/// How a variable is declared is nobody's own.
const DECLARATION: u32 = 4;
const FIRST_KEYWORD: u32 = 16;
/// Behind every keyword.
const FIRST_SIGN: u32 = 256;

/// A regular expression is not looked for further, so that a line of slashes costs no more than its length.
const PATTERN_CHARACTERS: usize = 500;

/// The tokens of a program.
pub(super) fn units(text: &str, writing: Writing) -> Vec<Unit> {
    let mut lexer =
        Lexer { text, at: 0, hash: writing == Writing::HashCode, depth: 0, line_begins: true, units: Vec::new() };
    while lexer.step() {}
    lexer.units
}

struct Lexer<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
    /// Comments begin with `#`.
    hash: bool,
    /// How many brackets are open.
    depth: usize,
    /// No token of this line was read yet.
    line_begins: bool,
    units: Vec<Unit>,
}

impl Lexer<'_> {
    /// Takes one token, or what is none. False at the end.
    fn step(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(c) = rest.chars().next() else { return false };
        let start = self.at;
        if c == '\n' {
            self.line_begins = true;
            self.at += 1;
        } else if c.is_whitespace() || c == ';' {
            self.at += c.len_utf8();
        } else if self.hash && c == '#' || !self.hash && rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if !self.hash && rest.starts_with("/*") {
            self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if is_quote(c) {
            self.string(start);
        } else if !self.hash && c == '/' && self.before_value() {
            self.pattern();
        } else if c.is_ascii_digit() {
            self.at += rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
            self.push(NUMBER, start);
        } else if is_of_name(c) {
            self.word(start);
        } else {
            self.sign(c);
        }
        true
    }

    fn push(&mut self, symbol: u32, start: usize) {
        self.line_begins = false;
        self.units.push(Unit::new(symbol, start, self.at));
    }

    fn word(&mut self, start: usize) {
        let rest = &self.text[start..];
        let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        let prefixes = self.hash && length <= 2 && word.bytes().all(|b| b"rbfuRBFU".contains(&b));
        if prefixes && rest[length..].starts_with(is_quote) {
            return self.string(start);
        }
        let symbol = match word {
            "let" | "const" | "var" => DECLARATION,
            _ => match KEYWORDS.iter().zip(FIRST_KEYWORD..).find(|(keyword, _)| **keyword == word) {
                Some((_, symbol)) => symbol,
                None => NAME,
            },
        };
        self.push(symbol, start);
    }

    /// Goes on from a quote to the end of its string: of the line, where it does not end there. A text that stands by itself on its
    /// lines in Python is a comment.
    fn string(&mut self, start: usize) {
        let rest = &self.text[self.at..];
        let quote = rest.chars().next().unwrap_or('"');
        let triple = ["\"\"\"", "'''"].into_iter().find(|triple| self.hash && rest.starts_with(triple));
        let comments = triple.is_some() && self.line_begins && self.depth == 0;
        let (open, lines) = triple.map_or((1, quote == '`'), |triple| (triple.len(), true));
        let mut length = rest.len();
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(open) {
            let ends = match triple {
                Some(triple) => rest[at..].starts_with(triple).then_some(at + triple.len()),
                None => (c == quote).then_some(at + 1),
            };
            match ends {
                _ if escaped => escaped = false,
                _ if c == '\\' => escaped = true,
                _ if c == '\n' && !lines => {
                    length = at;
                    break;
                }
                Some(end) => {
                    length = end;
                    break;
                }
                None => {}
            }
        }
        self.at += length;
        if !comments {
            self.push(STRING, start);
        }
    }

    /// A regular expression of JavaScript; a sign where its line ends before it does.
    fn pattern(&mut self) {
        let (start, rest) = (self.at, &self.text[self.at..]);
        let (mut escaped, mut in_class) = (false, false);
        for (at, c) in rest.char_indices().skip(1).take(PATTERN_CHARACTERS) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let flags = &rest[at + 1..];
                    self.at += at + 1 + flags.find(|c| !is_of_name(c)).unwrap_or(flags.len());
                    return self.push(STRING, start);
                }
                _ => {}
            }
        }
        self.sign('/');
    }

    fn sign(&mut self, c: char) {
        let start = self.at;
        self.at += c.len_utf8();
        match c {
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.push(FIRST_SIGN + u32::from(c), start);
    }

    /// Whether a value comes here, so that `/` does not divide: after a sign that is no closing bracket, after a keyword, at the start.
    fn before_value(&self) -> bool {
        self.units.last().is_none_or(|unit| match unit.symbol {
            NAME | NUMBER | STRING => false,
            symbol => ![')', ']', '}'].into_iter().any(|closing| symbol == FIRST_SIGN + u32::from(closing)),
        })
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}
