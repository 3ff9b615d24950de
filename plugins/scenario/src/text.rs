//! Texts of a config in several languages, and small helpers for the messages this plugin writes. No message itself is here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_sdk::{Message, Problem};

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
}

/// A problem at `pointer` in both languages.
pub(crate) fn problem(pointer: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::at(pointer, Message::zh_en(zh, en))
}

/// `a`、`b` in Chinese.
pub(crate) fn list_zh<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join("、")
}

/// `a`, `b` in English.
pub(crate) fn list_en<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::Localized;

    #[test]
    fn a_missing_language_falls_back() {
        let text = |pairs: &[(&str, &str)]| {
            Localized(pairs.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect())
        };
        let both = text(&[("en", "Power"), ("zh-CN", "电源")]);
        for (locale, expected) in
            [("en", "Power"), ("en-GB", "Power"), ("zh-TW", "电源"), ("zh", "电源"), ("fr", "电源")]
        {
            assert_eq!(both.text(locale), expected, "{locale}");
        }
        assert_eq!(text(&[("en", "Power")]).text("zh-CN"), "Power");
        assert_eq!(text(&[]).text("en"), "");
    }
}
