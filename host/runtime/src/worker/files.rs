//! The answer's files, read from the descriptors that came with a request. Takes nothing on trust: neither how much there is to read nor
//! that it is still what was uploaded.

use std::io;
use std::os::fd::OwnedFd;

use rustix::io::{Errno, pread};
use touchstone_core::ids::Digest;

use super::protocol::{FileBeside, Incoming, MAX_FILES_BYTES};

/// Why an answer's files cannot be read. Says nothing of what is in them.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("the files of the answer have {bytes} bytes together; {MAX_FILES_BYTES} at most")]
    TooLarge { bytes: u64 },
    #[error("the file {number} of the answer is not what was uploaded: it was changed on the disk of the server")]
    Changed { number: usize },
    #[error("the file {number} of the answer cannot be read: {error}")]
    Unreadable { number: usize, error: io::Error },
}

/// The bytes of each.
pub(super) fn read(incoming: &Incoming) -> Result<Vec<Vec<u8>>, FileError> {
    let named = &incoming.request.files;
    let bytes = named.iter().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    if bytes > MAX_FILES_BYTES {
        return Err(FileError::TooLarge { bytes });
    }
    let files = named.iter().zip(&incoming.files).zip(1..);
    files.map(|((file, descriptor), number)| read_one(*file, descriptor, number)).collect()
}

fn read_one(file: FileBeside, descriptor: &OwnedFd, number: usize) -> Result<Vec<u8>, FileError> {
    let length = usize::try_from(file.bytes).map_err(|_| FileError::Changed { number })?;
    let (mut content, mut filled) = (vec![0; length], 0);
    while filled < length {
        // By its place: the position is shared with whoever has the descriptor, too.
        match pread(descriptor, &mut content[filled..], filled as u64) {
            Ok(0) => return Err(FileError::Changed { number }),
            Ok(more) => filled += more,
            Err(Errno::INTR) => {}
            Err(error) => return Err(FileError::Unreadable { number, error: error.into() }),
        }
    }
    // What is longer than it was has begun as it was: it is read to its old end.
    if Digest::of(&content) == file.digest { Ok(content) } else { Err(FileError::Changed { number }) }
}
