//! Near-copies between the candidates of a job: which answers share so much text or code that a person should look. A hint, never a
//! verdict: nothing here reaches a score, and two who learnt from one book can look like two who copied.
//!
//! By winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003): an answer is
//! a sequence of units, its fingerprints are hashes of k units in a row, the least of every window of w such hashes. Whatever two
//! answers share over w + k − 1 units has a fingerprint in both; what they share over less than k has none.
//!
//! - Text: NFKD without marks, lower case, letters and digits only, as UTF-8, one unit for each byte. So a Chinese character counts as
//!   three letters: k = 24 are 8 characters or 24 letters, w = 25; 16 characters or 48 letters in common are always found.
//! - Code: tokens, of which every name is the same, and every number, and every string; comments dropped. k = 24 and w = 17: 40 tokens in
//!   common, some eight lines, are always found. A token counts as two letters.
//!
//! What everybody has is no sign. Fingerprints of the questions' own text are left out (statements, starter code, given files), and so
//! are those that answers of more than [`Settings::common_over`] candidates hold, as MOSS's `-m` does. Answers that are equal as a whole
//! are one there, so a ring of copies does not hide itself by its size.
//!
//! Time and memory are near linear in what was sent: an inverted index in which no fingerprint has more holders than that, at most
//! [`ANSWER_BYTES`] read of an answer and [`JOB_BYTES`] of a job, at most [`MOST_PAIRS`] pairs looked at for each of the two signs.

mod code;
mod compare;
mod gather;
mod passage;
mod reading;
mod report;
mod text;
mod winnow;

pub use compare::compare;
pub use gather::{Gathered, Upload};
pub use report::{
    AnswerPlace, FileHolder, IdenticalAnswers, IdenticalFiles, Pair, Passage, Quote, Side, SimilarityReport, Untold,
    UntoldReason,
};

/// How much of one answer is compared, in bytes: its first 256 KiB.
pub const ANSWER_BYTES: usize = 256 << 10;

/// How much of all answers together is compared, in bytes.
pub const JOB_BYTES: usize = 256 << 20;

/// The most pairs that are reported. As many again are looked at for a long passage.
pub const MOST_PAIRS: usize = 500;

/// The most characters that are quoted of a passage.
pub const QUOTE_CHARACTERS: usize = 240;

/// What is reported. Sizes are in letters: a Chinese character is three, a token of code two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Of the fingerprints of the smaller answer, the percentage that the other has too, from which a pair is reported.
    pub share: u8,
    /// The size of a shared passage from which a pair is reported, however small its share.
    pub passage: usize,
    /// The least that an answer has of its own for anything to be said about it.
    pub own: usize,
}

impl Default for Settings {
    /// Half of the smaller answer; 80 Chinese characters, 240 letters or 120 tokens in a row; 40 characters, 120 letters or 60 tokens.
    fn default() -> Self {
        Self { share: 50, passage: 240, own: 120 }
    }
}

impl Settings {
    /// What answers of more candidates than this hold is no sign: a twentieth of them, at least 4 and at most 64.
    pub fn common_over(candidates: usize) -> usize {
        (candidates / 20).clamp(4, 64)
    }
}

#[cfg(test)]
mod tests;
