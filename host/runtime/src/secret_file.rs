//! Files with a secret of this user: made whole and for this user alone, and refused when somebody else could have read or written them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::geteuid;
use tempfile::NamedTempFile;

/// 32 bytes of the machine's randomness.
///
/// # Errors
///
/// When the machine has none.
pub fn random() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// What is in a file.
///
/// # Errors
///
/// When it is a link, another user's, one that others may read or write, or longer than `most` bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let invalid = |said: &str| io::Error::new(io::ErrorKind::InvalidData, said);
    let opened = fs::OpenOptions::new().read(true).custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path);
    let file = opened.map_err(|error| match error.raw_os_error() {
        Some(code) if code == Errno::LOOP.raw_os_error() => invalid("it is a symbolic link, not the file itself"),
        _ => error,
    })?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.uid() != geteuid().as_raw() {
        return Err(invalid("it is not a file of this user"));
    }
    if metadata.mode() & (Mode::RWXG | Mode::RWXO).bits() != 0 {
        return Err(invalid("others than its owner may read or write it; its mode has to be 0600"));
    }
    if metadata.len() > most {
        return Err(invalid("it is too long for a key"));
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes a file: there is none, or a whole one. Of all who make it at the same time one does, and the others are told that it is there.
///
/// # Errors
///
/// When there is one, or none can be made.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::with_prefix_in("unfinished-", folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        create(&path, b"one").unwrap();
        assert_eq!(create(&path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read(&path, 3).unwrap(), b"one");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing unfinished is left");
        assert_ne!(random().unwrap(), random().unwrap());
    }

    #[test]
    fn what_others_could_know_is_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        create(&path, b"one").unwrap();
        let said = |path: &Path| read(path, 3).unwrap_err().to_string();
        symlink("secret", folder.path().join("link")).unwrap();
        assert!(said(&folder.path().join("link")).contains("symbolic link"));
        assert!(said(folder.path()).contains("not a file"));
        for mode in [0o640, 0o604, 0o620, 0o602] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(said(&path).contains("mode has to be 0600"), "{mode:o}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, b"longer").unwrap();
        assert!(said(&path).contains("too long"));
    }
}
