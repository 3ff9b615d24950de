//! The fuel that one evaluation has for all its programs, lowered here: spending the real one takes minutes.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::limits::DEFAULT;
use crate::sandbox::CodeBudget;
use crate::{ArtifactCache, Runtime};

/// What each input may spend.
const EACH: u64 = 100_000_000;

/// Runs a program of the fixture's language on two inputs; how many reports came, and what it all cost.
fn run_with(program_fuel: u64) -> (Option<usize>, u64) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/fixture.wasm");
    let bytes =
        std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins`", path.display()));
    let cache = tempfile::tempdir().unwrap();
    let runtime = Runtime::new(ArtifactCache::new(cache.path().to_owned())).unwrap();
    let language = runtime.language_runtime(&runtime.load(&bytes).unwrap()).unwrap();

    let mut caller = State::new(Limits { program_fuel, ..DEFAULT }, Deadline::after_ms(DEFAULT.wall_ms), 0);
    let languages = Arc::new(Languages::new([language]).unwrap());
    caller.code = Some(CodeBudget { languages, fuel_spent: 0, inputs_spent: 0 });
    let file = crate::contract::v0_1::bindings::types::SourceFile { path: "main".to_owned(), text: "echo".to_owned() };
    let program = Program { language: "dump".to_owned(), entry: "main".to_owned(), files: vec![file] };
    let input = || Input::Run { stdin: b"x".to_vec(), args: Vec::new() };
    let limits = ProgramLimits { fuel: EACH, memory_bytes: 64 << 20, output_bytes: 1 << 10 };

    let reports = run(&mut caller, &program, vec![input(), input()], limits, false).unwrap();
    let count = match reports {
        Ok(reports) => Some(reports.len()),
        Err(CodeRefusal::BudgetSpent) => None,
        Err(CodeRefusal::UnknownLanguage(known)) => panic!("the fixture runs only {known:?}"),
    };
    (count, caller.code.unwrap().fuel_spent)
}

#[test]
fn a_program_starts_only_when_what_is_left_covers_it_whole() {
    assert_eq!(run_with(EACH - 1), (None, 0), "not even the first start is covered");

    let (refused, spent) = run_with(EACH);
    assert_eq!(refused, None, "the check that it compiles leaves less than an input may spend");
    assert!(0 < spent && spent < EACH, "{spent}");

    let (reports, spent) = run_with(2 * EACH);
    assert_eq!(reports, Some(2));
    assert!(spent < EACH, "{spent}");
}
