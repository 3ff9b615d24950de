//! `touchstone serve`: the HTTP API for this machine, until it is told to stop. The server itself is `touchstone-server`.

use std::path::PathBuf;

use clap::ValueEnum;
use touchstone_server::{Config, LogFormat, RawConfig, Ready, serve, start_logs};

use crate::compile::this_program;
use crate::places::Places;
use crate::report::{Failure, FailureKind};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The data directory; made where it is not there
    #[arg(long, value_name = "FOLDER", default_value = "touchstone-data")]
    data: PathBuf,
    /// Where to listen: a loopback address, for there are no accounts yet. Port 0 takes one that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7410")]
    listen: String,
    /// Worker processes [default: one per processor]
    #[arg(long, value_name = "COUNT")]
    workers: Option<usize>,
    /// Seconds that what is under way gets to end when the server is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    drain: u64,
    /// How the log is written, on standard error
    #[arg(long, default_value = "text")]
    log: Format,
    /// What is logged: `error`, `warn`, `info`, `debug`, or a filter such as `touchstone_server=debug`
    #[arg(long, value_name = "FILTER", default_value = "info")]
    log_filter: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

pub(crate) fn run(arguments: Arguments, places: &Places) -> Result<(), Failure> {
    let Arguments { data, listen, workers, drain, log, log_filter } = arguments;
    let program = this_program()?;
    let raw = RawConfig { data, listen, workers, program, artifacts: places.artifacts(), drain_seconds: drain };
    let config = Config::check(raw).map_err(|error| Failure::said(FailureKind::Input, &error))?;
    start_logs(
        match log {
            Format::Text => LogFormat::Text,
            Format::Json => LogFormat::Json,
        },
        &log_filter,
    );
    serve(config, |ready| announce(&ready)).map_err(|error| Failure::said(FailureKind::Machine, &error))
}

/// The first line is for programs that started this one.
fn announce(Ready { address, data, workers }: &Ready) {
    let said = format!(
        "listening on http://{address}\n\
         For this machine only: there are no accounts yet, so whoever reaches it may do everything.\n\
         API: http://{address}/api/docs\n\
         Data: {}\n\
         Workers: {workers}\n",
        data.display()
    );
    // Nobody may be reading; that is no reason not to serve.
    let _ = crate::print(&said);
}
