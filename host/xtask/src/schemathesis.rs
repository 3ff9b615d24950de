//! Runs schemathesis against a server with the examples in it, by the OpenAPI document that the server serves. Every operation has to do
//! its work at least once, and never to fail as a server.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::{Stopped, program, run};
use crate::demo::{EXAMPLES, install_plugins, take_example};
use crate::places::Places;
use crate::server::{FREE_PORT, Server};
use crate::setup;

/// Candidates who have not submitted yet, as `hooks.py` and the document's examples have them.
const ANSWERING: &[&str] = &["answering", "example-candidate"];

/// What it all came to, by operation.
pub(crate) struct Outcome {
    /// How often each operation answered with which status.
    pub(crate) statuses: BTreeMap<String, BTreeMap<u64, u64>>,
    /// Whether schemathesis itself found nothing wrong.
    pub(crate) fine: bool,
}

pub(crate) fn explore(places: &Places) -> Result<Outcome, Stopped> {
    let schemathesis = setup::schemathesis(places)?;
    let server = Server::start(places, FREE_PORT)?;
    install_plugins(places, &server)?;
    for example in EXAMPLES {
        take_example(places, &server, example)?;
        for id in ANSWERING {
            server.post(&format!("/jobs/{example}/candidates"), &json!({"id": id, "name": "Ada", "locale": "en"}))?;
        }
    }
    take_uploads(places, &server)?;
    let rescore = json!({"plugins": {"acme/reply-check": "1.0.0"}, "reason": "what it was"});
    server.post("/jobs/customer-support/rescores", &rescore)?;
    let finished = |rescore: &Value| (rescore["status"] == "finished").then_some(());
    server.wait_for("/jobs/customer-support/rescores/2", finished)?;
    let configuration = places.root.join("host/xtask/tools/schemathesis");
    let report = places.root.join("target/schemathesis.ndjson");
    let mut command = program(places, schemathesis, &["--config-file"]);
    command.arg(configuration.join("schemathesis.toml")).arg("run");
    command.arg(format!("{}/api/v1/openapi.json", server.address()));
    command.args(["--report", "ndjson", "--report-ndjson-path"]).arg(&report);
    let fine = run(command.env("PYTHONPATH", &configuration).env("PYTHONDONTWRITEBYTECODE", "1")).is_ok();
    let statuses = statuses(&server.get("/openapi.json")?, &report, server.address())?;
    Ok(Outcome { statuses, fine })
}

/// A job with an item that takes files, and two of them, as `hooks.py` has them.
fn take_uploads(places: &Places, server: &Server) -> Result<(), Stopped> {
    let path = places.fixtures().join("fixture.wasm");
    let component = fs::read(&path).map_err(|error| Stopped(format!("`{}`: {error}", path.display())))?;
    server.send("POST", "/plugins", Some(("application/wasm", component)))?;
    let capabilities = ["run-code", "attachments"];
    server.put("/plugins/touchstone/fixture/grants", &json!({"capabilities": capabilities}))?;
    let module = json!({"plugin": "touchstone/fixture", "version": "^0.1", "config": {}});
    let interview = json!({
        "id": "uploads", "title": {"en": "Uploads"}, "grants": {"touchstone/fixture": capabilities},
        "items": [{
            "id": "work", "title": {"en": "Work"}, "question": module, "evaluator": module,
            "maps": [{"from": "first", "to": "first", "weight": 1}],
        }],
        "rubric": {"dimensions": [{"id": "first", "title": {"en": "First"}, "weight": 1}]},
    });
    server.post("/jobs", &interview)?;
    server.send("POST", "/jobs/uploads/publication", None)?;
    server.post("/jobs/uploads/candidates", &json!({"id": "answering", "name": "Ada", "locale": "en"}))?;
    for name in ["kept.csv", "removed.csv"] {
        let path = format!("/jobs/uploads/candidates/answering/items/work/files/{name}");
        server.send("PUT", &path, Some(("text/csv", b"month,sales\n1,20\n".to_vec())))?;
    }
    Ok(())
}

/// Reads what was answered from the events that schemathesis wrote, one a line.
fn statuses(document: &Value, report: &Path, address: &str) -> Result<BTreeMap<String, BTreeMap<u64, u64>>, Stopped> {
    let text = fs::read_to_string(report).map_err(|error| Stopped(format!("`{}`: {error}", report.display())))?;
    let paths = document["paths"].as_object().into_iter().flatten();
    let methods = |(path, item): (&String, &Value)| {
        let methods = item.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase());
        methods.map(|method| (format!("{method} {path}"), BTreeMap::new())).collect::<Vec<_>>()
    };
    let mut statuses: BTreeMap<String, BTreeMap<u64, u64>> = paths.flat_map(methods).collect();
    for line in text.lines() {
        let event: Value =
            serde_json::from_str(line).map_err(|error| Stopped(format!("`{}`: {error}", report.display())))?;
        let interactions = event["ScenarioFinished"]["recorder"]["interactions"].as_object();
        for interaction in interactions.into_iter().flatten().map(|(_, interaction)| interaction) {
            let (request, status) = (&interaction["request"], interaction["response"]["status_code"].as_u64());
            let path = request["uri"].as_str().unwrap_or_default().trim_start_matches(address);
            let asked = format!(
                "{} {}",
                request["method"].as_str().unwrap_or_default(),
                path.split('?').next().unwrap_or(path)
            );
            let operation = statuses.iter_mut().find(|(operation, _)| stands_for(operation, &asked));
            if let (Some((_, counts)), Some(status)) = (operation, status) {
                *counts.entry(status).or_default() += 1;
            }
        }
    }
    Ok(statuses)
}

/// Whether a request is one of `operation`, whose path may have parts such as `{job}`.
fn stands_for(operation: &str, request: &str) -> bool {
    let (operation, request): (Vec<&str>, Vec<&str>) = (operation.split('/').collect(), request.split('/').collect());
    operation.len() == request.len()
        && operation.iter().zip(&request).all(|(part, asked)| part.starts_with('{') || part == asked)
}

#[cfg(test)]
mod tests {
    use super::stands_for;

    #[test]
    fn parts_in_braces_stand_for_any_one_part() {
        assert!(stands_for("GET /jobs/{job}/ranking", "GET /jobs/backend-engineer/ranking"));
        for other in ["PUT /jobs/x/ranking", "GET /jobs/x", "GET /jobs/x/ranking/y", "GET /jobs/x/weights"] {
            assert!(!stands_for("GET /jobs/{job}/ranking", other), "{other}");
        }
    }
}
