//! Workers die all the time while a batch of 500 evaluations is made: in the store there is exactly one of each in the end.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use touchstone_store::{Collection, SledStore, Store};

use crate::common::{Server, component, wait};

const CANDIDATES: usize = 50;
const ITEMS: usize = 10;

/// One of the fixture's evaluations that takes some milliseconds.
fn item(n: usize) -> Value {
    let module = |config: Value| json!({"plugin": "touchstone/fixture", "version": "*", "config": config});
    json!({
        "id": format!("item-{n}"), "title": {"en": "Item"},
        "question": module(json!({})),
        "evaluator": module(json!({"scores": [["first", 1_000 * n], ["second", 1_000_000]], "act": {"log": ["a line", 80_000]}})),
        "maps": [{"from": "first", "to": "first", "weight": 1}],
    })
}

fn interview() -> Value {
    json!({
        "id": "batch", "title": {"en": "Batch"}, "grants": {"touchstone/fixture": ["run-code", "attachments"]},
        "items": (0..ITEMS).map(item).collect::<Vec<_>>(),
        "rubric": {
            "dimensions": [{"id": "first", "title": {"en": "First"}, "weight": 1}],
            "levels": [{"id": "any", "title": {"en": "Any"}, "at_least": 0}],
        },
    })
}

/// Kills the first worker that is there; whether one was.
fn kill_one(server: &Server) -> bool {
    let ready = server.get("/health/ready");
    let Some(process) = ready.body["workers"]["process_ids"][0].as_u64() else { return false };
    let mut kill = Command::new("kill");
    kill.args(["-KILL", &process.to_string()]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn evaluations(server: &Server, candidate: usize) -> Vec<Value> {
    let found = server.get(&format!("/jobs/batch/candidates/c-{candidate}/evaluations")).is(200);
    found["evaluations"].as_array().unwrap().clone()
}

/// How many documents a collection of the store has.
fn stored(data: &Path, collection: &'static str) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = SledStore::open(data).unwrap();
        store.scan(Collection::new(collection).all()).await.unwrap().len()
    })
}

#[test]
fn five_hundred_evaluations_are_made_once_each_while_workers_are_killed() {
    let server = Server::start();
    server.install(&component("fixtures/fixture.wasm")).is(201);
    server.put("/plugins/touchstone/fixture/grants", &json!({"capabilities": ["run-code", "attachments"]})).is(200);
    server.post("/jobs", &interview()).is(201);
    server.post_nothing("/jobs/batch/publication").is(200);
    for candidate in 0..CANDIDATES {
        let path = format!("/jobs/batch/candidates/c-{candidate}");
        server
            .post("/jobs/batch/candidates", &json!({"id": format!("c-{candidate}"), "name": "C", "locale": "en"}))
            .is(201);
        for n in 0..ITEMS {
            server.put(&format!("{path}/items/item-{n}/answer"), &json!({"kind": "text", "text": "hello"})).is(200);
        }
    }
    for candidate in 0..CANDIDATES {
        server.post_nothing(&format!("/jobs/batch/candidates/c-{candidate}/submission")).is(202);
    }

    let mut kills = 0;
    let ranking = wait(|| {
        kills += usize::from(kill_one(&server));
        std::thread::sleep(Duration::from_millis(100));
        let ranking = server.get("/jobs/batch/ranking").is(200);
        ranking["unranked"].as_array().unwrap().is_empty().then_some(ranking)
    });
    assert!(kills >= 5, "only {kills} kills");

    // (0 + 1 + … + 9) thousandths, a tenth of it for each item: 0.45 points.
    assert_eq!(ranking["ranked"].as_array().unwrap().len(), CANDIDATES);
    for one in ranking["ranked"].as_array().unwrap() {
        assert_eq!(one["scorecard"]["total"]["exact"], "9/20", "{one:#}");
    }
    let expected: Vec<String> = (0..ITEMS).map(|n| format!("item-{n}")).collect();
    for candidate in 0..CANDIDATES {
        let found = evaluations(&server, candidate);
        assert_eq!(found.iter().map(|one| one["item"].as_str().unwrap()).collect::<Vec<_>>(), expected);
        assert!(found.iter().all(|one| one["generation"] == 1 && one["state"] == "evaluated"), "{found:#?}");
    }
    let mut again = server.kill_and_start_again();
    assert_eq!(again.get("/jobs/batch/ranking").is(200), ranking);
    assert!(again.stop().success());
    assert_eq!((stored(again.data(), "evaluations"), stored(again.data(), "queue")), (CANDIDATES * ITEMS, 0));
}
