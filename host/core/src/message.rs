//! A text in several languages. Knows nothing of translation or of the reader's preferences beyond one tag.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// A text in one language or more, its default first. As JSON an object from BCP 47 tags to texts, in that order.
/// Never empty, no language twice, no text blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Vec<(String, String)>);

/// The most languages of one message.
pub const MAX_LANGUAGES: usize = 50;

/// Why some texts are no [`Message`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// No text at all.
    #[error("it holds no text; give one for a language at least, such as `en`")]
    Empty,
    /// Not a BCP 47 tag.
    #[error("`{lang}` is no language tag; write one such as `zh-CN` or `en`")]
    NotLanguage {
        /// What was there instead.
        lang: String,
    },
    /// A language twice, whatever the case of its letters.
    #[error("it has two texts for `{lang}`; keep one")]
    RepeatedLanguage {
        /// The second one.
        lang: String,
    },
    /// More texts than anybody translates into; each is compared with all before it.
    #[error("it has texts in more than {MAX_LANGUAGES} languages; leave some out")]
    TooManyLanguages,
    /// Nothing but white space.
    #[error("its text for `{lang}` is blank; write it, or leave the language out")]
    Blank {
        /// The language of the blank text.
        lang: String,
    },
}

impl Message {
    /// From languages and texts, the default first.
    ///
    /// # Errors
    ///
    /// When there is none, a tag is no BCP 47 tag, a language comes twice, or a text is blank.
    pub fn new<L: Into<String>, T: Into<String>>(
        texts: impl IntoIterator<Item = (L, T)>,
    ) -> Result<Self, MessageError> {
        let mut message = Vec::new();
        for (lang, text) in texts {
            let (lang, text): (String, String) = (lang.into(), text.into());
            if message.len() == MAX_LANGUAGES {
                return Err(MessageError::TooManyLanguages);
            }
            if !is_language_tag(&lang) {
                return Err(MessageError::NotLanguage { lang });
            }
            if message.iter().any(|(known, _): &(String, String)| known.eq_ignore_ascii_case(&lang)) {
                return Err(MessageError::RepeatedLanguage { lang });
            }
            if text.trim().is_empty() {
                return Err(MessageError::Blank { lang });
            }
            message.push((lang, text));
        }
        if message.is_empty() { Err(MessageError::Empty) } else { Ok(Self(message)) }
    }

    /// The text for a BCP 47 tag: the very language, else one with the same primary subtag (`en` for `en-GB`), else the default.
    pub fn in_language(&self, tag: &str) -> &str {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let wanted = primary(tag);
        let same = |(lang, _): &&(String, String)| lang.eq_ignore_ascii_case(tag);
        let near = |(lang, _): &&(String, String)| primary(lang) == wanted;
        self.0.iter().find(same).or_else(|| self.0.iter().find(near)).map_or(self.default_text(), |(_, text)| text)
    }

    /// The text of the first language.
    pub fn default_text(&self) -> &str {
        &self.0[0].1
    }

    /// Languages and texts, the default first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(lang, text)| (lang.as_str(), text.as_str()))
    }

    /// Whether there is a text for this very language.
    pub fn has(&self, tag: &str) -> bool {
        self.0.iter().any(|(lang, _)| lang.eq_ignore_ascii_case(tag))
    }
}

/// Whether a text has the shape of a BCP 47 tag (RFC 5646): subtags of letters and digits, the first of 2 to 8 letters.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.len() <= 35
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawMessage(texts) = RawMessage::deserialize(deserializer)?;
        Self::new(texts).map_err(D::Error::custom)
    }
}

/// A message as it came, from a plugin or a file: nothing about it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawMessage(pub Vec<(String, String)>);

impl TryFrom<RawMessage> for Message {
    type Error = MessageError;

    fn try_from(raw: RawMessage) -> Result<Self, MessageError> {
        Self::new(raw.0)
    }
}

impl From<Message> for RawMessage {
    fn from(message: Message) -> Self {
        Self(message.0)
    }
}

impl<'de> Deserialize<'de> for RawMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = RawMessage;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object from languages to texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RawMessage, A::Error> {
                let mut texts = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    texts.push(entry);
                }
                Ok(RawMessage(texts))
            }
        }

        deserializer.deserialize_map(Texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_asked_for_or_the_nearest() {
        let message = Message::new([("zh-CN", "你好"), ("en", "Hello"), ("en-GB", "Good day")]).unwrap();
        let cases = [
            ("en", "Hello"),
            ("EN", "Hello"),
            ("en-GB", "Good day"),
            ("en-US", "Hello"),
            ("zh-TW", "你好"),
            ("fr", "你好"),
            ("", "你好"),
        ];
        for (tag, expected) in cases {
            assert_eq!(message.in_language(tag), expected, "{tag}");
        }
    }

    #[test]
    fn json_keeps_the_order() {
        let text = r#"{"zh-CN":"你好","en":"Hello"}"#;
        let message: Message = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&message).unwrap(), text);
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::from_value::<Message>(value).unwrap(), message);
    }

    #[test]
    fn a_message_has_languages_up_to_the_bound() {
        let texts = |count: usize| (0..count).map(|n| (format!("en-{n}"), "x"));
        assert!(Message::new(texts(MAX_LANGUAGES)).is_ok());
        assert_eq!(Message::new(texts(MAX_LANGUAGES + 1)), Err(MessageError::TooManyLanguages));
    }

    #[test]
    fn what_is_no_message() {
        let cases: [(&[(&str, &str)], &str); 5] = [
            (&[], "no text"),
            (&[("english!", "x")], "no language tag"),
            (&[("e", "x")], "no language tag"),
            (&[("en", "x"), ("EN", "y")], "two texts"),
            (&[("en", " \n")], "blank"),
        ];
        for (texts, said) in cases {
            let error = Message::new(texts.iter().copied()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
