//! The worker's end: a request with the artifacts beside it.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use super::Request;
use super::descriptors;
use super::frame::{self, FrameError};

/// A request and the artifacts that came with it: the plugin's, then those of the language runtimes.
#[derive(Debug)]
pub struct Incoming {
    /// What to do.
    pub request: Request,
    /// One for each component that the request names.
    pub artifacts: Vec<OwnedFd>,
}

/// Waits for a request. `None`: the stream ended where a frame could have begun.
///
/// # Errors
///
/// When what comes is no frame or no request, has other descriptors than it names, or the stream fails.
pub fn receive(stream: &UnixStream) -> Result<Option<Incoming>, FrameError> {
    let Some((head, artifacts)) = descriptors::receive(stream)? else { return Ok(None) };
    let mut stream = stream;
    let request: Request = frame::rest(&mut stream, head)?;
    if artifacts.len() == 1 + request.runtimes.len() {
        Ok(Some(Incoming { request, artifacts }))
    } else {
        Err(FrameError::Descriptors)
    }
}
