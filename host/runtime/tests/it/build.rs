//! `build`: each mistake of a folder, its manifest or its guest is told with file, key and remedy.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use touchstone_runtime::build::{BuildError, Tools, build};
use touchstone_runtime::inspect;

use crate::common::{cache, workspace};

fn tools() -> Tools {
    Tools { folder: Some(cache().join("tools")), cargo_target: Some(workspace().join("target")) }
}

/// A folder with the manifest of the JavaScript fixture, changed by `edit`, beside its schema and source.
fn folder(edit: impl FnOnce(String) -> String) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let guest = workspace().join("host/runtime/tests/guests/javascript");
    for file in ["schemas/evaluator.json", "src/plugin.js"] {
        let to = folder.path().join(file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("it is made");
        fs::copy(guest.join(file), to).expect("it is copied");
    }
    let manifest = fs::read_to_string(guest.join("plugin.toml")).expect("a manifest");
    fs::write(folder.path().join("plugin.toml"), edit(manifest)).expect("it is written");
    folder
}

fn replaced<'a>(piece: &'a str, by: &'a str) -> impl FnOnce(String) -> String + 'a {
    move |text| {
        assert!(text.contains(piece), "`{piece}` is not in the manifest");
        text.replacen(piece, by, 1)
    }
}

#[track_caller]
fn fails(folder: &Path) -> (BuildError, String) {
    let error = build(folder, &tools()).expect_err("it cannot be built");
    let text = error.to_string();
    (error, text)
}

#[test]
fn a_missing_folder_is_named() {
    let (error, text) = fails(Path::new("/no/such/folder"));
    assert!(matches!(error, BuildError::File { .. }), "{error:?}");
    assert!(text.contains("/no/such/folder/plugin.toml") && text.contains("No such file"), "{text}");
}

#[test]
fn bad_toml_is_told_with_its_line() {
    let folder = folder(replaced("[build]", "[build"));
    let (error, text) = fails(folder.path());
    assert!(matches!(error, BuildError::Manifest { .. }), "{error:?}");
    assert!(text.contains("plugin.toml`: not valid TOML: line 9"), "{text}");
}

#[test]
fn mistakes_of_the_manifest_name_the_key_and_the_remedy() {
    for (piece, by, key, remedy) in [
        ("id = \"touchstone/javascript-fixture\"", "id = \"Fixture\"", "`plugin.id`", "/"),
        ("version = \"0.1.0\"", "version = \"one\"", "`plugin.version`", "write one such as `0.1.0`"),
        ("language = \"javascript\"", "language = \"cobol\"", "`build.language`", "rust"),
        ("module = \"src/plugin.js\"", "", "`build.module`", "add the entry file"),
        ("module = \"src/plugin.js\"", "modul = \"x\"", "`build.modul`", "module"),
        ("answers = [\"text\"]", "answers = [\"txt\"]", "`evaluator.answers[0]`", "text"),
        ("\"schemas/evaluator.json\"", "\"schemas/none.json\"", "`evaluator.config_schema`", "none.json"),
        ("\"schemas/evaluator.json\"", "\"../x.json\"", "`evaluator.config_schema`", "x.json"),
        (
            "[evaluator]",
            "[capabilities.fly]\nreason = { zh-CN = \"飞\", en = \"to fly\" }\n\n[evaluator]",
            "`capabilities.fly`",
            "run-code",
        ),
        ("[evaluator]", "[limits]\nfuel = -1\n\n[evaluator]", "`limits.fuel`", ""),
    ] {
        let folder = folder(replaced(piece, by));
        let (error, text) = fails(folder.path());
        assert!(matches!(error, BuildError::Manifest { .. }), "{error:?}");
        assert!(text.contains("plugin.toml") && text.contains(key) && text.contains(remedy), "{by}: {text}");
    }
}

#[test]
fn a_schema_that_is_no_json_is_named() {
    let folder = folder(|text| text);
    fs::write(folder.path().join("schemas/evaluator.json"), "{").expect("it is written");
    let (_, text) = fails(folder.path());
    assert!(text.contains("`evaluator.config_schema`") && text.contains("evaluator.json` is no JSON"), "{text}");
}

#[test]
fn a_rust_guest_without_cargo_toml_is_told_so() {
    let folder = folder(|text| {
        text.replace("language = \"javascript\"", "language = \"rust\"").replace("module = \"src/plugin.js\"", "")
    });
    let (error, text) = fails(folder.path());
    assert!(matches!(error, BuildError::File { .. }), "{error:?}");
    assert!(text.contains("Cargo.toml"), "{text}");
}

#[test]
fn a_python_guest_without_sources_is_told_so() {
    let folder = folder(|text| {
        text.replace("language = \"javascript\"", "language = \"python\"").replace("src/plugin.js", "plugin")
    });
    fs::remove_dir_all(folder.path().join("src")).expect("it is removed");
    let (error, text) = fails(folder.path());
    assert!(matches!(error, BuildError::File { .. }), "{error:?}");
    assert!(text.contains("/src`"), "{text}");
}

#[test]
fn a_missing_entry_file_is_named() {
    let folder = folder(replaced("src/plugin.js", "src/none.js"));
    let (_, text) = fails(folder.path());
    assert!(text.contains("none.js"), "{text}");
}

#[test]
fn a_mistake_in_the_source_is_told_by_the_tool_chain_with_its_line() {
    let folder = folder(|text| text);
    fs::write(folder.path().join("src/plugin.js"), "export const evaluator = {\n  evaluate( { }\n};\n")
        .expect("it is written");
    let (error, text) = fails(folder.path());
    assert!(matches!(&error, BuildError::Tool { tool, .. } if tool == "componentize-js"), "{error:?}");
    assert!(text.contains("plugin.js:3:"), "{text}");
}

#[test]
fn a_module_that_is_declared_and_not_exported_is_told() {
    let folder = folder(|text| text);
    fs::write(folder.path().join("src/plugin.js"), "export const other = {};\n").expect("it is written");
    let (_, text) = fails(folder.path());
    assert!(text.contains("evaluator"), "{text}");
}

#[test]
fn an_import_that_is_not_declared_is_told_with_the_table_to_add() {
    let folder = folder(|text| text);
    let source = folder.path().join("src/plugin.js");
    let text = fs::read_to_string(&source).expect("a source");
    fs::write(&source, format!("import {{ languages }} from 'touchstone:plugin/code@0.1.0';\n{text}\nlanguages;\n"))
        .expect("it is written");
    let (_, text) = fails(folder.path());
    assert!(text.contains("touchstone:plugin/code@0.1.0"), "{text}");
}

#[test]
fn a_package_that_builds_itself_first_is_told_what_it_lacks_and_what_went_wrong() {
    let folder = folder(|text| text);
    let package = |text: &str| fs::write(folder.path().join("package.json"), text).expect("it is written");
    package("{");
    assert!(fails(folder.path()).1.contains("package.json"));

    package(r#"{"scripts": {"build": "true"}, "dependencies": {"vega": "6"}}"#);
    let (error, text) = fails(folder.path());
    assert!(matches!(error, BuildError::NoTool { .. }) && text.contains("npm install"), "{text}");

    package(r#"{"scripts": {"build": "echo no such bundle; exit 3"}}"#);
    let (error, text) = fails(folder.path());
    assert!(matches!(&error, BuildError::Tool { tool, .. } if tool == "npm run build"), "{error:?}");
    assert!(text.contains("no such bundle"), "{text}");
}

/// The fixture's source under another manifest: only what `edit` takes away is missing.
fn rust_guest(edit: impl FnOnce(String) -> String) -> TempDir {
    let guest = workspace().join("host/runtime/tests/guests/fixture");
    let folder = tempfile::tempdir_in(guest.parent().expect("a folder")).expect("a folder");
    fs::create_dir(folder.path().join("schemas")).expect("it is made");
    fs::copy(guest.join("schemas/any.json"), folder.path().join("schemas/any.json")).expect("it is copied");
    let manifest = fs::read_to_string(guest.join("plugin.toml")).expect("a manifest");
    fs::write(folder.path().join("plugin.toml"), edit(manifest)).expect("it is written");
    std::os::unix::fs::symlink(guest.join("Cargo.toml"), folder.path().join("Cargo.toml")).expect("it is linked");
    folder
}

#[test]
fn a_rust_guest_that_uses_what_its_manifest_does_not_ask_for_is_told_the_table_to_add() {
    let folder = rust_guest(|text| {
        let (before, after) = text.split_once("[capabilities.run-code]").expect("the capability");
        let (_, after) = after.split_once("[capabilities.attachments]").expect("the other");
        format!("{before}[capabilities.attachments]{after}")
    });
    let (_, text) = fails(folder.path());
    assert!(text.contains("touchstone:plugin/code@0.1.0") && text.contains("[capabilities.run-code]"), "{text}");
}

#[test]
fn a_rust_guest_that_exports_what_its_manifest_does_not_declare_is_told() {
    let folder = rust_guest(|text| {
        let (before, after) = text.split_once("[language_runtime]").expect("the module");
        let (_, after) = after.split_once("[capabilities.run-code]").expect("what follows");
        format!("{before}[capabilities.run-code]{after}")
    });
    let (_, text) = fails(folder.path());
    assert!(
        text.contains("touchstone:plugin/console@0.1.0") && text.contains("declare `[language_runtime]`"),
        "{text}"
    );
}

#[test]
fn the_built_fixture_is_what_its_source_makes() {
    let built = build(&workspace().join("host/runtime/tests/guests/fixture"), &tools())
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(inspect(&built.bytes).expect("a plugin").manifest, built.manifest);
    assert_eq!(built.digest, touchstone_core::ids::Digest::of(&built.bytes));
}
