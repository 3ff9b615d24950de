//! What survives in a data directory, and who may open it.

use std::fs;
use std::path::Path;

use serde_json::json;
use touchstone_core::ids::Digest;
use touchstone_store::{Batch, Collection, Expected, OpenError, SledStore, Store, StoreError};

use crate::open;

const JOBS: Collection = Collection::new("jobs");

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let large = json!("x".repeat(50_000));
    let store = open(folder.path());
    let batch =
        Batch::new().put(JOBS.key("small"), Expected::Absent, &1).put(JOBS.key("large"), Expected::Absent, &large);
    let version = store.commit(batch).await.unwrap();
    let blob = store.put_blob(vec![7; 1000]).await.unwrap();
    drop(store);

    let store = open(folder.path());
    let small = store.get(JOBS.key("small")).await.unwrap().unwrap();
    assert_eq!((small.version, small.value), (version, json!(1)));
    assert_eq!(store.get(JOBS.key("large")).await.unwrap().unwrap().value, large);
    assert_eq!(store.blob(blob).await.unwrap(), Some(vec![7; 1000]));
    assert!(store.commit(Batch::new().put(JOBS.key("small"), Expected::Version(version), &2)).await.unwrap() > version);
}

#[tokio::test]
async fn what_a_crash_left_unfinished_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut blob = store.begin_blob().await.unwrap();
    blob.write(vec![7; 1000]).await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    copy_folder(folder.path(), copy.path());
    let files = || fs::read_dir(copy.path().join("blobs")).unwrap().count();
    assert_eq!(files(), 1, "the part that was written");
    let _reopened = open(copy.path());
    assert_eq!(files(), 0);
}

/// A copy of the files at the moment of the acknowledgement is what a killed process leaves.
#[tokio::test]
async fn what_was_acknowledged_is_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..40 {
        store.commit(Batch::new().put(JOBS.key(format!("{n:02}")), Expected::Absent, &n)).await.unwrap();
        if n % 13 == 0 {
            let copy = tempfile::tempdir().unwrap();
            copy_folder(folder.path(), copy.path());
            let found = open(copy.path()).scan(JOBS.all()).await.unwrap();
            assert_eq!(found.len(), n + 1);
        }
    }
}

#[tokio::test]
async fn sled_keeps_no_file_that_it_does_not_sync() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let almost_large = "x".repeat(32_700);
    for n in 0..60 {
        let key = JOBS.key(format!("{:02}", n % 20));
        store.commit(Batch::new().put(key, Expected::Any, &almost_large)).await.unwrap();
    }
    let mut batch = Batch::new();
    for n in 0..100 {
        batch = batch.put(JOBS.key(format!("many-{n:02}")), Expected::Absent, &almost_large);
    }
    store.commit(batch).await.unwrap();
    let unsynced = fs::read_dir(folder.path().join("documents/blobs")).unwrap().count();
    assert_eq!(unsynced, 0);
}

#[test]
fn a_second_process_hears_who_holds_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let Err(error) = SledStore::open(folder.path()) else { panic!("it was opened twice") };
    let said = error.to_string();
    assert!(matches!(error, OpenError::Held { .. }), "{said}");
    for part in [&format!("process {}", std::process::id()), "opened it at 20", "; stop that process"] {
        assert!(said.contains(part), "{said}");
    }
    drop(store);
    open(folder.path());
}

#[test]
fn a_folder_that_cannot_be() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let Err(error) = SledStore::open(file.path()) else { panic!("a file was opened as a folder") };
    assert!(error.to_string().contains("; make it a folder"), "{error}");
}

#[tokio::test]
async fn a_blob_that_was_changed_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let digest = store.put_blob(b"honest".to_vec()).await.unwrap();
    fs::write(store.blob_file(digest).await.unwrap().unwrap(), b"forged").unwrap();
    let error = store.blob(digest).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Failed { what } if what.contains(&Digest::of(b"honest").to_string())),
        "{error}"
    );
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
