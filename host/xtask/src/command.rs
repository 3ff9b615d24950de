//! Runs other programs from the repository's root, and says which one stopped a chore.

use std::process::{Command, Stdio};

use crate::places::Places;

/// Why a chore stopped, for the person who ran it.
#[derive(Debug)]
pub(crate) struct Stopped(pub(crate) String);

/// A program that will run in the repository's root.
pub(crate) fn program(places: &Places, name: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(&places.root).stdin(Stdio::null());
    command
}

/// Cargo, building where all clones share what does not differ between them.
pub(crate) fn cargo(places: &Places, arguments: &[&str]) -> Command {
    let mut command = program(places, "cargo", arguments);
    command.env("CARGO_TARGET_DIR", &places.target);
    command
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> Result<(), Stopped> {
    let status = command.status().map_err(|error| Stopped(format!("{}: {error}", shown(command))))?;
    if status.success() { Ok(()) } else { Err(Stopped(format!("{} ended with {status}", shown(command)))) }
}

/// Whether a program runs and ends well; prints nothing.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    format!("`{}`", words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "))
}

/// A heading between the parts of a chore.
pub(crate) fn heading(text: &str) {
    println!("\n== {text}");
}
