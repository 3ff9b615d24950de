//! Runs calls for another process. A worker is single-threaded: it takes a request from its stream, runs it, and writes the reply,
//! until the stream ends. Keeps what it has loaded and linked; keeps nothing of a candidate. Opens nothing and starts nothing: see
//! [`hardening`].

mod call;
mod files;
pub mod hardening;
mod modules;
pub mod protocol;
mod recent;

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::plugin::Runtime;
use hardening::harden;
use modules::Modules;
use protocol::frame::{self, FrameError};
use protocol::{Incoming, Ready, Reply, VERSION};

/// Serves the stream, and hardens this process for good before it reads the first request. Whatever the process is doing when the stream
/// ends, `end` ends the process: nobody is left who wants the reply. Call it in [`with_evaluation_stack`](crate::with_evaluation_stack).
///
/// # Errors
///
/// When the stream cannot be used from the start, or a reply cannot be written: the server went away a moment ago.
pub fn serve(stream: UnixStream, runtime: &Runtime, end: fn(Result<(), FrameError>) -> !) -> Result<(), FrameError> {
    let requests = receive(stream.try_clone()?, end)?;
    // All threads are there.
    let unfiltered = harden()?;
    let mut stream = stream;
    let mut modules = Modules::new(runtime);
    frame::write(&mut stream, &Ready { version: VERSION.to_owned(), unfiltered })?;
    for incoming in requests {
        let reply = call::run(&mut modules, &incoming);
        // Its descriptors are closed before anybody hears that it is done.
        drop(incoming);
        match frame::write(&mut stream, &reply) {
            Err(error @ FrameError::TooLong { .. }) => {
                frame::write(&mut stream, &Reply::failed(reply.number, "output", error.to_string()))?;
            }
            written => written?,
        }
        if modules.are_full() {
            // What is mapped stays until the end: let a new worker begin.
            break;
        }
    }
    Ok(())
}

/// Reads requests on a thread of its own, which sleeps but for that: so the end of the stream is noticed during a call, too.
fn receive(stream: UnixStream, end: fn(Result<(), FrameError>) -> !) -> io::Result<Receiver<Incoming>> {
    let (sender, requests) = sync_channel(0);
    thread::Builder::new().name("requests".to_owned()).spawn(move || end(forward(&stream, &sender)))?;
    Ok(requests)
}

fn forward(stream: &UnixStream, requests: &SyncSender<Incoming>) -> Result<(), FrameError> {
    while let Some(incoming) = protocol::receive(stream)? {
        if requests.send(incoming).is_err() {
            break;
        }
    }
    Ok(())
}
