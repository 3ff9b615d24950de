//! A document's bytes in sled: eight bytes of version, one of kind, then JSON or a blob's digest.

use touchstone_core::ids::Digest;

use super::INLINE_BYTES;
use crate::batch::{Batch, Change, Expected};
use crate::blob_folder::BlobFolder;
use crate::error::StoreError;
use crate::key::Key;

const INLINE: u8 = 0;
const BLOB: u8 = 1;

/// Where a document's JSON is.
pub(super) enum Record<'a> {
    Inline(&'a [u8]),
    Blob(Digest),
}

/// A step of a batch whose large documents are in the blob folder already.
pub(super) struct Prepared {
    pub(super) key: Key,
    pub(super) expected: Expected,
    /// The outer `None` changes nothing, the inner one deletes.
    pub(super) change: PreparedChange,
}

pub(super) enum PreparedChange {
    Nothing,
    Delete,
    /// Kind and content; the version is not known yet.
    Put(Vec<u8>),
}

/// Writes what is large to the blob folder. Blobs of a batch that is then refused stay: they are named by what they hold.
pub(super) fn prepare(batch: Batch, blobs: &BlobFolder) -> Result<Vec<Prepared>, StoreError> {
    let prepare = |step: crate::batch::Step| {
        let change = match step.change {
            Change::Nothing => PreparedChange::Nothing,
            Change::Delete => PreparedChange::Delete,
            Change::Put(value) => PreparedChange::Put(content(&value.to_string(), blobs)?),
        };
        Ok(Prepared { key: step.key, expected: step.expected, change })
    };
    batch.steps.into_iter().map(prepare).collect()
}

fn content(json: &str, blobs: &BlobFolder) -> Result<Vec<u8>, StoreError> {
    let (kind, digest);
    let bytes = if json.len() <= INLINE_BYTES {
        kind = INLINE;
        json.as_bytes()
    } else {
        kind = BLOB;
        digest = blobs.put(json.as_bytes()).map_err(|error| StoreError::io(&error))?;
        digest.as_bytes().as_slice()
    };
    let mut content = Vec::with_capacity(1 + bytes.len());
    content.push(kind);
    content.extend_from_slice(bytes);
    Ok(content)
}

pub(super) fn encode(version: u64, content: &[u8]) -> Vec<u8> {
    [&version.to_be_bytes()[..], content].concat()
}

pub(super) fn version(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.first_chunk::<8>().copied()?))
}

pub(super) fn decode(bytes: &[u8]) -> Option<(u64, Record<'_>)> {
    let version = version(bytes)?;
    let record = match *bytes.get(8)? {
        INLINE => Record::Inline(&bytes[9..]),
        BLOB => Record::Blob(Digest::from_bytes(bytes[9..].try_into().ok()?)),
        _ => return None,
    };
    Some((version, record))
}
