//! Overrides: a person's word beside the machine's, in scorecards, ranks and comparisons; nothing is replaced.

use serde_json::{Value, json};

use crate::common::{JOB, Server, candidate_path, device, interview, program, wait, wrong_program};

fn path(candidate: &str) -> String {
    format!("{}/overrides", candidate_path(candidate))
}

fn word(points: &Value) -> Value {
    json!({"by": "li-na", "reason": "the test was too strict", "item": "program", "dimension": "correctness", "points": points})
}

fn server() -> Server {
    let server = Server::with_job();
    server.sit("ada", &[("program", program()), ("device", device())]);
    server.sit("ben", &[("program", wrong_program()), ("device", device())]);
    server.add("cleo");
    server.ranking(JOB);
    server
}

#[test]
fn a_persons_score_stands_beside_the_machines() {
    let server = server();
    let before = server.scorecard("ben");
    assert_eq!((&before["total"]["exact"], &before["machine"]), (&json!("50"), &Value::Null));
    let entry = server.post(&path("ben"), &word(&json!("95.5"))).is(201);
    assert_eq!((&entry["by"], &entry["role"]), (&json!("li-na"), &json!("override")));
    assert!(entry["at"].as_str().is_some_and(|at| at.ends_with('Z')), "the server's time: {entry}");

    let after = server.scorecard("ben");
    assert_eq!((&after["total"]["exact"], &after["machine"]["total"]["exact"]), (&json!("391/4"), &json!("50")));
    let map = &after["items"][0]["maps"][0];
    assert_eq!((&map["points"]["exact"], &map["machine"]["exact"]), (&json!("191/2"), &json!("0")));
    assert_eq!(map["set_by"]["reason"], "the test was too strict");
    let ranking = server.ranking(JOB);
    assert_eq!(ranking["ranked"][0]["scorecard"], after);
    let same =
        server.post(&format!("/jobs/{JOB}/what-if"), &json!({"weights": {"correctness": 1, "safety": 1}})).is(200);
    assert_eq!(same["attempts"][0]["before"]["total"], after["total"]);

    // A second word does not replace the first.
    server.post(&path("ben"), &word(&json!(0))).is(201);
    assert_eq!(server.scorecard("ben")["total"]["exact"], "50");
    let log = server.get(&format!("{}?person=li-na", path("ben"))).is(200);
    let points: Vec<_> = log["overrides"].as_array().unwrap().iter().map(|one| one["points"].clone()).collect();
    assert_eq!(points, ["191/2", "0"], "{log}");
    let server = server.kill_and_start_again();
    assert_eq!(server.get(&format!("{}?person=wang-li", path("ben"))).is(200), log);
}

#[test]
fn a_persons_score_holds_in_later_generations_and_not_in_earlier_ones() {
    let server = server();
    server.post(&path("ada"), &word(&json!(100))).is(201);
    let mut config = interview()["items"][0]["evaluator"]["config"].take();
    config["tests"] = json!([{"id": "one", "group": "basic", "stdin": "a", "expected": "no"}]);
    server.post(&format!("/jobs/{JOB}/rescores"), &json!({"configs": {"program": config}, "reason": "why"})).is(201);
    let rescore = format!("/jobs/{JOB}/rescores/2");
    wait(|| (server.get(&rescore).is(200)["status"] == "finished").then_some(()));
    let report = server.get(&format!("{rescore}/report")).is(200);
    let change = |candidate: &str| {
        let mut all = report["attempts"].as_array().unwrap().iter();
        all.find(|one| one["candidate"] == candidate).map(|one| one["decomposition"]["difference"]["exact"].clone())
    };
    // The machine's 50 became 0, but a person's word stands before both.
    assert_eq!((change("ada"), change("ben")), (None, Some(json!("50"))), "{report:#}");
    let accept = json!({"decision": "accept", "by": "Li Na", "reason": "checked"});
    server.put(&format!("{rescore}/decision"), &accept).is(200);
    let card = server.scorecard("ada");
    assert_eq!((&card["total"]["exact"], &card["machine"]["total"]["exact"]), (&json!("100"), &json!("50")));
    server.post(&path("ada"), &word(&json!(20))).is(201);
    let total =
        |query: &str| server.get(&format!("{}/scorecard{query}", candidate_path("ada"))).is(200)["total"].take();
    assert_eq!((&total("")["exact"], &total("?generation=1")["exact"]), (&json!("60"), &json!("100")));
}

#[test]
fn what_is_no_word_on_a_score_is_refused() {
    let server = server();
    let with = |key: &str, value: Value| {
        let mut word = word(&json!(50));
        word[key] = value;
        word
    };
    for (body, pointer) in [
        (with("at", json!("2026-11-24T09:00:00Z")), "/at"),
        (with("reason", json!(" ")), "/reason"),
        (with("points", json!(101)), "/points"),
        (with("points", json!(0.5)), "/points"),
        (with("by", json!("Li Na")), "/by"),
        (with("role", json!("boss")), "/role"),
        (with("score", json!(1)), "/score"),
    ] {
        let problem = server.post(&path("ada"), &body).problem(422, "wrong-body");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    for body in [with("item", json!("essay")), with("dimension", json!("speed")), with("role", json!("marker"))] {
        server.post(&path("ada"), &body).problem(422, "override-refused");
    }
    server.post(&path("cleo"), &word(&json!(50))).problem(409, "not-submitted");
    assert_eq!(server.get(&format!("{}?person=li-na", path("ada"))).is(200)["overrides"], json!([]));
}
