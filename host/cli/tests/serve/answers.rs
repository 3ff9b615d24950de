//! Answers and steps: what is taken, what is refused, and that a repetition changes nothing.

use serde_json::{Value, json};

use crate::common::{Server, answer_path, candidate_path, device, item_path, program, wait};

#[test]
fn the_same_answer_again_changes_nothing() {
    let server = Server::with_job();
    server.add("ada");
    let path = answer_path("ada", "program");
    let first = server.put(&path, &program()).is(200);
    assert_eq!((&first["origin"], &first["answer"]), (&json!("sent"), &program()));
    assert_eq!(server.put(&path, &program()).is(200), first);
    assert_eq!(server.get(&path).is(200), first);
    let omitted = json!({"kind": "omitted"});
    assert_eq!(server.put(&path, &omitted).is(200)["answer"], omitted);
    server.post_nothing(&format!("{}/submission", candidate_path("ada"))).is(202);
    let scorecard = server.scorecard("ada");
    assert_eq!(scorecard["items"][0]["state"]["kind"], "omitted");
    assert_eq!(scorecard["total"]["exact"], "0");
}

#[test]
fn an_answer_that_cannot_be_taken_says_where() {
    let server = Server::with_job();
    server.add("ada");
    let mut unknown_language = program();
    unknown_language["language"] = json!("cobol");
    let mut unknown_control = device();
    unknown_control["events"][0]["detail"]["control"] = json!("no-such-control");
    let cases = [
        ("program", json!({"kind": "text", "text": "x"}), "/kind"),
        ("program", json!({"kind": "program", "language": "python", "entry": "main.py", "files": []}), "/entry"),
        ("program", json!({"kind": "poem"}), "/kind"),
        ("program", unknown_language, "/language"),
        ("device", unknown_control, "/events/0"),
    ];
    for (item, answer, pointer) in cases {
        let problem = server.put(&answer_path("ada", item), &answer).problem(422, "answer-refused");
        assert!(problem["errors"][0]["pointer"].as_str().unwrap().starts_with(pointer), "{answer} {problem}");
    }
    let files = json!({"kind": "files", "files": [{"name": "a.csv", "media_type": "text/csv", "path": "a.csv"}]});
    let problem = server.put(&answer_path("ada", "program"), &files).problem(422, "answer-refused");
    assert_eq!(problem["errors"][0]["pointer"], "/files/0/path");
    assert_eq!(server.get(&format!("{}/answers", candidate_path("ada"))).is(200)["answers"], json!([]));
}

#[test]
fn the_server_keeps_the_log_of_what_is_done() {
    let server = Server::with_job();
    server.add("ada");
    let steps = format!("{}/steps", item_path("ada", "device"));
    let step = |action: Value| server.post(&steps, &json!({"action": action, "client_ms": 5}));
    let first = step(json!({"name": "press", "control": "inspect"})).is(200);
    assert_eq!((&first["received_ms"], &first["steps"]), (&json!(0), &json!(1)));
    assert_eq!(first["view"]["effect"], true);
    // A refused action leaves nothing behind.
    let problem = step(json!({"name": "press", "control": "no-such-control"})).problem(422, "action-refused");
    assert!(problem["errors"][0]["pointer"].as_str().unwrap().starts_with("/action"), "{problem}");
    let second = step(json!({"name": "press", "control": "power"})).is(200);
    assert_eq!(second["steps"], 2);
    assert!(second.to_string().find("state").is_none(), "{second}");
    // The log is the answer; nobody sends another.
    server.put(&answer_path("ada", "device"), &device()).problem(409, "answer-is-recorded");

    server.post_nothing(&format!("{}/submission", candidate_path("ada"))).is(202);
    let answer = server.get(&answer_path("ada", "device")).is(200);
    assert_eq!(answer["origin"], "recorded");
    let events = answer["answer"]["events"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0], json!({"received_ms": 0, "client_ms": 5, "name": "press", "detail": {"control": "inspect"}}));
    assert_eq!(events[1]["received_ms"], second["received_ms"]);
    assert_eq!(server.scorecard("ada")["items"][1]["state"]["kind"], "evaluated");
}

#[test]
fn a_log_that_was_sent_is_not_continued() {
    let server = Server::with_job();
    server.add("ada");
    server.put(&answer_path("ada", "device"), &device()).is(200);
    let step = json!({"action": {"name": "press", "control": "inspect"}});
    let steps = format!("{}/steps", item_path("ada", "device"));
    server.post(&steps, &step).problem(409, "answer-is-recorded");
    server.put(&answer_path("ada", "device"), &json!({"kind": "omitted"})).is(200);
    server.post(&steps, &step).is(200);
}

#[test]
fn visible_tests_run_while_the_candidate_works() {
    let server = Server::with_job();
    server.add("ada");
    let run = json!({"action": {"run": "custom", "program": program(), "stdin": "hello"}});
    let steps = format!("{}/steps", item_path("ada", "program"));
    let taken = server.post(&steps, &run).is(200);
    assert_eq!(taken["view"]["results"][0]["stdout"]["text"], "hello", "{taken}");
    assert_eq!(server.post(&steps, &run).is(200)["view"]["runs"], 2);
    // Trying is not answering.
    server.get(&answer_path("ada", "program")).problem(404, "no-answer");
}

#[test]
fn nothing_is_taken_after_the_submission() {
    let server = Server::with_job();
    server.add("ada");
    let submission = format!("{}/submission", candidate_path("ada"));
    server.get(&format!("{}/scorecard", candidate_path("ada"))).problem(409, "not-submitted");
    server.put(&answer_path("ada", "program"), &program()).is(200);
    let submitted = server.post_nothing(&submission).is(202);
    assert!(submitted["submitted_at"].is_string());
    server.post_nothing(&submission).problem(409, "already-submitted");
    server.put(&answer_path("ada", "program"), &program()).problem(409, "already-submitted");
    let status = wait(|| {
        let candidate = server.get(&candidate_path("ada")).is(200);
        (candidate["status"] != "being-scored").then(|| candidate["status"].clone())
    });
    assert_eq!(status, "scored");
}
