//! Python source as tokens: enough to tell code from comments and strings, and where a statement begins. Wrong source gives some
//! tokens all the same. What stands in the braces of an f-string is not looked into.

use crate::cheating::tokens::{Cursor, Kind, Token, unescaped, until};

/// Longer ones first.
const OPERATORS: [&str; 47] = [
    "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", "**", "//", "<<", ">>", "=", ".", ",", ":", ";", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "%",
    "&", "|", "^", "~", "<", ">", "@",
];

/// The tokens of `source`.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { cursor: Cursor::new(source), depth: 0 };
    while !reader.cursor.rest.is_empty() {
        reader.next();
    }
    reader.cursor.tokens
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    /// Brackets open.
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) {
        let first = self.cursor.rest.chars().next().unwrap_or_default();
        if first == '\n' {
            if self.depth == 0 {
                self.cursor.push(Kind::Newline);
            }
            self.cursor.take(1);
        } else if first == '#' {
            let end = self.cursor.rest.find('\n').unwrap_or(self.cursor.rest.len());
            self.cursor.take(end);
        } else if first == '\\' && self.cursor.rest[1..].trim_start_matches('\r').starts_with('\n') {
            self.cursor.take(self.cursor.rest.find('\n').map_or(1, |at| at + 1));
        } else if first.is_alphabetic() || first == '_' {
            let length = self.cursor.length_while(|next| next.is_alphanumeric() || next == '_');
            let name = &self.cursor.rest[..length];
            if is_prefix(name) && self.cursor.rest[length..].starts_with(['"', '\'']) {
                let raw = name.contains(['r', 'R']);
                self.string(length, raw);
            } else {
                self.cursor.push_text(Kind::Name, length);
            }
        } else if first.is_ascii_digit() {
            let length = self.cursor.length_while(|next| next.is_ascii_alphanumeric() || next == '.' || next == '_');
            self.cursor.push_text(Kind::Number, length);
        } else if first == '"' || first == '\'' {
            self.string(0, false);
        } else if let Some(operator) = OPERATORS.iter().find(|operator| self.cursor.rest.starts_with(**operator)) {
            match *operator {
                "(" | "[" | "{" => self.depth += 1,
                ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.cursor.push(Kind::Operator(operator));
            self.cursor.take(operator.len());
        } else {
            self.cursor.take(first.len_utf8());
        }
    }

    /// Reads a string whose quotes begin after `prefix` bytes.
    fn string(&mut self, prefix: usize, raw: bool) {
        let after = &self.cursor.rest[prefix..];
        let quote = &after[..1];
        let triple = quote.repeat(3);
        let quotes = if after.starts_with(&triple) { triple.as_str() } else { quote };
        let body = &after[quotes.len()..];
        let at = until(body, |rest| rest.starts_with(quotes) || (quotes.len() == 1 && rest.starts_with('\n')));
        let closed = body[at..].starts_with(quotes);
        let text = if raw { body[..at].to_owned() } else { unescaped(&body[..at]) };
        self.cursor.push(Kind::Text(text));
        self.cursor.take(prefix + quotes.len() + at + if closed { quotes.len() } else { 0 });
    }
}

fn is_prefix(name: &str) -> bool {
    name.len() <= 2 && name.chars().all(|next| matches!(next.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f'))
}

#[cfg(test)]
mod tests {
    use super::tokens;
    use crate::cheating::tokens::Kind;

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
