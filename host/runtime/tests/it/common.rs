//! What the tests share: one engine, the components that `cargo xtask plugins` builds, and one line to call each.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, TryRecvError};
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use touchstone_core::answer::Answer;
use touchstone_core::evaluation::{Evaluation, Quantity, Refusal};
use touchstone_core::grants::Grants;
use touchstone_core::words::Capability;
use touchstone_runtime::{ArtifactCache, Call, Evaluator, FailureKind, Languages, Plugin, QuestionType, Runtime, Task};

pub(crate) type Outcome = Call<Result<Evaluation, Refusal>>;

/// The engine of this test binary, with the command line's cache of compiled components.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new(ArtifactCache::new(cache().join("artifacts"))).expect("an engine starts"))
}

/// Where the command line keeps compiled components and tools: see `places.rs` there.
pub(crate) fn cache() -> PathBuf {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let user =
        || folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache"))).unwrap_or_else(std::env::temp_dir);
    folder("TOUCHSTONE_CACHE").unwrap_or_else(|| user().join("touchstone"))
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the crate lies in its workspace")
}

/// A component under `target`, such as `fixtures/fixture.wasm`.
pub(crate) fn component(path: &str) -> Vec<u8> {
    let path = workspace().join("target").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins`", path.display()))
}

pub(crate) fn load(component: &[u8]) -> Arc<Plugin> {
    runtime().load(component).unwrap_or_else(|error| panic!("does not load: {error}"))
}

/// The fixture plugin, loaded.
pub(crate) fn fixture() -> &'static Arc<Plugin> {
    static PLUGIN: OnceLock<Arc<Plugin>> = OnceLock::new();
    PLUGIN.get_or_init(|| load(&component("fixtures/fixture.wasm")))
}

/// The languages `dump` (the fixture's own), `python` and `javascript`.
pub(crate) fn languages() -> &'static Arc<Languages> {
    static LANGUAGES: OnceLock<Arc<Languages>> = OnceLock::new();
    LANGUAGES.get_or_init(|| {
        let bundled = |name| load(&component(&format!("plugins/touchstone.runtime-{name}.wasm")));
        let plugins = [Arc::clone(fixture()), bundled("python"), bundled("javascript")];
        let runtimes = plugins.map(|plugin| runtime().language_runtime(&plugin).expect("it has a language runtime"));
        Arc::new(Languages::new(runtimes).expect("three languages"))
    })
}

pub(crate) fn all_grants() -> Grants {
    Grants::of(Capability::ALL.iter().copied())
}

/// An evaluator with every grant.
pub(crate) fn evaluator_of(plugin: &Arc<Plugin>) -> Evaluator {
    runtime().evaluator(plugin, &all_grants(), languages()).expect("it links")
}

/// A question type with every grant.
pub(crate) fn question_type_of(plugin: &Arc<Plugin>) -> QuestionType {
    runtime().question_type(plugin, &all_grants(), languages()).expect("it links")
}

/// The fixture's evaluator.
pub(crate) fn fixture_evaluator() -> &'static Evaluator {
    static EVALUATOR: OnceLock<Evaluator> = OnceLock::new();
    EVALUATOR.get_or_init(|| evaluator_of(fixture()))
}

/// Has the fixture score a text as `config` says.
pub(crate) fn evaluate(config: &Value) -> Outcome {
    evaluate_answer(config, &Answer::Text("an answer".to_owned()), &[], 0)
}

pub(crate) fn evaluate_answer(config: &Value, answer: &Answer, attachments: &[&[u8]], seed: u64) -> Outcome {
    let attachments = attachments.iter().map(|bytes| bytes.to_vec()).collect();
    evaluate_with(fixture_evaluator(), config, answer, attachments, seed)
}

pub(crate) fn evaluate_with(
    evaluator: &Evaluator,
    config: &Value,
    answer: &Answer,
    attachments: Arc<[Vec<u8>]>,
    seed: u64,
) -> Outcome {
    let config = config.to_string();
    evaluator.evaluate(&Task { item: "item", question: "{}", config: &config, answer, attachments, locale: "en", seed })
}

/// Runs `hostile` beside a well-behaved plugin, which is called again and again in another thread until `hostile` is over. What that
/// plugin returns and spends is what it is alone, or this panics.
pub(crate) fn beside_a_neighbour<T>(hostile: impl FnOnce() -> T) -> T {
    let told = || {
        let call = evaluate(&json!({}));
        (call.usage, serde_json::to_string(&evaluation(call)).expect("plain JSON"))
    };
    let alone = told();
    std::thread::scope(|scope| {
        let (running, over) = mpsc::channel::<()>();
        let (first, ready) = mpsc::channel::<()>();
        let neighbour = scope.spawn(move || {
            let mut first = Some(first);
            while over.try_recv() != Err(TryRecvError::Disconnected) {
                assert_eq!(told(), alone, "the neighbour was disturbed");
                drop(first.take());
            }
        });
        let _ = ready.recv();
        let result = hostile();
        drop(running);
        neighbour.join().expect("the neighbour is undisturbed");
        result
    })
}

/// Why the call failed; the failure names the plugin that was called.
pub(crate) fn failure<T: std::fmt::Debug>(call: Call<T>) -> FailureKind {
    let failure = call.result.expect_err("the call fails");
    assert!(failure.to_string().starts_with(&format!("plugin `{}`: ", failure.plugin)), "{failure}");
    failure.kind
}

/// What came out, neither failed nor refused.
pub(crate) fn evaluation(call: Outcome) -> Evaluation {
    let log = call.log;
    call.result
        .unwrap_or_else(|failure| panic!("{failure}; log: {log:?}"))
        .unwrap_or_else(|refusal| panic!("refused: {refusal:?}"))
}

/// The text in an indicator, read as JSON.
pub(crate) fn told(evaluation: &Evaluation, id: &str) -> Value {
    match quantity(evaluation, id) {
        Quantity::Text(text) => serde_json::from_str(text.in_language("en")).expect("the fixture writes JSON"),
        other => panic!("`{id}` is {other:?}"),
    }
}

/// The number in an indicator.
pub(crate) fn count(evaluation: &Evaluation, id: &str) -> u64 {
    match quantity(evaluation, id) {
        Quantity::Count(count) => *count,
        other => panic!("`{id}` is {other:?}"),
    }
}

fn quantity<'a>(evaluation: &'a Evaluation, id: &str) -> &'a Quantity {
    let indicator = evaluation.indicators().iter().find(|indicator| indicator.id == id);
    &indicator.unwrap_or_else(|| panic!("no indicator `{id}`")).value
}
