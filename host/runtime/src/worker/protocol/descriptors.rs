//! Open files beside a frame: a worker can open none itself. They go with the frame's first byte, and arrive with its length.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, recvmsg, sendmsg,
};

use super::frame::{FrameError, LENGTH_BYTES};

/// The most that go with one frame: a plugin, its language runtimes, and the files of an answer.
pub const MAX_DESCRIPTORS: usize = 64;

/// Writes the beginning of a frame with these descriptors, and returns how many bytes it wrote: one at least. The rest has to follow.
///
/// # Errors
///
/// When there are too many, or the stream fails or does not take anything now.
pub fn send(stream: impl AsFd, frame: &[u8], descriptors: &[BorrowedFd<'_>]) -> io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
    let mut beside = SendAncillaryBuffer::new(&mut space);
    if !descriptors.is_empty() && !beside.push(SendAncillaryMessage::ScmRights(descriptors)) {
        return Err(io::Error::other(format!("{} descriptors; {MAX_DESCRIPTORS} at most", descriptors.len())));
    }
    Ok(sendmsg(stream, &[IoSlice::new(frame)], &mut beside, SendFlags::NOSIGNAL)?)
}

/// How a frame begins: its length, and what came beside it.
pub(crate) type Beginning = ([u8; LENGTH_BYTES], Vec<OwnedFd>);

/// Waits for a frame's beginning. `None`: the stream ended where a frame could have begun.
pub(crate) fn receive(stream: impl AsFd) -> Result<Option<Beginning>, FrameError> {
    let (mut head, mut filled, mut descriptors) = ([0; LENGTH_BYTES], 0, Vec::new());
    while filled < LENGTH_BYTES {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut beside = RecvAncillaryBuffer::new(&mut space);
        let mut rest = [IoSliceMut::new(&mut head[filled..])];
        let received = match recvmsg(&stream, &mut rest, &mut beside, RecvFlags::CMSG_CLOEXEC) {
            Err(Errno::INTR) => continue,
            received => received.map_err(io::Error::from)?,
        };
        for message in beside.drain() {
            if let RecvAncillaryMessage::ScmRights(more) = message {
                descriptors.extend(more);
            }
        }
        if received.flags.contains(ReturnFlags::CTRUNC) {
            return Err(FrameError::Descriptors);
        }
        match received.bytes {
            0 if filled == 0 => return Ok(None),
            0 => return Err(FrameError::CutOff),
            more => filled += more,
        }
    }
    Ok(Some((head, descriptors)))
}
