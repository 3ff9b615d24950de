//! `cargo xtask hostile`: runs the tests of hostile plugins alone. Which row rests on which tests is in `hostile.toml`; this file checks that
//! they exist, runs them, and counts rows: `N passed, M failed, K waiting`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::Value;

use crate::command::{Stopped, cargo, heading, program};
use crate::places::Places;
use crate::{plugins, setup};

const TABLE: &str = include_str!("../hostile.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

/// What a plugin tries, and the tests that show what the host does; or the feature that it waits for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    number: u32,
    plugin: String,
    #[serde(default)]
    tests: Vec<TestName>,
    waits_for: Option<String>,
    /// Why these tests are enough, where that is not plain.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// A test as the table writes it: the folder of its crate in `host`, its test program (`lib` for those beside the code), its path there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
struct TestName {
    krate: String,
    target: String,
    path: String,
}

impl TryFrom<String> for TestName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let words: Vec<&str> = text.split(' ').collect();
        let &[krate, target, path] = words.as_slice() else {
            return Err(format!(
                "`{text}` is no test; write `CRATE PROGRAM PATH`, such as `runtime it hostile::a_test`"
            ));
        };
        Ok(Self { krate: krate.to_owned(), target: target.to_owned(), path: path.to_owned() })
    }
}

pub(crate) fn run_rows(places: &Places) -> Result<(), Stopped> {
    let rows = rows();
    setup::install(places)?;
    plugins::build_all(places, plugins::PROGRAM_AND_TESTS)?;
    heading("tests of hostile plugins");
    let passed = run_tests(places, &rows)?;
    println!();
    let (mut good, mut bad, mut waiting) = (0, 0, 0);
    for Row { number, plugin, tests, waits_for, .. } in &rows {
        let missed: Vec<&str> =
            tests.iter().filter(|test| !passed.contains(test)).map(|test| test.path.as_str()).collect();
        let (count, said) = match waits_for {
            Some(feature) => (&mut waiting, format!("waits for {feature}")),
            None if missed.is_empty() => (&mut good, "ok".to_owned()),
            None => (&mut bad, format!("FAILED: {}", missed.join(", "))),
        };
        *count += 1;
        println!("{number:>2} {plugin}: {said}");
    }
    println!("\n{good} passed, {bad} failed, {waiting} waiting");
    if bad == 0 { Ok(()) } else { Err(Stopped(format!("{bad} rows failed"))) }
}

fn rows() -> Vec<Row> {
    let table: Result<Table, _> = toml::from_str(TABLE);
    table.expect("`hostile.toml` is read by a test of this crate").row
}

/// Runs the tests of all rows, each test program once, and gives those that passed.
fn run_tests<'a>(places: &Places, rows: &'a [Row]) -> Result<BTreeSet<&'a TestName>, Stopped> {
    let mut by_program: BTreeMap<(&str, &str), BTreeSet<&TestName>> = BTreeMap::new();
    for test in rows.iter().flat_map(|row| &row.tests) {
        by_program.entry((&test.krate, &test.target)).or_default().insert(test);
    }
    let programs = test_programs(places)?;
    let mut passed = BTreeSet::new();
    for ((krate, target), tests) in by_program {
        let Some(executable) = programs.get(&(krate.to_owned(), target.to_owned())) else {
            return Err(Stopped(format!("the crate `{krate}` has no test program `{target}`; correct hostile.toml")));
        };
        let mut command = program(places, executable, &["--exact", "--color=never"]);
        command.args(tests.iter().map(|test| &test.path)).current_dir(places.root.join("host").join(krate));
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| Stopped(format!("{}: {error}", executable.display())))?;
        let said = String::from_utf8_lossy(&output.stdout);
        print!("{said}");
        passed.extend(
            tests.into_iter().filter(|test| said.lines().any(|line| line == format!("test {} ... ok", test.path))),
        );
    }
    Ok(passed)
}

/// The test programs by crate and name, built if they are not. All of the workspace are built at once: one crate alone would have its
/// dependencies built with other features.
fn test_programs(places: &Places) -> Result<BTreeMap<(String, String), PathBuf>, Stopped> {
    let arguments = ["test", "--workspace", "--no-run", "--message-format=json-render-diagnostics"];
    let mut command = cargo(places, &arguments);
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| Stopped(format!("cargo: {error}")))?;
    if !output.status.success() {
        return Err(Stopped("the tests do not build".to_owned()));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    Ok(messages.lines().filter_map(|line| test_program(&serde_json::from_str(line).ok()?)).collect())
}

/// What a message of cargo says of a test program.
fn test_program(message: &Value) -> Option<((String, String), PathBuf)> {
    let executable = message["executable"].as_str().filter(|_| message["profile"]["test"] == true)?;
    let krate = PathBuf::from(message["manifest_path"].as_str()?).parent()?.file_name()?.to_str()?.to_owned();
    let target = &message["target"];
    let name = if target["kind"][0] == "lib" { "lib" } else { target["name"].as_str()? };
    Some(((krate, name.to_owned()), executable.into()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_row_is_there_once_and_has_tests_or_waits() {
        let rows = rows();
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), (1..=44).collect::<Vec<_>>());
        for Row { number, plugin, tests, waits_for, .. } in rows {
            assert!(!plugin.is_empty(), "row {number}");
            assert_ne!(tests.is_empty(), waits_for.is_none(), "row {number} has tests, or waits for a feature");
        }
    }

    #[test]
    fn every_test_of_the_table_is_in_the_sources() {
        let mut wrong = Vec::new();
        for row in rows() {
            for test in &row.tests {
                if let Err(why) = find(test) {
                    wrong.push(format!("row {}: {why}", row.number));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_test_that_is_not_there_is_noticed() {
        let named = |path: &str| TestName { krate: "runtime".into(), target: "it".into(), path: path.into() };
        assert_eq!(find(&named("hostile::a_start_function_is_metered")), Ok(()));
        for path in ["hostile::no_such_test", "no_such_file::a_test", "hostile::call", "resident_memory::say_growth"] {
            assert!(find(&named(path)).is_err(), "{path}");
        }
    }

    /// Looks for a test in the file of its module.
    fn find(test: &TestName) -> Result<(), String> {
        let TestName { krate, target, path } = test;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(krate);
        let folder = if target == "lib" { folder.join("src") } else { folder.join("tests").join(target) };
        let (module, name) = path.rsplit_once("::").unwrap_or(("main", path));
        let file = module.replace("::", "/");
        // Tests beside the code are in a module `tests` of their file, or in a file of that name.
        let inline = file.strip_suffix("/tests").unwrap_or(&file);
        let source = [&file[..], inline]
            .iter()
            .find_map(|file| fs::read_to_string(folder.join(format!("{file}.rs"))).ok())
            .ok_or_else(|| format!("there is no file for `{module}` in `{krate} {target}`"))?;
        let lines: Vec<&str> = source.lines().map(str::trim).collect();
        let starts = [format!("fn {name}("), format!("async fn {name}(")];
        let at = lines
            .iter()
            .position(|line| starts.iter().any(|start| line.starts_with(start)))
            .ok_or_else(|| format!("there is no `{name}` in `{module}` of `{krate} {target}`"))?;
        let attributes: Vec<&&str> = lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).collect();
        let is_test = attributes.iter().any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"));
        let is_ignored = attributes.iter().any(|line| line.starts_with("#[ignore"));
        if is_test && !is_ignored { Ok(()) } else { Err(format!("`{path}` is no test that runs")) }
    }
}
