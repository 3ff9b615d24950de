//! Children that are killed, that hang, that are none: each a typed error, and the host goes on where it can.

use std::path::Path;
use std::time::Duration;

use touchstone_runtime::{ArtifactCache, COMPILE_LIMITS, CompileError, CompileLimits, LoadError, Runtime};

use crate::common::{Cache, PROGRAM, noop, script};

#[test]
fn what_a_child_compiled_runs_and_the_next_process_finds_it() {
    let cache = Cache::new();
    let plugin = Runtime::new(cache.cache.clone()).unwrap().load(&noop()).expect("it loads");
    assert_eq!(plugin.id().to_string(), "touchstone/noop");
    assert_eq!(cache.artifacts().len(), 1);

    // A compiler that cannot start is not needed again.
    let nobody = touchstone_runtime::Compiler::Child { program: "/nowhere".into(), limits: COMPILE_LIMITS };
    let found = ArtifactCache::new(cache.folder().to_owned()).compiled_by(nobody);
    assert_eq!(found.artifact(&noop()).expect("it is there").digest(), plugin.digest());
    assert_eq!(cache.said(), [""; 0]);
}

#[test]
fn a_child_and_this_process_refuse_alike() {
    // A component that is whole outside: what is wrong is in the code of its module.
    let mut component = noop();
    let at = component.windows(4).rposition(|bytes| bytes == [0x41, 0x00, 0x0b, 0x0b]).unwrap_or(component.len() / 2);
    component[at] = 0xff;
    let own = tempfile::tempdir().unwrap();
    let said = |cache: &ArtifactCache| cache.artifact(&component).map(|_| ()).unwrap_err().to_string();
    let in_process = said(&ArtifactCache::new(own.path().to_owned()));
    assert_eq!(said(&Cache::new().cache), in_process);
}

#[test]
fn a_child_that_is_killed_once_is_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let program =
        script(folder.path(), &format!("[ -e {0} ] && exec {PROGRAM} \"$@\"\n: > {0}\nkill -KILL $$", mark.display()));
    let cache = Cache::of(&program, COMPILE_LIMITS);
    cache.cache.artifact(&noop()).expect("the second compiles it");
    assert!(mark.exists());
}

#[test]
fn a_child_that_is_killed_twice_is_an_error_that_does_not_blame_the_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::of(&script(folder.path(), "kill -KILL $$"), COMPILE_LIMITS);
    let error = cache.refusal(&noop());
    assert!(matches!(error, CompileError::Killed { .. }) && error.is_of_the_machine(), "{error:?}");
    assert!(error.to_string().contains("signal: 9") && error.to_string().contains("; free memory"), "{error}");
    assert!(cache.artifacts().is_empty());
}

#[test]
fn a_child_that_does_nothing_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let limits = CompileLimits { wall: Duration::from_millis(50), ..COMPILE_LIMITS };
    let error = Cache::of(&script(folder.path(), "exec tail -f /dev/null"), limits).refusal(&noop());
    assert!(matches!(error, CompileError::Limit { limit: "wall", .. }), "{error:?}");
}

#[test]
fn a_child_that_crashes_says_its_last_words() {
    let folder = tempfile::tempdir().unwrap();
    let error = Cache::of(&script(folder.path(), "echo 'cannot  go on' >&2; kill -SEGV $$"), COMPILE_LIMITS);
    let error = error.refusal(&noop());
    assert!(matches!(&error, CompileError::Crashed { how } if how.ends_with("cannot go on")), "{error:?}");
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let error = Cache::of(Path::new("/nowhere/touchstone"), COMPILE_LIMITS).refusal(&noop());
    assert!(error.is_of_the_machine());
    assert!(error.to_string().contains("`/nowhere/touchstone`: No such file"), "{error}");
}

#[test]
fn a_program_that_compiles_nothing_leaves_no_plugin() {
    let cache = Cache::of(Path::new("/bin/true"), COMPILE_LIMITS);
    let loaded = Runtime::new(cache.cache.clone()).unwrap().load(&noop());
    let error = loaded.err().expect("nothing to map");
    assert!(matches!(error, LoadError::Artifact(_)), "{error}");
}
