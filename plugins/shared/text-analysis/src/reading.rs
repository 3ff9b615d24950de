//! Reads an answer against points and a statement: what each point came to and by which sentence, which sentences are the candidate's own.

use crate::gaming::marks;
use crate::meaning::Meaning;
use crate::point::{Hit, PointSet};
use crate::text::{Language, Text};
use crate::{WHOLE, share};

/// Likeness from which a sentence begins to count for a point that no phrase found.
const NEAR: i32 = 600_000;

/// Likeness from which it counts as much as it can: half.
const NEAREST: i32 = 800_000;

/// Words of the answer, and sentences of the config, that are compared by meaning: vectors cost more than all the rest.
const MEANING_WORDS: usize = 50;
const MEANING_SAYS: usize = 6;

/// What a point earns that stands in a row of keywords only.
const LISTED_CREDIT: u32 = WHOLE / 10;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What each point came to, in their order.
    pub points: Vec<Outcome>,
    /// What each sentence is, in the text's order.
    pub marks: Vec<Mark>,
    /// The length of the candidate's own sentences, as [`Text::length`] counts.
    pub own_length: u64,
    /// The mean likeness of the points that phrases did not find to the nearest sentence, in millionths; `None` where no point with
    /// `says` was left to compare.
    pub meaning: Option<u32>,
}

/// What a point came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A sentence of the candidate's own makes it.
    Found {
        /// The sentence.
        sentence: usize,
        /// The phrase, as the config has it.
        phrase: String,
    },
    /// No phrase was found, but a sentence is near in meaning.
    Near {
        /// The sentence.
        sentence: usize,
        /// How near, in millionths.
        likeness: u32,
    },
    /// It stands only among keywords in a row.
    Listed {
        /// The sentence.
        sentence: usize,
        /// The phrase.
        phrase: String,
    },
    /// It stands only in what was copied from the statement.
    Copied {
        /// The sentence.
        sentence: usize,
        /// The phrase.
        phrase: String,
    },
    /// The answer says the opposite.
    Negated {
        /// The sentence.
        sentence: usize,
        /// The phrase.
        phrase: String,
    },
    /// Nothing says it.
    Missed,
}

/// What a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The candidate's own.
    Own,
    /// Most of its words in a row are the statement's.
    Copied,
    /// It was said before, or says the same over and over.
    Repeated,
    /// Keywords in a row.
    Listed,
    /// No words of a language.
    Gibberish,
}

impl Outcome {
    /// What it earns of the point's weight, in millionths. Never more than half without a phrase.
    pub fn credit(&self) -> u32 {
        match self {
            Self::Found { .. } => WHOLE,
            Self::Listed { .. } => LISTED_CREDIT,
            Self::Near { likeness, .. } => {
                let over = u64::from(*likeness).saturating_sub(NEAR.unsigned_abs().into());
                share(over, u64::from((NEAREST - NEAR).unsigned_abs())) / 2
            }
            Self::Copied { .. } | Self::Negated { .. } | Self::Missed => 0,
        }
    }

    /// The sentence that it rests on.
    pub fn sentence(&self) -> Option<usize> {
        match self {
            Self::Found { sentence, .. }
            | Self::Near { sentence, .. }
            | Self::Listed { sentence, .. }
            | Self::Copied { sentence, .. }
            | Self::Negated { sentence, .. } => Some(*sentence),
            Self::Missed => None,
        }
    }
}

impl Reading {
    /// The share of the text's length in sentences with this mark, in millionths.
    pub fn share_of(&self, text: &Text, mark: Mark) -> u32 {
        let marked = self.marks.iter().enumerate().filter(|(_, it)| **it == mark);
        let length: u64 = marked.map(|(sentence, _)| text.length_of(text.sentence_words(sentence))).sum();
        share(length, total(text))
    }

    /// The first sentence with this mark.
    pub fn first(&self, mark: Mark) -> Option<usize> {
        self.marks.iter().position(|it| *it == mark)
    }

    /// Whether a sentence is the candidate's own and makes a point, or stands beside one that does.
    pub fn is_on_topic(&self, sentence: usize) -> bool {
        let made = self.points.iter().filter(|it| it.credit() > LISTED_CREDIT).filter_map(Outcome::sentence);
        self.marks.get(sentence) == Some(&Mark::Own) && { made }.any(|made| made.abs_diff(sentence) <= 1)
    }
}

/// Reads an answer. `statements` are the texts that it may have been copied from.
pub fn read(text: &Text, points: &PointSet, statements: &[&str], meaning: &impl Meaning) -> Reading {
    let hits = points.hits(text);
    let marks = marks(text, statements, &hits);
    let mut outcomes: Vec<Outcome> = hits.iter().map(|hits| outcome(hits, &marks)).collect();
    let mean = by_meaning(text, points, &marks, &hits, &mut outcomes, meaning);
    let own = marks.iter().enumerate().filter(|(_, mark)| **mark == Mark::Own);
    let own_length = own.map(|(sentence, _)| text.length_of(text.sentence_words(sentence))).sum();
    Reading { points: outcomes, marks, own_length, meaning: mean }
}

/// The best that can be said of a point, by its hits.
fn outcome(hits: &[Hit], marks: &[Mark]) -> Outcome {
    let first = |wanted: Mark| hits.iter().find(|hit| !hit.negated && marks.get(hit.sentence) == Some(&wanted));
    let of = |hit: &Hit| (hit.sentence, hit.phrase.clone());
    // What is said again was said once in the candidate's own words, unless the sentence repeats itself.
    if let Some((sentence, phrase)) = first(Mark::Own).or_else(|| first(Mark::Repeated)).map(of) {
        Outcome::Found { sentence, phrase }
    } else if let Some((sentence, phrase)) = hits.iter().find(|hit| hit.negated).map(of) {
        Outcome::Negated { sentence, phrase }
    } else if let Some((sentence, phrase)) = first(Mark::Listed).map(of) {
        Outcome::Listed { sentence, phrase }
    } else if let Some((sentence, phrase)) = first(Mark::Copied).map(of) {
        Outcome::Copied { sentence, phrase }
    } else {
        Outcome::Missed
    }
}

/// Compares the sentences with what the missed points' `says` say; the mean of what is nearest.
fn by_meaning(
    text: &Text,
    points: &PointSet,
    marks: &[Mark],
    hits: &[Vec<Hit>],
    outcomes: &mut [Outcome],
    meaning: &impl Meaning,
) -> Option<u32> {
    let missed: Vec<usize> = (0..outcomes.len()).filter(|&it| outcomes.get(it) == Some(&Outcome::Missed)).collect();
    let says = chosen_says(text.language(), points, &missed);
    let sentences = chosen_sentences(text, marks, hits);
    if says.is_empty() || sentences.is_empty() {
        return None;
    }
    let written: Vec<String> = sentences.iter().map(|sentence| text.quote(*sentence)).collect();
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    let others: Vec<&str> = says.iter().map(|(_, says)| *says).collect();
    let likeness = meaning.likeness(&written, &others);
    let (mut sum, mut count) = (0_u64, 0_u64);
    for point in missed {
        let of_point = says.iter().enumerate().filter(|(_, (of, _))| *of == point).map(|(column, _)| column);
        let cells = of_point.flat_map(|column| {
            sentences.iter().zip(&likeness).filter_map(move |(sentence, row)| Some((*row.get(column)?, *sentence)))
        });
        let Some((nearest, sentence)) =
            cells.max_by_key(|(likeness, sentence)| (*likeness, std::cmp::Reverse(*sentence)))
        else {
            continue;
        };
        let nearest = u32::try_from(nearest).unwrap_or(0).min(WHOLE);
        (sum, count) = (sum + u64::from(nearest), count + 1);
        if let (true, Some(outcome)) = (nearest > NEAR.unsigned_abs(), outcomes.get_mut(point)) {
            *outcome = Outcome::Near { sentence, likeness: nearest };
        }
    }
    (count > 0).then(|| share(sum, count * u64::from(WHOLE)))
}

/// One sentence of each point, in the answer's language if there is one, then their others, as many as are compared.
fn chosen_says<'a>(language: Language, points: &'a PointSet, missed: &[usize]) -> Vec<(usize, &'a str)> {
    let mut by_rank: Vec<(usize, usize, &str)> = Vec::new();
    for &point in missed {
        let mut says: Vec<&String> = points.says(point).iter().collect();
        says.sort_by_key(|says| Text::new(says).language() != language);
        by_rank.extend(says.into_iter().enumerate().map(|(rank, says)| (rank, point, says.as_str())));
    }
    by_rank.sort_by_key(|(rank, point, _)| (*rank, *point));
    by_rank.into_iter().take(MEANING_SAYS).map(|(_, point, says)| (point, says)).collect()
}

/// The candidate's own sentences that make no point, then those that do, up to so many words.
fn chosen_sentences(text: &Text, marks: &[Mark], hits: &[Vec<Hit>]) -> Vec<usize> {
    let makes_point = |sentence: usize| hits.iter().flatten().any(|hit| hit.sentence == sentence);
    let mut own: Vec<(bool, usize)> =
        (0..marks.len()).filter(|&it| marks.get(it) == Some(&Mark::Own)).map(|it| (makes_point(it), it)).collect();
    own.sort_unstable();
    let mut words = 0;
    let within =
        own.into_iter().map(|(_, sentence)| sentence).filter(|&sentence| text.sentence_words(sentence).len() >= 4);
    within
        .filter(|&sentence| {
            let more = text.sentence_words(sentence).len();
            let fits = words + more <= MEANING_WORDS;
            words += if fits { more } else { 0 };
            fits
        })
        .collect()
}

fn total(text: &Text) -> u64 {
    text.length_of(text.tokens())
}
