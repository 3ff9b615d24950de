//! Re-scores as the API shows them.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::comparison::DifferenceReport;
use touchstone_core::ids::{CandidateId, ItemId, PluginId};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};

use super::super::wire::{configs_schema, object, objects};
use crate::app::App;
use crate::problem::Problem;
use crate::records::{DecisionRecord, RescoreRecord};
use crate::rescore::{Progress, Wanted, progress};

/// A page of re-scores.
#[derive(Serialize, ToSchema)]
pub(super) struct RescorePage {
    pub(super) rescores: Vec<Rescore>,
    /// `after` of the next page; `null` on the last.
    pub(super) next: Option<String>,
}

/// What is to be otherwise; one change at least.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"plugins": {"acme/reply-check": "1.1.0"}, "reason": "1.1.0 counts apologies once"}))]
#[serde(deny_unknown_fields)]
pub(super) struct NewRescore {
    /// Exact versions of evaluators' plugins and language runtimes, installed and enabled.
    #[schema(schema_with = versions_schema, required = false)]
    #[serde(default)]
    pub(super) plugins: BTreeMap<PluginId, Version>,
    /// Configs for the evaluators of items.
    #[schema(schema_with = configs_schema, required = false)]
    #[serde(default)]
    pub(super) configs: BTreeMap<ItemId, Value>,
    /// For people.
    #[schema(min_length = 1, max_length = 1000)]
    pub(super) reason: String,
}

/// What becomes of a re-score.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDecision {
    pub(super) decision: Decision,
    /// Who decides.
    #[schema(min_length = 1, max_length = 1000, example = "Li Na")]
    pub(super) by: String,
    /// Why.
    #[schema(min_length = 1, max_length = 1000, example = "The report was checked against twenty answers")]
    pub(super) reason: String,
}

/// As a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Decision {
    /// It is shown from now on.
    Accept,
    /// What is shown stays.
    Drop,
}

/// A re-score.
#[derive(Serialize, ToSchema)]
pub(super) struct Rescore {
    /// Its number, and that of its generation of evaluations: from 2.
    id: u32,
    /// The generation that it is compared with.
    base: u32,
    status: RescoreStatus,
    reason: String,
    /// The versions that were asked for.
    #[schema(schema_with = versions_schema)]
    plugins: BTreeMap<String, String>,
    /// The configs that were asked for, by item.
    #[schema(schema_with = configs_schema)]
    configs: BTreeMap<ItemId, Value>,
    /// The items whose answers are evaluated anew.
    items: BTreeSet<String>,
    progress: RescoreProgress,
    #[schema(format = DateTime)]
    created_at: String,
    /// `null` until it is decided.
    decision: Option<RescoreDecision>,
}

/// How it stands with a re-score.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum RescoreStatus {
    /// Answers are being evaluated.
    Running,
    /// All answers are evaluated, and it can be decided. A submission makes it run again.
    Finished,
    /// It was accepted.
    Accepted,
    /// It was dropped.
    Dropped,
}

/// How far a re-score is, in answers.
#[derive(Serialize, ToSchema)]
struct RescoreProgress {
    /// Those that are evaluated.
    done: u64,
    /// All of them; `null` until they are counted.
    of: Option<u64>,
}

/// What became of a re-score.
#[derive(Serialize, ToSchema)]
struct RescoreDecision {
    decision: Decision,
    by: String,
    reason: String,
    #[schema(format = DateTime)]
    at: String,
}

/// What a re-score changes.
#[derive(Serialize, ToSchema)]
pub(super) struct Report {
    #[serde(flatten)]
    #[schema(value_type = ReportSchema)]
    pub(super) report: DifferenceReport,
    /// Those whose evaluations are not all there, and who are left out.
    #[schema(value_type = Vec<String>)]
    pub(super) being_scored: BTreeSet<CandidateId>,
}

/// Core's report as the OpenAPI document describes it.
#[derive(ToSchema)]
#[schema(as = DifferenceReport)]
#[expect(dead_code, reason = "describes core's types in the OpenAPI document")]
struct ReportSchema {
    #[schema(schema_with = summary_schema)]
    summary: Value,
    /// How many candidates went from which level to which; `null` stands for a withheld total.
    #[schema(schema_with = levels_schema)]
    levels: Vec<Value>,
    /// Findings that some candidate has more or less often than before.
    #[schema(schema_with = findings_schema)]
    findings: Vec<Value>,
    /// Those whose result or rank changed, by candidate.
    #[schema(schema_with = attempts_schema)]
    attempts: Vec<Value>,
}

impl NewRescore {
    pub(super) fn wanted(self) -> Wanted {
        let Self { plugins, configs, reason } = self;
        Wanted { plugins, configs, reason }
    }
}

impl Rescore {
    pub(super) async fn of(app: &App, record: RescoreRecord) -> Result<Self, Problem> {
        let Progress { done, of, finished } = progress(app, &record).await?;
        let status = match &record.decision {
            Some(decision) if decision.accepted => RescoreStatus::Accepted,
            Some(_) => RescoreStatus::Dropped,
            None if finished => RescoreStatus::Finished,
            None => RescoreStatus::Running,
        };
        let mut configs = record.terms.configs;
        configs.retain(|item, _| record.configured.contains(item));
        Ok(Self {
            id: record.generation,
            base: record.base,
            status,
            reason: record.reason,
            plugins: record.plugins.iter().map(|(plugin, version)| (plugin.to_string(), version.to_string())).collect(),
            configs,
            items: record.items.iter().map(ToString::to_string).collect(),
            progress: RescoreProgress { done, of },
            created_at: record.created_at,
            decision: record.decision.map(RescoreDecision::of),
        })
    }
}

impl RescoreDecision {
    fn of(record: DecisionRecord) -> Self {
        let DecisionRecord { accepted, by, reason, at, .. } = record;
        Self { decision: if accepted { Decision::Accept } else { Decision::Drop }, by, reason, at }
    }
}

fn summary_schema() -> RefOr<Schema> {
    object(
        "Counts over all candidates: `attempts`, `changed`, `higher`, `lower`, `other_level`, `other_rank`, `released`, `withheld`; the \
         `mean` difference, `largest_rise` and `largest_fall`",
    )
}

fn levels_schema() -> RefOr<Schema> {
    objects("`from`, `to`, and how many `attempts`")
}

fn findings_schema() -> RefOr<Schema> {
    objects(
        "`item`, `code` and `severity`; how often `before` and `after`; `appeared_in` and `gone_from` how many attempts",
    )
}

fn attempts_schema() -> RefOr<Schema> {
    objects(
        "A `candidate` with the verdicts `before` and `after`, the `decomposition` of the difference by dimension, `rank_before`, \
         `rank_after`, who passed whom in `moved`, and the `items` and `findings` that changed",
    )
}

/// Versions by plugin.
fn versions_schema() -> RefOr<Schema> {
    let version = ObjectBuilder::new().schema_type(Type::String).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(Schema::Object(version)))))
        .description(Some("An exact version by plugin"))
        .into()
}
