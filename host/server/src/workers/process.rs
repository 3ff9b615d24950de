//! One worker process: how it is started, what is said to it, how it ends. Decides nothing about what is lost with it.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream as StdStream;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Once;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;
use touchstone_runtime::limits::CEILING;
use touchstone_runtime::worker::protocol::descriptors;
use touchstone_runtime::worker::protocol::frame::{self, FrameError, LENGTH_BYTES};
use touchstone_runtime::worker::protocol::{FILES_UNREADABLE, Ready, Reply, VERSION};

use super::queue::Job;
use super::{AnswerFile, StartError};

/// How long a worker may take until it is ready: normally some milliseconds.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// How long a call may take, loading included, before the worker counts as stuck. The runtime ends every plugin well
/// before.
const REPLY_WITHIN: Duration = Duration::from_millis(CEILING.wall_ms + 120_000);

/// How workers are started.
pub(super) struct Launch {
    pub(super) program: PathBuf,
}

/// A child process and the server's end of its socket. Killed when dropped.
pub(super) struct Process {
    id: u32,
    child: Child,
    stream: UnixStream,
}

/// How a worker let the server down.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProcessError {
    #[error("cannot start it: {0}")]
    Spawn(#[source] std::io::Error),
    #[error("it ended")]
    Ended,
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("it is of version {0}, the server of {VERSION}: restart the server")]
    Version(String),
    #[error("it answered another request")]
    OtherNumber,
    #[error("it did nothing for {} s", .0.as_secs())]
    Stuck(Duration),
}

impl Launch {
    /// Starts a process that is not ready yet.
    pub(super) fn spawn(&self) -> Result<Process, ProcessError> {
        let (ours, theirs) = StdStream::pair().map_err(ProcessError::Spawn)?;
        ours.set_nonblocking(true).map_err(ProcessError::Spawn)?;
        let stream = UnixStream::from_std(ours).map_err(ProcessError::Spawn)?;
        let child = Command::new(&self.program)
            .arg("worker")
            // What runs strangers' code has no use for the server's environment, which may hold secrets.
            .env_clear()
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            // A Ctrl-C in the terminal is for the server alone, which drains.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(ProcessError::Spawn)?;
        let id = child.id().unwrap_or_default();
        Ok(Process { id, child, stream })
    }

    pub(super) fn start_error(&self, error: ProcessError) -> StartError {
        let program = self.program.clone();
        match error {
            ProcessError::Spawn(source) => StartError::Spawn { program, source },
            other => StartError::NotReady { program, reason: other.to_string() },
        }
    }
}

impl Process {
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// Waits until it can run calls.
    pub(super) async fn ready(&mut self) -> Result<(), ProcessError> {
        let ready: Ready =
            timeout(READY_WITHIN, read(&mut self.stream)).await.unwrap_or(Err(ProcessError::Stuck(READY_WITHIN)))?;
        if ready.version != VERSION {
            return Err(ProcessError::Version(ready.version));
        }
        if let Some(reason) = ready.unfiltered {
            static SAID: Once = Once::new();
            SAID.call_once(|| tracing::warn!(reason, "workers have their limits only: this kernel filters no calls"));
        }
        Ok(())
    }

    /// Has it run a call. After an error, or when dropped, it is of no more use.
    pub(super) async fn run(&mut self, job: &Job) -> Result<Reply, ProcessError> {
        let files = match open(&job.files).await {
            Ok(files) => files,
            Err(message) => return Ok(Reply::failed(job.number, FILES_UNREADABLE, message)),
        };
        let exchange = async {
            let sent = {
                let artifacts = job.artifacts.iter().map(|artifact| artifact.as_fd());
                let beside: Vec<BorrowedFd<'_>> = artifacts.chain(files.iter().map(AsFd::as_fd)).collect();
                let send = || descriptors::send(&self.stream, &job.frame, &beside);
                self.stream.async_io(Interest::WRITABLE, send).await.map_err(FrameError::from)?
            };
            drop(files);
            self.stream.write_all(&job.frame[sent..]).await.map_err(FrameError::from)?;
            read::<Reply>(&mut self.stream).await
        };
        let reply = timeout(REPLY_WITHIN, exchange).await.unwrap_or(Err(ProcessError::Stuck(REPLY_WITHIN)))?;
        if reply.number == job.number { Ok(reply) } else { Err(ProcessError::OtherNumber) }
    }

    /// Waits until it dies. Nothing is lost when this is dropped.
    pub(super) async fn died(&mut self) {
        if let Err(error) = self.child.wait().await {
            tracing::error!(worker.pid = self.id, %error, "cannot wait for a worker");
        }
    }

    /// Kills it, if it is not dead, and takes its exit status.
    pub(super) async fn end(mut self) -> Option<ExitStatus> {
        let _ = self.child.start_kill();
        self.child.wait().await.ok()
    }
}

/// The answer's files, in their order; else what to tell people, without a path that they do not know.
async fn open(files: &[AnswerFile]) -> Result<Vec<File>, String> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let open = move || paths.iter().map(File::open).collect::<std::io::Result<Vec<File>>>();
    let opened = tokio::task::spawn_blocking(open).await.map_err(|error| error.to_string())?;
    opened.map_err(|error| format!("a file of the answer cannot be opened: {error}"))
}

async fn read<T: DeserializeOwned>(stream: &mut UnixStream) -> Result<T, ProcessError> {
    let mut head = [0; LENGTH_BYTES];
    stream.read_exact(&mut head).await.map_err(ended)?;
    let length = frame::length(head)?;
    let mut json = Vec::new();
    let received = stream.take(length.into()).read_to_end(&mut json).await.map_err(ended)?;
    if received < length as usize { Err(ProcessError::Ended) } else { Ok(frame::decode(&json)?) }
}

/// The end of a stream whose process was killed comes as one of these.
fn ended(error: std::io::Error) -> ProcessError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset => ProcessError::Ended,
        _ => FrameError::from(error).into(),
    }
}
