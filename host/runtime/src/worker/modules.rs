//! What a worker has loaded and linked, so that a call starts at its instance. Keyed by what decides the result: digests and grants.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use touchstone_core::ids::Digest;
use touchstone_core::words::Capability;

use super::protocol::{Component, Request};
use super::recent::Recent;
use crate::evaluator::Evaluator;
use crate::languages::Languages;
use crate::plugin::{LinkError, Plugin, Runtime};
use crate::question_type::QuestionType;

/// How many plugins a worker keeps loaded: mostly address space, 60 MB for Python's.
const PLUGINS: usize = 32;
/// How many linked modules of one kind, and sets of languages, it keeps.
const LINKED: usize = 64;

/// Why there is no module to call: a stable word, and what to tell people.
pub(super) struct Unready {
    pub(super) kind: &'static str,
    pub(super) message: String,
}

/// Loads and links each module once, as long as it is kept.
pub(super) struct Modules<'a> {
    runtime: &'a Runtime,
    plugins: Recent<Digest, Arc<Plugin>>,
    languages: Recent<Vec<Digest>, Arc<Languages>>,
    question_types: Recent<Linkage, Arc<QuestionType>>,
    evaluators: Recent<Linkage, Arc<Evaluator>>,
}

/// What decides how a module is linked.
#[derive(PartialEq)]
struct Linkage {
    plugin: Digest,
    grants: BTreeSet<Capability>,
    runtimes: Vec<Digest>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(runtime: &'a Runtime) -> Self {
        Self {
            runtime,
            plugins: Recent::new(PLUGINS),
            languages: Recent::new(LINKED),
            question_types: Recent::new(LINKED),
            evaluators: Recent::new(LINKED),
        }
    }

    pub(super) fn question_type(&mut self, request: &Request) -> Result<Arc<QuestionType>, Unready> {
        let linkage = Linkage::of(request);
        if let Some(linked) = self.question_types.get(&linkage) {
            return Ok(linked);
        }
        let (plugin, languages) = (self.plugin(&request.plugin)?, self.languages(&request.runtimes)?);
        let linked = self.runtime.question_type(&plugin, &request.grants, &languages).map(Arc::new)?;
        self.question_types.keep(linkage, Arc::clone(&linked));
        Ok(linked)
    }

    pub(super) fn evaluator(&mut self, request: &Request) -> Result<Arc<Evaluator>, Unready> {
        let linkage = Linkage::of(request);
        if let Some(linked) = self.evaluators.get(&linkage) {
            return Ok(linked);
        }
        let (plugin, languages) = (self.plugin(&request.plugin)?, self.languages(&request.runtimes)?);
        let linked = self.runtime.evaluator(&plugin, &request.grants, &languages).map(Arc::new)?;
        self.evaluators.keep(linkage, Arc::clone(&linked));
        Ok(linked)
    }

    fn languages(&mut self, runtimes: &[Component]) -> Result<Arc<Languages>, Unready> {
        let key = digests(runtimes);
        if let Some(languages) = self.languages.get(&key) {
            return Ok(languages);
        }
        let mut linked = Vec::new();
        for component in runtimes {
            let plugin = self.plugin(component)?;
            linked.push(self.runtime.language_runtime(&plugin)?);
        }
        let languages = Languages::new(linked).map_err(|error| unready("ambiguous-language", &error))?;
        let languages = Arc::new(languages);
        self.languages.keep(key, Arc::clone(&languages));
        Ok(languages)
    }

    pub(super) fn plugin(&mut self, component: &Component) -> Result<Arc<Plugin>, Unready> {
        if let Some(plugin) = self.plugins.get(&component.digest) {
            return Ok(plugin);
        }
        let path = component.path.display();
        let bytes = fs::read(&component.path)
            .map_err(|error| unready("unreadable", &format!("cannot read the plugin in `{path}`: {error}")))?;
        let digest = Digest::of(&bytes);
        if digest != component.digest {
            let message = format!("`{path}` holds {digest}, not {}; install the plugin again", component.digest);
            return Err(Unready { kind: "changed", message });
        }
        let plugin = self
            .runtime
            .load(&bytes)
            .map_err(|error| unready("unloadable", &format!("cannot load the plugin in `{path}`: {error}")))?;
        self.plugins.keep(digest, Arc::clone(&plugin));
        Ok(plugin)
    }
}

impl Linkage {
    fn of(request: &Request) -> Self {
        Self { plugin: request.plugin.digest, grants: request.grants.clone(), runtimes: digests(&request.runtimes) }
    }
}

impl From<LinkError> for Unready {
    fn from(error: LinkError) -> Self {
        unready("unlinkable", &error)
    }
}

fn digests(components: &[Component]) -> Vec<Digest> {
    components.iter().map(|component| component.digest).collect()
}

fn unready(kind: &'static str, message: &impl ToString) -> Unready {
    Unready { kind, message: message.to_string() }
}
