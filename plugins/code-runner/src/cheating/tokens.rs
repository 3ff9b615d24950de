//! Tokens of a source in any language, and the cursor that takes them off its text. What a token is in a language stands in the
//! language's folder.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Name(String),
    /// A number, as written.
    Number(String),
    /// A string's text between its quotes, escapes as written.
    Text(String),
    /// An operator or a bracket.
    Operator(&'static str),
    /// The end of a statement's line.
    Newline,
}

/// A token and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Counted from 1.
    pub(crate) line: u32,
    /// Counted from 0.
    pub(crate) column: usize,
}

impl Token {
    /// Whether it is this operator.
    pub(crate) fn is(&self, operator: &str) -> bool {
        matches!(self.kind, Kind::Operator(own) if own == operator)
    }

    /// Its name, if it is one.
    pub(crate) fn name(&self) -> Option<&str> {
        if let Kind::Name(name) = &self.kind { Some(name) } else { None }
    }

    /// Its text, if it is a string.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }
}

/// Where a reader of a source is, and the tokens before.
pub(super) struct Cursor<'a> {
    /// What is not read yet.
    pub(super) rest: &'a str,
    line: u32,
    column: usize,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { rest: source, line: 1, column: 0, tokens: Vec::new() }
    }

    /// A token that begins here.
    pub(super) fn push(&mut self, kind: Kind) {
        self.tokens.push(Token { kind, line: self.line, column: self.column });
    }

    /// Goes on by so many bytes.
    pub(super) fn take(&mut self, bytes: usize) {
        let (taken, rest): (&'a str, &'a str) = self.rest.split_at(bytes.min(self.rest.len()));
        for character in taken.chars() {
            if character == '\n' {
                self.line += 1;
                self.column = 0;
            } else {
                self.column += 1;
            }
        }
        self.rest = rest;
    }

    /// A token of so many bytes.
    pub(super) fn push_text(&mut self, kind: impl Fn(String) -> Kind, bytes: usize) {
        self.push(kind(self.rest[..bytes].to_owned()));
        self.take(bytes);
    }

    pub(super) fn length_while(&self, holds: impl Fn(char) -> bool) -> usize {
        self.rest.find(|next| !holds(next)).unwrap_or(self.rest.len())
    }
}

/// The bytes of `text` before `ends` holds; a backslash takes the next character along.
pub(super) fn until(text: &str, mut ends: impl FnMut(&str) -> bool) -> usize {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if !rest.starts_with('\\') && ends(rest) {
            break;
        }
        let mut characters = rest.chars();
        let first = characters.next().map_or(1, char::len_utf8);
        let second = if rest.starts_with('\\') { characters.next().map_or(0, char::len_utf8) } else { 0 };
        at += first + second;
    }
    at
}

/// The escapes that matter where texts are compared: line ends, tabs, quotes.
pub(super) fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'").replace("\\\"", "\"")
}
