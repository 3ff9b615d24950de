//! Near-copies between a job's candidates: reads what those wrote who submitted, a few at a time, and hands it to core. Nothing of it
//! is stored, and no score depends on it.

use std::fs;
use std::io;
use std::sync::Arc;

use tokio::sync::Semaphore;
use touchstone_core::answer::Answer;
use touchstone_core::ids::ItemId;
use touchstone_core::similarity::{Gathered, Settings, SimilarityReport, Upload, compare};

use crate::app::App;
use crate::cohort::blocking;
use crate::job::OpenJob;
use crate::problem::Problem;
use crate::records::{AnswerRecord, CandidateRecord, answers_of, candidates_of};
use crate::rescoring::page;
use crate::uploads;
use crate::workers::AnswerFile;

/// One report is made at a time, so that however many ask, what is held is that of one.
static TURN: Semaphore = Semaphore::const_new(1);

/// What the submitted answers of a job share.
pub(crate) async fn report(app: &App, job: &Arc<OpenJob>, settings: Settings) -> Result<SimilarityReport, Problem> {
    let turn = TURN.acquire().await.map_err(|error| Problem::internal(error.to_string()))?;
    let id = &job.record.id;
    let (mut gathered, mut after) = (Gathered::default(), None);
    while let Some(candidates) = page(app, candidates_of(id), &mut after).await? {
        for document in candidates {
            let candidate: CandidateRecord = document.read()?;
            if candidate.submitted_at.is_none() {
                continue;
            }
            let mut answers = Vec::new();
            for document in app.store().scan(answers_of(id, &candidate.id)).await? {
                let AnswerRecord { item, answer, .. } = document.read()?;
                let answer = Answer::from_value(&answer).map_err(|error| Problem::internal(error.to_string()))?;
                let files = uploads::of_answer(app, id, &candidate.id, &item, &answer).await?;
                answers.push((item, answer, files));
            }
            gathered = blocking(move || gather(gathered, &candidate, &answers)).await?;
        }
    }
    let job = Arc::clone(job);
    let compare = move || {
        // Whoever asked may be gone; the turn ends with the work.
        let _turn = turn;
        Ok(compare(&job.interview, gathered, &settings))
    };
    blocking(compare).await
}

fn gather(
    mut gathered: Gathered,
    candidate: &CandidateRecord,
    answers: &[(ItemId, Answer, Vec<AnswerFile>)],
) -> Result<Gathered, Problem> {
    for (item, answer, files) in answers {
        let contents = files.iter().map(|file| fs::read(&file.path)).collect::<io::Result<Vec<_>>>();
        let contents =
            contents.map_err(|error| Problem::internal(format!("an uploaded file cannot be read: {error}")))?;
        let names = if let Answer::Files(named) = answer { named.as_slice() } else { &[] };
        let uploads = names.iter().zip(&contents).map(|(file, bytes)| Upload { name: &file.name, bytes });
        gathered.add(&candidate.id, item, answer, uploads);
    }
    Ok(gathered)
}
