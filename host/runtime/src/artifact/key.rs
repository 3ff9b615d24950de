//! The key that says whether an artifact is this user's: 32 random bytes in the file `key` of the cache's folder, for this user alone.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::secret_file;

const BYTES: usize = 32;

/// Not to be shown: no `Debug`, no `Display`.
pub(super) struct Key([u8; BYTES]);

impl Key {
    /// The folder's key, made where there is none. Of all who make one at the same time, one wins, and the others take its key.
    ///
    /// # Errors
    ///
    /// When there is none and none can be made, or when others than this user could have read or written it.
    pub(super) fn of_folder(folder: &Path) -> io::Result<Self> {
        let path = Self::path(folder);
        match Self::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            read => return read,
        }
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        match secret_file::create(&path, &secret_file::random()?) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Self::read(&path),
        }
    }

    /// A key that nobody keeps.
    pub(super) fn random() -> io::Result<Self> {
        secret_file::random().map(Self)
    }

    pub(super) fn path(folder: &Path) -> PathBuf {
        folder.join("key")
    }

    pub(super) fn bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    fn read(path: &Path) -> io::Result<Self> {
        let bytes = secret_file::read(path, BYTES as u64)?;
        let bytes =
            bytes.try_into().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not 32 bytes long"))?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn all_who_ask_at_once_get_one_key_that_others_cannot_read() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("artifacts");
        let keys: Vec<[u8; BYTES]> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| *Key::of_folder(&folder).unwrap().bytes())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0] && *key != [0; BYTES]));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&Key::path(&folder))), (0o700, 0o600));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing unfinished is left");
    }

    #[test]
    fn a_key_that_others_could_know_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let said = || Key::of_folder(folder.path()).err().map(|error| error.to_string()).unwrap_or_default();
        let path = Key::path(folder.path());
        assert_eq!(said(), "");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(said().contains("mode has to be 0600"), "{}", said());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, b"short").unwrap();
        assert!(said().contains("not 32 bytes"), "{}", said());
    }
}
