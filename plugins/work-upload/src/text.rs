//! Texts of a config in several languages, and how a stranger's words are quoted in messages. No message itself is here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_sdk::{Message, Problem};

/// How many characters of a stranger's text a message shows.
const QUOTED_CHARS: usize = 60;

/// A text by language (BCP 47 tag).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in `locale`, else in another variety of that language, else in Chinese, English, or whatever there is.
    pub fn text(&self, locale: &str) -> &str {
        let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let wanted = language(locale);
        self.0
            .get(locale)
            .or_else(|| self.0.iter().find(|(tag, _)| language(tag) == wanted).map(|(_, text)| text))
            .or_else(|| self.0.get("zh-CN"))
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The Chinese text in Chinese quotation marks.
    pub(crate) fn zh(&self) -> String {
        format!("「{}」", self.text("zh-CN"))
    }

    /// The English text in quotation marks.
    pub(crate) fn en(&self) -> String {
        format!("\"{}\"", self.text("en"))
    }
}

/// A stranger's text as it can stand in a message: cut to a length, without control characters and without those that change the
/// direction of what comes after.
pub(crate) fn clean(text: &str) -> String {
    let mut shown: String =
        text.chars().take(QUOTED_CHARS).map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(QUOTED_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

/// The same between backticks; right-to-left text cannot reorder what stands around it.
pub(crate) fn quoted(text: &str) -> String {
    let shown = clean(text).replace('`', "'");
    let isolated = shown.chars().any(is_right_to_left);
    if isolated { format!("`\u{2068}{shown}\u{2069}`") } else { format!("`{shown}`") }
}

/// What stands before a header or a name when two are compared: full width, case and blanks make no difference.
pub(crate) fn normal(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace() && !is_unsafe(*c)).flat_map(char::to_lowercase).collect()
}

/// The half-width form of a full-width character.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A problem at `pointer` in both languages.
pub(crate) fn problem(pointer: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::at(pointer, Message::zh_en(zh, en))
}

/// `a`、`b`.
pub(crate) fn list_zh<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(quoted).collect::<Vec<_>>().join("、")
}

/// `a`, `b`.
pub(crate) fn list_en<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Bytes as people read them.
pub(crate) fn bytes(count: u64) -> String {
    const KIB: u64 = 1024;
    match count {
        0..KIB => format!("{count} B"),
        KIB..1_048_576 => format!("{} KiB", count / KIB),
        _ => format!("{}.{} MiB", count / 1_048_576, count % 1_048_576 * 10 / 1_048_576),
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::{bytes, normal, quoted};

    #[test]
    fn strangers_words_stay_within_their_quotes() {
        for (text, expected) in [
            ("plan.xlsx", "`plan.xlsx`"),
            ("a\u{202e}xslx.exe", "`a\u{fffd}xslx.exe`"),
            ("a\n\u{7}`b", "`a\u{fffd}\u{fffd}'b`"),
            ("דוח.xlsx", "`\u{2068}דוח.xlsx\u{2069}`"),
        ] {
            assert_eq!(quoted(text), expected);
        }
        assert_eq!(quoted(&"字".repeat(500)).chars().count(), 63);
    }

    #[test]
    fn names_compare_without_width_case_and_blanks() {
        assert_eq!(normal(" Ｓａｌｅｓ　额\u{feff} "), normal("sales额"));
    }

    #[test]
    fn sizes_read_well() {
        for (count, expected) in [(0, "0 B"), (1023, "1023 B"), (2048, "2 KiB"), (1_572_864, "1.5 MiB")] {
            assert_eq!(bytes(count), expected);
        }
    }
}
