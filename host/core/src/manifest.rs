//! What a plugin says about itself: `plugin.toml` in its folder, and the same as JSON inside the built component.
//! Reads no file: schemas are handed in by `resolve`, and bytes by `from_json`. Grants nothing; it only says what is wanted.

use semver::Version;
use serde::Serialize;
use serde_json::Value;

use crate::ids::{DimensionId, ModuleId, PluginId};
use crate::json;
use crate::limits::SomeLimits;
use crate::message::Message;
use crate::mistake::{Mistakes, SyntaxError};
use crate::path::RelativePath;
use crate::reader::{Notes, PathStyle};
use crate::schema::Schema;
use crate::words::{AnswerKind, Capability, GuestLanguage, ModuleKind};

mod answer_check;
mod contract;
mod read;
mod resolve;
mod toml_values;

pub use contract::{CONTRACT, ContractVersion, ContractVersionError};

/// The custom section of a built component that holds its manifest, as [`Manifest::to_json`] writes it.
pub const MANIFEST_SECTION: &str = "touchstone:manifest";

/// A built plugin's manifest, checked: at least one module, every schema valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    parts: Parts<Schema>,
}

/// A `plugin.toml`, checked as far as its own text goes: its schemas are still paths.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceManifest {
    parts: Parts<RelativePath>,
    build: BuildSettings,
}

/// What is the same before and after the schemas are read.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Parts<S> {
    plugin: PluginHead,
    #[serde(skip_serializing_if = "Option::is_none")]
    question_type: Option<QuestionType<S>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluator: Option<Evaluator<S>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language_runtime: Option<LanguageRuntime>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "read::capabilities_as_tables")]
    capabilities: Vec<WantedCapability>,
    #[serde(skip_serializing_if = "SomeLimits::is_empty")]
    limits: SomeLimits,
}

/// The table `[plugin]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct PluginHead {
    id: PluginId,
    version: Version,
    contract: ContractVersion,
    license: String,
    title: Message,
    description: Message,
}

/// The table `[build]`: how the source becomes a component. The built component does not keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSettings {
    /// What the plugin is written in.
    pub language: GuestLanguage,
    /// Python: the module under `src/`. JavaScript: the entry file. Rust: always absent, cargo knows.
    pub module: Option<String>,
}

/// The table `[question_type]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionType<S = Schema> {
    /// Its name for people.
    pub title: Message,
    /// One or two sentences for people.
    pub description: Message,
    /// What its config must meet.
    pub config_schema: S,
    /// The answers that it yields.
    #[serde(flatten)]
    pub answers: AnswerKinds<S>,
}

/// The table `[evaluator]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluator<S = Schema> {
    /// Its name for people.
    pub title: Message,
    /// One or two sentences for people.
    pub description: Message,
    /// What its config must meet.
    pub config_schema: S,
    /// The answers that it takes.
    #[serde(flatten)]
    pub answers: AnswerKinds<S>,
    /// What it measures: one at least, ids unique, in the order that reports show them.
    pub dimensions: Vec<Dimension>,
}

/// The table `[language_runtime]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageRuntime {
    /// Its name for people.
    pub title: Message,
    /// One or two sentences for people.
    pub description: Message,
    /// The languages that it runs, such as `python`: one at least, each once.
    pub languages: Vec<String>,
}

/// Kinds of answers with the schemas for what they hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerKinds<S = Schema> {
    /// One kind at least, each once, `omitted` not among them: it is always possible.
    #[serde(rename = "answers")]
    pub kinds: Vec<AnswerKind>,
    /// For the value of a structured answer; there exactly when `structured` is among the kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structured_schema: Option<S>,
    /// For an event as `{"name": …, "detail": …}`; only where `events` is among the kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_schema: Option<S>,
}

/// A dimension that an evaluator measures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dimension {
    /// Unique in its evaluator.
    pub id: DimensionId,
    /// Its name for people.
    pub title: Message,
    /// What full marks mean.
    pub description: Message,
}

/// A capability that the plugin asks for. Without a grant it gets none.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedCapability {
    /// Which.
    pub capability: Capability,
    /// Why, for the administrator who grants it.
    pub reason: Message,
}

/// Why a manifest cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// `plugin.toml` is not TOML.
    #[error("not valid TOML: {0}")]
    Toml(#[source] SyntaxError),
    /// The section of a component is not JSON.
    #[error("not valid JSON: {0}")]
    Json(#[source] SyntaxError),
    /// It says what it should not, or not what it should; every mistake with its key's path.
    #[error("{0}")]
    Mistakes(#[source] Mistakes),
}

impl SourceManifest {
    /// Reads a `plugin.toml`.
    ///
    /// # Errors
    ///
    /// With line and column where it is not TOML, else with every mistake in it.
    pub fn from_toml(text: &str) -> Result<Self, ManifestError> {
        let notes = Notes::new(PathStyle::Key);
        let value = toml_values::to_json(text, &notes).map_err(ManifestError::Toml)?;
        let read = read::source(&notes.root(&value));
        notes.finish(read).map_err(ManifestError::Mistakes).map(|(parts, build)| Self { parts, build })
    }

    /// How the source becomes a component.
    pub fn build(&self) -> &BuildSettings {
        &self.build
    }

    /// The schema files, each with the path of the key that names it, relative to the plugin's folder.
    pub fn schema_paths(&self) -> Vec<(String, &RelativePath)> {
        self.parts.schemas()
    }

    /// Puts the schemas in the place of their paths. `read` gets each path and returns the file's JSON, or why it cannot.
    ///
    /// # Errors
    ///
    /// Every schema that cannot be read or is no JSON Schema, with the path of its key.
    pub fn resolve(self, read: impl FnMut(&RelativePath) -> Result<Value, String>) -> Result<Manifest, ManifestError> {
        resolve::resolve(self.parts, read).map(|parts| Manifest { parts }).map_err(ManifestError::Mistakes)
    }
}

impl Manifest {
    /// Reads the section [`MANIFEST_SECTION`] of a built component.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        let value = json::parse_bytes(bytes).map_err(ManifestError::Json)?;
        let notes = Notes::new(PathStyle::Key);
        let read = read::built(&notes.root(&value));
        notes.finish(read).map_err(ManifestError::Mistakes).map(|parts| Self { parts })
    }

    /// The bytes to embed; the same manifest always gives the same ones.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.parts).expect("a manifest holds no map with other keys than texts")
    }

    /// The schema that an answer of a question type or evaluator of this plugin must meet, beside its kind.
    pub fn answer_kinds(&self, kind: ModuleKind) -> Option<&AnswerKinds> {
        match kind {
            ModuleKind::QuestionType => self.question_type().map(|module| &module.answers),
            ModuleKind::Evaluator => self.evaluator().map(|module| &module.answers),
            ModuleKind::LanguageRuntime => None,
        }
    }

    /// The schema of a module's config. A language runtime has none.
    pub fn config_schema(&self, kind: ModuleKind) -> Option<&Schema> {
        match kind {
            ModuleKind::QuestionType => self.question_type().map(|module| &module.config_schema),
            ModuleKind::Evaluator => self.evaluator().map(|module| &module.config_schema),
            ModuleKind::LanguageRuntime => None,
        }
    }
}

macro_rules! accessors {
    ($name:ident, $schema:ty) => {
        impl $name {
            /// The plugin's id.
            pub fn id(&self) -> &PluginId {
                &self.parts.plugin.id
            }

            /// The plugin's own version.
            pub fn version(&self) -> &Version {
                &self.parts.plugin.version
            }

            /// The version of the contract that it is built for.
            pub fn contract(&self) -> ContractVersion {
                self.parts.plugin.contract
            }

            /// Its licence as an SPDX expression; not checked beyond being there.
            pub fn license(&self) -> &str {
                &self.parts.plugin.license
            }

            /// Its name for people, in zh-CN and en.
            pub fn title(&self) -> &Message {
                &self.parts.plugin.title
            }

            /// One or two sentences for people, in zh-CN and en.
            pub fn description(&self) -> &Message {
                &self.parts.plugin.description
            }

            /// Its question type.
            pub fn question_type(&self) -> Option<&QuestionType<$schema>> {
                self.parts.question_type.as_ref()
            }

            /// Its evaluator.
            pub fn evaluator(&self) -> Option<&Evaluator<$schema>> {
                self.parts.evaluator.as_ref()
            }

            /// Its language runtime.
            pub fn language_runtime(&self) -> Option<&LanguageRuntime> {
                self.parts.language_runtime.as_ref()
            }

            /// Its modules, one at least.
            pub fn modules(&self) -> Vec<ModuleId> {
                self.parts.kinds().into_iter().map(|kind| self.id().module(kind)).collect()
            }

            /// Whether it has such a module.
            pub fn has(&self, kind: ModuleKind) -> bool {
                self.parts.kinds().contains(&kind)
            }

            /// What it asks for, each once. Nothing by default.
            pub fn capabilities(&self) -> &[WantedCapability] {
                &self.parts.capabilities
            }

            /// Whether it asks for this.
            pub fn wants(&self, capability: Capability) -> bool {
                self.capabilities().iter().any(|wanted| wanted.capability == capability)
            }

            /// What one call wants: more than the default, up to the ceiling, or less.
            pub fn limits(&self) -> &SomeLimits {
                &self.parts.limits
            }
        }
    };
}

accessors!(Manifest, Schema);
accessors!(SourceManifest, RelativePath);

impl<S> Parts<S> {
    fn kinds(&self) -> Vec<ModuleKind> {
        let has = [
            (ModuleKind::QuestionType, self.question_type.is_some()),
            (ModuleKind::Evaluator, self.evaluator.is_some()),
            (ModuleKind::LanguageRuntime, self.language_runtime.is_some()),
        ];
        has.into_iter().filter_map(|(kind, has)| has.then_some(kind)).collect()
    }
}

impl<S> AnswerKinds<S> {
    /// Whether an answer of this kind is yielded or taken; `omitted` always is.
    pub fn includes(&self, kind: AnswerKind) -> bool {
        kind == AnswerKind::Omitted || self.kinds.contains(&kind)
    }
}

impl<S> Evaluator<S> {
    /// The ids of its dimensions, in their order.
    pub fn dimension_ids(&self) -> Vec<DimensionId> {
        self.dimensions.iter().map(|dimension| dimension.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
