//! How much may wait, and how the pool ends.

use std::time::Duration;
use touchstone_core::grants::Grants;

use serde_json::json;
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_server::workers::{StartError, WorkerError, WorkerOptions, Workers};

use crate::pool::{
    PROGRAM, artifacts, component, endless, evaluate, exists, failure, indicator, pool, pool_with_share,
};

#[tokio::test]
async fn beyond_the_queue_s_length_a_caller_is_told_to_come_back() {
    let workers = pool(1, 2).await;
    let call = || evaluate(&workers, json!({}));
    // All four are asked before the first can be done: this thread is the only one.
    let (first, second, third, fourth) = tokio::join!(call(), call(), call(), call());
    assert!(first.is_ok() && second.is_ok() && third.is_ok());
    assert_eq!(fourth, Err(WorkerError::Busy { retry_after_seconds: 1 }));
    assert!(evaluate(&workers, json!({})).await.is_ok(), "there is room again");
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_the_queue() {
    let workers = pool(1, 1).await;
    let running = evaluate(&workers, endless());
    {
        let waiting = evaluate(&workers, endless());
        tokio::pin!(running, waiting);
        tokio::select! {
            biased;
            _ = &mut running => panic!("it takes longer than this"),
            _ = &mut waiting => panic!("it comes after the first"),
            () = std::future::ready(()) => {}
        }
        // Both callers are gone at the end of this block.
    }
    let (first, second) = tokio::join!(evaluate(&workers, json!({})), evaluate(&workers, json!({})));
    assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
}

#[tokio::test]
async fn a_call_whose_caller_is_gone_is_ended_and_its_place_is_free() {
    let workers = pool(1, 1).await;
    let before = workers.status();
    {
        let running = evaluate(&workers, endless());
        tokio::pin!(running);
        while workers.status().busy == 0 {
            tokio::select! {
                biased;
                _ = &mut running => panic!("it takes longer than this"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    let reply = evaluate(&workers, json!({})).await.expect("a reply");
    assert_eq!(indicator(&reply, "calls"), json!({"count": 1}));
    let after = workers.status();
    // The call did not go on to its end, which would have left its worker alive.
    assert_eq!((after.alive, after.busy, after.restarted), (1, 0, 1));
    assert_ne!(after.process_ids, before.process_ids);
}

#[tokio::test]
async fn a_plugin_that_wants_all_workers_leaves_one_to_the_others() {
    let workers = pool_with_share(2, 1, 10).await;
    let hostile = async { tokio::join!(evaluate(&workers, endless()), evaluate(&workers, endless())) };
    let other = async {
        // Behind both of them.
        tokio::task::yield_now().await;
        workers.run(component("fixtures/noop.wasm"), Grants::default(), Vec::new(), Call::Load).await
    };
    tokio::pin!(hostile);
    let reply = tokio::select! {
        biased;
        reply = other => reply.expect("a reply"),
        _ = &mut hostile => panic!("the other one waited for both"),
    };
    assert_eq!(reply.result, CallResult::Loaded);
    let (first, second) = hostile.await;
    for reply in [first, second] {
        assert_eq!(failure(&reply.expect("a reply")).0, "fuel");
    }
    assert_eq!(workers.status().restarted, 0);
}

#[tokio::test]
async fn draining_finishes_what_was_taken_and_takes_no_more() {
    let workers = pool(2, 10).await;
    let processes = workers.status().process_ids;
    let call = || evaluate(&workers, json!({}));
    let late = async {
        workers.drain(Duration::from_mins(10)).await;
        call().await
    };
    let (one, two, three, four, late) = tokio::join!(call(), call(), call(), call(), late);
    for reply in [one, two, three, four] {
        assert_eq!(indicator(&reply.expect("taken before the drain"), "calls"), json!({"count": 1}));
    }
    assert_eq!(late, Err(WorkerError::Stopping));
    assert_eq!(workers.status().alive, 0);
    assert!(!processes.iter().any(|process| exists(*process)));
    // Twice is once.
    workers.drain(Duration::ZERO).await;
}

#[tokio::test]
async fn at_the_deadline_what_is_left_is_stopped() {
    let workers = pool(1, 10).await;
    let processes = workers.status().process_ids;
    let call = || evaluate(&workers, endless());
    let (running, waiting, ()) = tokio::join!(call(), call(), workers.drain(Duration::ZERO));
    assert_eq!([running, waiting], [Err(WorkerError::Stopping), Err(WorkerError::Stopping)]);
    assert!(!processes.iter().any(|process| exists(*process)));
    assert_eq!(workers.status().restarted, 0);
}

#[tokio::test]
async fn a_pool_that_is_dropped_leaves_no_process_that_runs() {
    let workers = pool(1, 10).await;
    let process = workers.status().process_ids[0];
    let reply = evaluate(&workers, endless()).await.expect("a reply");
    assert_eq!(failure(&reply).0, "fuel");
    drop(workers);
    // It is over when the process is dead and was waited for, which the runtime does while this runs.
    let mut watcher = tokio::process::Command::new("tail");
    watcher.args(["--sleep-interval=0.1", "--follow", &format!("--pid={process}"), "/dev/null"]);
    assert!(watcher.status().await.expect("`tail` starts").success());
    assert!(!exists(process));
}

#[tokio::test]
async fn a_pool_that_cannot_start_says_why() {
    let start = |program: &str, count| {
        let program = program.into();
        Workers::start(WorkerOptions { program, count, share: 1, artifacts: artifacts(), queue_length: 1 })
    };
    assert!(matches!(start(PROGRAM, 0).await.err(), Some(StartError::NoWorkers)));
    let error = start("/nowhere/touchstone", 2).await.err().expect("there is no such program");
    assert!(error.to_string().starts_with("cannot start a worker with `/nowhere/touchstone`: No such file"), "{error}");
    let error = start("/bin/true", 2).await.err().expect("it is no worker");
    assert!(error.to_string().contains("`/bin/true` and did not get ready: it ended"), "{error}");
}
