//! What people said of candidates' scores: an append-only log for each candidate, one document for each entry. Core decides what may come in
//! and what it comes to.

use std::collections::BTreeMap;

use touchstone_core::ids::{CandidateId, InterviewId};
use touchstone_core::overrides::{Override, Overrides};
use touchstone_store::{Batch, Expected, StoreError};

use crate::app::App;
use crate::job::OpenJob;
use crate::problem::{Code, Problem};
use crate::records::{OverrideRecord, override_key, overrides_of, overrides_of_job};
use crate::standing::{Outcomes, evaluations, outcomes};

/// How often an entry is tried when another one came in at the same time.
const TRIES: usize = 5;

/// The entries of a candidate that hold in the job's generation: those of that time and before. A person's word holds in later generations
/// too.
pub(crate) async fn of_candidate(app: &App, job: &OpenJob, candidate: &CandidateId) -> Result<Overrides, Problem> {
    Ok(Overrides::restored(held(job, log(app, &job.record.id, candidate).await?)))
}

/// The same of all candidates of a job; those without an entry are not there.
pub(crate) async fn by_candidate(app: &App, job: &OpenJob) -> Result<BTreeMap<String, Overrides>, Problem> {
    let mut by_candidate: BTreeMap<String, Vec<OverrideRecord>> = BTreeMap::new();
    for document in app.store().scan(overrides_of_job(&job.record.id)).await? {
        let candidate = document.key.split('/').nth(1).unwrap_or_default().to_owned();
        by_candidate.entry(candidate).or_default().push(document.read()?);
    }
    let logs = by_candidate.into_iter();
    Ok(logs.map(|(candidate, log)| (candidate, Overrides::restored(held(job, log)))).collect())
}

/// Puts an entry at the end of a candidate's log.
pub(crate) async fn append(
    app: &App,
    job: &InterviewId,
    candidate: &CandidateId,
    entry: &Override,
) -> Result<(), Problem> {
    let mut tries = 0;
    loop {
        tries += 1;
        let job = app.published_job(job).await?;
        let found = app.candidate(&job.record.id, candidate).await?.value;
        let outcomes = match outcomes(&job, &found, &evaluations(app, &job, &found).await?)? {
            Outcomes::All(outcomes) => outcomes,
            Outcomes::Answering => return Err(crate::standing::not_submitted(candidate)),
            Outcomes::BeingScored(items) => return Err(crate::standing::being_scored(&items)),
        };
        let log = log(app, &job.record.id, candidate).await?;
        let number = log.len();
        Overrides::restored(held(&job, log))
            .append(&job.interview, &outcomes, entry.clone())
            .map_err(|error| Problem::new(Code::OverrideRefused, error.to_string()))?;
        let record = OverrideRecord { made_in: job.generation, entry: entry.clone() };
        let batch = Batch::new().check(crate::records::job_key(&job.record.id), Expected::Version(job.version)).put(
            override_key(&job.record.id, candidate, number),
            Expected::Absent,
            &record,
        );
        match app.store().commit(batch).await {
            Ok(_) => break,
            Err(StoreError::Conflict { .. }) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
    tracing::info!(job.id = %job, item.id = %entry.item, "a score was set by a person");
    Ok(())
}

async fn log(app: &App, job: &InterviewId, candidate: &CandidateId) -> Result<Vec<OverrideRecord>, Problem> {
    let documents = app.store().scan(overrides_of(job, candidate)).await?;
    Ok(documents.into_iter().map(touchstone_store::Document::read).collect::<Result<_, _>>()?)
}

fn held(job: &OpenJob, log: Vec<OverrideRecord>) -> Vec<Override> {
    log.into_iter().filter(|record| record.made_in <= job.generation).map(|record| record.entry).collect()
}
