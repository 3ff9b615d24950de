//! Blobs as files, named by their digests. A blob is written beside its place, synced, and moved there, so that a file with a digest
//! for its name is always whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use touchstone_core::ids::Digest;

/// A folder of blobs.
#[derive(Debug, Clone)]
pub(crate) struct BlobFolder(PathBuf);

impl BlobFolder {
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Durable once it returns.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<Digest> {
        let digest = Digest::of(bytes);
        let path = self.path(digest);
        if !path.is_file() {
            let mut file = NamedTempFile::with_prefix_in("unfinished-", &self.0)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
        }
        // Also where the file was there: whoever put it may not have come to this yet.
        sync_folder(&self.0)?;
        Ok(digest)
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

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
