//! Cuts a normal text into words: Chinese by jieba with this library's dictionary, others by Unicode's rules; English by its stem, and
//! numbers by their value. Knows nothing of sentences.

use std::io::Cursor;
use std::sync::LazyLock;

use jieba_rs::Jieba;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use crate::lexicon::{Roles, roles};
use crate::normal::is_han;
use crate::numbers;

/// Words with their frequencies, one on each line; see the README for where it is from.
const DICTIONARY: &str = include_str!("../data/words.txt");

static JIEBA: LazyLock<Jieba> =
    LazyLock::new(|| Jieba::with_dict(&mut Cursor::new(DICTIONARY)).unwrap_or_else(|_| Jieba::empty()));

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Longer words are compared as they stand; a stemmer's work is for words.
const LONGEST_STEMMED: usize = 40;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is compared by: a Chinese word, an English stem, or a number as `#3200000` or `#30%`.
    pub key: String,
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte in the normal text.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    pub(crate) roles: Roles,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Chinese, and how many characters it has.
    Chinese(u32),
    /// Of another script.
    Word,
    /// A number in figures or in words.
    Number,
}

impl Token {
    /// Whether it only holds a sentence together.
    pub fn is_function_word(&self) -> bool {
        self.roles.has(Roles::FUNCTION)
    }
}

pub(crate) fn prepare() {
    LazyLock::force(&JIEBA);
    LazyLock::force(&STEMMER);
}

/// The words of a normal text, in order.
pub(crate) fn words(text: &str) -> Vec<Token> {
    let mut cutter = Cutter { text, tokens: Vec::new(), english: None };
    let mut run: Option<(usize, usize)> = None;
    for (start, word) in text.unicode_word_indices() {
        let end = start + word.len();
        let han = word.chars().all(is_han);
        match run {
            Some((first, last)) if han && last == start => run = Some((first, end)),
            _ => {
                if let Some((first, last)) = run.take() {
                    cutter.chinese(first, last);
                }
                if han {
                    run = Some((start, end));
                } else {
                    cutter.other(start, end);
                }
            }
        }
    }
    if let Some((first, last)) = run {
        cutter.chinese(first, last);
    }
    cutter.tokens
}

struct Cutter<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The number that the last token is, if English words can still add to it.
    english: Option<numbers::EnglishNumber>,
}

impl Cutter<'_> {
    /// A run of Chinese characters: numbers first, jieba between them.
    fn chinese(&mut self, first: usize, last: usize) {
        self.english = None;
        let mut plain = first;
        let mut at = first;
        while let Some(rest) = self.text.get(at..last).filter(|rest| !rest.is_empty()) {
            let character = rest.chars().next().unwrap_or_default();
            if at == first && self.scale_last_number(character, first) {
                at += character.len_utf8();
                plain = at;
            } else if let Some((bytes, value, percent)) = numbers::chinese(rest) {
                self.cut(plain, at);
                self.push(numbers::key(value, percent), TokenKind::Number, at, at + bytes);
                at += bytes;
                plain = at;
            } else {
                at += character.len_utf8();
            }
        }
        self.cut(plain, last);
    }

    /// 320万: the number before a run that begins with 万.
    fn scale_last_number(&mut self, character: char, start: usize) -> bool {
        let (Some(scale), Some(last)) = (numbers::chinese_scale(character), self.tokens.last_mut()) else {
            return false;
        };
        let written = self.text.get(last.start..last.end).unwrap_or_default();
        let value = numbers::figures(written).and_then(|value| numbers::scaled(value, scale));
        let (Some(value), true) = (value, last.kind == TokenKind::Number && last.end == start) else { return false };
        last.key = numbers::key(value, false);
        last.end += character.len_utf8();
        true
    }

    fn cut(&mut self, first: usize, last: usize) {
        let Some(run) = self.text.get(first..last).filter(|run| !run.is_empty()) else { return };
        let mut start = first;
        for word in JIEBA.cut(run, false) {
            let end = start + word.word.len();
            let count = u32::try_from(word.word.chars().count()).unwrap_or(u32::MAX);
            self.push(word.word.to_owned(), TokenKind::Chinese(count), start, end);
            start = end;
        }
    }

    fn other(&mut self, start: usize, end: usize) {
        let Some(word) = self.text.get(start..end) else { return };
        if let Some(value) = numbers::figures(word) {
            let percent = self.text.get(end..).is_some_and(|rest| rest.trim_start_matches(' ').starts_with('%'));
            self.push(numbers::key(value, percent), TokenKind::Number, start, end);
            self.english = (!percent).then(|| numbers::EnglishNumber::of(value));
            return;
        }
        if let Some(number) = numbers::english(word) {
            // "one" alone is a pronoun; it still can begin "one hundred".
            if let (Some(value), Some(last)) =
                (self.english.and_then(|so_far| so_far.then(number)), self.tokens.last_mut())
            {
                (last.key, last.kind, last.end) = (numbers::key(value.value(), false), TokenKind::Number, end);
                self.english = Some(value);
            } else if let Some(value) = numbers::EnglishNumber::default().then(number) {
                let kind = if word == "one" { TokenKind::Word } else { TokenKind::Number };
                self.push(numbers::key(value.value(), false), kind, start, end);
                self.english = Some(value);
            }
            return;
        }
        let percent =
            word == "percent" || (word == "cent" && self.text.get(..start).is_some_and(|it| it.ends_with("per ")));
        let number = if word == "cent" { self.tokens.len().checked_sub(2) } else { self.tokens.len().checked_sub(1) };
        if let (true, Some(number)) = (percent, number)
            && let Some(token) = self.tokens.get_mut(number)
            && token.kind == TokenKind::Number
            && !token.key.ends_with('%')
        {
            token.key.push('%');
            token.end = end;
            self.tokens.truncate(number + 1);
            self.english = None;
            return;
        }
        self.english = None;
        self.push(stem(word), TokenKind::Word, start, end);
    }

    fn push(&mut self, key: String, kind: TokenKind, start: usize, end: usize) {
        self.english = None;
        let roles = self.text.get(start..end).map(roles).unwrap_or_default();
        self.tokens.push(Token { key, kind, start, end, roles });
    }
}

fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.len() > LONGEST_STEMMED || !word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
        return word.to_owned();
    }
    STEMMER.stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::normal::Normal;

    fn keys(text: &str) -> Vec<String> {
        words(&Normal::new(text).text).into_iter().map(|token| token.key).collect()
    }

    #[test]
    fn texts_are_cut_into_words() {
        for (text, expected) in [
            ("我给客户退款。", "我 给 客户 退款"),
            ("銷售額增長了百分之三十", "销售额 增长 了 #30%"),
            ("We apologised to the customers' team.", "we apologis to the custom team"),
            ("320万元，三百二十万，3,200,000", "#3200000 元 #3200000 #3200000"),
            ("thirty percent, 30 per cent, 30 %", "#30% #30% #30%"),
            ("3.2 million and two hundred", "#3200000 and #200"),
            ("one of twenty-five", "#1 of #25"),
            ("didn't", "didn't"),
            ("😀 مرحبا", "مرحبا"),
        ] {
            assert_eq!(keys(text).join(" "), expected, "{text}");
        }
    }
}
