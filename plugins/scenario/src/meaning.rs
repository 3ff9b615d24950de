//! How like sentences and anchors are in meaning, by sentence vectors. A signal beside the points: it decides no score alone.

use sentence_encoder::{Encoder, Vector};
use text_analysis::{Mark, Meaning, Reading, Text};

use crate::scale::{Anchor, AnchoredScale};

/// So many words of an answer are compared with the anchors.
const MOST_WORDS: usize = 500;

/// A sentence with fewer words says too little for a vector.
const FEWEST_WORDS: usize = 4;

/// So many sentences of one example are compared.
const MOST_SENTENCES: usize = 12;

/// Sentence vectors for the points.
pub(crate) struct Vectors;

impl Meaning for Vectors {
    fn likeness(&self, sentences: &[&str], others: &[&str]) -> Vec<Vec<i32>> {
        let encoder = Encoder::bundled();
        let others = encoder.embed(others);
        let row = |vector: &Vector| others.iter().map(|other| vector.cosine(other)).collect();
        encoder.embed(sentences).iter().map(row).collect()
    }
}

/// The candidate's own sentences as vectors, for comparing them with texts of the config.
pub(crate) struct OwnSentences {
    vectors: Vec<Vector>,
    numbers: Vec<usize>,
}

/// How like an answer is to a text, and which of its sentences is the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Likeness {
    /// In millionths; never below 0.
    pub(crate) millionths: u32,
    /// The candidate's sentence.
    pub(crate) sentence: usize,
}

impl OwnSentences {
    /// Of an answer that was read.
    pub(crate) fn new(text: &Text, reading: &Reading) -> Self {
        let mut words = 0;
        let own = |number: &usize| {
            reading.marks.get(*number) == Some(&Mark::Own) && text.sentence_words(*number).len() >= FEWEST_WORDS
        };
        let numbers = (0..text.sentences().len()).filter(own).take_while(|&number| {
            words += text.sentence_words(number).len();
            words <= MOST_WORDS
        });
        let numbers: Vec<usize> = numbers.collect();
        let written: Vec<String> = numbers.iter().map(|&number| text.quote(number)).collect();
        let written: Vec<&str> = written.iter().map(String::as_str).collect();
        Self { vectors: Encoder::bundled().embed(&written), numbers }
    }

    /// How much of `other` is said: the mean, over its sentences, of the likeness of the nearest own one. `None` where one of the two
    /// has nothing to compare.
    pub(crate) fn likeness(&self, other: &Text) -> Option<Likeness> {
        let rows = self.rows(other);
        let count = u64::try_from(rows.len()).ok().filter(|count| *count > 0)?;
        let sum: u64 = rows.iter().map(|row| u64::from(row.millionths)).sum();
        let sentence = best(rows)?.sentence;
        Some(Likeness { millionths: u32::try_from(sum / count).ok()?, sentence })
    }

    /// How like the most alike of the sentences of both are.
    pub(crate) fn most_alike(&self, other: &Text) -> Option<Likeness> {
        best(self.rows(other))
    }

    /// For each sentence of `other` the nearest own one.
    fn rows(&self, other: &Text) -> Vec<Likeness> {
        let written: Vec<String> =
            (0..other.sentences().len()).take(MOST_SENTENCES).map(|number| other.quote(number)).collect();
        let written: Vec<&str> = written.iter().map(String::as_str).collect();
        let nearest = |vector: &Vector| {
            let each = self.vectors.iter().zip(&self.numbers);
            best(each.map(|(own, &sentence)| Likeness { millionths: millionths(own, vector), sentence }))
        };
        Encoder::bundled().embed(&written).iter().filter_map(nearest).collect()
    }

    /// The likeness to each anchor of a scale: to the most alike of its examples, those in the answer's language if there are any.
    pub(crate) fn anchors(&self, text: &Text, scale: &AnchoredScale) -> Vec<Option<Likeness>> {
        let of_anchor = |anchor: &Anchor| {
            let examples: Vec<Text> = anchor.examples.iter().map(|example| Text::new(example)).collect();
            let same = |example: &&Text| example.language() == text.language();
            let any_same = examples.iter().any(|example| same(&example));
            let chosen = examples.iter().filter(|example| !any_same || same(example));
            chosen.filter_map(|example| self.likeness(example)).max_by_key(|likeness| likeness.millionths)
        };
        scale.anchors.iter().map(of_anchor).collect()
    }
}

/// The most alike; of several the first sentence.
fn best(rows: impl IntoIterator<Item = Likeness>) -> Option<Likeness> {
    rows.into_iter().max_by_key(|row| (row.millionths, std::cmp::Reverse(row.sentence)))
}

fn millionths(one: &Vector, other: &Vector) -> u32 {
    u32::try_from(one.cosine(other)).unwrap_or(0)
}
