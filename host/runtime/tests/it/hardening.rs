//! What a hardened worker can still do, tried in a process of its own: nothing with files, sockets or processes; all that evaluations take.

use std::fs::{self, File};
use std::io;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit};
use serde_json::{Value, json};
use touchstone_core::answer::Answer;
use touchstone_runtime::worker::hardening::harden;
use touchstone_runtime::{ArtifactCache, Languages, Runtime, with_evaluation_stack};

use crate::child::{output_of, say};
use crate::common::{all_grants, cache, component, evaluate_with, evaluation, told};

/// The word for how something went.
fn ended<T>(result: io::Result<T>) -> Value {
    match result {
        Ok(_) => json!("it worked"),
        Err(error) => json!(error.kind().to_string()),
    }
}

#[test]
#[ignore = "the process of `a_hardened_process_has_nothing_to_open`"]
fn try_everything() {
    let parent = Pid::from_raw(std::os::unix::process::parent_id().cast_signed()).expect("a parent");
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let before = File::open("/etc/passwd").unwrap();
    assert_eq!(harden().expect("limits"), None, "this kernel filters");

    let more = Rlimit { current: Some(1 << 20), maximum: Some(1 << 20) };
    say(&json!({
        "open": ended(File::open("/etc/passwd")),
        "open itself": ended(File::open("/proc/self/fd/0")),
        "create": ended(File::create(&new)),
        "list": ended(fs::read_dir("/")),
        "remove": ended(fs::remove_file(&new)),
        "rename": ended(fs::rename("/etc/passwd", &new)),
        "make a folder": ended(fs::create_dir(&new)),
        "ask about a file": ended(fs::symlink_metadata("/etc/passwd")),
        "link": ended(std::os::unix::fs::symlink("/etc/passwd", &new)),
        "change the folder": ended(std::env::set_current_dir("/")),
        "connect": ended(TcpStream::connect(address)),
        "listen": ended(TcpListener::bind("127.0.0.1:0")),
        "datagrams": ended(UdpSocket::bind("127.0.0.1:0")),
        "a local socket": ended(UnixListener::bind(&new)),
        "accept": ended(listener.accept()),
        "start a program": ended(Command::new("/bin/true").spawn()),
        "become a program": ended::<()>(Err(Command::new("/bin/true").exec())),
        "start a thread": ended(thread::Builder::new().spawn(|| {})),
        "kill the parent": ended(kill_process(parent, Signal::TERM).map_err(io::Error::from)),
        "have more descriptors": ended(setrlimit(Resource::Nofile, more).map_err(io::Error::from)),
        "read what is open": ended(io::Read::read(&mut &before, &mut [0])),
    })
    .to_string());
}

#[test]
fn a_hardened_process_has_nothing_to_open() {
    let tried: Value = serde_json::from_str(&output_of("hardening::try_everything")).unwrap();
    let mut tried = tried.as_object().expect("an object").clone();
    assert_eq!(tried.remove("read what is open"), Some(json!("it worked")), "what it was given, it has");
    assert_eq!(tried.len(), 20);
    for (what, ended) in tried {
        assert_eq!(ended, "permission denied", "{what}");
    }
}

#[test]
#[ignore = "the process of `a_hardened_process_evaluates_programs`"]
fn evaluate_hardened() {
    let artifacts = ArtifactCache::new(cache().join("artifacts"));
    let artifacts = [
        "fixtures/fixture.wasm",
        "plugins/touchstone.runtime-python.wasm",
        "plugins/touchstone.runtime-javascript.wasm",
    ]
    .map(|path| artifacts.artifact(&component(path)).expect("it compiles"));
    let runtime = Runtime::of_artifacts().expect("an engine starts");
    let said = with_evaluation_stack(|| {
        assert_eq!(harden().expect("limits"), None, "this kernel filters");
        let [fixture, python, javascript] =
            artifacts.map(|artifact| runtime.load_artifact(&artifact).expect("it loads"));
        let languages = [python, javascript].map(|plugin| runtime.language_runtime(&plugin).expect("it links"));
        let languages = Arc::new(Languages::new(languages).expect("two languages"));
        let evaluator = runtime.evaluator(&fixture, &all_grants(), &languages).expect("it links");
        let programs = [
            ("python", "main.py", "n = int(input())\nprint(sum(range(n)), len(bytearray(32 << 20)))"),
            ("python", "main.py", "def f(): f()\nf()"),
            ("python", "main.py", "open('/etc/passwd')"),
            ("javascript", "main.js", "console.log(1 + 2)"),
        ];
        // Again and again: fresh instances, in slots that had another's memory.
        let rounds = (0..10).map(|_| {
            let reports = programs.map(|(language, file, text)| {
                let input = json!({"run": {"stdin": "1000\n", "args": []}});
                let limits = json!({
                    "inputs": [input], "fuel": 20_000_000_000_u64, "memory_bytes": 256 << 20, "output_bytes": 1 << 20,
                });
                let files = json!([{"path": file, "text": text}]);
                let answer = json!({"kind": "program", "language": language, "entry": file, "files": files});
                let answer = Answer::from_value(&answer).expect("an answer");
                let call = evaluate_with(&evaluator, &json!({"run": limits}), &answer, Arc::default(), 1);
                let report = &told(&evaluation(call), "reports")[0];
                json!([report["verdict"], report["stdout"]])
            });
            json!(reports)
        });
        rounds.collect::<Vec<_>>()
    });
    assert!(said.iter().all(|round| *round == said[0]));
    say(&said[0].to_string());
}

#[test]
fn a_hardened_process_evaluates_programs() {
    let said: Value = serde_json::from_str(&output_of("hardening::evaluate_hardened")).unwrap();
    // In hexadecimal: `499500 33554432` and `3`. Endless recursion and a file that is not there are the program's own faults.
    let expected = json!([
        ["finished", "3439393530302033333535343433320a"],
        ["runtime-error", ""],
        ["runtime-error", ""],
        ["finished", "330a"],
    ]);
    assert_eq!(said, expected);
}
