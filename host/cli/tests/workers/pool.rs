//! What the tests share: a pool of the real program, the fixture plugin, and one line to call it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;
use touchstone_core::words::Capability;
use touchstone_runtime::worker::protocol::{Call, CallResult, Reply};
use touchstone_server::workers::{Component, WorkerError, WorkerOptions, Workers};

/// The program that is tested.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_touchstone");

/// The command line's cache of compiled components: see `places.rs` there.
pub(crate) fn artifacts() -> PathBuf {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let user =
        || folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache"))).unwrap_or_else(std::env::temp_dir);
    folder("TOUCHSTONE_CACHE").unwrap_or_else(|| user().join("touchstone")).join("artifacts")
}

/// `count` workers; so many calls more may wait. The artifacts of the fixture and of Python are open, so that a call is at once in the
/// queue.
pub(crate) async fn pool(count: usize, queue_length: usize) -> Workers {
    pool_with_share(count, count, queue_length).await
}

/// `count` workers, of which one plugin may have `share`.
pub(crate) async fn pool_with_share(count: usize, share: usize, queue_length: usize) -> Workers {
    let options = WorkerOptions { program: PROGRAM.into(), count, share, artifacts: artifacts(), queue_length };
    let workers = Workers::start(options).await.unwrap_or_else(|error| panic!("{error}"));
    for component in [fixture(), python()] {
        let reply = workers.run(component, Grants::default(), Vec::new(), Call::Load).await.expect("a reply");
        assert_eq!(reply.result, CallResult::Loaded);
    }
    workers
}

/// A component under `target`, such as `fixtures/fixture.wasm`.
pub(crate) fn component(path: &str) -> Component {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target").join(path);
    let bytes =
        std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins`", path.display()));
    Component { digest: Digest::of(&bytes), path }
}

pub(crate) fn fixture() -> Component {
    component("fixtures/fixture.wasm")
}

pub(crate) fn python() -> Component {
    component("plugins/touchstone.runtime-python.wasm")
}

pub(crate) fn all_grants() -> Grants {
    Grants::of(Capability::ALL.iter().copied())
}

/// Runs a call of the fixture, with Python beside it.
pub(crate) async fn run(workers: &Workers, call: Call) -> Result<Reply, WorkerError> {
    workers.run(fixture(), all_grants(), vec![python()], call).await
}

/// Has the fixture score a text as `config` says.
pub(crate) async fn evaluate(workers: &Workers, config: Value) -> Result<Reply, WorkerError> {
    run(workers, evaluation_of(&config, json!({"kind": "text", "text": "an answer"}))).await
}

pub(crate) fn evaluation_of(config: &Value, answer: Value) -> Call {
    let text = str::to_owned;
    Call::Evaluate {
        item: text("item"),
        question: text("{}"),
        config: config.to_string(),
        answer,
        locale: text("en"),
        seed: 1,
    }
}

/// A call that takes a good part of a second and then fails for want of fuel.
pub(crate) fn endless() -> Value {
    json!({"act": "loop"})
}

/// The value of an indicator of the evaluation in a reply.
pub(crate) fn indicator(reply: &Reply, id: &str) -> Value {
    let CallResult::Evaluated { evaluation } = &reply.result else { panic!("{:?}", reply.result) };
    let indicators = evaluation["indicators"].as_array().expect("a list");
    indicators.iter().find(|indicator| indicator["id"] == id).unwrap_or_else(|| panic!("no `{id}`"))["value"].clone()
}

/// The word and the text of a failure.
pub(crate) fn failure(reply: &Reply) -> (&str, &str) {
    match &reply.result {
        CallResult::Failed { kind, message } => (kind, message),
        other => panic!("{other:?}"),
    }
}

/// Sends a signal, such as `KILL`.
pub(crate) fn signal(name: &str, process: u32) {
    let status = Command::new("sh").args(["-c", &format!("kill -s {name} {process}")]).status().expect("a shell");
    assert!(status.success(), "no process {process}");
}

/// Whether there is such a process, dead ones that nobody has waited for included.
pub(crate) fn exists(process: u32) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}
