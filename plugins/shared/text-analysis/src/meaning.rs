//! How near sentences are in meaning. The vectors come from elsewhere; this says what is asked of them.

/// Compares sentences by meaning: bundled plugins use sentence vectors, tests a table.
pub trait Meaning {
    /// For each of `sentences` its likeness to each of `others`, in millionths from -1,000,000 (opposite) to 1,000,000 (the same); empty
    /// when there is nothing to compare with.
    fn likeness(&self, sentences: &[&str], others: &[&str]) -> Vec<Vec<i32>>;
}

/// Knows no meaning: only phrases count.
#[derive(Debug, Clone, Copy)]
pub struct NoMeaning;

impl Meaning for NoMeaning {
    fn likeness(&self, _sentences: &[&str], _others: &[&str]) -> Vec<Vec<i32>> {
        Vec::new()
    }
}
