//! What is measured, for Prometheus: evaluations and calls by plugin and outcome, requests by route, and the workers. Labels are few and
//! known: plugins, functions, outcomes, routes; never a job, an item or a candidate.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use touchstone_runtime::worker::protocol::{CallResult, Reply};

use crate::job::LockedPlugin;
use crate::workers::WorkersStatus;

const EVALUATION_SECONDS: &str = "touchstone_evaluation_seconds";
const EVALUATION_WAIT_SECONDS: &str = "touchstone_evaluation_wait_seconds";
const EVALUATION_FUEL: &str = "touchstone_evaluation_fuel";
const EVALUATION_MEMORY_BYTES: &str = "touchstone_evaluation_memory_bytes";
const CALL_SECONDS: &str = "touchstone_call_seconds";
const CALLS_WITHOUT_REPLY: &str = "touchstone_calls_without_reply_total";
const REQUEST_SECONDS: &str = "touchstone_request_seconds";
const WORKERS_ALIVE: &str = "touchstone_workers_alive";
const WORKERS_BUSY: &str = "touchstone_workers_busy";
const WORKER_RESTARTS: &str = "touchstone_worker_restarts_total";
const CALLS_QUEUED: &str = "touchstone_calls_queued";

const SECONDS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];
/// WebAssembly operations.
const FUEL: &[f64] = &[1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];
const MIB: f64 = 1_048_576.0;
/// Up to the ceiling of a plugin's memory.
const BYTES: &[f64] = &[MIB, 4.0 * MIB, 16.0 * MIB, 32.0 * MIB, 64.0 * MIB, 128.0 * MIB, 256.0 * MIB];

/// How often what was measured is put together when nobody asks for it.
const UPKEEP: Duration = Duration::from_secs(10);

/// Starts to measure. A process does so once; later calls give the same handle.
pub(crate) fn start() -> Result<PrometheusHandle, BuildError> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)?
        .set_buckets_for_metric(Matcher::Suffix("_fuel".to_owned()), FUEL)?
        .set_buckets_for_metric(Matcher::Suffix("_bytes".to_owned()), BYTES)?
        .install_recorder()?;
    describe();
    Ok(HANDLE.get_or_init(|| handle).clone())
}

/// Puts together what was measured, again and again, so that it takes no more room the longer nobody asks.
pub(crate) async fn keep_up(handle: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}

fn describe() {
    describe_histogram!(
        EVALUATION_SECONDS,
        Unit::Seconds,
        "How long an evaluation ran in its worker, candidates' programs included"
    );
    describe_histogram!(EVALUATION_WAIT_SECONDS, Unit::Seconds, "From submission until an evaluation ran");
    describe_histogram!(
        EVALUATION_FUEL,
        Unit::Count,
        "WebAssembly operations of an evaluation, candidates' programs included"
    );
    describe_histogram!(EVALUATION_MEMORY_BYTES, Unit::Bytes, "Linear memory of an evaluator in sum at its largest");
    describe_histogram!(CALL_SECONDS, Unit::Seconds, "How long a call ran in its worker");
    describe_counter!(CALLS_WITHOUT_REPLY, Unit::Count, "Calls that no worker answered: all were busy, or two died");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long a request was served");
    describe_gauge!(WORKERS_ALIVE, Unit::Count, "Worker processes that can take a call");
    describe_gauge!(WORKERS_BUSY, Unit::Count, "Worker processes that run one");
    describe_counter!(
        WORKER_RESTARTS,
        Unit::Count,
        "Worker processes that were started in the place of one that ended"
    );
    describe_gauge!(CALLS_QUEUED, Unit::Count, "Calls that wait for a worker");
}

/// A call that a worker answered.
pub(crate) fn called(plugin: &LockedPlugin, function: &'static str, reply: &Reply) {
    let labels = labels(plugin, function, outcome(&reply.result));
    histogram!(CALL_SECONDS, &labels).record(seconds(reply));
}

/// A call that none answered.
pub(crate) fn not_called(plugin: &LockedPlugin, function: &'static str, why: &'static str) {
    counter!(CALLS_WITHOUT_REPLY, &labels(plugin, function, why)).increment(1);
}

/// An evaluation that is kept.
pub(crate) fn evaluated(plugin: &LockedPlugin, reply: &Reply, waited: Duration) {
    let labels = labels(plugin, "evaluate", outcome(&reply.result));
    histogram!(EVALUATION_SECONDS, &labels).record(seconds(reply));
    histogram!(EVALUATION_WAIT_SECONDS, &labels).record(waited.as_secs_f64());
    histogram!(EVALUATION_FUEL, &labels).record(count(reply.fuel.saturating_add(reply.program_fuel)));
    histogram!(EVALUATION_MEMORY_BYTES, &labels).record(count(reply.peak_memory_bytes));
}

/// A request that was answered.
pub(crate) fn requested(method: &str, route: &str, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    histogram!(REQUEST_SECONDS, &labels).record(took.as_secs_f64());
}

/// How the workers do at this moment.
pub(crate) fn workers(status: &WorkersStatus) {
    gauge!(WORKERS_ALIVE).set(count(status.alive as u64));
    gauge!(WORKERS_BUSY).set(count(status.busy as u64));
    gauge!(CALLS_QUEUED).set(count(status.queued as u64));
    counter!(WORKER_RESTARTS).absolute(status.restarted);
}

/// A stable word for what became of a call.
pub(crate) fn outcome(result: &CallResult) -> String {
    match result {
        CallResult::Refused { .. } => "refused".to_owned(),
        CallResult::Problem { .. } => "problem".to_owned(),
        CallResult::Checked { problems } if !problems.is_empty() => "problem".to_owned(),
        CallResult::Failed { kind, .. } => kind.clone(),
        CallResult::Loaded
        | CallResult::Checked { .. }
        | CallResult::Presented { .. }
        | CallResult::Stepped { .. }
        | CallResult::Evaluated { .. } => "done".to_owned(),
    }
}

fn labels(plugin: &LockedPlugin, function: &'static str, outcome: impl Into<String>) -> [(&'static str, String); 4] {
    [
        ("plugin", plugin.manifest.id().to_string()),
        ("version", plugin.manifest.version().to_string()),
        ("function", function.to_owned()),
        ("outcome", outcome.into()),
    ]
}

fn seconds(reply: &Reply) -> f64 {
    Duration::from_micros(reply.duration_us).as_secs_f64()
}

/// Figures here are for people and graphs; those that count are integers in the store.
#[expect(clippy::cast_precision_loss, reason = "a graph is no score")]
fn count(number: u64) -> f64 {
    number as f64
}
