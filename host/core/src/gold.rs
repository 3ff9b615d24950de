//! A gold set: answers of an interview that people have marked, as `marks.json` has it. Compares nothing: `agreement` does.
//!
//! ```json
//! {
//!   "title": {"zh-CN": "…", "en": "Replies to a complaint"},
//!   "about": {"en": "Marked blind by two trainers in March; 4 is what we would send as it is."},
//!   "scale": 4,
//!   "markers": ["lin", "zhao"],
//!   "thresholds": [50, "72.5"],
//!   "answers": [
//!     {"candidate": "g-001", "item": "reply", "part": "held-out", "marks": {"tone": {"lin": 3, "zhao": 2}}}
//!   ]
//! }
//! ```
//!
//! A mark is a whole number from 0 to `scale`. Marks are by the evaluator's dimension, the `from` of the item's maps. A threshold
//! is in points from 0 to 100, whatever the scale. `about` and `thresholds` may be left out; without thresholds, those of the rubric's
//! levels are taken.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::ids::{CandidateId, DimensionId, ItemId, MarkerId};
use crate::interview::Interview;
use crate::json;
use crate::message::Message;
use crate::mistake::{Mistake, Mistakes, SyntaxError};
use crate::near::nearest;
use crate::reader::{Notes, PathStyle};
use crate::weight::Threshold;
use crate::words::UnknownWord;

mod read;

/// The highest mark that a scale may end at.
pub const MAX_SCALE: u32 = 100;

/// Answers with the marks that people gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldSet {
    title: Message,
    about: Option<Message>,
    scale: u32,
    markers: BTreeSet<MarkerId>,
    thresholds: Option<Vec<Threshold>>,
    answers: Vec<GoldAnswer>,
}

/// One marked answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldAnswer {
    /// Whose answer.
    pub candidate: CandidateId,
    /// To which item.
    pub item: ItemId,
    /// What it serves for.
    pub part: Part,
    /// By dimension of the evaluator and by marker; at least one mark for each dimension here.
    pub marks: BTreeMap<DimensionId, BTreeMap<MarkerId, u32>>,
}

/// What an answer of a gold set serves for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Whoever improves the evaluator looks at it.
    Calibration,
    /// Nobody looks at it before the evaluator is done: what it shows holds for answers to come.
    HeldOut,
}

/// Why a gold set cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// It is not JSON.
    #[error("not valid JSON: {0}")]
    Syntax(#[source] SyntaxError),
    /// It is not a gold set; every mistake with its JSON pointer.
    #[error("{0}")]
    Mistakes(#[source] Mistakes),
}

impl GoldSet {
    /// Reads a `marks.json`.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(text: &str) -> Result<Self, GoldError> {
        let value = json::parse(text).map_err(GoldError::Syntax)?;
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::gold_set(&notes.root(&value));
        notes.finish(read).map_err(GoldError::Mistakes)
    }

    /// Its name for people.
    pub fn title(&self) -> &Message {
        &self.title
    }

    /// Who marked, and how.
    pub fn about(&self) -> Option<&Message> {
        self.about.as_ref()
    }

    /// The highest mark.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// Everybody who marked.
    pub fn markers(&self) -> &BTreeSet<MarkerId> {
        &self.markers
    }

    /// Where acceptance is judged, if the set says so.
    pub fn thresholds(&self) -> Option<&[Threshold]> {
        self.thresholds.as_deref()
    }

    /// In the order of the file.
    pub fn answers(&self) -> &[GoldAnswer] {
        &self.answers
    }

    /// Holds the set against the items that there are, each with the dimensions that its evaluator measures.
    ///
    /// # Errors
    ///
    /// With every item and dimension that is not there.
    pub fn check_dimensions(&self, items: &BTreeMap<ItemId, BTreeSet<DimensionId>>) -> Result<(), Mistakes> {
        let mut mistakes = Vec::new();
        for (n, answer) in self.answers.iter().enumerate() {
            let Some(dimensions) = items.get(&answer.item) else {
                mistakes.push(Mistake {
                    path: format!("/answers/{n}/item"),
                    problem: format!("the interview has no item `{}`", answer.item),
                    remedy: one_of(answer.item.as_str(), items.keys().map(ItemId::as_str)),
                });
                continue;
            };
            for dimension in answer.marks.keys().filter(|dimension| !dimensions.contains(dimension)) {
                mistakes.push(Mistake {
                    path: format!("/answers/{n}/marks/{dimension}"),
                    problem: format!("the evaluator of the item `{}` has no dimension `{dimension}`", answer.item),
                    remedy: one_of(dimension.as_str(), dimensions.iter().map(DimensionId::as_str)),
                });
            }
        }
        Mistakes::new(mistakes).map_or(Ok(()), Err)
    }

    /// Holds the set against an interview: its items, and the dimensions that they map from.
    ///
    /// # Errors
    ///
    /// With every item and dimension that the interview does not have.
    pub fn check_interview(&self, interview: &Interview) -> Result<(), Mistakes> {
        let from = |item: &crate::interview::Item| item.maps.iter().map(|map| map.from.clone()).collect();
        self.check_dimensions(&interview.items().iter().map(|item| (item.id.clone(), from(item))).collect())
    }

    /// Holds the set against the answers that are there.
    ///
    /// # Errors
    ///
    /// With every marked answer that is not.
    pub fn check_answers(&self, answers: &BTreeSet<(CandidateId, ItemId)>) -> Result<(), Mistakes> {
        let candidates: BTreeSet<&CandidateId> = answers.iter().map(|(candidate, _)| candidate).collect();
        let mistake = |(n, answer): (usize, &GoldAnswer)| {
            let GoldAnswer { candidate, item, .. } = answer;
            if answers.contains(&(candidate.clone(), item.clone())) {
                return None;
            }
            let (path, problem, remedy) = if candidates.contains(candidate) {
                let path = format!("/answers/{n}/item");
                let problem = format!("the candidate `{candidate}` has no answer to the item `{item}`");
                (path, problem, "add the answer, or remove its marks".to_owned())
            } else {
                let near = nearest(candidate.as_str(), candidates.iter().map(|candidate| candidate.as_str()));
                let remedy = near.map_or("add their answers, or remove these marks".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
                (
                    format!("/answers/{n}/candidate"),
                    format!("there are no answers of a candidate `{candidate}`"),
                    remedy,
                )
            };
            Some(Mistake { path, problem, remedy })
        };
        Mistakes::new(self.answers.iter().enumerate().filter_map(mistake).collect()).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
impl GoldSet {
    pub(crate) fn reverse_answers(&mut self) {
        self.answers.reverse();
    }
}

impl Part {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Calibration, Self::HeldOut];
    /// Both as written.
    pub const WORDS: &[&str] = &["calibration", "held-out"];

    /// As written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calibration => "calibration",
            Self::HeldOut => "held-out",
        }
    }
}

impl FromStr for Part {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let unknown = || UnknownWord { word: word.to_owned(), kind: "part of a gold set", known: Self::WORDS };
        Self::ALL.into_iter().find(|part| part.as_str() == word).ok_or_else(unknown)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The remedy for a name that is none of the known ones.
fn one_of<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of `{}`", known.collect::<Vec<_>>().join("`, `")),
    }
}

#[cfg(test)]
mod tests;
