//! A job's ordered items, their modules, and the rubric: `interview.json`. Finds no plugins and reads no schemas by itself;
//! `check_against` takes the manifests that the host found.

use std::collections::{BTreeMap, BTreeSet};

use semver::VersionReq;
use serde_json::Value;

use crate::grants::Grants;
use crate::ids::{CandidateId, Digest, DimensionId, InterviewId, ItemId, ModuleId, PluginId};
use crate::json;
use crate::manifest::Manifest;
use crate::message::Message;
use crate::mistake::{Mistake, Mistakes, SyntaxError};
use crate::reader::{Notes, PathStyle};
use crate::rubric::Rubric;
use crate::rubric::template::{Origins, RubricTemplate};
use crate::weight::Weight;
use crate::words::ModuleKind;

mod check;
mod read;
mod revise;

pub use revise::revised_text;

/// An interview, checked in itself: every map leads to a dimension of the rubric, every dimension is fed, every total has a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Interview {
    id: InterviewId,
    title: Message,
    runtimes: Vec<PluginRequirement>,
    grants: BTreeMap<PluginId, Grants>,
    items: Vec<Item>,
    rubric: Rubric,
    origins: Option<Origins>,
    modules_off: BTreeSet<ModuleId>,
}

/// A plugin in some range of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginRequirement {
    /// The plugin.
    pub plugin: PluginId,
    /// Which versions will do.
    pub version: VersionReq,
}

/// One question and how its answer is scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Unique in its interview.
    pub id: ItemId,
    /// Its name for people.
    pub title: Message,
    /// The question type.
    pub question: ModuleUse,
    /// The evaluator; it may be another publisher's.
    pub evaluator: ModuleUse,
    /// Where its scores go: one at least that counts.
    pub maps: Vec<DimensionMap>,
}

/// A module of a plugin with its config.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleUse {
    /// The plugin, and which of its versions will do.
    pub requirement: PluginRequirement,
    /// Handed to the module as it stands; `{}` when left out.
    pub config: Value,
}

/// A score of the evaluator on its way into the rubric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionMap {
    /// A dimension of the evaluator.
    pub from: DimensionId,
    /// A dimension of the rubric.
    pub to: DimensionId,
    /// How much it counts beside what else feeds that dimension.
    pub weight: Weight,
}

/// Why an interview cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterviewError {
    /// It is not JSON.
    #[error("not valid JSON: {0}")]
    Syntax(#[source] SyntaxError),
    /// It is not an interview; every mistake with its JSON pointer.
    #[error("{0}")]
    Mistakes(#[source] Mistakes),
}

impl Interview {
    /// Reads an `interview.json`.
    ///
    /// # Errors
    ///
    /// With line and column where it is not JSON, else with every mistake in it.
    pub fn from_json(text: &str) -> Result<Self, InterviewError> {
        Self::read(text, None)
    }

    /// Reads an `interview.json` whose `rubric` extends headquarters' template (see [`crate::rubric::template`]).
    ///
    /// # Errors
    ///
    /// As [`Interview::from_json`], and with everything that the template does not allow.
    pub fn from_json_under(text: &str, template: &RubricTemplate) -> Result<Self, InterviewError> {
        Self::read(text, Some(template))
    }

    fn read(text: &str, template: Option<&RubricTemplate>) -> Result<Self, InterviewError> {
        let value = json::parse(text).map_err(InterviewError::Syntax)?;
        let notes = Notes::new(PathStyle::Pointer);
        let read = read::interview(&notes.root(&value), template);
        notes.finish(read).map_err(InterviewError::Mistakes)
    }

    /// Holds the interview against the manifests of its plugins: modules there, configs as their schemas say, kinds of answers
    /// that fit, maps from dimensions that exist, grants that were asked for. `find` gives the manifest that a requirement
    /// resolves to; a plugin that it does not find is a mistake here too. What only a plugin's `check-config` knows is left to it.
    pub fn check_against<'m>(&self, find: impl Fn(&PluginRequirement) -> Option<&'m Manifest>) -> Vec<Mistake> {
        check::check(self, find)
    }

    /// Its id.
    pub fn id(&self) -> &InterviewId {
        &self.id
    }

    /// Its name for people.
    pub fn title(&self) -> &Message {
        &self.title
    }

    /// The language runtimes for candidates' programs, those that are switched off included.
    pub fn runtimes(&self) -> &[PluginRequirement] {
        &self.runtimes
    }

    /// What a plugin may use, nothing by default, and the limits that are lowered for it.
    pub fn granted(&self, plugin: &PluginId) -> Grants {
        self.grants.get(plugin).cloned().unwrap_or_default()
    }

    /// In the order of the interview.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// An item by its id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// How scores become a total and a level.
    pub fn rubric(&self) -> &Rubric {
        &self.rubric
    }

    /// Where each part of the rubric is from, where it extends a template. What-if does not change that.
    pub fn origins(&self) -> Option<&Origins> {
        self.origins.as_ref()
    }

    /// What is switched off.
    pub fn modules_off(&self) -> &BTreeSet<ModuleId> {
        &self.modules_off
    }

    /// The module that keeps an item from being administered: its question type or its evaluator, where switched off.
    pub fn switched_off(&self, item: &Item) -> Option<ModuleId> {
        let modules = [item.question.module(ModuleKind::QuestionType), item.evaluator.module(ModuleKind::Evaluator)];
        modules.into_iter().find(|module| self.modules_off.contains(module))
    }

    /// The same interview under another rubric with the same dimensions, for what-if.
    ///
    /// # Errors
    ///
    /// The first dimension that only one of the two rubrics has.
    pub fn with_rubric(&self, rubric: Rubric) -> Result<Self, DimensionId> {
        let lacks = |one: &Rubric, other: &Rubric| {
            one.dimensions().iter().map(|d| &d.id).find(|id| other.dimension(id).is_none()).cloned()
        };
        match lacks(&self.rubric, &rubric).or_else(|| lacks(&rubric, &self.rubric)) {
            Some(dimension) => Err(dimension),
            None => Ok(Self { rubric, ..self.clone() }),
        }
    }

    /// The same interview with exactly these modules switched off.
    ///
    /// # Errors
    ///
    /// The first module that the interview does not use.
    pub fn with_modules_off(&self, modules: BTreeSet<ModuleId>) -> Result<Self, ModuleId> {
        let used = self.modules();
        match modules.iter().find(|module| !used.contains(module)) {
            Some(unused) => Err(unused.clone()),
            None => Ok(Self { modules_off: modules, ..self.clone() }),
        }
    }

    /// Every module that the interview uses, those that are switched off included.
    pub fn modules(&self) -> BTreeSet<ModuleId> {
        self.requirements().into_iter().map(|(_, requirement, kind)| requirement.plugin.module(kind)).collect()
    }

    /// The seed of a candidate's variant of an item: the first 8 bytes of SHA-256 over the three ids, each followed by a zero byte.
    pub fn variant_seed(&self, candidate: &CandidateId, item: &ItemId) -> u64 {
        let text = format!("{}\0{candidate}\0{item}\0", self.id);
        Digest::of(text.as_bytes()).as_bytes()[..8].iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }

    /// Every plugin version range that the interview asks for, with the pointer to it and the kind of module wanted.
    pub fn requirements(&self) -> Vec<(String, &PluginRequirement, ModuleKind)> {
        let runtime = |(n, requirement)| (format!("/runtimes/{n}"), requirement, ModuleKind::LanguageRuntime);
        let mut all: Vec<_> = self.runtimes.iter().enumerate().map(runtime).collect();
        for (n, item) in self.items.iter().enumerate() {
            all.push((format!("/items/{n}/question"), &item.question.requirement, ModuleKind::QuestionType));
            all.push((format!("/items/{n}/evaluator"), &item.evaluator.requirement, ModuleKind::Evaluator));
        }
        all
    }
}

impl ModuleUse {
    /// Which module it is, used as this kind.
    pub fn module(&self, kind: ModuleKind) -> ModuleId {
        self.requirement.plugin.module(kind)
    }
}

#[cfg(test)]
mod tests;
