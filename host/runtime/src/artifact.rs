//! Compiled components on disk, so that a component is compiled once per machine. Keyed by the component's digest and the engine's
//! compatibility hash. Holds no policy about which component may be loaded.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
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
        let artifact = engine.precompile_component(bytes)?;
        match self.store(&path, &artifact) {
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

    fn store(&self, path: &Path, artifact: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        create_private(folder)?;
        let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
        let written = fs::File::create(&temporary).and_then(|mut file| file.write_all(artifact));
        written.and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
            let _ = fs::remove_file(&temporary);
        })
    }
}

fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
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
