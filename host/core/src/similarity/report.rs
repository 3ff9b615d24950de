//! What is reported of near-copies, and the JSON of it.

use serde::Serialize;

use crate::ids::{CandidateId, Digest, ItemId};

/// What answers of a job share. Neither the order of the answers nor that of their texts changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SimilarityReport {
    /// How many answers were compared.
    pub compared: usize,
    /// The percentage of the smaller answer from which a pair is reported.
    pub share: u8,
    /// The size in letters of a shared passage from which a pair is reported.
    pub passage: usize,
    /// What answers of more candidates than this share is left out, as what everybody has.
    pub common_over: usize,
    /// How many fingerprints were left out for that.
    pub common: usize,
    /// Files with the same bytes, by digest.
    pub identical_files: Vec<IdenticalFiles>,
    /// Answers that are equal but for spacing, punctuation, case, and in programs names, numbers and strings. In `pairs` only the first of
    /// each stands.
    pub identical_answers: Vec<IdenticalAnswers>,
    /// The highest share first.
    pub pairs: Vec<Pair>,
    /// How many further pairs share enough.
    pub more_pairs: usize,
    /// Answers of which nothing, or not everything, can be said.
    pub untold: Vec<Untold>,
}

/// Where an answer is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnswerPlace {
    /// Whose it is.
    pub candidate: CandidateId,
    /// What it answers.
    pub item: ItemId,
}

/// Files with the same bytes, handed in by two candidates or more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdenticalFiles {
    /// SHA-256 over the bytes.
    pub digest: Digest,
    /// The size of each.
    pub bytes: usize,
    /// Who handed it in.
    pub holders: Vec<FileHolder>,
}

/// Who handed in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileHolder {
    /// In which answer.
    #[serde(flatten)]
    pub answer: AnswerPlace,
    /// As the candidate named it.
    pub name: String,
}

/// Answers that are equal as a whole, from two candidates or more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdenticalAnswers {
    /// Whose they are.
    pub holders: Vec<AnswerPlace>,
    /// How the first one begins.
    pub quote: Quote,
}

/// Two answers of two candidates that share enough for a person to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// Of the smaller answer's fingerprints, the percentage that both have, rounded down.
    pub share: u8,
    /// How many fingerprints both have.
    pub shared: usize,
    /// The candidate whose id is less.
    pub one: Side,
    /// The other one.
    pub other: Side,
    /// The longest that was found.
    pub passage: Passage,
}

/// One answer of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Where it is.
    #[serde(flatten)]
    pub answer: AnswerPlace,
    /// How many fingerprints it has that are not everybody's.
    pub fingerprints: usize,
    /// The percentage of them that both have, rounded down.
    pub share: u8,
}

/// A run of units that two answers share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// In letters, without what everybody has.
    pub size: usize,
    /// As the one wrote it.
    pub one: Quote,
    /// As the other did.
    pub other: Quote,
}

/// A passage as it stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// A file's name, or a JSON pointer into the answer. `None`: the answer is one text.
    pub place: Option<String>,
    /// From 1.
    pub first_line: usize,
    /// The line that it ends in.
    pub last_line: usize,
    /// The characters of the text before it.
    pub from: usize,
    /// The characters of the text up to its end.
    pub to: usize,
    /// How it begins.
    pub text: String,
    /// The text is not the whole of it.
    pub cut: bool,
}

/// An answer of which nothing, or not everything, can be said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Untold {
    /// Where it is.
    #[serde(flatten)]
    pub answer: AnswerPlace,
    /// Why.
    pub reason: UntoldReason,
}

/// Why of an answer nothing, or not everything, can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UntoldReason {
    /// It is so short that two people may well write the same.
    TooShort,
    /// Nearly all of it is in the question, or in many answers.
    NothingOwn,
    /// It is longer than what is compared of one answer; its end was not.
    TooLong,
    /// All answers together are longer than what is compared of a job; it was not, or its end was not.
    TooMuch,
}
