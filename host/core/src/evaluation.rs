//! What an evaluator said about one answer. A plugin's word is not taken: [`validate()`] holds it against the manifest and the
//! contract's bounds. Computes no score of its own.

use serde::Serialize;

use crate::ids::{DimensionId, FindingCode};
use crate::message::Message;
use crate::words::Severity;

mod raw;
mod validate;

pub use raw::{RawEvaluation, RawFinding, RawIndicator, RawMeasure, RawPlace, RawQuantity, RawRefusal, RawScore};
pub use validate::{ContractViolation, MAX_FINDINGS, MAX_INDICATORS, Part, validate, validate_refusal};

/// One evaluation that keeps the contract: a score for every declared dimension, in the order declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    scores: Vec<Score>,
    indicators: Vec<Indicator>,
    findings: Vec<Finding>,
    review: Option<Message>,
}

/// The score of one dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// One that the manifest declares.
    pub dimension: DimensionId,
    /// Its score.
    pub measure: Measure,
}

/// A score, or the reason why the item could not measure it: `{"millionths": 950000}` or `{"not_measured": {…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A share of full marks.
    Millionths(Millionths),
    /// Counts as not administered.
    NotMeasured(Message),
}

/// A share of full marks, 0 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Millionths(u32);

/// A figure for the report. It explains; only scores count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Unique in its evaluation.
    pub id: String,
    /// What the figure is.
    pub label: Message,
    /// The figure.
    pub value: Quantity,
}

/// A figure with its unit: `{"count": 19}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// In millionths.
    Share(Millionths),
    /// How many.
    Count(u64),
    /// In milliseconds.
    DurationMs(u64),
    /// In bytes.
    Bytes(u64),
    /// In words.
    Text(Message),
}

/// Evidence: what was seen, where, how grave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable; documented by the plugin.
    pub code: FindingCode,
    /// How grave.
    pub severity: Severity,
    /// The dimension that it bears on, one that the manifest declares.
    pub dimension: Option<DimensionId>,
    /// What was seen.
    pub message: Message,
    /// Where in the answer.
    pub place: Place,
}

/// Where in the answer: `{"kind": "lines", "path": "main.py", "first": 3, "last": 3}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Place {
    /// All of it.
    Whole,
    /// Lines of a program's file, counted from 1, both ends included.
    Lines {
        /// The file.
        path: String,
        /// The first line.
        first: u32,
        /// The last line.
        last: u32,
    },
    /// A stretch of time from the item's start, both ends included.
    Time {
        /// In milliseconds.
        from_ms: u64,
        /// In milliseconds.
        to_ms: u64,
    },
    /// A part that the plugin names.
    Part {
        /// Its name.
        part: String,
    },
    /// Into a structured answer.
    Pointer {
        /// A JSON pointer (RFC 6901).
        pointer: String,
    },
}

/// Why an evaluator could not score an answer; the total is withheld. `{"kind": "unsupported", "message": {…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "message", rename_all = "kebab-case")]
pub enum Refusal {
    /// Not the shape that the question asks for.
    MalformedAnswer(Message),
    /// Uses what the evaluator does not know.
    Unsupported(Message),
}

impl Evaluation {
    /// One per declared dimension, in the order declared.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// The measure of a dimension.
    pub fn measure(&self, dimension: &DimensionId) -> Option<&Measure> {
        self.scores.iter().find_map(|score| (score.dimension == *dimension).then_some(&score.measure))
    }

    /// In the plugin's order.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// In the plugin's order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Why a person has to look first. The total is withheld until then.
    pub fn review(&self) -> Option<&Message> {
        self.review.as_ref()
    }
}

impl Refusal {
    /// The evaluator's words.
    pub fn message(&self) -> &Message {
        match self {
            Self::MalformedAnswer(message) | Self::Unsupported(message) => message,
        }
    }
}

impl Millionths {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Full marks.
    pub const FULL: Self = Self(1_000_000);

    /// `None` above 1,000,000: never clamped.
    pub fn new(millionths: u32) -> Option<Self> {
        (millionths <= Self::FULL.0).then_some(Self(millionths))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests;
