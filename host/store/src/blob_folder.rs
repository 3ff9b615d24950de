//! Blobs as files, named by their digests. A blob is written beside its place, synced, and moved there, so that a file with a digest
//! for its name is always whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use touchstone_core::ids::{Digest, Hasher};

/// How the names of files begin that are not moved to their places yet.
const UNFINISHED: &str = "unfinished-";

/// A folder of blobs.
#[derive(Debug, Clone)]
pub(crate) struct BlobFolder(PathBuf);

/// A blob beside its place. Its file is removed when it is dropped.
pub(crate) struct Unfinished {
    folder: BlobFolder,
    file: NamedTempFile,
    hasher: Hasher,
}

impl BlobFolder {
    /// The folder of a data directory that nobody else has open: what is unfinished in it was left by a crash, and is removed.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self(folder))
    }

    /// Durable once it returns.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<Digest> {
        let digest = Digest::of(bytes);
        if self.path(digest).is_file() {
            // Whoever put it may not have come to this yet.
            sync_folder(&self.0)?;
            return Ok(digest);
        }
        let mut unfinished = self.begin()?;
        unfinished.write(bytes)?;
        unfinished.finish()
    }

    pub(crate) fn begin(&self) -> io::Result<Unfinished> {
        let file = NamedTempFile::with_prefix_in(UNFINISHED, &self.0)?;
        Ok(Unfinished { folder: self.clone(), file, hasher: Hasher::default() })
    }

    pub(crate) fn get(&self, digest: Digest) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(digest)) {
            Ok(bytes) if Digest::of(&bytes) == digest => Ok(Some(bytes)),
            Ok(_) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, format!("the blob {digest} was changed on the disk")))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn path(&self, digest: Digest) -> PathBuf {
        self.0.join(digest.hex())
    }
}

impl Unfinished {
    pub(crate) fn write(&mut self, part: &[u8]) -> io::Result<()> {
        self.hasher.update(part);
        self.file.write_all(part)
    }

    /// Durable once it returns.
    pub(crate) fn finish(self) -> io::Result<Digest> {
        let Self { folder, file, hasher } = self;
        let digest = hasher.finish();
        let path = folder.path(digest);
        if !path.is_file() {
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
        }
        // Also where the file was there: whoever put it may not have come to this yet.
        sync_folder(&folder.0)?;
        Ok(digest)
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
