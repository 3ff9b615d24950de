//! The tests of the sandbox with real components: the fixture, the JavaScript fixture and the Python runtime as `touchstone build`
//! makes them, and small hostile ones written as WebAssembly text. One binary, so that wasmtime is linked once and one engine serves
//! all. Bounds are fuel, bytes and the virtual clock, never the time that a test takes.

mod attachments;
mod build;
mod bundled;
mod charts;
mod child;
mod code;
mod common;
mod determinism;
mod hardening;
mod hostile;
mod hostile_handles;
mod hostile_instances;
mod hostile_wasi;
mod inspect;
mod javascript;
mod javascript_programs;
mod limits_off;
mod link;
mod log;
mod outcomes;
mod program;
mod python;
mod python_denied;
mod python_streams;
mod question_type;
mod resident_memory;
mod secrets;
mod wat_guest;
