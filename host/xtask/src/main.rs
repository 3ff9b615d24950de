//! Chores for people who work on Touchstone.
fn main() {}
