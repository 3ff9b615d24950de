//! Points that a good answer makes: as a config gives them, and ready for searching.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::matching::{Index, Match, Phrase};
use crate::text::Text;

/// The groups of `all_of` stand within so many sentences of each other.
const WINDOW: usize = 3;

/// So many hits of one group are tried with those of the others.
const MOST_TOGETHER: usize = 100;

/// A point of a config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Unique in its config.
    pub id: String,
    /// What it is worth beside the others.
    pub weight: u64,
    /// Its name by language (BCP 47).
    pub title: BTreeMap<String, String>,
    /// What it is a point of, in the words of the plugin (`content`).
    pub dimension: String,
    /// Any of these says it.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// One phrase of each group, within three sentences, says it too.
    #[serde(default)]
    pub all_of: Vec<Vec<String>>,
    /// Sentences that say it, for what no phrase finds.
    #[serde(default)]
    pub says: Vec<String>,
}

impl Point {
    /// Its title in `language`, else in another, else its id.
    pub fn title(&self, language: &str) -> &str {
        self.title.get(language).or_else(|| self.title.values().next()).map_or(self.id.as_str(), String::as_str)
    }
}

/// Points that were made ready for searching.
#[derive(Debug, Clone)]
pub struct PointSet {
    points: Vec<Ready>,
}

#[derive(Debug, Clone)]
struct Ready {
    phrases: Vec<Phrase>,
    all_of: Vec<Vec<Phrase>>,
    says: Vec<String>,
}

/// A place that makes a point.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// The phrases as the config has them.
    pub(crate) phrase: String,
    /// The sentence: of several the last.
    pub(crate) sentence: usize,
    pub(crate) places: Vec<Match>,
    pub(crate) negated: bool,
}

impl PointSet {
    /// Makes points ready; their order stays.
    pub fn new(points: &[Point]) -> Self {
        let phrases = |written: &[String]| -> Vec<Phrase> {
            written.iter().map(|phrase| Phrase::new(phrase)).filter(|phrase| !phrase.is_empty()).collect()
        };
        let ready = |point: &Point| Ready {
            phrases: phrases(&point.phrases),
            all_of: point.all_of.iter().map(|group| phrases(group)).collect(),
            says: point.says.clone(),
        };
        Self { points: points.iter().map(ready).collect() }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    pub(crate) fn says(&self, point: usize) -> &[String] {
        self.points.get(point).map(|point| point.says.as_slice()).unwrap_or_default()
    }

    /// For each point every place that makes it or its opposite, in the text's order.
    pub(crate) fn hits(&self, text: &Text) -> Vec<Vec<Hit>> {
        let index = Index::new(text);
        self.points.iter().map(|point| point.hits(text, &index)).collect()
    }
}

impl Ready {
    fn hits(&self, text: &Text, index: &Index) -> Vec<Hit> {
        let mut hits = single_hits(&self.phrases, text, index);
        let groups: Vec<Vec<Hit>> =
            self.all_of.iter().map(|group| of_sentences(single_hits(group, text, index))).collect();
        if let Some((first, others)) = groups.split_first() {
            hits.extend(first.iter().filter_map(|head| together(head, others)));
        }
        hits.sort_by_key(|hit| hit.sentence);
        hits
    }
}

fn single_hits(phrases: &[Phrase], text: &Text, index: &Index) -> Vec<Hit> {
    let hit = |phrase: &Phrase, place: Match| Hit {
        phrase: phrase.written.clone(),
        sentence: text.sentence_of(place.first),
        places: vec![place],
        negated: place.negated,
    };
    let mut hits: Vec<Hit> = phrases
        .iter()
        .flat_map(|phrase| phrase.matches(index).into_iter().map(move |place| hit(phrase, place)))
        .collect();
    hits.sort_by_key(|hit| hit.sentence);
    hits
}

/// One hit of each sentence that says it and one of each that says the opposite, as many as are tried together.
fn of_sentences(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.sentence, hit.negated));
    hits.dedup_by_key(|hit| (hit.sentence, hit.negated));
    hits.truncate(MOST_TOGETHER);
    hits
}

/// One hit of each further group near `head`: the nearest that is not negated, else the nearest.
fn together(head: &Hit, others: &[Vec<Hit>]) -> Option<Hit> {
    let mut whole = head.clone();
    for group in others {
        let near = group.iter().filter(|hit| hit.sentence.abs_diff(head.sentence) < WINDOW);
        let next = near.min_by_key(|hit| (hit.negated, hit.sentence.abs_diff(head.sentence)))?;
        whole.phrase = format!("{} + {}", whole.phrase, next.phrase);
        whole.sentence = whole.sentence.max(next.sentence);
        whole.places.extend_from_slice(&next.places);
        whole.negated |= next.negated;
    }
    Some(whole)
}
