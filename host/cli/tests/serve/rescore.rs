//! Re-scores: begun, compared, accepted or dropped as a whole. What was shown stays as it was shown.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use touchstone_store::{Collection, SledStore, Store};

use crate::common::{JOB, Server, component, device, interview, program, read_json, wait, workspace, wrong_program};

/// An evaluator's config under which the wrong program is right, and the right one wrong.
fn other_config() -> Value {
    let mut config = interview()["items"][0]["evaluator"]["config"].take();
    config["tests"] = json!([{"id": "one", "group": "basic", "stdin": "a", "expected": "no"}]);
    config
}

fn other() -> Value {
    json!({"configs": {"program": other_config()}, "reason": "the tests asked for the wrong thing"})
}

fn decision(what: &str) -> Value {
    json!({"decision": what, "by": "Li Na", "reason": "checked against the report"})
}

fn rescores() -> String {
    format!("/jobs/{JOB}/rescores")
}

/// The re-score once it has finished.
fn finished(server: &Server, path: &str) -> Value {
    wait(|| Some(server.get(path).is(200)).filter(|rescore| rescore["status"] == "finished"))
}

/// All that is shown of these candidates, as the bytes it is sent in.
fn shown(server: &Server, candidates: &[&str], query: &str) -> Vec<String> {
    let of = |candidate: &&str| {
        let path = crate::common::candidate_path(candidate);
        [format!("{path}/scorecard{query}"), format!("{path}/evaluations{query}")]
    };
    let paths = candidates.iter().flat_map(of).chain([format!("/jobs/{JOB}/ranking{query}")]);
    paths.map(|path| server.get_text(&path)).collect()
}

fn totals(ranking: &Value) -> Vec<(&str, &str)> {
    let ranked = ranking["ranked"].as_array().unwrap().iter().map(|one| &one["scorecard"]);
    ranked.map(|card| (card["candidate"].as_str().unwrap(), card["total"]["exact"].as_str().unwrap())).collect()
}

/// `ada` is right, `ben` wrong, `cleo` sent no program, and `dora` is still answering.
fn server() -> Server {
    let server = Server::with_job();
    server.sit("ada", &[("program", program()), ("device", device())]);
    server.sit("ben", &[("program", wrong_program()), ("device", device())]);
    server.sit("cleo", &[("device", device())]);
    server.add("dora");
    server.ranking(JOB);
    server
}

#[test]
fn what_was_shown_stays_until_a_rescore_is_accepted_and_readable_after_that() {
    let server = server();
    let everybody = ["ada", "ben", "cleo"];
    let before = shown(&server, &everybody, "");
    assert_eq!(totals(&server.ranking(JOB)), [("ada", "75"), ("ben", "50"), ("cleo", "50")]);

    let begun = server.post(&rescores(), &other());
    let path = format!("{}/2", rescores());
    assert_eq!(begun.header("location"), Some(format!("/api/v1{path}").as_str()));
    let begun = begun.is(201);
    assert_eq!((&begun["id"], &begun["base"], &begun["items"]), (&json!(2), &json!(1), &json!(["program"])));
    server.post(&rescores(), &other()).problem(409, "rescore-open");

    let rescore = finished(&server, &path);
    // What was not sent is not evaluated.
    assert_eq!(rescore["progress"], json!({"done": 2, "of": 2}));
    assert_eq!(rescore["configs"]["program"], other_config());
    assert_eq!(shown(&server, &everybody, ""), before);
    server.get(&format!("/jobs/{JOB}/ranking?generation=2")).problem(404, "unknown-generation");

    let report = server.get(&format!("{path}/report")).is(200);
    assert_eq!((&report["summary"]["attempts"], &report["summary"]["other_level"]), (&json!(3), &json!(2)));
    let changed: Vec<_> = report["attempts"].as_array().unwrap().iter().map(|one| one["candidate"].clone()).collect();
    assert_eq!(changed, ["ada", "ben"], "the rank of `cleo` stays, {report:#}");
    let ada = &report["attempts"][0];
    assert_eq!((&ada["before"]["level"]["id"], &ada["after"]["level"]["id"]), (&json!("good"), &json!("poor")));
    assert_eq!((&ada["rank_before"], &ada["rank_after"]), (&json!(1), &json!(2)));
    assert_eq!(ada["decomposition"]["difference"]["exact"], "-25");
    assert!(report["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == "wrong-answer"));

    assert_eq!(server.put(&format!("{path}/decision"), &decision("accept")).is(200)["status"], "accepted");
    assert_eq!(totals(&server.ranking(JOB)), [("ben", "100"), ("ada", "50"), ("cleo", "50")]);
    assert_eq!(server.get(&format!("/jobs/{JOB}")).is(200)["generation"], 2);
    assert_eq!(shown(&server, &everybody, "?generation=1"), before);

    // Whatever happens later changes nothing of what was shown.
    server.put(&format!("/jobs/{JOB}/weights"), &json!({"weights": {"correctness": 9, "safety": 1}})).is(200);
    server.put(&format!("/jobs/{JOB}/modules"), &json!({"off": ["touchstone/device-checklist#evaluator"]})).is(200);
    server.put(&crate::common::answer_path("dora", "program"), &wrong_program()).is(200);
    server.post_nothing(&format!("{}/submission", crate::common::candidate_path("dora"))).is(202);
    server.sit("eve", &[("program", program())]);
    let ranking = server.ranking(JOB);
    assert_eq!(totals(&ranking)[..2], [("ben", "100"), ("dora", "100")], "new submissions are evaluated as accepted");
    assert_eq!(shown(&server, &everybody, "?generation=1"), before);
    assert_eq!(server.get(&format!("{path}/report")).is(200), report);
    let dora = format!("{}/evaluations", crate::common::candidate_path("dora"));
    assert_eq!(server.get(&dora).is(200)["evaluations"][1]["generation"], 2);
    server
        .get(&format!("{}/scorecard?generation=1", crate::common::candidate_path("eve")))
        .problem(409, "not-submitted");

    server.put(&format!("{path}/decision"), &decision("drop")).problem(409, "rescore-decided");
    let after = shown(&server, &["ada", "dora"], "");
    let server = server.kill_and_start_again();
    assert_eq!(shown(&server, &["ada", "dora"], ""), after);
    assert_eq!(shown(&server, &everybody, "?generation=1"), before);
}

#[test]
fn a_dropped_rescore_changes_nothing_and_is_kept() {
    let server = server();
    let before = shown(&server, &["ada", "ben"], "");
    server.post(&rescores(), &other()).is(201);
    let path = format!("{}/2", rescores());
    finished(&server, &path);
    let report = server.get(&format!("{path}/report")).is(200);
    server.put(&format!("{path}/decision"), &decision("drop")).is(200);
    assert_eq!(shown(&server, &["ada", "ben"], ""), before);
    server.sit("eve", &[("program", program())]);
    server.scorecard("eve");
    assert_eq!(server.get(&format!("{path}/report")).is(200)["summary"], report["summary"]);
    server.get(&format!("/jobs/{JOB}/ranking?generation=2")).problem(404, "unknown-generation");

    // The next one has a number of its own and follows what is shown.
    let again = server.post(&rescores(), &other()).is(201);
    assert_eq!((&again["id"], &again["base"]), (&json!(3), &json!(1)));
    let path = format!("{}/3", rescores());
    finished(&server, &path);
    server.put(&format!("{path}/decision"), &decision("accept")).is(200);
    assert_eq!(totals(&server.ranking(JOB))[0], ("ben", "100"));
    let all = server.get(&rescores()).is(200);
    let states: Vec<_> = all["rescores"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(states, ["dropped", "accepted"]);
}

/// Evaluated under what is shown, and added to the open re-score: whichever is chosen, nobody is without an evaluation.
#[test]
fn who_submits_while_a_rescore_is_open_is_evaluated_in_both_ways() {
    let server = server();
    server.post(&rescores(), &other()).is(201);
    server.put(&crate::common::answer_path("dora", "program"), &wrong_program()).is(200);
    server.post_nothing(&format!("{}/submission", crate::common::candidate_path("dora"))).is(202);
    let path = format!("{}/2", rescores());
    assert_eq!(server.scorecard("dora")["total"]["exact"], "0");
    let counted = |of: u64| {
        wait(|| {
            Some(server.get(&path).is(200)).filter(|one| one["status"] == "finished" && one["progress"]["of"] == of)
        })
    };
    assert_eq!(counted(3)["progress"]["done"], 3);
    // Even after it has finished.
    server.sit("eve", &[("program", wrong_program()), ("device", device())]);
    assert_eq!(counted(4)["progress"]["done"], 4);
    assert_eq!(server.scorecard("eve")["total"]["exact"], "50");
    let waiting = server.get(&format!("{path}/report")).is(200);
    assert_eq!((&waiting["summary"]["attempts"], &waiting["being_scored"]), (&json!(5), &json!([])));
    server.put(&format!("{path}/decision"), &decision("accept")).is(200);
    assert_eq!(server.get(&format!("/jobs/{JOB}/ranking")).is(200)["unranked"], json!([]));
    assert_eq!(
        (&server.scorecard("dora")["total"]["exact"], &server.scorecard("eve")["total"]["exact"]),
        (&json!("50"), &json!("100"))
    );
}

#[test]
fn what_cannot_be_scored_so_is_refused_before_it_begins() {
    let server = server();
    let version = |plugin: &str, version: &str| json!({"plugins": {plugin: version}, "reason": "why"});
    let config = |item: &str, config: Value| json!({"configs": {item: config}, "reason": "why"});
    let mut unknown_control = interview()["items"][1]["evaluator"]["config"].take();
    unknown_control["steps"][0]["match"]["control"] = json!("no-such-control");
    let cases = [
        (version("touchstone/code-runner", "9.0.0"), "/plugins/touchstone~1code-runner", "not installed"),
        (version("touchstone/data-viz", "0.1.0"), "/plugins/touchstone~1data-viz", "no item has"),
        (config("essay", json!({})), "/configs/essay", "has no item"),
        (config("program", json!({"tests": 7})), "/configs/program", "of the interview"),
        (config("device", unknown_control), "/configs/device/steps/0", "of the interview"),
    ];
    for (body, pointer, said) in cases {
        let problem = server.post(&rescores(), &body).problem(422, "rescore-refused");
        let error = &problem["errors"][0];
        assert!(error["pointer"].as_str().unwrap().starts_with(pointer), "{problem:#}");
        assert!(error["problem"].as_str().unwrap().contains(said), "{problem:#}");
    }
    // Nothing would be otherwise.
    server.post(&rescores(), &version("touchstone/code-runner", "0.1.0")).problem(422, "rescore-refused");
    for body in
        [json!({"reason": "why"}), json!({"configs": {}, "reason": " "}), json!({"plugins": {"x": "1"}, "reason": "r"})]
    {
        server.post(&rescores(), &body).problem(422, "wrong-body");
    }
    let disabled = "/plugins/touchstone/code-runner/versions/0.1.0";
    server.put(disabled, &json!({"enabled": false})).is(200);
    let problem = server.post(&rescores(), &version("touchstone/code-runner", "0.1.0")).problem(422, "rescore-refused");
    assert!(problem["errors"][0]["problem"].as_str().unwrap().contains("disabled"), "{problem:#}");
    assert_eq!(server.get(&rescores()).is(200)["rescores"], json!([]));
}

/// The example's evaluator in its two versions: through HTTP a re-score is worth what `touchstone rescore` says.
#[test]
fn the_examples_second_version_is_worth_the_same_as_on_the_command_line() {
    const EXAMPLE: &str = "examples/customer-support";
    let version = |version: &str| component(&format!("{EXAMPLE}/{version}/acme.reply-check.wasm"));
    let server = Server::start();
    server.install(&version("1.0")).is(201);
    server.post("/jobs", &read_json(&workspace().join(EXAMPLE).join("interview.json"))).is(201);
    server.post_nothing("/jobs/customer-support/publication").is(200);
    for sheet in fs::read_dir(workspace().join(EXAMPLE).join("answers")).unwrap() {
        let sheet = read_json(&sheet.unwrap().path());
        let id = sheet["candidate"]["id"].as_str().unwrap();
        let path = format!("/jobs/customer-support/candidates/{id}");
        let new = json!({"id": id, "name": sheet["candidate"]["name"], "locale": sheet["locale"]});
        server.post("/jobs/customer-support/candidates", &new).is(201);
        for (item, answer) in sheet["answers"].as_object().unwrap() {
            server.put(&format!("{path}/items/{item}/answer"), answer).is(200);
        }
        server.post_nothing(&format!("{path}/submission")).is(202);
    }
    server.ranking("customer-support");
    server.install(&version("1.1")).is(201);
    let other = json!({"plugins": {"acme/reply-check": "1.1.0"}, "reason": "1.1 looks at where the words are"});
    server.post("/jobs/customer-support/rescores", &other).is(201);
    finished(&server, "/jobs/customer-support/rescores/2");
    let report = server.get("/jobs/customer-support/rescores/2/report").is(200);
    assert!(report["summary"]["changed"].as_u64().is_some_and(|changed| changed > 0), "{report:#}");

    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    let folder = |version| format!("target/{EXAMPLE}/{version}");
    command.args(["rescore", EXAMPLE, "--json", "--plugins", &folder("1.0"), "--with", &folder("1.1")]);
    let output = command.current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut expected: Value = serde_json::from_slice(&output.stdout).unwrap();
    for attempt in expected["attempts"].as_array_mut().unwrap() {
        attempt.as_object_mut().unwrap().remove("name");
    }
    for part in ["summary", "levels", "findings", "attempts"] {
        assert_eq!(report[part], expected[part], "{part}");
    }
}

/// The fixture with another version in its manifest.
fn fixture(version: &str) -> Vec<u8> {
    let mut bytes = component("fixtures/fixture.wasm");
    let (from, to) = (br#""version":"0.1.0""#, format!(r#""version":"{version}""#));
    let places: Vec<usize> =
        bytes.windows(from.len()).enumerate().filter(|(_, one)| one == from).map(|(at, _)| at).collect();
    let [at] = places[..] else { panic!("the manifest is there once, not at {places:?}") };
    bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    bytes
}

/// Two items of the fixture; the evaluator takes a while over each.
fn slow_interview() -> Value {
    let module = |config: Value| json!({"plugin": "touchstone/fixture", "version": "^0.1", "config": config});
    let item = |id: &str| {
        json!({
            "id": id, "title": {"en": id}, "question": module(json!({})),
            "evaluator": module(json!({"act": {"log": ["a line", 20_000]}, "scores": [["first", 400_000], ["second", 0]]})),
            "maps": [{"from": "first", "to": "first", "weight": 1}],
        })
    };
    json!({
        "id": "slow", "title": {"en": "Slow"}, "grants": {"touchstone/fixture": ["run-code", "attachments"]},
        "items": [item("one"), item("two")],
        "rubric": {
            "dimensions": [{"id": "first", "title": {"en": "First"}, "weight": 1}],
            "levels": [{"id": "any", "title": {"en": "Any"}, "at_least": 0}],
        },
    })
}

fn slow_server(candidates: usize) -> Server {
    let server = Server::start();
    server.install(&fixture("0.1.0")).is(201);
    server.install(&fixture("0.2.0")).is(201);
    server.put("/plugins/touchstone/fixture/grants", &json!({"capabilities": ["run-code", "attachments"]})).is(200);
    server.post("/jobs", &slow_interview()).is(201);
    server.post_nothing("/jobs/slow/publication").is(200);
    for n in 0..candidates {
        submit(&server, &format!("c-{n:03}"));
    }
    server.ranking("slow");
    server
}

fn submit(server: &Server, candidate: &str) {
    let path = format!("/jobs/slow/candidates/{candidate}");
    server.post("/jobs/slow/candidates", &json!({"id": candidate, "name": "C", "locale": "en"})).is(201);
    for item in ["one", "two"] {
        server.put(&format!("{path}/items/{item}/answer"), &json!({"kind": "text", "text": "hello"})).is(200);
    }
    server.post_nothing(&format!("{path}/submission")).is(202);
}

fn lock(server: &Server, pointer: &str) -> Value {
    let job = server.get("/jobs/slow").is(200);
    let locks = job["plugins"].as_array().unwrap();
    locks.iter().find(|lock| lock["pointer"] == pointer).unwrap()["version"].clone()
}

#[test]
fn another_version_scores_and_what_was_asked_stays() {
    let server = slow_server(2);
    let before = server.get("/jobs/slow/candidates/c-000/evaluations").is(200);
    let other = json!({"plugins": {"touchstone/fixture": "0.2.0"}, "reason": "the new version"});
    // `^0.1` does not meet 0.2.0: that is what is asked for, in exactly this version.
    server.post("/jobs/slow/rescores", &other).is(201);
    finished(&server, "/jobs/slow/rescores/2");
    let report = server.get("/jobs/slow/rescores/2/report").is(200);
    assert_eq!((&report["summary"]["attempts"], &report["summary"]["changed"]), (&json!(2), &json!(0)));
    server.put("/jobs/slow/rescores/2/decision", &decision("accept")).is(200);
    let after = server.get("/jobs/slow/candidates/c-000/evaluations").is(200);
    for (before, after) in
        before["evaluations"].as_array().unwrap().iter().zip(after["evaluations"].as_array().unwrap())
    {
        assert_eq!((&before["evaluation"], &before["fuel"]), (&after["evaluation"], &after["fuel"]));
        assert_eq!(
            (&before["evaluator"]["version"], &after["evaluator"]["version"]),
            (&json!("0.1.0"), &json!("0.2.0"))
        );
    }
    assert_eq!(
        (lock(&server, "/items/0/question"), lock(&server, "/items/0/evaluator")),
        (json!("0.1.0"), json!("0.2.0"))
    );
    // Back to the old one, of one item's config: a third generation, whose unchanged parts follow the second.
    let config = json!({"scores": [["first", 1_000_000], ["second", 0]]});
    server.post("/jobs/slow/rescores", &json!({"configs": {"two": config}, "reason": "full marks"})).is(201);
    finished(&server, "/jobs/slow/rescores/3");
    server.put("/jobs/slow/rescores/3/decision", &decision("accept")).is(200);
    let found = server.get("/jobs/slow/candidates/c-001/evaluations").is(200);
    let generations: Vec<_> =
        found["evaluations"].as_array().unwrap().iter().map(|one| one["generation"].clone()).collect();
    assert_eq!(generations, [2, 3]);
    for (query, total) in [("", "70"), ("?generation=3", "70"), ("?generation=2", "40"), ("?generation=1", "40")] {
        let card = server.get(&format!("/jobs/slow/candidates/c-001/scorecard{query}")).is(200);
        assert_eq!(card["total"]["exact"], total, "{query}");
    }
    assert_eq!(server.get("/jobs/slow").is(200)["evaluator_configs"], json!({"two": config}));
}

#[test]
fn a_rescore_goes_on_where_a_killed_server_left_it() {
    const CANDIDATES: usize = 60;
    let mut server = slow_server(CANDIDATES);
    let before = server.get("/jobs/slow/ranking").is(200);
    let other = json!({"plugins": {"touchstone/fixture": "0.2.0"}, "reason": "the new version"});
    server.post("/jobs/slow/rescores", &other).is(201);
    for done in [5, 40] {
        wait(|| {
            (server.get("/jobs/slow/rescores/2").is(200)["progress"]["done"].as_u64().unwrap() >= done).then_some(())
        });
        let rescore = server.get("/jobs/slow/rescores/2").is(200);
        if rescore["status"] == "running" {
            server.put("/jobs/slow/rescores/2/decision", &decision("accept")).problem(409, "rescore-running");
            server.get("/jobs/slow/rescores/2/report").problem(409, "rescore-running");
        }
        server = server.kill_and_start_again();
        assert_eq!(server.get("/jobs/slow/ranking").is(200), before);
    }
    let rescore = finished(&server, "/jobs/slow/rescores/2");
    assert_eq!(rescore["progress"], json!({"done": 2 * CANDIDATES, "of": 2 * CANDIDATES}));
    let report = server.get("/jobs/slow/rescores/2/report").is(200);
    assert_eq!((&report["summary"]["attempts"], &report["summary"]["changed"]), (&json!(CANDIDATES), &json!(0)));
    server.put("/jobs/slow/rescores/2/decision", &decision("accept")).is(200);
    let after = server.get("/jobs/slow/ranking").is(200);
    assert_eq!((&after["generation"], &after["ranked"]), (&json!(2), &before["ranked"]));
    assert!(server.stop().success());
    let counts = ["evaluations", "queue", "latecomers"].map(|collection| stored(server.data(), collection));
    assert_eq!(counts, [4 * CANDIDATES, 0, 0]);
}

/// How many documents a collection of the store has.
fn stored(data: &Path, collection: &'static str) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = SledStore::open(data).unwrap();
        store.scan(Collection::new(collection).all()).await.unwrap().len()
    })
}

/// What `touchstone rescore` prints over this server, or what it says is wrong.
fn command(server: &Server, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.args(["rescore", "--server", server.base(), "--job", JOB, "--lang", "en"]).args(arguments);
    let output = command.env_remove("CLICOLOR_FORCE").output().unwrap();
    let (said, wrong) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    if output.status.success() { Ok(said) } else { Err(wrong) }
}

#[test]
fn the_command_line_begins_reports_and_decides() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.json");
    fs::write(&file, other_config().to_string()).unwrap();
    let config = format!("program={}", file.display());
    let begin = ["--item-config", config.as_str(), "--reason", "the tests asked for the wrong thing"];

    let wrong = command(&server, &begin[..2]).unwrap_err();
    assert!(wrong.contains("needs a reason") && wrong.contains("--reason"), "{wrong}");
    let wrong = command(&server, &["--version", "touchstone/code-runner=9.0.0", "--reason", "why"]).unwrap_err();
    assert!(wrong.contains("`/plugins/touchstone~1code-runner`") && wrong.contains("not installed"), "{wrong}");
    let wrong = command(&server, &["--accept", "2", "--by", "Li Na", "--reason", "why"]).unwrap_err();
    assert!(wrong.contains("has no re-score 2"), "{wrong}");

    let page = command(&server, &begin).unwrap();
    assert!(page.contains("2 of 3 candidates change: 1 higher, 1 lower"), "{page}");
    assert!(page.contains("ada") && page.contains("-25.00") && page.contains("`--accept 2`"), "{page}");
    let report = server.get(&format!("{}/2/report", rescores())).is(200);
    let printed: Value = serde_json::from_str(&command(&server, &["--report", "2", "--json"]).unwrap()).unwrap();
    assert_eq!(printed, report);
    let table = command(&server, &["--report", "2", "--csv"]).unwrap();
    assert_eq!(table.lines().nth(1), Some("ada,1,2,75,50,-25,good,poor"), "{table}");

    command(&server, &["--accept", "2", "--by", "Li Na", "--reason", "checked"]).unwrap();
    assert_eq!(totals(&server.ranking(JOB))[0], ("ben", "100"));
    let wrong = command(&server, &["--drop", "2", "--by", "Li Na", "--reason", "why"]).unwrap_err();
    assert!(wrong.contains("accepted"), "{wrong}");
    assert!(command(&server, &["--report", "2"]).unwrap().contains("Re-score 2 was accepted."));
}
