//! Plugins: installed once, inspected, switched, granted.

use serde_json::{Value, json};

use crate::common::{JOB, Server, interview, plugin};

#[test]
fn a_plugin_is_inspected_when_it_is_installed() {
    let server = Server::start();
    let component = plugin("code-runner");
    let installed = server.install(&component).is(201);
    assert_eq!(installed["id"], "touchstone/code-runner");
    assert_eq!(installed["bytes"], component.len());
    assert_eq!(installed["capabilities"][0]["capability"], "run-code");
    assert!(installed["capabilities"][0]["reason"]["en"].as_str().is_some_and(|reason| reason.len() > 10));
    assert!(
        installed["imports"]
            .as_array()
            .unwrap()
            .iter()
            .any(|import| import.as_str().unwrap().starts_with("touchstone:plugin/code@"))
    );
    assert_eq!(
        installed["modules"],
        json!(["touchstone/code-runner#question-type", "touchstone/code-runner#evaluator"])
    );

    assert_eq!(server.install(&component).is(200), installed);
    // The same id and version with other bytes: a custom section more.
    let mut other = component.clone();
    other.extend_from_slice(b"\0\x03\x01xy");
    server.install(&other).problem(409, "plugin-version-taken");
    assert_eq!(server.get("/plugins").is(200)["plugins"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("/plugins/touchstone/code-runner").is(200)["versions"][0], installed);
}

#[test]
fn what_is_no_plugin_is_refused() {
    let server = Server::start();
    for (bytes, said) in
        [(&b""[..], "no WebAssembly"), (b"hello", "no WebAssembly"), (b"\0asm\x01\0\0\0", "core WebAssembly module")]
    {
        let problem = server.install(bytes).problem(422, "plugin-refused");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{problem}");
    }
}

#[test]
fn lists_come_in_pages() {
    let server = Server::with_plugins();
    let mut seen = Vec::new();
    let mut path = "/plugins?limit=2".to_owned();
    loop {
        let page = server.get(&path).is(200);
        seen.extend(page["plugins"].as_array().unwrap().iter().map(|plugin| plugin["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/plugins?limit=2&after={}", next.replace('/', "%2F")),
            None => break,
        }
    }
    assert_eq!(seen, ["touchstone/code-runner", "touchstone/device-checklist", "touchstone/runtime-python"]);
}

#[test]
fn a_disabled_version_is_not_chosen() {
    let server = Server::with_plugins();
    server.post("/jobs", &interview()).is(201);
    let version = "/plugins/touchstone/device-checklist/versions/0.1.0";
    assert_eq!(server.put(version, &json!({"enabled": false})).is(200)["enabled"], false);
    let publication = format!("/jobs/{JOB}/publication");
    let problem = server.post_nothing(&publication).problem(422, "publication-refused");
    let pointers: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/items/1/question", "/items/1/evaluator"]);
    server.put(version, &json!({"enabled": true})).is(200);
    server.post_nothing(&publication).is(200);
    // From now on the job has its plugin.
    server.put(version, &json!({"enabled": false})).is(200);
    server.sit("ada", &[("device", crate::common::device())]);
    assert_eq!(server.scorecard("ada")["items"][1]["state"]["kind"], "evaluated");
}

#[test]
fn without_a_grant_there_is_no_capability() {
    let server = Server::with_plugins();
    server.post("/jobs", &interview()).is(201);
    let grants = "/plugins/touchstone/code-runner/grants";
    server.put(grants, &json!({"capabilities": []})).is(200);
    let problem = server.post_nothing(&format!("/jobs/{JOB}/publication")).problem(422, "publication-refused");
    assert_eq!(problem["errors"][0]["pointer"], "/grants/touchstone~1code-runner");

    server.put(grants, &json!({"capabilities": ["run-code"]})).is(200);
    assert_eq!(server.get(grants).is(200)["capabilities"], json!(["run-code"]));
    server.post_nothing(&format!("/jobs/{JOB}/publication")).is(200);
    // Taken away again: what needs it fails, and the total is withheld.
    server.put(grants, &json!({"capabilities": []})).is(200);
    server.add("ada");
    let presentation = format!("{}/presentation", crate::common::item_path("ada", "program"));
    let problem = server.get(&presentation).problem(409, "plugin-not-linked");
    assert!(problem["detail"].as_str().unwrap().contains("run-code"), "{problem}");
}

/// Of a plugin's own limit, the administrator's and the interview's, the lowest counts, and nobody can raise one.
#[test]
fn limits_are_lowered_by_administrators_and_jobs_and_raised_by_nobody() {
    let server = Server::with_plugins();
    let grants = "/plugins/touchstone/code-runner/grants";
    let granted = |limits: Value| server.put(grants, &json!({"capabilities": ["run-code"], "limits": limits}));
    for (limits, said) in [
        (json!({"fuel": 1_000_000_000_000_u64}), "asks for 1000000000000, but the plugin has 4000000000 at most"),
        (json!({"wall_ms": 0}), "`limits.wall_ms` is 0"),
    ] {
        let problem = granted(limits).problem(422, "limit-refused");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{problem}");
    }
    let problem = server
        .put("/plugins/touchstone/runtime-python/grants", &json!({"capabilities": [], "limits": {"fuel": 1}}))
        .problem(422, "limit-refused");
    assert!(problem["detail"].as_str().unwrap().contains("program_fuel"), "{problem}");
    assert_eq!(granted(json!({"program_fuel": 3_000})).is(200)["limits"], json!({"program_fuel": 3_000}));
    assert_eq!(server.get(grants).is(200)["limits"], json!({"program_fuel": 3_000}));

    let mut job = interview();
    job["limits"] = json!({"touchstone/code-runner": {"program_fuel": 4_000}});
    server.post("/jobs", &job).is(201);
    let publication = format!("/jobs/{JOB}/publication");
    let problem = server.post_nothing(&publication).problem(422, "publication-refused");
    assert_eq!(problem["errors"][0]["pointer"], "/limits/touchstone~1code-runner");
    let said = problem["errors"][0].to_string();
    assert!(said.contains("asks for 4000, but the administrator allows 3000 at most"), "{said}");

    job["limits"] = json!({"touchstone/code-runner": {"program_fuel": 1_000}});
    server.put(&format!("/jobs/{JOB}"), &job).is(200);
    server.post_nothing(&publication).is(200);
    server.add("ada");
    let steps = format!("{}/steps", crate::common::item_path("ada", "program"));
    let run = json!({"action": {"run": "custom", "program": crate::common::program(), "stdin": "hello"}});
    let problem = server.post(&steps, &run).problem(422, "action-refused");
    assert!(problem.to_string().contains("has spent the fuel it may"), "{problem}");
}
