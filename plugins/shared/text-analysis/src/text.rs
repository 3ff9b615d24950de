//! A text in sentences, clauses and words, each with its place in what the candidate wrote.

use std::ops::Range;

use crate::normal::Normal;
use crate::words::{Token, TokenKind, words};

/// So many characters of a text are read; [`Text::is_cut`] says that there were more.
pub const MAX_CHARACTERS: usize = 20_000;

/// A quoted sentence is cut after so many characters.
const QUOTED: usize = 160;

/// A text that was read.
#[derive(Debug, Clone)]
pub struct Text {
    original: String,
    normal: String,
    tokens: Vec<Token>,
    clauses: Vec<Range<usize>>,
    sentences: Vec<Sentence>,
    length: Length,
    paragraphs: u32,
    cut: bool,
}

/// A sentence, or a line without an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its words, as places in [`Text::tokens`]; never none.
    pub words: Range<usize>,
    /// Its bytes in [`Text::original`].
    pub source: Range<usize>,
    /// Its line, from 0; empty lines do not count.
    pub paragraph: u32,
}

/// A language that measures are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// At least half of the text's length is Chinese.
    Chinese,
    /// Every other text; the measures are those of English.
    English,
}

/// A length that grows word by word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Length {
    chinese: u64,
    others: u64,
}

impl Length {
    fn of(words: &[Token]) -> Self {
        let mut length = Self::default();
        for word in words {
            length.add(word);
        }
        length
    }

    fn total(self) -> u64 {
        self.chinese + self.others * 4 / 3
    }

    fn add(&mut self, word: &Token) -> u64 {
        match word.kind {
            TokenKind::Chinese(characters) => self.chinese += u64::from(characters),
            TokenKind::Word | TokenKind::Number => self.others += 1,
        }
        self.total()
    }
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    None,
    Clause,
    Sentence,
    Line,
}

impl Text {
    /// Reads at most so much of a text, as [`Text::length`] counts, and never more than [`MAX_CHARACTERS`].
    pub fn with_length(text: &str, length: u64) -> Self {
        let read = Self::new(text);
        if read.length() <= length {
            return read;
        }
        let mut so_far = Length::default();
        let kept = read.tokens.iter().take_while(|word| so_far.add(word) <= length).count();
        let end = kept.checked_sub(1).and_then(|last| read.tokens.get(last)).map_or(0, |last| last.end);
        let end = read.source_end(&Normal::new(&read.original), end);
        let mut shorter = Self::new(read.original.get(..end).unwrap_or_default());
        shorter.cut = true;
        shorter
    }

    /// Reads a text, at most [`MAX_CHARACTERS`] of it.
    pub fn new(text: &str) -> Self {
        let end = text.char_indices().nth(MAX_CHARACTERS).map_or(text.len(), |(end, _)| end);
        let original = text.get(..end).unwrap_or_default().to_owned();
        let normal = Normal::new(&original);
        let tokens = words(&normal.text);
        let mut read = Self {
            cut: end < text.len(),
            length: Length::of(&tokens),
            paragraphs: 0,
            original,
            normal: normal.text.clone(),
            tokens,
            clauses: Vec::new(),
            sentences: Vec::new(),
        };
        read.split(&normal);
        read
    }

    /// What the candidate wrote, as far as it was read.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The text in the form that is compared.
    pub(crate) fn normal(&self) -> &str {
        &self.normal
    }

    /// Its words.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Its sentences.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The words of a sentence.
    pub fn sentence_words(&self, sentence: usize) -> &[Token] {
        self.sentences.get(sentence).and_then(|it| self.tokens.get(it.words.clone())).unwrap_or_default()
    }

    /// Clauses as ranges of words.
    pub(crate) fn clauses(&self) -> &[Range<usize>] {
        &self.clauses
    }

    /// How many lines are not empty.
    pub fn paragraphs(&self) -> u32 {
        self.paragraphs
    }

    /// Whether it was longer than what is read.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The language that measures are made for.
    pub fn language(&self) -> Language {
        if self.length.chinese > 0 && self.length.chinese * 3 >= self.length.others * 4 {
            Language::Chinese
        } else {
            Language::English
        }
    }

    /// Its length in Chinese characters; three words of another script count as four, which is what translations come to.
    pub fn length(&self) -> u64 {
        self.length.total()
    }

    /// The length of some of its words, alike.
    pub fn length_of(&self, words: &[Token]) -> u64 {
        Length::of(words).total()
    }

    /// A sentence as the candidate wrote it, cut when it is long.
    pub fn quote(&self, sentence: usize) -> String {
        let source =
            self.sentences.get(sentence).and_then(|it| self.original.get(it.source.clone())).unwrap_or_default();
        match source.char_indices().nth(QUOTED) {
            Some((end, _)) => format!("{}…", source.get(..end).unwrap_or_default()),
            None => source.to_owned(),
        }
    }

    /// The sentence that a word is in.
    pub(crate) fn sentence_of(&self, word: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.words.end <= word)
    }

    /// The clause that a word is in.
    pub(crate) fn clause_of(&self, word: usize) -> usize {
        self.clauses.partition_point(|clause| clause.end <= word)
    }

    fn split(&mut self, normal: &Normal) {
        let (mut clause, mut sentence, mut last_end) = (0, 0, 0);
        for index in 0..self.tokens.len() {
            let (end, next) =
                (self.tokens[index].end, self.tokens.get(index + 1).map_or(self.normal.len(), |it| it.start));
            let gap = self.normal.get(end..next).unwrap_or_default();
            let last = index + 1 == self.tokens.len();
            let between = if last { Break::Line } else { self.break_after(index, gap) };
            if between >= Break::Clause {
                self.clauses.push(clause..index + 1);
                clause = index + 1;
            }
            if between >= Break::Sentence {
                let from = self
                    .normal
                    .get(last_end..self.tokens[sentence].start)
                    .map_or(last_end, |gap| last_end + opening(gap));
                let to = end + closing(gap);
                self.sentences.push(Sentence {
                    words: sentence..index + 1,
                    source: normal.origin(from)..self.source_end(normal, to),
                    paragraph: self.paragraphs,
                });
                (sentence, last_end) = (index + 1, to);
            }
            if between == Break::Line {
                self.paragraphs += 1;
            }
        }
    }

    /// The byte after the character before `end`.
    fn source_end(&self, normal: &Normal, end: usize) -> usize {
        let last = self.normal.get(..end).and_then(|text| text.char_indices().next_back()).map_or(0, |(last, _)| last);
        let at = normal.origin(last);
        at + self.original.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    }

    fn break_after(&self, index: usize, gap: &str) -> Break {
        let mut found = Break::None;
        let mut characters = gap.chars().peekable();
        while let Some(character) = characters.next() {
            found = found.max(match character {
                '\n' => Break::Line,
                '。' | '!' | '?' | ';' | '…' | '｡' => Break::Sentence,
                '.' if characters.peek().is_none_or(|next| !next.is_alphanumeric()) && !self.is_abbreviation(index) => {
                    Break::Sentence
                }
                ',' | ':' | '(' | ')' | '—' | '–' => Break::Clause,
                _ => Break::None,
            });
        }
        found
    }

    fn is_abbreviation(&self, index: usize) -> bool {
        let token = &self.tokens[index];
        let word = self.normal.get(token.start..token.end).unwrap_or_default();
        matches!(word, "mr" | "mrs" | "ms" | "dr" | "e.g" | "i.e" | "etc" | "vs" | "approx")
    }
}

/// Where in what precedes a sentence its opening quote begins.
fn opening(gap: &str) -> usize {
    let kept = gap.trim_end_matches(['"', '\'', '“', '‘', '「', '『', '《', '(', '【', '-', '*', '#']);
    kept.len()
}

/// How much of what follows a sentence's last word belongs to it: the closing marks up to a blank.
fn closing(gap: &str) -> usize {
    gap.find(|character: char| character.is_whitespace() || matches!(character, '“' | '‘' | '「' | '『' | '《' | '【'))
        .unwrap_or(gap.len())
}

#[cfg(test)]
mod tests {
    use super::{Language, Text};

    fn quotes(text: &str) -> Vec<String> {
        let text = Text::new(text);
        (0..text.sentences().len()).map(|sentence| text.quote(sentence)).collect()
    }

    #[test]
    fn sentences_are_quoted_as_they_were_written() {
        for (text, expected) in [
            ("我先道歉。然後給他退款！真的？", &["我先道歉。", "然後給他退款！", "真的？"][..]),
            (
                "Mr. Li paid 3.5 million, e.g. in May. Then we left.",
                &["Mr. Li paid 3.5 million, e.g. in May.", "Then we left."],
            ),
            ("First line\n\nsecond line", &["First line", "second line"]),
            ("他说：“我不买。”我就走了。", &["他说：“我不买。”", "我就走了。"]),
            ("ＡＢＣ。", &["ＡＢＣ。"]),
            ("👍👍", &[]),
            ("", &[]),
        ] {
            assert_eq!(quotes(text), expected, "{text}");
        }
    }

    #[test]
    fn both_languages_come_to_a_like_length() {
        let chinese = Text::new("客户抱怨交货晚了两周，我当天打电话道歉，并给出三个方案让他选择。");
        let english = Text::new(
            "The customer complained of a delivery two weeks late; I called that day, apologised and gave three ways out.",
        );
        assert_eq!((chinese.language(), english.language()), (Language::Chinese, Language::English));
        let (chinese, english) = (chinese.length(), english.length());
        assert!(chinese.abs_diff(english) * 5 <= chinese.max(english), "{chinese} and {english}");
    }

    #[test]
    fn a_long_text_is_cut() {
        let text = Text::new(&"长".repeat(25_000));
        assert!(text.is_cut());
        assert_eq!(text.length(), 20_000);
    }
}
