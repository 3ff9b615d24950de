//! What every store has to do. Each check gets an empty one.

use serde_json::{Value, json};
use touchstone_store::{Batch, Collection, Expected, SledStore, Store, StoreError};

const JOBS: Collection = Collection::new("jobs");
const JOBS_OFF: Collection = Collection::new("jobs-off");

async fn keys(store: &impl Store, scan: touchstone_store::Scan) -> Vec<String> {
    store.scan(scan).await.unwrap().into_iter().map(|document| document.key).collect()
}

async fn put(store: &impl Store, collection: Collection, key: &str, value: &Value) -> u64 {
    store.commit(Batch::new().put(collection.key(key), Expected::Any, value)).await.unwrap()
}

async fn value(store: &impl Store, collection: Collection, key: &str) -> Option<Value> {
    store.get(collection.key(key)).await.unwrap().map(|document| document.value)
}

async fn documents_are_what_was_put(store: &impl Store) {
    let value = json!({"z": [1, 0.1, "文"], "a": {"k": null}, "big": u64::MAX});
    let version = put(store, JOBS, "one", &value).await;
    let found = store.get(JOBS.key("one")).await.unwrap().unwrap();
    assert_eq!((found.key.as_str(), found.version), ("one", version));
    assert_eq!(found.value.to_string(), value.to_string());
    assert_eq!(store.get(JOBS.key("two")).await.unwrap(), None);
    assert_eq!(store.get(JOBS_OFF.key("one")).await.unwrap(), None);
}

async fn versions_grow_even_over_a_deletion(store: &impl Store) {
    let first = put(store, JOBS, "one", &json!(1)).await;
    store.commit(Batch::new().delete(JOBS.key("one"), Expected::Version(first))).await.unwrap();
    let second = put(store, JOBS, "one", &json!(2)).await;
    assert!(second > first + 1, "{first} {second}");
    let stale = Batch::new().delete(JOBS.key("one"), Expected::Version(first));
    assert!(matches!(store.commit(stale).await, Err(StoreError::Conflict { collection: "jobs", .. })));
}

async fn a_batch_is_written_whole_or_not_at_all(store: &impl Store) {
    let version = put(store, JOBS, "one", &json!(1)).await;
    let cases = [
        Batch::new().put(JOBS_OFF.key("new"), Expected::Any, &1).check(JOBS.key("one"), Expected::Absent),
        Batch::new().put(JOBS_OFF.key("new"), Expected::Any, &1).check(JOBS.key("one"), Expected::Version(version + 1)),
        Batch::new().check(JOBS.key("none"), Expected::Version(version)).put(JOBS_OFF.key("new"), Expected::Any, &1),
        Batch::new().put(JOBS.key("one"), Expected::Version(version), &2).put(JOBS.key("one"), Expected::Absent, &3),
    ];
    for batch in cases {
        assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict { .. })));
        assert_eq!(value(store, JOBS_OFF, "new").await, None);
        assert_eq!(value(store, JOBS, "one").await, Some(json!(1)));
    }
    let batch = Batch::new()
        .delete(JOBS.key("one"), Expected::Version(version))
        .put(JOBS_OFF.key("one"), Expected::Absent, &2)
        .put(JOBS_OFF.key("two"), Expected::Absent, &3);
    store.commit(batch).await.unwrap();
    assert_eq!(value(store, JOBS, "one").await, None);
    assert_eq!(keys(store, JOBS_OFF.all()).await, ["one", "two"]);
}

async fn one_of_many_at_once_wins(store: &impl Store) {
    let version = put(store, JOBS, "one", &json!(0)).await;
    let write = |n: u64| store.commit(Batch::new().put(JOBS.key("one"), Expected::Version(version), &n));
    let (a, b, c, d) = tokio::join!(write(1), write(2), write(3), write(4));
    let won = [a, b, c, d].iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1);
}

async fn scans_are_ordered_and_bounded(store: &impl Store) {
    for key in ["b/2", "a", "b/10", "b", "b0", "c", "数"] {
        put(store, JOBS, key, &json!(key)).await;
    }
    put(store, JOBS_OFF, "b/3", &json!(0)).await;
    let cases = [
        (JOBS.all(), vec!["a", "b", "b/10", "b/2", "b0", "c", "数"]),
        (JOBS.starting("b/"), vec!["b/10", "b/2"]),
        (JOBS.starting("b").after("b").limit(2), vec!["b/10", "b/2"]),
        (JOBS.starting("b/").after("a"), vec!["b/10", "b/2"]),
        (JOBS.starting("b/").after("b/10"), vec!["b/2"]),
        (JOBS.all().after("c0"), vec!["数"]),
        (JOBS.all().after("b/").limit(1), vec!["b/10"]),
        (JOBS.starting("x"), vec![]),
        (JOBS.all().limit(0), vec![]),
    ];
    for (scan, expected) in cases {
        assert_eq!(keys(store, scan.clone()).await, expected, "{scan:?}");
    }
}

async fn large_documents_come_back(store: &impl Store) {
    for bytes in [32 << 10, 100_000, 1 << 20] {
        let large = json!({"text": "x".repeat(bytes)});
        put(store, JOBS, &bytes.to_string(), &large).await;
        assert_eq!(value(store, JOBS, &bytes.to_string()).await, Some(large), "{bytes}");
    }
}

async fn blobs_are_named_by_what_they_hold(store: &impl Store) {
    let digest = store.put_blob(b"bytes".to_vec()).await.unwrap();
    assert_eq!(store.put_blob(b"bytes".to_vec()).await.unwrap(), digest);
    assert_eq!(digest, touchstone_core::ids::Digest::of(b"bytes"));
    assert_eq!(store.blob(digest).await.unwrap().as_deref(), Some(&b"bytes"[..]));
    let file = store.blob_file(digest).await.unwrap().unwrap();
    assert_eq!(std::fs::read(file).unwrap(), b"bytes");
    let absent = touchstone_core::ids::Digest::of(b"");
    assert_eq!(store.blob(absent).await.unwrap(), None);
    assert_eq!(store.blob_file(absent).await.unwrap(), None);
}

async fn blobs_come_in_parts(store: &impl Store) {
    let whole: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let digest = touchstone_core::ids::Digest::of(&whole);
    let mut dropped = store.begin_blob().await.unwrap();
    dropped.write(whole.clone()).await.unwrap();
    drop(dropped);
    assert_eq!(store.blob(digest).await.unwrap(), None, "it was not finished");
    for _ in 0..2 {
        let mut blob = store.begin_blob().await.unwrap();
        for part in whole.chunks(70_000) {
            blob.write(part.to_vec()).await.unwrap();
        }
        assert_eq!(blob.finish().await.unwrap(), digest);
        assert_eq!(store.blob(digest).await.unwrap().as_ref(), Some(&whole));
    }
    let empty = store.begin_blob().await.unwrap().finish().await.unwrap();
    assert_eq!(store.blob(empty).await.unwrap(), Some(Vec::new()));
}

macro_rules! conformance {
    ($($check:ident,)+) => {$(
        #[tokio::test]
        async fn $check() {
            let folder = tempfile::tempdir().unwrap();
            let store: SledStore = crate::open(folder.path());
            super::$check(&store).await;
        }
    )+};
}

mod sled {
    use super::SledStore;

    conformance! {
        documents_are_what_was_put,
        versions_grow_even_over_a_deletion,
        a_batch_is_written_whole_or_not_at_all,
        one_of_many_at_once_wins,
        scans_are_ordered_and_bounded,
        large_documents_come_back,
        blobs_are_named_by_what_they_hold,
        blobs_come_in_parts,
    }
}
