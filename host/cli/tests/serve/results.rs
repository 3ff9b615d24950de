//! Through HTTP the examples are worth what `touchstone score` says.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Server, plugin, read_json, workspace};

#[test]
fn the_examples_are_worth_the_same_as_on_the_command_line() {
    let server = Server::with_plugins();
    for name in ["data-viz", "runtime-javascript"] {
        server.install(&plugin(name)).is(201);
    }
    for example in ["backend-engineer", "clinical-application-engineer", "data-analyst"] {
        let folder = workspace().join("examples").join(example);
        server.post("/jobs", &read_json(&folder.join("interview.json"))).is(201);
        server.post_nothing(&format!("/jobs/{example}/publication")).is(200);
        let mut sheets: Vec<_> =
            fs::read_dir(folder.join("answers")).unwrap().map(|entry| entry.unwrap().path()).collect();
        sheets.sort();
        for sheet in sheets.iter().map(|path| read_json(path)) {
            let id = sheet["candidate"]["id"].as_str().unwrap();
            let new = json!({"id": id, "name": sheet["candidate"]["name"], "locale": sheet["locale"]});
            server.post(&format!("/jobs/{example}/candidates"), &new).is(201);
            for (item, answer) in sheet["answers"].as_object().unwrap() {
                server.put(&format!("/jobs/{example}/candidates/{id}/items/{item}/answer"), answer).is(200);
            }
            server.post_nothing(&format!("/jobs/{example}/candidates/{id}/submission")).is(202);
        }
        let ranked = server.ranking(example)["ranked"].take();
        let expected = command_line(example);
        assert_eq!(ranked.as_array().unwrap().len(), expected.len());
        for one in ranked.as_array().unwrap() {
            let id = one["scorecard"]["candidate"].as_str().unwrap();
            let expected = &expected[id];
            assert_eq!(one["scorecard"], expected["scorecard"], "{example} {id}");
            assert_eq!(one["rank"], expected["rank"], "{example} {id}");
            let path = format!("/jobs/{example}/candidates/{id}/evaluations");
            for evaluation in server.get(&path).is(200)["evaluations"].as_array().unwrap() {
                let items = expected["items"].as_array().unwrap();
                let item = items.iter().find(|item| item["id"] == evaluation["item"]).unwrap();
                for figure in ["evaluation", "fuel", "program_fuel"] {
                    assert_eq!(evaluation[figure], item[figure], "{example} {id} {figure}");
                }
            }
        }
    }
}

/// What the program says of each candidate.
fn command_line(example: &str) -> BTreeMap<String, Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.args(["score", "--json", "--plugins", "target/plugins"]).arg(format!("examples/{example}"));
    let output = command.current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let candidates = report["candidates"].as_array().unwrap().iter();
    candidates.map(|one| (one["candidate"]["id"].as_str().unwrap().to_owned(), one.clone())).collect()
}
