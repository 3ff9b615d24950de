//! What people say of a candidate's scores: an append-only log of who set what, when and why, and what it comes to. The machine's score is
//! never replaced; the scorecard shows both. Reads no clock and checks nobody's right to speak.
//!
//! Where the rubric has `marking`, an item that needs a person is scored by two who do not see each other's marks: their mean counts
//! where they differ by no more than `adjudicate_over`, else a third person decides. A plain override corrects what is settled.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::evaluation::Measure;
use crate::ids::{DimensionId, ID_REMEDY, ItemId, PersonId};
use crate::interview::{Interview, Item};
use crate::mistake::Mistakes;
use crate::reader::{Node, Notes, PathStyle};
use crate::scorecard::ItemOutcome;
use crate::timestamp::Timestamp;
use crate::weight::Mark;
use crate::words::{MissingPolicy, Role};

mod append;
mod settle;
mod visible;

pub use append::OverrideError;
pub use settle::{Awaited, MarkGiven, SetBy};
pub(crate) use settle::{Settled, settled};
pub use visible::{Seen, VisibleOverrides};

/// The log of one candidate. Entries come in at its end and never change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    log: Vec<Override>,
}

/// One person's word on one item, or on one dimension of its evaluator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Override {
    /// Who.
    pub by: PersonId,
    /// When, by the clock of whoever wrote it down.
    pub at: Timestamp,
    /// Why, in their words; not blank.
    pub reason: Reason,
    /// In which part they speak.
    pub role: Role,
    /// Of which item.
    pub item: ItemId,
    /// Of which dimension of its evaluator; `None` for all that the item maps from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimension: Option<DimensionId>,
    /// What it is to be.
    pub points: Mark,
}

/// Words that are not blank, [`MAX_REASON`] characters at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Reason(String);

/// The most characters of a reason.
pub const MAX_REASON: usize = 4_000;

/// A text that is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// Nothing but white space.
    #[error("the reason is blank; say why")]
    Blank,
    /// Longer than anybody reads.
    #[error("the reason has more than {MAX_REASON} characters; shorten it")]
    TooLong,
}

impl Reason {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Reason {
    type Err = ReasonError;

    fn from_str(text: &str) -> Result<Self, ReasonError> {
        match text.trim() {
            "" => Err(ReasonError::Blank),
            _ if text.chars().count() > MAX_REASON => Err(ReasonError::TooLong),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl Override {
    /// Reads one entry.
    ///
    /// # Errors
    ///
    /// With every mistake in it and its JSON pointer.
    pub fn from_json(value: &Value) -> Result<Self, Mistakes> {
        let notes = Notes::new(PathStyle::Pointer);
        let read = read(&notes.root(value));
        notes.finish(read)
    }

    /// Whether it speaks of this dimension of this item.
    fn covers(&self, item: &ItemId, dimension: &DimensionId) -> bool {
        self.item == *item && self.dimension.as_ref().is_none_or(|only| only == dimension)
    }
}

fn read(node: &Node<'_>) -> Option<Override> {
    let fields = node.fields(&["by", "at", "reason", "role", "item", "dimension", "points"])?;
    let by = fields.required("by", "add who it is").and_then(|node| node.parse(ID_REMEDY));
    let at = fields.required("at", "add when, such as `2026-11-24T14:30:00Z`").and_then(|node| node.parse_word());
    let reason = fields.required("reason", "say why").and_then(|node| node.parse_word());
    let role = fields.maybe("role", Node::parse_word);
    let item = fields.required("item", "add the item").and_then(|node| node.parse(ID_REMEDY));
    let dimension = fields.maybe("dimension", |node| node.parse(ID_REMEDY));
    let points = fields.required("points", "add the points, 0 to 100");
    let points = points.and_then(|node| node.noted(Mark::from_json(node.value)));
    Some(Override {
        by: by?,
        at: at?,
        reason: reason?,
        role: role?.unwrap_or(Role::Override),
        item: item?,
        dimension: dimension?,
        points: points?,
    })
}

impl<'de> Deserialize<'de> for Override {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Overrides {
    /// A log that was kept: its entries, in their order. They were checked when they came in; scoring checks once more that they are
    /// the interview's.
    pub fn restored(log: Vec<Override>) -> Self {
        Self { log }
    }

    /// Every entry, the oldest first, marks that are still blind included: for whoever keeps the log, and nobody who marks. Show
    /// people [`Overrides::visible_to`].
    pub fn entries(&self) -> &[Override] {
        &self.log
    }

    fn of<'a>(
        &'a self,
        role: Role,
        item: &'a ItemId,
        dimension: &'a DimensionId,
    ) -> impl DoubleEndedIterator<Item = &'a Override> {
        self.log.iter().filter(move |entry| entry.role == role && entry.covers(item, dimension))
    }
}

/// The dimensions of its evaluator that an item maps from, none twice.
fn sources(item: &Item) -> Vec<&DimensionId> {
    let mut sources = Vec::new();
    for map in &item.maps {
        if !sources.contains(&&map.from) {
            sources.push(&map.from);
        }
    }
    sources
}

/// Whether no total can be without a person's word on the item.
fn needs_person(interview: &Interview, outcome: Option<&ItemOutcome>) -> bool {
    match outcome {
        Some(ItemOutcome::Refused(_) | ItemOutcome::Failed { .. }) => true,
        Some(ItemOutcome::Evaluated(evaluation)) => evaluation.review().is_some(),
        Some(ItemOutcome::NotReached) => interview.rubric().not_reached() == MissingPolicy::Withhold,
        Some(ItemOutcome::Omitted | ItemOutcome::NotAdministered) | None => false,
    }
}

/// The dimensions that people have to score before the item is complete: those that count and are not beyond measuring.
fn wanted<'a>(item: &'a Item, outcome: Option<&ItemOutcome>) -> Vec<&'a DimensionId> {
    let counts = |id: &DimensionId| item.maps.iter().any(|map| map.from == *id && !map.weight.is_zero());
    let measurable = |id: &DimensionId| match outcome {
        Some(ItemOutcome::Evaluated(evaluation)) => !matches!(evaluation.measure(id), Some(Measure::NotMeasured(_))),
        _ => true,
    };
    sources(item).into_iter().filter(|id| counts(id) && measurable(id)).collect()
}

/// Whether the candidate got the item at all.
fn was_administered(interview: &Interview, item: &Item, outcome: Option<&ItemOutcome>) -> bool {
    interview.switched_off(item).is_none() && !matches!(outcome, Some(ItemOutcome::NotAdministered) | None)
}

/// What became of a candidate's items.
type Outcomes = BTreeMap<ItemId, ItemOutcome>;

#[cfg(test)]
mod tests;
