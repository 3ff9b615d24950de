//! Texts as sequences of units, whatever they are written in, and which of their units everybody has.

use super::winnow::{Fingerprint, Grain, Hashes, grams, winnow};
use super::{ANSWER_BYTES, code, text};

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Writing {
    /// What people say.
    Text,
    /// A program whose comments begin with `#`.
    HashCode,
    /// A program whose comments begin with `//`, or stand between `/*` and `*/`.
    SlashCode,
}

/// The least that counts, and where it stands in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) symbol: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A text as units.
pub(super) struct Reading {
    pub(super) writing: Writing,
    pub(super) units: Vec<Unit>,
    hashes: Vec<u64>,
}

impl Writing {
    pub(super) fn grain(self) -> Grain {
        match self {
            Self::Text => Grain { gram: 24, window: 25, salt: 0x7e57 },
            Self::HashCode | Self::SlashCode => Grain { gram: 24, window: 17, salt: 0xc0de_0000 },
        }
    }

    /// The letters that a unit counts as.
    pub(super) fn letters(self) -> usize {
        match self {
            Self::Text => 1,
            Self::HashCode | Self::SlashCode => 2,
        }
    }

    /// By the ending of a file's name; `other` where it says nothing.
    pub(super) fn of_file(name: &str, other: Self) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "py" | "rb" | "sh" | "r" | "pl" => Self::HashCode,
            "js" | "mjs" | "cjs" | "jsx" | "ts" | "tsx" | "java" | "c" | "h" | "cc" | "cpp" | "hpp" | "cs" | "go"
            | "rs" | "kt" | "swift" | "php" | "scala" | "dart" => Self::SlashCode,
            "txt" | "md" | "csv" | "tsv" | "json" | "html" | "xml" | "svg" | "yml" | "yaml" | "sql" | "tex" | "srt" => {
                Self::Text
            }
            _ => other,
        }
    }
}

impl Unit {
    /// Texts are cut at [`ANSWER_BYTES`], so places fit.
    pub(super) fn new(symbol: u32, start: usize, end: usize) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { symbol, start: place(start), end: place(end) }
    }
}

impl Reading {
    pub(super) fn of(text: &str, writing: Writing) -> Self {
        let units = match writing {
            Writing::Text => text::units(text, ANSWER_BYTES),
            Writing::HashCode | Writing::SlashCode => code::units(text, writing),
        };
        let hashes = grams(units.iter().map(|unit| unit.symbol), writing.grain());
        Self { writing, units, hashes }
    }

    /// The hash of every k units in a row.
    pub(super) fn grams(&self) -> &[u64] {
        &self.hashes
    }

    pub(super) fn fingerprints(&self) -> Vec<Fingerprint> {
        winnow(&self.hashes, self.writing.grain())
    }

    /// How many units before each place, and in all at the end, are in no k units whose hash one of these has.
    pub(super) fn own(&self, common: [&Hashes; 2]) -> Vec<usize> {
        let (gram, mut covered, mut count) = (self.writing.grain().gram, 0, 0);
        let mut before = Vec::with_capacity(self.units.len() + 1);
        before.push(0);
        for at in 0..self.units.len() {
            if self.hashes.get(at).is_some_and(|hash| common.iter().any(|hashes| hashes.has(*hash))) {
                covered = at + gram;
            }
            count += usize::from(at >= covered);
            before.push(count);
        }
        before
    }

    /// The same for the whole, in letters.
    pub(super) fn own_letters(&self, common: [&Hashes; 2]) -> usize {
        self.own(common).last().copied().unwrap_or_default() * self.writing.letters()
    }
}
