//! `cargo xtask test`: every check there is, all of them even when one fails. The last line counts: `N passed, M failed`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::command::{Stopped, cargo, heading, program, run};
use crate::places::Places;
use crate::schemathesis::{self, Outcome};
use crate::{plugins, setup};

/// Folders whose `tests/*.test.*` run under Node.
const JAVASCRIPT_TESTS: &[&str] = &["sdk/js", "plugins/data-viz", "plugins/runtime-javascript"];

/// How many checks went well, and how many did not.
#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
}

pub(crate) fn run_checks(places: &Places) -> Result<(), Stopped> {
    let mut count = Count::default();
    let prepared = setup::install(places).and_then(|()| plugins::build_all(places, plugins::PROGRAM_AND_TESTS));
    if let Err(Stopped(why)) = prepared {
        println!("error: {why}");
        count.failed += 1;
    }
    count.check("format", &mut cargo(places, &["fmt", "--all", "--check"]));
    let lints = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    count.check("lints", &mut cargo(places, &lints));
    let mut docs = cargo(places, &["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"]);
    count.check("docs", docs.env("RUSTDOCFLAGS", "--deny warnings"));
    count.rust_tests(&mut cargo(places, &["test", "--workspace", "--no-fail-fast"]));
    let python = ["-B", "-m", "unittest", "discover", "plugins/runtime-python/tests"];
    count.python_tests(&mut program(places, "python3", &python));
    for folder in JAVASCRIPT_TESTS {
        count.javascript_tests(places, folder);
    }
    count.operations(schemathesis::explore(places));
    println!("\n{} passed, {} failed", count.passed, count.failed);
    if count.failed == 0 { Ok(()) } else { Err(Stopped(format!("{} checks failed", count.failed))) }
}

impl Count {
    /// A program that is one check.
    fn check(&mut self, name: &str, command: &mut Command) {
        heading(name);
        let ran = run(command);
        if let Err(Stopped(why)) = &ran {
            println!("{why}");
        }
        self.one(ran.is_ok());
    }

    /// Counts what libtest says at the end of each test program.
    fn rust_tests(&mut self, command: &mut Command) {
        heading("tests");
        let before = self.failed;
        let succeeded = each_line(command.stdout(Stdio::piped()), |line| {
            println!("{line}");
            if let Some(result) = line.strip_prefix("test result: ") {
                self.passed += figure(result, "passed");
                self.failed += figure(result, "failed");
            }
        });
        if !succeeded && self.failed == before {
            self.failed += 1;
        }
    }

    /// Counts what Node's test runner says at its end; shows only the tests that fail.
    fn javascript_tests(&mut self, places: &Places, folder: &str) {
        heading(&format!("JavaScript tests of {folder}"));
        let folder = places.root.join(folder);
        let (mut passed, mut failed) = (0, 0);
        let prepared = setup::guest_packages(places, &folder).and_then(|()| test_files(&folder));
        let succeeded = prepared.is_ok_and(|files| {
            let mut node = program(places, "node", &["--test", "--test-reporter=tap"]);
            let mut shown = false;
            each_line(node.args(files).current_dir(&folder).stdout(Stdio::piped()), |line| {
                if !line.starts_with(' ') {
                    shown = line.starts_with("not ok ") || line.starts_with("# ");
                }
                if shown {
                    println!("{line}");
                }
                let figure = |name: &str| line.strip_prefix(name).and_then(|number| number.parse::<u64>().ok());
                passed = figure("# pass ").unwrap_or(passed);
                failed = figure("# fail ").or(figure("# cancelled ").map(|more| failed + more)).unwrap_or(failed);
            })
        });
        if failed == 0 && (!succeeded || passed == 0) {
            failed = 1;
        }
        self.passed += passed;
        self.failed += failed;
    }

    /// Each operation of the API is one check: at least one success, no failure of the server. What schemathesis says is one more.
    fn operations(&mut self, explored: Result<Outcome, Stopped>) {
        heading("operations of the API");
        match explored {
            Ok(Outcome { statuses, fine }) => {
                for (operation, counts) in statuses {
                    let good = counts.keys().any(|status| (200..300).contains(status))
                        && counts.keys().all(|status| *status < 500);
                    println!("{} {operation} {counts:?}", if good { "ok" } else { "FAILED" });
                    self.one(good);
                }
                self.one(fine);
            }
            Err(Stopped(why)) => {
                println!("{why}");
                self.failed += 1;
            }
        }
    }

    fn one(&mut self, passed: bool) {
        *(if passed { &mut self.passed } else { &mut self.failed }) += 1;
    }

    /// Counts what unittest says at its end.
    fn python_tests(&mut self, command: &mut Command) {
        heading("Python tests");
        let (mut ran, mut failed) = (0, 0);
        let succeeded = each_line_of_stderr(command, |line| {
            println!("{line}");
            if let Some(rest) = line.strip_prefix("Ran ") {
                ran = rest.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
            }
            if let Some(rest) = line.strip_prefix("FAILED (") {
                let numbers = rest.trim_end_matches(')').split(", ").filter_map(|part| part.split_once('='));
                failed = numbers.filter_map(|(_, number)| number.parse::<u64>().ok()).sum();
            }
        });
        if !succeeded && failed == 0 {
            failed = 1;
        }
        self.passed += u64::saturating_sub(ran, failed);
        self.failed += failed;
    }
}

/// The number before `word` in a line such as `ok. 12 passed; 0 failed; 1 ignored`.
fn figure(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// The files in `tests/` that Node is to run, in the order of their names.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>, Stopped> {
    let tests = folder.join("tests");
    let entries =
        fs::read_dir(&tests).map_err(|error| Stopped(format!("cannot read `{}`: {error}", tests.display())))?;
    let is_test = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with(".test"));
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_test).collect();
    files.sort();
    Ok(files)
}

fn each_line(command: &mut Command, mut line: impl FnMut(&str)) -> bool {
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(output) = child.stdout.take() {
        BufReader::new(output).lines().map_while(Result::ok).for_each(|text| line(&text));
    }
    child.wait().is_ok_and(|status| status.success())
}

fn each_line_of_stderr(command: &mut Command, mut line: impl FnMut(&str)) -> bool {
    let Ok(output) = command.output() else { return false };
    String::from_utf8_lossy(&output.stderr).lines().for_each(&mut line);
    output.status.success()
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_are_read_from_libtests_last_line() {
        let line = "FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!((figure(line, "passed"), figure(line, "failed")), (12, 3));
    }
}
