//! What an evaluator returns: scores, indicators, findings, or a refusal.

use crate::FULL_MARKS;
use crate::Message;
use crate::bindings::evaluator::exports::touchstone::plugin::evaluator as wit;

/// What one answer is worth. Begin with [`Evaluation::new`] and add to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evaluation {
    /// Each dimension with its measure: every dimension of the manifest, once.
    pub scores: Vec<(String, Measure)>,
    /// Figures for the report: id, label, value.
    pub indicators: Vec<(String, Message, Quantity)>,
    /// Evidence.
    pub findings: Vec<Finding>,
    /// Why a person has to look first; the total is withheld until then.
    pub review: Option<Message>,
}

/// A dimension's score, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// Millionths of full marks, at most [`FULL_MARKS`].
    Millionths(u32),
    /// This item cannot measure the dimension; it counts as not administered.
    NotMeasured(Message),
}

/// A figure with its unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// Millionths of the whole.
    Share(u32),
    /// A number of things.
    Count(u64),
    /// Milliseconds.
    DurationMs(u64),
    /// Bytes.
    Bytes(u64),
    /// Words.
    Text(Message),
}

/// Evidence: what was seen, where in the answer, how grave.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Kebab-case, stable, documented by the plugin.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// The dimension it bears on.
    pub dimension: Option<String>,
    /// What was seen.
    pub message: Message,
    /// Where.
    pub place: Place,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A remark.
    Info,
    /// Costs little.
    Minor,
    /// Costs much.
    Major,
    /// What a veto may rest on.
    Critical,
}

/// Where in the answer something was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// Lines of a file, from 1, both ends included.
    Lines {
        /// The file.
        path: String,
        /// The first line.
        first: u32,
        /// The last line.
        last: u32,
    },
    /// Milliseconds from the item's start, both ends included.
    Time {
        /// The start.
        from_ms: u64,
        /// The end.
        to_ms: u64,
    },
    /// A part that the plugin names.
    Part(String),
    /// A JSON pointer into a structured answer.
    Pointer(String),
}

/// Why an answer cannot be scored. The total is withheld, never 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// It does not have the shape that the question asks for.
    MalformedAnswer(Message),
    /// It uses what this evaluator does not know.
    Unsupported(Message),
}

impl Evaluation {
    /// An empty evaluation.
    pub fn new() -> Self {
        Self::default()
    }

    /// Scores `dimension` with `part` of `whole`, rounded down to millionths; more than the whole is full marks, and an empty whole
    /// too.
    #[must_use]
    pub fn share(mut self, dimension: &str, part: u64, whole: u64) -> Self {
        self.scores.push((dimension.to_owned(), Measure::Millionths(millionths(part, whole))));
        self
    }

    /// Says why `dimension` has no score.
    #[must_use]
    pub fn not_measured(mut self, dimension: &str, reason: Message) -> Self {
        self.scores.push((dimension.to_owned(), Measure::NotMeasured(reason)));
        self
    }

    /// Adds a figure for the report.
    #[must_use]
    pub fn indicator(mut self, id: &str, label: Message, value: Quantity) -> Self {
        self.indicators.push((id.to_owned(), label, value));
        self
    }

    /// Adds evidence.
    #[must_use]
    pub fn finding(mut self, finding: Finding) -> Self {
        self.findings.push(finding);
        self
    }

    /// Asks for a person.
    #[must_use]
    pub fn review(mut self, reason: Message) -> Self {
        self.review = Some(reason);
        self
    }
}

impl Finding {
    /// A finding about the whole answer.
    pub fn new(code: &str, severity: Severity, message: Message) -> Self {
        Self { code: code.to_owned(), severity, dimension: None, message, place: Place::Whole }
    }

    /// The same, bearing on `dimension`.
    #[must_use]
    pub fn on(mut self, dimension: &str) -> Self {
        self.dimension = Some(dimension.to_owned());
        self
    }

    /// The same, at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }
}

impl Quantity {
    /// `part` of `whole`, rounded down to millionths.
    pub fn share(part: u64, whole: u64) -> Self {
        Self::Share(millionths(part, whole))
    }
}

impl Refusal {
    /// The answer does not have the shape that the question asks for.
    pub fn malformed_answer(message: Message) -> Self {
        Self::MalformedAnswer(message)
    }

    /// The answer uses what this evaluator does not know.
    pub fn unsupported(message: Message) -> Self {
        Self::Unsupported(message)
    }
}

fn millionths(part: u64, whole: u64) -> u32 {
    if part >= whole {
        return FULL_MARKS;
    }
    let share = u128::from(part) * u128::from(FULL_MARKS) / u128::from(whole);
    u32::try_from(share).unwrap_or(FULL_MARKS)
}

impl From<Evaluation> for wit::Evaluation {
    fn from(evaluation: Evaluation) -> Self {
        Self {
            scores: evaluation
                .scores
                .into_iter()
                .map(|(dimension, measure)| wit::Score { dimension, measure: measure.into() })
                .collect(),
            indicators: evaluation
                .indicators
                .into_iter()
                .map(|(id, label, value)| wit::Indicator { id, label: label.into(), value: value.into() })
                .collect(),
            findings: evaluation.findings.into_iter().map(Into::into).collect(),
            review: evaluation.review.map(Into::into),
        }
    }
}

impl From<Measure> for wit::Measure {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Millionths(value) => Self::Value(value),
            Measure::NotMeasured(reason) => Self::NotMeasured(reason.into()),
        }
    }
}

impl From<Quantity> for wit::Quantity {
    fn from(quantity: Quantity) -> Self {
        match quantity {
            Quantity::Share(value) => Self::Share(value),
            Quantity::Count(value) => Self::Count(value),
            Quantity::DurationMs(value) => Self::DurationMs(value),
            Quantity::Bytes(value) => Self::Bytes(value),
            Quantity::Text(value) => Self::Text(value.into()),
        }
    }
}

impl From<Finding> for wit::Finding {
    fn from(finding: Finding) -> Self {
        Self {
            code: finding.code,
            severity: match finding.severity {
                Severity::Info => wit::Severity::Info,
                Severity::Minor => wit::Severity::Minor,
                Severity::Major => wit::Severity::Major,
                Severity::Critical => wit::Severity::Critical,
            },
            dimension: finding.dimension,
            message: finding.message.into(),
            place: match finding.place {
                Place::Whole => wit::Place::Whole,
                Place::Lines { path, first, last } => wit::Place::Lines(wit::LineRange { path, first, last }),
                Place::Time { from_ms, to_ms } => wit::Place::Time(wit::TimeRange { from_ms, to_ms }),
                Place::Part(part) => wit::Place::Part(part),
                Place::Pointer(pointer) => wit::Place::Pointer(pointer),
            },
        }
    }
}

impl From<Refusal> for wit::Refusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::MalformedAnswer(message) => Self::MalformedAnswer(message.into()),
            Refusal::Unsupported(message) => Self::Unsupported(message.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::millionths;

    #[test]
    fn shares_round_down_and_never_exceed_full_marks() {
        for (part, whole, expected) in
            [(1, 3, 333_333), (2, 3, 666_666), (3, 3, 1_000_000), (9, 3, 1_000_000), (0, 0, 1_000_000), (0, 7, 0)]
        {
            assert_eq!(millionths(part, whole), expected, "{part} of {whole}");
        }
    }
}
