//! Builds the bundled plugins, those of the examples and the guests of the tests with `touchstone build`, and keeps what it built: the
//! same sources give the same component, in this clone and in every other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::command::{Stopped, cargo, heading, program, run};
use crate::places::Places;
use crate::setup::guest_packages;

/// What every guest is made of beside its own folder.
const SHARED: &[&str] = &[
    "wit/plugin",
    "host/core/src/manifest.rs",
    "host/core/src/manifest",
    "host/runtime/src/build.rs",
    "host/runtime/src/build",
    "host/xtask/tools",
];

/// What those are made of that have this file.
const SHARED_BY_LANGUAGE: &[(&str, &[&str])] = &[
    ("Cargo.toml", &["Cargo.toml", "Cargo.lock", "sdk/rust/Cargo.toml", "sdk/rust/src", "plugins/shared"]),
    ("package.json", &["sdk/js/package.json", "sdk/js/src"]),
];

/// Folders that are no part of a guest.
const LEFT_OUT: &[&str] = &["target", "node_modules", "dist", "__pycache__", "tests"];

/// How cargo makes the `touchstone` program by itself.
pub(crate) const PROGRAM: &[&str] = &["build", "--package", "touchstone"];

/// How it makes it along with the tests, which turn on more features of some dependencies: wasmtime is then compiled for both at once.
pub(crate) const PROGRAM_AND_TESTS: &[&str] = &["test", "--workspace", "--no-run"];

/// Builds `touchstone`, the bundled plugins, those of the examples and the guests of the tests.
pub(crate) fn build_all(places: &Places, with: &[&str]) -> Result<(), Stopped> {
    build_bundled(places, with)?;
    for folder in guests(&places.root.join("host/runtime/tests/guests"))? {
        build(places, &folder, &places.fixtures().join(format!("{}.wasm", name(&folder))))?;
    }
    Ok(())
}

/// Builds `touchstone`, the bundled plugins and those of the examples.
pub(crate) fn build_bundled(places: &Places, with: &[&str]) -> Result<(), Stopped> {
    heading("building touchstone");
    run(&mut cargo(places, with))?;
    heading("building the plugins");
    for folder in guests(&places.root.join("plugins"))? {
        build(places, &folder, &places.plugins().join(manifest(&folder)?.file))?;
    }
    for example in folders(&places.root.join("examples"))? {
        for folder in guests(&example)? {
            let Manifest { file, series } = manifest(&folder)?;
            build(places, &folder, &places.example_plugins().join(name(&example)).join(series).join(file))?;
        }
    }
    Ok(())
}

/// What a manifest says of the component's place.
struct Manifest {
    /// As `touchstone build` would call it: by publisher and name.
    file: String,
    /// Major and minor version, such as `1.0`: two versions of a plugin have the same file name.
    series: String,
}

fn manifest(folder: &Path) -> Result<Manifest, Stopped> {
    let path = folder.join("plugin.toml");
    let wrong = |why: String| Stopped(format!("`{}`: {why}", path.display()));
    let text = fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
    let manifest: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let text = |key: &str| {
        let value = manifest.get("plugin").and_then(|plugin| plugin.get(key)).and_then(toml::Value::as_str);
        value.ok_or_else(|| wrong(format!("`plugin.{key}` is missing")))
    };
    let series = text("version")?.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    Ok(Manifest { file: format!("{}.wasm", text("id")?.replace('/', ".")), series })
}

fn build(places: &Places, folder: &Path, out: &Path) -> Result<(), Stopped> {
    let failed = |error: io::Error| Stopped(format!("cannot build `{}`: {error}", name(folder)));
    let kept = places.cache.join("components").join(format!("{}.wasm", fingerprint(places, folder).map_err(failed)?));
    fs::create_dir_all(out.parent().unwrap_or(&places.root)).map_err(failed)?;
    if !kept.is_file() {
        let unfinished = kept.with_extension("unfinished");
        fs::create_dir_all(places.cache.join("components")).map_err(failed)?;
        guest_packages(places, folder)?;
        let mut command = program(places, places.touchstone(), &["build"]);
        command.arg(folder).arg("--out").arg(&unfinished).env("TOUCHSTONE_GUEST_TARGET", places.cache.join("guests"));
        run(&mut command)?;
        fs::rename(&unfinished, &kept).map_err(failed)?;
    }
    fs::copy(&kept, out).map_err(failed)?;
    println!("{}", out.strip_prefix(&places.root).unwrap_or(out).display());
    Ok(())
}

/// The folders below `parent` that hold a `plugin.toml`, in the order of their names.
fn guests(parent: &Path) -> Result<Vec<PathBuf>, Stopped> {
    let mut folders = folders(parent)?;
    folders.retain(|folder| folder.join("plugin.toml").is_file());
    Ok(folders)
}

/// The folders below `parent`, in the order of their names.
pub(crate) fn folders(parent: &Path) -> Result<Vec<PathBuf>, Stopped> {
    let entries =
        fs::read_dir(parent).map_err(|error| Stopped(format!("cannot read `{}`: {error}", parent.display())))?;
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    Ok(folders)
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// SHA-256 over the names and contents of everything that the guest is made of.
fn fingerprint(places: &Places, folder: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let by_language = SHARED_BY_LANGUAGE.iter().filter(|(file, _)| folder.join(file).is_file());
    let shared = SHARED.iter().chain(by_language.flat_map(|(_, paths)| *paths));
    for path in shared.map(|path| places.root.join(path)).chain([folder.to_owned()]) {
        add(&mut hash, &places.root, &path)?;
    }
    Ok(format!("{:x}", hash.finalize()))
}

fn add(hash: &mut Sha256, root: &Path, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        let mut paths = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| !path.file_name().is_some_and(|name| LEFT_OUT.iter().any(|left_out| name == *left_out)));
        paths.sort();
        return paths.iter().try_for_each(|path| add(hash, root, path));
    }
    let content = fs::read(path)?;
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    hash.update(format!("{name}\0{}\0", content.len()));
    hash.update(content);
    Ok(())
}
