//! The ways in which a store cannot be opened or does not do what it was asked.

use std::io;
use std::path::PathBuf;

/// Why a data directory cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "the data directory `{folder}` is in use by process {pid}, which opened it at {since}; \
         stop that process (`kill {pid}`) and wait until it has ended, or name another directory"
    )]
    Held {
        /// The data directory.
        folder: PathBuf,
        /// The process, or `unknown`.
        pid: String,
        /// When it opened the directory (RFC 3339), or `an unknown time`.
        since: String,
    },
    /// Written by a later Touchstone.
    #[error(
        "the data directory `{folder}` has the format {found}, this Touchstone reads formats up to {known}; \
         use the version of Touchstone that wrote it, or a later one"
    )]
    Newer {
        /// The data directory.
        folder: PathBuf,
        /// The format's number.
        found: u64,
        /// The newest number that is known here.
        known: u64,
    },
    /// A file or folder of it cannot be read or written.
    #[error(
        "the data directory `{folder}` cannot be used: {error}; make it a folder that this user may write, on a disk with room"
    )]
    Io {
        /// The data directory.
        folder: PathBuf,
        /// What the machine said.
        error: io::Error,
    },
    /// Its database cannot be read.
    #[error("the database in `{folder}` cannot be read: {error}; restore the directory from a backup")]
    Database {
        /// The data directory.
        folder: PathBuf,
        /// What the database said.
        error: String,
    },
}

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A document is not as the batch expected it; nothing was written.
    #[error("the document `{key}` of `{collection}` was changed meanwhile")]
    Conflict {
        /// The document's collection.
        collection: &'static str,
        /// Its key.
        key: String,
    },
    /// The disk or the database failed. What was asked for may or may not be there after a restart.
    #[error("the store failed: {what}")]
    Failed {
        /// What it said.
        what: String,
    },
    /// Something in the store is not what was written.
    #[error("the store is damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// It was closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    pub(crate) fn io(error: &io::Error) -> Self {
        Self::Failed { what: error.to_string() }
    }

    pub(crate) fn sled(error: &sled::Error) -> Self {
        match error {
            sled::Error::Corruption { .. } => Self::Damaged { what: error.to_string() },
            _ => Self::Failed { what: error.to_string() },
        }
    }
}
