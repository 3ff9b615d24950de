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
    let missing = |name: &str| !succeeds(&mut crate::command::program(places, name, &["--version"]));
    if missing("/usr/bin/bwrap") || missing("/usr/bin/node") || missing("/usr/bin/python3") {
        setup::apt(places, &["bubblewrap", "nodejs", "python3"])?;
    }
    plugins::build_all(places, plugins::PROGRAM_AND_TESTS)?;
    heading("measuring");
    // The profile of tests and demo, so that wasmtime is compiled once; dependencies and our own code are optimised in it.
    // Of the whole workspace, which decides the features: one package alone would compile wasmtime once more.
    let mut command = cargo(places, &["bench", "--workspace", "--profile", "dev", "--bench", "rows", "--"]);
    if let Some(row) = &arguments.only {
        command.args(["--only", row]);
    }
    run(&mut command)
}
