//! Reads a gold set, and the scores of its answers from wherever the source has them: its plugins, a file or a server.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use touchstone_core::agreement::MachineScores;
use touchstone_core::evaluation::Measure;
use touchstone_core::gold::{GoldError, GoldSet};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::ItemOutcome;

use super::Arguments;
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::source::{Attempt, Cohort, evaluate_answers};

const GUIDE: &str =
    "a gold set is a folder with `marks.json`, and with the marked answers in `answers.jsonl` or `answers/`";

/// A gold set, its interview, and what one or two versions of the evaluators made of it.
pub(super) struct Marked {
    pub(super) interview: Interview,
    pub(super) gold: GoldSet,
    pub(super) versions: Vec<Cohort>,
}

pub(super) fn marked(arguments: &Arguments, places: &Places) -> Result<Marked, Failure> {
    let path = arguments.gold.join("marks.json");
    let gold = gold_set(&path)?;
    let Some(folder) = arguments.source.to_evaluate() else {
        let cohort = arguments.source.read(places)?;
        check(&gold, &path, &cohort.interview, &cohort.attempts)?;
        return Ok(Marked { interview: cohort.interview.clone(), gold, versions: vec![cohort] });
    };
    let mut all = vec![folder.plugins.cloned()];
    all.extend(arguments.with.clone().map(Some));
    let mut versions = Vec::new();
    let mut interview = None;
    for plugins in &all {
        let cohort =
            evaluate_answers(folder.folder, &arguments.gold, plugins.as_ref(), places, |interview, answers| {
                check_marks(&gold, &path, interview, answers)
            })?;
        interview = Some(cohort.interview.clone());
        versions.push(cohort);
    }
    Ok(Marked { interview: interview.expect("there is one version at least"), gold, versions })
}

/// Every score that the evaluators gave. Who waits for a person has none.
pub(super) fn machine_scores(attempts: &[Attempt]) -> MachineScores {
    let mut scores = MachineScores::new();
    for attempt in attempts {
        for (item, outcome) in &attempt.outcomes {
            let ItemOutcome::Evaluated(evaluation) = outcome else { continue };
            if evaluation.review().is_some() {
                continue;
            }
            for score in evaluation.scores() {
                if let Measure::Millionths(share) = &score.measure {
                    scores.insert((attempt.candidate.id.clone(), item.clone(), score.dimension.clone()), *share);
                }
            }
        }
    }
    scores
}

fn gold_set(path: &Path) -> Result<GoldSet, Failure> {
    let text =
        fs::read_to_string(path).map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, GUIDE))?;
    GoldSet::from_json(&text).map_err(|error| match error {
        GoldError::Syntax(error) => Failure::syntax(FailureKind::Input, path, "JSON", &error),
        GoldError::Mistakes(mistakes) => Failure::mistakes(FailureKind::Input, path, mistakes.list()),
    })
}

fn check(gold: &GoldSet, path: &Path, interview: &Interview, attempts: &[Attempt]) -> Result<(), Failure> {
    let answer = |attempt: &Attempt| {
        let candidate = attempt.candidate.id.clone();
        attempt.outcomes.keys().map(move |item| (candidate.clone(), item.clone())).collect::<Vec<_>>()
    };
    check_marks(gold, path, interview, &attempts.iter().flat_map(answer).collect())
}

/// Every mark is of an item, a dimension and an answer that is there.
fn check_marks(
    gold: &GoldSet,
    path: &Path,
    interview: &Interview,
    answers: &BTreeSet<(CandidateId, ItemId)>,
) -> Result<(), Failure> {
    gold.check_interview(interview)
        .and_then(|()| gold.check_answers(answers))
        .map_err(|mistakes| Failure::mistakes(FailureKind::Input, path, mistakes.list()))
}
