//! `touchstone build`: makes one component of a plugin's folder. Composes the guest's world from the manifest, has the language's own
//! tool chain build it, embeds the manifest and checks the result. Installs nothing and loads nothing.

mod fuse;
mod javascript;
mod prepare;
mod python;
mod rust;
mod tool;
mod world;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use touchstone_core::ids::Digest;
use touchstone_core::manifest::{MANIFEST_SECTION, Manifest, ManifestError, SourceManifest};
use touchstone_core::words::GuestLanguage;

use crate::inspect::{InspectError, check_interfaces, surface};

/// A component that was built.
#[derive(Debug)]
pub struct Built {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The component.
    pub bytes: Vec<u8>,
    /// SHA-256 over `bytes`.
    pub digest: Digest,
}

/// Where tool chains may be beside `PATH`.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    /// A folder with `venv/bin/componentize-py` and `node_modules/@bytecodealliance/componentize-js`, as `cargo xtask setup` makes it.
    pub folder: Option<PathBuf>,
    /// Where cargo keeps what it builds of Rust guests; the workspace's own target folder when absent.
    pub cargo_target: Option<PathBuf>,
}

/// Why a folder could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A file that cannot be read or written.
    #[error("cannot read `{path}`: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A manifest that cannot be used.
    #[error("`{path}`: {error}")]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Its mistakes.
        error: ManifestError,
    },
    /// The tool chain is not there.
    #[error("{what} is not installed.\n{remedy}")]
    NoTool {
        /// What is missing.
        what: &'static str,
        /// How to get it.
        remedy: &'static str,
    },
    /// The tool chain failed.
    #[error("{tool} failed ({status}):\n{output}")]
    Tool {
        /// Which program.
        tool: String,
        /// How it ended.
        status: String,
        /// The end of what it printed.
        output: String,
    },
    /// What the guest does before its first call failed.
    #[error(
        "the guest's preparation (`touchstone_sdk::prepare!`) failed: {0}; it runs when the guest is built, without a host and within the ceiling of fuel"
    )]
    Prepare(String),
    /// What the tool chain made cannot become a component.
    #[error("the guest cannot become a component: {0}")]
    Encode(String),
    /// The component is not what the manifest says.
    #[error("the built component does not fit `{path}`: {error}")]
    Interfaces {
        /// The manifest.
        path: PathBuf,
        /// What does not fit.
        error: InspectError,
    },
}

/// Builds the plugin in `folder`.
///
/// # Errors
///
/// When the manifest, the tool chain or the guest is not as it should be; each says what to do.
pub fn build(folder: &Path, tools: &Tools) -> Result<Built, BuildError> {
    let manifest_path = folder.join("plugin.toml");
    let text = read(&manifest_path)?;
    let in_manifest = |error| BuildError::Manifest { path: manifest_path.clone(), error };
    let source = SourceManifest::from_toml(&text).map_err(in_manifest)?;
    let settings = source.build().clone();
    let manifest = source.resolve(|path| read_json(&folder.join(path.as_str()))).map_err(in_manifest)?;

    let wit = tempfile::tempdir().map_err(|error| BuildError::File { path: std::env::temp_dir(), error })?;
    world::write(wit.path(), &manifest).map_err(|error| BuildError::File { path: wit.path().to_owned(), error })?;
    let guest = Guest { folder, wit: wit.path(), manifest: &manifest, module: settings.module.as_deref(), tools };
    let mut bytes = match settings.language {
        GuestLanguage::Rust => rust::component(&guest)?,
        GuestLanguage::Python => python::component(&guest)?,
        GuestLanguage::Javascript => javascript::component(&guest)?,
    };
    let misfit = |error| BuildError::Interfaces { path: manifest_path.clone(), error };
    let made = surface(&bytes).map_err(misfit)?;
    check_interfaces(&manifest, &made.imports, &made.exports).map_err(misfit)?;
    embed(&mut bytes, &manifest);
    Ok(Built { manifest, digest: Digest::of(&bytes), bytes })
}

/// What a tool chain needs to know.
struct Guest<'a> {
    folder: &'a Path,
    /// A folder with the composed world and the contract.
    wit: &'a Path,
    manifest: &'a Manifest,
    module: Option<&'a str>,
    tools: &'a Tools,
}

fn embed(component: &mut Vec<u8>, manifest: &Manifest) {
    use wasm_encoder::{ComponentSection, CustomSection};
    let data = manifest.to_json();
    CustomSection { name: MANIFEST_SECTION.into(), data: data.as_slice().into() }.append_to_component(component);
}

fn read(path: &Path) -> Result<String, BuildError> {
    fs::read_to_string(path).map_err(|error| BuildError::File { path: path.to_owned(), error })
}

fn read_json(path: &Path) -> Result<serde_json::Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("`{}` is no JSON: {error}", path.display()))
}
