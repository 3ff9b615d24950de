//! Keeps JSON documents and blobs, and acknowledges a write only when it would survive a power cut. Knows nothing of jobs or candidates.
//!
//! [`Store`] is what the server needs; [`SledStore`] is the embedded default: one data directory, one process.

mod batch;
mod blob_folder;
mod error;
mod key;
mod lock;
mod sled_store;

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use serde::de::DeserializeOwned;
use serde_json::Value;
use touchstone_core::ids::Digest;

pub use batch::{Batch, Expected};
pub use error::{OpenError, StoreError};
pub use key::{Collection, Key, Scan};
pub use sled_store::SledStore;

/// A document as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its key in its collection.
    pub key: String,
    /// Given anew at each write, ever growing in the whole store: a document that was deleted and written again has another one.
    pub version: u64,
    /// What it holds.
    pub value: Value,
}

/// What a function of a store returns.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Documents in collections, ordered by key, and blobs by digest.
pub trait Store: Send + Sync + 'static {
    /// One document; `None` when there is none.
    fn get(&self, key: Key) -> Pending<'_, Option<Document>>;

    /// Documents in the order of their keys.
    fn scan(&self, scan: Scan) -> Pending<'_, Vec<Document>>;

    /// All writes of the batch or none, when every document is as the batch expects it. Returns the version of what it wrote, once
    /// that is durable. A reader may see the writes a little earlier.
    fn commit(&self, batch: Batch) -> Pending<'_, u64>;

    /// Keeps bytes, durable once this returns. Keeping the same bytes again changes nothing.
    fn put_blob(&self, bytes: Vec<u8>) -> Pending<'_, Digest>;

    /// Begins a blob whose bytes come in parts, because it is too large to hold.
    fn begin_blob(&self) -> Pending<'_, Box<dyn NewBlob>>;

    /// The bytes of a blob; `None` when there is none.
    fn blob(&self, digest: Digest) -> Pending<'_, Option<Vec<u8>>>;

    /// A local file with a blob's bytes, for processes that read it themselves; `None` when there is no such blob.
    fn blob_file(&self, digest: Digest) -> Pending<'_, Option<PathBuf>>;
}

/// A blob that is being written. Nothing is left of one that is dropped before it is finished.
pub trait NewBlob: Send {
    /// Adds bytes to its end. After an error, or when this is dropped before it is done, the blob cannot be finished.
    fn write(&mut self, part: Vec<u8>) -> Pending<'_, ()>;

    /// Keeps it, durable once this returns. Where the same bytes are kept already, nothing changes.
    fn finish(self: Box<Self>) -> Pending<'static, Digest>;
}

impl Document {
    /// The document as a type.
    ///
    /// # Errors
    ///
    /// When it is not of this type: it was written by another version of Touchstone, or damaged.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, StoreError> {
        serde_json::from_value(self.value)
            .map_err(|error| StoreError::Damaged { what: format!("`{}`: {error}", self.key) })
    }
}
