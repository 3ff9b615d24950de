//! The `touchstone` program: reads the command line and hands over to one module per command.

mod agree;
mod api;
mod build;
mod change;
mod compile;
mod csv_file;
mod fairness;
mod figure;
mod key;
mod moves;
mod output;
mod page;
mod places;
mod rank;
mod ranking;
mod receipts;
mod report;
mod rescore;
mod score;
mod serve;
mod source;
mod statistic_words;
mod stats;
mod table;
mod verdict;
mod verify;
mod what_if;
mod words;
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
    /// Rank candidates, and say why each level is what it is
    #[command(after_help = report::EXIT_CODES)]
    Rank(rank::Arguments),
    /// Tell how well evaluators agree with people, on answers that people marked
    #[command(after_help = report::EXIT_CODES)]
    Agree(agree::Arguments),
    /// Tell how well items do their work: facility, discrimination, weights, Cronbach's α
    #[command(after_help = report::EXIT_CODES)]
    Stats(stats::Arguments),
    /// Compare selection or scoring rates by category, with impact ratios
    #[command(after_help = report::EXIT_CODES)]
    Fairness(fairness::Arguments),
    /// Tell what other weights, another rubric or switched-off modules would change
    #[command(after_help = report::EXIT_CODES)]
    WhatIf(what_if::Arguments),
    /// Tell what other versions of plugins or other configs would change about stored answers
    #[command(after_help = report::EXIT_CODES)]
    Rescore(rescore::Arguments),
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
        Command::Rank(arguments) => with_evaluation_stack(|| rank::run(&arguments, &places)),
        Command::Agree(arguments) => with_evaluation_stack(|| agree::run(&arguments, &places)),
        Command::Stats(arguments) => with_evaluation_stack(|| stats::run(&arguments, &places)),
        Command::Fairness(arguments) => with_evaluation_stack(|| fairness::run(&arguments, &places)),
        Command::WhatIf(arguments) => with_evaluation_stack(|| what_if::run(&arguments, &places)),
        Command::Rescore(arguments) => with_evaluation_stack(|| rescore::run(&arguments, &places)),
        Command::Key(arguments) => key::run(&arguments),
        Command::Verify(arguments) => with_evaluation_stack(|| verify::run(&arguments, &places)),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Worker => with_evaluation_stack(worker::run),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprint!("{}", page::cleaned(&failure.to_string()));
            failure.exit_code()
        }
    }
}

/// Where plugins are when nobody says: what `touchstone build` writes and `touchstone score` reads.
const PLUGINS: &str = "target/plugins";

fn plugins_folder(given: Option<&PathBuf>) -> PathBuf {
    given.cloned().unwrap_or_else(|| PathBuf::from(PLUGINS))
}

/// Prints what people read; see [`page::cleaned`].
fn print_page(text: &str) -> Result<(), Failure> {
    print(&page::cleaned(text))
}

/// Prints a result as it is. Whoever stops reading it early (`| head`) has what they wanted.
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
