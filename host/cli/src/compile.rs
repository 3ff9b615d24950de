//! `touchstone compile`: compiles a component for the process that started it, under limits. For nobody's hands, and so not in `--help`.

use std::path::PathBuf;
use std::time::Duration;

use touchstone_runtime::{
    ArtifactCache, COMPILE_LIMITS, CacheTrouble, ChildFailure, CompileLimits, Compiler, compile_as_child,
};

use crate::report::{Failure, FailureKind};

/// Compile the standard input to the standard output
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The most memory
    #[arg(long, value_name = "BYTES")]
    memory_bytes: u64,
    /// The most processor time of all threads
    #[arg(long, value_name = "SECONDS")]
    cpu_seconds: u64,
    /// The most that is written
    #[arg(long, value_name = "BYTES")]
    artifact_bytes: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { memory_bytes, cpu_seconds, artifact_bytes } = *arguments;
    compile_as_child(CompileLimits { memory_bytes, cpu_seconds, wall: Duration::MAX, artifact_bytes }).map_err(
        |failure| {
            let kind = match failure {
                ChildFailure::Refused(_) => FailureKind::Plugin,
                ChildFailure::Machine(_) => FailureKind::Machine,
            };
            Failure::new(kind, failure.to_string())
        },
    )
}

/// The compiled components in a folder; what is missing is compiled by a child of this process.
pub(crate) fn cache(folder: PathBuf) -> Result<ArtifactCache, Failure> {
    let compiler = Compiler::Child { program: this_program()?, limits: COMPILE_LIMITS };
    Ok(ArtifactCache::new(folder).compiled_by(compiler).telling(warn))
}

/// The file of this program.
pub(crate) fn this_program() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| {
        Failure::new(FailureKind::Machine, format!("cannot tell where this program is: {error}"))
            .hint("start it by its full path")
    })
}

fn warn(trouble: &CacheTrouble) {
    anstream::eprint!("{}", Failure::said(FailureKind::Machine, trouble).as_warning());
}
