//! A running server's HTTP API, as this program calls it: JSON to and fro, and what a server says is wrong as it says it.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use touchstone_core::ids::{IdError, InterviewId};
use ureq::Body;
use ureq::http::{Response, Uri};

use crate::report::{Failure, FailureKind};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The most bytes of one response: an interview's configs may hold data sets.
const MOST_BYTES: u64 = 64 << 20;

/// A server's API.
pub(crate) struct Api {
    base: String,
    agent: ureq::Agent,
}

/// The id of a job, as it is given on the command line.
pub(crate) fn job_id(text: &str) -> Result<InterviewId, Failure> {
    text.parse().map_err(|error: IdError| {
        Failure::new(FailureKind::Input, error.to_string())
            .hint("`GET /api/v1/jobs` lists the server's jobs with their ids")
    })
}

impl Api {
    pub(crate) fn new(server: &str) -> Result<Self, Failure> {
        let base = server.trim_end_matches('/');
        let uri = base.parse::<Uri>().ok().filter(|uri| {
            uri.scheme_str() == Some("http")
                && uri.host().is_some()
                && ["", "/"].contains(&uri.path())
                && uri.query().is_none()
        });
        if uri.is_none() {
            return Err(Failure::new(FailureKind::Input, format!("`{server}` is no address of a server"))
                .hint("write what `touchstone serve` says first, such as `http://127.0.0.1:7410`"));
        }
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        Ok(Self { base: base.to_owned(), agent: agent.into() })
    }

    /// The answer to a request below `/api/v1`.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.read(path, self.agent.get(self.url(path)).call())
    }

    /// The same, with a body to send.
    pub(crate) fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        self.read(path, self.agent.post(self.url(path)).send_json(body))
    }

    /// The same.
    pub(crate) fn put<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        self.read(path, self.agent.put(self.url(path)).send_json(body))
    }

    /// An answer that no server of this version gives.
    pub(crate) fn odd(&self, error: &impl ToString) -> Failure {
        let what = format!("the server at `{}` answered what cannot be used: {}", self.base, error.to_string());
        Failure::new(FailureKind::Input, what).hint("use the `touchstone` of the same version as the server's")
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }

    fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        response: Result<Response<Body>, ureq::Error>,
    ) -> Result<T, Failure> {
        let unreachable = |error: ureq::Error| {
            Failure::new(FailureKind::Machine, format!("cannot reach the server at `{}`: {error}", self.base))
                .hint("start it with `touchstone serve`, or name the address that it says first")
        };
        let mut response = response.map_err(unreachable)?;
        let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_string().map_err(unreachable)?;
        if response.status().is_success() {
            return serde_json::from_str(&body).map_err(|error| self.odd(&error));
        }
        let problem: Value = serde_json::from_str(&body).unwrap_or_default();
        let Some(detail) = problem["detail"].as_str() else {
            return Err(self.odd(&format!("{path} was answered with {}", response.status())));
        };
        let failure = Failure::said(FailureKind::Input, &format!("the server says of `{path}`: {detail}"));
        let errors = problem["errors"].as_array().into_iter().flatten();
        Err(errors.fold(failure, |failure, error| {
            let text = |key: &str| error[key].as_str().unwrap_or_default();
            failure.detail(&format!("`{}`: {}; {}", text("pointer"), text("problem"), text("remedy")))
        }))
    }
}
