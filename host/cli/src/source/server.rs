//! A cohort from a running server, by its HTTP API: the job's interview under its switches and weights of now, and the stored evaluations.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::Deserialize;
use serde_json::Value;
use touchstone_core::answer::Candidate;
use touchstone_core::cohort::Component;
use touchstone_core::evaluation::{RawEvaluation, RawRefusal, validate_refusal};
use touchstone_core::ids::{CandidateId, Digest, DimensionId, ItemId, ModuleId, PluginId};
use touchstone_core::interview::Interview;
use touchstone_core::overrides::{Override, Overrides};
use touchstone_core::scorecard::ItemOutcome;
use touchstone_core::weight::Weight;

use super::results::evaluated;
use super::{Attempt, Cohort, Ran};
use crate::api::{Api, job_id};
use crate::report::Failure;

/// Whose eyes this program reads overrides with: those of no marker.
const NOBODY: &str = "touchstone";

#[derive(Deserialize)]
struct Job {
    interview: Value,
    plugins: Vec<Installed>,
    modules: Vec<Switch>,
    dimensions: Vec<Weighed>,
}

#[derive(Deserialize)]
struct Installed {
    plugin: PluginId,
    version: Version,
    digest: Digest,
}

#[derive(Deserialize)]
struct Switch {
    module: ModuleId,
    off: bool,
}

#[derive(Deserialize)]
struct Weighed {
    id: DimensionId,
    weight: String,
}

#[derive(Deserialize)]
struct CandidatePage {
    candidates: Vec<Registered>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Registered {
    id: CandidateId,
    name: String,
    status: String,
}

#[derive(Deserialize)]
struct Evaluations {
    evaluations: Vec<ItemEvaluation>,
}

#[derive(Deserialize)]
struct ItemEvaluation {
    item: ItemId,
    state: String,
    evaluation: Option<RawEvaluation>,
    refusal: Option<RawRefusal>,
    failure: Option<EvaluationFailure>,
    evaluator: Option<Installed>,
    runtimes: Vec<Installed>,
}

/// What people said of a candidate's items.
#[derive(Deserialize)]
struct Said {
    overrides: Vec<Seen>,
}

/// A mark is hidden as long as another marker could be led by it; the total is withheld then.
#[derive(Deserialize)]
#[serde(tag = "seen", rename_all = "kebab-case")]
enum Seen {
    Whole(Override),
    Blind {},
}

#[derive(Deserialize)]
struct EvaluationFailure {
    kind: String,
    message: String,
}

pub(super) fn read(server: &str, job: &str) -> Result<Cohort, Failure> {
    let api = Api::new(server)?;
    let id = job_id(job)?;
    let path = format!("/jobs/{id}");
    let job: Job = api.get(&path)?;
    let plugins: BTreeSet<Component> = job.plugins.iter().map(Installed::component).collect();
    let plugins = plugins.into_iter().collect();
    let interview = interview(&api, job)?;
    let (mut attempts, mut waiting) = (Vec::new(), Vec::new());
    let mut after: Option<String> = None;
    loop {
        // A candidate's id needs no escaping in a URL.
        let page = after.map_or_else(String::new, |after| format!("&after={after}"));
        let page: CandidatePage = api.get(&format!("{path}/candidates?limit=200{page}"))?;
        for Registered { id, name, status } in page.candidates {
            let candidate = Candidate { id, name };
            if status == "scored" {
                let of = format!("{path}/candidates/{}", candidate.id);
                let (evaluations, said) =
                    (api.get(&format!("{of}/evaluations"))?, api.get(&format!("{of}/overrides?person={NOBODY}"))?);
                attempts.push(attempt(&api, candidate, evaluations, said)?);
            } else {
                waiting.push((candidate, status));
            }
        }
        match page.next {
            Some(next) => after = Some(next.parse::<CandidateId>().map_err(|error| api.odd(&error))?.to_string()),
            None => return Ok(Cohort { interview, attempts, plugins, waiting }),
        }
    }
}

impl Said {
    fn entries(self) -> Vec<Override> {
        let whole = |seen| match seen {
            Seen::Whole(entry) => Some(entry),
            Seen::Blind {} => None,
        };
        self.overrides.into_iter().filter_map(whole).collect()
    }
}

impl Installed {
    fn component(&self) -> Component {
        Component { plugin: self.plugin.clone(), version: self.version.clone(), digest: self.digest }
    }
}

/// As the job has it now.
fn interview(api: &Api, job: Job) -> Result<Interview, Failure> {
    let interview = Interview::from_json(&job.interview.to_string()).map_err(|error| api.odd(&error))?;
    let off: BTreeSet<ModuleId> =
        job.modules.into_iter().filter(|switch| switch.off).map(|switch| switch.module).collect();
    let weight = |Weighed { id, weight }| Ok((id, weight.parse::<Weight>().map_err(|error| api.odd(&error))?));
    let weights: BTreeMap<DimensionId, Weight> = job.dimensions.into_iter().map(weight).collect::<Result<_, _>>()?;
    let rubric = interview.rubric().with_weights(&weights).map_err(|error| api.odd(&error))?;
    let interview = interview.with_rubric(rubric).map_err(|dimension| api.odd(&dimension))?;
    interview.with_modules_off(off).map_err(|module| api.odd(&module))
}

fn attempt(api: &Api, candidate: Candidate, evaluations: Evaluations, said: Said) -> Result<Attempt, Failure> {
    let mut ran = BTreeMap::new();
    let mut outcomes = BTreeMap::new();
    for ItemEvaluation { item, state, evaluation, refusal, failure, evaluator, runtimes } in evaluations.evaluations {
        let outcome = match (state.as_str(), evaluation, refusal, failure) {
            ("evaluated", Some(raw), ..) => evaluated(raw).map_err(|error| api.odd(&error))?,
            ("refused", _, Some(raw), _) => {
                ItemOutcome::Refused(validate_refusal(raw).map_err(|error| api.odd(&error))?)
            }
            ("failed", _, _, Some(EvaluationFailure { kind, message })) => ItemOutcome::Failed { kind, message },
            ("omitted", ..) => ItemOutcome::Omitted,
            ("not-reached", ..) => ItemOutcome::NotReached,
            ("not-administered", ..) => ItemOutcome::NotAdministered,
            (other, ..) => return Err(api.odd(&format!("the evaluation of `{item}` is `{other}`"))),
        };
        if let Some(evaluator) = evaluator {
            let runtimes = runtimes.iter().map(Installed::component).collect();
            ran.insert(item.clone(), Ran { evaluator: evaluator.component(), runtimes });
        }
        outcomes.insert(item, outcome);
    }
    Ok(Attempt { overrides: Overrides::restored(said.entries()), ran, ..Attempt::new(candidate, outcomes) })
}
