//! Workers that die in the middle of their work.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use touchstone_runtime::worker::protocol::Call;

use crate::pool::{endless, evaluate, evaluation_of, exists, failure, indicator, pool, run, signal};

const CALLS: u32 = 500;
/// How many calls are answered between two kills, at least.
const APART: usize = 40;
/// How many callers there are at a time.
const CALLERS: usize = 16;

/// Runs a line of Python, and comes back with its own number.
fn numbered(number: u32) -> Call {
    let input = json!({"run": {"stdin": number.to_string(), "args": []}});
    let limits =
        json!({"inputs": [input], "fuel": 10_000_000_000_u64, "memory_bytes": 256 << 20, "output_bytes": 1 << 20});
    let program = json!({
        "kind": "program", "language": "python", "entry": "main.py",
        "files": [{"path": "main.py", "text": "print(int(input()) + 1)"}],
    });
    evaluation_of(&json!({"run": limits, "indicators": [["number", number]]}), program)
}

#[tokio::test]
async fn every_call_is_answered_exactly_once_while_workers_are_killed() {
    let workers = pool(2, CALLERS).await;
    let mut calls = JoinSet::new();
    let (mut begun, mut open, mut answered) = (0, BTreeSet::new(), Vec::new());
    // What was open at the last kill: a call that loses two workers is lost, so the next kill waits until these are answered.
    let mut exposed = BTreeSet::new();
    let mut kills = 0;
    while answered.len() < CALLS as usize {
        while begun < CALLS && calls.len() < CALLERS {
            let (workers, number) = (workers.clone(), begun);
            calls.spawn(async move { (number, run(&workers, numbered(number)).await) });
            open.insert(begun);
            begun += 1;
        }
        let (number, reply) = calls.join_next().await.expect("some are open").expect("none panics");
        let reply = reply.unwrap_or_else(|error| panic!("call {number} after {kills} kills: {error}"));
        assert_eq!(indicator(&reply, "number"), json!({"share": number}));
        let reports: Value =
            serde_json::from_str(indicator(&reply, "reports")["text"]["en"].as_str().expect("a text")).expect("JSON");
        assert_eq!(reports[0]["verdict"], "finished", "{reports}");
        open.remove(&number);
        answered.push(number);

        let processes = workers.status().process_ids;
        if answered.len() >= APART * (kills + 1) && exposed.is_disjoint(&open) && processes.len() == 2 {
            signal("KILL", processes[kills % 2]);
            exposed.clone_from(&open);
            kills += 1;
        }
    }
    answered.sort_unstable();
    assert_eq!(answered, (0..CALLS).collect::<Vec<_>>());
    assert!(kills >= 5, "{kills} kills");
    workers.drain(std::time::Duration::from_mins(1)).await;
    let restarted = usize::try_from(workers.status().restarted).unwrap();
    // One that died at the very end is not needed again.
    assert!(restarted == kills || restarted + 1 == kills, "{kills} kills, {restarted} restarts");
}

#[tokio::test]
async fn a_worker_serves_many_calls_and_a_plugin_that_fails_costs_its_own_only() {
    let workers = pool(1, 10).await;
    let before = workers.status();
    assert_eq!((before.alive, before.busy, before.queued, before.restarted), (1, 0, 0, 0));
    for (config, kind) in [
        (endless(), Some("fuel")),
        (json!({"act": "recurse"}), Some("trap")),
        (json!({"act": "hoard"}), Some("memory")),
        (json!({"act": {"panic": "no"}}), Some("trap")),
        (json!({"scores": [["first", 1_000_001]]}), Some("contract")),
        (json!({}), None),
    ] {
        let reply = evaluate(&workers, config).await.expect("a reply");
        match kind {
            Some(kind) => assert_eq!(failure(&reply).0, kind, "{reply:?}"),
            // A fresh instance, whatever came before.
            None => assert_eq!(indicator(&reply, "calls"), json!({"count": 1})),
        }
    }
    assert_eq!(workers.status(), before);
}

#[tokio::test]
async fn a_worker_that_dies_at_rest_is_replaced_and_the_next_caller_sees_nothing_of_it() {
    let workers = pool(1, 0).await;
    let first = workers.status().process_ids;
    signal("KILL", first[0]);
    // Whether its death is noticed before the call is sent or by the call.
    let reply = evaluate(&workers, json!({})).await.expect("a reply");
    assert_eq!(indicator(&reply, "calls"), json!({"count": 1}));
    assert!(!exists(first[0]), "it was waited for");
    assert_eq!(workers.status().restarted, 1);
    assert_ne!(workers.status().process_ids, first);
}
