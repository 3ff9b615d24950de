//! Plugin folders that `touchstone build` cannot build: each failure names the file, the place in it and what to do. None gets as far as a
//! tool chain that works.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::common::{Run, fails, run, touchstone, workspace};

/// A copy of the checklist's manifest and schemas, without source.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = workspace().join("plugins/device-checklist");
    fs::create_dir(folder.path().join("schemas")).unwrap();
    for file in ["plugin.toml", "schemas/question.json", "schemas/evaluator.json", "schemas/event.json"] {
        fs::copy(from.join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn build(folder: &Path) -> Run {
    let out = folder.join("out.wasm");
    let ran = run(&mut touchstone(&["build", folder.to_str().unwrap(), "--out", out.to_str().unwrap()]));
    assert!(!out.exists());
    ran
}

#[test]
fn manifests_that_cannot_be_used() {
    let cases: [(&str, &str, &str, &[&str]); 9] = [
        (
            "broken TOML",
            "version = \"0.1.0\"\n",
            "version = \"0.1.0\n",
            &["/plugin.toml`, line 3, column ", "not valid TOML: ", "hint: correct line 3"],
        ),
        (
            "an unknown key",
            "license = ",
            "licence = ",
            &["`plugin.license`: ", "  `plugin.licence`: unknown key `licence`; did you mean `license`?"],
        ),
        (
            "an id without a publisher",
            "touchstone/device-checklist",
            "device-checklist",
            &["/plugin.toml`, at `plugin.id`: ", "hint: "],
        ),
        ("no version", "version = \"0.1.0\"", "version = \"one\"", &["at `plugin.version`: ", "hint: "]),
        ("a title in one language", "zh-CN = \"设备操作\", en", "en", &["at `plugin.title`: ", "zh-CN"]),
        (
            "a schema that is not there",
            "schemas/question.json",
            "schemas/q.json",
            &["at `question_type.config_schema`: ", "schemas/q.json", "hint: "],
        ),
        (
            "a schema outside",
            "schemas/question.json",
            "../question.json",
            &["at `question_type.config_schema`: ", "`../question.json` has a part"],
        ),
        (
            "a dimension twice",
            "id = \"procedure\"",
            "id = \"safety\"",
            &["at `evaluator.dimensions[1].id`: ", "`safety` comes twice"],
        ),
        (
            "another language",
            "language = \"rust\"",
            "language = \"java\"",
            &["at `build.language`: `java` is no language to build from"],
        ),
    ];
    for (what, from, to, said) in cases {
        let folder = folder();
        let path = folder.path().join("plugin.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{what}: no `{from}`");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        fails(what, &build(folder.path()), 5, said);
    }
}

#[test]
fn folders_that_are_none() {
    let guide = "hint: a plugin's folder holds `plugin.toml`";
    fails("no folder", &build(Path::new("no/such/plugin")), 5, &["there is no folder `no/such/plugin`", guide]);
    let empty = tempfile::tempdir().unwrap();
    fails("no manifest", &build(empty.path()), 5, &["there is no `", "/plugin.toml`", guide]);
    let folder = folder();
    fs::write(folder.path().join("schemas/event.json"), "{\"type\": }").unwrap();
    let said = ["`question_type.event_schema`: ", "/schemas/event.json` is no JSON", "line 1 column 10"];
    fails("a broken schema", &build(folder.path()), 5, &said);
}

#[test]
fn a_tool_chain_that_is_not_there() {
    let cases: [(&str, &[&str]); 3] = [
        (
            "language = \"rust\"",
            &[
                "is not installed",
                "hint: install the target with `rustup target add wasm32-unknown-unknown`",
                "rustc-web",
            ],
        ),
        (
            "language = \"python\"\nmodule = \"plugin\"",
            &["componentize-py is not installed", "hint: install it with `pip install componentize-py=="],
        ),
        (
            "language = \"javascript\"\nmodule = \"src/plugin.js\"",
            &["Node.js is not installed", "hint: install Node.js"],
        ),
    ];
    for (build, said) in cases {
        let folder = folder();
        let path = folder.path().join("plugin.toml");
        let text = fs::read_to_string(&path).unwrap().replace("language = \"rust\"", build);
        fs::write(&path, text).unwrap();
        let mut command = touchstone(&["build", folder.path().to_str().unwrap()]);
        let ran = run(command.env("PATH", "/nowhere").env("TOUCHSTONE_CACHE", folder.path()));
        fails(build, &ran, 5, said);
        assert!(ran.stderr.contains(&format!("cannot build `{}`: ", folder.path().display())), "{}", ran.stderr);
    }
}

#[test]
fn a_rust_plugin_without_its_source() {
    let folder = folder();
    let ran = run(&mut touchstone(&["build", folder.path().to_str().unwrap(), "--out", "/proc/no/out.wasm"]));
    fails("no source", &ran, 5, &["there is no `", "/Cargo.toml`"]);
}
