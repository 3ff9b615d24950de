//! A cohort from an example's folder: every answer is evaluated with the plugins, behind a progress bar.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use touchstone_core::cohort::Component;
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::{Interview, Item};
use touchstone_runtime::Plugin;

use super::{Attempt, Cohort};
use crate::places::Places;
use crate::report::Failure;
use crate::score::catalog::Catalog;
use crate::score::example::Example;
use crate::score::progress_bar;
use crate::score::session::Session;

/// The example's own answers.
pub(super) fn score(folder: &Path, plugins: Option<&PathBuf>, places: &Places) -> Result<Cohort, Failure> {
    evaluate(&Example::read(folder)?, plugins, places)
}

/// Evaluates the answers in another folder under an example's interview. `check` sees interview and answers before anything runs.
pub(crate) fn evaluate_answers(
    folder: &Path,
    answers: &Path,
    plugins: Option<&PathBuf>,
    places: &Places,
    check: impl FnOnce(&Interview, &BTreeSet<(CandidateId, ItemId)>) -> Result<(), Failure>,
) -> Result<Cohort, Failure> {
    let example = Example::of(folder.join("interview.json"), answers)?;
    let answered = example.attempts.iter().flat_map(|attempt| {
        attempt.sheet.answers().map(|(item, _)| (attempt.sheet.candidate().id.clone(), item.clone()))
    });
    check(&example.interview, &answered.collect())?;
    evaluate(&example, plugins, places)
}

fn evaluate(example: &Example, plugins: Option<&PathBuf>, places: &Places) -> Result<Cohort, Failure> {
    let catalog = Catalog::read(&crate::plugins_folder(plugins))?;
    let session = Session::open(example, &catalog, places)?;
    for attempt in &example.attempts {
        session.check_answers(attempt)?;
    }
    let component = |plugin: &Plugin| Component {
        plugin: plugin.id().clone(),
        version: plugin.manifest().version().clone(),
        digest: plugin.digest(),
    };
    let plugins = session.plugins().map(component).collect();
    let progress = progress_bar(example.attempts.len() * example.interview.items().len());
    let mut attempts = Vec::with_capacity(example.attempts.len());
    for attempt in &example.attempts {
        let candidate = attempt.sheet.candidate().clone();
        let evaluate = |item: &Item| {
            progress.set_message(format!("{} · {}", candidate.name, item.id));
            let outcome = session.evaluate(item, attempt).outcome;
            progress.inc(1);
            (item.id.clone(), outcome)
        };
        let outcomes = example.interview.items().iter().map(evaluate).collect();
        attempts.push(Attempt::new(candidate, outcomes));
    }
    progress.finish_and_clear();
    Ok(Cohort { interview: example.interview.clone(), attempts, plugins, waiting: Vec::new() })
}
