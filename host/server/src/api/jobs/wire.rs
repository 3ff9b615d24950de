//! Jobs as the API shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::ids::{DimensionId, ItemId, ModuleId};
use touchstone_core::weight::Weight;
use utoipa::ToSchema;

use super::super::wire::{configs_schema, exact_schema, interview_schema, message, message_schema, weights_schema};
use super::own_interview;
use crate::job::OpenJob;
use crate::problem::Problem;
use crate::records::JobRecord;

/// A page of jobs.
#[derive(Serialize, ToSchema)]
pub(super) struct JobPage {
    pub(super) jobs: Vec<JobSummary>,
    /// `after` of the next page; `null` on the last.
    pub(super) next: Option<String>,
}

/// A job in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct JobSummary {
    #[schema(example = "backend-engineer")]
    id: String,
    #[schema(schema_with = message_schema)]
    title: Value,
    state: JobState,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    published_at: Option<String>,
}

/// Whether candidates can take it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum JobState {
    /// Its interview may change.
    Draft,
    /// Its interview and its plugins are locked.
    Published,
}

/// A job.
#[derive(Serialize, ToSchema)]
pub(super) struct Job {
    #[serde(flatten)]
    summary: JobSummary,
    /// SHA-256 over the interview as it was sent; `null` for a draft.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    interview_digest: Option<String>,
    /// As it was sent.
    #[schema(schema_with = interview_schema)]
    interview: Value,
    /// The configs that accepted re-scores gave evaluators in the place of the interview's, by item.
    #[schema(schema_with = configs_schema)]
    evaluator_configs: BTreeMap<ItemId, Value>,
    /// The generation of evaluations that is shown: 1 from the publication on, the number of a re-score once that is accepted.
    generation: u32,
    /// The re-score that is not decided.
    open_rescore: Option<u32>,
    /// What each of the interview's requirements is resolved to; none for a draft. An accepted re-score may have changed it.
    plugins: Vec<PluginLocked>,
    /// The modules that the interview uses.
    modules: Vec<ModuleSwitch>,
    /// The rubric's dimensions with their weights of now.
    dimensions: Vec<DimensionWeight>,
}

/// A requirement and what it was resolved to.
#[derive(Serialize, ToSchema)]
struct PluginLocked {
    /// Where the requirement is in the interview.
    #[schema(example = "/items/0/question")]
    pointer: String,
    #[schema(example = "touchstone/code-runner")]
    plugin: String,
    #[schema(example = "0.1.0")]
    version: String,
    /// SHA-256 over the component.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
}

/// A module of a job.
#[derive(Serialize, ToSchema)]
struct ModuleSwitch {
    #[schema(example = "touchstone/code-runner#evaluator")]
    module: String,
    /// Whether it is switched off.
    off: bool,
}

/// A dimension of a job.
#[derive(Serialize, ToSchema)]
struct DimensionWeight {
    #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    id: String,
    #[schema(schema_with = message_schema)]
    title: Value,
    /// How much it counts beside the others, exactly.
    #[schema(example = "7/20")]
    weight: String,
}

/// The modules that are to be off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ModulesOff {
    #[schema(value_type = Vec<String>, max_items = 1000, example = json!(["touchstone/code-runner#evaluator"]))]
    pub(super) off: Vec<ModuleId>,
}

/// One dimension's share, or all weights.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"dimension": "care", "share": "7/20"}))]
#[serde(deny_unknown_fields)]
pub(super) struct WeightsChange {
    /// The dimension whose share changes.
    #[schema(value_type = Option<String>, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub(super) dimension: Option<DimensionId>,
    /// Its share of the whole, 0 to 1.
    #[schema(schema_with = exact_schema)]
    pub(super) share: Option<Weight>,
    /// A weight for every dimension, instead of the two.
    #[schema(schema_with = weights_schema)]
    pub(super) weights: Option<BTreeMap<DimensionId, Weight>>,
}

impl JobSummary {
    pub(super) fn of(record: &JobRecord) -> Result<Self, Problem> {
        Ok(Self::with_title(record, message(own_interview(record)?.title())))
    }

    fn with_title(record: &JobRecord, title: Value) -> Self {
        Self {
            id: record.id.to_string(),
            title,
            state: if record.publication.is_some() { JobState::Published } else { JobState::Draft },
            created_at: record.created_at.clone(),
            published_at: record.publication.as_ref().map(|publication| publication.at.clone()),
        }
    }
}

impl Job {
    pub(super) fn of(job: &OpenJob) -> Result<Self, Problem> {
        let OpenJob { record, interview, .. } = job;
        let damaged =
            |error: serde_json::Error| Problem::internal(format!("the interview of `{}`: {error}", record.id));
        let sent = record.interview.trim_start_matches('\u{feff}');
        let off = interview.modules_off();
        Ok(Self {
            summary: JobSummary::with_title(record, message(interview.title())),
            interview_digest: record.publication.as_ref().map(|publication| publication.interview.to_string()),
            interview: serde_json::from_str(sent).map_err(damaged)?,
            evaluator_configs: job.terms.configs.clone(),
            generation: job.generation,
            open_rescore: record.generations.open,
            plugins: job
                .terms
                .locks
                .iter()
                .map(|lock| PluginLocked {
                    pointer: lock.pointer.clone(),
                    plugin: lock.plugin.to_string(),
                    version: lock.version.to_string(),
                    digest: lock.digest.to_string(),
                })
                .collect(),
            modules: interview
                .modules()
                .iter()
                .map(|module| ModuleSwitch { module: module.to_string(), off: off.contains(module) })
                .collect(),
            dimensions: interview
                .rubric()
                .dimensions()
                .iter()
                .map(|dimension| DimensionWeight {
                    id: dimension.id.to_string(),
                    title: message(&dimension.title),
                    weight: dimension.weight.to_string(),
                })
                .collect(),
        })
    }
}
