//! Every file of every corpus, on stable: what fuzzing has found once is tried with every build. Finds nothing new.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use touchstone_fuzz::{TARGETS, Target};

/// The most bytes of all corpora together: they are in the repository.
const MOST_BYTES: usize = 1_000_000;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("`{}`: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn names(folder: &Path) -> BTreeSet<String> {
    files(folder).iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn replay(name: &str) {
    let Target { check, .. } = TARGETS.iter().find(|target| target.name == name).expect("a target");
    let files = files(&folder("corpus").join(name));
    assert!(!files.is_empty(), "`corpus/{name}` is empty");
    let (mut accepted, mut refused, mut failed) = (0, 0, Vec::new());
    for file in files {
        let data = fs::read(&file).unwrap();
        match catch_unwind(|| check(&data)) {
            Ok(true) => accepted += 1,
            Ok(false) => refused += 1,
            Err(_) => failed.push(file),
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(accepted > 1 && refused > 1, "{accepted} accepted, {refused} refused: a corpus needs both");
}

macro_rules! replays {
    ($($target:ident)+) => {
        $(
            #[test]
            fn $target() {
                replay(stringify!($target));
            }
        )+

        const REPLAYED: &[&str] = &[$(stringify!($target)),+];
    };
}

replays! { artifact component evaluation manifest protocol }

#[test]
fn every_target_has_a_binary_and_a_corpus_and_is_replayed() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(targets, names(&folder("fuzz_targets")));
    assert_eq!(targets, names(&folder("corpus")));
    assert_eq!(targets, REPLAYED.iter().map(|name| (*name).to_owned()).collect());
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    for target in &targets {
        assert!(
            manifest.contains(&format!("[[bin]]\nname = \"{target}\"\npath = \"fuzz_targets/{target}.rs\"")),
            "{target}"
        );
    }
}

#[test]
fn the_corpora_are_small() {
    let all = TARGETS.iter().flat_map(|target| files(&folder("corpus").join(target.name)));
    let bytes: usize = all.map(|file| fs::read(file).unwrap().len()).sum();
    assert!(bytes < MOST_BYTES, "{bytes} bytes; minimise them with `cargo xtask fuzz --keep`");
}
