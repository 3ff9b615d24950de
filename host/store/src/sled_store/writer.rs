//! The one thread that writes: takes all batches that wait, writes each, then makes all of them durable with one sync.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use tokio::sync::{mpsc, oneshot};

use super::record::{Prepared, PreparedChange, encode, version};
use super::{SEQUENCE_KEY, record};
use crate::batch::Expected;
use crate::error::StoreError;

/// Batches that may wait. A commit beyond waits before it is taken.
const QUEUE: usize = 1024;
/// The most batches of one sync.
const GROUP: usize = 256;

type Answer = oneshot::Sender<Result<u64, StoreError>>;

pub(super) struct Writer {
    queue: Option<mpsc::Sender<(Vec<Prepared>, Answer)>>,
    thread: Option<JoinHandle<()>>,
    tree: sled::Tree,
    file: PathBuf,
}

struct WriterThread {
    tree: sled::Tree,
    file: File,
    sequence: u64,
    /// The first failure. What is on the disk is not known after it, so nothing more is written until the store is opened again.
    failed: Option<StoreError>,
}

impl Writer {
    /// `file` is sled's only file for small values.
    pub(super) fn start(tree: sled::Tree, file: PathBuf) -> io::Result<Self> {
        let sequence = tree.get(SEQUENCE_KEY).map_err(io::Error::other)?;
        let sequence = sequence.as_deref().and_then(version).unwrap_or(0);
        let mut writer = WriterThread { tree: tree.clone(), file: File::open(&file)?, sequence, failed: None };
        let (queue, mut batches) = mpsc::channel(QUEUE);
        let run = move || {
            while let Some(first) = batches.blocking_recv() {
                let mut group = vec![first];
                while group.len() < GROUP
                    && let Ok(next) = batches.try_recv()
                {
                    group.push(next);
                }
                writer.write(group);
            }
        };
        let thread = thread::Builder::new().name("store-writer".to_owned()).spawn(run)?;
        Ok(Self { queue: Some(queue), thread: Some(thread), tree, file })
    }

    /// Syncs what was written before the thread had anything to do.
    pub(super) fn sync_now(&self) -> io::Result<()> {
        self.tree.flush().map_err(io::Error::other)?;
        File::open(&self.file)?.sync_all()
    }

    pub(super) async fn commit(&self, batch: Vec<Prepared>) -> Result<u64, StoreError> {
        let (answer, answered) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        queue.send((batch, answer)).await.map_err(|_| StoreError::Closed)?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }
}

impl Drop for Writer {
    /// Writes what waits, then ends.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl WriterThread {
    fn write(&mut self, group: Vec<(Vec<Prepared>, Answer)>) {
        let mut written = Vec::with_capacity(group.len());
        for (batch, answer) in group {
            let result = match &self.failed {
                Some(error) => Err(error.clone()),
                None => self.apply(&batch),
            };
            written.push((result, answer));
        }
        if written.iter().any(|(result, _)| result.is_ok())
            && let Err(error) = self.sync()
        {
            self.failed = Some(error);
        }
        for (result, answer) in written {
            let result = match (&self.failed, result) {
                (Some(error), Ok(_)) => Err(error.clone()),
                (_, result) => result,
            };
            // Whoever asked may have gone away; what was written stays written.
            let _ = answer.send(result);
        }
    }

    /// Holds the batch against what is there, and hands it to sled as one.
    fn apply(&mut self, batch: &[Prepared]) -> Result<u64, StoreError> {
        for Prepared { key, expected, .. } in batch {
            let found = match expected {
                Expected::Any => continue,
                _ => self.tree.get(key.bytes()).map_err(|error| StoreError::sled(&error))?,
            };
            let met = match (expected, found) {
                (Expected::Version(expected), Some(found)) => version(&found) == Some(*expected),
                (Expected::Absent, found) => found.is_none(),
                (_, _) => false,
            };
            if !met {
                return Err(StoreError::Conflict { collection: key.collection.name(), key: key.key.clone() });
            }
        }
        let sequence = self.sequence + 1;
        let mut writes = sled::Batch::default();
        for Prepared { key, change, .. } in batch {
            match change {
                PreparedChange::Nothing => {}
                PreparedChange::Delete => writes.remove(key.bytes()),
                PreparedChange::Put(content) => writes.insert(key.bytes(), record::encode(sequence, content)),
            }
        }
        writes.insert(SEQUENCE_KEY, encode(sequence, &[]));
        if let Err(error) = self.tree.apply_batch(writes) {
            let error = StoreError::sled(&error);
            self.failed = Some(error.clone());
            return Err(error);
        }
        self.sequence = sequence;
        Ok(sequence)
    }

    /// sled's flush hands the bytes to the system; only `sync_data` brings them to the disk.
    fn sync(&self) -> Result<(), StoreError> {
        self.tree.flush().map_err(|error| StoreError::sled(&error))?;
        self.file.sync_data().map_err(|error| StoreError::io(&error))
    }
}
