//! Compilation apart: the real `touchstone compile` under its limits, children that die, and artifacts that are not what was put there.

mod artifacts;
mod bombs;
mod children;
mod common;
