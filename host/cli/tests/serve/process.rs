//! The server as a process: one per data directory, on loopback only, and nothing is lost however it ends.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::common::{JOB, Server, answer_path, candidate_path, device, item_path, program, serve, signal, wait};

#[test]
fn a_second_server_hears_who_has_the_data_directory() {
    let server = Server::start();
    let output = serve(server.data(), &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("in use by process {}", server.process_id())), "{said}");
    assert!(said.contains("hint: stop that process"), "{said}");
}

#[test]
fn other_machines_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_touchstone"));
    let output = command.args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no accounts yet") && said.contains("hint: listen at a loopback address"), "{said}");
}

#[test]
fn everything_survives_a_kill() {
    let server = Server::with_job();
    server.add("ada");
    server.put(&answer_path("ada", "program"), &program()).is(200);
    let steps = format!("{}/steps", item_path("ada", "device"));
    server.post(&steps, &json!({"action": {"name": "press", "control": "inspect"}})).is(200);
    server.put(&format!("/jobs/{JOB}/weights"), &json!({"dimension": "safety", "share": "1/4"})).is(200);
    let before = [format!("/jobs/{JOB}"), "/plugins".to_owned(), format!("{}/answers", candidate_path("ada"))];
    let seen: Vec<Value> = before.iter().map(|path| server.get(path).is(200)).collect();

    let server = server.kill_and_start_again();
    let now: Vec<Value> = before.iter().map(|path| server.get(path).is(200)).collect();
    assert_eq!(now, seen);
    // The device is where it was left.
    let step = server.post(&steps, &json!({"action": {"name": "press", "control": "power"}})).is(200);
    assert_eq!(step["steps"], 2);
}

/// Killed while evaluations run: each is made once, none is lost.
#[test]
fn evaluations_that_were_under_way_are_made_after_a_restart() {
    let mut server = Server::with_job();
    let candidates: Vec<String> = (0..12).map(|n| format!("candidate-{n}")).collect();
    for candidate in &candidates {
        server.sit(candidate, &[("program", program()), ("device", device())]);
        if candidate.ends_with('5') {
            server = server.kill_and_start_again();
        }
    }
    server = server.kill_and_start_again();
    let ranking = server.ranking(JOB);
    assert_eq!(ranking["ranked"].as_array().unwrap().len(), candidates.len());
    for one in ranking["ranked"].as_array().unwrap() {
        assert_eq!((&one["rank"], &one["scorecard"]["total"]["exact"]), (&json!(1), &json!("75")));
    }
    for candidate in &candidates {
        let found = server.get(&format!("{}/evaluations", candidate_path(candidate))).is(200);
        let found = found["evaluations"].as_array().unwrap();
        assert_eq!(found.iter().map(|one| one["item"].as_str().unwrap()).collect::<Vec<_>>(), ["device", "program"]);
        assert!(found.iter().all(|one| one["generation"] == 1 && one["state"] == "evaluated"));
    }
}

#[test]
fn workers_that_are_killed_lose_nothing() {
    let server = Server::with_job();
    for n in 0..10 {
        server.sit(&format!("candidate-{n}"), &[("program", program())]);
        let ready = server.get("/health/ready");
        if ready.status == 200
            && let Some(process) = ready.body["workers"]["process_ids"][0].as_u64()
        {
            let killed =
                std::process::Command::new("kill").args(["-KILL", &process.to_string()]).stderr(Stdio::null()).status();
            assert!(killed.is_ok());
        }
    }
    let ranking = server.ranking(JOB);
    assert_eq!(ranking["ranked"].as_array().unwrap().len(), 10);
    assert!(
        ranking["ranked"].as_array().unwrap().iter().all(|one| one["scorecard"]["total"]["exact"] == "25"),
        "{ranking:#}"
    );
    let ready = wait(|| {
        let ready = server.get("/health/ready");
        (ready.status == 200 && ready.body["workers"]["alive"] == 3).then_some(ready.body)
    });
    assert!(ready["workers"]["restarted"].as_u64().unwrap() > 0, "{ready}");
}

#[test]
fn it_stops_when_it_is_asked_to() {
    let mut server = Server::with_job();
    server.sit("ada", &[("program", program()), ("device", device())]);
    assert!(server.stop().success());
    let server = server.kill_and_start_again();
    assert_eq!(server.scorecard("ada")["total"]["exact"], "75");
    signal(server.process_id(), "-INT");
}
