//! Receipts that `touchstone score` issued, verified by `touchstone verify`: the same, or the first thing that differs, wherever one bit was
//! flipped.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use touchstone_core::receipt::{PrivateKey, Receipt, ReceiptFile, Run as EvaluationRun};
use touchstone_core::words::{Capability, LimitName};

use crate::common::{Example, Run, component, fails, link, plugins, read_json, run, sheet, touchstone};

/// A scored example with its receipts in `receipts/`, and in `keys/` who signed them.
struct Issued {
    example: Example,
    keys: TempDir,
}

impl Issued {
    fn small() -> Self {
        let example = Example::small();
        let answers = read_json(&example.folder().join("answers/ada.json"))["answers"].clone();
        example.write("answers/bob.json", &sheet("bob", &json!({"program": answers["program"]})).to_string());
        Self::of(example, 0)
    }

    fn of(example: Example, code: i32) -> Self {
        let issued = Self { example, keys: tempfile::tempdir().unwrap() };
        assert_eq!(run(&mut touchstone(&["key", "new", &issued.key("signer")])).code, 0);
        let ran = issued.score(&["--key", &issued.key("signer")]);
        assert_eq!(ran.code, code, "{}", ran.stderr);
        issued
    }

    fn score(&self, more: &[&str]) -> Run {
        let receipts = self.path("receipts");
        let mut arguments = vec!["score", self.example.path(), "--plugins", plugins().to_str().unwrap()];
        arguments.extend(["--receipts", &receipts]);
        arguments.extend(more);
        run(&mut touchstone(&arguments))
    }

    fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.example.path())
    }

    fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.keys.path().display())
    }

    fn verify(&self, candidate: &str, more: &[&str]) -> Run {
        self.verify_with(candidate, plugins(), &self.key("signer.pub"), more)
    }

    fn verify_with(&self, candidate: &str, plugins: &Path, key: &str, more: &[&str]) -> Run {
        let (receipt, interview) =
            (self.path(&format!("receipts/{candidate}.receipt.json")), self.path("interview.json"));
        let answers = self.path("answers");
        let mut arguments = vec!["verify", &receipt, "--interview", &interview, "--answers", &answers];
        arguments.extend(["--plugins", plugins.to_str().unwrap(), "--key", key]);
        arguments.extend(more);
        run(&mut touchstone(&arguments))
    }
}

/// The bytes with one bit flipped.
fn flipped(bytes: &[u8], place: usize, bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[place] ^= 1 << bit;
    changed
}

/// Places all over a file.
fn places(bytes: &[u8], count: usize) -> impl Iterator<Item = (usize, usize)> {
    let length = bytes.len();
    (0..count).map(move |n| (n * (length - 1) / (count - 1), n % 8))
}

/// A folder with the same plugins, but for one that `change` makes of its bytes.
fn plugins_but(file: &str, change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(plugins()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() != file {
            link(&fs::canonicalize(&path).unwrap(), folder.path());
        } else if let Some(changed) = change(&fs::read(&path).unwrap()) {
            fs::write(folder.path().join(file), changed).unwrap();
        }
    }
    folder
}

#[test]
fn what_nobody_changed_is_the_same() {
    let issued = Issued::small();
    let ran = issued.verify("ada", &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for said in
        ["same: ", "receipt of `small` says of `ada`", "answers/ada.json", "2 run again, 0 without a run", "level `"]
    {
        assert!(ran.stdout.contains(said), "`{said}` is not in\n{}", ran.stdout);
    }
    let ran = issued.verify("bob", &["--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["verdict"], "same");
    assert_eq!(report["candidate"], "bob");
    assert_eq!(report["items"][0]["state"], "evaluated");
    assert_eq!(report["items"][1]["state"], "omitted");
    assert_eq!(report["items"][1]["run_again"], false);
    assert_eq!(report["total"]["exact"], "25");
}

/// What withholds a total can be computed again as well.
#[test]
fn what_withheld_the_total_withholds_it_again() {
    let cases = [
        (json!({"scores": [["first", 2_000_000]]}), 7),
        (json!({"refuse": "no idea"}), 0),
        (json!({"review_bytes": 5}), 0),
    ];
    for (config, code) in cases {
        let issued = Issued::of(Example::fixture(&config), code);
        let ran = issued.verify("ada", &[]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{config}");
        assert!(
            ran.stdout.contains("1 run again") && ran.stdout.contains("total withheld"),
            "{config}: {}",
            ran.stdout
        );
    }
}

#[test]
fn a_receipt_holds_nothing_of_the_candidate_in_the_clear() {
    let issued = Issued::small();
    let file = read_json(&issued.example.folder().join("receipts/ada.receipt.json"));
    assert_eq!(file["format"], "touchstone-receipt/1");
    let envelopes = file["evaluations"].as_array().unwrap().iter().chain([&file["scorecard"]]);
    for envelope in envelopes {
        assert!(envelope["payloadType"].as_str().unwrap().starts_with("application/vnd.touchstone."));
        assert_eq!(envelope["signatures"][0]["keyid"].as_str().unwrap().len(), 64);
    }
    let (one, other) =
        (file["salt"].clone(), read_json(&issued.example.folder().join("receipts/bob.receipt.json"))["salt"].clone());
    assert_ne!(one, other, "each candidate has a salt of their own");
    let text = file.to_string();
    assert!(!text.contains("ada") || text.matches("ada").all(|_| !text.contains("\"ada\"")), "{text}");
}

#[test]
fn a_flipped_bit_of_the_receipt() {
    let issued = Issued::small();
    let file = "receipts/ada.receipt.json";
    let whole = fs::read(issued.path(file)).unwrap();
    for (place, bit) in places(&whole, 24) {
        fs::write(issued.path(file), flipped(&whole, place, bit)).unwrap();
        let ran = issued.verify("ada", &[]);
        let code = if ran.code == 8 { 8 } else { 3 };
        fails(&format!("bit {bit} of byte {place}"), &ran, code, &["/receipts/ada.receipt.json`: "]);
    }
    let salt = read_json(&issued.example.folder().join("receipts/bob.receipt.json"))["salt"].clone();
    fs::write(issued.path(file), &whole).unwrap();
    issued.example.set(file, "/salt", salt);
    fails(
        "another salt",
        &issued.verify("ada", &[]),
        8,
        &["the salt at `/salt` is not the one of the receipt at `/scorecard`"],
    );
    issued.example.set(file, "/salt", Value::Null);
    fails("an erased salt", &issued.verify("ada", &[]), 8, &["the salt of `", "was erased", "its signatures hold"]);
}

#[test]
fn a_flipped_bit_of_the_interview() {
    let issued = Issued::small();
    let whole = fs::read(issued.path("interview.json")).unwrap();
    for (place, bit) in places(&whole, 16) {
        fs::write(issued.path("interview.json"), flipped(&whole, place, bit)).unwrap();
        let ran = issued.verify("ada", &[]);
        let (code, said) =
            if ran.code == 8 { (8, "the interview") } else { (3, "/interview.json` is not text in UTF-8") };
        fails(&format!("bit {bit} of byte {place}"), &ran, code, &[said]);
    }
    let check = |pointer: &str, value: Value, said: &str| {
        fs::write(issued.path("interview.json"), &whole).unwrap();
        issued.example.set("interview.json", pointer, value);
        let ran = issued.verify("ada", &["--json"]);
        assert_eq!(ran.code, 8, "{}", ran.stderr);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((&report["verdict"], &report["difference"]["cause"]), (&json!("differs"), &json!("interview")));
        assert!(
            ran.stderr.contains(said) && ran.stderr.contains("hint: give the interview as it was"),
            "{}",
            ran.stderr
        );
    };
    check("/rubric/dimensions/1/weight", json!(2), "the interview's `/rubric/dimensions/1` is sha256:");
    check("/items/1/question/config", json!({}), "the interview's `/items/1/question` is sha256:");
    check("/title/en", json!("Another"), "the interview's `/title/en` is sha256:");
    let spaced = String::from_utf8(whole.clone()).unwrap().replacen('{', "{ ", 1);
    fs::write(issued.path("interview.json"), spaced).unwrap();
    fails("white space", &issued.verify("ada", &[]), 8, &["the order, the white space or the way a number is written"]);
}

#[test]
fn a_flipped_bit_of_the_answers() {
    let issued = Issued::small();
    let whole = fs::read(issued.path("answers/ada.json")).unwrap();
    for (place, bit) in places(&whole, 24) {
        fs::write(issued.path("answers/ada.json"), flipped(&whole, place, bit)).unwrap();
        let ran = issued.verify("ada", &[]);
        assert!([3, 8].contains(&ran.code), "bit {bit} of byte {place}: {} {}", ran.code, ran.stderr);
        let place_is_told = ["answers/ada.json`", "item `", "the candidate's name", "are of the receipt's candidate"];
        assert!(
            place_is_told.iter().any(|said| ran.stderr.contains(said)),
            "bit {bit} of byte {place}: {}",
            ran.stderr
        );
        fails("a flipped bit", &ran, ran.code, &[]);
    }
    let check = |pointer: &str, value: Value, said: &str| {
        fs::write(issued.path("answers/ada.json"), &whole).unwrap();
        issued.example.set("answers/ada.json", pointer, value);
        fails(pointer, &issued.verify("ada", &[]), 8, &[said]);
    };
    check("/candidate/name", json!("Ada"), "the salted digest of the candidate's name is sha256:");
    check("/candidate/id", json!("eve"), "are of the receipt's candidate: they are of `eve`, `bob`");
    check("/locale", json!("zh-CN"), "item `program`: the candidate's language is zh-CN here and en in the receipt");
    check(
        "/answers/program/files/0/text",
        json!("print(1)"),
        "item `program`: the salted digest of the answer is sha256:",
    );
    check(
        "/answers/device",
        json!({"kind": "omitted"}),
        "item `device`: the item is without an answer here and `evaluated`, with a run, in the receipt",
    );
}

#[test]
fn a_flipped_bit_of_a_component() {
    let issued = Issued::small();
    let whole = fs::read(component("plugins/touchstone.device-checklist.wasm")).unwrap();
    for (place, bit) in places(&whole, 6) {
        let folder = plugins_but("touchstone.device-checklist.wasm", |bytes| Some(flipped(bytes, place, bit)));
        let ran = issued.verify_with("ada", folder.path(), &issued.key("signer.pub"), &[]);
        let code = if ran.code == 8 { 8 } else { 4 };
        let said = ["`touchstone/device-checklist` 0.1.0", "touchstone.device-checklist.wasm`", "sha256:"];
        fails(&format!("bit {bit} of byte {place}"), &ran, code, &said);
    }
    // Where a component ends, nothing of the manifest is: the very plugin, and not the same.
    let appended = plugins_but("touchstone.device-checklist.wasm", |bytes| Some([bytes, &[0, 2, 1, b'x']].concat()));
    let ran = issued.verify_with("ada", appended.path(), &issued.key("signer.pub"), &["--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, &report["difference"]["cause"]), (8, &json!("component")), "{}", ran.stderr);
    assert!(ran.stderr.contains("the component of `touchstone/device-checklist` 0.1.0, `"), "{}", ran.stderr);
}

#[test]
fn a_plugin_that_is_not_there() {
    let issued = Issued::small();
    let folder = plugins_but("touchstone.runtime-python.wasm", |_| None);
    let ran = issued.verify_with("ada", folder.path(), &issued.key("signer.pub"), &[]);
    let said = [
        "the receipt names `touchstone/runtime-python` 0.1.0 with the digest sha256:",
        "hint: fetch that very component",
    ];
    fails("a missing plugin", &ran, 4, &said);
}

#[test]
fn whose_key_it_is() {
    let issued = Issued::small();
    assert_eq!(run(&mut touchstone(&["key", "new", &issued.key("stranger")])).code, 0);
    let verify = |key: &str| issued.verify_with("ada", plugins(), &issued.key(key), &[]);
    let said =
        ["the envelope at `/scorecard`: it is signed by the key ", ", not by ", "hint: give that key, if you trust it"];
    fails("a stranger's key", &verify("stranger.pub"), 8, &said);
    fails("a private key", &verify("signer"), 3, &["/signer`: it is a private key", "FILE.pub"]);
    fails("no key", &verify("nobody"), 3, &["there is no `", "/nobody`"]);
    let pem = fs::read(issued.key("signer.pub")).unwrap();
    for (place, bit) in places(&pem, 12) {
        fs::write(issued.key("flipped"), flipped(&pem, place, bit)).unwrap();
        let ran = verify("flipped");
        let (code, said) = if ran.code == 8 { (8, "not by ") } else { (3, "/flipped`") };
        fails(&format!("bit {bit} of byte {place} of the key"), &ran, code, &[said]);
    }
}

/// Whoever has the key can sign anything; what is signed still has to come out.
#[test]
fn what_was_signed_and_is_not_so() {
    fn run(receipt: &mut Receipt) -> &mut EvaluationRun {
        receipt.evaluations[1].run.as_mut().unwrap()
    }
    let issued = Issued::small();
    let file = issued.path("receipts/ada.receipt.json");
    let key = PrivateKey::from_pem(&fs::read_to_string(issued.key("signer")).unwrap()).unwrap();
    let whole = ReceiptFile::from_json(&fs::read(&file).unwrap()).unwrap().open(&key.public()).unwrap();
    let check = |change: &dyn Fn(&mut Receipt), said: &[&str]| {
        let mut receipt = whole.clone();
        change(&mut receipt);
        for (link, evaluation) in receipt.scorecard.evaluations.iter_mut().zip(&receipt.evaluations) {
            link.receipt = evaluation.digest();
        }
        fs::write(&file, receipt.sign(&key).to_json()).unwrap();
        fails(said[0], &issued.verify("ada", &[]), 8, said);
    };
    check(&|receipt| receipt.scorecard.total = Some("100".to_owned()), &["the exact total is ", "100 in the receipt"]);
    check(
        &|receipt| receipt.scorecard.level = Some("other".parse().unwrap()),
        &["the level is good here and other in the receipt"],
    );
    check(
        &|receipt| *receipt.scorecard.basis.weights.values_mut().next().unwrap() = "1/2".parse().unwrap(),
        &["the rubric is sha256:"],
    );
    check(
        &|receipt| receipt.evaluations[1].result = receipt.evaluations[0].result,
        &["item `device`: the salted digest of its result is sha256:", "hint: everything that goes in is the same"],
    );
    check(&|receipt| run(receipt).spent.fuel += 1, &["item `device`: the fuel of the evaluator is "]);
    check(
        &|receipt| *run(receipt).conditions.limits.get_mut(&LimitName::Fuel).unwrap() = u64::MAX,
        &["item `device`: the evaluator's limit `fuel` is ", "18446744073709551615 in the receipt"],
    );
    check(
        &|receipt| run(receipt).conditions.grants = [Capability::RunCode].into(),
        &["item `device`: what the evaluator is granted is empty here and `run-code` in the receipt"],
    );
    check(
        &|receipt| run(receipt).conditions.engine.version = "47.0.1".to_owned(),
        &[
            "item `device`: the engine is wasmtime 48.0.8 here and wasmtime 47.0.1 in the receipt",
            "  the item's result is the same here all the same",
            "hint: verify with the build of Touchstone",
        ],
    );
    check(
        &|receipt| {
            run(receipt).conditions.engine.settings.insert("nan_canonicalization".to_owned(), "0".to_owned());
            receipt.evaluations[1].result = receipt.evaluations[0].result;
        },
        &["the engine's setting `nan_canonicalization` is 1 here and 0 in", "  the item's result is another one here"],
    );
}

#[test]
fn what_is_no_receipt_or_another_ones() {
    let issued = Issued::small();
    let other = Issued::of(Example::fixture(&json!({})), 0);
    fs::copy(other.path("interview.json"), issued.path("interview.json")).unwrap();
    fails(
        "another interview",
        &issued.verify("ada", &[]),
        8,
        &["the interview is `fixture` here and `small` in the receipt"],
    );
    for (text, said) in
        [("", "not valid JSON: line 1"), ("{}", "it is no receipt: missing field"), ("[1, 2]", "it is no receipt")]
    {
        issued.example.write("receipts/ada.receipt.json", text);
        fails(text, &issued.verify("ada", &[]), 3, &["/receipts/ada.receipt.json`: ", said]);
    }
    issued.example.remove("receipts/ada.receipt.json");
    fails("no receipt", &issued.verify("ada", &[]), 3, &["there is no `", "hint: `touchstone score FOLDER --receipts"]);
}

#[test]
fn keys_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let (key, public) = (key.to_str().unwrap(), format!("{}.pub", key.display()));
    let ran = run(&mut touchstone(&["key", "new", key]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(key), 0o600);
    assert!(fs::read_to_string(key).unwrap().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert!(fs::read_to_string(&public).unwrap().starts_with("-----BEGIN PUBLIC KEY-----\n"));

    let before = fs::read(key).unwrap();
    fails(
        "a key that is there",
        &run(&mut touchstone(&["key", "new", key])),
        3,
        &["there is a `", "/key` already", "never overwritten"],
    );
    fs::remove_file(key).unwrap();
    fails("a public key that is there", &run(&mut touchstone(&["key", "new", key])), 3, &["/key.pub` already"]);
    assert!(!PathBuf::from(key).exists());
    let nowhere = format!("{}/no/key", folder.path().display());
    fails(
        "a folder that is not there",
        &run(&mut touchstone(&["key", "new", &nowhere])),
        6,
        &["cannot write `", "/no/key`"],
    );

    let example = Example::small();
    let receipts = format!("{}/receipts", example.path());
    let score = |key: &str| {
        let arguments =
            ["score", example.path(), "--plugins", plugins().to_str().unwrap(), "--receipts", &receipts, "--key", key];
        run(&mut touchstone(&arguments))
    };
    fs::write(key, before).unwrap();
    fs::set_permissions(key, fs::Permissions::from_mode(0o640)).unwrap();
    fails("a key for the group", &score(key), 3, &["/key`: others than its owner may read or write it", "chmod 600"]);
    fs::copy(&public, key).unwrap();
    fs::set_permissions(key, fs::Permissions::from_mode(0o600)).unwrap();
    fails("a public key", &score(key), 3, &["/key`: it is a public key, which cannot sign"]);
    assert!(!PathBuf::from(&receipts).exists(), "nothing is made for a key that does not sign");

    let no_key = run(&mut touchstone(&["score", example.path(), "--receipts", &receipts]));
    assert_eq!(no_key.code, 2, "{}", no_key.stderr);
}
