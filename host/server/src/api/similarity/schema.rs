//! Core's report of near-copies as the OpenAPI document describes it. Nothing of this is ever made: core serialises itself.
#![expect(dead_code, reason = "describes core's types in the OpenAPI document")]

use utoipa::ToSchema;

/// What submitted answers share.
#[derive(ToSchema)]
#[schema(as = SimilarityReport)]
pub(super) struct SimilarityReportSchema {
    /// How many answers were compared.
    compared: usize,
    /// The percentage of the shorter answer from which a pair is told.
    #[schema(example = 50)]
    share: u8,
    /// The size in letters of a passage from which a pair is told; a Chinese character is three letters, a token of code two.
    #[schema(example = 240)]
    passage: usize,
    /// What answers of more candidates than this share is left out.
    common_over: usize,
    /// How many fingerprints were left out for that.
    common: usize,
    /// Files with the same bytes.
    identical_files: Vec<IdenticalFiles>,
    /// Answers that are equal but for spacing, punctuation, case, and in programs names, numbers and strings. In `pairs` only the first of
    /// each stands.
    identical_answers: Vec<IdenticalAnswers>,
    /// The highest share first.
    pairs: Vec<SimilarPair>,
    /// How many further pairs share enough.
    more_pairs: usize,
    /// Answers of which nothing, or not everything, can be said.
    untold: Vec<Untold>,
}

/// Files with the same bytes, handed in by two candidates or more.
#[derive(ToSchema)]
struct IdenticalFiles {
    /// SHA-256 over the bytes.
    digest: String,
    bytes: usize,
    holders: Vec<FileHolder>,
}

/// Who handed in a file.
#[derive(ToSchema)]
struct FileHolder {
    candidate: String,
    item: String,
    /// As the candidate named it.
    name: String,
}

/// Answers that are equal as a whole, from two candidates or more.
#[derive(ToSchema)]
struct IdenticalAnswers {
    holders: Vec<AnswerPlace>,
    /// How the first one begins.
    quote: Quote,
}

/// Where an answer is.
#[derive(ToSchema)]
struct AnswerPlace {
    #[schema(example = "wang-fang")]
    candidate: String,
    item: String,
}

/// Two answers of two candidates.
#[derive(ToSchema)]
struct SimilarPair {
    /// Of the fingerprints of the shorter answer, the percentage that both have, rounded down.
    share: u8,
    /// How many fingerprints both have.
    shared: usize,
    one: SimilarAnswer,
    other: SimilarAnswer,
    /// The longest that was found in both.
    passage: Passage,
}

/// One answer of a pair.
#[derive(ToSchema)]
struct SimilarAnswer {
    #[schema(example = "wang-fang")]
    candidate: String,
    item: String,
    /// How many fingerprints it has that are not everybody's.
    fingerprints: usize,
    /// The percentage of them that both have, rounded down.
    share: u8,
}

/// What stands in two answers.
#[derive(ToSchema)]
struct Passage {
    /// In letters, without what everybody has.
    size: usize,
    one: Quote,
    other: Quote,
}

/// A passage as it stands in an answer.
#[derive(ToSchema)]
struct Quote {
    /// A file's name, or a JSON pointer into the answer; `null` where the answer is one text.
    place: Option<String>,
    /// From 1.
    first_line: usize,
    last_line: usize,
    /// The characters of the text before it.
    from: usize,
    /// The characters of the text up to its end.
    to: usize,
    /// How it begins.
    text: String,
    /// `text` is not the whole of it.
    cut: bool,
}

/// An answer of which nothing, or not everything, can be said.
#[derive(ToSchema)]
struct Untold {
    candidate: String,
    item: String,
    /// `too-short`; `nothing-own`: nearly all of it is in the question, or in many answers; `too-long`: only its beginning was compared;
    /// `too-much`: the answers of the job together are more than what is compared.
    #[schema(example = "too-short")]
    reason: String,
}
