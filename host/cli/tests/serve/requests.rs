//! What holds for any request: media types, sizes, hosts, origins, paths and methods that are not there, and the API's own description.

use serde_json::json;

use crate::common::{Server, read_json, workspace};

const JSON: &str = "application/json";

#[test]
fn whatever_is_wrong_is_a_problem_with_a_code() {
    let server = Server::start();
    let send = |method, path, body, headers: &[(&str, &str)]| server.send(method, path, body, headers);
    let empty: &[u8] = b"{}";
    send("GET", "/nothing", None, &[]).problem(404, "no-route");
    server.send_anywhere("GET", "/", None, &[]).problem(404, "no-route");
    let not_allowed = send("DELETE", "/jobs", None, &[]);
    assert_eq!(not_allowed.header("allow"), Some("GET,HEAD,POST"));
    not_allowed.problem(405, "method-not-allowed");
    send("POST", "/jobs", Some(("text/plain", empty)), &[]).problem(415, "wrong-media-type");
    send("POST", "/jobs", None, &[]).problem(415, "wrong-media-type");
    send("POST", "/plugins", Some((JSON, empty)), &[]).problem(415, "wrong-media-type");
    send("POST", "/jobs", Some((JSON, b"\xff")), &[]).problem(400, "malformed-json");
    send("POST", "/jobs", Some((JSON, br#"{"id": "a", "id": "b"}"#)), &[]).problem(400, "malformed-json");
    send("PUT", "/plugins/a/b/grants", Some((JSON, b"{")), &[]).problem(400, "malformed-json");
    let large = vec![b' '; 17 << 20];
    send("POST", "/jobs", Some((JSON, &large)), &[]).problem(413, "body-too-large");
    send("PUT", "/plugins/a/b/grants", Some((JSON, &large[..3 << 20])), &[]).problem(413, "body-too-large");
    send("GET", "/jobs", None, &[("host", "touchstone.example")]).problem(421, "wrong-host");
    send("GET", "/jobs", None, &[("origin", "https://evil.example")]).problem(403, "cross-origin");
    send("GET", "/jobs", None, &[("origin", server.base())]).is(200);
    send("PUT", "/jobs/a/modules", Some((JSON, br#"{"off": []}"#)), &[("if-match", "W/\"x\"")])
        .problem(400, "wrong-header");
}

#[test]
fn a_wrong_body_is_told_its_place() {
    let server = Server::start();
    let cases = [
        (json!({"off": ["x"]}), "/off/0", "is no module id"),
        (json!({"on": []}), "", "unknown field `on`"),
        (json!([]), "", "invalid"),
    ];
    for (body, pointer, said) in cases {
        let problem = server.put("/jobs/a/modules", &body).problem(422, "wrong-body");
        let error = &problem["errors"][0];
        assert!(error["problem"].as_str().unwrap().contains(said), "{problem}");
        assert_eq!(error["pointer"].as_str().unwrap().trim_end_matches("/on"), pointer, "{problem}");
    }
    let problem = server.put("/jobs/a/weights", &json!({"dimension": "a", "share": 0.35})).problem(422, "wrong-body");
    assert!(problem["errors"][0]["problem"].as_str().unwrap().contains("write it in quotes"), "{problem}");
}

#[test]
fn mistakes_of_an_interview_have_pointers() {
    let server = Server::start();
    let mut interview = crate::common::interview();
    interview["items"][0]["maps"][0]["to"] = json!("corectness");
    interview["titel"] = json!({});
    let problem = server.post("/jobs", &interview).problem(422, "interview-refused");
    let pointers: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/titel", "/items/0/maps/0/to", "/rubric/dimensions/0"], "{problem}");
    assert_eq!(problem["errors"][1]["remedy"], "did you mean `correctness`?");
}

#[test]
fn the_document_and_its_page_are_served_from_here() {
    let server = Server::start();
    let document = server.get("/openapi.json").is(200);
    assert_eq!(document, read_json(&workspace().join("host/server/openapi.json")));
    let page = server.send_anywhere("GET", "/api/docs/", None, &[]);
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'self'")));
    let html = page.is(200);
    assert!(
        html.as_str().unwrap().contains("swagger-ui-bundle.js") && !html.as_str().unwrap().contains("://"),
        "{html}"
    );
    let script = server.send_anywhere("GET", "/api/docs/swagger-initializer.js", None, &[]).is(200);
    assert!(script.as_str().unwrap().contains("\"/api/v1/openapi.json\""), "{script}");
    assert!(
        server.send_anywhere("GET", "/api/docs/swagger-ui-bundle.js", None, &[]).is(200).as_str().unwrap().len()
            > 100_000
    );
}

#[test]
fn health() {
    let server = Server::start();
    assert_eq!(server.get("/health/live").is(200)["status"], "live");
    let ready = server.get("/health/ready").is(200);
    assert_eq!((&ready["workers"]["alive"], &ready["workers"]["busy"]), (&json!(3), &json!(0)));
}
