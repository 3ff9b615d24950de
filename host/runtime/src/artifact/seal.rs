//! What follows the compiled code in an artifact's file: facts about the component, and a footer with a keyed hash (BLAKE3) over all
//! before it. Whoever has the key can tell whether the whole file is what was sealed.
//!
//! `code ‖ facts (JSON) ‖ length of the facts (8 bytes, little-endian) ‖ magic (16) ‖ tag (32)`

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

use rustix::fs::{SealFlags, fcntl_add_seals, fstat};
use serde::{Deserialize, Serialize};
use touchstone_core::ids::Digest;

use super::key::Key;
use crate::inspect::Surface;

const MAGIC: &[u8; 16] = b"touchstone.seal1";
const TAG_BYTES: usize = 32;
/// The length of the facts, and the magic.
const FOOTER_BYTES: usize = 8 + MAGIC.len();
/// The most bytes of facts: more than the structure's limits on manifests and names let a component have.
const MAX_FACTS_BYTES: u64 = 8 << 20;
/// What is read and hashed at once: enough for every lane of the hash, and little enough for the processor's cache.
const CHUNK_BYTES: usize = 256 << 10;

/// What an artifact is of, and what has to be known of it to load it without its component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    pub(super) component: Digest,
    pub(super) engine: String,
    manifest: String,
    imports: Vec<String>,
    exports: Vec<String>,
}

/// Why a file is not a sealed artifact.
#[derive(Debug, thiserror::Error)]
pub(super) enum SealError {
    #[error("it cannot be read: {0}")]
    File(#[from] io::Error),
    #[error("others than this user own it or may write it")]
    Foreign,
    #[error("it is cut off, or no artifact")]
    Malformed,
    #[error("its seal is broken")]
    Broken,
    #[error("it is another plugin's, or another engine's")]
    Other,
}

impl Facts {
    pub(super) fn of(component: Digest, engine: String, surface: Surface) -> Self {
        let Surface { manifest, imports, exports } = surface;
        let manifest = String::from_utf8(manifest.unwrap_or_default()).unwrap_or_default();
        Self { component, engine, manifest, imports, exports }
    }

    pub(super) fn surface(&self) -> Surface {
        let Self { manifest, imports, exports, .. } = self.clone();
        Surface { manifest: Some(manifest.into_bytes()), imports, exports }
    }
}

/// Seals a file in memory that holds compiled code and nothing else. Nobody can change it afterwards.
pub(super) fn seal(mut file: &File, facts: &Facts, key: &Key) -> io::Result<()> {
    let code_bytes = length(file)?;
    let facts = serde_json::to_vec(facts)?;
    if facts.len() as u64 > MAX_FACTS_BYTES {
        return Err(io::Error::other(format!("{} bytes of facts, {MAX_FACTS_BYTES} at most", facts.len())));
    }
    let mut tail = facts.clone();
    tail.extend_from_slice(&(facts.len() as u64).to_le_bytes());
    tail.extend_from_slice(MAGIC);
    let mut hasher = blake3::Hasher::new_keyed(key.bytes());
    hash(file, code_bytes, &mut hasher)?;
    hasher.update(&tail);
    tail.extend_from_slice(hasher.finalize().as_bytes());
    file.write_all_at(&tail, code_bytes)?;
    file.flush()?;
    Ok(fcntl_add_seals(file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?)
}

/// The facts of a file that has the key's seal.
pub(super) fn authenticate(file: &File, key: &Key) -> Result<Facts, SealError> {
    let sealed_bytes = length(file)?.checked_sub(TAG_BYTES as u64).ok_or(SealError::Malformed)?;
    let mut hasher = blake3::Hasher::new_keyed(key.bytes());
    hash(file, sealed_bytes, &mut hasher)?;
    let mut tag = [0; TAG_BYTES];
    file.read_exact_at(&mut tag, sealed_bytes)?;
    // The comparison takes the same time wherever they differ.
    if hasher.finalize() == blake3::Hash::from_bytes(tag) { read(file) } else { Err(SealError::Broken) }
}

/// The facts of a file that somebody vouches for.
pub(super) fn read(file: &File) -> Result<Facts, SealError> {
    let bytes = length(file)?;
    let footer_at = bytes.checked_sub((FOOTER_BYTES + TAG_BYTES) as u64).ok_or(SealError::Malformed)?;
    let mut footer = [0; FOOTER_BYTES];
    file.read_exact_at(&mut footer, footer_at)?;
    let (facts_bytes, magic) = footer.split_at(8);
    let facts_bytes = u64::from_le_bytes(facts_bytes.try_into().map_err(|_| SealError::Malformed)?);
    if magic != MAGIC || facts_bytes > MAX_FACTS_BYTES.min(footer_at) {
        return Err(SealError::Malformed);
    }
    let mut facts = vec![0; usize::try_from(facts_bytes).map_err(|_| SealError::Malformed)?];
    file.read_exact_at(&mut facts, footer_at - facts_bytes)?;
    serde_json::from_slice(&facts).map_err(|_| SealError::Malformed)
}

/// Feeds the first bytes of a file to a hash.
fn hash(file: &File, bytes: u64, hasher: &mut blake3::Hasher) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut at = 0;
    while at < bytes {
        let wanted = usize::try_from(bytes - at).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
        file.read_exact_at(&mut chunk[..wanted], at)?;
        hasher.update(&chunk[..wanted]);
        at += wanted as u64;
    }
    Ok(())
}

/// Without a path: a worker may name no file.
fn length(file: &File) -> io::Result<u64> {
    u64::try_from(fstat(file)?.st_size).map_err(io::Error::other)
}

#[cfg(test)]
mod tests;
