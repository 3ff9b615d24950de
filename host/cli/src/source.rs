//! Where a cohort comes from: an example's folder, a CSV of scores, or a running server. Gives the interview and what became of each
//! candidate's items, checked. Computes nothing of it.

mod folder;
mod results;
mod scores;
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use touchstone_core::answer::Candidate;
use touchstone_core::attempt::Attempt as CoreAttempt;
use touchstone_core::cohort::{Basis, Component};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::{Interview, PluginRequirement};
use touchstone_core::overrides::Overrides;
use touchstone_core::scorecard::ItemOutcome;

pub(crate) use folder::evaluate_answers;

use crate::places::Places;
use crate::report::{Failure, FailureKind};

/// One of: an example's folder, a CSV, a server.
#[derive(clap::Args)]
pub(crate) struct Source {
    /// An example: a folder with `interview.json` and `answers/CANDIDATE.json`
    #[arg(value_name = "FOLDER", conflicts_with_all = ["scores", "server"])]
    folder: Option<PathBuf>,
    /// The folder with the plugins' components [default: target/plugins]
    #[arg(long, value_name = "FOLDER", requires = "folder", conflicts_with_all = ["scores", "server"])]
    plugins: Option<PathBuf>,
    /// What `touchstone score FOLDER --json` printed, so that no plugin runs
    #[arg(long, value_name = "FILE", requires = "folder", conflicts_with_all = ["plugins", "scores", "server"])]
    results: Option<PathBuf>,
    /// A CSV with a column `candidate` and one `ITEM/DIMENSION` for each score, 0 to 100
    #[arg(long, value_name = "FILE", requires = "interview", conflicts_with = "server")]
    scores: Option<PathBuf>,
    /// The interview of `--scores`
    #[arg(long, value_name = "FILE", requires = "scores", conflicts_with_all = ["folder", "server"])]
    interview: Option<PathBuf>,
    /// A server, such as `http://127.0.0.1:7410`
    #[arg(long, value_name = "URL", requires = "job")]
    server: Option<String>,
    /// The server's job
    #[arg(long, value_name = "JOB", requires = "server", conflicts_with_all = ["folder", "scores"])]
    job: Option<String>,
}

/// An example's folder and its plugins'.
pub(crate) struct FolderSource<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) plugins: Option<&'a PathBuf>,
}

/// An interview and its candidates.
pub(crate) struct Cohort {
    pub(crate) interview: Interview,
    /// In the order of their ids; no candidate twice.
    pub(crate) attempts: Vec<Attempt>,
    /// The plugins that the interview stands for; none where the source does not say.
    pub(crate) plugins: Vec<Component>,
    /// Who has not got a result yet, and how far they are.
    pub(crate) waiting: Vec<(Candidate, String)>,
}

/// What scored one item.
pub(crate) struct Ran {
    pub(crate) evaluator: Component,
    pub(crate) runtimes: BTreeSet<Component>,
}

/// What became of one candidate's items.
pub(crate) struct Attempt {
    pub(crate) candidate: Candidate,
    pub(crate) outcomes: BTreeMap<ItemId, ItemOutcome>,
    /// What people said of its items.
    pub(crate) overrides: Overrides,
    /// What scored single items, where it may be another component than the cohort's.
    pub(crate) ran: BTreeMap<ItemId, Ran>,
}

impl Source {
    /// The example whose plugins evaluate answers, where that is the source.
    pub(crate) fn to_evaluate(&self) -> Option<FolderSource<'_>> {
        let folder = self.folder.as_deref().filter(|_| self.results.is_none())?;
        Some(FolderSource { folder, plugins: self.plugins.as_ref() })
    }

    /// Whether any of the three was named.
    pub(crate) fn is_given(&self) -> bool {
        self.folder.is_some() || self.scores.is_some() || self.server.is_some()
    }

    /// Reads it; in an example's folder this runs the plugins, unless there are results.
    pub(crate) fn read(&self, places: &Places) -> Result<Cohort, Failure> {
        let mut cohort = match self {
            Self { folder: Some(folder), results: Some(results), .. } => results::read(folder, results),
            Self { folder: Some(folder), plugins, .. } => folder::score(folder, plugins.as_ref(), places),
            Self { scores: Some(scores), interview: Some(interview), .. } => scores::read(scores, interview),
            Self { server: Some(server), job: Some(job), .. } => server::read(server, job),
            _ => Err(Failure::new(FailureKind::Usage, "there is nothing to read candidates from")
                .hint("name an example's FOLDER, or `--scores FILE --interview FILE`, or `--server URL --job JOB`")),
        }?;
        cohort.attempts.sort_by(|one, other| one.candidate.id.cmp(&other.candidate.id));
        Ok(cohort)
    }
}

impl Cohort {
    /// As the functions over many attempts take them.
    pub(crate) fn core_attempts(&self) -> Vec<CoreAttempt<'_>> {
        self.attempts.iter().map(Attempt::as_core).collect()
    }

    /// What an attempt stands on under an interview; `None` where the source does not say.
    pub(crate) fn basis(&self, interview: &Interview, attempt: &Attempt) -> Option<Basis> {
        let newest = |requirement: &PluginRequirement| {
            let meets =
                |one: &&Component| one.plugin == requirement.plugin && requirement.version.matches(&one.version);
            self.plugins.iter().filter(meets).max_by(|one, other| one.version.cmp(&other.version)).cloned()
        };
        let mut basis = Basis::of(interview, newest).ok()?;
        for (item, Ran { evaluator, runtimes }) in &attempt.ran {
            if let Some(item) = basis.items.get_mut(item) {
                item.evaluator.component = evaluator.clone();
                // A server lists the job's runtimes with every evaluation, whether its evaluator may run programs or not.
                if !item.runtimes.is_empty() {
                    item.runtimes.clone_from(runtimes);
                }
            }
        }
        Some(basis)
    }

    /// Everybody's name.
    pub(crate) fn names(&self) -> BTreeMap<&CandidateId, &str> {
        self.attempts.iter().map(|attempt| (&attempt.candidate.id, attempt.candidate.name.as_str())).collect()
    }
}

impl Attempt {
    /// One that the cohort's plugins scored, and nobody spoke of.
    fn new(candidate: Candidate, outcomes: BTreeMap<ItemId, ItemOutcome>) -> Self {
        Self { candidate, outcomes, overrides: Overrides::default(), ran: BTreeMap::new() }
    }

    pub(crate) fn as_core(&self) -> CoreAttempt<'_> {
        let overrides = Some(&self.overrides);
        CoreAttempt { candidate: &self.candidate.id, outcomes: &self.outcomes, overrides }
    }
}
