//! A cohort from a running server, by its HTTP API: the job's interview under its switches and weights of now, and the stored evaluations.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use semver::Version;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use touchstone_core::answer::Candidate;
use touchstone_core::cohort::Component;
use touchstone_core::evaluation::{RawEvaluation, RawRefusal, validate_refusal};
use touchstone_core::ids::{CandidateId, Digest, DimensionId, InterviewId, ItemId, ModuleId, PluginId};
use touchstone_core::interview::Interview;
use touchstone_core::overrides::{Override, Overrides};
use touchstone_core::scorecard::ItemOutcome;
use touchstone_core::weight::Weight;
use ureq::http::Uri;

use super::results::evaluated;
use super::{Attempt, Cohort, Ran};
use crate::report::{Failure, FailureKind};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whose eyes this program reads overrides with: those of no marker.
const NOBODY: &str = "touchstone";

/// The most bytes of one response: an interview's configs may hold data sets.
const MOST_BYTES: u64 = 64 << 20;

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
    let id: InterviewId = job.parse().map_err(|error: touchstone_core::ids::IdError| {
        Failure::new(FailureKind::Input, error.to_string())
            .hint("`GET /api/v1/jobs` lists the server's jobs with their ids")
    })?;
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

/// A server's API.
struct Api {
    base: String,
    agent: ureq::Agent,
}

impl Api {
    fn new(server: &str) -> Result<Self, Failure> {
        let base = server.trim_end_matches('/');
        let uri = base.parse::<Uri>().ok().filter(|uri| {
            uri.scheme_str() == Some("http")
                && uri.host().is_some()
                && ["", "/"].contains(&uri.path())
                && uri.query().is_none()
        });
        if uri.is_none() {
            return Err(Failure::new(FailureKind::Input, format!("`{server}` is no address of a server"))
                .hint("write what `touchstone serve` says first, such as `http://127.0.0.1:7410`"));
        }
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        Ok(Self { base: base.to_owned(), agent: agent.into() })
    }

    /// The answer to a request below `/api/v1`.
    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let unreachable = |error: &ureq::Error| {
            Failure::new(FailureKind::Machine, format!("cannot reach the server at `{}`: {error}", self.base))
                .hint("start it with `touchstone serve`, or name the address that it says first")
        };
        let mut response =
            self.agent.get(format!("{}/api/v1{path}", self.base)).call().map_err(|error| unreachable(&error))?;
        let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_string();
        let body = body.map_err(|error| unreachable(&error))?;
        if response.status().is_success() {
            return serde_json::from_str(&body).map_err(|error| self.odd(&error));
        }
        let problem: Value = serde_json::from_str(&body).unwrap_or_default();
        match problem["detail"].as_str() {
            Some(detail) => Err(Failure::said(FailureKind::Input, &format!("the server says of `{path}`: {detail}"))),
            None => Err(self.odd(&format!("{path} was answered with {}", response.status()))),
        }
    }

    /// An answer that no server of this version gives.
    fn odd(&self, error: &impl ToString) -> Failure {
        let what = format!("the server at `{}` answered what cannot be used: {}", self.base, error.to_string());
        Failure::new(FailureKind::Input, what).hint("use the `touchstone` of the same version as the server's")
    }
}
