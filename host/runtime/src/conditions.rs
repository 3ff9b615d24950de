//! What an evaluator runs on, as its receipt names it: the same for whoever links it here and for a server whose workers do. Runs nothing.

use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;
use touchstone_core::limits::{Limits, OverCeiling};
use touchstone_core::manifest::Manifest;
use touchstone_core::receipt::{Component, Conditions};
use touchstone_core::words::ModuleKind;

use crate::engine::engine_identity;
use crate::plugin::Plugin;

/// A component and what it says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Loaded<'a> {
    /// What it says.
    pub manifest: &'a Manifest,
    /// SHA-256 over the component.
    pub digest: Digest,
}

/// The conditions of an evaluator with these grants. The configs are the texts that it gets.
///
/// # Errors
///
/// When its manifest asks for more than there is; then it cannot be loaded either.
pub fn conditions<'a>(
    question: Loaded<'_>,
    evaluator: Loaded<'_>,
    runtimes: impl IntoIterator<Item = Loaded<'a>>,
    question_config: &str,
    evaluator_config: &str,
    grants: &Grants,
) -> Result<Conditions, OverCeiling> {
    let mut components =
        vec![question.as_component(ModuleKind::QuestionType), evaluator.as_component(ModuleKind::Evaluator)];
    components.extend(runtimes.into_iter().map(|runtime| runtime.as_component(ModuleKind::LanguageRuntime)));
    let limits = Limits::granted(evaluator.manifest.limits())?.lowered(&grants.limits);
    let asked_for = evaluator.manifest.capabilities().iter().map(|asked| asked.capability);
    Ok(Conditions {
        question_config: Digest::of(question_config.as_bytes()),
        evaluator_config: Digest::of(evaluator_config.as_bytes()),
        components,
        contract: evaluator.manifest.contract(),
        touchstone: env!("CARGO_PKG_VERSION").to_owned(),
        engine: engine_identity(),
        limits: Conditions::all_limits(&limits),
        grants: asked_for.filter(|capability| grants.capabilities.contains(capability)).collect(),
    })
}

impl Loaded<'_> {
    fn as_component(self, module: ModuleKind) -> Component {
        let (plugin, version) = (self.manifest.id().clone(), self.manifest.version().clone());
        Component { module, plugin, version, digest: self.digest }
    }
}

impl<'a> From<&'a Plugin> for Loaded<'a> {
    fn from(plugin: &'a Plugin) -> Self {
        Self { manifest: plugin.manifest(), digest: plugin.digest() }
    }
}
