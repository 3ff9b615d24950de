//! Compiled code on disk: a cache gives the file that it sealed and no other, and whatever has its seal is given only under the name that
//! it was sealed with. Maps nothing.
//!
//! The first byte says what the others are: edits of a sealed file (4 bytes each), or something that gets the seal of the cache's key, as
//! it is or with the length and magic that belong to a seal and with the right names for `@component` and `@engine`.

use std::fs::{self, File};
use std::io::Read;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use touchstone_core::ids::Digest;
use touchstone_runtime::{Artifact, ArtifactCache};

use crate::component;

const MAGIC: &[u8] = b"touchstone.seal1";
const TAG_BYTES: usize = 32;
const LENGTH_BYTES: usize = 8;

thread_local! {
    // A thread's end removes its folder.
    static SETTING: Setting = Setting::new();
}

/// Puts what the bytes say into a cache in the place of what belongs there.
pub fn check(data: &[u8]) -> bool {
    let Some((first, rest)) = data.split_first() else { return false };
    SETTING.with(|setting| match first % 3 {
        0 => setting.takes_edited(rest),
        1 => setting.takes_sealed(rest),
        _ => {
            let facts = setting.with_names(&String::from_utf8_lossy(rest)).into_bytes();
            setting.takes_sealed(&[&facts, &(facts.len() as u64).to_le_bytes()[..], MAGIC].concat())
        }
    })
}

/// A cache with one artifact, and what its owner knows.
struct Setting {
    cache: ArtifactCache,
    component: Digest,
    /// Where the artifact is.
    path: PathBuf,
    /// What is in it.
    genuine: Vec<u8>,
    /// Of another component.
    other: Vec<u8>,
    key: [u8; 32],
    _folder: TempDir,
}

impl Setting {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = ArtifactCache::new(folder.path().to_owned());
        let keep = |component: &[u8]| {
            cache.artifact(component).expect("it is a plugin");
            let digest = Digest::of(component);
            let path = only_folder(folder.path()).join(format!("{}.sealed", digest.hex()));
            let bytes = fs::read(&path).expect("it is kept");
            (digest, path, bytes)
        };
        let (component, path, genuine) = keep(&component::smallest());
        // An empty section more.
        let (_, _, other) = keep(&[&component::smallest()[..], &[0, 1, 0]].concat());
        let key = fs::read(folder.path().join("key")).expect("there is a key").try_into().expect("32 bytes");
        let facts = facts(&genuine[..genuine.len() - TAG_BYTES]).expect("it is sealed");
        let code = genuine.len() - facts.len() - LENGTH_BYTES - MAGIC.len() - TAG_BYTES;
        assert!(code > 0 && facts.starts_with(b"{"));
        Self { cache, component, path, genuine, other, key, _folder: folder }
    }

    /// Any other byte than the sealed ones, and it is none.
    fn takes_edited(&self, edits: &[u8]) -> bool {
        let mut edited = self.genuine.clone();
        for edit in edits.chunks_exact(4) {
            let [what, high, low, byte] = edit else { unreachable!("chunks of 4") };
            let at = usize::from(u16::from_be_bytes([*high, *low])).min(edited.len());
            match what % 5 {
                0 => edited.get_mut(at).into_iter().for_each(|there| *there ^= byte),
                1 => edited.truncate(at),
                2 => edited.insert(at, *byte),
                3 => edited.splice(at.., self.other.iter().copied().skip(at)).for_each(drop),
                _ => edited.rotate_left(at),
            }
        }
        let Some(artifact) = self.kept_of(&edited) else {
            assert!(edited != self.genuine, "what was sealed is refused");
            return false;
        };
        let mut given = Vec::new();
        let mut file = File::from(artifact.as_fd().try_clone_to_owned().expect("a descriptor"));
        file.read_to_end(&mut given).expect("it can be read");
        assert!(edited == self.genuine && given == self.genuine && artifact.digest() == self.component);
        true
    }

    /// Whoever has the key can have a file taken, under the name that is in it.
    fn takes_sealed(&self, content: &[u8]) -> bool {
        let tag = blake3::keyed_hash(&self.key, content);
        let kept = self.kept_of(&[content, tag.as_bytes()].concat());
        let named = facts(content).and_then(|facts| serde_json::from_slice::<Value>(facts).ok());
        let is_named = named.is_some_and(|facts| {
            facts["component"].as_str() == Some(&self.component.to_string())
                && facts["engine"].as_str() == Some(self.engine())
        });
        match kept {
            Some(artifact) => {
                assert!(is_named && artifact.digest() == self.component);
                true
            }
            // Its other facts may be none.
            None => false,
        }
    }

    /// The facts with what a corpus cannot know.
    fn with_names(&self, facts: &str) -> String {
        facts.replace("@component", &self.component.to_string()).replace("@engine", self.engine())
    }

    fn engine(&self) -> &str {
        self.path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).expect("a folder for each engine")
    }

    fn kept_of(&self, bytes: &[u8]) -> Option<Artifact> {
        fs::write(&self.path, bytes).expect("it is this user's");
        self.cache.kept(self.component)
    }
}

/// What is between the code and the seal, in a file without its tag.
fn facts(content: &[u8]) -> Option<&[u8]> {
    let (before, length) = content.strip_suffix(MAGIC)?.split_last_chunk::<LENGTH_BYTES>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    before.len().checked_sub(length).map(|start| &before[start..])
}

fn only_folder(parent: &Path) -> PathBuf {
    let entries = fs::read_dir(parent).expect("a folder").map(|entry| entry.expect("an entry").path());
    let folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    let [folder] = &folders[..] else { panic!("{folders:?}") };
    folder.clone()
}
