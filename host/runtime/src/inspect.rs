//! What a component says of itself before anything of it is compiled: its manifest, what it imports and exports, and whether that is
//! what its manifest allows. Runs nothing.

use touchstone_core::manifest::{CONTRACT, MANIFEST_SECTION, Manifest, ManifestError};
use touchstone_core::words::{Capability, ModuleKind};
use wasmparser::{Encoding, Parser, Payload};

use crate::contract::v0_1::{ATTACHMENTS, CODE, CONSOLE, EVALUATOR, LANGUAGE_RUNTIME, LOG, QUESTION_TYPE};
use crate::contract::{PACKAGE, SERVED};
use crate::sandbox::wasi;
use crate::structure::{Structure, TooMuch, check_size};

/// A component whose manifest and interfaces fit together.
#[derive(Debug)]
pub struct Inspected {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Every interface that it imports.
    pub imports: Vec<String>,
}

/// Why a file is no plugin that this host can load.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// Not WebAssembly, or cut off.
    #[error("it is no WebAssembly component: {0}")]
    NotWasm(String),
    /// A part of it is larger than it may be.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// A core module.
    #[error("it is a core WebAssembly module, not a component; make it with `touchstone build FOLDER`")]
    CoreModule,
    /// A component without a manifest.
    #[error("it holds no manifest (custom section `{MANIFEST_SECTION}`); make it with `touchstone build FOLDER`")]
    NoManifest,
    /// A component with more than one manifest: which one holds would be a matter of who reads it.
    #[error("it holds two manifests (custom section `{MANIFEST_SECTION}`); make it with `touchstone build FOLDER`")]
    TwoManifests,
    /// A manifest that cannot be used.
    #[error("its manifest: {0}")]
    Manifest(#[from] ManifestError),
    /// It speaks another version of the contract.
    #[error(
        "it was built for the plugin contract {built_for}, this host serves {}; build it again with this version of Touchstone",
        SERVED.join(", ")
    )]
    Contract {
        /// The version it names.
        built_for: String,
    },
    /// It imports what its manifest does not ask for.
    #[error("it imports `{import}`, which {reason}")]
    Import {
        /// The interface.
        import: String,
        /// Why that cannot be, and what to do.
        reason: String,
    },
    /// It does not export what its manifest declares, or more.
    #[error("its manifest {declares} `[{module}]`, but it {exports} `{interface}`; {remedy}")]
    Export {
        /// What the manifest says.
        declares: &'static str,
        /// The manifest's table.
        module: &'static str,
        /// What the component does.
        exports: &'static str,
        /// The interface.
        interface: &'static str,
        /// What to do.
        remedy: &'static str,
    },
}

/// Reads a component and checks its size, its structure, and its interfaces against its manifest.
///
/// # Errors
///
/// When it is no component, is larger than it may be, holds no usable manifest, or its imports and exports are not what the manifest says.
pub fn inspect(component: &[u8]) -> Result<Inspected, InspectError> {
    check_surface(&surface(component)?)
}

/// Checks what was read of a component.
pub(crate) fn check_surface(surface: &Surface) -> Result<Inspected, InspectError> {
    let section = surface.manifest.as_ref().ok_or(InspectError::NoManifest)?;
    let names = || surface.imports.iter().chain(&surface.exports);
    if let Some(other) = names().find_map(|name| other_version(name)) {
        return Err(InspectError::Contract { built_for: other.to_owned() });
    }
    let manifest = Manifest::from_json(section)?;
    if manifest.contract() != CONTRACT {
        return Err(InspectError::Contract { built_for: manifest.contract().to_string() });
    }
    check_interfaces(&manifest, &surface.imports, &surface.exports)?;
    Ok(Inspected { manifest, imports: surface.imports.clone() })
}

/// Checks the interfaces of a component that is about to get this manifest.
pub(crate) fn check_interfaces(
    manifest: &Manifest,
    imports: &[String],
    exports: &[String],
) -> Result<(), InspectError> {
    for import in imports {
        check_import(manifest, import)?;
    }
    for (kind, module, interface) in [
        (ModuleKind::QuestionType, "question_type", QUESTION_TYPE),
        (ModuleKind::Evaluator, "evaluator", EVALUATOR),
        (ModuleKind::LanguageRuntime, "language_runtime", LANGUAGE_RUNTIME),
    ] {
        let exported = exports.iter().any(|export| export == interface);
        let (declares, exports, remedy) = match (manifest.has(kind), exported) {
            (true, false) => ("declares", "does not export", "export the module, or take the table out of plugin.toml"),
            (false, true) => {
                ("does not declare", "exports", "add the table to plugin.toml, or do not export the module")
            }
            _ => continue,
        };
        return Err(InspectError::Export { declares, module, exports, interface, remedy });
    }
    Ok(())
}

fn check_import(manifest: &Manifest, import: &str) -> Result<(), InspectError> {
    let needs = |allowed: bool, reason: &str| {
        if allowed {
            Ok(())
        } else {
            Err(InspectError::Import { import: import.to_owned(), reason: reason.to_owned() })
        }
    };
    match import {
        LOG => Ok(()),
        CONSOLE => needs(
            manifest.has(ModuleKind::LanguageRuntime),
            "only a language runtime may use; declare `[language_runtime]` in plugin.toml, or use `log`",
        ),
        CODE => needs(
            manifest.wants(Capability::RunCode),
            "its manifest does not ask for; add `[capabilities.run-code]` with a reason to plugin.toml",
        ),
        ATTACHMENTS => needs(
            manifest.wants(Capability::Attachments),
            "its manifest does not ask for; add `[capabilities.attachments]` with a reason to plugin.toml",
        ),
        _ => needs(
            wasi::answers(import) || import.starts_with("touchstone:plugin/types@"),
            "this host does not offer; a plugin gets `touchstone:plugin/log`, the capabilities of its manifest and WASI 0.2",
        ),
    }
}

/// The version in the name of a contract interface that this host does not serve.
fn other_version(name: &str) -> Option<&str> {
    let (package, version) = name.strip_prefix(PACKAGE)?.split_once('@')?;
    (package.starts_with('/') && !SERVED.contains(&version)).then_some(version)
}

/// The outside of a component.
#[derive(Debug)]
pub(crate) struct Surface {
    pub(crate) manifest: Option<Vec<u8>>,
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
}

/// Reads the top level of a component; of what is inside it, only how large it is.
pub(crate) fn surface(component: &[u8]) -> Result<Surface, InspectError> {
    let not_wasm = |error: wasmparser::BinaryReaderError| InspectError::NotWasm(error.to_string());
    check_size(component)?;
    if !component.starts_with(b"\0asm") {
        let said = "it does not begin with `\\0asm`; send the file that `touchstone build FOLDER` made";
        return Err(InspectError::NotWasm(said.to_owned()));
    }
    let mut surface = Surface { manifest: None, imports: Vec::new(), exports: Vec::new() };
    let mut structure = Structure::default();
    let mut depth = 0usize;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.map_err(not_wasm)?;
        structure.count(&payload)?;
        match payload {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => return Err(InspectError::CoreModule),
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 && section.name() == MANIFEST_SECTION => {
                let before = surface.manifest.replace(section.data().to_vec());
                before.map_or(Ok(()), |_| Err(InspectError::TwoManifests))?;
            }
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    surface.imports.push(import.map_err(not_wasm)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    surface.exports.push(export.map_err(not_wasm)?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(surface)
}
