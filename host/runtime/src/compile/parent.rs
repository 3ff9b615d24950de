//! The parent's side: starts the child, waits for it at most so long, and says how it ended.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open};

use super::{CompileError, CompileLimits, Compiler, precompile};

/// What a child that refuses a component ends with; anything else but 0 is a fault of its own or of the machine.
const REFUSED: i32 = 4;
/// What a child ends with that the machine does not let work.
const MACHINE: i32 = 6;
/// What is read of a child's last words, in bytes.
const SAID_BYTES: u64 = 4 << 10;

/// How a child ended that left no artifact.
enum Ended {
    /// Somebody killed it, who was not us.
    Killed(ExitStatus),
    Failed(CompileError),
}

/// The compiled component in a file that has no name and is in memory.
pub(crate) fn compile(compiler: &Compiler, component: &[u8]) -> Result<File, CompileError> {
    let (program, limits) = match compiler {
        Compiler::InProcess => {
            let artifact = precompile(component)?;
            return Ok(filled("artifact", &artifact)?);
        }
        Compiler::Child { program, limits } => (program, limits),
    };
    match run(program, limits, component) {
        Ok(artifact) => Ok(artifact),
        Err(Ended::Failed(error)) => Err(error),
        // Nothing about the component: the machine ran out of memory, or a person was careless.
        Err(Ended::Killed(_)) => run(program, limits, component).map_err(|ended| match ended {
            Ended::Failed(error) => error,
            Ended::Killed(status) => CompileError::Killed { how: status.to_string() },
        }),
    }
}

/// A file that has no name and is in memory; it can be sealed.
pub(crate) fn memory_file(name: &str) -> io::Result<File> {
    Ok(File::from(memfd_create(name, MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?))
}

fn filled(name: &str, bytes: &[u8]) -> io::Result<File> {
    let mut file = memory_file(name)?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

fn run(program: &Path, limits: &CompileLimits, component: &[u8]) -> Result<File, Ended> {
    let machine = |error: io::Error| Ended::Failed(CompileError::Machine(error));
    let input = filled("component", component).map_err(machine)?;
    let output = memory_file("artifact").map_err(machine)?;
    let said = memory_file("said").map_err(machine)?;
    let mut command = Command::new(program);
    command
        .arg("compile")
        .args(["--memory-bytes", &limits.memory_bytes.to_string()])
        .args(["--cpu-seconds", &limits.cpu_seconds.to_string()])
        .args(["--artifact-bytes", &limits.artifact_bytes.to_string()])
        // What reads strangers' bytes has no use for the environment, which may hold secrets.
        .env_clear()
        .stdin(input)
        .stdout(output.try_clone().map_err(machine)?)
        .stderr(said.try_clone().map_err(machine)?)
        // A Ctrl-C in the terminal is for the parent, whose end is the child's.
        .process_group(0);
    let mut child =
        command.spawn().map_err(|source| Ended::Failed(CompileError::Spawn { program: program.to_owned(), source }))?;
    let status = match wait(&mut child, limits.wall) {
        Ok(Some(status)) => status,
        waited => {
            let _ = child.kill();
            let _ = child.wait();
            let wall = CompileError::Limit { limit: "wall", most: limits.wall.as_secs(), unit: "seconds by the clock" };
            return Err(waited.map_or_else(machine, |_| Ended::Failed(wall)));
        }
    };
    if status.success() { Ok(output) } else { Err(ended(status, said, limits)) }
}

/// How the child ended; `None` when it did not in time.
fn wait(child: &mut Child, within: Duration) -> io::Result<Option<ExitStatus>> {
    let pid = Pid::from_child(child);
    let process = pidfd_open(pid, PidfdFlags::empty())?;
    let deadline = Instant::now() + within;
    loop {
        let left = Timespec::try_from(deadline.saturating_duration_since(Instant::now())).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&left)) {
            Ok(0) => return Ok(None),
            Ok(_) => return child.wait().map(Some),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn ended(status: ExitStatus, said: File, limits: &CompileLimits) -> Ended {
    let said = last_words(said);
    let limit = |limit, most, unit| Ended::Failed(CompileError::Limit { limit, most, unit });
    let by = |signals: &[Signal]| signals.iter().any(|signal| status.signal() == Some(signal.as_raw()));
    if by(&[Signal::XCPU]) {
        return limit("cpu_seconds", limits.cpu_seconds, "seconds of processor time");
    }
    if by(&[Signal::XFSZ]) {
        return limit("artifact_bytes", limits.artifact_bytes, "bytes of compiled code");
    }
    // What the allocator says before it aborts, and the machine when it refuses a mapping or a thread.
    if ["memory allocation of ", "Cannot allocate memory"].iter().any(|words| said.contains(words)) {
        return limit("memory_bytes", limits.memory_bytes, "bytes of memory");
    }
    if by(&[Signal::KILL, Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT]) {
        return Ended::Killed(status);
    }
    Ended::Failed(match status.code() {
        Some(REFUSED) => CompileError::Refused(said),
        Some(MACHINE) => CompileError::Machine(io::Error::other(said)),
        _ => CompileError::Crashed { how: format!("{status}: {said}") },
    })
}

/// In one line.
fn last_words(mut said: File) -> String {
    let mut bytes = Vec::new();
    let _ = said.rewind().and_then(|()| said.take(SAID_BYTES).read_to_end(&mut bytes));
    let said = String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    said.strip_prefix("error: ").unwrap_or(&said).to_owned()
}
