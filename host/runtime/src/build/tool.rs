//! Finds and runs a tool chain's programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::BuildError;

/// How many of the last lines of a failed program are shown.
const LINES_SHOWN: usize = 60;

/// Runs a program to its end and gives back its standard output.
pub(super) fn run(tool: &str, command: &mut Command) -> Result<Vec<u8>, BuildError> {
    let failed = |status: String, output: String| BuildError::Tool { tool: tool.to_owned(), status, output };
    let output = command.output().map_err(|error| failed("it did not start".to_owned(), error.to_string()))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("{\"reason\"")).collect();
    Err(failed(output.status.to_string(), lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n")))
}

/// The program `name` in one of `folders`, else in `PATH`.
pub(super) fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path);
    folders.iter().cloned().chain(in_path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// What a program prints when asked, trimmed; `None` when it does not run.
pub(super) fn ask(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
