//! Rust guests: cargo makes a core module for `wasm32-unknown-unknown`, which imports nothing by itself; wit-component makes a component
//! of it with the composed world, after what it prepares has run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::world::WORLD;
use super::{BuildError, Guest, prepare, tool};
use crate::inspect::check_interfaces;

const TARGET: &str = "wasm32-unknown-unknown";

/// The guest's stack in bytes. A small one leaves fewer pages to reset between two calls.
const STACK_BYTES: u32 = 64 << 10;

const NO_TOOL: BuildError = BuildError::NoTool {
    what: "A Rust tool chain that builds for wasm32-unknown-unknown",
    remedy: "hint: install the target with `rustup target add wasm32-unknown-unknown`,\n\
             hint: or, where rustup cannot, Debian's: `apt-get install --no-install-recommends rustc-web cargo-web rust-web-src`",
};

/// How guests are compiled here.
enum ToolChain {
    /// The target is installed beside this cargo.
    Installed { cargo: PathBuf },
    /// Debian's compiler builds the standard library along; the linker comes with rustup's compiler.
    BuildStd { cargo: PathBuf, rustc: PathBuf, linker: PathBuf },
}

pub(super) fn component(guest: &Guest<'_>) -> Result<Vec<u8>, BuildError> {
    let module_path = compile(guest, &find()?)?;
    let module = std::fs::read(&module_path).map_err(|error| BuildError::File { path: module_path, error })?;
    let (imports, exports) = interfaces(&module).map_err(|error| unfit(&error))?;
    check_interfaces(guest.manifest, &imports, &exports)
        .map_err(|error| BuildError::Interfaces { path: guest.folder.join("plugin.toml"), error })?;
    encode(guest, &prepare::prepared(module)?)
}

fn find() -> Result<ToolChain, BuildError> {
    let cargo = tool::find("cargo", &[]).ok_or(NO_TOOL)?;
    let sysroot = tool::find("rustc", &[])
        .and_then(|rustc| tool::ask(&rustc, &["--print", "sysroot"]))
        .map(PathBuf::from)
        .ok_or(NO_TOOL)?;
    let libraries = sysroot.join("lib/rustlib");
    if libraries.join(TARGET).join("lib").is_dir() {
        return Ok(ToolChain::Installed { cargo });
    }
    let debian = Path::new("/usr/bin");
    let (rustc, cargo) = (debian.join("rustc"), debian.join("cargo"));
    let source = tool::ask(&rustc, &["--print", "sysroot"])
        .map(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml"));
    let host = tool::ask(&rustc, &["-vV"])
        .and_then(|text| text.lines().find_map(|line| Some(line.strip_prefix("host: ")?.to_owned())));
    let linker = host.map(|host| libraries.join(host).join("bin/rust-lld"));
    match (source, linker) {
        (Some(source), Some(linker)) if source.is_file() && linker.is_file() && cargo.is_file() => {
            Ok(ToolChain::BuildStd { cargo, rustc, linker })
        }
        _ => Err(NO_TOOL),
    }
}

/// Compiles the guest and tells where its core module is.
fn compile(guest: &Guest<'_>, tool_chain: &ToolChain) -> Result<PathBuf, BuildError> {
    let cargo_toml = guest.folder.join("Cargo.toml");
    let cargo_toml = cargo_toml.canonicalize().map_err(|error| BuildError::File { path: cargo_toml, error })?;
    let mut command = match tool_chain {
        ToolChain::Installed { cargo } => Command::new(cargo),
        ToolChain::BuildStd { cargo, rustc, linker } => {
            let mut command = Command::new(cargo);
            command.env("RUSTC", rustc).env("RUSTC_BOOTSTRAP", "1").env(linker_variable(), linker);
            command
        }
    };
    command.args(["build", "--release", "--lib", "--message-format=json-render-diagnostics", "--target", TARGET]);
    command.arg("--manifest-path").arg(&cargo_toml);
    if matches!(tool_chain, ToolChain::BuildStd { .. }) {
        command.arg("-Zbuild-std=std,panic_abort");
    }
    if let Some(target) = &guest.tools.cargo_target {
        command.arg("--target-dir").arg(target);
    }
    // Only these flags reach the guest, so that the same source makes the same component everywhere.
    for variable in
        ["RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "CARGO_BUILD_TARGET"]
    {
        command.env_remove(variable);
    }
    let mut flags = format!("-Clink-arg=-zstack-size={STACK_BYTES}");
    for (from, to) in [(std::env::var("CARGO_HOME").ok(), "/cargo"), (std::env::var("HOME").ok(), "/home")] {
        if let Some(from) = from {
            flags.extend([" --remap-path-prefix=", &from, "=", to]);
        }
    }
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    command.env("CARGO_PROFILE_RELEASE_PANIC", "abort");

    let messages = tool::run("cargo", &mut command)?;
    String::from_utf8_lossy(&messages)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            message["reason"] == "compiler-artifact" && message["manifest_path"] == *cargo_toml.to_string_lossy()
        })
        .filter_map(|message| message["filenames"].as_array().cloned())
        .flatten()
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or_else(|| {
            BuildError::Encode(format!(
                "cargo made no `.wasm` file; write `crate-type = [\"cdylib\", \"rlib\"]` under `[lib]` in `{}`",
                cargo_toml.display()
            ))
        })
}

fn linker_variable() -> String {
    format!("CARGO_TARGET_{}_LINKER", TARGET.to_uppercase().replace('-', "_"))
}

fn encode(guest: &Guest<'_>, module: &[u8]) -> Result<Vec<u8>, BuildError> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(guest.wit).map_err(|error| unfit(&error))?;
    let world = resolve.select_world(&[package], Some(WORLD)).map_err(|error| unfit(&error))?;
    let mut module = without_bindings_metadata(module).map_err(|error| BuildError::Encode(error.to_string()))?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).map_err(|error| unfit(&error))?;
    let encoder = ComponentEncoder::default().validate(true).module(&module);
    encoder.and_then(|mut encoder| encoder.encode()).map_err(|error| unfit(&error))
}

/// The interfaces that a core module imports, and those of the contract that it exports functions of.
fn interfaces(module: &[u8]) -> Result<(Vec<String>, Vec<String>), wasmparser::BinaryReaderError> {
    use wasmparser::{Parser, Payload};

    let (mut imports, mut exports) = (BTreeSet::new(), BTreeSet::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports.insert(import?.module.to_owned());
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    exports.extend(export?.name.split_once('#').map(|(interface, _)| interface.to_owned()));
                }
            }
            _ => {}
        }
    }
    Ok((imports.into_iter().collect(), exports.into_iter().collect()))
}

fn unfit(error: &impl std::fmt::Display) -> BuildError {
    BuildError::Encode(format!("{error:#}"))
}

/// The module without the worlds that the SDK's bindings describe: the composed one takes their place.
fn without_bindings_metadata(module: &[u8]) -> Result<Vec<u8>, wasmparser::BinaryReaderError> {
    use wasm_encoder::{Module, RawSection};
    use wasmparser::{Parser, Payload};

    let mut kept = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::CustomSection(section) = &payload
            && section.name().starts_with("component-type")
        {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            kept.section(&RawSection { id, data: &module[range] });
        }
    }
    Ok(kept.finish())
}
