//! A server on a data directory of its own, and an interview made of two cases of the bundled plugins.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A server, killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    base: String,
    data: TempDir,
}

/// What it answered.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

/// The one job of most tests.
pub(crate) const JOB: &str = "small";

impl Server {
    pub(crate) fn start() -> Self {
        Self::on(tempfile::tempdir().unwrap())
    }

    pub(crate) fn on(data: TempDir) -> Self {
        let command = serve(data.path(), &["--workers", "2"]);
        Self::run(command, data)
    }

    /// With a log of this filter, written to this file.
    pub(crate) fn logging(filter: &str, log: fs::File) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut command = serve_logging(filter, data.path(), &["--workers", "2"]);
        command.stderr(log);
        Self::run(command, data)
    }

    fn run(mut command: Command, data: TempDir) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("it said `{line}`")).to_owned();
        Self { child, base, data }
    }

    /// With the bundled plugins and their grants.
    pub(crate) fn with_plugins() -> Self {
        let server = Self::start();
        for name in ["code-runner", "device-checklist", "runtime-python"] {
            server.install(&plugin(name)).is(201);
        }
        server.put("/plugins/touchstone/code-runner/grants", &json!({"capabilities": ["run-code"]})).is(200);
        server
    }

    /// With a published job.
    pub(crate) fn with_job() -> Self {
        let server = Self::with_plugins();
        server.post("/jobs", &interview()).is(201);
        server.post_nothing(&format!("/jobs/{JOB}/publication")).is(200);
        server
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as the machine would, and starts another on what it left.
    pub(crate) fn kill_and_start_again(mut self) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Self::on(std::mem::replace(&mut self.data, tempfile::tempdir().unwrap()))
    }

    /// Asks it to stop and waits for its end.
    pub(crate) fn stop(&mut self) -> std::process::ExitStatus {
        signal(self.process_id(), "-TERM");
        self.child.wait().unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.send("GET", path, None, &[])
    }

    /// The body as it was sent.
    pub(crate) fn get_text(&self, path: &str) -> String {
        let mut response = ureq::get(format!("{}/api/v1{path}", self.base)).call().unwrap();
        response.body_mut().with_config().limit(64 << 20).read_to_string().unwrap()
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Response {
        self.send("PUT", path, Some(("application/json", body.to_string().as_bytes())), &[])
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Response {
        self.send("POST", path, Some(("application/json", body.to_string().as_bytes())), &[])
    }

    pub(crate) fn post_nothing(&self, path: &str) -> Response {
        self.send("POST", path, None, &[])
    }

    pub(crate) fn install(&self, component: &[u8]) -> Response {
        self.send("POST", "/plugins", Some(("application/wasm", component)), &[])
    }

    /// A request below `/api/v1`.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &[u8])>,
        headers: &[(&str, &str)],
    ) -> Response {
        self.send_anywhere(method, &format!("/api/v1{path}"), body, headers)
    }

    pub(crate) fn send_anywhere(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &[u8])>,
        headers: &[(&str, &str)],
    ) -> Response {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(5)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = match body {
            Some((media_type, bytes)) => {
                agent.run(request.header("content-type", media_type).body(bytes.to_vec()).unwrap())
            }
            None => agent.run(request.body(()).unwrap()),
        };
        let mut response = sent.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let text = response.body_mut().with_config().limit(64 << 20).read_to_string().unwrap();
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        Response {
            status: response.status().as_u16(),
            headers: response.headers().iter().map(header).collect(),
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// Adds a candidate, sends the answers, and submits.
    pub(crate) fn sit(&self, candidate: &str, answers: &[(&str, Value)]) {
        self.add(candidate);
        for (item, answer) in answers {
            self.put(&answer_path(candidate, item), answer).is(200);
        }
        self.post_nothing(&format!("{}/submission", candidate_path(candidate))).is(202);
    }

    pub(crate) fn add(&self, candidate: &str) {
        let new = json!({"id": candidate, "name": format!("Name of {candidate}"), "locale": "en"});
        self.post(&format!("/jobs/{JOB}/candidates"), &new).is(201);
    }

    /// The ranking, once nobody is being scored.
    pub(crate) fn ranking(&self, job: &str) -> Value {
        let path = format!("/jobs/{job}/ranking");
        wait(|| {
            let ranking = self.get(&path).is(200);
            let waiting = ranking["unranked"].as_array().unwrap().iter().any(|one| one["status"] == "being-scored");
            (!waiting).then_some(ranking)
        })
    }

    /// The scorecard, once there is one.
    pub(crate) fn scorecard(&self, candidate: &str) -> Value {
        let path = format!("{}/scorecard", candidate_path(candidate));
        wait(|| {
            let response = self.get(&path);
            (response.status == 200).then_some(response.body)
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Response {
    /// Of this status; its body.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A problem with this code, in the form that every problem has.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, code: &str) -> Value {
        let body = &self.body;
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("urn:touchstone:problem:{code}"));
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"));
        let said = [&body["title"], &body["detail"]];
        assert!(said.iter().all(|text| text.as_str().is_some_and(|text| text.len() > 10)), "{body}");
        self.body
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }
}

/// Tries until there is something, for two minutes at most.
#[track_caller]
pub(crate) fn wait<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_mins(2);
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(Instant::now() < until, "it did not happen within two minutes");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn serve(data: &Path, more: &[&str]) -> Command {
    serve_logging("warn", data, more)
}

fn serve_logging(filter: &str, data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--log-filter", filter, "--data"]).arg(data).args(more);
    command.stdin(Stdio::null()).env_remove("CLICOLOR_FORCE");
    command
}

pub(crate) fn signal(process: u32, signal: &str) {
    let status = Command::new("kill").args([signal, &process.to_string()]).status().unwrap();
    assert!(status.success());
}

pub(crate) fn candidate_path(candidate: &str) -> String {
    format!("/jobs/{JOB}/candidates/{candidate}")
}

pub(crate) fn item_path(candidate: &str, item: &str) -> String {
    format!("{}/items/{item}", candidate_path(candidate))
}

pub(crate) fn answer_path(candidate: &str, item: &str) -> String {
    format!("{}/answer", item_path(candidate, item))
}

pub(crate) fn workspace() -> &'static Path {
    static WORKSPACE: LazyLock<PathBuf> = LazyLock::new(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the crate lies in its workspace")
    });
    &WORKSPACE
}

/// A bundled plugin's component.
pub(crate) fn plugin(name: &str) -> Vec<u8> {
    component(&format!("plugins/touchstone.{name}.wasm"))
}

pub(crate) fn component(path: &str) -> Vec<u8> {
    let path = workspace().join("target").join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins`", path.display()))
}

/// A file of a plugin's case.
pub(crate) fn case(plugin: &str, case: &str, file: &str) -> Value {
    read_json(&workspace().join("plugins").join(plugin).join("tests/cases").join(case).join(file))
}

pub(crate) fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

/// A program and a device: `correctness` of the one and `safety` of the other, each with weight 1.
pub(crate) fn interview() -> Value {
    let module = |plugin: &str, case_name: &str, file| json!({"plugin": format!("touchstone/{plugin}"), "version": "^0.1", "config": case(plugin, case_name, file)});
    let item = |id: &str, plugin: &str, case: &str, dimension: &str| {
        json!({
            "id": id, "title": {"en": id},
            "question": module(plugin, case, "question.json"), "evaluator": module(plugin, case, "config.json"),
            "maps": [{"from": dimension, "to": dimension, "weight": 1}],
        })
    };
    let dimension = |id: &str| json!({"id": id, "title": {"en": id}, "weight": 1});
    json!({
        "id": JOB, "title": {"zh-CN": "小面试", "en": "Small interview"},
        "runtimes": [{"plugin": "touchstone/runtime-python", "version": "^0.1"}],
        "grants": {"touchstone/code-runner": ["run-code"]},
        "items": [
            item("program", "code-runner", "comparison-trimmed", "correctness"),
            item("device", "device-checklist", "all-in-order", "safety"),
        ],
        "rubric": {
            "dimensions": [dimension("correctness"), dimension("safety")],
            "levels": [
                {"id": "good", "title": {"en": "Good"}, "at_least": 60},
                {"id": "poor", "title": {"en": "Poor"}, "at_least": 0},
            ],
        },
    })
}

/// An answer to `program`.
pub(crate) fn program() -> Value {
    case("code-runner", "comparison-trimmed", "answer.json")
}

/// One that is wrong.
pub(crate) fn wrong_program() -> Value {
    json!({"kind": "program", "language": "python", "entry": "main.py", "files": [{"path": "main.py", "text": "print('no')"}]})
}

/// An answer to `device`.
pub(crate) fn device() -> Value {
    case("device-checklist", "all-in-order", "answer.json")
}
