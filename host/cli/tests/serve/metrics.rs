//! What Prometheus finds at `/metrics`.

use crate::common::{JOB, Server, device, program};

/// The value, as it is written, of the one line that begins with this name and has all of these labels.
#[track_caller]
fn value<'a>(text: &'a str, name: &str, labels: &[(&str, &str)]) -> &'a str {
    let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
    let has = |line: &&str| {
        let rest = line.strip_prefix(name).filter(|rest| rest.starts_with(['{', ' ']));
        rest.is_some_and(|rest| labels.iter().all(|label| rest.contains(label)))
    };
    let lines: Vec<&str> = text.lines().filter(has).collect();
    assert_eq!(lines.len(), 1, "{name} {labels:?} in\n{text}");
    lines[0].rsplit(' ').next().unwrap()
}

#[test]
fn evaluations_calls_requests_and_workers_are_measured() {
    let server = Server::with_job();
    server.sit("ada", &[("program", program()), ("device", device())]);
    server.ranking(JOB);
    let response = server.send_anywhere("GET", "/metrics", None, &[]);
    assert!(response.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
    let text = response.is(200);
    let text = text.as_str().unwrap();

    let runner =
        [("plugin", "touchstone/code-runner"), ("version", "0.1.0"), ("function", "evaluate"), ("outcome", "done")];
    for name in ["seconds", "wait_seconds", "fuel", "memory_bytes"] {
        assert_eq!(value(text, &format!("touchstone_evaluation_{name}_count"), &runner), "1");
    }
    assert!(value(text, "touchstone_evaluation_fuel_sum", &runner).parse::<f64>().unwrap() > 1e6);
    let bucket = [&runner[..], &[("le", "300")]].concat();
    assert_eq!(value(text, "touchstone_evaluation_seconds_bucket", &bucket), "1");
    let checked = [("plugin", "touchstone/device-checklist"), ("function", "check-answer"), ("outcome", "done")];
    assert_eq!(value(text, "touchstone_call_seconds_count", &checked), "1");
    let route = [("method", "POST"), ("route", "/api/v1/jobs/{job}/candidates"), ("status", "201")];
    assert_eq!(value(text, "touchstone_request_seconds_count", &route), "1");
    assert_eq!(value(text, "touchstone_workers_alive", &[]), "3");
    assert!(!text.contains("ada"), "labels hold no candidate");
}
