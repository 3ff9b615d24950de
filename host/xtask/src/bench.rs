//! `cargo xtask bench`: measures each row beside its baseline in the same run.

use crate::command::{Stopped, cargo, heading, run, succeeds};
use crate::places::Places;
use crate::{plugins, setup};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Measure this row only
    #[arg(long)]
    only: Option<String>,
}

pub(crate) fn run_rows(places: &Places, arguments: &Arguments) -> Result<(), Stopped> {
    setup::install(places)?;
    if !succeeds(crate::command::program(places, "bwrap", &["--version"]).arg("--version")) {
        setup::apt(places, &["bubblewrap"])?;
    }
    plugins::build_all(places, plugins::PROGRAM)?;
    heading("measuring");
    // The profile of tests and demo, so that wasmtime is compiled once; dependencies and our own code are optimised in it.
    let mut command =
        cargo(places, &["bench", "--package", "touchstone-runtime", "--profile", "dev", "--bench", "rows", "--"]);
    if let Some(row) = &arguments.only {
        command.args(["--only", row]);
    }
    run(&mut command)
}
