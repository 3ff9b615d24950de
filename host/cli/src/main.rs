//! The `touchstone` program: reads the command line and hands over to one module per command.

mod build;
mod places;
mod report;
mod score;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use touchstone_runtime::with_evaluation_stack;

/// Scores job interviews and skills assessments with sandboxed plugins.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make one component of a plugin's folder
    Build(build::Arguments),
    /// Score an example: an interview and its candidates' answers
    Score(score::Arguments),
}

fn main() -> ExitCode {
    let places = places::Places::from_environment();
    let result = match Arguments::parse().command {
        Command::Build(arguments) => build::run(&arguments, &places),
        Command::Score(arguments) => with_evaluation_stack(|| score::run(&arguments, &places)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprint!("{failure}");
            failure.exit_code()
        }
    }
}

/// Where plugins are when nobody says: what `touchstone build` writes and `touchstone score` reads.
const PLUGINS: &str = "target/plugins";

fn plugins_folder(given: Option<&PathBuf>) -> PathBuf {
    given.cloned().unwrap_or_else(|| PathBuf::from(PLUGINS))
}
