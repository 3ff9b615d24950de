//! Plugins as the API shows them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_core::grants::Grants as CoreGrants;
use touchstone_core::limits::SomeLimits;
use touchstone_core::words::Capability;
use utoipa::ToSchema;

use super::super::wire::{limits_schema, message, message_schema, object};
use super::manifest;
use crate::problem::Problem;
use crate::records::PluginRecord;

/// A page of installed plugins.
#[derive(Serialize, ToSchema)]
pub(super) struct PluginPage {
    pub(super) plugins: Vec<PluginVersion>,
    /// `after` of the next page; `null` on the last.
    pub(super) next: Option<String>,
}

/// A plugin with all its versions.
#[derive(Serialize, ToSchema)]
pub(super) struct Plugin {
    #[schema(example = "touchstone/code-runner")]
    pub(super) id: String,
    /// What an administrator granted to it, in whatever version.
    pub(super) granted: Vec<String>,
    /// The newest first.
    pub(super) versions: Vec<PluginVersion>,
}

/// One installed version of a plugin.
#[derive(Serialize, ToSchema)]
pub(super) struct PluginVersion {
    #[schema(example = "touchstone/code-runner")]
    id: String,
    #[schema(example = "0.1.0")]
    version: String,
    /// SHA-256 over the component.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
    /// The component's length.
    bytes: u64,
    /// Whether a job that is published now may use it.
    enabled: bool,
    #[schema(format = DateTime)]
    installed_at: String,
    #[schema(schema_with = message_schema)]
    title: Value,
    #[schema(schema_with = message_schema)]
    description: Value,
    license: String,
    /// What it holds.
    #[schema(example = json!(["touchstone/code-runner#evaluator"]))]
    modules: Vec<String>,
    /// Every interface that the component imports.
    imports: Vec<String>,
    /// What it asks for. It gets none of it without a grant.
    capabilities: Vec<CapabilityWanted>,
    /// As the component holds it.
    #[schema(schema_with = manifest_schema)]
    manifest: Value,
}

/// A capability that a plugin asks for.
#[derive(Serialize, ToSchema)]
struct CapabilityWanted {
    #[schema(example = "run-code")]
    capability: String,
    /// Why, in the author's words.
    #[schema(schema_with = message_schema)]
    reason: Value,
}

/// Whether a version may be used.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionState {
    pub(super) enabled: bool,
}

/// What a plugin was granted, and what it may spend at most.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Grants {
    #[schema(value_type = Vec<CapabilityWord>, example = json!(["run-code"]))]
    pub(super) capabilities: Vec<Capability>,
    /// Limits of one call by their names, such as `fuel`: lower than the plugin's own. host/LIMITS.md has them with units.
    #[serde(default, skip_serializing_if = "SomeLimits::is_empty")]
    #[schema(schema_with = limits_schema)]
    pub(super) limits: SomeLimits,
}

/// A capability.
#[derive(ToSchema)]
#[schema(as = Capability, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes core's words in the OpenAPI document")]
pub(super) enum CapabilityWord {
    RunCode,
    Attachments,
}

impl Grants {
    pub(super) fn of(CoreGrants { capabilities, limits }: CoreGrants) -> Self {
        Self { capabilities: capabilities.into_iter().collect(), limits }
    }
}

impl From<Grants> for CoreGrants {
    fn from(Grants { capabilities, limits }: Grants) -> Self {
        Self { capabilities: capabilities.into_iter().collect(), limits }
    }
}

impl PluginVersion {
    pub(super) fn of(record: &PluginRecord) -> Result<Self, Problem> {
        let manifest = manifest(record)?;
        let wanted = manifest.capabilities().iter();
        Ok(Self {
            id: record.id.to_string(),
            version: record.version.to_string(),
            digest: record.digest.to_string(),
            bytes: record.bytes,
            enabled: record.enabled,
            installed_at: record.installed_at.clone(),
            title: message(manifest.title()),
            description: message(manifest.description()),
            license: manifest.license().to_owned(),
            modules: manifest.modules().iter().map(ToString::to_string).collect(),
            imports: record.imports.clone(),
            capabilities: wanted
                .map(|wanted| CapabilityWanted {
                    capability: wanted.capability.to_string(),
                    reason: message(&wanted.reason),
                })
                .collect(),
            manifest: record.manifest.clone(),
        })
    }
}

fn manifest_schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    object("The manifest: modules with their answer kinds, JSON Schemas, dimensions, and the limits asked for")
}
