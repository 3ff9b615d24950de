//! Bytes of files on their way in and out, a part at a time: however large a file is, a request holds little of it.

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::time::timeout;
use touchstone_core::ids::{Digest, Hasher};

use crate::app::App;
use crate::problem::{Code, Problem};
use crate::workers::AnswerFile;

/// What is written or read at a time.
const PART: usize = 128 << 10;
/// How long a client may send nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// Keeps a body of so many bytes at most, and returns its digest and its length. `over` says what is wrong with one more byte; nothing is
/// kept then, and no more is read.
pub(super) async fn receive(
    app: &App,
    mut body: Body,
    most: u64,
    over: impl Fn() -> Problem,
) -> Result<(Digest, u64), Problem> {
    if body.size_hint().lower() > most {
        return Err(over());
    }
    let (mut blob, mut bytes, mut part) = (app.store().begin_blob().await?, 0, Vec::with_capacity(PART));
    loop {
        let frame = timeout(PATIENCE, poll_fn(|context| Pin::new(&mut body).poll_frame(context)));
        let Some(frame) = frame.await.map_err(|_| unread())? else { break };
        let Ok(data) = frame.map_err(|_| unread())?.into_data() else { continue };
        bytes += data.len() as u64;
        if bytes > most {
            return Err(over());
        }
        part.extend_from_slice(&data);
        if part.len() >= PART {
            blob.write(std::mem::replace(&mut part, Vec::with_capacity(PART))).await?;
        }
    }
    blob.write(part).await?;
    Ok((blob.finish().await?, bytes))
}

fn unread() -> Problem {
    Problem::new(Code::UnreadableBody, "the file ended early or nothing more came of it; send it again")
}

/// The bytes of a file. What is not as it was uploaded breaks off before its end.
pub(super) fn send(file: AnswerFile) -> Body {
    let (sender, parts) = mpsc::channel(2);
    let length = file.bytes;
    // Ends when the file does, or when nobody reads any more.
    drop(tokio::task::spawn_blocking(move || read(&file, &sender)));
    Body::new(Parts { parts, length })
}

type Part = io::Result<Bytes>;

fn read(file: &AnswerFile, sender: &mpsc::Sender<Part>) {
    if let Err(error) = try_read(file, sender) {
        tracing::error!(%error, "an uploaded file cannot be read");
        // Whoever reads may be gone.
        let _ = sender.blocking_send(Err(error));
    }
}

fn try_read(file: &AnswerFile, sender: &mpsc::Sender<Part>) -> io::Result<()> {
    let (mut content, mut hasher) = (File::open(&file.path)?.take(file.bytes), Hasher::default());
    let mut last = Bytes::new();
    loop {
        let mut part = Vec::with_capacity(PART);
        content.by_ref().take(PART as u64).read_to_end(&mut part)?;
        if part.is_empty() {
            break;
        }
        hasher.update(&part);
        // One part behind, so that the end is sent only when the whole is right.
        let before = std::mem::replace(&mut last, part.into());
        if !before.is_empty() && sender.blocking_send(Ok(before)).is_err() {
            return Ok(());
        }
    }
    if hasher.finish() != file.digest {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} was changed on the disk", file.digest)));
    }
    if !last.is_empty() {
        let _ = sender.blocking_send(Ok(last));
    }
    Ok(())
}

struct Parts {
    parts: mpsc::Receiver<Part>,
    length: u64,
}

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let part = std::task::ready!(self.parts.poll_recv(context));
        if let Some(Ok(part)) = &part {
            self.length = self.length.saturating_sub(part.len() as u64);
        }
        Poll::Ready(part.map(|part| part.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
