//! Python source as tokens: enough to tell code from comments and strings, and where a statement begins. Wrong source gives some
//! tokens all the same. What stands in the braces of an f-string is not looked into.

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

/// Longer ones first.
const OPERATORS: [&str; 47] = [
    "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", "**", "//", "<<", ">>", "=", ".", ",", ":", ";", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "%",
    "&", "|", "^", "~", "<", ">", "@",
];

/// The tokens of `source`.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1, column: 0, depth: 0, tokens: Vec::new() };
    while !reader.rest.is_empty() {
        reader.next();
    }
    reader.tokens
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
    column: usize,
    /// Brackets open.
    depth: usize,
    tokens: Vec<Token>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) {
        let first = self.rest.chars().next().unwrap_or_default();
        if first == '\n' {
            if self.depth == 0 {
                self.push(Kind::Newline);
            }
            self.take(1);
        } else if first == '#' {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.take(end);
        } else if first == '\\' && self.rest[1..].trim_start_matches('\r').starts_with('\n') {
            self.take(self.rest.find('\n').map_or(1, |at| at + 1));
        } else if first.is_alphabetic() || first == '_' {
            let length = self.length_while(|next| next.is_alphanumeric() || next == '_');
            let name = &self.rest[..length];
            if is_prefix(name) && self.rest[length..].starts_with(['"', '\'']) {
                let raw = name.contains(['r', 'R']);
                self.string(length, raw);
            } else {
                self.push(Kind::Name(name.to_owned()));
                self.take(length);
            }
        } else if first.is_ascii_digit() {
            let length = self.length_while(|next| next.is_ascii_alphanumeric() || next == '.' || next == '_');
            self.push(Kind::Number(self.rest[..length].to_owned()));
            self.take(length);
        } else if first == '"' || first == '\'' {
            self.string(0, false);
        } else if let Some(operator) = OPERATORS.iter().find(|operator| self.rest.starts_with(**operator)) {
            match *operator {
                "(" | "[" | "{" => self.depth += 1,
                ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.push(Kind::Operator(operator));
            self.take(operator.len());
        } else {
            self.take(first.len_utf8());
        }
    }

    /// Reads a string whose quotes begin after `prefix` bytes.
    fn string(&mut self, prefix: usize, raw: bool) {
        let after = &self.rest[prefix..];
        let quote = &after[..1];
        let triple = quote.repeat(3);
        let quotes = if after.starts_with(&triple) { triple.as_str() } else { quote };
        let body = &after[quotes.len()..];
        let mut at = 0;
        let mut closed = false;
        while at < body.len() {
            let rest = &body[at..];
            if rest.starts_with(quotes) {
                closed = true;
                break;
            }
            if quotes.len() == 1 && rest.starts_with('\n') {
                break;
            }
            let mut characters = rest.chars();
            let first = characters.next().map_or(1, char::len_utf8);
            let second = if rest.starts_with('\\') { characters.next().map_or(0, char::len_utf8) } else { 0 };
            at += first + second;
        }
        let text = if raw { body[..at].to_owned() } else { unescaped(&body[..at]) };
        self.push(Kind::Text(text));
        self.take(prefix + quotes.len() + at + if closed { quotes.len() } else { 0 });
    }

    fn push(&mut self, kind: Kind) {
        self.tokens.push(Token { kind, line: self.line, column: self.column });
    }

    fn take(&mut self, bytes: usize) {
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

    fn length_while(&self, holds: impl Fn(char) -> bool) -> usize {
        self.rest.find(|next| !holds(next)).unwrap_or(self.rest.len())
    }
}

fn is_prefix(name: &str) -> bool {
    name.len() <= 2 && name.chars().all(|next| matches!(next.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f'))
}

/// The escapes that matter where texts are compared: line ends, tabs, quotes.
fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'").replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    #[test]
    fn code_apart_from_comments_and_strings() {
        let names = |source| -> Vec<String> {
            tokens(source).iter().filter_map(|token| token.name().map(str::to_owned)).collect()
        };
        for (source, expected) in [
            ("a = b  # c", vec!["a", "b"]),
            ("a = 'b' + \"c\" + '''d\n\"e\"''' + f", vec!["a", "f"]),
            ("a = rb'b\\'' + f", vec!["a", "f"]),
            ("a = 'unclosed\nb", vec!["a", "b"]),
            ("a = 'x\\\ny'\nb", vec!["a", "b"]),
            ("变量 = 1", vec!["变量"]),
            ("\\", vec![]),
            ("'\\", vec![]),
        ] {
            assert_eq!(names(source), expected, "{source}");
        }
    }

    #[test]
    fn lines_are_those_of_the_source() {
        let tokens = tokens("a = (1,\n  2)\n\n'''x\ny'''\nb");
        let b = tokens.last().unwrap();
        assert_eq!((b.line, b.column), (6, 0));
        assert_eq!(tokens.iter().filter(|token| token.kind == Kind::Newline).count(), 3);
    }
}
