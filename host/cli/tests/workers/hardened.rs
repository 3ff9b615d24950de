//! What a worker of the real program may do, seen from outside.

use std::fs;

use serde_json::json;
use touchstone_runtime::worker::hardening::OPEN_DESCRIPTORS;

use crate::pool::{evaluate, indicator, pool};

#[tokio::test]
async fn a_worker_is_filtered_and_limited_in_all_its_threads() {
    let workers = pool(1, 10).await;
    let process = workers.status().process_ids[0];
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let statuses: Vec<String> =
        tasks.map(|task| fs::read_to_string(task.unwrap().path().join("status")).unwrap()).collect();
    assert_eq!(statuses.len(), 3, "the calls, the requests and the epoch");
    for status in statuses {
        assert!(status.contains("\nSeccomp:\t2\n") && status.contains("\nNoNewPrivs:\t1\n"), "{status}");
    }

    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{limits}"));
        line.split_whitespace().take(2).map(|number| number.parse::<u64>().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(limit("Max core file size"), [0, 0]);
    assert_eq!(limit("Max processes"), [0, 0]);
    let open = limit("Max open files");
    assert!(open[0] == open[1] && open[0] <= OPEN_DESCRIPTORS, "{open:?}");

    // The artifacts were opened by the server; the worker closed them once they were mapped.
    let links = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let links: Vec<String> =
        links.map(|link| fs::read_link(link.unwrap().path()).unwrap().display().to_string()).collect();
    assert!(!links.iter().any(|link| link.contains("artifacts")), "{links:?}");
    let reply = evaluate(&workers, json!({})).await.expect("a reply");
    assert_eq!(indicator(&reply, "calls"), json!({"count": 1}));
}
