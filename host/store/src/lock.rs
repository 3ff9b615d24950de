//! One process per data directory: a lock on the file `lock`, which says who holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::OpenError;

/// Holds the data directory until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Makes the folder where it is not there, and locks it.
    pub(crate) fn take(folder: &Path) -> Result<Self, OpenError> {
        let failed = |error| OpenError::Io { folder: folder.to_owned(), error };
        fs::create_dir_all(folder).map_err(failed)?;
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(folder.join("lock"));
        let mut file = options.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(folder, &mut file)),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let holder = format!("pid {}\nsince {}\n", std::process::id(), jiff::Timestamp::now());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()))
            .map_err(failed)?;
        Ok(Self { _file: file })
    }
}

fn held(folder: &Path, file: &mut File) -> OpenError {
    let mut text = String::new();
    // Whoever holds the lock may be writing this very moment; then the holder stays unknown.
    let _ = file.read_to_string(&mut text);
    let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    OpenError::Held {
        folder: folder.to_owned(),
        pid: line("pid ").unwrap_or_else(|| "unknown".to_owned()),
        since: line("since ").unwrap_or_else(|| "an unknown time".to_owned()),
    }
}
