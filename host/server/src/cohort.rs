//! Everybody's outcomes at once, for whatever compares candidates: read a few candidates at a time, so that of all the stored evaluations only
//! what scores is held.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_core::attempt::Attempt;
use touchstone_core::comparison::{DifferenceReport, Generation, WhatIf, difference_report, what_if};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::Interview;
use touchstone_core::overrides::Overrides;
use touchstone_core::scorecard::ItemOutcome;
use touchstone_store::Document;

use crate::app::App;
use crate::job::{OpenJob, interview_under};
use crate::overrides;
use crate::problem::Problem;
use crate::records::{CandidateRecord, EvaluationRecord, RescoreRecord, candidates_of, evaluations_of};
use crate::rescoring::page;
use crate::standing::{Outcomes, latest, outcomes};

/// Those who submitted.
struct Cohort<const GENERATIONS: usize> {
    /// Those who are scored in all of the generations.
    scored: Vec<Scored<GENERATIONS>>,
    /// Those whose evaluations are not all there.
    being_scored: BTreeSet<CandidateId>,
}

/// One of them, with their outcomes in each generation, and what people said by the first.
struct Scored<const GENERATIONS: usize> {
    candidate: CandidateId,
    outcomes: [BTreeMap<ItemId, ItemOutcome>; GENERATIONS],
    overrides: Overrides,
}

/// What came of a comparison, and who is not in it.
pub(crate) struct Compared<T> {
    pub(crate) result: T,
    /// Those whose evaluations are not all there.
    pub(crate) being_scored: BTreeSet<CandidateId>,
}

/// What a re-score changes: under the switches and weights of now, or those of the moment in which it was decided.
pub(crate) async fn report(app: &App, rescore: &RescoreRecord) -> Result<Compared<DifferenceReport>, Problem> {
    let before = app.job_in(&rescore.job, rescore.base).await?;
    let after = app.job_in(&rescore.job, rescore.generation).await?;
    let settings = match &rescore.decision {
        Some(decision) => decision.settings.clone(),
        None => after.record.settings(),
    };
    let interviews = [&before, &after].map(|job| interview_under(&job.record, &job.terms, &settings));
    let Cohort { scored, being_scored } = read(app, [&before, &after]).await?;
    let compare = move || {
        let [one, other] = interviews;
        let (one, other) = (one?, other?);
        let (attempts, attempts_after) = (attempts(&scored, 0), attempts(&scored, 1));
        let before = Generation { interview: &one, attempts: &attempts };
        let after = Generation { interview: &other, attempts: &attempts_after };
        difference_report(before, after).map_err(|error| Problem::internal(error.to_string()))
    };
    Ok(Compared { result: blocking(compare).await?, being_scored })
}

/// What another rubric or other switches would make of a job's candidates.
pub(crate) async fn under(app: &App, job: &OpenJob, changed: Interview) -> Result<Compared<WhatIf>, Problem> {
    let Cohort { scored, being_scored } = read(app, [job]).await?;
    let interview = job.interview.clone();
    let compare = move || {
        what_if(&interview, &changed, &attempts(&scored, 0)).map_err(|error| Problem::internal(error.to_string()))
    };
    Ok(Compared { result: blocking(compare).await?, being_scored })
}

async fn read<const N: usize>(app: &App, jobs: [&OpenJob; N]) -> Result<Cohort<N>, Problem> {
    let id = &jobs[0].record.id;
    let mut cohort = Cohort { scored: Vec::new(), being_scored: BTreeSet::new() };
    let mut after = None;
    while let Some(candidates) = page(app, candidates_of(id), &mut after).await? {
        for document in candidates {
            let candidate: CandidateRecord = document.read()?;
            let documents = app.store().scan(evaluations_of(id, &candidate.id)).await?;
            let records: Vec<EvaluationRecord> = documents.into_iter().map(Document::read).collect::<Result<_, _>>()?;
            let mut all = Vec::new();
            for job in jobs {
                match outcomes(job, &candidate, &latest(job, records.clone()))? {
                    Outcomes::All(outcomes) => all.push(outcomes),
                    Outcomes::BeingScored(_) => {
                        cohort.being_scored.insert(candidate.id.clone());
                    }
                    Outcomes::Answering => {}
                }
            }
            if let Ok(outcomes) = all.try_into() {
                let overrides = overrides::of_candidate(app, jobs[0], &candidate.id).await?;
                cohort.scored.push(Scored { candidate: candidate.id, outcomes, overrides });
            }
        }
    }
    Ok(cohort)
}

fn attempts<const N: usize>(scored: &[Scored<N>], generation: usize) -> Vec<Attempt<'_>> {
    let all = scored.iter().map(|Scored { candidate, outcomes, overrides }| Attempt {
        candidate,
        outcomes: &outcomes[generation],
        overrides: Some(overrides),
    });
    all.collect()
}

/// On a thread for work that takes long.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(error.to_string()))?
}
