//! The stream between a server and its workers: a message that is read is written and read back as the same; what is no message is named
//! without a word of what is in it; a request has the descriptors that it names, and no descriptor outlives it.
//!
//! The first byte says how many descriptors go along, and with how many of the bytes behind it.

use std::fmt::Debug;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use serde::Serialize;
use serde::de::DeserializeOwned;
use touchstone_runtime::worker::protocol::{FrameError, Incoming, Ready, Reply, Request, descriptors, frame, receive};

/// What a socket takes without a reader, at least.
const MOST_BYTES: usize = 64 << 10;

/// Reads the bytes at both ends.
pub fn check(data: &[u8]) -> bool {
    let Some((first, stream)) = data.split_first() else { return false };
    let stream = &stream[..stream.len().min(MOST_BYTES)];
    let messages = messages::<Ready>(stream) + messages::<Reply>(stream) + messages::<Request>(stream);
    let requests = incoming(stream, usize::from(first & 7), usize::from(first >> 3));
    messages + requests > 0
}

/// The end of a server.
fn messages<T: Serialize + DeserializeOwned + PartialEq + Debug>(stream: &[u8]) -> usize {
    let (mut left, mut messages) = (stream, 0);
    loop {
        let before = left.len();
        match frame::read::<T>(&mut left) {
            Ok(Some(message)) => {
                check_message(&message);
                assert!(before - left.len() >= frame::LENGTH_BYTES);
                messages += 1;
            }
            Ok(None) => {
                assert!(left.is_empty());
                break;
            }
            Err(error) => {
                check_error(&error);
                break;
            }
        }
    }
    messages
}

fn check_message<T: Serialize + DeserializeOwned + PartialEq + Debug>(message: &T) {
    let written = frame::encode(message).expect("it was as long before");
    let read: T = frame::read(&mut written.as_slice()).expect("it was written").expect("it is there");
    assert_eq!(read, *message);
    assert_eq!(frame::encode(&read).expect("it fits"), written);
}

/// It holds numbers and our own words only.
fn check_error(error: &FrameError) {
    let said = error.to_string();
    let words: String = said.chars().filter(|c| !c.is_ascii_digit()).collect();
    let at = |fault| format!("a frame that is {fault}, at byte  of line ");
    let faults = [at("cut off"), at("no JSON"), at("another message")];
    let known = [
        "a frame of  bytes;  at most",
        "the stream ended within a frame",
        "a frame without the descriptors that belong to it",
    ];
    assert!(known.contains(&words.as_str()) || faults.contains(&words), "{said}");
}

/// The end of a worker.
fn incoming(stream: &[u8], count: usize, together: usize) -> usize {
    let (mut watched, sent) = UnixStream::pair().expect("a pair");
    let (mut ours, theirs) = UnixStream::pair().expect("a pair");
    let (first, rest) = stream.split_at(together.min(stream.len()));
    // Descriptors need a byte to go with.
    let begun = if first.is_empty() {
        0
    } else {
        descriptors::send(&ours, first, &vec![sent.as_fd(); count]).expect("the socket takes it")
    };
    ours.write_all(&first[begun..]).and_then(|()| ours.write_all(rest)).expect("the socket takes it");
    drop((ours, sent));
    let mut requests = 0;
    loop {
        match receive(&theirs) {
            Ok(Some(Incoming { request, artifacts, files })) => {
                check_message(&request);
                assert_eq!((artifacts.len(), files.len()), (1 + request.runtimes.len(), request.files.len()));
                assert_eq!(artifacts.len() + files.len(), count);
                requests += 1;
            }
            Ok(None) => break,
            Err(error) => {
                check_error(&error);
                break;
            }
        }
    }
    drop(theirs);
    watched.set_nonblocking(true).expect("it is a socket");
    assert_eq!(watched.read(&mut [0]).ok(), Some(0), "a descriptor is still open");
    requests
}
