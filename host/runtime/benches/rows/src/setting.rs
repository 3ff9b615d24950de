//! The components that are measured, loaded once; where results go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use touchstone_runtime::{ArtifactCache, Plugin, Runtime, engine_config};
use wasmtime::Engine;
use wasmtime::component::Component;

/// A runtime of ours, and an engine with the same settings for the baselines.
pub(crate) struct Setting {
    root: PathBuf,
    pub(crate) runtime: Runtime,
    pub(crate) raw_engine: Engine,
}

/// Compiled components.
pub(crate) fn artifacts() -> PathBuf {
    let home = std::env::var_os("HOME").map_or_else(std::env::temp_dir, PathBuf::from);
    home.join(".cache/touchstone/artifacts")
}

impl Setting {
    pub(crate) fn prepare() -> Self {
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_folder.ancestors().nth(4).expect("the crate is four folders deep").to_owned();
        Self {
            runtime: Runtime::new(ArtifactCache::new(artifacts())).expect("the sandbox starts"),
            raw_engine: Engine::new(&engine_config()).expect("the same settings start another engine"),
            root,
        }
    }

    /// A component in `target/`, built by `cargo xtask plugins`.
    pub(crate) fn component(&self, path: &str) -> Vec<u8> {
        let path = self.root.join("target").join(path);
        std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins`", path.display()))
    }

    pub(crate) fn plugin(&self, path: &str) -> Arc<Plugin> {
        self.plugin_of(&self.component(path))
    }

    pub(crate) fn plugin_of(&self, component: &[u8]) -> Arc<Plugin> {
        self.runtime.load(component).expect("it loads")
    }

    /// A file of the repository.
    pub(crate) fn text(&self, path: &str) -> String {
        let path = self.root.join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
    }

    /// The same component for the baseline's engine. Compiled anew: CPython takes some seconds.
    pub(crate) fn raw_component(&self, path: &str) -> Component {
        Component::new(&self.raw_engine, self.component(path)).expect("it compiles")
    }

    pub(crate) fn write_results(&self, json: &str) {
        let path = self.root.join("target/bench.json");
        match std::fs::write(&path, json) {
            Ok(()) => println!("\nwritten to {}", path.display()),
            Err(error) => eprintln!("error: cannot write `{}`: {error}", path.display()),
        }
    }
}

/// The same component with another digest.
pub(crate) fn copy_of(component: &[u8], number: usize) -> Vec<u8> {
    use wasm_encoder::{ComponentSection, CustomSection};
    let mut bytes = component.to_owned();
    let data = number.to_le_bytes();
    let section = CustomSection { name: "copy".into(), data: data.as_slice().into() };
    section.append_to_component(&mut bytes);
    bytes
}
