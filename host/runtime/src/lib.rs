//! The sandbox: builds plugins, loads them, and runs each call in a fresh instance that holds nothing but its grants.
//!
//! [`build`] makes a component of a plugin's folder. [`Runtime`] loads components and links their modules; [`Evaluator`] and
//! [`QuestionType`] call them. Every call ends as a [`Call`]: a result or a typed [`Failure`], and what it spent.

mod artifact;
pub mod build;
mod compile;
mod conditions;
mod contract;
mod engine;
mod evaluator;
mod failure;
mod inspect;
mod languages;
mod plugin;
mod problem;
mod question_type;
mod sandbox;
pub mod secret_file;
mod structure;
pub mod worker;

pub use artifact::{Artifact, ArtifactCache, CacheTrouble};
pub use compile::{COMPILE_LIMITS, ChildFailure, CompileError, CompileLimits, Compiler, compile_as_child};
pub use conditions::{Loaded, conditions};
pub use contract::RESULT_LIMITS;
pub use engine::{
    INSTANCE_LIMITS, POOL_MEMORY_BYTES, WASM_STACK_BYTES, engine_config, engine_identity, with_evaluation_stack,
};
pub use evaluator::{Evaluator, Task};
pub use failure::{Failure, FailureKind};
pub use inspect::{InspectError, Inspected, inspect};
pub use languages::{AmbiguousLanguage, LanguageRuntime, Languages, ProgramLimits, Report, Verdict};
pub use plugin::{LinkError, LoadError, Plugin, Runtime};
pub use problem::Problem;
pub use question_type::{Action, QuestionType, Step};
pub use sandbox::{Call, LogBook, LogLevel, Usage, stores_made};
pub use structure::{MAX_COMPONENT_BYTES, STRUCTURE_LIMITS, TooMuch};
pub use touchstone_core::limits;
