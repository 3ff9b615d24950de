//! What the tests share: the program, a small example to change, and one check for every failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

const BUNDLED: &[&str] = &[
    "choice",
    "code-runner",
    "data-viz",
    "device-checklist",
    "runtime-javascript",
    "runtime-python",
    "scenario",
    "text-answer",
    "work-upload",
];

/// Examples that bring their own plugin, and the version that their scorecards are of.
const OWN_PLUGINS: &[(&str, &str)] = &[("customer-support", "1.1")];

/// How a run of `touchstone` ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The folder of the workspace.
pub(crate) fn workspace() -> &'static Path {
    static WORKSPACE: LazyLock<PathBuf> = LazyLock::new(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the crate lies in its workspace")
    });
    &WORKSPACE
}

/// The `touchstone` program with a fixed environment.
pub(crate) fn touchstone(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.args(arguments).current_dir(workspace()).stdin(Stdio::null());
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "CLICOLOR_FORCE", "FORCE_COLOR"] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A component that has to be there, such as `plugins/touchstone.code-runner.wasm`.
pub(crate) fn component(path: &str) -> PathBuf {
    let path = workspace().join("target").join(path);
    assert!(path.is_file(), "`{}` is missing; run `cargo xtask plugins`", path.display());
    path
}

/// Scores the folder with the bundled plugins and the fixture of the runtime's tests; `more` comes last on the command line.
pub(crate) fn score(folder: &Path, more: &[&str]) -> Run {
    score_with(plugins(), folder, more)
}

/// Scores the folder with the plugins of another.
pub(crate) fn score_with(plugins: &Path, folder: &Path, more: &[&str]) -> Run {
    let mut arguments = vec!["score", folder.to_str().expect("a path in UTF-8")];
    arguments.extend(["--plugins", plugins.to_str().expect("a path in UTF-8")]);
    arguments.extend(more);
    run(&mut touchstone(&arguments))
}

/// A folder with the bundled plugins and the fixture.
pub(crate) fn plugins() -> &'static Path {
    static PLUGINS: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for name in BUNDLED {
            link(&component(&format!("plugins/touchstone.{name}.wasm")), &folder);
        }
        link(&component("fixtures/fixture.wasm"), &folder);
        folder
    });
    &PLUGINS
}

/// The folder with the plugins that an example is scored with: its own in the newest version, or the bundled ones.
pub(crate) fn plugins_of(example: &Path) -> PathBuf {
    let own = OWN_PLUGINS.iter().find(|(name, _)| *name == name_of(example));
    own.map_or_else(|| plugins().to_owned(), |(name, version)| example_plugins(name, version))
}

/// A folder with the components that `cargo xtask plugins` built for an example, in one version.
pub(crate) fn example_plugins(example: &str, version: &str) -> PathBuf {
    let folder = workspace().join("target/examples").join(example).join(version);
    assert!(folder.is_dir(), "`{}` is missing; run `cargo xtask plugins`", folder.display());
    folder
}

/// Puts a component into a folder under its own name.
pub(crate) fn link(component: &Path, folder: &Path) {
    std::os::unix::fs::symlink(component, folder.join(component.file_name().unwrap())).unwrap();
}

pub(crate) fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

/// The folders below `path`, in the order of their names.
pub(crate) fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

pub(crate) fn name_of(path: &Path) -> &str {
    path.file_stem().and_then(|name| name.to_str()).expect("a name in UTF-8")
}

/// A folder with an interview and answers.
pub(crate) struct Example {
    folder: TempDir,
}

impl Example {
    /// A program and a device, answered by `ada`; made of two cases of the plugins.
    pub(crate) fn small() -> Self {
        let interview = json!({
            "id": "small", "title": {"zh-CN": "小面试", "en": "Small interview"},
            "runtimes": [{"plugin": "touchstone/runtime-python", "version": "^0.1"}],
            "grants": {"touchstone/code-runner": ["run-code"]},
            "items": [
                item("program", "touchstone/code-runner", &case("code-runner", "comparison-trimmed"), &["correctness"]),
                item("device", "touchstone/device-checklist", &case("device-checklist", "all-in-order"), &["safety"]),
            ],
            "rubric": rubric(&["correctness", "safety"]),
        });
        let answers = json!({
            "program": read_json(&case("code-runner", "comparison-trimmed").join("answer.json")),
            "device": read_json(&case("device-checklist", "all-in-order").join("answer.json")),
        });
        Self::of(&interview, &[sheet("ada", &answers)])
    }

    /// One text question of the fixture, which does what its evaluator's config says.
    pub(crate) fn fixture(evaluator: &Value) -> Self {
        let no_config = json!({});
        let module = |config: &Value| json!({"plugin": "touchstone/fixture", "version": "^0.1", "config": config});
        let interview = json!({
            "id": "fixture", "title": {"zh-CN": "测试", "en": "Fixture"},
            "grants": {"touchstone/fixture": ["run-code", "attachments"]},
            "items": [{
                "id": "item", "title": {"zh-CN": "题目", "en": "The item"},
                "question": module(&no_config), "evaluator": module(evaluator),
                "maps": [{"from": "first", "to": "first", "weight": 1}, {"from": "second", "to": "second", "weight": 1}],
            }],
            "rubric": rubric(&["first", "second"]),
        });
        Self::of(&interview, &[sheet("ada", &json!({"item": {"kind": "text", "text": "hello"}}))])
    }

    pub(crate) fn of(interview: &Value, sheets: &[Value]) -> Self {
        let example = Self { folder: tempfile::tempdir().unwrap() };
        example.write("interview.json", &interview.to_string());
        for sheet in sheets {
            let id = sheet["candidate"]["id"].as_str().unwrap();
            example.write(&format!("answers/{id}.json"), &sheet.to_string());
        }
        example
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self) -> &str {
        self.folder().to_str().unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, file: &str) {
        let path = self.folder().join(file);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    /// Puts a value at a pointer of a file; a key that was not there is added.
    pub(crate) fn set(&self, file: &str, pointer: &str, value: Value) {
        let mut whole = read_json(&self.folder().join(file));
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the whole");
        match whole.pointer_mut(parent).unwrap_or_else(|| panic!("no `{parent}` in {file}")) {
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            parent => parent[key] = value,
        }
        self.write(file, &whole.to_string());
    }
}

pub(crate) fn case(plugin: &str, case: &str) -> PathBuf {
    workspace().join("plugins").join(plugin).join("tests/cases").join(case)
}

/// An item with the configs of a plugin's case, each dimension mapped to the one of the same name.
pub(crate) fn item(id: &str, plugin: &str, case: &Path, dimensions: &[&str]) -> Value {
    let module = |file| json!({"plugin": plugin, "version": "*", "config": read_json(&case.join(file))});
    let map = |dimension: &&str| json!({"from": dimension, "to": dimension, "weight": 1});
    json!({
        "id": id, "title": {"en": id},
        "question": module("question.json"), "evaluator": module("config.json"),
        "maps": dimensions.iter().map(map).collect::<Vec<_>>(),
    })
}

/// Dimensions of equal weight and two levels.
pub(crate) fn rubric(dimensions: &[&str]) -> Value {
    let dimension = |id: &&str| json!({"id": id, "title": {"zh-CN": format!("维度 {id}"), "en": format!("Rubric {id}")}, "weight": 1});
    json!({
        "dimensions": dimensions.iter().map(dimension).collect::<Vec<_>>(),
        "levels": [
            {"id": "good", "title": {"zh-CN": "优先推荐", "en": "Good"}, "at_least": 60},
            {"id": "poor", "title": {"zh-CN": "不推荐", "en": "Poor"}, "at_least": 0},
        ],
    })
}

pub(crate) fn sheet(candidate: &str, answers: &Value) -> Value {
    json!({"candidate": {"id": candidate, "name": format!("Name of {candidate}")}, "locale": "en", "answers": answers})
}

/// A failure of the kind that has this exit code, which says all of `said` and what to do, and prints no result.
pub(crate) fn fails(what: &str, ran: &Run, code: i32, said: &[&str]) {
    let Run { stdout, stderr, .. } = ran;
    assert_eq!(ran.code, code, "{what}: {stderr}");
    assert!(stderr.starts_with("error: "), "{what}: {stderr}");
    for part in said {
        assert!(stderr.contains(part), "{what}: `{part}` is not in\n{stderr}");
    }
    let lines: Vec<&str> = stderr.lines().collect();
    let details = lines.iter().filter(|line| line.starts_with("  "));
    let remedied = details.clone().count() > 1 && details.clone().all(|line| line.contains("; "));
    assert!(remedied || stderr.contains("\nhint: "), "{what}: no remedy in\n{stderr}");
    assert!(!stderr.contains('\u{1b}') && !stderr.contains("RUST_BACKTRACE"), "{what}: {stderr}");
    if code != 7 {
        assert_eq!(stdout, "", "{what}");
    }
    if std::env::var_os("SHOW_ERRORS").is_some() {
        println!("--- {what}\n{stderr}");
    }
}
