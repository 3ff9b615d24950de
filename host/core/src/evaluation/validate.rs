//! Holds what a plugin returned against the contract and its manifest. Changes nothing but the order of the scores.

use std::fmt;

use super::{
    Evaluation, Finding, Indicator, Measure, Millionths, Place, Quantity, RawEvaluation, RawFinding, RawIndicator,
    RawMeasure, RawPlace, RawQuantity, RawRefusal, Refusal, Score,
};
use crate::ids::{DimensionId, IdError};
use crate::message::{Message, MessageError, RawMessage};

/// The most indicators of one evaluation.
pub const MAX_INDICATORS: usize = 200;
/// The most findings of one evaluation.
pub const MAX_FINDINGS: usize = 1000;

/// Where a plugin broke the contract. The evaluation is then worth nothing and the total is withheld.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContractViolation {
    /// A dimension that the manifest does not declare.
    #[error("{part} names the dimension `{dimension}`, which the manifest does not declare (it declares `{}`)", declared.join("`, `"))]
    UnknownDimension {
        /// Who names it.
        part: Part,
        /// The name.
        dimension: String,
        /// What the manifest declares.
        declared: Vec<String>,
    },
    /// Two scores for one dimension.
    #[error("the dimension `{dimension}` has two scores")]
    RepeatedDimension {
        /// Which.
        dimension: DimensionId,
    },
    /// No score for a declared dimension.
    #[error("the dimension `{dimension}` has no score, not even `not-measured`")]
    MissingDimension {
        /// Which.
        dimension: DimensionId,
    },
    /// More than all.
    #[error("{part} has {millionths} millionths, more than 1000000")]
    TooManyMillionths {
        /// Whose.
        part: Part,
        /// How many.
        millionths: u32,
    },
    /// Too long a list.
    #[error("{count} {what}, more than {most}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// The bound.
        most: usize,
    },
    /// An indicator without an id.
    #[error("{part} has a blank id")]
    BlankId {
        /// Which.
        part: Part,
    },
    /// Two indicators with one id.
    #[error("two indicators have the id `{id}`")]
    RepeatedIndicator {
        /// The id.
        id: String,
    },
    /// A finding whose code is not kebab-case.
    #[error("{part}: {error}")]
    BadCode {
        /// Which.
        part: Part,
        /// What is wrong with it.
        error: IdError,
    },
    /// No text, a blank one, or a language that is none.
    #[error("{part} has a message that is none: {error}")]
    BadMessage {
        /// Whose.
        part: Part,
        /// What is wrong with it.
        error: MessageError,
    },
    /// A place that cannot be one.
    #[error("{part} has a place that cannot be: {problem}")]
    BadPlace {
        /// Whose.
        part: Part,
        /// Why.
        problem: String,
    },
}

/// A part of an evaluation; lists count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// `scores[…]`
    Score(usize),
    /// `indicators[…]`
    Indicator(usize),
    /// `findings[…]`
    Finding(usize),
    /// `review`
    Review,
    /// The refusal.
    Refusal,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Score(n) => write!(f, "`scores[{n}]`"),
            Self::Indicator(n) => write!(f, "`indicators[{n}]`"),
            Self::Finding(n) => write!(f, "`findings[{n}]`"),
            Self::Review => f.write_str("`review`"),
            Self::Refusal => f.write_str("the refusal"),
        }
    }
}

/// Takes a plugin's word for an evaluation, if it keeps the contract. `declared` is the manifest's, in its order.
///
/// # Errors
///
/// The first thing that breaks the contract.
pub fn validate(raw: RawEvaluation, declared: &[DimensionId]) -> Result<Evaluation, ContractViolation> {
    let scores = scores(raw.scores, declared)?;
    at_most("indicators", raw.indicators.len(), MAX_INDICATORS)?;
    at_most("findings", raw.findings.len(), MAX_FINDINGS)?;
    let mut indicators: Vec<Indicator> = Vec::with_capacity(raw.indicators.len());
    for (n, raw) in raw.indicators.into_iter().enumerate() {
        let indicator = indicator(raw, &Part::Indicator(n))?;
        if indicators.iter().any(|other| other.id == indicator.id) {
            return Err(ContractViolation::RepeatedIndicator { id: indicator.id });
        }
        indicators.push(indicator);
    }
    let finding = |(n, raw)| finding(raw, &Part::Finding(n), declared);
    let findings = raw.findings.into_iter().enumerate().map(finding).collect::<Result<_, _>>()?;
    let review = raw.review.map(|raw| message(raw, &Part::Review)).transpose()?;
    Ok(Evaluation { scores, indicators, findings, review })
}

/// Takes a plugin's word for a refusal.
///
/// # Errors
///
/// When its message is none.
pub fn validate_refusal(raw: RawRefusal) -> Result<Refusal, ContractViolation> {
    Ok(match raw {
        RawRefusal::MalformedAnswer(raw) => Refusal::MalformedAnswer(message(raw, &Part::Refusal)?),
        RawRefusal::Unsupported(raw) => Refusal::Unsupported(message(raw, &Part::Refusal)?),
    })
}

fn scores(raw: Vec<super::RawScore>, declared: &[DimensionId]) -> Result<Vec<Score>, ContractViolation> {
    let mut found: Vec<Option<Measure>> = vec![None; declared.len()];
    for (n, raw) in raw.into_iter().enumerate() {
        let part = Part::Score(n);
        let place = position(&raw.dimension, declared, &part)?;
        if found[place].is_some() {
            return Err(ContractViolation::RepeatedDimension { dimension: declared[place].clone() });
        }
        found[place] = Some(match raw.measure {
            RawMeasure::Millionths(number) => Measure::Millionths(millionths(number, &part)?),
            RawMeasure::NotMeasured(raw) => Measure::NotMeasured(message(raw, &part)?),
        });
    }
    let score = |(measure, dimension): (Option<Measure>, &DimensionId)| match measure {
        Some(measure) => Ok(Score { dimension: dimension.clone(), measure }),
        None => Err(ContractViolation::MissingDimension { dimension: dimension.clone() }),
    };
    found.into_iter().zip(declared).map(score).collect()
}

fn indicator(raw: RawIndicator, part: &Part) -> Result<Indicator, ContractViolation> {
    if raw.id.trim().is_empty() {
        return Err(ContractViolation::BlankId { part: part.clone() });
    }
    let value = match raw.value {
        RawQuantity::Share(number) => Quantity::Share(millionths(number, part)?),
        RawQuantity::Count(count) => Quantity::Count(count),
        RawQuantity::DurationMs(duration) => Quantity::DurationMs(duration),
        RawQuantity::Bytes(bytes) => Quantity::Bytes(bytes),
        RawQuantity::Text(raw) => Quantity::Text(message(raw, part)?),
    };
    Ok(Indicator { id: raw.id, label: message(raw.label, part)?, value })
}

fn finding(raw: RawFinding, part: &Part, declared: &[DimensionId]) -> Result<Finding, ContractViolation> {
    let code = raw.code.parse().map_err(|error| ContractViolation::BadCode { part: part.clone(), error })?;
    let dimension = raw.dimension.map(|name| position(&name, declared, part)).transpose()?;
    Ok(Finding {
        code,
        severity: raw.severity,
        dimension: dimension.map(|place| declared[place].clone()),
        message: message(raw.message, part)?,
        place: place(raw.place).map_err(|problem| ContractViolation::BadPlace { part: part.clone(), problem })?,
    })
}

fn place(raw: RawPlace) -> Result<Place, String> {
    match raw {
        RawPlace::Whole => Ok(Place::Whole),
        RawPlace::Lines { path, .. } if path.is_empty() => Err("its path is empty".to_owned()),
        RawPlace::Lines { first: 0, .. } => Err("lines count from 1".to_owned()),
        RawPlace::Lines { first, last, .. } if last < first => Err(format!("line {last} is before line {first}")),
        RawPlace::Lines { path, first, last } => Ok(Place::Lines { path, first, last }),
        RawPlace::Time { from_ms, to_ms } if to_ms < from_ms => Err(format!("{to_ms} ms is before {from_ms} ms")),
        RawPlace::Time { from_ms, to_ms } => Ok(Place::Time { from_ms, to_ms }),
        RawPlace::Part { part } if part.trim().is_empty() => Err("its part is blank".to_owned()),
        RawPlace::Part { part } => Ok(Place::Part { part }),
        RawPlace::Pointer { pointer } if is_pointer(&pointer) => Ok(Place::Pointer { pointer }),
        RawPlace::Pointer { pointer } => Err(format!("`{pointer}` is no JSON pointer (RFC 6901)")),
    }
}

/// Empty, or `/` before each part, `~` only as `~0` or `~1`.
fn is_pointer(pointer: &str) -> bool {
    let escaped = |(at, _)| matches!(pointer.as_bytes().get(at + 1), Some(b'0' | b'1'));
    (pointer.is_empty() || pointer.starts_with('/')) && pointer.match_indices('~').all(escaped)
}

fn position(name: &str, declared: &[DimensionId], part: &Part) -> Result<usize, ContractViolation> {
    let unknown = || ContractViolation::UnknownDimension {
        part: part.clone(),
        dimension: name.to_owned(),
        declared: declared.iter().map(ToString::to_string).collect(),
    };
    declared.iter().position(|known| known.as_str() == name).ok_or_else(unknown)
}

fn millionths(number: u32, part: &Part) -> Result<Millionths, ContractViolation> {
    Millionths::new(number)
        .ok_or_else(|| ContractViolation::TooManyMillionths { part: part.clone(), millionths: number })
}

fn message(raw: RawMessage, part: &Part) -> Result<Message, ContractViolation> {
    raw.try_into().map_err(|error| ContractViolation::BadMessage { part: part.clone(), error })
}

fn at_most(what: &'static str, count: usize, most: usize) -> Result<(), ContractViolation> {
    if count > most { Err(ContractViolation::TooMany { what, count, most }) } else { Ok(()) }
}
