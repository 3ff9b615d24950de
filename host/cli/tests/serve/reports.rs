//! `rank`, `what-if` and `stats` over a running server say what they say over the folder with the same interview and answers.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::common::{JOB, Server, device, interview, program, workspace, wrong_program};

fn touchstone(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.args(arguments).current_dir(workspace()).env_remove("CLICOLOR_FORCE").output().unwrap()
}

#[track_caller]
fn report(arguments: &[&str]) -> Value {
    let output = touchstone(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Four candidates, one of whom omits an item.
fn answers() -> [(&'static str, Vec<(&'static str, Value)>); 4] {
    [
        ("ada", vec![("program", program()), ("device", device())]),
        ("bob", vec![("program", wrong_program()), ("device", device())]),
        ("cy", vec![("program", program())]),
        ("dan", vec![("device", device())]),
    ]
}

fn folder(path: &Path) {
    fs::write(path.join("interview.json"), interview().to_string()).unwrap();
    fs::create_dir(path.join("answers")).unwrap();
    for (candidate, answers) in answers() {
        let answers: serde_json::Map<String, Value> =
            answers.into_iter().map(|(item, answer)| (item.to_owned(), answer)).collect();
        let named = json!({"id": candidate, "name": format!("Name of {candidate}")});
        let sheet = json!({"candidate": named, "locale": "en", "answers": answers});
        fs::write(path.join(format!("answers/{candidate}.json")), sheet.to_string()).unwrap();
    }
}

#[test]
fn a_server_and_a_folder_give_the_same_reports() {
    let server = Server::with_job();
    for (candidate, answers) in answers() {
        server.sit(candidate, &answers);
    }
    server.add("eve");
    server.ranking(JOB);
    let example = tempfile::tempdir().unwrap();
    folder(example.path());
    let example = example.path().to_str().unwrap();
    let of_server = ["--server", server.base(), "--job", JOB, "--json"];
    let of_folder = [example, "--plugins", "target/plugins", "--json"];
    for command in [&["rank"][..], &["what-if", "--raise", "safety=4/5"], &["stats"]] {
        let run = |source: &[&str]| report(&[command, source].concat());
        let (mut one, other) = (run(&of_server), run(&of_folder));
        if command == ["rank"] {
            assert_eq!(one["waiting"][0]["candidate"]["id"], "eve");
            assert_eq!(one["comparable"], true, "who omits an item is on the same basis: {:#}", one["bases"]);
            one["waiting"] = json!([]);
        }
        assert_eq!(one, other, "{command:?}");
    }

    // The job's weights and switches of now are what counts.
    server.put(&format!("/jobs/{JOB}/weights"), &json!({"dimension": "safety", "share": "4/5"})).is(200);
    let ranked = report(&[&["rank"][..], &of_server].concat());
    let told = server.ranking(JOB);
    for (one, other) in ranked["candidates"].as_array().unwrap().iter().zip(told["ranked"].as_array().unwrap()) {
        assert_eq!((&one["rank"], &one["scorecard"]), (&other["rank"], &other["scorecard"]));
    }
    server.put(&format!("/jobs/{JOB}/modules"), &json!({"off": ["touchstone/code-runner#evaluator"]})).is(200);
    assert_eq!(
        report(&[&["rank"][..], &of_server].concat())["modules_off"],
        json!(["touchstone/code-runner#evaluator"])
    );
}

#[test]
fn a_job_that_is_not_there_is_said_in_the_servers_words() {
    let server = Server::start();
    let output = touchstone(&["rank", "--server", server.base(), "--job", "nothing", "--json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b""[..]), "{said}");
    assert!(said.contains("the server says of `/jobs/nothing`: ") && said.contains("no job `nothing`"), "{said}");
}
