//! The worker's end of the stream, spoken to directly.

use std::fs;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, Output, Stdio};

use serde_json::json;
use touchstone_runtime::ArtifactCache;
use touchstone_runtime::worker::protocol::{Ready, Reply, Request, VERSION, descriptors, frame};

use crate::pool::{PROGRAM, all_grants, artifacts, endless, evaluation_of, fixture, indicator};

/// Starts a worker, waits until it is ready, has `speak` say something and go, and returns what the worker left.
fn check(speak: impl FnOnce(&mut UnixStream)) -> Output {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let child = Command::new(PROGRAM)
        .arg("worker")
        .stdin(OwnedFd::from(theirs))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let ready: Ready = frame::read(&mut ours).expect("a frame").expect("not the end");
    assert_eq!(ready.version, VERSION);
    speak(&mut ours);
    drop(ours);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.stdout.is_empty());
    output
}

/// With the fixture's artifact.
fn send(stream: &mut UnixStream, request: &Request) {
    let artifact = ArtifactCache::new(artifacts()).artifact(&fs::read(fixture().path).unwrap()).unwrap();
    let frame = frame::encode(request).unwrap();
    let sent = descriptors::send(&*stream, &frame, &[artifact.as_fd()]).unwrap();
    stream.write_all(&frame[sent..]).unwrap();
}

fn request(number: u64, config: &serde_json::Value) -> Request {
    let call = evaluation_of(config, json!({"kind": "text", "text": "an answer"}));
    Request { number, plugin: fixture().digest, grants: all_grants(), runtimes: Vec::new(), files: Vec::new(), call }
}

#[test]
fn a_reply_has_its_request_s_number_and_the_end_of_the_stream_is_the_end() {
    let output = check(|stream| {
        for number in [3, 2, u64::MAX] {
            send(stream, &request(number, &json!({})));
            let reply: Reply = frame::read(stream).unwrap().expect("not the end");
            assert_eq!((reply.number, indicator(&reply, "calls")), (number, json!({"count": 1})));
        }
    });
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn what_a_plugin_logs_is_in_the_reply_and_nowhere_else() {
    let output = check(|stream| {
        send(stream, &request(1, &json!({"act": {"log": ["an answer\nERROR forged", 300]}})));
        let reply: Reply = frame::read(stream).unwrap().expect("not the end");
        assert_eq!((reply.log.len(), reply.log_dropped), (200, 100));
        assert!(reply.log.iter().all(|line| *line == ("info".to_owned(), "an answer\\nERROR forged".to_owned())));
    });
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_worker_ends_in_the_middle_of_a_call_when_nobody_wants_its_reply() {
    let output = check(|stream| send(stream, &request(1, &endless())));
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn what_is_no_request_ends_the_stream_with_one_line_about_it() {
    let framed = |json: &[u8]| [&u32::try_from(json.len()).unwrap().to_be_bytes(), json].concat();
    let cases = [
        (framed(b"{\"secret"), "a frame that is cut off"),
        (framed(b"secret"), "a frame that is no JSON"),
        (framed(b"{\"secret\": 1}"), "a frame that is another message"),
        (frame::encode(&request(1, &json!({}))).unwrap(), "a frame without the descriptors that belong to it"),
        (u32::MAX.to_be_bytes().to_vec(), "a frame of 4294967295 bytes; 67108864 at most"),
    ];
    for (bytes, said) in cases {
        let output = check(|stream| {
            stream.write_all(&bytes).unwrap();
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).unwrap();
            assert!(rest.is_empty(), "no reply");
        });
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(6), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.contains(said) && !stderr.contains("secret"), "{stderr}");
    }
    let output = check(|stream| {
        stream.write_all(&[0, 0]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
    });
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("the stream ended within a frame"), "{stderr}");
}

#[test]
fn by_hand_it_says_who_starts_it() {
    let output = Command::new(PROGRAM).arg("worker").stdin(Stdio::null()).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(6), "{stderr}");
    assert!(stderr.starts_with("error: the standard input is no socket of a server"), "{stderr}");
    assert!(stderr.contains("hint: `touchstone serve` starts workers by itself"), "{stderr}");

    let help = Command::new(PROGRAM).arg("--help").output().unwrap();
    assert!(!String::from_utf8(help.stdout).unwrap().contains("worker"));
}
