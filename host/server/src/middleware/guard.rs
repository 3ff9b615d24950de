//! There are no accounts yet, so that being on this machine is all the access there is. A browser on this machine is no reason to let in
//! other sites' pages: requests for another host (DNS rebinding) and from another origin are refused. So is more at once than the
//! server can hold.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::problem::{Code, Problem};

/// Requests at once.
pub(crate) const REQUESTS: usize = 512;

pub(crate) async fn same_machine(request: Request, next: Next) -> Response {
    match check(request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

pub(crate) async fn bounded(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let Ok(_place) = places.try_acquire() else {
        let detail = format!("{REQUESTS} requests are being served; try again later");
        return Problem::new(Code::Busy, detail).retry_after(1).into_response();
    };
    next.run(request).await
}

fn check(uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
    let host = uri.authority().map(|authority| authority.as_str().to_owned());
    let host = host.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned));
    if !host.as_deref().is_some_and(is_loopback) {
        let detail = "this server serves its own machine only; send the request to `localhost`, `127.0.0.1` or `[::1]`";
        return Err(Problem::new(Code::WrongHost, detail));
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().unwrap_or_default();
    if origin.strip_prefix("http://").is_some_and(|origin| Some(origin) == host.as_deref()) {
        return Ok(());
    }
    Err(Problem::new(Code::CrossOrigin, "a page of another origin sent this; use a page of this server, or no browser"))
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_only_its_own_pages() {
        let cases = [
            ("localhost:7410", None, None),
            ("127.0.0.1", None, None),
            ("[::1]:7410", None, None),
            ("localhost:7410", Some("http://localhost:7410"), None),
            ("touchstone.example:7410", None, Some(Code::WrongHost)),
            ("10.0.0.1", None, Some(Code::WrongHost)),
            ("", None, Some(Code::WrongHost)),
            ("localhost:7410", Some("https://evil.example"), Some(Code::CrossOrigin)),
            ("localhost:7410", Some("http://localhost:3000"), Some(Code::CrossOrigin)),
            ("localhost:7410", Some("null"), Some(Code::CrossOrigin)),
        ];
        for (host, origin, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            let found = check(&Uri::from_static("/"), &headers).err().map(|problem| problem.code());
            assert_eq!(found, expected, "{host} {origin:?}");
        }
    }
}
