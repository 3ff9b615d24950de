//! How near sentences are in meaning, by the vectors of `sentence-encoder`. What is near enough to count is `reading`'s to say.

use sentence_encoder::Encoder;

/// Compares sentences by meaning: bundled plugins use sentence vectors, tests a table.
pub trait Meaning {
    /// For each of `sentences` its likeness to each of `others`, in millionths from -1,000,000 (opposite) to 1,000,000 (the same); empty
    /// when there is nothing to compare with.
    fn likeness(&self, sentences: &[&str], others: &[&str]) -> Vec<Vec<i32>>;
}

/// Compares by the vectors of the bundled encoder.
#[derive(Debug, Clone, Copy)]
pub struct SentenceVectors;

impl Meaning for SentenceVectors {
    fn likeness(&self, sentences: &[&str], others: &[&str]) -> Vec<Vec<i32>> {
        let together: Vec<&str> = sentences.iter().chain(others).copied().collect();
        let vectors = Encoder::bundled().embed(&together);
        let (sentences, others) = vectors.split_at(sentences.len().min(vectors.len()));
        sentences.iter().map(|one| others.iter().map(|other| one.cosine(other)).collect()).collect()
    }
}

/// Knows no meaning: only phrases count.
#[derive(Debug, Clone, Copy)]
pub struct NoMeaning;

impl Meaning for NoMeaning {
    fn likeness(&self, _sentences: &[&str], _others: &[&str]) -> Vec<Vec<i32>> {
        Vec::new()
    }
}
