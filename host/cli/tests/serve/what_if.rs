//! What-if: everybody under other weights and modules, and nothing changes.

use serde_json::{Value, json};

use crate::common::{JOB, Server, device, program, wrong_program};

fn server() -> Server {
    let server = Server::with_job();
    server.sit("ada", &[("program", program())]);
    server.sit("ben", &[("program", wrong_program()), ("device", device())]);
    server.add("cleo");
    server.ranking(JOB);
    server
}

/// Candidates with their totals and ranks after, in the order that comes.
fn after(what_if: &Value) -> Vec<(&str, &str, u64)> {
    let attempts = what_if["attempts"].as_array().unwrap().iter();
    attempts
        .map(|one| {
            let total = one["after"]["total"]["exact"].as_str().unwrap();
            (one["candidate"].as_str().unwrap(), total, one["rank_after"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn other_weights_and_modules_are_tried_and_change_nothing() {
    let server = server();
    let (path, ranking) = (format!("/jobs/{JOB}/what-if"), server.ranking(JOB));
    // ada: 50 in correctness and 0 in safety; ben: 0 and 100.
    let raised = server.post(&path, &json!({"raise": {"dimension": "correctness", "share": "4/5"}})).is(200);
    assert_eq!(after(&raised), [("ada", "40", 1), ("ben", "20", 2)]);
    let all = server.post(&path, &json!({"weights": {"correctness": 4, "safety": 1}})).is(200);
    assert_eq!(all["attempts"], raised["attempts"]);
    let ben = &raised["attempts"][1];
    assert_eq!((&ben["before"]["total"]["exact"], &ben["rank_before"]), (&json!("50"), &json!(1)));
    assert_eq!(ben["decomposition"]["difference"]["exact"], "-30");
    let parts = ben["decomposition"]["dimensions"].as_array().unwrap();
    let parts: Vec<_> = parts.iter().map(|one| one["difference"]["exact"].as_str().unwrap()).collect();
    assert_eq!(parts, ["0", "-30"]);

    let off = json!({"modules_off": ["touchstone/device-checklist#evaluator"]});
    assert_eq!(after(&server.post(&path, &off).is(200)), [("ada", "50", 1), ("ben", "0", 2)]);
    assert_eq!(server.ranking(JOB), ranking);
}

#[test]
fn what_cannot_be_tried_is_refused() {
    let server = server();
    let path = format!("/jobs/{JOB}/what-if");
    for (body, code) in [
        (json!({}), "wrong-body"),
        (json!({"weights": {}, "raise": {"dimension": "safety", "share": 1}}), "wrong-body"),
        (json!({"weights": {"correctness": 1}}), "weights-refused"),
        (json!({"weights": {"correctness": 0, "safety": 0}}), "weights-refused"),
        (json!({"raise": {"dimension": "speed", "share": 1}}), "weights-refused"),
        (json!({"modules_off": ["touchstone/other#evaluator"]}), "unknown-module"),
    ] {
        server.post(&path, &body).problem(422, code);
    }
}
