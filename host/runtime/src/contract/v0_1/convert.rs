//! Between core's types and the contract's. What comes from a plugin goes through core's checks; nothing is clamped or repaired.

use sha2::{Digest as _, Sha256};
use touchstone_core::answer::{self, Answer};
use touchstone_core::evaluation::{
    Evaluation, RawEvaluation, RawFinding, RawIndicator, RawMeasure, RawPlace, RawQuantity, RawRefusal, RawScore,
    Refusal, validate, validate_refusal,
};
use touchstone_core::ids::PluginId;
use touchstone_core::message::{Message, RawMessage};
use touchstone_core::words::Severity;

use super::bindings::{evaluator_types as wit, types};
use crate::failure::{Failure, FailureKind};
use crate::plugin::Plugin;
use crate::problem::Problem;
use crate::sandbox::failed;

/// The most problems that one check may find. Beyond that nobody reads on.
pub(crate) const MAX_PROBLEMS: usize = 200;

/// `attachments` holds the bytes of the answer's files, in their order.
pub(crate) fn answer_to_wit(answer: &Answer, attachments: &[Vec<u8>]) -> types::Answer {
    match answer {
        Answer::Omitted => types::Answer::Omitted,
        Answer::Text(text) => types::Answer::Text(text.clone()),
        Answer::Choices(choices) => types::Answer::Choices(choices.clone()),
        Answer::Program(program) => types::Answer::Program(program_to_wit(program)),
        Answer::Events(events) => types::Answer::Events(events.list().iter().map(event_to_wit).collect()),
        Answer::Files(files) => types::Answer::Files(
            (0..).zip(files).zip(attachments).map(|((id, file), bytes)| attachment_to_wit(id, file, bytes)).collect(),
        ),
        Answer::Structured(value) => types::Answer::Structured(value.to_string()),
    }
}

/// What the plugin said of an answer, or the rule of the contract that it broke.
pub(crate) fn evaluation_from_wit(plugin: &Plugin, evaluation: wit::Evaluation) -> Result<Evaluation, Failure> {
    let declared =
        plugin.manifest().evaluator().map(touchstone_core::manifest::Evaluator::dimension_ids).unwrap_or_default();
    let raw = RawEvaluation {
        scores: evaluation.scores.into_iter().map(score).collect(),
        indicators: evaluation.indicators.into_iter().map(indicator).collect(),
        findings: evaluation.findings.into_iter().map(finding).collect(),
        review: evaluation.review.map(message),
    };
    validate(raw, &declared).map_err(|violation| broken(plugin.id(), &violation))
}

pub(crate) fn refusal_from_wit(plugin: &PluginId, refusal: wit::Refusal) -> Result<Refusal, Failure> {
    let raw = match refusal {
        wit::Refusal::MalformedAnswer(text) => RawRefusal::MalformedAnswer(message(text)),
        wit::Refusal::Unsupported(text) => RawRefusal::Unsupported(message(text)),
    };
    validate_refusal(raw).map_err(|violation| broken(plugin, &violation))
}

pub(crate) fn problem_from_wit(plugin: &PluginId, problem: types::Problem) -> Result<Problem, Failure> {
    let message = Message::try_from(message(problem.message)).map_err(|error| broken(plugin, &error))?;
    Ok(Problem { pointer: problem.pointer, message })
}

pub(crate) fn problems_from_wit(
    plugin: &PluginId,
    checked: Result<(), Vec<types::Problem>>,
) -> Result<Result<(), Vec<Problem>>, Failure> {
    match checked {
        Ok(()) => Ok(Ok(())),
        Err(problems) if problems.is_empty() => Err(broken(plugin, &"an error without a problem in it")),
        Err(problems) if problems.len() > MAX_PROBLEMS => {
            Err(broken(plugin, &format!("{} problems, more than {MAX_PROBLEMS}", problems.len())))
        }
        Err(problems) => {
            problems.into_iter().map(|problem| problem_from_wit(plugin, problem)).collect::<Result<_, _>>().map(Err)
        }
    }
}

fn broken(plugin: &PluginId, violation: &impl ToString) -> Failure {
    failed(plugin, FailureKind::Contract { reason: violation.to_string() })
}

pub(crate) fn program_to_wit(program: &answer::Program) -> types::Program {
    let file =
        |file: &answer::SourceFile| types::SourceFile { path: file.path.as_str().to_owned(), text: file.text.clone() };
    types::Program {
        language: program.language().to_owned(),
        entry: program.entry().as_str().to_owned(),
        files: program.files().iter().map(file).collect(),
    }
}

fn event_to_wit(event: &answer::Event) -> types::Event {
    types::Event {
        received_ms: event.received_ms,
        client_ms: event.client_ms,
        name: event.name.clone(),
        detail: event.detail.to_string(),
    }
}

fn attachment_to_wit(id: u32, file: &answer::UploadedFile, bytes: &[u8]) -> types::Attachment {
    types::Attachment {
        id,
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: bytes.len() as u64,
        sha256: Sha256::digest(bytes).to_vec(),
    }
}

fn message(texts: Vec<types::Localized>) -> RawMessage {
    RawMessage(texts.into_iter().map(|text| (text.lang, text.text)).collect())
}

fn score(score: wit::Score) -> RawScore {
    let measure = match score.measure {
        wit::Measure::Value(value) => RawMeasure::Millionths(value),
        wit::Measure::NotMeasured(reason) => RawMeasure::NotMeasured(message(reason)),
    };
    RawScore { dimension: score.dimension, measure }
}

fn indicator(indicator: wit::Indicator) -> RawIndicator {
    let value = match indicator.value {
        wit::Quantity::Share(value) => RawQuantity::Share(value),
        wit::Quantity::Count(value) => RawQuantity::Count(value),
        wit::Quantity::DurationMs(value) => RawQuantity::DurationMs(value),
        wit::Quantity::Bytes(value) => RawQuantity::Bytes(value),
        wit::Quantity::Text(text) => RawQuantity::Text(message(text)),
    };
    RawIndicator { id: indicator.id, label: message(indicator.label), value }
}

fn finding(finding: wit::Finding) -> RawFinding {
    RawFinding {
        code: finding.code,
        severity: match finding.severity {
            wit::Severity::Info => Severity::Info,
            wit::Severity::Minor => Severity::Minor,
            wit::Severity::Major => Severity::Major,
            wit::Severity::Critical => Severity::Critical,
        },
        dimension: finding.dimension,
        message: message(finding.message),
        place: match finding.place {
            wit::Place::Whole => RawPlace::Whole,
            wit::Place::Lines(range) => RawPlace::Lines { path: range.path, first: range.first, last: range.last },
            wit::Place::Time(range) => RawPlace::Time { from_ms: range.from_ms, to_ms: range.to_ms },
            wit::Place::Part(part) => RawPlace::Part { part },
            wit::Place::Pointer(pointer) => RawPlace::Pointer { pointer },
        },
    }
}
