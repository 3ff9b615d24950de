//! Compiles a component: in this process, or in a child that has limits, because a compiler's work on hostile input is not bounded by the
//! input's size. Keeps nothing on disk.
//!
//! The child protects this process from being starved, killed for memory or crashed. It does not protect it from a wrong artifact: what
//! the child hands over is machine code that this host will run.

mod child;
mod parent;

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use wasmtime::Engine;

use crate::engine::compiling_config;

pub use child::{ChildFailure, compile_as_child};
pub(crate) use parent::compile;
#[cfg(test)]
pub(crate) use parent::memory_file;

/// Who compiles.
#[derive(Debug, Clone)]
pub enum Compiler {
    /// This process, without limits: for components that it trusts, and for tests.
    InProcess,
    /// A child process.
    Child {
        /// The `touchstone` program; it is started with `compile`.
        program: PathBuf,
        /// What the child may spend.
        limits: CompileLimits,
    },
}

/// What a compiling child may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompileLimits {
    /// Memory that it allocates, in bytes (`RLIMIT_DATA`).
    pub memory_bytes: u64,
    /// Processor time of all its threads, in seconds (`RLIMIT_CPU`).
    pub cpu_seconds: u64,
    /// Time by the clock. It only ends a child that does nothing; a busy machine is no reason to refuse a plugin.
    pub wall: Duration,
    /// What it may write, in bytes (`RLIMIT_FSIZE`).
    pub artifact_bytes: u64,
}

/// Eight times what the largest plugins take, and more: CPython's takes 0.5 GiB and 30 s of processor time.
pub const COMPILE_LIMITS: CompileLimits =
    CompileLimits { memory_bytes: 4 << 30, cpu_seconds: 300, wall: Duration::from_mins(20), artifact_bytes: 1 << 30 };

/// Why there is no artifact.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The engine does not accept the component.
    #[error("{0}")]
    Refused(String),
    /// Compiling it takes more than it may.
    #[error("the compiler stopped at {most} {unit} (limit `{limit}`); make its largest functions smaller")]
    Limit {
        /// The limit's name.
        limit: &'static str,
        /// Its value.
        most: u64,
        /// What it counts.
        unit: &'static str,
    },
    /// The compiler fell over it.
    #[error("the compiler crashed on it ({how}); report this with the component")]
    Crashed {
        /// How the child ended, and its last words.
        how: String,
    },
    /// Somebody ended the child, twice. It says nothing about the component.
    #[error("the compiling process was killed ({how}), and so was the one that tried again; free memory and try again")]
    Killed {
        /// How it ended.
        how: String,
    },
    /// The child does not start.
    #[error("cannot start the compiler with `{}`: {source}; look at whether the file is there and may be executed", program.display())]
    Spawn {
        /// The file.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// This machine does not let it work. It says nothing about the component.
    #[error("this machine cannot compile: {0}; free memory, or lift limits on open files and processes")]
    Machine(#[from] io::Error),
}

impl CompileError {
    /// Whether another try could go well: it was not the component's fault.
    pub fn is_of_the_machine(&self) -> bool {
        matches!(self, Self::Killed { .. } | Self::Spawn { .. } | Self::Machine(_))
    }
}

/// The engine that compiles in this process. It never runs anything.
pub(crate) fn compiling_engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(&compiling_config()).expect("settings that a test tries"))
}

fn precompile(component: &[u8]) -> Result<Vec<u8>, CompileError> {
    compiling_engine().precompile_component(component).map_err(|error| CompileError::Refused(format!("{error:#}")))
}
