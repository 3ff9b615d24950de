//! Jobs: drafts, publication, switches and weights.

use serde_json::{Value, json};

use crate::common::{JOB, Server, device, interview, program, wrong_program};

#[test]
fn a_publication_locks_every_component() {
    let server = Server::with_job();
    let job = server.get(&format!("/jobs/{JOB}")).is(200);
    assert_eq!(job["state"], "published");
    let locks = job["plugins"].as_array().unwrap();
    let pointers: Vec<_> = locks.iter().map(|lock| lock["pointer"].as_str().unwrap()).collect();
    assert_eq!(
        pointers,
        ["/items/0/evaluator", "/items/0/question", "/items/1/evaluator", "/items/1/question", "/runtimes/0"]
    );
    let runtime = server.get("/plugins/touchstone/runtime-python").is(200);
    assert_eq!(locks[4]["digest"], runtime["versions"][0]["digest"]);
    assert_eq!(job["interview"], interview());
    assert!(job["interview_digest"].as_str().is_some_and(|digest| digest.starts_with("sha256:")));
}

#[test]
fn a_plugins_check_of_a_config_has_its_place_in_the_interview() {
    let server = Server::with_plugins();
    let mut interview = interview();
    // The schema takes any name of a control; the plugin knows that there is none of this name.
    interview["items"][1]["evaluator"]["config"]["steps"][0]["action"]["control"] = json!("no-such-control");
    server.post("/jobs", &interview).is(201);
    let problem = server.post_nothing(&format!("/jobs/{JOB}/publication")).problem(422, "publication-refused");
    let errors = problem["errors"].as_array().unwrap();
    assert!(
        errors.iter().all(|error| error["pointer"].as_str().unwrap().starts_with("/items/1/evaluator/config/")),
        "{problem}"
    );
    assert_eq!(server.get(&format!("/jobs/{JOB}")).is(200)["state"], "draft");
}

#[test]
fn the_version_that_was_seen_is_the_one_that_is_changed() {
    let server = Server::with_job();
    let path = format!("/jobs/{JOB}/modules");
    let seen = server.get(&format!("/jobs/{JOB}")).header("etag").unwrap().to_owned();
    let body = json!({"off": []}).to_string();
    let change =
        |seen: &str| server.send("PUT", &path, Some(("application/json", body.as_bytes())), &[("if-match", seen)]);
    let changed = change(&seen);
    let now = changed.header("etag").unwrap().to_owned();
    changed.is(200);
    assert_ne!(seen, now);
    change(&seen).problem(412, "precondition-failed");
    change(&now).is(200);
}

/// 20 % to 35 %: the others × 0.8125, and the ranks move as the sums say.
#[test]
fn weights_move_ranks_without_running_a_plugin() {
    let server = Server::with_plugins();
    let mut interview = interview();
    // Three dimensions: 20 % safety, 50 % correctness, 30 % of the device's procedure.
    interview["items"][1]["maps"] = json!([
        {"from": "safety", "to": "safety", "weight": 1}, {"from": "procedure", "to": "procedure", "weight": 1},
    ]);
    interview["rubric"]["dimensions"] = json!([
        {"id": "correctness", "title": {"en": "Correctness"}, "weight": "1/2"},
        {"id": "safety", "title": {"en": "Safety"}, "weight": "1/5"},
        {"id": "procedure", "title": {"en": "Procedure"}, "weight": "3/10"},
    ]);
    server.post("/jobs", &interview).is(201);
    server.post_nothing(&format!("/jobs/{JOB}/publication")).is(200);
    // ada: program 1/2, nothing done at the device. ben: program 0, all done at the device.
    server.sit("ada", &[("program", program())]);
    server.sit("ben", &[("program", wrong_program()), ("device", device())]);
    let before = server.ranking(JOB);
    assert_eq!(order(&before), [("ben", "50"), ("ada", "25")]);
    let evaluations = evaluations(&server);

    let job = server.put(&format!("/jobs/{JOB}/weights"), &json!({"dimension": "safety", "share": "0.35"})).is(200);
    let weights: Vec<_> =
        job["dimensions"].as_array().unwrap().iter().map(|one| one["weight"].as_str().unwrap()).collect();
    // 1/2 × 13/16, 7/20, 3/10 × 13/16
    assert_eq!(weights, ["13/32", "7/20", "39/160"]);
    // ada: 13/32 × 50 = 325/16; ben: (7/20 + 39/160) × 100 = 475/8
    assert_eq!(order(&server.ranking(JOB)), [("ben", "475/8"), ("ada", "325/16")]);

    let all = json!({"weights": {"correctness": 9, "safety": 1, "procedure": 0}});
    server.put(&format!("/jobs/{JOB}/weights"), &all).is(200);
    assert_eq!(order(&server.ranking(JOB)), [("ada", "45"), ("ben", "10")]);
    assert_eq!(self::evaluations(&server), evaluations);

    for wrong in [
        json!({"dimension": "speed", "share": "1/2"}),
        json!({"weights": {"correctness": 1}}),
        json!({"weights": {"correctness": 0, "safety": 0, "procedure": 0}}),
    ] {
        server.put(&format!("/jobs/{JOB}/weights"), &wrong).problem(422, "weights-refused");
    }
    server.put(&format!("/jobs/{JOB}/weights"), &json!({"share": 1})).problem(422, "wrong-body");
}

#[test]
fn a_module_that_is_off_is_not_administered() {
    let server = Server::with_job();
    server.sit("ada", &[("program", program()), ("device", device())]);
    assert_eq!(server.scorecard("ada")["total"]["exact"], "75");
    let off = json!({"off": ["touchstone/device-checklist#evaluator"]});
    let job = server.put(&format!("/jobs/{JOB}/modules"), &off).is(200);
    let module = |name: &str| {
        job["modules"].as_array().unwrap().iter().find(|one| one["module"] == name).unwrap()["off"].clone()
    };
    assert_eq!(module("touchstone/device-checklist#evaluator"), true);
    assert_eq!(module("touchstone/device-checklist#question-type"), false);

    // Who submitted before: the item leaves the sums, and the scorecard says why.
    let scorecard = server.scorecard("ada");
    assert_eq!(scorecard["total"]["exact"], "50");
    assert_eq!(
        scorecard["items"][1]["state"],
        json!({"kind": "not-administered", "switched_off": "touchstone/device-checklist#evaluator"})
    );
    // Who answers now: it is not there.
    server.add("ben");
    server.put(&crate::common::answer_path("ben", "device"), &device()).problem(409, "item-switched-off");
    server
        .get(&format!("{}/presentation", crate::common::item_path("ben", "device")))
        .problem(409, "item-switched-off");
    server.put(&crate::common::answer_path("ben", "program"), &program()).is(200);
    server.post_nothing("/jobs/small/candidates/ben/submission").is(202);
    assert_eq!(server.scorecard("ben")["total"]["exact"], "50");

    // On again: ada's answer counts again, ben never got the item.
    server.put(&format!("/jobs/{JOB}/modules"), &json!({"off": []})).is(200);
    assert_eq!(server.scorecard("ada")["total"]["exact"], "75");
    assert_eq!(server.scorecard("ben")["items"][1]["state"], json!({"kind": "not-administered"}));
    assert_eq!(server.scorecard("ben")["total"]["exact"], "50");
}

fn order(ranking: &Value) -> Vec<(&str, &str)> {
    let ranked = ranking["ranked"].as_array().unwrap();
    ranked
        .iter()
        .map(|one| {
            (one["scorecard"]["candidate"].as_str().unwrap(), one["scorecard"]["total"]["exact"].as_str().unwrap())
        })
        .collect()
}

fn evaluations(server: &Server) -> Vec<Value> {
    ["ada", "ben"]
        .map(|candidate| server.get(&format!("/jobs/{JOB}/candidates/{candidate}/evaluations")).is(200))
        .to_vec()
}
