//! Artifacts that are not what was put there: none is used, each is compiled again and replaced.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use touchstone_runtime::Runtime;

use crate::common::{Cache, component, noop};

/// A cache with one artifact, to which `change` does something; what is said then, and that all is well afterwards.
#[track_caller]
fn heals(change: impl FnOnce(&Cache, &Path), said: &str) {
    let cache = Cache::new();
    let plugin = noop();
    cache.cache.artifact(&plugin).expect("it compiles");
    let path = cache.artifacts().remove(0);
    let before = fs::read(&path).unwrap();
    change(&cache, &path);
    let changed = fs::read(&path).unwrap();

    let loaded = Runtime::new(cache.cache.clone()).unwrap().load(&plugin).expect("it is compiled again");
    assert_eq!(loaded.id().to_string(), "touchstone/noop");
    let heard = cache.said();
    assert!(
        heard.len() == 1 && heard.iter().all(|line| line.contains(said) && line.contains("compiled again")),
        "{heard:?}"
    );
    let after = fs::read(&path).unwrap();
    assert!(after.len() == before.len() && (after != changed || changed == before), "it was replaced");
    cache.cache.artifact(&plugin).expect("it is there");
    assert_eq!(cache.said(), [""; 0], "and authentic");
}

fn rewrite(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_changed_byte_of_code_breaks_the_seal() {
    heals(|_, path| rewrite(path, |bytes| bytes[5_000] ^= 1), "its seal is broken");
}

#[test]
fn a_changed_fact_breaks_the_seal() {
    heals(
        |_, path| {
            rewrite(path, |bytes| {
                let at =
                    bytes.windows(15).rposition(|piece| piece == b"touchstone/noop").expect("the manifest names it");
                bytes[at] = b'T';
            });
        },
        "its seal is broken",
    );
}

#[test]
fn an_artifact_that_is_cut_off_is_refused() {
    heals(|_, path| rewrite(path, |bytes| bytes.truncate(bytes.len() / 2)), "its seal is broken");
}

#[test]
fn an_empty_artifact_is_refused() {
    heals(|_, path| rewrite(path, Vec::clear), "cut off, or no artifact");
}

#[test]
fn another_plugin_s_artifact_is_refused_under_this_one_s_name() {
    heals(
        |cache, path| {
            cache.cache.artifact(&component("fixtures/fixture.wasm")).expect("it compiles");
            let other = cache.artifacts().into_iter().find(|other| other != path).expect("two");
            fs::copy(other, path).unwrap();
        },
        "another plugin's",
    );
}

#[test]
fn an_artifact_of_another_key_is_refused() {
    heals(
        |cache, path| {
            let elsewhere = Cache::new();
            elsewhere.cache.artifact(&noop()).expect("it compiles");
            fs::copy(elsewhere.artifacts().remove(0), path).unwrap();
            assert_ne!(
                fs::read(cache.folder().join("key")).unwrap(),
                fs::read(elsewhere.folder().join("key")).unwrap()
            );
        },
        "its seal is broken",
    );
}

#[test]
fn an_artifact_that_others_may_write_is_refused() {
    heals(|_, path| fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap(), "others than this user");
}

#[test]
fn a_key_that_others_may_read_is_not_used_and_scoring_goes_on() {
    let cache = Cache::new();
    cache.cache.artifact(&noop()).expect("it compiles");
    fs::set_permissions(cache.folder().join("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let plugin = Runtime::new(cache.cache.clone()).unwrap().load(&noop()).expect("it is compiled in memory");
    assert_eq!(plugin.id().to_string(), "touchstone/noop");
    let said = cache.said();
    assert!(said.len() == 1 && said[0].contains("mode has to be 0600; mend it, or remove it"), "{said:?}");
}
