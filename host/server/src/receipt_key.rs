//! The key that signs this server's receipts: made at the first start, and kept in the data directory for this user alone.

use std::io;
use std::path::{Path, PathBuf};

use touchstone_core::receipt::{KeyError, PrivateKey};
use touchstone_runtime::secret_file;

/// In the data directory.
const FILE: &str = "receipt-key.pem";
/// More than any Ed25519 key in PEM has.
const MOST_BYTES: u64 = 4096;

/// Why receipts cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptKeyError {
    /// The file cannot be read or made.
    #[error(
        "the key `{}`, which signs receipts: {error}; mend that, and do not remove the key: what it signed could not be verified any more",
        path.display()
    )]
    File {
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        error: io::Error,
    },
    /// There is something else in it.
    #[error("the key `{}`, which signs receipts: {error}", path.display())]
    Key {
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        error: KeyError,
    },
}

/// The key, made where there is none. Nobody else makes one: the directory is locked.
///
/// # Errors
///
/// When there is none and none can be made, or when it is not this user's alone.
pub(crate) fn of_data_directory(folder: &Path) -> Result<PrivateKey, ReceiptKeyError> {
    let path = folder.join(FILE);
    let bytes = match secret_file::read(&path, MOST_BYTES) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path),
        read => read,
    };
    let bytes = bytes.map_err(|error| ReceiptKeyError::File { path: path.clone(), error })?;
    PrivateKey::from_pem(&String::from_utf8_lossy(&bytes)).map_err(|error| ReceiptKeyError::Key { path, error })
}

fn make(path: &Path) -> io::Result<Vec<u8>> {
    let key = PrivateKey::from_random(secret_file::random()?);
    let pem = key.to_pem().into_bytes();
    secret_file::create(path, &pem)?;
    tracing::info!(key = key.public().id(), "made the key that signs receipts");
    Ok(pem)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn made_once_and_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let key = of_data_directory(folder.path()).unwrap();
        assert_eq!(of_data_directory(folder.path()).unwrap().public(), key.public());
        let path = folder.path().join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let said = of_data_directory(folder.path()).err().unwrap().to_string();
        assert!(said.contains("mode has to be 0600; mend that, and do not remove the key"), "{said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, key.public().to_pem()).unwrap();
        let said = of_data_directory(folder.path()).err().unwrap().to_string();
        assert!(said.contains("it is a public key"), "{said}");
    }
}
