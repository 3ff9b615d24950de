//! An evaluation as a plugin returned it, nothing checked yet: the contract's records with plain types. Also reads what
//! [`Evaluation`](super::Evaluation) wrote as JSON, which is then validated like any other.

use serde::Deserialize;

use crate::message::RawMessage;
use crate::words::Severity;

/// `evaluation` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub struct RawEvaluation {
    pub scores: Vec<RawScore>,
    pub indicators: Vec<RawIndicator>,
    pub findings: Vec<RawFinding>,
    pub review: Option<RawMessage>,
}

/// `score` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub struct RawScore {
    pub dimension: String,
    pub measure: RawMeasure,
}

/// `measure` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the cases are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub enum RawMeasure {
    Millionths(u32),
    NotMeasured(RawMessage),
}

/// `indicator` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub struct RawIndicator {
    pub id: String,
    pub label: RawMessage,
    pub value: RawQuantity,
}

/// `quantity` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the cases are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub enum RawQuantity {
    Share(u32),
    Count(u64),
    DurationMs(u64),
    Bytes(u64),
    Text(RawMessage),
}

/// `finding` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub struct RawFinding {
    pub code: String,
    pub severity: Severity,
    pub dimension: Option<String>,
    pub message: RawMessage,
    pub place: RawPlace,
}

/// `place` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the cases are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub enum RawPlace {
    Whole,
    Lines { path: String, first: u32, last: u32 },
    Time { from_ms: u64, to_ms: u64 },
    Part { part: String },
    Pointer { pointer: String },
}

/// `refusal` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", content = "message", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the cases are the contract's; `wit/plugin/evaluator.wit` documents them")]
pub enum RawRefusal {
    MalformedAnswer(RawMessage),
    Unsupported(RawMessage),
}
