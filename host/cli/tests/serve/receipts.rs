//! A server's receipts hold: what it serves is verified by the program, offline, with nothing but what was downloaded.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use touchstone_store::{Batch, Collection, Expected, SledStore, Store};

use crate::common::{JOB, Server, candidate_path, device, interview, program, wait, workspace, wrong_program};

/// What was downloaded for one candidate.
struct Downloads(TempDir);

impl Downloads {
    fn of(server: &Server, candidate: &str) -> Self {
        Self::asked_with(server, candidate, "")
    }

    fn asked_with(server: &Server, candidate: &str, query: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("answers")).unwrap();
        let downloads = Self(folder);
        let candidate = candidate_path(candidate);
        downloads.save(server, "/receipt-key", "key.pub");
        downloads.save(server, &format!("/jobs/{JOB}/interview{query}"), "interview.json");
        downloads.save(server, &format!("{candidate}/answer-sheet"), "answers/sheet.json");
        downloads.save(server, &format!("{candidate}/receipt{query}"), "receipt.json");
        downloads
    }

    /// Byte for byte.
    fn save(&self, server: &Server, path: &str, file: &str) {
        let mut response = ureq::get(format!("{}/api/v1{path}", server.base())).call().unwrap();
        fs::write(self.path(file), response.body_mut().read_to_vec().unwrap()).unwrap();
    }

    fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.0.path().display())
    }

    /// The exit code, and everything that was printed.
    fn verify(&self) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
        command.args(["verify", &self.path("receipt.json"), "--interview", &self.path("interview.json")]);
        command.args(["--answers", &self.path("answers"), "--key", &self.path("key.pub")]);
        command.args(["--plugins", "target/plugins"]).env_remove("CLICOLOR_FORCE");
        let output = command.current_dir(workspace()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }
}

fn answers() -> [(&'static str, Value); 2] {
    [("program", program()), ("device", device())]
}

#[test]
fn a_servers_receipt_is_verified_offline() {
    let server = Server::with_job();
    server.sit("ada", &answers());
    server.sit("ben", &[("program", wrong_program())]);
    for candidate in ["ada", "ben"] {
        server.scorecard(candidate);
        let (code, said) = Downloads::of(&server, candidate).verify();
        assert_eq!(code, 0, "{said}");
        assert!(said.starts_with("same: everything that the receipt of `small`"), "{said}");
    }
    let downloads = Downloads::of(&server, "ada");
    assert_eq!(fs::read_to_string(downloads.path("interview.json")).unwrap(), interview().to_string());
    let again = Downloads::of(&server, "ada");
    let receipt = |downloads: &Downloads| fs::read(downloads.path("receipt.json")).unwrap();
    assert_eq!(receipt(&downloads), receipt(&again), "the same bytes as long as nothing changes");

    let mut sheet: Value = serde_json::from_slice(&fs::read(downloads.path("answers/sheet.json")).unwrap()).unwrap();
    sheet["answers"]["program"] = wrong_program();
    fs::write(downloads.path("answers/sheet.json"), sheet.to_string()).unwrap();
    let (code, said) = downloads.verify();
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("item `program`: the salted digest of the answer is sha256:"), "{said}");
}

/// What an administrator lowered, and weights and switches that are not the interview's, are part of what is signed.
#[test]
fn under_other_limits_weights_and_switches() {
    let server = Server::with_job();
    let grants = json!({"capabilities": ["run-code"], "limits": {"fuel": 900_000_000}});
    server.put("/plugins/touchstone/code-runner/grants", &grants).is(200);
    server.sit("ada", &answers());
    server.scorecard("ada");
    server.put(&format!("/jobs/{JOB}/weights"), &json!({"dimension": "safety", "share": "1/4"})).is(200);
    let (code, said) = Downloads::of(&server, "ada").verify();
    assert_eq!(code, 0, "{said}");

    let off = json!({"off": ["touchstone/device-checklist#evaluator"]});
    server.put(&format!("/jobs/{JOB}/modules"), &off).is(200);
    let (code, said) = Downloads::of(&server, "ada").verify();
    assert_eq!(code, 0, "{said}");
}

/// Both generations hold: each names the interview as it was scored by, and what people said in it.
#[test]
fn after_an_override_and_an_accepted_rescore() {
    let server = Server::with_job();
    server.sit("ada", &answers());
    server.scorecard("ada");
    let mut config = interview()["items"][0]["evaluator"]["config"].take();
    config["tests"] = json!([{"id": "one", "group": "basic", "stdin": "a", "expected": "no"}]);
    let rescores = format!("/jobs/{JOB}/rescores");
    let other = json!({"configs": {"program": config}, "reason": "the tests asked for the wrong thing"});
    server.post(&rescores, &other).is(201);
    wait(|| (server.get(&format!("{rescores}/2")).is(200)["status"] == "finished").then_some(()));
    let decision = json!({"decision": "accept", "by": "Li Na", "reason": "checked"});
    server.put(&format!("{rescores}/2/decision"), &decision).is(200);
    let word = json!({"by": "li-na", "reason": "seen with my own eyes", "item": "device", "points": 40});
    server.post(&format!("{}/overrides", candidate_path("ada")), &word).is(201);

    let (code, said) = Downloads::asked_with(&server, "ada", "?generation=1").verify();
    assert_eq!(code, 0, "{said}");
    let downloads = Downloads::of(&server, "ada");
    let (code, said) = downloads.verify();
    assert_eq!(code, 0, "{said}");
    let revised: Value = serde_json::from_slice(&fs::read(downloads.path("interview.json")).unwrap()).unwrap();
    assert_eq!(revised["items"][0]["evaluator"]["config"], other["configs"]["program"]);

    let mut receipt: Value = serde_json::from_slice(&fs::read(downloads.path("receipt.json")).unwrap()).unwrap();
    receipt["overrides"][0]["points"] = json!(41);
    fs::write(downloads.path("receipt.json"), receipt.to_string()).unwrap();
    let (code, said) = downloads.verify();
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("what people said of the scores"), "{said}");
}

#[test]
fn the_key_is_the_servers_own_and_stays() {
    let server = Server::with_job();
    server.sit("ada", &answers());
    server.scorecard("ada");
    let before = Downloads::of(&server, "ada");
    let file = server.data().join("receipt-key.pem");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let public = server.get("/receipt-key");
    assert_eq!(public.header("content-type"), Some("application/x-pem-file"));
    assert!(public.body.as_str().unwrap().starts_with("-----BEGIN PUBLIC KEY-----\n"), "{}", public.body);

    let server = server.kill_and_start_again();
    let after = Downloads::of(&server, "ada");
    for file in ["receipt.json", "key.pub"] {
        assert_eq!(fs::read(before.path(file)).unwrap(), fs::read(after.path(file)).unwrap(), "{file}");
    }
    let stranger = Server::start();
    after.save(&stranger, "/receipt-key", "key.pub");
    let (code, said) = after.verify();
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("it is signed by the key "), "{said}");
}

#[test]
fn no_receipt_before_the_scorecard() {
    let server = Server::with_job();
    server.add("ada");
    let path = format!("{}/receipt", candidate_path("ada"));
    server.get(&path).problem(409, "not-submitted");
}

/// Evaluations from before there were receipts still count; a receipt of them there is not.
#[test]
fn evaluations_of_an_older_server() {
    let mut server = Server::with_job();
    server.sit("ada", &answers());
    let scorecard = server.scorecard("ada");
    server.stop();
    forget_conditions(server.data());
    let server = server.kill_and_start_again();
    assert_eq!(server.scorecard("ada"), scorecard);
    let problem = server.get(&format!("{}/receipt", candidate_path("ada"))).problem(409, "no-receipt");
    assert!(problem["detail"].as_str().unwrap().contains("; score the job anew"), "{problem}");
}

/// A salt that was erased is gone: the receipts that were issued with it lead to nobody any more.
#[test]
fn an_erased_salt() {
    let mut server = Server::with_job();
    server.sit("ada", &answers());
    server.scorecard("ada");
    let before = Downloads::of(&server, "ada");
    server.stop();
    change(server.data(), Collection::new("salts"), |_| None);
    let server = server.kill_and_start_again();
    let after = Downloads::of(&server, "ada");
    let receipt = |downloads: &Downloads| -> Value {
        serde_json::from_slice(&fs::read(downloads.path("receipt.json")).unwrap()).unwrap()
    };
    let (mut before_receipt, after_receipt) = (receipt(&before), receipt(&after));
    assert_ne!(before_receipt["salt"], after_receipt["salt"]);
    assert_ne!(before_receipt["scorecard"]["payload"], after_receipt["scorecard"]["payload"]);
    before_receipt["salt"] = Value::Null;
    fs::write(before.path("receipt.json"), before_receipt.to_string()).unwrap();
    let (code, said) = before.verify();
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("was erased, so nothing that it says of the candidate can be compared"), "{said}");
}

fn forget_conditions(data: &Path) {
    change(data, Collection::new("evaluations"), |mut record| {
        record.as_object_mut().unwrap().remove("conditions").unwrap();
        Some(record)
    });
}

/// Changes or removes every document of a collection, in the directory of a server that was stopped.
fn change(data: &Path, collection: Collection, change: impl Fn(Value) -> Option<Value>) {
    let store = wait(|| SledStore::open(data).ok());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let documents = store.scan(collection.all()).await.unwrap();
        assert!(!documents.is_empty());
        let batch = documents.into_iter().fold(Batch::new(), |batch, document| {
            let key = collection.key(document.key);
            match change(document.value) {
                Some(changed) => batch.put(key, Expected::Version(document.version), &changed),
                None => batch.delete(key, Expected::Version(document.version)),
            }
        });
        store.commit(batch).await.unwrap();
    });
}
