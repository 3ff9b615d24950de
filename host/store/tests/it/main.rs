//! The conformance suite, run on the embedded store; and what only that one promises: a data directory.

mod conformance;
mod data_directory;

use std::path::Path;

use touchstone_store::SledStore;

pub(crate) fn open(folder: &Path) -> SledStore {
    SledStore::open(folder).unwrap_or_else(|error| panic!("{error}"))
}
