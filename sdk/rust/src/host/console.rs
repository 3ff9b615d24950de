//! For language runtimes: the candidate's output. The byte over the output limit stops the program.

/// Writes to the program's standard output.
pub fn stdout(bytes: &[u8]) {
    write(Output::Stdout, bytes);
}

/// Writes to the program's standard error.
pub fn stderr(bytes: &[u8]) {
    write(Output::Stderr, bytes);
}

use crate::bindings::console::Output;

#[cfg(target_arch = "wasm32")]
fn write(to: Output, bytes: &[u8]) {
    crate::bindings::console::write(to, bytes);
}

#[cfg(not(target_arch = "wasm32"))]
fn write(to: Output, bytes: &[u8]) {
    crate::harness::console_written(matches!(to, Output::Stderr), bytes);
}
