//! The `touchstone` program: reads the command line and hands over to one module per command.

mod build;
mod compile;
mod key;
mod places;
mod receipts;
mod report;
mod score;
mod serve;
mod verify;
mod worker;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use touchstone_runtime::with_evaluation_stack;

use report::{Failure, FailureKind};

/// Scores job interviews and skills assessments with sandboxed plugins.
#[derive(Parser)]
#[command(version, max_term_width = 100, after_help = report::EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make one component of a plugin's folder
    #[command(after_help = report::EXIT_CODES)]
    Build(build::Arguments),
    /// Score an example: an interview and its candidates' answers
    #[command(after_help = report::EXIT_CODES)]
    Score(score::Arguments),
    /// Serve the HTTP API to this machine, on one data directory
    #[command(after_help = report::EXIT_CODES)]
    Serve(serve::Arguments),
    /// Make the keys that sign receipts
    #[command(after_help = report::EXIT_CODES)]
    Key(key::Arguments),
    /// Compute again what a receipt says, and name the first thing that differs
    #[command(after_help = report::EXIT_CODES)]
    Verify(verify::Arguments),
    #[command(hide = true)]
    Compile(compile::Arguments),
    /// Run calls for a server, whose socket is the standard input
    #[command(hide = true)]
    Worker,
}

fn main() -> ExitCode {
    let places = places::Places::from_environment();
    let result = match Arguments::parse().command {
        Command::Build(arguments) => build::run(&arguments, &places),
        Command::Score(arguments) => with_evaluation_stack(|| score::run(&arguments, &places)),
        Command::Serve(arguments) => serve::run(arguments, &places),
        Command::Key(arguments) => key::run(&arguments),
        Command::Verify(arguments) => with_evaluation_stack(|| verify::run(&arguments, &places)),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Worker => with_evaluation_stack(worker::run),
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

/// Prints a result. Whoever stops reading it early (`| head`) has what they wanted.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(FailureKind::Machine, format!("cannot write the result: {error}"))
                .hint("look at where the standard output leads to: a full disk, most likely"))
        }
        _ => Ok(()),
    }
}
