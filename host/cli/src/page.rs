//! Lines of a page of some width: wraps text where it may break, Chinese between any two characters. Knows nothing of scores.

use console::Term;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What gets longer line by line.
pub(crate) struct Page {
    width: usize,
    text: String,
}

/// How wide a page is where nobody says: on paper, in a file, in a pipe.
const COLUMNS: usize = 100;

/// What may not begin a line, or not end one.
const CLOSING: &str = "，。；：、！？）》”’】…,.;:!?)]}%";
const OPENING: &str = "（《“‘【([{";

impl Page {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, text: String::new() }
    }

    /// As wide as the terminal, within reason.
    pub(crate) fn of_terminal() -> Self {
        let columns = Term::stdout().size_checked().map(|(_, columns)| columns);
        Self::new(columns.map_or(COLUMNS, |columns| usize::from(columns).clamp(60, 120)))
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line as it stands.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Text after `label`, wrapped; its further lines begin below its first one. `style` is put around each line of it.
    pub(crate) fn wrapped(&mut self, label: &str, text: &str, style: Style) {
        let indent = columns(label);
        for (n, line) in wrap(text, self.width.saturating_sub(indent).max(20)).into_iter().enumerate() {
            let before = if n == 0 { label.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{before}{}", style.around(&line)));
        }
    }
}

/// Every sequence that [`Style`] and the errors write.
const STYLES: [&str; 8] =
    ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[33m", "\u{1b}[1;31m", "\u{1b}[1;33m", "\u{1b}[1;36m"];

/// How text looks on a terminal; the words never depend on it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Style {
    Plain,
    Bold,
    Dim,
    Yellow,
    Red,
    BoldRed,
}

impl Style {
    pub(crate) fn around(self, text: &str) -> String {
        let code = match self {
            Self::Plain => return text.to_owned(),
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Yellow => "33",
            Self::Red => "31",
            Self::BoldRed => "1;31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// What a terminal may be sent: the styles of this program and lines. All other control characters go, and those that turn the direction
/// of writing: titles, findings and names are strangers', and an escape sequence could rewrite what stands above it.
pub(crate) fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(style) = STYLES.into_iter().find(|style| rest.starts_with(style)) {
            clean.push_str(style);
            rest = &rest[style.len()..];
            continue;
        }
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
        if c == '\n' || !(c.is_control() || turns) {
            clean.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    clean
}

/// How many columns a text takes on a terminal, without what only styles it.
pub(crate) fn columns(text: &str) -> usize {
    console::strip_ansi_codes(text).width()
}

/// The text with spaces up to `columns`.
pub(crate) fn padded(text: &str, wanted: usize) -> String {
    format!("{text}{}", " ".repeat(wanted.saturating_sub(columns(text))))
}

/// A no-break space (U+00A0) ends no line and comes out as a space.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in text.lines().flat_map(|line| pieces(line).into_iter().chain(["\n"])) {
        let line = lines.last_mut().expect("there is a first line");
        if piece == "\n" {
            lines.push(String::new());
        } else if line.is_empty() || line.width() + piece.trim_end().width() <= width {
            line.push_str(piece);
        } else {
            lines.push(piece.to_owned());
        }
    }
    lines.pop();
    lines.iter().map(|line| line.trim_end().replace('\u{a0}', " ")).collect()
}

/// The parts between which a line may end: after spaces, and around wide characters.
fn pieces(line: &str) -> Vec<&str> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let wide = |c: char| c.width() == Some(2);
        let breaks = before.is_some_and(|before| {
            (before == ' ' && c != ' ')
                || ((wide(before) || wide(c)) && c != ' ' && !OPENING.contains(before) && !CLOSING.contains(c))
        });
        if breaks {
            pieces.push(&line[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&line[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_they_may() {
        let cases: [(&str, usize, &[&str]); 7] = [
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 13, &["one two three"]),
            ("unbreakable", 4, &["unbreakable"]),
            ("改写了，它不是", 6, &["改写", "了，它", "不是"]),
            ("导入了 `wit_world`：它属于", 12, &["导入了", "`wit_world`：", "它属于"]),
            ("a\nb c", 10, &["a", "b c"]),
            ("took 1\u{a0}s", 7, &["took", "1 s"]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(wrap(text, width), expected, "{text:?} in {width}");
        }
    }

    #[test]
    fn strangers_do_not_steer_the_terminal() {
        let cases = [
            ("plain 文字\n", "plain 文字\n"),
            ("\u{1b}[1mbold\u{1b}[0m", "\u{1b}[1mbold\u{1b}[0m"),
            ("a\u{1b}[2Jb", "a[2Jb"),
            ("\u{1b}]0;title\u{7}x", "]0;titlex"),
            ("a\u{9b}2Jb\tc\rd", "a2Jbcd"),
            ("\u{202e}desrever", "desrever"),
        ];
        for (text, expected) in cases {
            assert_eq!(cleaned(text), expected, "{text:?}");
        }
    }

    #[test]
    fn further_lines_begin_below_the_first() {
        let mut page = Page::new(26);
        page.wrapped("  严重  ", "one two three four five six", Style::Plain);
        assert_eq!(page.into_text(), "  严重  one two three four\n        five six\n");
        assert_eq!(padded(&Style::Red.around("严重"), 6), "\u{1b}[31m严重\u{1b}[0m  ");
    }
}
