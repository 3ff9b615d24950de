//! A `touchstone serve` for a chore, on a data directory of its own, and requests to it.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::{Stopped, program, succeeds};
use crate::places::Places;

/// To listen at: the system chooses the port.
pub(crate) const FREE_PORT: &str = "127.0.0.1:0";

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// A server that is stopped when it is dropped, and its data removed, unless it is kept.
pub(crate) struct Server {
    process: Child,
    kept: bool,
    folder: PathBuf,
    address: String,
    agent: ureq::Agent,
}

impl Server {
    /// On a fresh data directory below `target/served`, and the workers' default number.
    pub(crate) fn start(places: &Places, listen: &str) -> Result<Self, Stopped> {
        let folder = places.root.join(format!("target/served/{}", std::process::id()));
        let failed = |error: std::io::Error| Stopped(format!("cannot start `touchstone serve`: {error}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(failed)?;
        let file = |name| fs::File::create(folder.join(name)).map_err(failed);
        let mut command = program(places, places.touchstone(), &["serve", "--listen", listen, "--data"]);
        command.arg(folder.join("data")).stdout(file("said")?).stderr(file("log")?);
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        let process = own_group(&mut command).spawn().map_err(failed)?;
        let mut server = Self { process, kept: false, folder, address: String::new(), agent: agent.into() };
        server.address = wait("the server", || server.listening())?;
        Ok(server)
    }

    /// What it says first, once it has said it.
    fn listening(&mut self) -> Result<Option<String>, Stopped> {
        if let Ok(Some(status)) = self.process.try_wait() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            return Err(Stopped(format!("`touchstone serve` ended with {status}:\n{log}")));
        }
        let said = fs::read_to_string(self.folder.join("said")).unwrap_or_default();
        let first = said.split_once('\n').and_then(|(first, _)| first.strip_prefix("listening on "));
        Ok(first.map(ToOwned::to_owned))
    }

    /// Such as `http://127.0.0.1:7410`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value, Stopped> {
        self.send("GET", path, None)
    }

    /// Asks until `found` finds something in the answer.
    pub(crate) fn wait_for<T>(&self, path: &str, found: impl Fn(&Value) -> Option<T>) -> Result<T, Stopped> {
        wait(path, || Ok(found(&self.get(path)?)))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, Stopped> {
        self.send("POST", path, Some(("application/json", body.to_string().into_bytes())))
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Result<Value, Stopped> {
        self.send("PUT", path, Some(("application/json", body.to_string().into_bytes())))
    }

    /// A request below `/api/v1` with a body of a media type, which has to be answered with success.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Result<Value, Stopped> {
        let failed = |why: String| Stopped(format!("{method} {path}: {why}"));
        let request = ureq::http::Request::builder().method(method).uri(format!("{}/api/v1{path}", self.address));
        let sent = match body {
            Some((media_type, bytes)) => {
                let request = request.header("content-type", media_type).body(bytes);
                self.agent.run(request.map_err(|error| failed(error.to_string()))?)
            }
            None => self.agent.run(request.body(()).map_err(|error| failed(error.to_string()))?),
        };
        let mut response = sent.map_err(|error| failed(error.to_string()))?;
        let text = response.body_mut().read_to_string().map_err(|error| failed(error.to_string()))?;
        if !response.status().is_success() {
            return Err(failed(format!("{} {text}", response.status())));
        }
        serde_json::from_str(&text).map_err(|error| failed(error.to_string()))
    }

    /// Leaves it running after this program's end; its process, and the folder with its data and log.
    pub(crate) fn keep(mut self) -> (u32, PathBuf) {
        self.kept = true;
        (self.process.id(), self.folder.clone())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        if !succeeds(Command::new("kill").arg(self.process.id().to_string())) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Apart from the terminal's signals, so that it can outlive this program, and is stopped in order when it does not.
fn own_group(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;
    command.stdin(Stdio::null()).process_group(0)
}

fn wait<T>(what: &str, mut attempt: impl FnMut() -> Result<Option<T>, Stopped>) -> Result<T, Stopped> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = attempt()? {
            return Ok(found);
        }
        if Instant::now() > until {
            return Err(Stopped(format!("{what}: nothing came within {} minutes", PATIENCE.as_secs() / 60)));
        }
        sleep(Duration::from_millis(50));
    }
}
