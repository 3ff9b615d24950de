//! Chores for people who work on Touchstone: `cargo xtask …`. Knows the repository's layout; does the work of no other crate, but runs
//! the programs that do it. Depends on little, so that it is there within a minute on a fresh machine.

mod bench;
mod command;
mod demo;
mod fuzz;
mod hostile;
mod places;
mod plugins;
mod schemathesis;
mod server;
mod setup;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use command::Stopped;
use places::Places;

/// Chores for people who work on Touchstone
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what is missing on this machine to build plugins
    Setup,
    /// Build the bundled plugins, those of the examples and the guests of the tests
    Plugins,
    /// Build everything, start a server, and take the examples through it
    Demo(demo::Arguments),
    /// Run every check: format, lints, docs, tests. The last line counts them
    Test,
    /// Run the tests of hostile plugins. The last line counts them
    Hostile,
    /// Measure, and write target/bench.json
    Bench(bench::Arguments),
    /// Try inputs that nobody thought of, with libFuzzer
    Fuzz(fuzz::Arguments),
}

fn main() -> ExitCode {
    let places = Places::of_this_machine();
    let result = match Arguments::parse().chore {
        Chore::Setup => setup::install(&places),
        Chore::Plugins => setup::install(&places).and_then(|()| plugins::build_all(&places, plugins::PROGRAM)),
        Chore::Demo(arguments) => demo::run_demo(&places, &arguments),
        Chore::Test => test::run_checks(&places),
        Chore::Hostile => hostile::run_rows(&places),
        Chore::Bench(arguments) => bench::run_rows(&places, &arguments),
        Chore::Fuzz(arguments) => fuzz::fuzz(&places, &arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stopped(why)) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}
