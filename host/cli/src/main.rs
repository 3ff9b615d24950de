//! The touchstone program.
fn main() {}
