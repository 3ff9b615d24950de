//! What a worker has loaded and linked, so that a call starts at its instance. Keyed by what decides the result: digests and grants.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;

use super::protocol::{Incoming, Request};
use super::recent::Recent;
use crate::artifact::Artifact;
use crate::evaluator::Evaluator;
use crate::languages::Languages;
use crate::plugin::{LinkError, Plugin, Runtime};
use crate::question_type::QuestionType;

/// How many plugins a worker loads in its life: mostly address space, 60 MB for Python's.
const PLUGINS: usize = 256;
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
    plugins: BTreeMap<Digest, Arc<Plugin>>,
    languages: Recent<Vec<Digest>, Arc<Languages>>,
    question_types: Recent<Linkage, Arc<QuestionType>>,
    evaluators: Recent<Linkage, Arc<Evaluator>>,
}

/// What decides how a module is linked.
#[derive(PartialEq)]
struct Linkage {
    plugin: Digest,
    grants: Grants,
    runtimes: Vec<Digest>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(runtime: &'a Runtime) -> Self {
        Self {
            runtime,
            plugins: BTreeMap::new(),
            languages: Recent::new(LINKED),
            question_types: Recent::new(LINKED),
            evaluators: Recent::new(LINKED),
        }
    }

    pub(super) fn question_type(&mut self, incoming: &Incoming) -> Result<Arc<QuestionType>, Unready> {
        let linkage = Linkage::of(&incoming.request);
        if let Some(linked) = self.question_types.get(&linkage) {
            return Ok(linked);
        }
        let (plugin, languages) = (self.called(incoming)?, self.languages(incoming)?);
        let linked = self.runtime.question_type(&plugin, &incoming.request.grants, &languages).map(Arc::new)?;
        self.question_types.keep(linkage, Arc::clone(&linked));
        Ok(linked)
    }

    pub(super) fn evaluator(&mut self, incoming: &Incoming) -> Result<Arc<Evaluator>, Unready> {
        let linkage = Linkage::of(&incoming.request);
        if let Some(linked) = self.evaluators.get(&linkage) {
            return Ok(linked);
        }
        let (plugin, languages) = (self.called(incoming)?, self.languages(incoming)?);
        let linked = self.runtime.evaluator(&plugin, &incoming.request.grants, &languages).map(Arc::new)?;
        self.evaluators.keep(linkage, Arc::clone(&linked));
        Ok(linked)
    }

    /// Whether it can load no more.
    pub(super) fn are_full(&self) -> bool {
        self.plugins.len() >= PLUGINS
    }

    /// The plugin whose module is called.
    pub(super) fn called(&mut self, incoming: &Incoming) -> Result<Arc<Plugin>, Unready> {
        self.plugin(incoming.request.plugin, &incoming.artifacts[0])
    }

    fn languages(&mut self, incoming: &Incoming) -> Result<Arc<Languages>, Unready> {
        let key = &incoming.request.runtimes;
        if let Some(languages) = self.languages.get(key) {
            return Ok(languages);
        }
        let mut linked = Vec::new();
        for (component, artifact) in key.iter().zip(&incoming.artifacts[1..]) {
            let plugin = self.plugin(*component, artifact)?;
            linked.push(self.runtime.language_runtime(&plugin)?);
        }
        let languages = Languages::new(linked).map_err(|error| unready("ambiguous-language", &error))?;
        let languages = Arc::new(languages);
        self.languages.keep(key.clone(), Arc::clone(&languages));
        Ok(languages)
    }

    fn plugin(&mut self, digest: Digest, artifact: &OwnedFd) -> Result<Arc<Plugin>, Unready> {
        if let Some(plugin) = self.plugins.get(&digest) {
            return Ok(Arc::clone(plugin));
        }
        let artifact = artifact.try_clone().and_then(Artifact::sent);
        let artifact = artifact
            .map_err(|error| unready("unreadable", &format!("cannot read the artifact of {digest}: {error}")))?;
        if artifact.digest() != digest {
            let message = format!("the artifact of {} came for {digest}", artifact.digest());
            return Err(Unready { kind: "changed", message });
        }
        let plugin = self
            .runtime
            .load_artifact(&artifact)
            .map_err(|error| unready("unloadable", &format!("cannot load the artifact of {digest}: {error}")))?;
        self.plugins.insert(digest, Arc::clone(&plugin));
        Ok(plugin)
    }
}

impl Linkage {
    fn of(request: &Request) -> Self {
        Self { plugin: request.plugin, grants: request.grants.clone(), runtimes: request.runtimes.clone() }
    }
}

impl From<LinkError> for Unready {
    fn from(error: LinkError) -> Self {
        unready("unlinkable", &error)
    }
}

fn unready(kind: &'static str, message: &impl ToString) -> Unready {
    Unready { kind, message: message.to_string() }
}
