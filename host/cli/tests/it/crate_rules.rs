//! The crates' rules of the design (`architecture.md`, "Folders and crates"), read from `cargo metadata`: who may use whom, and who is
//! alone in using what.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::common::workspace;

/// A crate's folder, and the crates of ours that it may use. A `*` at the end stands for the rest.
const MAY_USE: &[(&str, &[&str])] = &[
    ("host/core", &[]),
    ("host/runtime", &["host/core"]),
    ("host/store", &["host/core"]),
    ("host/server", &["host/core", "host/runtime", "host/store"]),
    ("host/cli", &["host/core", "host/runtime", "host/store", "host/server"]),
    ("host/xtask", &["host/*"]),
    ("host/fuzz", &["host/*"]),
    ("host/runtime/tests/guests/*", &["sdk/*"]),
    ("host/runtime/benches/*", &["host/*", "sdk/*", "plugins/*"]),
    ("sdk/*", &["sdk/*"]),
    ("plugins/*", &["sdk/rust", "plugins/shared/*"]),
    ("plugins/shared/*", &["plugins/shared/*"]),
    ("examples/*", &["sdk/rust"]),
];

/// What only these crates use, tests, benchmarks and fuzz targets apart.
const ALONE: &[(&[&str], &[&str])] = &[
    (&["wasmtime", "wasmparser", "wit-parser", "wit-component", "wasm-encoder"], &["host/runtime"]),
    (&["seccompiler", "libc"], &["host/runtime"]),
    (&["sled", "sqlx", "object_store"], &["host/store"]),
    (&["ed25519-dalek"], &["host/core"]),
    (&["axum"], &["host/server"]),
    (&["clap"], &["host/cli", "host/xtask"]),
    (&["wit-bindgen"], &["sdk/rust"]),
    (&["libfuzzer-sys"], &["host/fuzz"]),
];

/// What the pure crate has no business with, not even in tests.
const IMPURE: &[&str] = &["tokio", "async-std", "reqwest", "hyper", "axum", "wasmtime", "tempfile", "walkdir"];

struct Package {
    folder: String,
    manifest: String,
    default_member: bool,
    /// Name, folder where it is ours, and whether only tests or benchmarks use it.
    dependencies: Vec<(String, Option<String>, bool)>,
}

fn packages() -> &'static [Package] {
    static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
            .current_dir(workspace())
            .output()
            .expect("cargo starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let default_members = metadata["workspace_default_members"].as_array().unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        packages.iter().map(|package| read(package, default_members)).collect()
    });
    &PACKAGES
}

fn read(package: &Value, default_members: &[Value]) -> Package {
    let inside = |path: &str| {
        path.strip_prefix(workspace().to_str().unwrap()).unwrap_or(path).trim_start_matches('/').to_owned()
    };
    let manifest_path = package["manifest_path"].as_str().unwrap();
    let dependency = |dependency: &Value| {
        let ours = dependency["path"].as_str().map(inside);
        (dependency["name"].as_str().unwrap().to_owned(), ours, dependency["kind"] == "dev")
    };
    Package {
        folder: inside(manifest_path.strip_suffix("/Cargo.toml").unwrap()),
        manifest: fs::read_to_string(manifest_path).unwrap(),
        default_member: default_members.contains(&package["id"]),
        dependencies: package["dependencies"].as_array().unwrap().iter().map(dependency).collect(),
    }
}

/// Whether a folder is meant by a pattern.
fn meant(pattern: &str, folder: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == folder, |start| folder.starts_with(start))
}

#[test]
fn crates_use_whom_they_may() {
    let mut wrong = Vec::new();
    for Package { folder, dependencies, .. } in packages() {
        // The longest pattern is the most exact one.
        let rules = MAY_USE.iter().filter(|(pattern, _)| meant(pattern, folder));
        let Some((_, allowed)) = rules.max_by_key(|(pattern, _)| pattern.len()) else {
            wrong.push(format!("`{folder}` is in no rule: add it to MAY_USE and to host/ARCHITECTURE.md"));
            continue;
        };
        for used in dependencies.iter().filter_map(|(_, ours, _)| ours.as_ref()) {
            if !allowed.iter().any(|pattern| meant(pattern, used)) {
                wrong.push(format!("`{folder}` may not use `{used}`, only {allowed:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn heavy_dependencies_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for Package { folder, dependencies, .. } in packages() {
        for (name, _, for_tests) in dependencies {
            let rule = ALONE.iter().find(|(names, _)| names.contains(&name.as_str()));
            if let Some((_, users)) = rule
                && !for_tests
                && folder != "host/fuzz"
                && !users.contains(&folder.as_str())
            {
                wrong.push(format!("`{folder}` may not use `{name}`, only {users:?} may"));
            }
            if folder == "host/core" && IMPURE.contains(&name.as_str()) {
                wrong.push(format!("`{folder}` is pure: it may not use `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn guests_are_no_default_members() {
    let default: BTreeMap<&str, bool> =
        packages().iter().map(|one| (one.folder.as_str(), one.default_member)).collect();
    for (folder, default_member) in default {
        let guest =
            ["plugins/", "host/runtime/tests/guests/", "examples/"].iter().any(|start| folder.starts_with(start));
        assert_eq!(default_member, !guest, "`{folder}`: see `default-members` in Cargo.toml");
    }
}

#[test]
fn every_crate_inherits_from_the_workspace() {
    for Package { folder, manifest, .. } in packages() {
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            let line = format!("{key}.workspace = true");
            assert!(manifest.lines().any(|one| one == line), "`{folder}/Cargo.toml`: write `{line}`");
        }
        assert!(
            manifest.contains("[lints]\nworkspace = true\n"),
            "`{folder}/Cargo.toml`: write `[lints]` with `workspace = true`"
        );
        let manifest: toml::Table = manifest.parse().unwrap();
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(table).and_then(toml::Value::as_table) else { continue };
            for (name, value) in dependencies {
                let inherited = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(inherited, "`{folder}/Cargo.toml`: take `{name}` from the workspace's table");
            }
        }
    }
}

#[test]
fn top_level_folders() {
    let entries = fs::read_dir(workspace()).unwrap().map(|entry| entry.unwrap());
    let folders: BTreeSet<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && !["target", "node_modules", "__pycache__"].contains(&name.as_str()))
        .collect();
    let expected = ["host", "wit", "plugins", "sdk", "examples"].map(str::to_owned);
    assert_eq!(folders, BTreeSet::from(expected));
}
