//! What plugins do wrong: it withholds a total, and takes nobody else along.

use std::io::Write;
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::common::{JOB, Server, component, item_path, program, wait};

/// One text question of the fixture, which does what its evaluator's config says.
fn interview(id: &str, question: &Value, evaluator: &Value) -> Value {
    let module = |config: &Value| json!({"plugin": "touchstone/fixture", "version": "^0.1", "config": config});
    let dimension = |id: &str| json!({"id": id, "title": {"en": id}, "weight": 1});
    json!({
        "id": id, "title": {"en": "Fixture"},
        "grants": {"touchstone/fixture": ["run-code", "attachments"]},
        "items": [{
            "id": "item", "title": {"en": "The item"}, "question": module(question), "evaluator": module(evaluator),
            "maps": [{"from": "first", "to": "first", "weight": 1}],
        }],
        "rubric": {
            "dimensions": [dimension("first")], "levels": [{"id": "any", "title": {"en": "Any"}, "at_least": 0}],
        },
    })
}

fn server() -> Server {
    let server = Server::start();
    server.install(&component("fixtures/fixture.wasm")).is(201);
    server.put("/plugins/touchstone/fixture/grants", &json!({"capabilities": ["run-code", "attachments"]})).is(200);
    server
}

fn submit(server: &Server, job: &str) {
    let new = json!({"id": "ada", "name": "Ada", "locale": "en"});
    server.post(&format!("/jobs/{job}/candidates"), &new).is(201);
    let answer = json!({"kind": "text", "text": "hello"});
    server.put(&format!("/jobs/{job}/candidates/ada/items/item/answer"), &answer).is(200);
    server.post_nothing(&format!("/jobs/{job}/candidates/ada/submission")).is(202);
}

#[test]
fn a_fault_of_an_evaluator_withholds_the_total() {
    let server = server();
    let cases = [
        ("panics", json!({"refuse": "cannot read it"}), "refused", "refused"),
        ("too-many", json!({"scores": [["first", 2_000_000], ["second", 0]]}), "failed", "failed"),
        ("unknown", json!({"scores": [["third", 1]]}), "failed", "failed"),
    ];
    for (job, evaluator, state, reason) in cases {
        server.post("/jobs", &interview(job, &json!({}), &evaluator)).is(201);
        server.post_nothing(&format!("/jobs/{job}/publication")).is(200);
        submit(&server, job);
        let scorecard = wait(|| {
            let found = server.get(&format!("/jobs/{job}/candidates/ada/scorecard"));
            (found.status == 200).then_some(found.body)
        });
        assert_eq!((&scorecard["total"], &scorecard["level"]), (&Value::Null, &Value::Null), "{job}");
        assert_eq!(scorecard["withheld"][0]["reason"], reason, "{job}");
        let evaluations = server.get(&format!("/jobs/{job}/candidates/ada/evaluations")).is(200);
        assert_eq!(evaluations["evaluations"][0]["state"], state, "{evaluations}");
        assert_eq!(server.ranking(job)["ranked"][0]["rank"], Value::Null);
    }
}

/// What a plugin logs may be the candidate's answer: the server's log has nothing of it, however much is logged.
#[test]
fn what_a_plugin_logs_is_not_in_the_servers_log() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("stderr");
    let server = Server::logging("debug", std::fs::File::create(&said).unwrap());
    server.install(&component("fixtures/fixture.wasm")).is(201);
    server.put("/plugins/touchstone/fixture/grants", &json!({"capabilities": ["run-code", "attachments"]})).is(200);
    let logs = json!({"act": {"log": ["forged\nERROR the-answer", 1_000]}});
    server.post("/jobs", &interview("logs", &json!({}), &logs)).is(201);
    server.post_nothing("/jobs/logs/publication").is(200);
    submit(&server, "logs");
    wait(|| (server.get("/jobs/logs/candidates/ada/scorecard").status == 200).then_some(()));
    let said = wait(|| std::fs::read_to_string(&said).ok().filter(|said| said.contains("evaluated")));
    assert!(!said.contains("the-answer") && !said.contains("forged"), "{said}");
}

/// Its step would run for many seconds; its worker is ended with it, and the next candidate's step is taken.
#[test]
fn a_client_who_leaves_in_the_middle_of_a_step_frees_the_worker() {
    let server = Server::with_plugins();
    let mut interview = crate::common::interview();
    interview["items"][0]["question"]["config"]["limits"]["fuel"] = json!(30_000_000_000_u64);
    server.post("/jobs", &interview).is(201);
    server.post_nothing(&format!("/jobs/{JOB}/publication")).is(200);
    server.add("ada");
    let steps = format!("{}/steps", item_path("ada", "program"));
    let looping = json!({
        "kind": "program", "language": "python", "entry": "main.py",
        "files": [{"path": "main.py", "text": "while True: pass"}],
    });
    let body = json!({"action": {"run": "custom", "program": looping, "stdin": ""}}).to_string();
    let address = server.base().strip_prefix("http://").unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    write!(
        client,
        "POST /api/v1{steps} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let workers = |server: &Server| server.get("/health/ready").body["workers"].clone();
    wait(|| (workers(&server)["busy"] == 1).then_some(()));
    drop(client);
    let after = wait(|| Some(workers(&server)).filter(|workers| workers["busy"] == 0 && workers["alive"] == 3));
    assert_eq!(after["restarted"], 1, "{after}");
    let run = json!({"action": {"run": "custom", "program": program(), "stdin": "hello"}});
    assert_eq!(server.post(&steps, &run).is(200)["steps"], 1);
}

#[test]
fn a_config_that_makes_the_plugin_fail_is_not_published() {
    let server = server();
    for (job, question, evaluator, pointer) in [
        ("loops", json!({"act": "loop"}), json!({}), "/items/0/question/config"),
        ("panics", json!({}), json!({"act": {"panic": "no"}}), "/items/0/evaluator/config"),
        ("complains", json!({}), json!({"problems": ["/scores"]}), "/items/0/evaluator/config/scores"),
    ] {
        server.post("/jobs", &interview(job, &question, &evaluator)).is(201);
        let problem = server.post_nothing(&format!("/jobs/{job}/publication")).problem(422, "publication-refused");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(server.get("/health/ready").is(200)["workers"]["restarted"], 0);
}
