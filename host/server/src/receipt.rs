//! A candidate's receipts, from what is stored. Runs no plugin: what each evaluation ran on was kept with it.

use touchstone_core::answer::{Answer, Candidate};
use touchstone_core::ids::{Digest, ItemId};
use touchstone_core::receipt::{EvaluationReceipt, Receipt, RunFacts, Salt, ScorecardFacts, ScorecardReceipt, Spent};
use touchstone_runtime::secret_file;
use touchstone_store::{Batch, Expected, StoreError};

use crate::app::App;
use crate::job::OpenJob;
use crate::problem::{Code, Problem};
use crate::records::{AnswerRecord, CandidateRecord, EvaluationRecord, answer_key, salt_key};
use crate::standing::{evaluations, outcome, standing};
use crate::{overrides, uploads};

/// The receipts under the job's switches and weights of now.
///
/// # Errors
///
/// When not everything is scored, or an evaluation is from before there were receipts.
pub(crate) async fn receipt(app: &App, job: &OpenJob, candidate: &CandidateRecord) -> Result<Receipt, Problem> {
    let records = evaluations(app, job, candidate).await?;
    let overrides = overrides::of_candidate(app, job, &candidate.id).await?;
    let scorecard = standing(job, candidate, &records, &overrides)?.scorecard(&candidate.id)?;
    let salt = salt(app, job, candidate).await?;
    let mut receipts = Vec::new();
    for item in job.interview.items() {
        let record = records.iter().find(|record| record.item == item.id);
        let record = record.ok_or_else(|| Problem::internal("a scorecard without an evaluation"))?;
        receipts.push(evaluation(app, job, candidate, record, &salt).await?);
    }
    let facts = ScorecardFacts {
        interview_text: job.interview_text(),
        interview: &job.interview,
        candidate: &Candidate { id: candidate.id.clone(), name: candidate.name.clone() },
        overrides: &overrides,
        evaluations: &receipts,
        scorecard: &scorecard,
    };
    let scorecard = ScorecardReceipt::of(&facts, &salt);
    let scorecard = scorecard.ok_or_else(|| Problem::internal("the interview of a job is no JSON"))?;
    Ok(Receipt { scorecard, evaluations: receipts, overrides: overrides.entries().to_vec(), salt: Some(salt) })
}

async fn evaluation(
    app: &App,
    job: &OpenJob,
    candidate: &CandidateRecord,
    record: &EvaluationRecord,
    salt: &Salt,
) -> Result<EvaluationReceipt, Problem> {
    let interview = Digest::of(job.interview_text().as_bytes());
    let answer = match &record.conditions {
        Some(_) => Some(answer(app, job, candidate, &record.item).await?),
        None if record.evaluator.is_none() => None,
        None => {
            let detail = format!(
                "the item `{}` was evaluated before this server kept what a receipt needs; score the job anew to have receipts",
                record.item
            );
            return Err(Problem::new(Code::NoReceipt, detail));
        }
    };
    let attachments = match &answer {
        Some(answer) => {
            let files = uploads::of_answer(app, &job.record.id, &candidate.id, &record.item, answer).await?;
            uploads::salted(files, salt).await?
        }
        None => Vec::new(),
    };
    let run = answer.as_ref().zip(record.conditions.as_deref()).map(|(answer, conditions)| RunFacts {
        answer,
        attachments,
        locale: &candidate.locale,
        seed: job.interview.variant_seed(&candidate.id, &record.item),
        conditions: conditions.clone(),
        spent: Spent {
            fuel: record.fuel,
            program_fuel: record.program_fuel,
            peak_memory_bytes: record.peak_memory_bytes,
        },
    });
    Ok(EvaluationReceipt::of(interview, &record.item, &candidate.id, &outcome(job, record)?, run, salt))
}

/// What was evaluated: an answer does not change once it is submitted.
async fn answer(app: &App, job: &OpenJob, candidate: &CandidateRecord, item: &ItemId) -> Result<Answer, Problem> {
    let damaged = |what: &str| Problem::internal(format!("the answer to `{item}`, which was evaluated, {what}"));
    let found = app.find::<AnswerRecord>(answer_key(&job.record.id, &candidate.id, item)).await?;
    let record = found.ok_or_else(|| damaged("is gone"))?.value;
    Answer::from_value(&record.answer).map_err(|mistakes| damaged(&mistakes.to_string()))
}

/// The candidate's salt, drawn with the first receipt. Of all who draw one at the same time, one wins.
async fn salt(app: &App, job: &OpenJob, candidate: &CandidateRecord) -> Result<Salt, Problem> {
    let key = salt_key(&job.record.id, &candidate.id);
    if let Some(found) = app.find::<Salt>(key.clone()).await? {
        return Ok(found.value);
    }
    let random = secret_file::random().map_err(|error| Problem::internal(format!("no randomness: {error}")))?;
    let drawn = Salt::from_random(random);
    match app.store().commit(Batch::new().put(key.clone(), Expected::Absent, &drawn)).await {
        Ok(_) => Ok(drawn),
        Err(StoreError::Conflict { .. }) => {
            let found = app.find::<Salt>(key).await?;
            found.map(|found| found.value).ok_or_else(|| Problem::internal("a salt was erased while it was drawn"))
        }
        Err(error) => Err(error.into()),
    }
}
