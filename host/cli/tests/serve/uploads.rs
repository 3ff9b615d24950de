//! Uploaded files: how they come in, what an answer may say of them, what evaluators read of them, and that nothing acknowledged is lost.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use touchstone_core::ids::Digest;

use crate::common::{Response, Server, component, wait, workspace};

const JOB: &str = "work";
const MIB: usize = 1 << 20;

/// The evaluators tell what they read: of `report` the beginning of the first file and the end of the second, and of a third.
fn interview() -> Value {
    let module = |config: Value| json!({"plugin": "touchstone/fixture", "version": "^0.1", "config": config});
    let item = |id: &str, read: Value| {
        json!({
            "id": id, "title": {"en": id}, "question": module(json!({})), "evaluator": module(json!({"read": read})),
            "maps": [{"from": "first", "to": "first", "weight": 1}],
        })
    };
    json!({
        "id": JOB, "title": {"en": "Work"}, "grants": {"touchstone/fixture": ["run-code", "attachments"]},
        "items": [item("report", json!([[0, 0, 5], [1, 2, 3], [2, 0, 1]])), item("letter", json!([[0, 0, 1]]))],
        "rubric": {
            "dimensions": [{"id": "first", "title": {"en": "First"}, "weight": 1}],
            "levels": [{"id": "any", "title": {"en": "Any"}, "at_least": 0}],
        },
    })
}

fn server() -> Server {
    let server = Server::start();
    add_job(&server);
    server
}

/// The job, with the candidate `ada`.
pub(crate) fn add_job(server: &Server) {
    server.install(&component("fixtures/fixture.wasm")).is(201);
    server.put("/plugins/touchstone/fixture/grants", &json!({"capabilities": ["run-code", "attachments"]})).is(200);
    server.post("/jobs", &interview()).is(201);
    server.post_nothing(&format!("/jobs/{JOB}/publication")).is(200);
    let new = json!({"id": "ada", "name": "Ada", "locale": "en"});
    server.post(&format!("/jobs/{JOB}/candidates"), &new).is(201);
}

fn of(candidate: &str) -> String {
    format!("/jobs/{JOB}/candidates/{candidate}")
}

fn item(item: &str) -> String {
    format!("{}/items/{item}", of("ada"))
}

fn upload(server: &Server, item_id: &str, name: &str, media_type: &str, bytes: &[u8]) -> Response {
    server.send("PUT", &format!("{}/files/{name}", item(item_id)), Some((media_type, bytes)), &[])
}

/// An answer that names these uploads.
fn answer(uploads: &[&Value]) -> Value {
    let named =
        |upload: &&Value| json!({"name": upload["name"], "media_type": upload["media_type"], "path": upload["path"]});
    json!({"kind": "files", "files": uploads.iter().map(named).collect::<Vec<_>>()})
}

fn names(files: &Value) -> Vec<&str> {
    files["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect()
}

fn download(server: &Server, path: &str) -> Vec<u8> {
    let mut response = ureq::get(format!("{}/api/v1{path}", server.base())).call().unwrap();
    response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap()
}

fn submit(server: &Server) {
    server.post_nothing(&format!("{}/submission", of("ada"))).is(202);
}

/// What the evaluator of `report` told, once it ran.
fn told(server: &Server) -> Value {
    wait(|| {
        let evaluations = server.get(&format!("{}/evaluations", of("ada"))).is(200);
        let report = evaluations["evaluations"].as_array()?.iter().find(|one| one["item"] == "report")?.clone();
        let indicators = report["evaluation"]["indicators"].as_array()?.clone();
        let read = indicators.into_iter().find(|one| one["id"] == "read")?;
        Some(serde_json::from_str(read["value"]["text"]["en"].as_str()?).unwrap())
    })
}

#[test]
fn files_are_uploaded_listed_replaced_and_removed() {
    let server = server();
    let files = format!("{}/files", item("report"));
    assert_eq!(server.get(&files).is(200), json!({"files": []}));

    let first = upload(&server, "report", "b.csv", "text/csv; charset=gb18030", b"first").is(201);
    assert_eq!(
        [&first["name"], &first["media_type"], &first["path"], &first["bytes"], &first["digest"]],
        [
            &json!("b.csv"),
            &json!("text/csv; charset=gb18030"),
            &json!("ada/report/b.csv"),
            &json!(5),
            &json!(Digest::of(b"first").to_string())
        ]
    );
    // Again the same: nothing changes, not even the time.
    assert_eq!(upload(&server, "report", "b.csv", "text/csv; charset=gb18030", b"first").is(200), first);
    let chinese = upload(&server, "report", "%E9%94%80%E5%94%AE%20a.xlsx", "application/x", &[]).is(201);
    assert_eq!((&chinese["name"], &chinese["bytes"]), (&json!("销售 a.xlsx"), &json!(0)));
    let large: Vec<u8> = (0..=250).cycle().take(3 * MIB + 5).collect();
    upload(&server, "report", "a.bin", "application/octet-stream", &large).is(201);

    let listed = server.get(&files).is(200);
    assert_eq!(names(&listed), ["a.bin", "b.csv", "销售 a.xlsx"]);
    assert_eq!(listed["files"][1], first);
    assert_eq!(server.get(&format!("{}/files", item("letter"))).is(200), json!({"files": []}), "another item's");

    assert!(download(&server, &format!("{files}/a.bin")) == large);
    assert_eq!(download(&server, &format!("{files}/%E9%94%80%E5%94%AE%20a.xlsx")), b"");
    let response = server.get(&format!("{files}/b.csv"));
    // Whatever was uploaded, a browser saves it and runs nothing.
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment"),
        ("x-content-type-options", "nosniff"),
        ("content-length", "5"),
    ] {
        assert_eq!(response.header(name), Some(value));
    }

    let second = upload(&server, "report", "b.csv", "text/csv", b"second").is(200);
    assert_eq!((&second["bytes"], &second["media_type"]), (&json!(6), &json!("text/csv")));
    assert_eq!(download(&server, &format!("{files}/b.csv")), b"second");
    let left = server.send("DELETE", &format!("{files}/a.bin"), None, &[]).is(200);
    assert_eq!(names(&left), ["b.csv", "销售 a.xlsx"]);
    assert_eq!(server.get(&files).is(200), left);
    server.get(&format!("{files}/a.bin")).problem(404, "unknown-file");
    server.send("DELETE", &format!("{files}/a.bin"), None, &[]).problem(404, "unknown-file");
}

/// However many come at the same time, each is kept, and the limit on their number holds.
#[test]
fn files_that_come_at_once_are_all_kept() {
    let server = server();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let send =
            |n: usize| upload(&server, "report", &format!("{n:02}"), "a/b", format!("content {n}").as_bytes()).status;
        let threads: Vec<_> = (0..40).map(|n| scope.spawn(move || send(n))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let kept: Vec<String> = (0..40).filter(|n| statuses[*n] == 201).map(|n| format!("{n:02}")).collect();
    assert_eq!((kept.len(), statuses.iter().filter(|status| **status == 409).count()), (32, 8), "{statuses:?}");
    let listed = server.get(&format!("{}/files", item("report"))).is(200);
    assert_eq!(names(&listed), kept);
    for (file, n) in listed["files"].as_array().unwrap().iter().zip(kept) {
        let content = format!("content {}", n.parse::<u32>().unwrap());
        assert_eq!(file["digest"], Digest::of(content.as_bytes()).to_string());
    }
}

#[test]
fn what_cannot_be_a_file_is_refused() {
    let server = server();
    let long = "x".repeat(250);
    for name in ["a%2Fb", "%2E%2E%2Fx", "a%5Cb", "c%3Ax", "a%00b", "a%0Ab", long.as_str()] {
        upload(&server, "report", name, "text/csv", b"x").problem(422, "file-name-refused");
    }
    for media_type in ["text", "/csv", "te xt/csv", "text/csv/x", &format!("text/{long}csv")] {
        upload(&server, "report", "a.csv", media_type, b"x").problem(400, "wrong-header");
    }
    let nobody = format!("{}/items/report/files/a.csv", of("nobody"));
    server.send("PUT", &nobody, Some(("text/csv", b"x")), &[]).problem(404, "unknown-candidate");
    upload(&server, "nothing", "a.csv", "text/csv", b"x").problem(404, "unknown-item");
    let untyped = server.send("PUT", &format!("{}/files/a", item("report")), None, &[]);
    untyped.problem(415, "wrong-media-type");
    assert_eq!(server.get(&format!("{}/files", item("report"))).is(200), json!({"files": []}));

    let server = Server::with_job();
    server.add("ada");
    let path = format!("{}/files/a.csv", crate::common::item_path("ada", "program"));
    let problem = server.send("PUT", &path, Some(("text/csv", b"x")), &[]).problem(409, "files-not-taken");
    assert!(problem["detail"].as_str().unwrap().contains("`touchstone/code-runner#question-type`"), "{problem}");
}

#[test]
fn files_have_limits_each_for_itself_together_and_in_number() {
    let server = server();
    let most = vec![7; 32 * MIB];
    let over = vec![7; 32 * MIB + 1];
    upload(&server, "report", "over", "a/b", &over).problem(413, "file-too-large");
    // Chunked, so that only reading shows how long it is.
    let said = chunked(&server, &format!("/api/v1{}/files/chunked", item("report")), &over);
    assert!(said.starts_with("HTTP/1.1 413 ") && said.contains("\"file-too-large\""), "{said}");

    upload(&server, "report", "one", "a/b", &most).is(201);
    upload(&server, "report", "two", "a/b", &most[1..]).is(201);
    upload(&server, "report", "three", "a/b", b"x").is(201);
    let problem = upload(&server, "report", "four", "a/b", b"x").problem(413, "files-too-large");
    assert!(problem["detail"].as_str().unwrap().contains("of which 0 are left"), "{problem}");
    // What takes another's place needs no place beside it.
    upload(&server, "report", "two", "a/b", &most).problem(413, "files-too-large");
    upload(&server, "report", "two", "a/b", &most[2..]).is(200);
    upload(&server, "report", "four", "a/b", b"x").is(201);
    assert_eq!(names(&server.get(&format!("{}/files", item("report"))).is(200)), ["four", "one", "three", "two"]);

    for n in 0..32 {
        upload(&server, "letter", &format!("{n}"), "a/b", b"x").is(201);
    }
    upload(&server, "letter", "32", "a/b", b"x").problem(409, "too-many-files");
    upload(&server, "letter", "31", "a/b", b"y").is(200);
    server.send("DELETE", &format!("{}/files/31", item("letter")), None, &[]).is(200);
    upload(&server, "letter", "32", "a/b", b"x").is(201);
}

/// Sends a body in chunks and returns what was answered.
fn chunked(server: &Server, path: &str, body: &[u8]) -> String {
    let address = server.base().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "PUT {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n")
        .unwrap();
    for part in body.chunks(MIB) {
        write!(stream, "{:x}\r\n", part.len()).unwrap();
        stream.write_all(part).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

#[test]
fn what_did_not_come_whole_is_not_kept() {
    let server = server();
    let address = server.base().strip_prefix("http://").unwrap();
    let path = format!("/api/v1{}/files/half", item("report"));
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "PUT {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: a/b\r\nContent-Length: 1000000\r\n\r\n")
        .unwrap();
    stream.write_all(&vec![1; 500_000]).unwrap();
    drop(stream);
    let blobs = server.data().join("blobs");
    let unfinished = || {
        let names = fs::read_dir(&blobs).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("unfinished")).count()
    };
    wait(|| (unfinished() == 0).then_some(()));
    assert_eq!(server.get(&format!("{}/files", item("report"))).is(200), json!({"files": []}));
}

#[test]
fn an_answer_names_what_was_uploaded() {
    let server = server();
    let path = format!("{}/answer", item("report"));
    let file = upload(&server, "report", "a.csv", "text/csv", b"first").is(201);
    let elsewhere = upload(&server, "letter", "a.csv", "text/csv", b"first").is(201);
    let changed = |key: &str, value: &str| {
        let mut answer = answer(&[&file]);
        answer["files"][0][key] = json!(value);
        answer
    };
    for (wrong, pointer) in [
        (changed("path", "ada/report/b.csv"), "/files/0/path"),
        (changed("path", "a.csv"), "/files/0/path"),
        (changed("path", "../ada/report/a.csv"), "/files/0/path"),
        (answer(&[&elsewhere]), "/files/0/path"),
        (changed("name", "b.csv"), "/files/0/name"),
        (changed("media_type", "text/plain"), "/files/0/media_type"),
        (answer(&[&file, &file]), "/files/1"),
    ] {
        let problem = server.put(&path, &wrong).problem(422, "answer-refused");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    // The question type sees the files: the fixture takes none that is empty.
    let empty = upload(&server, "report", "empty.csv", "text/csv", b"").is(201);
    let problem = server.put(&path, &answer(&[&file, &empty])).problem(422, "answer-refused");
    assert_eq!(problem["errors"][0]["pointer"], "/files/1", "{problem}");
    let kept = server.put(&path, &answer(&[&file])).is(200);
    assert_eq!(kept["answer"], answer(&[&file]));
    assert_eq!(server.put(&path, &answer(&[&file])).is(200), kept, "again the same changes nothing");

    // From now on the answer means this file, or one that it could have meant from the start.
    upload(&server, "report", "a.csv", "text/csv", b"").problem(422, "answer-refused");
    upload(&server, "report", "a.csv", "text/plain", b"other").problem(409, "file-in-answer");
    server.send("DELETE", &format!("{}/files/a.csv", item("report")), None, &[]).problem(409, "file-in-answer");
    assert_eq!(server.get(&path).is(200), kept);
    upload(&server, "report", "a.csv", "text/csv", b"better").is(200);
    server.put(&path, &json!({"kind": "omitted"})).is(200);
    server.send("DELETE", &format!("{}/files/a.csv", item("report")), None, &[]).is(200);
    server.put(&path, &answer(&[&file])).problem(422, "answer-refused");
}

#[test]
fn an_evaluator_reads_what_was_uploaded_last() {
    let server = server();
    let (a, b) = (
        upload(&server, "report", "a.csv", "text/csv", b"first").is(201),
        upload(&server, "report", "b.csv", "text/csv", b"second").is(201),
    );
    // In the answer's order, not in that of the names.
    server.put(&format!("{}/answer", item("report")), &answer(&[&b, &a])).is(200);
    upload(&server, "report", "b.csv", "text/csv", b"third one").is(200);
    submit(&server);
    assert_eq!(told(&server), json!(["third", "rst", "Refusal::UnknownAttachment"]));
}

#[test]
fn nothing_changes_after_the_submission_and_a_rescore_reads_the_same() {
    let server = server();
    let (a, b) = (
        upload(&server, "report", "a.csv", "text/csv", b"first").is(201),
        upload(&server, "report", "b.csv", "text/csv", b"second").is(201),
    );
    upload(&server, "report", "c.csv", "text/csv", b"not named").is(201);
    server.put(&format!("{}/answer", item("report")), &answer(&[&a, &b])).is(200);
    submit(&server);
    let before = told(&server);
    upload(&server, "report", "a.csv", "text/csv", b"other").problem(409, "already-submitted");
    upload(&server, "report", "d.csv", "text/csv", b"other").problem(409, "already-submitted");
    let path = format!("{}/files", item("report"));
    server.send("DELETE", &format!("{path}/c.csv"), None, &[]).problem(409, "already-submitted");
    assert_eq!(names(&server.get(&path).is(200)), ["a.csv", "b.csv", "c.csv"]);

    let config = json!({"read": [[0, 0, 5], [1, 0, 6]]});
    let other = json!({"configs": {"report": config}, "reason": "the whole of the second file counts"});
    server.post(&format!("/jobs/{JOB}/rescores"), &other).is(201);
    wait(|| (server.get(&format!("/jobs/{JOB}/rescores/2")).is(200)["status"] == "finished").then_some(()));
    assert_eq!(told(&server), before, "what was shown stays");
    let decision = json!({"decision": "accept", "by": "Li Na", "reason": "checked"});
    server.put(&format!("/jobs/{JOB}/rescores/2/decision"), &decision).is(200);
    assert_eq!(told(&server), json!(["first", "second"]));
    assert_eq!(verify(&server, "", &[]), (0, String::new()));
    assert_eq!(verify(&server, "?generation=1", &[]), (0, String::new()));
}

/// With what the server gives and nothing else; a file that was changed or left out is named.
#[test]
fn a_receipt_over_files_is_verified_offline() {
    let server = server();
    let a = upload(&server, "report", "%E6%8A%A5%E5%91%8A.csv", "text/csv", "销售额".as_bytes()).is(201);
    let b = upload(&server, "report", "b.csv", "text/csv", &vec![b'x'; MIB]).is(201);
    let c = upload(&server, "letter", "b.csv", "text/csv", b"another item's, with the same name").is(201);
    server.put(&format!("{}/answer", item("report")), &answer(&[&a, &b])).is(200);
    server.put(&format!("{}/answer", item("letter")), &answer(&[&c])).is(200);
    submit(&server);
    told(&server);
    assert_eq!(verify(&server, "", &[]), (0, String::new()));
    let (code, said) = verify(&server, "", &[("ada/report/b.csv", Some(b"other"))]);
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("item `report`: the salted digest of the answer's file 2 is sha256:"), "{said}");
    let (code, said) = verify(&server, "", &[("ada/letter/b.csv", None)]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("ada/letter/b.csv") && said.contains("put it there"), "{said}");
}

/// Downloads what `touchstone verify` needs, each file to its path beside the answer sheet, changes some of them, and verifies. The exit code,
/// and what was said where that is not 0.
fn verify(server: &Server, query: &str, changes: &[(&str, Option<&[u8]>)]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let save = |path: &str, file: &str| {
        let file = folder.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, download(server, path)).unwrap();
    };
    wait(|| (server.get(&format!("{}/scorecard", of("ada"))).status == 200).then_some(()));
    save("/receipt-key", "key.pub");
    save(&format!("/jobs/{JOB}/interview{query}"), "interview.json");
    save(&format!("{}/answer-sheet", of("ada")), "answers/ada.json");
    save(&format!("{}/receipt{query}", of("ada")), "receipt.json");
    for id in ["report", "letter"] {
        for file in server.get(&format!("{}/files", item(id))).is(200)["files"].as_array().unwrap() {
            let name = file["name"].as_str().unwrap().replace("报告", "%E6%8A%A5%E5%91%8A");
            save(&format!("{}/files/{name}", item(id)), &format!("answers/{}", file["path"].as_str().unwrap()));
        }
    }
    for (path, content) in changes {
        let path = folder.path().join("answers").join(path);
        match content {
            Some(content) => fs::write(path, content).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.arg("verify").arg("receipt.json").args(["--interview", "interview.json", "--answers", "answers"]);
    command.args(["--key", "key.pub", "--plugins"]).arg(workspace().join("target/fixtures"));
    let output = command.current_dir(folder.path()).env_remove("CLICOLOR_FORCE").output().unwrap();
    let code = output.status.code().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    if code == 0 {
        assert!(said.starts_with("same: everything that the receipt of `work`"), "{said}");
        return (0, String::new());
    }
    (code, said)
}

/// Killed after each acknowledgement: what was uploaded is there, and so is the answer that names it.
#[test]
fn files_survive_a_kill() {
    let server = server();
    let a = upload(&server, "report", "a.csv", "text/csv", b"first").is(201);
    let server = server.kill_and_start_again();
    let listed = server.get(&format!("{}/files", item("report"))).is(200);
    assert_eq!(listed, json!({"files": [a]}));
    let b = upload(&server, "report", "b.csv", "text/csv", b"second").is(201);
    server.put(&format!("{}/answer", item("report")), &answer(&[&a, &b])).is(200);
    submit(&server);
    let server = server.kill_and_start_again();
    assert_eq!(told(&server)[0], "first");
    assert_eq!(download(&server, &format!("{}/files/b.csv", item("report"))), b"second");
}

/// A file that was changed on the disk is nobody's answer: it is not scored, not sent, and makes no receipt.
#[test]
fn a_file_that_was_changed_on_the_disk_is_not_scored() {
    let server = server();
    let a = upload(&server, "report", "a.csv", "text/csv", b"first").is(201);
    server.put(&format!("{}/answer", item("report")), &answer(&[&a])).is(200);
    let blob = server.data().join("blobs").join(a["digest"].as_str().unwrap().trim_start_matches("sha256:"));
    change(&blob, b"other");
    server.put(&format!("{}/answer", item("letter")), &json!({"kind": "text", "text": "x"})).is(200);
    submit(&server);
    let evaluation = wait(|| {
        let evaluations = server.get(&format!("{}/evaluations", of("ada"))).is(200);
        let all = evaluations["evaluations"].as_array().unwrap();
        all.iter().find(|one| one["item"] == "report").cloned()
    });
    assert_eq!(evaluation["state"], "failed", "{evaluation}");
    assert_eq!(evaluation["failure"]["kind"], "files-unreadable", "{evaluation}");
    let broken = ureq::get(format!("{}/api/v1{}/files/a.csv", server.base(), item("report"))).call();
    assert!(broken.and_then(|mut response| response.body_mut().read_to_vec()).is_err(), "it breaks off");
}

fn change(path: &Path, content: &[u8]) {
    assert!(path.is_file(), "{}", path.display());
    fs::write(path, content).unwrap();
}
