//! Compiled components on disk, so that a component is compiled once per machine. Keyed by the component's digest and the engine's
//! compatibility hash, and authenticated (see [`seal`]) before anything is mapped. Holds no policy about which component may be loaded.
//!
//! Defended: a file that was damaged, cut off, swapped with another's, or written by whoever cannot read this user's key; it is compiled
//! again. What is authenticated is an open file, which belongs to this user and which nobody else may write, and that very file is mapped.
//! Not defended: whoever can act as this user, or as root. They can read the key, change the file while it is mapped, and change this
//! program.

mod key;
mod mapping;
mod seal;

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Seek};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::process::geteuid;
use touchstone_core::ids::Digest;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::compile::{CompileError, Compiler, compile, compiling_engine};
use crate::inspect::{InspectError, Inspected, check_surface, surface};
use crate::limits::Limits;
use crate::plugin::LoadError;
use key::Key;
pub(crate) use mapping::CodeInMappings;
use seal::{Facts, SealError};

/// A folder of compiled components, and who compiles what is not in it.
#[derive(Debug, Clone)]
pub struct ArtifactCache {
    folder: PathBuf,
    compiler: Compiler,
    tell: fn(&CacheTrouble),
}

/// What is wrong with a cache. It costs time and nothing else: the component is compiled.
#[derive(Debug, thiserror::Error)]
pub enum CacheTrouble {
    /// There is no key, and none can be made.
    #[error(
        "compiled plugins cannot be kept: the key `{}`: {error}; mend it, or remove it and have another made",
        path.display()
    )]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: io::Error,
    },
    /// An artifact is there and not what this user put there.
    #[error("`{}` is not what was put there ({reason}); it is not used, and the plugin is compiled again", path.display())]
    NotAuthentic {
        /// The file.
        path: PathBuf,
        /// How that shows.
        reason: String,
    },
    /// An artifact cannot be written.
    #[error(
        "a compiled plugin cannot be kept in `{}`: {error}; until this is mended, it is compiled each time",
        path.display()
    )]
    NotKept {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

/// A compiled component in an open file, and what the component says of itself. Whoever maps it runs it: it comes from a compiler of this
/// process's, or from a cache's key.
#[derive(Debug)]
pub struct Artifact {
    file: File,
    facts: Facts,
}

impl ArtifactCache {
    /// A cache in `folder`, which is made at the first write. This process compiles.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, compiler: Compiler::InProcess, tell: |_| {} }
    }

    /// With another compiler.
    #[must_use]
    pub fn compiled_by(self, compiler: Compiler) -> Self {
        Self { compiler, ..self }
    }

    /// Hands what is wrong with the cache to `tell`.
    #[must_use]
    pub fn telling(self, tell: fn(&CacheTrouble)) -> Self {
        Self { tell, ..self }
    }

    /// The artifact of this component, from the cache if it is there, else compiled and kept. A cache that cannot be read or written costs
    /// time and nothing else.
    ///
    /// # Errors
    ///
    /// When it is no plugin for this host, or cannot be compiled.
    pub fn artifact(&self, component: &[u8]) -> Result<Artifact, LoadError> {
        let digest = Digest::of(component);
        let key = match Key::of_folder(&self.folder) {
            Ok(key) => key,
            Err(error) => {
                (self.tell)(&CacheTrouble::Key { path: Key::path(&self.folder), error });
                return self.compile(digest, component, &Key::random().map_err(CompileError::from)?);
            }
        };
        let path = self.path(digest);
        if let Ok(Some(artifact)) = find(&path, digest, &key) {
            return Ok(artifact);
        }
        // Whoever comes second waits here, in this process or in another, and finds the artifact of the first.
        let turn = take_turn(&path);
        match find(&path, digest, &key) {
            Ok(Some(artifact)) => return Ok(artifact),
            Ok(None) => {}
            Err(trouble) => (self.tell)(&trouble),
        }
        let artifact = self.compile(digest, component, &key)?;
        match turn.and_then(|_turn| store(&path, &artifact.file)) {
            Ok(()) => Ok(find(&path, digest, &key).ok().flatten().unwrap_or(artifact)),
            Err(error) => {
                (self.tell)(&CacheTrouble::NotKept { path, error });
                Ok(artifact)
            }
        }
    }

    /// The artifact of the component with this digest, if there is one. What is wrong with it is told by [`Self::artifact`].
    pub fn kept(&self, component: Digest) -> Option<Artifact> {
        let key = Key::of_folder(&self.folder).ok()?;
        find(&self.path(component), component, &key).ok()?
    }

    /// Compiles what could be loaded, in memory only.
    fn compile(&self, digest: Digest, component: &[u8], key: &Key) -> Result<Artifact, LoadError> {
        let surface = surface(component)?;
        Limits::granted(check_surface(&surface)?.manifest.limits())?;
        let facts = Facts::of(digest, engine_hash(), surface);
        let file = compile(&self.compiler, component)?;
        seal::seal(&file, &facts, key).map_err(CompileError::from)?;
        Ok(Artifact { file, facts })
    }

    fn path(&self, digest: Digest) -> PathBuf {
        self.folder.join(engine_hash()).join(format!("{}.sealed", digest.hex()))
    }
}

impl Artifact {
    /// Of the component.
    pub fn digest(&self) -> Digest {
        self.facts.component
    }

    /// What the component says of itself, checked.
    pub(crate) fn inspected(&self) -> Result<Inspected, InspectError> {
        check_surface(&self.facts.surface())
    }

    /// An artifact that a process sent who vouches for it: the server that started this worker.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub(crate) fn sent(descriptor: OwnedFd) -> io::Result<Self> {
        let file = File::from(descriptor);
        let facts = seal::read(&file).map_err(io::Error::other)?;
        Ok(Self { file, facts })
    }

    /// Maps it until this process ends, without opening anything, for an engine with [`CodeInMappings`].
    #[allow(unsafe_code)]
    pub(crate) fn component_for_good(&self, engine: &Engine) -> Result<Component, wasmtime::Error> {
        // SAFETY: as below; and the mapping is never written to and never ends.
        unsafe { Component::deserialize_raw(engine, mapping::map(&self.file)?) }
    }

    /// Maps it.
    #[allow(unsafe_code)]
    pub(crate) fn component(&self, engine: &Engine) -> Result<Component, wasmtime::Error> {
        // By the descriptor: the file that was authenticated, whatever has its name now.
        let path = format!("/proc/self/fd/{}", self.file.as_raw_fd());
        // SAFETY: the compiler of this build made what is in this file: it comes from there, or it has the seal of what did. In memory it
        // cannot be changed; on disk only this user could, and `store` renames a whole file over it, which leaves mappings as they were.
        unsafe { Component::deserialize_file(engine, path) }
    }
}

impl AsFd for Artifact {
    /// To hand to a worker. Nobody can write through it, or what it leads to is sealed.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// The artifact at `path`, if there is one.
fn find(path: &Path, digest: Digest, key: &Key) -> Result<Option<Artifact>, CacheTrouble> {
    let found = open(path).and_then(|file| {
        let facts = seal::authenticate(&file, key)?;
        if facts.component == digest && facts.engine == engine_hash() {
            Ok(Artifact { file, facts })
        } else {
            Err(SealError::Other)
        }
    });
    match found {
        Ok(artifact) => Ok(Some(artifact)),
        Err(SealError::File(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CacheTrouble::NotAuthentic { path: path.to_owned(), reason: error.to_string() }),
    }
}

/// What only this user may have written.
fn open(path: &Path) -> Result<File, SealError> {
    let file = fs::OpenOptions::new().read(true).custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)?;
    let metadata = file.metadata()?;
    let others_may_write = metadata.mode() & (Mode::WGRP | Mode::WOTH).bits() != 0;
    if !metadata.is_file() || metadata.uid() != geteuid().as_raw() || others_may_write {
        return Err(SealError::Foreign);
    }
    Ok(file)
}

/// The right to make the artifact at `path`, until the file is dropped. Makes the folder, for this user alone.
fn take_turn(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let lock = File::create(path.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// Copies an artifact to its place: there is none, or a whole one.
fn store(path: &Path, artifact: &File) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let copy = || {
        // A new file with every try: nobody has the old one open.
        let _ = fs::remove_file(&unfinished);
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        let mut artifact = artifact;
        artifact.rewind()?;
        io::copy(&mut artifact, &mut file)?;
        fs::rename(&unfinished, path)
    };
    copy().inspect_err(|_| {
        let _ = fs::remove_file(&unfinished);
    })
}

/// Which engines run the same code, as a name for a folder.
fn engine_hash() -> String {
    let mut hasher = DefaultHasher::new();
    compiling_engine().precompile_compatibility_hash().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
