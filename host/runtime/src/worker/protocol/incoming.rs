//! The worker's end: a request with the artifacts and the files beside it.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use super::Request;
use super::descriptors;
use super::frame::{self, FrameError};

/// A request and what came with it.
#[derive(Debug)]
pub struct Incoming {
    /// What to do.
    pub request: Request,
    /// One for each component that the request names: the plugin's, then those of the language runtimes.
    pub artifacts: Vec<OwnedFd>,
    /// One for each file that the request names.
    pub files: Vec<OwnedFd>,
}

/// Waits for a request. `None`: the stream ended where a frame could have begun.
///
/// # Errors
///
/// When what comes is no frame or no request, has other descriptors than it names, or the stream fails.
pub fn receive(stream: &UnixStream) -> Result<Option<Incoming>, FrameError> {
    let Some((head, mut artifacts)) = descriptors::receive(stream)? else { return Ok(None) };
    let mut stream = stream;
    let request: Request = frame::rest(&mut stream, head)?;
    let components = 1 + request.runtimes.len();
    if artifacts.len() == components + request.files.len() {
        let files = artifacts.split_off(components);
        Ok(Some(Incoming { request, artifacts, files }))
    } else {
        Err(FrameError::Descriptors)
    }
}
