//! `touchstone worker`: runs calls for the server that started it. For nobody's hands, and so not in `--help`.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process;

use touchstone_runtime::Runtime;
use touchstone_runtime::worker::protocol::FrameError;
use touchstone_runtime::worker::serve;

use crate::report::{Failure, FailureKind};

pub(crate) fn run() -> Result<(), Failure> {
    let stream = standard_input().map_err(|error| {
        let what = format!("the standard input is no socket of a server: {error}");
        Failure::new(FailureKind::Machine, what).hint("`touchstone serve` starts workers by itself")
    })?;
    let runtime = Runtime::of_artifacts().map_err(|error| {
        let what = format!("the sandbox cannot start here: {error:#}");
        Failure::new(FailureKind::Machine, what)
            .hint("lift limits on address space (`ulimit -v`), or use a 64-bit machine")
    })?;
    end(serve(stream, &runtime, end))
}

fn standard_input() -> io::Result<UnixStream> {
    let stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    stream.peer_addr()?;
    Ok(stream)
}

/// The server ended the stream, or went away in the middle of a call; or it speaks otherwise than this build.
fn end(ended: Result<(), FrameError>) -> ! {
    match ended {
        Ok(()) | Err(FrameError::Stream(_)) => process::exit(0),
        Err(error) => {
            eprintln!("error: a worker (process {}) cannot go on: its server sent {error}", process::id());
            process::exit(6)
        }
    }
}
