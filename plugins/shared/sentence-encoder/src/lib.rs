//! Vectors of sentences in Chinese and English, such that sentences of like meaning have like vectors: Google's multilingual Universal
//! Sentence Encoder, version 3, computed by integers where it matters for speed. Splits no text into sentences and decides nothing.
//!
//! The same sentence has the same vector natively and in a sandbox, alone and among others, to the last bit.

mod lanes;
mod matrix;
mod model;
mod network;
mod normalize;
mod shape;
mod tokens;
mod trie;
mod vector;

pub use vector::Vector;

use std::sync::LazyLock;

use model::Model;

/// No more tokens of a sentence count: what follows them is cut off.
pub const MAX_TOKENS: usize = 512;

/// The encoder with its vocabulary and weights.
pub struct Encoder(Model);

static BUNDLED: LazyLock<Encoder> = LazyLock::new(|| Encoder(Model::bundled()));

impl Encoder {
    /// The one encoder that there is: its tables are part of the program, and used where they are.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// The ids of the sentence's tokens as the original has them, with the marks of its beginning and end; at most [`MAX_TOKENS`] between.
    pub fn tokens(&self, sentence: &str) -> Vec<u32> {
        tokens::rows(&self.0, sentence).into_iter().map(|row| self.0.id(row)).collect()
    }

    /// The vectors of the sentences, each for itself. It is faster to ask for all at once.
    pub fn embed(&self, sentences: &[&str]) -> Vec<Vector> {
        network::vectors(&self.0, sentences.iter().map(|sentence| tokens::rows(&self.0, sentence)))
    }
}

/// Does beforehand what the first sentence would wait for. For the initialisation of a plugin.
pub fn prepare() {
    LazyLock::force(&BUNDLED);
}
