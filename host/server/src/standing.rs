//! Where a candidate stands: the scorecard, from the evaluations that are stored. Runs no plugin, so that switches and weights show at
//! once.

use std::collections::BTreeMap;

use touchstone_core::attempt::Attempt;
use touchstone_core::evaluation::{RawEvaluation, RawRefusal, validate, validate_refusal};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::overrides::Overrides;
use touchstone_core::scorecard::{ItemOutcome, Scorecard};
use touchstone_core::words::ModuleKind;

use crate::app::App;
use crate::job::OpenJob;
use crate::problem::{Code, Problem};
use crate::records::{CandidateRecord, EvaluationRecord, Outcome, evaluations_of, evaluations_of_job};

/// What a candidate is doing who has not submitted.
pub(crate) const ANSWERING: &str = "answering";
/// What happens to a candidate whose evaluations are not all there.
pub(crate) const BEING_SCORED: &str = "being-scored";

/// What there is of a candidate's result.
pub(crate) enum Standing {
    /// Nothing was submitted yet.
    Answering,
    /// These items wait for their evaluations.
    BeingScored(Vec<ItemId>),
    /// Everything is there.
    Scored(Box<Scorecard>),
}

/// What there is of a candidate's evaluations.
pub(crate) enum Outcomes {
    /// Nothing was submitted yet.
    Answering,
    /// These items wait for their evaluations.
    BeingScored(Vec<ItemId>),
    /// Of every item.
    All(BTreeMap<ItemId, ItemOutcome>),
}

impl Standing {
    /// The scorecard, or why there is none yet.
    pub(crate) fn scorecard(self, candidate: &CandidateId) -> Result<Scorecard, Problem> {
        match self {
            Self::Scored(scorecard) => Ok(*scorecard),
            Self::Answering => Err(not_submitted(candidate)),
            Self::BeingScored(items) => Err(being_scored(&items)),
        }
    }
}

/// The evaluations of a candidate that count in the job's generation, one for each item.
pub(crate) async fn evaluations(
    app: &App,
    job: &OpenJob,
    candidate: &CandidateRecord,
) -> Result<Vec<EvaluationRecord>, Problem> {
    let documents = app.store().scan(evaluations_of(&job.record.id, &candidate.id)).await?;
    let records = documents.into_iter().map(touchstone_store::Document::read).collect::<Result<Vec<_>, _>>()?;
    Ok(latest(job, records))
}

/// The same of all candidates of a job.
pub(crate) async fn evaluations_by_candidate(
    app: &App,
    job: &OpenJob,
) -> Result<BTreeMap<String, Vec<EvaluationRecord>>, Problem> {
    let mut by_candidate: BTreeMap<String, Vec<EvaluationRecord>> = BTreeMap::new();
    for document in app.store().scan(evaluations_of_job(&job.record.id)).await? {
        let candidate = document.key.split('/').nth(1).unwrap_or_default().to_owned();
        by_candidate.entry(candidate).or_default().push(document.read()?);
    }
    Ok(by_candidate.into_iter().map(|(candidate, records)| (candidate, latest(job, records))).collect())
}

/// Those that count in the job's generation, of each item the last. The records come by item, in the order of their generations.
pub(crate) fn latest(job: &OpenJob, records: Vec<EvaluationRecord>) -> Vec<EvaluationRecord> {
    let mut latest: Vec<EvaluationRecord> = Vec::new();
    for record in records.into_iter().filter(|record| job.counts(record)) {
        match latest.last_mut() {
            Some(last) if last.item == record.item => *last = record,
            _ => latest.push(record),
        }
    }
    latest
}

/// The scorecard under the switches and weights of the job's generation, with what people said.
pub(crate) fn standing(
    job: &OpenJob,
    candidate: &CandidateRecord,
    evaluations: &[EvaluationRecord],
    overrides: &Overrides,
) -> Result<Standing, Problem> {
    Ok(match outcomes(job, candidate, evaluations)? {
        Outcomes::Answering => Standing::Answering,
        Outcomes::BeingScored(missing) => Standing::BeingScored(missing),
        Outcomes::All(outcomes) => {
            let attempt = Attempt { candidate: &candidate.id, outcomes: &outcomes, overrides: Some(overrides) };
            let scorecard = attempt.score(&job.interview).map_err(|error| Problem::internal(error.to_string()))?;
            Standing::Scored(Box::new(scorecard))
        }
    })
}

/// What became of every item, in the job's generation.
pub(crate) fn outcomes(
    job: &OpenJob,
    candidate: &CandidateRecord,
    evaluations: &[EvaluationRecord],
) -> Result<Outcomes, Problem> {
    if candidate.submitted_at.is_none() || candidate.submitted_in > job.generation {
        return Ok(Outcomes::Answering);
    }
    let mut outcomes = BTreeMap::new();
    let mut missing = Vec::new();
    for item in job.interview.items() {
        match evaluations.iter().find(|record| record.item == item.id) {
            Some(record) => {
                outcomes.insert(item.id.clone(), outcome(job, record)?);
            }
            None => missing.push(item.id.clone()),
        }
    }
    Ok(if missing.is_empty() { Outcomes::All(outcomes) } else { Outcomes::BeingScored(missing) })
}

/// There is no scorecard before a submission.
pub(crate) fn not_submitted(candidate: &CandidateId) -> Problem {
    let detail = format!("the candidate `{candidate}` has not submitted; there is a scorecard after that");
    Problem::new(Code::NotSubmitted, detail)
}

/// There is no scorecard before the last evaluation.
pub(crate) fn being_scored(items: &[ItemId]) -> Problem {
    let items: Vec<_> = items.iter().map(|item| format!("`{item}`")).collect();
    let detail = format!("the evaluations of {} are still being made; try again in a moment", items.join(", "));
    Problem::new(Code::BeingScored, detail).retry_after(1)
}

/// How far a candidate is.
pub(crate) fn status(
    job: &OpenJob,
    candidate: &CandidateRecord,
    evaluations: &[EvaluationRecord],
) -> Result<&'static str, Problem> {
    Ok(match outcomes(job, candidate, evaluations)? {
        Outcomes::Answering => ANSWERING,
        Outcomes::BeingScored(_) => BEING_SCORED,
        Outcomes::All(_) => "scored",
    })
}

/// A record as core has it: nothing is taken on trust, not even from the store.
pub(crate) fn outcome(job: &OpenJob, record: &EvaluationRecord) -> Result<ItemOutcome, Problem> {
    let damaged = |what: &dyn std::fmt::Display| {
        Problem::internal(format!("the evaluation of `{}` cannot be read: {what}", record.item))
    };
    Ok(match &record.outcome {
        Outcome::Omitted => ItemOutcome::Omitted,
        Outcome::NotAdministered => ItemOutcome::NotAdministered,
        Outcome::NotReached => ItemOutcome::NotReached,
        Outcome::Failed { kind, message } => ItemOutcome::Failed { kind: kind.clone(), message: message.clone() },
        Outcome::Refused { refusal } => {
            let raw: RawRefusal = serde_json::from_value(refusal.clone()).map_err(|error| damaged(&error))?;
            ItemOutcome::Refused(validate_refusal(raw).map_err(|error| damaged(&error))?)
        }
        Outcome::Evaluated { evaluation } => {
            let raw: RawEvaluation = serde_json::from_value(evaluation.clone()).map_err(|error| damaged(&error))?;
            let item = crate::app::item(job, &record.item)?;
            let evaluator = job.plugin(item, ModuleKind::Evaluator)?;
            let declared = evaluator.manifest.evaluator().ok_or_else(|| damaged(&"its plugin has no evaluator"))?;
            ItemOutcome::Evaluated(validate(raw, &declared.dimension_ids()).map_err(|error| damaged(&error))?)
        }
    })
}
