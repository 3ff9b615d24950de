//! The files of an answer on their way into a worker: whole, in order, as they were uploaded, or not at all.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use touchstone_core::ids::Digest;
use touchstone_runtime::worker::protocol::{Call, CallResult, MAX_FILES, MAX_FILES_BYTES, Reply};
use touchstone_server::workers::{AnswerFile, Workers};

use crate::pool::{all_grants, evaluation_of, failure, fixture, indicator, pool, signal};

/// Files with these contents.
fn files(folder: &TempDir, contents: &[&[u8]]) -> Vec<AnswerFile> {
    let file = |(n, content): (usize, &&[u8])| {
        let path = folder.path().join(n.to_string());
        fs::write(&path, content).unwrap();
        AnswerFile { digest: Digest::of(content), bytes: content.len() as u64, path }
    };
    contents.iter().enumerate().map(file).collect()
}

fn answer(count: usize) -> Value {
    let file = |n: usize| json!({"name": format!("{n}"), "media_type": "a/b", "path": format!("{n}")});
    json!({"kind": "files", "files": (0..count).map(file).collect::<Vec<_>>()})
}

async fn run(workers: &Workers, call: Call, files: Vec<AnswerFile>) -> Reply {
    workers.run_with_files(fixture(), all_grants(), Vec::new(), call, files).await.expect("a reply")
}

fn read(reply: &Reply) -> Value {
    serde_json::from_str(indicator(reply, "read")["text"]["en"].as_str().unwrap()).unwrap()
}

/// What the process has open.
fn open_files(process: u32) -> Vec<String> {
    let links = fs::read_dir(Path::new("/proc").join(process.to_string()).join("fd")).unwrap();
    links.map(|link| fs::read_link(link.unwrap().path()).unwrap().display().to_string()).collect()
}

#[tokio::test]
async fn files_are_read_whole_in_order_and_closed() {
    let workers = pool(1, 10).await;
    let folder = tempfile::tempdir().unwrap();
    let large = vec![b'x'; 40 << 20];
    let contents: [&[u8]; 3] = [b"first", &large, b""];
    let reads = json!([[0, 0, 5], [1, 0, 8 << 20], [1, (40 << 20) - 1, 1], [2, 0, 0], [2, 0, 1], [3, 0, 0]]);
    let told = json!(["first", 8 << 20, "x", "", "Refusal::OutOfRange", "Refusal::UnknownAttachment"]);
    for _ in 0..2 {
        let call = evaluation_of(&json!({"read": reads}), answer(3));
        assert_eq!(read(&run(&workers, call, files(&folder, &contents)).await), told);
        let open = open_files(workers.status().process_ids[0]);
        assert!(!open.iter().any(|file| file.contains(folder.path().to_str().unwrap())), "{open:?}");
    }
    let check = || Call::CheckAnswer { config: "{}".to_owned(), seed: 0, answer: answer(3) };
    let CallResult::Checked { problems } = run(&workers, check(), files(&folder, &contents)).await.result else {
        panic!("it checks")
    };
    assert_eq!(
        problems.iter().map(|problem| problem.pointer.as_str()).collect::<Vec<_>>(),
        ["/files/2"],
        "the empty one"
    );

    let many: Vec<&[u8]> = vec![b"x"; MAX_FILES];
    let last = MAX_FILES - 1;
    let call = evaluation_of(&json!({"read": [[last, 0, 1]]}), answer(MAX_FILES));
    assert_eq!(read(&run(&workers, call, files(&folder, &many)).await), json!(["x"]));
}

#[tokio::test]
async fn what_is_not_as_it_was_uploaded_reaches_no_plugin() {
    let workers = pool(1, 10).await;
    let before = workers.status();
    let folder = tempfile::tempdir().unwrap();
    let good = || files(&folder, &[b"first", b"second"]);
    let changed = |change: &dyn Fn(&mut AnswerFile)| {
        let mut files = good();
        change(&mut files[1]);
        files
    };
    let one_more = || [good(), good()].concat()[..3].to_vec();
    let too_many = || vec![good()[0].clone(); MAX_FILES + 1];
    let unreadable = "files-unreadable";
    let cases = [
        (
            changed(&|file| file.digest = Digest::of(b"third")),
            unreadable,
            "the file 2 of the answer is not what was uploaded",
        ),
        (changed(&|file| file.bytes = 7), unreadable, "the file 2 of the answer is not what was uploaded"),
        (changed(&|file| file.bytes = 5), unreadable, "the file 2 of the answer is not what was uploaded"),
        (changed(&|file| file.bytes = MAX_FILES_BYTES), unreadable, "have 67108869 bytes together; 67108864 at most"),
        (changed(&|file| file.bytes = u64::MAX), unreadable, "have 18446744073709551615 bytes together"),
        (changed(&|file| file.path = folder.path().join("absent")), unreadable, "cannot be opened: No such file"),
        (changed(&|file| file.path = folder.path().to_owned()), unreadable, "the file 2 of the answer cannot be read"),
        (good()[..1].to_vec(), "attachments", "names 2 files, and 1 came with it"),
        (one_more(), "attachments", "names 2 files, and 3 came with it"),
        (too_many(), "request", "33 files; 32 at most"),
    ];
    for (files, kind, said) in cases {
        for call in [
            evaluation_of(&json!({}), answer(2)),
            Call::CheckAnswer { config: "{}".to_owned(), seed: 0, answer: answer(2) },
        ] {
            let reply = run(&workers, call, files.clone()).await;
            let (word, message) = failure(&reply);
            assert_eq!(word, kind, "{message}");
            assert!(message.contains(said), "{message}");
            assert!(!message.contains(folder.path().to_str().unwrap()), "no path of the server: {message}");
        }
    }
    assert_eq!(workers.status(), before, "no worker minds");
}

/// Both workers read the same files from their beginning.
#[tokio::test]
async fn a_call_whose_worker_dies_has_its_files_on_the_next_one() {
    let workers = pool(1, 10).await;
    let folder = tempfile::tempdir().unwrap();
    let slow = json!({"act": {"log": ["a line", 200_000]}, "read": [[0, 0, 5], [1, 0, 6]]});
    let call = run(&workers, evaluation_of(&slow, answer(2)), files(&folder, &[b"first", b"second"]));
    let kill = async {
        let process = workers.status().process_ids[0];
        while workers.status().busy == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        signal("KILL", process);
    };
    let (reply, ()) = tokio::join!(call, kill);
    assert_eq!(read(&reply), json!(["first", "second"]));
    assert_eq!(workers.status().restarted, 1);
}
