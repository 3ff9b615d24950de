//! Compiled components on disk, so that a component is compiled once per machine. Keyed by the component's digest and the engine's
//! compatibility hash. Holds no policy about which component may be loaded.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use touchstone_core::ids::Digest;
use wasmtime::Engine;
use wasmtime::component::Component;

/// A folder of compiled components. Whoever can write to it can run code in this process: it is created for its owner alone.
#[derive(Debug, Clone)]
pub struct ArtifactCache {
    folder: PathBuf,
}

impl ArtifactCache {
    /// A cache in `folder`, which is made at the first write.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The component with this digest, from its artifact if there is one, else compiled from `bytes` and kept. A cache that cannot be
    /// read or written costs time and nothing else.
    pub(crate) fn component(
        &self,
        engine: &Engine,
        digest: Digest,
        bytes: &[u8],
    ) -> Result<Component, wasmtime::Error> {
        let path = self.path(engine, digest);
        if let Some(component) = load(engine, &path) {
            return Ok(component);
        }
        // Whoever comes second waits here, in this process or in another, and finds the artifact of the first.
        let Ok(_turn) = take_turn(&path) else { return Component::new(engine, bytes) };
        if let Some(component) = load(engine, &path) {
            return Ok(component);
        }
        let artifact = engine.precompile_component(bytes)?;
        match store(&path, &artifact) {
            Ok(()) => load(engine, &path).map_or_else(|| Component::new(engine, bytes), Ok),
            Err(_) => map_bytes(engine, &artifact),
        }
    }

    fn path(&self, engine: &Engine, digest: Digest) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        let hex = digest.to_string().replace("sha256:", "");
        self.folder.join(format!("{:016x}", hasher.finish())).join(format!("{hex}.cwasm"))
    }
}

/// The right to make the artifact at `path`, until the file is dropped. Makes the folder, for this user alone.
fn take_turn(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::DirBuilderExt;
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let lock = fs::File::create(path.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn store(path: &Path, artifact: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, artifact)?;
    fs::rename(&unfinished, path)
}

#[allow(unsafe_code)]
fn load(engine: &Engine, path: &Path) -> Option<Component> {
    // SAFETY: the file was written by `store` into a folder that only this user can write to, and is never changed in place:
    // `store` renames a whole file over it, which leaves existing mappings as they were.
    unsafe { Component::deserialize_file(engine, path) }.ok()
}

#[allow(unsafe_code)]
fn map_bytes(engine: &Engine, artifact: &[u8]) -> Result<Component, wasmtime::Error> {
    // SAFETY: `artifact` came from `precompile_component` of this engine a moment ago.
    unsafe { Component::deserialize(engine, artifact) }
}
