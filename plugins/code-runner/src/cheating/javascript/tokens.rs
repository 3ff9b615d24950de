//! JavaScript source as tokens: enough to tell code from comments, strings, templates and regular expressions, and where a line of code
//! ends. Wrong source gives some tokens all the same. Whether a `/` divides is decided by the token before it; after `)` and `}` it does.

use crate::cheating::tokens::{Cursor, Kind, Token, until};

/// Longer ones first.
const OPERATORS: [&str; 57] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**", "{", "}", "(", ")",
    "[", "]", ".", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=",
];
/// Words after which a `/` begins a regular expression.
const BEFORE_EXPRESSION: [&str; 14] = [
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "new",
    "delete",
    "void",
    "throw",
    "else",
    "do",
    "instanceof",
    "await",
    "yield",
];

/// The tokens of `source`.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { cursor: Cursor::new(source), depth: 0, templates: Vec::new() };
    while !reader.cursor.rest.is_empty() {
        reader.next();
    }
    reader.cursor.tokens
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    /// Round and square brackets open.
    depth: usize,
    /// For each template that is open: the braces open in its `${`.
    templates: Vec<usize>,
}

impl Reader<'_> {
    fn next(&mut self) {
        let first = self.cursor.rest.chars().next().unwrap_or_default();
        if first == '\n' {
            if self.depth == 0 {
                self.cursor.push(Kind::Newline);
            }
            self.cursor.take(1);
        } else if self.cursor.rest.starts_with("//") {
            self.cursor.take(self.cursor.rest.find('\n').unwrap_or(self.cursor.rest.len()));
        } else if self.cursor.rest.starts_with("/*") {
            self.cursor.take(self.cursor.rest[2..].find("*/").map_or(self.cursor.rest.len(), |at| at + 4));
        } else if first.is_alphabetic() || matches!(first, '_' | '$' | '#') {
            let length = self.cursor.length_while(|next| next.is_alphanumeric() || matches!(next, '_' | '$' | '#'));
            self.cursor.push_text(Kind::Name, length);
        } else if first.is_ascii_digit() {
            let length = self.cursor.length_while(|next| next.is_ascii_alphanumeric() || next == '.' || next == '_');
            self.cursor.push_text(Kind::Number, length);
        } else if first == '"' || first == '\'' {
            self.string(first);
        } else if first == '`' {
            self.cursor.take(1);
            self.template();
        } else if first == '/' && self.begins_expression() {
            self.regular_expression();
        } else if first == '}' && self.templates.last() == Some(&0) {
            self.templates.pop();
            self.cursor.take(1);
            self.template();
        } else if let Some(operator) = OPERATORS.iter().find(|operator| self.cursor.rest.starts_with(**operator)) {
            self.operator(operator);
        } else {
            self.cursor.take(first.len_utf8());
        }
    }

    fn operator(&mut self, operator: &'static str) {
        match operator {
            "(" | "[" => self.depth += 1,
            ")" | "]" => self.depth = self.depth.saturating_sub(1),
            "{" => self.templates.iter_mut().last().into_iter().for_each(|open| *open += 1),
            "}" => self.templates.iter_mut().last().into_iter().for_each(|open| *open -= 1),
            ";" if self.depth == 0 => {
                self.cursor.push(Kind::Newline);
                self.cursor.take(1);
                return;
            }
            _ => {}
        }
        self.cursor.push(Kind::Operator(operator));
        self.cursor.take(operator.len());
    }

    /// Whether an expression, not an operator, can stand here.
    fn begins_expression(&self) -> bool {
        match self.cursor.tokens.iter().rev().find(|token| token.kind != Kind::Newline).map(|token| &token.kind) {
            None => true,
            Some(Kind::Operator(operator)) => !matches!(*operator, ")" | "]" | "}"),
            Some(Kind::Name(name)) => BEFORE_EXPRESSION.contains(&name.as_str()),
            Some(_) => false,
        }
    }

    fn string(&mut self, quote: char) {
        let body = &self.cursor.rest[1..];
        let length = until(body, |rest| rest.starts_with(quote) || rest.starts_with('\n'));
        let closed = body[length..].starts_with(quote);
        self.cursor.push(Kind::Text(unescaped(&body[..length])));
        self.cursor.take(1 + length + usize::from(closed));
    }

    /// Reads a template's text up to its end or the next `${`.
    fn template(&mut self) {
        let length = until(self.cursor.rest, |rest| rest.starts_with('`') || rest.starts_with("${"));
        self.cursor.push(Kind::Text(unescaped(&self.cursor.rest[..length])));
        let after = &self.cursor.rest[length..];
        if after.starts_with("${") {
            self.templates.push(0);
            self.cursor.take(length + 2);
        } else {
            self.cursor.take(length + usize::from(!after.is_empty()));
        }
    }

    fn regular_expression(&mut self) {
        let body = &self.cursor.rest[1..];
        let mut in_class = false;
        let length = until(body, |rest| {
            match rest.chars().next() {
                Some('[') => in_class = true,
                Some(']') => in_class = false,
                Some('/') if !in_class => return true,
                Some('\n') => return true,
                _ => {}
            }
            false
        });
        // Its text is no string to compare, but it is an operand: what follows divides.
        self.cursor.push(Kind::Number(String::new()));
        let closed = body[length..].starts_with('/');
        self.cursor.take(1 + length + usize::from(closed));
    }
}

fn unescaped(text: &str) -> String {
    crate::cheating::tokens::unescaped(text).replace("\\`", "`")
}

#[cfg(test)]
mod tests {
    use super::tokens;
    use crate::cheating::tokens::{Kind, Token};

    #[test]
    fn code_apart_from_comments_strings_and_regular_expressions() {
        let names =
            |source| -> Vec<String> { tokens(source).iter().filter_map(Token::name).map(str::to_owned).collect() };
        for (source, expected) in [
            ("a = b // c", vec!["a", "b"]),
            ("a /* b\n'c */ = d", vec!["a", "d"]),
            ("a = 'b' + \"c\\\"d\" + e", vec!["a", "e"]),
            ("a = `b ${c + `d ${e}` + {f: 1}.g} h` + i", vec!["a", "c", "e", "f", "g", "i"]),
            ("a = /b['\"/]c/g + d", vec!["a", "g", "d"]),
            ("a = b / c / d", vec!["a", "b", "c", "d"]),
            ("return /'/.test(a)", vec!["return", "test", "a"]),
            ("f(a) / 2 // '\nb", vec!["f", "a", "b"]),
            ("a = 'open\nb", vec!["a", "b"]),
            ("变量 = $x", vec!["变量", "$x"]),
            ("`${", vec![]),
            ("'\\", vec![]),
        ] {
            assert_eq!(names(source), expected, "{source}");
        }
    }

    #[test]
    fn lines_are_those_of_the_source() {
        let tokens = tokens("a(1,\n  2)\n\n`x\ny`; c\nb");
        let b = tokens.last().unwrap();
        assert_eq!((b.line, b.column), (6, 0));
        assert_eq!(tokens.iter().filter(|token| token.kind == Kind::Newline).count(), 4);
    }
}
