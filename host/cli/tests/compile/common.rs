//! What the tests share: caches with a compiler of their own, what they say, and components.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;
use touchstone_runtime::{
    ArtifactCache, COMPILE_LIMITS, CacheTrouble, CompileError, CompileLimits, Compiler, LoadError,
};

/// The program that is tested.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_touchstone");

/// What the caches of this process said, each line with its path.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A cache in a folder of its own.
pub(crate) struct Cache {
    pub(crate) cache: ArtifactCache,
    folder: TempDir,
}

impl Cache {
    /// The real program compiles.
    pub(crate) fn new() -> Self {
        Self::of(Path::new(PROGRAM), COMPILE_LIMITS)
    }

    pub(crate) fn limited(limits: CompileLimits) -> Self {
        Self::of(Path::new(PROGRAM), limits)
    }

    pub(crate) fn of(program: &Path, limits: CompileLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let compiler = Compiler::Child { program: program.to_owned(), limits };
        let cache = ArtifactCache::new(folder.path().to_owned()).compiled_by(compiler).telling(hear);
        Self { cache, folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What it said since it was asked last.
    pub(crate) fn said(&self) -> Vec<String> {
        let folder = self.folder().to_str().expect("a path in UTF-8");
        let mut said = said();
        let (ours, others) = said.drain(..).partition(|line| line.contains(folder));
        *said = others;
        ours
    }

    /// Why a component has no artifact.
    pub(crate) fn refusal(&self, component: &[u8]) -> CompileError {
        match self.cache.artifact(component) {
            Err(LoadError::Compile(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    /// The files of artifacts, in the order of their names.
    pub(crate) fn artifacts(&self) -> Vec<PathBuf> {
        let folders =
            fs::read_dir(self.folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
        let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
        let mut artifacts: Vec<PathBuf> =
            files.filter(|path| path.extension().is_some_and(|extension| extension == "sealed")).collect();
        artifacts.sort();
        artifacts
    }
}

fn hear(trouble: &CacheTrouble) {
    said().push(trouble.to_string());
}

fn said() -> MutexGuard<'static, Vec<String>> {
    SAID.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A component under `target`, such as `fixtures/fixture.wasm`.
pub(crate) fn component(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target").join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins`", path.display()))
}

pub(crate) fn noop() -> Vec<u8> {
    component("fixtures/noop.wasm")
}

/// A program that does what this shell script says.
pub(crate) fn script(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("script.sh");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}
