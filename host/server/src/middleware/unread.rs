//! A body that is too large is refused before it was read. A connection that is then closed takes the refusal with it: the client is still
//! sending, and hears of a broken pipe instead. So what is still coming is read and dropped first, within bounds.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::timeout;

/// What is read and dropped at most.
const BYTES: usize = 64 << 20;
const PATIENCE: Duration = Duration::from_secs(5);

type Shared = Arc<Mutex<Body>>;

pub(crate) async fn drop_after_refusal(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let shared = Arc::new(Mutex::new(body));
    let lent = Body::new(Lent(Arc::clone(&shared)));
    let response = next.run(Request::from_parts(parts, lent)).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let _ = timeout(PATIENCE, read_and_drop(shared)).await;
    }
    response
}

async fn read_and_drop(shared: Shared) {
    let mut read = 0;
    while read < BYTES
        && let Some(Ok(frame)) = poll_fn(|context| poll(&shared, context)).await
    {
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}

fn poll(shared: &Shared, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
    let mut body = shared.lock().unwrap_or_else(PoisonError::into_inner);
    Pin::new(&mut *body).poll_frame(context)
}

/// The body as handlers get it.
struct Lent(Shared);

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        poll(&self.0, context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}
