//! Every route, with a request that succeeds, one that is wrong, and one for something that is not there. The OpenAPI document says which
//! routes there are, so that none is forgotten.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{Server, device, interview, plugin, program, read_json, wait, workspace};
use crate::uploads;

/// A request and what it leads to: a status, and the problem's code where it is one.
struct Case {
    route: (&'static str, &'static str),
    path: &'static str,
    body: Body,
    status: u16,
    code: Option<&'static str>,
}

enum Body {
    None,
    Json(Value),
    Wasm(Vec<u8>),
    File(&'static str),
}

fn ok(method: &'static str, route: &'static str, path: &'static str, body: Body, status: u16) -> Case {
    Case { route: (method, route), path, body, status, code: None }
}

fn no(
    method: &'static str,
    route: &'static str,
    path: &'static str,
    body: Body,
    status: u16,
    code: &'static str,
) -> Case {
    Case { route: (method, route), path, body, status, code: Some(code) }
}

/// Routes that take nothing that could be wrong or absent.
const WITHOUT_INPUT: &[&str] = &["/health/live", "/health/ready", "/receipt-key"];
/// Collections that are always there.
const ALWAYS_THERE: &[(&str, &str)] = &[("GET", "/plugins"), ("POST", "/plugins"), ("GET", "/jobs"), ("POST", "/jobs")];

fn draft(id: &str) -> Value {
    let mut interview = interview();
    interview["id"] = json!(id);
    interview
}

#[expect(clippy::too_many_lines, reason = "a flat table")]
fn cases() -> Vec<Case> {
    use Body::{File, Json, None, Wasm};
    const CANDIDATE: &str = "/jobs/{job}/candidates/{candidate}";
    const ANSWER: &str = "/jobs/{job}/candidates/{candidate}/items/{item}/answer";
    const FILES: &str = "/jobs/{job}/candidates/{candidate}/items/{item}/files";
    const FILE: &str = "/jobs/{job}/candidates/{candidate}/items/{item}/files/{file}";
    const PRESENTATION: &str = "/jobs/{job}/candidates/{candidate}/items/{item}/presentation";
    const STEPS: &str = "/jobs/{job}/candidates/{candidate}/items/{item}/steps";
    const VERSION: &str = "/plugins/{publisher}/{name}/versions/{version}";
    const GRANTS: &str = "/plugins/{publisher}/{name}/grants";
    const SHEET: &str = "/jobs/{job}/candidates/{candidate}/answer-sheet";
    const RECEIPT: &str = "/jobs/{job}/candidates/{candidate}/receipt";
    const OVERRIDES: &str = "/jobs/{job}/candidates/{candidate}/overrides";
    const WHAT_IF: &str = "/jobs/{job}/what-if";
    const SIMILARITY: &str = "/jobs/{job}/similarity";
    const RESCORES: &str = "/jobs/{job}/rescores";
    const RESCORE: &str = "/jobs/{job}/rescores/{rescore}";
    const REPORT: &str = "/jobs/{job}/rescores/{rescore}/report";
    const DECISION: &str = "/jobs/{job}/rescores/{rescore}/decision";
    let accept = || Json(json!({"decision": "accept", "by": "Li Na", "reason": "checked"}));
    let rescore = || Json(rescore());
    let word = |item: &str| Json(json!({"by": "li-na", "reason": "too strict", "item": item, "points": 90}));
    let new = |id: &str| Json(json!({"id": id, "name": "Somebody", "locale": "en"}));
    let press = || Json(json!({"action": {"name": "press", "control": "inspect"}}));
    vec![
        ok("GET", "/health/live", "/health/live", None, 200),
        ok("GET", "/health/ready", "/health/ready", None, 200),
        // Plugins. The server has the bundled ones.
        ok("POST", "/plugins", "/plugins", Wasm(plugin("code-runner")), 200),
        no("POST", "/plugins", "/plugins", Wasm(b"\0asm".to_vec()), 422, "plugin-refused"),
        ok("GET", "/plugins", "/plugins?limit=1", None, 200),
        no("GET", "/plugins", "/plugins?limit=0", None, 400, "wrong-query"),
        ok("GET", "/plugins/{publisher}/{name}", "/plugins/touchstone/code-runner", None, 200),
        no("GET", "/plugins/{publisher}/{name}", "/plugins/Touch%20stone/x", None, 400, "wrong-path"),
        no("GET", "/plugins/{publisher}/{name}", "/plugins/touchstone/nothing", None, 404, "unknown-plugin"),
        ok("PUT", VERSION, "/plugins/touchstone/code-runner/versions/0.1.0", Json(json!({"enabled": true})), 200),
        no(
            "PUT",
            VERSION,
            "/plugins/touchstone/code-runner/versions/0.1.0",
            Json(json!({"enabled": 1})),
            422,
            "wrong-body",
        ),
        no(
            "PUT",
            VERSION,
            "/plugins/touchstone/code-runner/versions/newest",
            Json(json!({"enabled": true})),
            400,
            "wrong-path",
        ),
        no(
            "PUT",
            VERSION,
            "/plugins/touchstone/code-runner/versions/9.0.0",
            Json(json!({"enabled": true})),
            404,
            "unknown-plugin-version",
        ),
        ok("GET", GRANTS, "/plugins/touchstone/code-runner/grants", None, 200),
        no("GET", GRANTS, "/plugins/touchstone/UPPER/grants", None, 400, "wrong-path"),
        no("GET", GRANTS, "/plugins/touchstone/nothing/grants", None, 404, "unknown-plugin"),
        ok("PUT", GRANTS, "/plugins/touchstone/code-runner/grants", Json(json!({"capabilities": ["run-code"]})), 200),
        no(
            "PUT",
            GRANTS,
            "/plugins/touchstone/code-runner/grants",
            Json(json!({"capabilities": ["fly"]})),
            422,
            "wrong-body",
        ),
        no(
            "PUT",
            GRANTS,
            "/plugins/touchstone/code-runner/grants",
            Json(json!({"capabilities": ["attachments"]})),
            422,
            "capability-not-wanted",
        ),
        no(
            "PUT",
            GRANTS,
            "/plugins/touchstone/nothing/grants",
            Json(json!({"capabilities": []})),
            404,
            "unknown-plugin",
        ),
        // Jobs.
        ok("POST", "/jobs", "/jobs", Json(draft("draft")), 201),
        no("POST", "/jobs", "/jobs", Json(draft("draft")), 409, "job-exists"),
        no("POST", "/jobs", "/jobs", Json(json!({"id": "x"})), 422, "interview-refused"),
        ok("GET", "/jobs", "/jobs", None, 200),
        no("GET", "/jobs", "/jobs?limit=many", None, 400, "wrong-query"),
        ok("GET", "/jobs/{job}", "/jobs/draft", None, 200),
        no("GET", "/jobs/{job}", "/jobs/no--id", None, 400, "wrong-path"),
        no("GET", "/jobs/{job}", "/jobs/nothing", None, 404, "unknown-job"),
        ok("PUT", "/jobs/{job}", "/jobs/draft", Json(draft("draft")), 200),
        no("PUT", "/jobs/{job}", "/jobs/draft", Json(draft("other")), 422, "interview-refused"),
        no("PUT", "/jobs/{job}", "/jobs/small", Json(draft("small")), 409, "job-published"),
        no("PUT", "/jobs/{job}", "/jobs/nothing", Json(draft("nothing")), 404, "unknown-job"),
        ok("POST", "/jobs/{job}/publication", "/jobs/small/publication", None, 200),
        no("POST", "/jobs/{job}/publication", "/jobs/-/publication", None, 400, "wrong-path"),
        no("POST", "/jobs/{job}/publication", "/jobs/nothing/publication", None, 404, "unknown-job"),
        ok(
            "PUT",
            "/jobs/{job}/modules",
            "/jobs/draft/modules",
            Json(json!({"off": ["touchstone/code-runner#evaluator"]})),
            200,
        ),
        no(
            "PUT",
            "/jobs/{job}/modules",
            "/jobs/draft/modules",
            Json(json!({"off": ["touchstone/other#evaluator"]})),
            422,
            "unknown-module",
        ),
        no("PUT", "/jobs/{job}/modules", "/jobs/nothing/modules", Json(json!({"off": []})), 404, "unknown-job"),
        ok(
            "PUT",
            "/jobs/{job}/weights",
            "/jobs/draft/weights",
            Json(json!({"dimension": "safety", "share": "7/20"})),
            200,
        ),
        no(
            "PUT",
            "/jobs/{job}/weights",
            "/jobs/draft/weights",
            Json(json!({"dimension": "safety", "share": 2})),
            422,
            "weights-refused",
        ),
        no(
            "PUT",
            "/jobs/{job}/weights",
            "/jobs/nothing/weights",
            Json(json!({"dimension": "safety", "share": 1})),
            404,
            "unknown-job",
        ),
        // Candidates.
        ok("POST", "/jobs/{job}/candidates", "/jobs/small/candidates", new("ben"), 201),
        no("POST", "/jobs/{job}/candidates", "/jobs/small/candidates", new("ben"), 409, "candidate-exists"),
        no("POST", "/jobs/{job}/candidates", "/jobs/small/candidates", new("Ben"), 422, "wrong-body"),
        no("POST", "/jobs/{job}/candidates", "/jobs/draft/candidates", new("ben"), 409, "job-not-published"),
        no("POST", "/jobs/{job}/candidates", "/jobs/nothing/candidates", new("ben"), 404, "unknown-job"),
        ok("GET", "/jobs/{job}/candidates", "/jobs/small/candidates?limit=1&after=a", None, 200),
        no("GET", "/jobs/{job}/candidates", "/jobs/small/candidates?page=2", None, 400, "wrong-query"),
        no("GET", "/jobs/{job}/candidates", "/jobs/nothing/candidates", None, 404, "unknown-job"),
        ok("GET", CANDIDATE, "/jobs/small/candidates/ben", None, 200),
        no("GET", CANDIDATE, "/jobs/small/candidates/B", None, 400, "wrong-path"),
        no("GET", CANDIDATE, "/jobs/small/candidates/nobody", None, 404, "unknown-candidate"),
        // Answers.
        ok("GET", PRESENTATION, "/jobs/small/candidates/ben/items/program/presentation", None, 200),
        no("GET", PRESENTATION, "/jobs/small/candidates/ben/items/A/presentation", None, 400, "wrong-path"),
        no("GET", PRESENTATION, "/jobs/small/candidates/ben/items/nothing/presentation", None, 404, "unknown-item"),
        ok("POST", STEPS, "/jobs/small/candidates/ben/items/device/steps", press(), 200),
        no(
            "POST",
            STEPS,
            "/jobs/small/candidates/ben/items/device/steps",
            Json(json!({"action": 7})),
            422,
            "action-refused",
        ),
        no("POST", STEPS, "/jobs/small/candidates/ben/items/device/steps", Json(json!({})), 422, "wrong-body"),
        no("POST", STEPS, "/jobs/small/candidates/ben/items/nothing/steps", press(), 404, "unknown-item"),
        no("GET", ANSWER, "/jobs/small/candidates/ben/items/program/answer", None, 404, "no-answer"),
        ok("PUT", ANSWER, "/jobs/small/candidates/ben/items/program/answer", Json(program()), 200),
        no(
            "PUT",
            ANSWER,
            "/jobs/small/candidates/ben/items/program/answer",
            Json(json!({"kind": "text", "text": "?"})),
            422,
            "answer-refused",
        ),
        no("PUT", ANSWER, "/jobs/small/candidates/ben/items/device/answer", Json(device()), 409, "answer-is-recorded"),
        no("PUT", ANSWER, "/jobs/small/candidates/ben/items/nothing/answer", Json(program()), 404, "unknown-item"),
        ok("GET", ANSWER, "/jobs/small/candidates/ben/items/program/answer", None, 200),
        no("GET", ANSWER, "/jobs/small/candidates/ben/items/%20/answer", None, 400, "wrong-path"),
        ok("GET", "/jobs/{job}/candidates/{candidate}/answers", "/jobs/small/candidates/ben/answers", None, 200),
        no(
            "GET",
            "/jobs/{job}/candidates/{candidate}/answers",
            "/jobs/small/candidates/B/answers",
            None,
            400,
            "wrong-path",
        ),
        no(
            "GET",
            "/jobs/{job}/candidates/{candidate}/answers",
            "/jobs/small/candidates/nobody/answers",
            None,
            404,
            "unknown-candidate",
        ),
        // Files. The item `report` of `work` takes some.
        ok("GET", FILES, "/jobs/work/candidates/ada/items/report/files", None, 200),
        no("GET", FILES, "/jobs/work/candidates/ada/items/A/files", None, 400, "wrong-path"),
        no("GET", FILES, "/jobs/work/candidates/ada/items/nothing/files", None, 404, "unknown-item"),
        ok("PUT", FILE, "/jobs/work/candidates/ada/items/report/files/a.csv", File("a,b"), 201),
        no("PUT", FILE, "/jobs/work/candidates/ada/items/report/files/a%2Fb", File("a,b"), 422, "file-name-refused"),
        no("PUT", FILE, "/jobs/small/candidates/ben/items/program/files/a.csv", File("a"), 409, "files-not-taken"),
        no("PUT", FILE, "/jobs/work/candidates/ada/items/nothing/files/a.csv", File("a"), 404, "unknown-item"),
        ok("GET", FILE, "/jobs/work/candidates/ada/items/report/files/a.csv", None, 200),
        no("GET", FILE, "/jobs/work/candidates/A/items/report/files/a.csv", None, 400, "wrong-path"),
        no("GET", FILE, "/jobs/work/candidates/ada/items/report/files/b.csv", None, 404, "unknown-file"),
        no("DELETE", FILE, "/jobs/work/candidates/A/items/report/files/a.csv", None, 400, "wrong-path"),
        ok("DELETE", FILE, "/jobs/work/candidates/ada/items/report/files/a.csv", None, 200),
        no("DELETE", FILE, "/jobs/work/candidates/ada/items/report/files/a.csv", None, 404, "unknown-file"),
        // Results. `ada` has submitted and was scored.
        ok("POST", "/jobs/{job}/candidates/{candidate}/submission", "/jobs/small/candidates/ben/submission", None, 202),
        no(
            "POST",
            "/jobs/{job}/candidates/{candidate}/submission",
            "/jobs/small/candidates/ben/submission",
            None,
            409,
            "already-submitted",
        ),
        no(
            "POST",
            "/jobs/{job}/candidates/{candidate}/submission",
            "/jobs/small/candidates/nobody/submission",
            None,
            404,
            "unknown-candidate",
        ),
        no("PUT", ANSWER, "/jobs/small/candidates/ben/items/program/answer", Json(program()), 409, "already-submitted"),
        no("POST", STEPS, "/jobs/small/candidates/ben/items/device/steps", press(), 409, "already-submitted"),
        ok(
            "GET",
            "/jobs/{job}/candidates/{candidate}/evaluations",
            "/jobs/small/candidates/ada/evaluations",
            None,
            200,
        ),
        no(
            "GET",
            "/jobs/{job}/candidates/{candidate}/evaluations",
            "/jobs/small/candidates/A/evaluations",
            None,
            400,
            "wrong-path",
        ),
        no(
            "GET",
            "/jobs/{job}/candidates/{candidate}/evaluations",
            "/jobs/small/candidates/nobody/evaluations",
            None,
            404,
            "unknown-candidate",
        ),
        ok("GET", "/jobs/{job}/candidates/{candidate}/scorecard", "/jobs/small/candidates/ada/scorecard", None, 200),
        no(
            "GET",
            "/jobs/{job}/candidates/{candidate}/scorecard",
            "/jobs/small/candidates/A/scorecard",
            None,
            400,
            "wrong-path",
        ),
        no(
            "GET",
            "/jobs/{job}/candidates/{candidate}/scorecard",
            "/jobs/small/candidates/nobody/scorecard",
            None,
            404,
            "unknown-candidate",
        ),
        // Receipts.
        ok("GET", "/receipt-key", "/receipt-key", None, 200),
        ok("GET", "/jobs/{job}/interview", "/jobs/small/interview", None, 200),
        no("GET", "/jobs/{job}/interview", "/jobs/A/interview", None, 400, "wrong-path"),
        no("GET", "/jobs/{job}/interview", "/jobs/nothing/interview", None, 404, "unknown-job"),
        ok("GET", SHEET, "/jobs/small/candidates/ada/answer-sheet", None, 200),
        no("GET", SHEET, "/jobs/small/candidates/A/answer-sheet", None, 400, "wrong-path"),
        no("GET", SHEET, "/jobs/small/candidates/nobody/answer-sheet", None, 404, "unknown-candidate"),
        ok("GET", RECEIPT, "/jobs/small/candidates/ada/receipt", None, 200),
        no("GET", RECEIPT, "/jobs/small/candidates/A/receipt", None, 400, "wrong-path"),
        no("GET", RECEIPT, "/jobs/small/candidates/nobody/receipt", None, 404, "unknown-candidate"),
        ok("GET", "/jobs/{job}/ranking", "/jobs/small/ranking", None, 200),
        no("GET", "/jobs/{job}/ranking", "/jobs/A/ranking", None, 400, "wrong-path"),
        no("GET", "/jobs/{job}/ranking", "/jobs/nothing/ranking", None, 404, "unknown-job"),
        ok("GET", OVERRIDES, "/jobs/small/candidates/ada/overrides?person=li-na", None, 200),
        no("GET", OVERRIDES, "/jobs/small/candidates/ada/overrides", None, 400, "wrong-query"),
        no("GET", OVERRIDES, "/jobs/small/candidates/nobody/overrides?person=li-na", None, 404, "unknown-candidate"),
        ok("POST", OVERRIDES, "/jobs/small/candidates/ada/overrides", word("program"), 201),
        no("POST", OVERRIDES, "/jobs/small/candidates/ada/overrides", word("nothing"), 422, "override-refused"),
        no("POST", OVERRIDES, "/jobs/small/candidates/ada/overrides", Json(json!({})), 422, "wrong-body"),
        no("POST", OVERRIDES, "/jobs/small/candidates/nobody/overrides", word("program"), 404, "unknown-candidate"),
        ok("GET", SIMILARITY, "/jobs/small/similarity?share=80", None, 200),
        no("GET", SIMILARITY, "/jobs/small/similarity?share=0", None, 400, "wrong-query"),
        no("GET", SIMILARITY, "/jobs/nothing/similarity", None, 404, "unknown-job"),
        ok("POST", WHAT_IF, "/jobs/small/what-if", Json(json!({"raise": {"dimension": "safety", "share": 1}})), 200),
        no("POST", WHAT_IF, "/jobs/small/what-if", Json(json!({})), 422, "wrong-body"),
        no("POST", WHAT_IF, "/jobs/nothing/what-if", Json(json!({"modules_off": []})), 404, "unknown-job"),
        // Re-scores. `done` has one that has finished.
        no("POST", RESCORES, "/jobs/small/rescores", Json(json!({"reason": "r"})), 422, "wrong-body"),
        no("POST", RESCORES, "/jobs/draft/rescores", rescore(), 409, "job-not-published"),
        no("POST", RESCORES, "/jobs/nothing/rescores", rescore(), 404, "unknown-job"),
        ok("POST", RESCORES, "/jobs/empty/rescores", rescore(), 201),
        no("POST", RESCORES, "/jobs/empty/rescores", rescore(), 409, "rescore-open"),
        ok("GET", RESCORES, "/jobs/small/rescores?limit=1", None, 200),
        no("GET", RESCORES, "/jobs/small/rescores?limit=0", None, 400, "wrong-query"),
        no("GET", RESCORES, "/jobs/nothing/rescores", None, 404, "unknown-job"),
        ok("GET", RESCORE, "/jobs/done/rescores/2", None, 200),
        no("GET", RESCORE, "/jobs/done/rescores/two", None, 400, "wrong-path"),
        no("GET", RESCORE, "/jobs/done/rescores/3", None, 404, "unknown-rescore"),
        ok("GET", REPORT, "/jobs/done/rescores/2/report", None, 200),
        no("GET", REPORT, "/jobs/done/rescores/-/report", None, 400, "wrong-path"),
        no("GET", REPORT, "/jobs/done/rescores/3/report", None, 404, "unknown-rescore"),
        no("PUT", DECISION, "/jobs/done/rescores/2/decision", Json(json!({"decision": "maybe"})), 422, "wrong-body"),
        no("PUT", DECISION, "/jobs/done/rescores/3/decision", accept(), 404, "unknown-rescore"),
        ok("PUT", DECISION, "/jobs/done/rescores/2/decision", accept(), 200),
        no("PUT", DECISION, "/jobs/done/rescores/2/decision", accept(), 409, "rescore-decided"),
    ]
}

/// The device with more actions allowed.
fn rescore() -> Value {
    let mut config = interview()["items"][1]["evaluator"]["config"].take();
    config["par_actions"] = json!(50);
    json!({"configs": {"device": config}, "reason": "more actions are fine"})
}

/// A job that nobody sits.
fn publish(server: &Server, job: &str) {
    server.post("/jobs", &draft(job)).is(201);
    server.post_nothing(&format!("/jobs/{job}/publication")).is(200);
}

#[test]
fn success_wrong_input_and_absent_things() {
    let server = Server::with_job();
    server.sit("ada", &[("program", program()), ("device", device())]);
    server.scorecard("ada");
    uploads::add_job(&server);
    publish(&server, "empty");
    publish(&server, "done");
    server.post("/jobs/done/rescores", &rescore()).is(201);
    wait(|| (server.get("/jobs/done/rescores/2").is(200)["status"] == "finished").then_some(()));
    for Case { route: (method, _), path, body, status, code } in cases() {
        let sent = match body {
            Body::None => server.send(method, path, None, &[]),
            Body::Json(body) => server.send(method, path, Some(("application/json", body.to_string().as_bytes())), &[]),
            Body::Wasm(body) => server.send(method, path, Some(("application/wasm", &body)), &[]),
            Body::File(text) => server.send(method, path, Some(("text/csv", text.as_bytes())), &[]),
        };
        println!("{method} {path}");
        match code {
            None => drop(sent.is(status)),
            Some(code) => drop(sent.problem(status, code)),
        }
    }
}

#[test]
fn no_route_is_forgotten() {
    let document = read_json(&workspace().join("host/server/openapi.json"));
    let cases = cases();
    let mut lacking = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let route = path.strip_prefix("/api/v1").unwrap();
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let has = |wanted: &dyn Fn(&Case) -> bool| {
                cases.iter().any(|case| case.route.0 == method && case.route.1 == route && wanted(case))
            };
            let found = [
                ("success", has(&|case| case.status < 300)),
                ("wrong input", WITHOUT_INPUT.contains(&route) || has(&|case| [400, 409, 422].contains(&case.status))),
                (
                    "absent thing",
                    WITHOUT_INPUT.contains(&route)
                        || ALWAYS_THERE.contains(&(method.as_str(), route))
                        || has(&|case| case.status == 404),
                ),
            ];
            lacking
                .extend(found.into_iter().filter(|(_, has)| !has).map(|(what, _)| format!("{method} {route}: {what}")));
        }
    }
    assert!(lacking.is_empty(), "add cases for {lacking:#?}");
}
