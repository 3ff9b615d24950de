//! A worker that does nothing any more.

use std::time::Duration;

use serde_json::json;

use crate::pool::{evaluate, indicator, pool, signal};

#[tokio::test]
async fn a_stuck_worker_is_killed_and_its_call_run_by_another() {
    let workers = pool(1, 10).await;
    let stuck = workers.status().process_ids[0];
    signal("STOP", stuck);
    tokio::time::pause();
    let call = tokio::spawn({
        let workers = workers.clone();
        async move { evaluate(&workers, json!({})).await }
    });
    // The call is with the worker once nothing waits; its time runs from there.
    while workers.status().busy == 0 {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    tokio::time::advance(Duration::from_hours(1)).await;
    tokio::time::resume();
    let reply = call.await.expect("no panic").expect("a reply");
    assert_eq!(indicator(&reply, "calls"), json!({"count": 1}));
    let status = workers.status();
    assert_eq!((status.alive, status.restarted), (1, 1));
    assert_ne!(status.process_ids, [stuck]);
}
