//! The embedded store: sled for documents, a folder for blobs, one thread that writes.
//!
//! What is in a data directory: `lock`, `documents/` (sled's own files), `blobs/`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tokio::task::spawn_blocking;
use touchstone_core::ids::Digest;

use crate::batch::Batch;
use crate::blob_folder::{BlobFolder, sync_folder};
use crate::error::{OpenError, StoreError};
use crate::key::{Key, Scan};
use crate::lock::FolderLock;
use crate::{Document, NewBlob, Pending, Store};
use blob::SledBlob;
use record::Record;
use writer::Writer;

mod blob;
mod record;
mod writer;

/// The newest format of a data directory that is known here.
const FORMAT: u64 = 1;

/// Larger documents go to the blob folder. sled keeps what is over a quarter of a segment in files that it never syncs, and what counts
/// is its leaf: up to 17 documents together.
const INLINE_BYTES: usize = 32 << 10;
const SEGMENT_BYTES: usize = 4 << 20;
const CACHE_BYTES: u64 = 128 << 20;

/// Keys that are no document's: collections have names, so none starts with a zero byte.
const FORMAT_KEY: &[u8] = b"\0format";
const SEQUENCE_KEY: &[u8] = b"\0sequence";

/// A data directory, open in this process alone.
#[derive(Clone)]
pub struct SledStore {
    shared: Arc<Shared>,
}

struct Shared {
    // In the order in which they are let go: the lock last.
    writer: Writer,
    documents: sled::Tree,
    blobs: BlobFolder,
    _database: sled::Db,
    _lock: FolderLock,
}

impl SledStore {
    /// Opens a data directory; an absent or empty one becomes a store. Blocks.
    ///
    /// # Errors
    ///
    /// When another process has it open, a later Touchstone wrote it, or it cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let io = |error| OpenError::Io { folder: folder.to_owned(), error };
        let database = |error: sled::Error| match error {
            sled::Error::Io(error) => io(error),
            error => OpenError::Database { folder: folder.to_owned(), error: error.to_string() },
        };
        let lock = FolderLock::take(folder)?;
        let blobs = BlobFolder::open(folder.join("blobs")).map_err(io)?;
        let path = folder.join("documents");
        let config = sled::Config::new().path(&path).segment_size(SEGMENT_BYTES).cache_capacity(CACHE_BYTES);
        let db = config.flush_every_ms(None).open().map_err(database)?;
        let documents: sled::Tree = (*db).clone();
        let found = documents
            .get(FORMAT_KEY)
            .map_err(database)?
            .and_then(|bytes| Some(u64::from_be_bytes((*bytes).try_into().ok()?)));
        match found {
            Some(found) if found > FORMAT => {
                return Err(OpenError::Newer { folder: folder.to_owned(), found, known: FORMAT });
            }
            Some(_) => {}
            None => {
                documents.insert(FORMAT_KEY, &FORMAT.to_be_bytes()).map_err(database)?;
            }
        }
        let writer = Writer::start(documents.clone(), path.join("db")).map_err(io)?;
        writer.sync_now().map_err(io)?;
        for folder in [&path, folder] {
            sync_folder(folder).map_err(io)?;
        }
        Ok(Self { shared: Arc::new(Shared { writer, documents, blobs, _database: db, _lock: lock }) })
    }

    /// Runs what blocks on a thread for such things.
    fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<'_, T> {
        let shared = Arc::clone(&self.shared);
        Box::pin(blocking(move || work(&shared)))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(StoreError::Failed { what: error.to_string() }),
    }
}

impl Store for SledStore {
    fn get(&self, key: Key) -> Pending<'_, Option<Document>> {
        self.blocking(move |shared| {
            let found = shared.documents.get(key.bytes()).map_err(|error| StoreError::sled(&error))?;
            found.map(|bytes| shared.document(key.key, &bytes)).transpose()
        })
    }

    fn scan(&self, scan: Scan) -> Pending<'_, Vec<Document>> {
        self.blocking(move |shared| {
            let Scan { collection, prefix, after, limit } = scan;
            let start = collection.bytes("").len();
            let from = match &after {
                Some(after) if *after >= prefix => {
                    // The very next key: nothing sorts between a text and the same with a zero byte.
                    let mut bytes = collection.bytes(after);
                    bytes.push(0);
                    bytes
                }
                _ => collection.bytes(&prefix),
            };
            let prefix = collection.bytes(&prefix);
            let mut documents = Vec::new();
            for entry in shared.documents.range(from..) {
                let (key, bytes) = entry.map_err(|error| StoreError::sled(&error))?;
                if documents.len() >= limit || !key.starts_with(&prefix) {
                    break;
                }
                let name = String::from_utf8(key[start..].to_vec()).map_err(|error| StoreError::Damaged {
                    what: format!("a key of `{}`: {error}", collection.name()),
                })?;
                documents.push(shared.document(name, &bytes)?);
            }
            Ok(documents)
        })
    }

    fn commit(&self, batch: Batch) -> Pending<'_, u64> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let prepared = self.blocking(move |shared| record::prepare(batch, &shared.blobs)).await?;
            shared.writer.commit(prepared).await
        })
    }

    fn put_blob(&self, bytes: Vec<u8>) -> Pending<'_, Digest> {
        self.blocking(move |shared| shared.blobs.put(&bytes).map_err(|error| StoreError::io(&error)))
    }

    fn begin_blob(&self) -> Pending<'_, Box<dyn NewBlob>> {
        self.blocking(|shared| {
            let unfinished = shared.blobs.begin().map_err(|error| StoreError::io(&error))?;
            Ok(Box::new(SledBlob::new(unfinished)) as Box<dyn NewBlob>)
        })
    }

    fn blob(&self, digest: Digest) -> Pending<'_, Option<Vec<u8>>> {
        self.blocking(move |shared| shared.blobs.get(digest).map_err(|error| StoreError::io(&error)))
    }

    fn blob_file(&self, digest: Digest) -> Pending<'_, Option<PathBuf>> {
        self.blocking(move |shared| {
            let path = shared.blobs.path(digest);
            Ok(path.is_file().then_some(path))
        })
    }
}

impl Shared {
    fn document(&self, key: String, bytes: &[u8]) -> Result<Document, StoreError> {
        let damaged = |what: &str| StoreError::Damaged { what: format!("`{key}`: {what}") };
        let (version, record) = record::decode(bytes).ok_or_else(|| damaged("its record is cut off"))?;
        let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).map_err(|error| damaged(&error.to_string()));
        let value = match record {
            Record::Inline(json) => parse(json)?,
            Record::Blob(digest) => {
                let bytes = self.blobs.get(digest).map_err(|error| StoreError::io(&error))?;
                parse(&bytes.ok_or_else(|| damaged("its blob is missing"))?)?
            }
        };
        Ok(Document { key, version, value })
    }
}
