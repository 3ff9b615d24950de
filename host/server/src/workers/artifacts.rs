//! The compiled components that workers get: opened and authenticated once, compiled by a child where there is none. Starts no worker.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use touchstone_core::ids::Digest;
use touchstone_runtime::{Artifact, ArtifactCache, COMPILE_LIMITS, CacheTrouble, Compiler, LoadError};

/// How many stay open, each with a descriptor. With one more all are forgotten, and authenticated again when they are used.
const OPEN: usize = 256;

/// A component on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// SHA-256 over the file.
    pub digest: Digest,
    /// The file.
    pub path: PathBuf,
}

/// Why there is no artifact: a stable word, and what to tell people.
#[derive(Debug)]
pub(super) struct NoArtifact {
    pub(super) kind: &'static str,
    pub(super) message: String,
}

pub(super) struct Artifacts {
    cache: ArtifactCache,
    open: Mutex<HashMap<Digest, Arc<Artifact>>>,
    /// One compiler at a time: it takes all processors.
    compiling: Semaphore,
}

impl Artifacts {
    /// `program` compiles into `folder`.
    pub(super) fn new(folder: PathBuf, program: PathBuf) -> Self {
        let compiler = Compiler::Child { program, limits: COMPILE_LIMITS };
        let cache = ArtifactCache::new(folder).compiled_by(compiler).telling(warn);
        Self { cache, open: Mutex::default(), compiling: Semaphore::new(1) }
    }

    pub(super) async fn of(&self, component: &Component) -> Result<Arc<Artifact>, NoArtifact> {
        let digest = component.digest;
        if let Some(artifact) = self.opened(digest) {
            return Ok(artifact);
        }
        let cache = self.cache.clone();
        let kept = spawn_blocking(move || cache.kept(digest)).await.map_err(|error| of_the_machine(&error))?;
        if let Some(artifact) = kept {
            return Ok(self.keep(artifact));
        }
        let _turn = self.compiling.acquire().await.map_err(|error| of_the_machine(&error))?;
        if let Some(artifact) = self.opened(digest) {
            return Ok(artifact);
        }
        let (cache, component) = (self.cache.clone(), component.clone());
        let made = spawn_blocking(move || make(&cache, &component)).await;
        Ok(self.keep(made.map_err(|error| of_the_machine(&error))??))
    }

    fn opened(&self, digest: Digest) -> Option<Arc<Artifact>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).map(Arc::clone)
    }

    fn keep(&self, artifact: Artifact) -> Arc<Artifact> {
        let artifact = Arc::new(artifact);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= OPEN {
            open.clear();
        }
        open.insert(artifact.digest(), Arc::clone(&artifact));
        artifact
    }
}

fn make(cache: &ArtifactCache, component: &Component) -> Result<Artifact, NoArtifact> {
    let path = component.path.display();
    let bytes = std::fs::read(&component.path).map_err(|error| NoArtifact {
        kind: "unreadable",
        message: format!("cannot read the plugin in `{path}`: {error}"),
    })?;
    let digest = Digest::of(&bytes);
    if digest != component.digest {
        let message = format!("`{path}` holds {digest}, not {}; install the plugin again", component.digest);
        return Err(NoArtifact { kind: "changed", message });
    }
    cache.artifact(&bytes).map_err(|error| {
        let of_the_machine = matches!(&error, LoadError::Compile(error) if error.is_of_the_machine());
        let kind = if of_the_machine { NOT_COMPILED } else { "unloadable" };
        NoArtifact { kind, message: format!("cannot load the plugin in `{path}`: {error}") }
    })
}

/// The word for a failure that says nothing about the plugin.
pub(crate) const NOT_COMPILED: &str = "not-compiled";

fn of_the_machine(error: &impl ToString) -> NoArtifact {
    NoArtifact { kind: NOT_COMPILED, message: error.to_string() }
}

fn warn(trouble: &CacheTrouble) {
    tracing::warn!(%trouble, "compiled plugins");
}
