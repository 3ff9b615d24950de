//! A cohort from what `touchstone score --json` printed. Nothing in the file is taken on trust: evaluations are validated as a plugin's are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use semver::Version;
use serde::Deserialize;
use serde_json::Value;
use touchstone_core::answer::Candidate;
use touchstone_core::cohort::Component;
use touchstone_core::evaluation::{RawEvaluation, RawRefusal, validate, validate_refusal};
use touchstone_core::ids::{CandidateId, Digest, DimensionId, ItemId, PluginId};
use touchstone_core::interview::Interview;
use touchstone_core::mistake::Mistake;
use touchstone_core::scorecard::ItemOutcome;

use super::{Attempt, Cohort};
use crate::report::{Failure, FailureKind};
use crate::score::example::read_interview;

const GUIDE: &str = "make it with `touchstone score FOLDER --json > FILE`";

/// The part of the report that matters here.
#[derive(Deserialize)]
struct Report {
    interview: String,
    plugins: Vec<Plugin>,
    candidates: Vec<Scored>,
}

#[derive(Deserialize)]
struct Plugin {
    id: PluginId,
    version: Version,
    digest: Digest,
}

#[derive(Deserialize)]
struct Scored {
    candidate: Named,
    scorecard: Card,
    items: Vec<ScoredItem>,
}

#[derive(Deserialize)]
struct Named {
    id: CandidateId,
    name: String,
}

#[derive(Deserialize)]
struct Card {
    items: Vec<CardItem>,
    withheld: Vec<Value>,
}

#[derive(Deserialize)]
struct CardItem {
    id: String,
    state: CardState,
}

#[derive(Deserialize)]
struct CardState {
    kind: String,
}

#[derive(Deserialize)]
struct ScoredItem {
    id: String,
    evaluation: Option<RawEvaluation>,
    refusal: Option<RawRefusal>,
}

pub(super) fn read(folder: &Path, results: &Path) -> Result<Cohort, Failure> {
    let interview = read_interview(&folder.join("interview.json"))?;
    let text =
        fs::read_to_string(results).map_err(|error| Failure::unreadable(FailureKind::Input, results, &error, GUIDE))?;
    let report: Report = serde_json::from_str(&text).map_err(|error| {
        let what = format!("`{}` is not what `touchstone score --json` prints: {error}", results.display());
        Failure::new(FailureKind::Input, what).hint(GUIDE)
    })?;
    if report.interview != interview.id().as_str() {
        let what = format!(
            "`{}` has the results of the interview `{}`, not of `{}`",
            results.display(),
            report.interview,
            interview.id()
        );
        return Err(Failure::new(FailureKind::Input, what).hint(GUIDE));
    }
    let component = |Plugin { id, version, digest }| Component { plugin: id, version, digest };
    let plugins = report.plugins.into_iter().map(component).collect();
    let mut mistakes = Vec::new();
    let mut attempts: Vec<Attempt> = Vec::with_capacity(report.candidates.len());
    for (n, scored) in report.candidates.into_iter().enumerate() {
        let candidate = Candidate { id: scored.candidate.id.clone(), name: scored.candidate.name.clone() };
        if attempts.iter().any(|attempt| attempt.candidate.id == candidate.id) {
            mistakes.push(mistake(format!("/candidates/{n}"), format!("the candidate `{}` comes twice", candidate.id)));
            continue;
        }
        let outcomes = outcomes(&interview, scored, n, &mut mistakes);
        attempts.push(Attempt::new(candidate, outcomes));
    }
    if attempts.is_empty() && mistakes.is_empty() {
        mistakes.push(mistake("/candidates".to_owned(), "there is no candidate".to_owned()));
    }
    if !mistakes.is_empty() {
        return Err(Failure::mistakes(FailureKind::Input, results, &mistakes));
    }
    Ok(Cohort { interview, attempts, plugins, waiting: Vec::new() })
}

fn outcomes(
    interview: &Interview,
    scored: Scored,
    n: usize,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<ItemId, ItemOutcome> {
    let Scored { scorecard, items, .. } = scored;
    let mut items: BTreeMap<String, ScoredItem> = items.into_iter().map(|item| (item.id.clone(), item)).collect();
    let mut outcomes = BTreeMap::new();
    for item in interview.items() {
        let place = format!("/candidates/{n}/items ({})", item.id);
        let kind = scorecard.items.iter().find(|one| one.id == item.id.as_str()).map(|one| one.state.kind.as_str());
        let found = items.remove(item.id.as_str());
        let outcome = match (found, kind) {
            (Some(ScoredItem { evaluation: Some(raw), .. }), _) => evaluated(raw),
            (Some(ScoredItem { refusal: Some(raw), .. }), _) => {
                validate_refusal(raw).map(ItemOutcome::Refused).map_err(|error| error.to_string())
            }
            (Some(_), Some("omitted")) => Ok(ItemOutcome::Omitted),
            (Some(_), Some("not-reached")) => Ok(ItemOutcome::NotReached),
            (Some(_), Some("not-administered")) => Ok(ItemOutcome::NotAdministered),
            (Some(_), Some("failed")) => Ok(failed(&scorecard.withheld, &item.id)),
            (Some(_), Some(other)) => Err(format!("it is `{other}` and has no evaluation")),
            (None, _) | (_, None) => Err(format!("the item `{}` of the interview is not there", item.id)),
        };
        match outcome {
            Ok(outcome) => _ = outcomes.insert(item.id.clone(), outcome),
            Err(problem) => mistakes.push(mistake(place, problem)),
        }
    }
    for unknown in items.keys() {
        let problem = format!("the interview `{}` has no item `{unknown}`", interview.id());
        mistakes.push(mistake(format!("/candidates/{n}/items"), problem));
    }
    outcomes
}

fn mistake(path: String, problem: String) -> Mistake {
    Mistake { path, problem, remedy: "score the folder again with `touchstone score FOLDER --json`".to_owned() }
}

/// The manifest is not at hand: the evaluation declares its dimensions itself, and the scorecard misses those that the interview maps.
pub(super) fn evaluated(raw: RawEvaluation) -> Result<ItemOutcome, String> {
    let declared: Result<Vec<DimensionId>, _> = raw.scores.iter().map(|score| score.dimension.parse()).collect();
    let declared = declared.map_err(|error| error.to_string())?;
    validate(raw, &declared).map(ItemOutcome::Evaluated).map_err(|error| error.to_string())
}

fn failed(withheld: &[Value], item: &ItemId) -> ItemOutcome {
    let reason = withheld.iter().find(|reason| reason["item"] == item.as_str());
    let text =
        |key: &str, otherwise: &str| reason.and_then(|reason| reason[key].as_str()).unwrap_or(otherwise).to_owned();
    ItemOutcome::Failed { kind: text("kind", "unknown"), message: text("message", "the evaluation failed") }
}
