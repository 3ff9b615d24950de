//! Loads plugins and links their modules: what a module may import is decided here, once, from its manifest and the grants.

use std::collections::BTreeSet;
use std::sync::Arc;

use touchstone_core::grants::Grants;
use touchstone_core::ids::{Digest, PluginId};
use touchstone_core::limits::{Limits, OverCeiling};
use touchstone_core::manifest::Manifest;
use touchstone_core::words::{Capability, LimitName, ModuleKind};
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre};

use crate::artifact::{Artifact, ArtifactCache, CodeInMappings};
use crate::compile::CompileError;
use crate::contract::v0_1::bindings::{
    evaluator::ScorerPre, language_runtime::LanguagePre, question_type::QuestionPre,
};
use crate::contract::v0_1::{self, ATTACHMENTS, CODE, Offered};
use crate::engine::{TickingEngine, engine_config};
use crate::evaluator::Evaluator;
use crate::inspect::{InspectError, Inspected};
use crate::languages::{LanguageRuntime, Languages};
use crate::question_type::QuestionType;
use crate::sandbox::State;

/// The engine and the cache of compiled components. One per process.
pub struct Runtime {
    engine: TickingEngine,
    /// None where plugins come compiled.
    artifacts: Option<ArtifactCache>,
}

/// A component that was inspected and compiled. Nothing of it has run.
pub struct Plugin {
    manifest: Manifest,
    digest: Digest,
    limits: Limits,
    imports: Vec<String>,
    component: Component,
}

/// Why a component cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It is no plugin for this host.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// It asks for more than it can have.
    #[error("{0}; lower it in plugin.toml")]
    Limits(#[from] OverCeiling),
    /// It cannot be compiled.
    #[error("it cannot be compiled: {0}")]
    Compile(#[from] CompileError),
    /// It was compiled, and needs more than the engine has for one plugin.
    #[error("it has more parts than a plugin may: {0}; make it of fewer modules, memories and tables")]
    Parts(String),
    /// It was compiled, and its artifact cannot be opened.
    #[error("its compiled code cannot be opened: {0}; look at whether this machine's `/proc` is there")]
    Artifact(String),
}

/// Why a module cannot be linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The plugin has no such module.
    #[error("plugin `{plugin}` has no {}; its manifest declares {}", .kind.as_str(), declared(.has))]
    NoModule {
        /// The plugin.
        plugin: PluginId,
        /// The kind that was asked for.
        kind: ModuleKind,
        /// The kinds it has.
        has: Vec<ModuleKind>,
    },
    /// It imports what it was not granted.
    #[error(
        "plugin `{plugin}` imports `{import}`, capability `{capability}`, which it was not granted; \
         add \"{capability}\" to the list of `{plugin}` under `grants` in the interview"
    )]
    NotGranted {
        /// The plugin.
        plugin: PluginId,
        /// The interface.
        import: String,
        /// What would have to be granted.
        capability: Capability,
    },
    /// Its exports or imports do not have the contract's types.
    #[error("plugin `{plugin}` does not fit the plugin contract {}: {reason}; build it again", crate::contract::SERVED.join(", "))]
    Contract {
        /// The plugin.
        plugin: PluginId,
        /// What does not fit.
        reason: String,
    },
}

impl Runtime {
    /// Starts an engine.
    ///
    /// # Errors
    ///
    /// When this machine cannot run it: too little address space for the pool, most likely.
    pub fn new(artifacts: ArtifactCache) -> Result<Self, wasmtime::Error> {
        Ok(Self { engine: TickingEngine::start(&engine_config())?, artifacts: Some(artifacts) })
    }

    /// Starts an engine that compiles nothing and opens nothing: for a worker, which gets [`Artifact`]s. It keeps every artifact mapped
    /// until the process ends.
    ///
    /// # Errors
    ///
    /// When this machine cannot run it.
    pub fn of_artifacts() -> Result<Self, wasmtime::Error> {
        let mut config = engine_config();
        config.with_custom_code_memory(Some(Arc::new(CodeInMappings::new())));
        Ok(Self { engine: TickingEngine::start(&config)?, artifacts: None })
    }

    /// Inspects a component and compiles it, or takes its artifact from the cache.
    ///
    /// # Errors
    ///
    /// When it is no plugin for this host.
    pub fn load(&self, component: &[u8]) -> Result<Arc<Plugin>, LoadError> {
        let Some(artifacts) = &self.artifacts else {
            return Err(LoadError::Artifact("this process gets its plugins compiled".to_owned()));
        };
        self.load_artifact(&artifacts.artifact(component)?)
    }

    /// Maps a component that was compiled before.
    ///
    /// # Errors
    ///
    /// When it is no plugin for this host.
    pub fn load_artifact(&self, artifact: &Artifact) -> Result<Arc<Plugin>, LoadError> {
        let inspected = artifact.inspected()?;
        let limits = Limits::granted(inspected.manifest.limits())?;
        let mapped = match &self.artifacts {
            Some(_) => artifact.component(self.engine()),
            None => artifact.component_for_good(self.engine()),
        };
        let component = mapped.map_err(|error| {
            let reason = format!("{error:#}");
            // The engine has no type for it; the tests of these limits fail when an upgrade changes the word.
            if reason.contains("pooling allocator") { LoadError::Parts(reason) } else { LoadError::Artifact(reason) }
        })?;
        let Inspected { manifest, imports } = inspected;
        Ok(Arc::new(Plugin { manifest, digest: artifact.digest(), limits, imports, component }))
    }

    /// Links a plugin's question type.
    ///
    /// # Errors
    ///
    /// When it has none, or imports what it was not granted.
    pub fn question_type(
        &self,
        plugin: &Arc<Plugin>,
        grants: &Grants,
        languages: &Arc<Languages>,
    ) -> Result<QuestionType, LinkError> {
        let pre = plugin.link(self.engine(), ModuleKind::QuestionType, &grants.capabilities)?;
        let pre = QuestionPre::new(pre).map_err(|error| plugin.misfit(&error))?;
        let limits = plugin.limits().lowered(&grants.limits);
        Ok(QuestionType { plugin: Arc::clone(plugin), limits, pre, languages: Arc::clone(languages) })
    }

    /// Links a plugin's evaluator.
    ///
    /// # Errors
    ///
    /// When it has none, or imports what it was not granted.
    pub fn evaluator(
        &self,
        plugin: &Arc<Plugin>,
        grants: &Grants,
        languages: &Arc<Languages>,
    ) -> Result<Evaluator, LinkError> {
        let pre = plugin.link(self.engine(), ModuleKind::Evaluator, &grants.capabilities)?;
        let pre = ScorerPre::new(pre).map_err(|error| plugin.misfit(&error))?;
        let limits = plugin.limits().lowered(&grants.limits);
        Ok(Evaluator { plugin: Arc::clone(plugin), limits, pre, languages: Arc::clone(languages) })
    }

    /// Links a plugin's language runtime. It is granted nothing: it has the console.
    ///
    /// # Errors
    ///
    /// When it has none.
    pub fn language_runtime(&self, plugin: &Arc<Plugin>) -> Result<LanguageRuntime, LinkError> {
        let pre = plugin.link(self.engine(), ModuleKind::LanguageRuntime, &BTreeSet::new())?;
        let pre = LanguagePre::new(pre).map_err(|error| plugin.misfit(&error))?;
        Ok(LanguageRuntime { plugin: Arc::clone(plugin), pre })
    }

    fn engine(&self) -> &Engine {
        &self.engine.engine
    }
}

impl Plugin {
    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its id.
    pub fn id(&self) -> &PluginId {
        self.manifest.id()
    }

    /// SHA-256 over the component.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What one call of it may spend.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The same plugin with one limit out of reach, for tests that show what the limit is for.
    #[doc(hidden)]
    #[must_use]
    pub fn without(&self, limit: LimitName) -> Arc<Self> {
        let (manifest, imports, component) = (self.manifest.clone(), self.imports.clone(), self.component.clone());
        let limits = self.limits.with(limit, 1 << 50);
        Arc::new(Self { manifest, digest: self.digest, limits, imports, component })
    }

    pub(crate) fn languages(&self) -> Vec<String> {
        self.manifest.language_runtime().map_or_else(Vec::new, |runtime| runtime.languages.clone())
    }

    fn link(
        &self,
        engine: &Engine,
        kind: ModuleKind,
        grants: &BTreeSet<Capability>,
    ) -> Result<InstancePre<State>, LinkError> {
        if !self.manifest.has(kind) {
            let has = ModuleKind::ALL.iter().copied().filter(|kind| self.manifest.has(*kind)).collect();
            return Err(LinkError::NoModule { plugin: self.id().clone(), kind, has });
        }
        let wants_ungranted =
            |(import, capability): &(&str, Capability)| self.imports(import) && !grants.contains(capability);
        let capabilities = [(CODE, Capability::RunCode), (ATTACHMENTS, Capability::Attachments)];
        // A language runtime has no grants. What its plugin imports for its other modules has to be there for the component to start;
        // the state of a program holds nothing behind it: see `code::Host` and `attachments::Host`.
        let inert = kind == ModuleKind::LanguageRuntime;
        if !inert && let Some((import, capability)) = capabilities.into_iter().find(wants_ungranted) {
            return Err(LinkError::NotGranted { plugin: self.id().clone(), import: import.to_owned(), capability });
        }
        let offers = |import, capability| grants.contains(&capability) || (inert && self.imports(import));
        let offered = Offered {
            console: self.manifest.has(ModuleKind::LanguageRuntime),
            code: offers(CODE, Capability::RunCode),
            attachments: offers(ATTACHMENTS, Capability::Attachments),
        };
        v0_1::link(engine, &self.component, offered)
            .and_then(|linker| linker.instantiate_pre(&self.component))
            .map_err(|error| self.misfit(&error))
    }

    fn imports(&self, interface: &str) -> bool {
        self.imports.iter().any(|import| import == interface)
    }

    fn misfit(&self, error: &wasmtime::Error) -> LinkError {
        LinkError::Contract { plugin: self.id().clone(), reason: format!("{error:#}") }
    }
}

fn declared(kinds: &[ModuleKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
}
