//! The child's side: takes its limits, reads a component from the standard input, and writes the artifact to the standard output.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

use super::{CompileError, CompileLimits, precompile};
use crate::structure::MAX_COMPONENT_BYTES;

/// Why a child made no artifact.
#[derive(Debug, thiserror::Error)]
pub enum ChildFailure {
    /// The component's fault.
    #[error(transparent)]
    Refused(#[from] CompileError),
    /// This machine's.
    #[error("{0}")]
    Machine(#[from] io::Error),
}

/// Compiles the standard input to the standard output, under limits that this process keeps until its end. Ends with the process that
/// started it.
///
/// # Errors
///
/// When the engine does not accept the component, or the limits cannot be had, or reading or writing fails.
pub fn compile_as_child(limits: CompileLimits) -> Result<(), ChildFailure> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(io::Error::from)?;
    let CompileLimits { memory_bytes, cpu_seconds, wall: _, artifact_bytes } = limits;
    for (resource, most) in [
        (Resource::Data, memory_bytes),
        (Resource::Cpu, cpu_seconds),
        (Resource::Fsize, artifact_bytes),
        (Resource::Core, 0),
    ] {
        // At the soft limit of processor time comes the signal that tells the parent why.
        let hard = if resource == Resource::Cpu { most + 1 } else { most };
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(hard) }).map_err(io::Error::from)?;
    }
    let mut component = Vec::new();
    descriptor(io::stdin())?.take(MAX_COMPONENT_BYTES as u64).read_to_end(&mut component)?;
    let artifact = precompile(&component)?;
    Ok(descriptor(io::stdout())?.write_all(&artifact)?)
}

fn descriptor(stream: impl AsFd) -> io::Result<File> {
    Ok(File::from(stream.as_fd().try_clone_to_owned()?))
}
