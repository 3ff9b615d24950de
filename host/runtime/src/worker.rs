//! Runs calls for another process. A worker is single-threaded: it takes a request from its stream, runs it, and writes the reply,
//! until the stream ends. Keeps what it has loaded and linked; keeps nothing of a candidate. Starts no process and opens no socket.

mod call;
mod modules;
pub mod protocol;
mod recent;

use std::io::{self, BufReader};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::plugin::Runtime;
use modules::Modules;
use protocol::frame::{self, FrameError};
use protocol::{Ready, Reply, Request, VERSION};

/// Serves the stream. Whatever the process is doing when the stream ends, `end` ends the process: nobody is left who wants the reply.
/// Call it in [`with_evaluation_stack`](crate::with_evaluation_stack).
///
/// # Errors
///
/// When the stream cannot be used from the start, or a reply cannot be written: the server went away a moment ago.
pub fn serve(stream: UnixStream, runtime: &Runtime, end: fn(Result<(), FrameError>) -> !) -> Result<(), FrameError> {
    let requests = receive(stream.try_clone()?, end)?;
    let mut stream = stream;
    let mut modules = Modules::new(runtime);
    frame::write(&mut stream, &Ready { version: VERSION.to_owned() })?;
    for request in requests {
        let reply = call::run(&mut modules, &request);
        match frame::write(&mut stream, &reply) {
            Err(error @ FrameError::TooLong { .. }) => {
                frame::write(&mut stream, &Reply::failed(request.number, "output", error.to_string()))?;
            }
            written => written?,
        }
    }
    Ok(())
}

/// Reads requests on a thread of its own, which sleeps but for that: so the end of the stream is noticed during a call, too.
fn receive(stream: UnixStream, end: fn(Result<(), FrameError>) -> !) -> io::Result<Receiver<Request>> {
    let (sender, requests) = sync_channel(0);
    thread::Builder::new().name("requests".to_owned()).spawn(move || end(forward(stream, &sender)))?;
    Ok(requests)
}

fn forward(stream: UnixStream, requests: &SyncSender<Request>) -> Result<(), FrameError> {
    let mut stream = BufReader::with_capacity(64 << 10, stream);
    while let Some(request) = frame::read(&mut stream)? {
        if requests.send(request).is_err() {
            break;
        }
    }
    Ok(())
}
