//! A frame: a length in four bytes, big-endian, and so many bytes of JSON. Whoever reads what is no frame ends the stream.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The most bytes of JSON in one frame.
pub const MAX_FRAME_BYTES: u32 = 64 << 20;

/// Bytes of a frame's length.
pub const LENGTH_BYTES: usize = 4;

/// What is reserved for a frame before it is there, in bytes: enough for most.
const RESERVED_BYTES: u32 = 64 << 10;

/// Why there is no frame. Says nothing of what was in it, which may be a candidate's.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// It is longer than a frame may be.
    #[error("a frame of {bytes} bytes; {MAX_FRAME_BYTES} at most")]
    TooLong {
        /// Its length.
        bytes: u64,
    },
    /// The other end went away in the middle of it.
    #[error("the stream ended within a frame")]
    CutOff,
    /// Its bytes are not the message that was due.
    #[error("a frame that is {}, at byte {column} of line {line}", fault(*.category))]
    Unreadable {
        /// What is wrong with it.
        category: Category,
        /// Where.
        line: usize,
        /// Where in the line.
        column: usize,
    },
    /// The descriptors beside it are not those that it names, or too many.
    #[error("a frame without the descriptors that belong to it")]
    Descriptors,
    /// The stream failed.
    #[error("the stream failed: {0}")]
    Stream(#[from] io::Error),
}

/// A whole frame.
///
/// # Errors
///
/// When the message is too long.
pub fn encode(message: &impl Serialize) -> Result<Vec<u8>, FrameError> {
    let mut frame = vec![0; LENGTH_BYTES];
    serde_json::to_writer(&mut frame, message).map_err(unreadable)?;
    let bytes = (frame.len() - LENGTH_BYTES) as u64;
    match u32::try_from(bytes) {
        Ok(length) if length <= MAX_FRAME_BYTES => frame[..LENGTH_BYTES].copy_from_slice(&length.to_be_bytes()),
        _ => return Err(FrameError::TooLong { bytes }),
    }
    Ok(frame)
}

/// The length that a frame begins with.
///
/// # Errors
///
/// When no frame may be so long.
pub fn length(bytes: [u8; LENGTH_BYTES]) -> Result<u32, FrameError> {
    let length = u32::from_be_bytes(bytes);
    if length > MAX_FRAME_BYTES { Err(FrameError::TooLong { bytes: length.into() }) } else { Ok(length) }
}

/// The message in a frame, without its length.
///
/// # Errors
///
/// When it is another.
pub fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, FrameError> {
    serde_json::from_slice(json).map_err(unreadable)
}

/// Writes a message; waits until the stream takes it.
///
/// # Errors
///
/// When it is too long, or the stream fails.
pub fn write(stream: &mut impl Write, message: &impl Serialize) -> Result<(), FrameError> {
    Ok(stream.write_all(&encode(message)?)?)
}

/// Waits for a message. `None`: the stream ended where a frame could have begun.
///
/// # Errors
///
/// When what comes is no frame or another message, or the stream fails.
pub fn read<T: DeserializeOwned>(stream: &mut impl Read) -> Result<Option<T>, FrameError> {
    let mut head = Vec::with_capacity(LENGTH_BYTES);
    stream.by_ref().take(LENGTH_BYTES as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(None);
    }
    rest(stream, head.try_into().map_err(|_| FrameError::CutOff)?).map(Some)
}

/// Waits for the message whose length was read.
pub(crate) fn rest<T: DeserializeOwned>(stream: &mut impl Read, head: [u8; LENGTH_BYTES]) -> Result<T, FrameError> {
    let expected = length(head)?;
    // Grows with what arrives: a length alone reserves little.
    let mut json = Vec::with_capacity(expected.min(RESERVED_BYTES) as usize);
    let received = stream.take(expected.into()).read_to_end(&mut json)?;
    if received < expected as usize { Err(FrameError::CutOff) } else { decode(&json) }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn unreadable(error: serde_json::Error) -> FrameError {
    FrameError::Unreadable { category: error.classify(), line: error.line(), column: error.column() }
}

fn fault(category: Category) -> &'static str {
    match category {
        Category::Io | Category::Eof => "cut off",
        Category::Syntax => "no JSON",
        Category::Data => "another message",
    }
}
