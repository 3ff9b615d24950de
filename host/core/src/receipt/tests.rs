//! Receipts of two evaluations: their bytes, what a changed bit does to them, and how each difference is named.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::envelope::{Envelope, EnvelopeError, pre_authentication_encoding};
use super::*;
use crate::evaluation::{RawEvaluation, RawMeasure, RawScore, validate};
use crate::limits::DEFAULT;
use crate::scorecard::score_with_overrides;

const INTERVIEW: &str = r#"{
  "id": "test", "title": {"en": "Test"},
  "items": [
    {"id": "text", "title": {"en": "Text"},
     "question": {"plugin": "acme/x", "version": "^1", "config": {"words": 3}}, "evaluator": {"plugin": "acme/x", "version": "^1"},
     "maps": [{"from": "s", "to": "skill", "weight": 1}]},
    {"id": "other", "title": {"en": "Other"},
     "question": {"plugin": "acme/x", "version": "^1"}, "evaluator": {"plugin": "acme/x", "version": "^1"},
     "maps": [{"from": "s", "to": "skill", "weight": 1}]}
  ],
  "rubric": {
    "dimensions": [{"id": "skill", "title": {"en": "Skill"}, "weight": 2}],
    "levels": [{"id": "good", "title": {"en": "Good"}, "at_least": 0}]
  }
}"#;

fn key() -> PrivateKey {
    PrivateKey::from_random([7; 32])
}

fn salt() -> Salt {
    Salt::from_random([9; 32])
}

fn candidate() -> Candidate {
    Candidate { id: "ada".parse().unwrap(), name: "Ada".to_owned() }
}

fn conditions() -> Conditions {
    let component = |module, name: &str| Component {
        module,
        plugin: format!("acme/{name}").parse().unwrap(),
        version: Version::new(1, 0, 0),
        digest: Digest::of(name.as_bytes()),
    };
    Conditions {
        question_config: Digest::of(b"{\"words\":3}"),
        evaluator_config: Digest::of(b"{}"),
        components: vec![
            component(ModuleKind::QuestionType, "x"),
            component(ModuleKind::Evaluator, "x"),
            component(ModuleKind::LanguageRuntime, "python"),
        ],
        contract: "0.1".parse().unwrap(),
        touchstone: "0.1.0".to_owned(),
        engine: Engine {
            name: "wasmtime".to_owned(),
            version: "48.0.8".to_owned(),
            settings: [("fuel".to_owned(), "true".to_owned())].into(),
        },
        limits: Conditions::all_limits(&DEFAULT),
        grants: [Capability::RunCode].into(),
    }
}

fn evaluated(millionths: u32) -> ItemOutcome {
    let measure = RawMeasure::Millionths(millionths);
    let raw =
        RawEvaluation { scores: vec![RawScore { dimension: "s".to_owned(), measure }], ..RawEvaluation::default() };
    ItemOutcome::Evaluated(validate(raw, &["s".parse().unwrap()]).unwrap())
}

fn evaluation() -> EvaluationReceipt {
    let answer = Answer::Text("hello".to_owned());
    let run = RunFacts {
        answer: &answer,
        attachments: vec![salt().digest(b"bytes")],
        locale: "en",
        seed: 5,
        conditions: conditions(),
        spent: Spent { fuel: 10, program_fuel: 20, peak_memory_bytes: 30 },
    };
    let (interview, item) = (Digest::of(INTERVIEW.as_bytes()), "text".parse().unwrap());
    EvaluationReceipt::of(interview, &item, &candidate().id, &evaluated(500_000), Some(run), &salt())
}

fn omitted() -> EvaluationReceipt {
    let (interview, item) = (Digest::of(INTERVIEW.as_bytes()), "other".parse().unwrap());
    EvaluationReceipt::of(interview, &item, &candidate().id, &ItemOutcome::Omitted, None, &salt())
}

fn overrides() -> Overrides {
    let entry =
        json!({"by": "li-na", "at": "2026-11-24T14:30:00Z", "reason": "as it was meant", "item": "text", "points": 50});
    Overrides::restored(vec![Override::from_json(&entry).unwrap()])
}

fn receipt() -> Receipt {
    let interview = Interview::from_json(INTERVIEW).unwrap();
    let outcomes = [("text", evaluated(500_000)), ("other", ItemOutcome::Omitted)];
    let outcomes = outcomes.map(|(id, outcome)| (id.parse().unwrap(), outcome)).into();
    let overrides = overrides();
    let scorecard = score_with_overrides(&interview, &candidate().id, &outcomes, &overrides).unwrap();
    let evaluations = vec![evaluation(), omitted()];
    let facts = ScorecardFacts {
        interview_text: INTERVIEW,
        interview: &interview,
        candidate: &candidate(),
        overrides: &overrides,
        evaluations: &evaluations,
        scorecard: &scorecard,
    };
    let scorecard = ScorecardReceipt::of(&facts, &salt()).unwrap();
    Receipt { scorecard, evaluations, overrides: overrides.entries().to_vec(), salt: Some(salt()) }
}

fn opened(file: &[u8], key: &PublicKey) -> Result<Receipt, FileError> {
    ReceiptFile::from_json(file)?.open(key)
}

/// The example of DSSE's `protocol.md`.
#[test]
fn the_encoding_that_is_signed_is_that_of_dsse() {
    let encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
    assert_eq!(encoded, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    let encoded = pre_authentication_encoding("é", b"");
    assert_eq!(encoded, "DSSEv1 2 é 0 ".as_bytes(), "lengths are bytes");
}

/// The keys of RFC 8410, sections 10.1 and 10.3.
#[test]
fn keys_are_those_of_other_tools() {
    let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    let key = PrivateKey::from_pem(private).unwrap();
    assert_eq!(key.to_pem(), private);
    assert_eq!(key.public().to_pem(), public);
    assert_eq!(PublicKey::from_pem(public).unwrap(), key.public());
    assert_eq!(key.public().id().len(), 64);

    assert_eq!(PublicKey::from_pem(private), Err(KeyError::Private));
    assert_eq!(PrivateKey::from_pem(public).err(), Some(KeyError::Public));
    for text in ["", "key", &public.replace('G', "H=")] {
        let error = PublicKey::from_pem(text).unwrap_err().to_string();
        assert!(error.contains("; make one with `touchstone key new FILE`"), "{error}");
    }
}

#[test]
fn a_signed_receipt_opens_and_says_the_same() {
    let file = receipt().sign(&key()).to_json();
    assert_eq!(opened(file.as_bytes(), &key().public()), Ok(receipt()));
    assert_eq!(receipt().sign(&key()).to_json(), file, "the same bytes each time");
    let erased = Receipt { salt: None, ..receipt() };
    assert_eq!(opened(erased.sign(&key()).to_json().as_bytes(), &key().public()), Ok(erased));
}

/// The bytes are a format: whoever kept a receipt has to be able to compute them again.
#[test]
fn the_payload_of_a_receipt() {
    let salted = |text: &[u8]| salt().digest(text).to_string();
    let expected = json!({
        "interview": Digest::of(INTERVIEW.as_bytes()),
        "item": "other",
        "salt": Digest::of(&[9; 32]),
        "candidate": Digest::of(&[&[9; 32][..], b"ada"].concat()),
        "state": "omitted",
        "result": salted(br#"{"state":"omitted"}"#),
        "run": null,
    });
    assert_eq!(String::from_utf8(omitted().payload()).unwrap(), expected.to_string());

    let run: Value = serde_json::from_slice(&evaluation().payload()).unwrap();
    assert_eq!(run["run"]["answer"], salted(br#"{"kind":"text","text":"hello"}"#));
    assert_eq!(run["run"]["attachments"], json!([salted(b"bytes")]));
    assert_eq!(run["run"]["seed"], salted(&[0, 0, 0, 0, 0, 0, 0, 5]));
    assert_eq!(run["run"]["host_calls"], json!([]));
    let result = r#"{"state":"evaluated","evaluation":{"scores":[{"dimension":"s","measure":{"millionths":500000}}],"indicators":[],"findings":[],"review":null}}"#;
    assert_eq!(run["result"], salted(result.as_bytes()));

    let scorecard: Value = serde_json::from_slice(&receipt().scorecard.payload()).unwrap();
    assert_eq!(scorecard["total"], "25");
    assert_eq!(scorecard["level"], "good");
    assert_eq!(scorecard["evaluations"][0], json!({"item": "text", "receipt": Digest::of(&evaluation().payload())}));
    assert_eq!(scorecard["basis"]["weights"], json!({"skill": "2"}));
}

#[test]
fn nothing_of_the_candidate_is_signed_in_the_clear() {
    let receipt = receipt();
    let payloads = [receipt.scorecard.payload(), receipt.evaluations[0].payload()];
    let bare = ["ada", "Ada", "hello"].map(|text| Digest::of(text.as_bytes()).to_string());
    for payload in payloads {
        let text = String::from_utf8(payload).unwrap();
        for word in ["\"ada\"", "Ada", "hello"].into_iter().chain(bare.iter().map(String::as_str)) {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    let other = Salt::from_random([8; 32]);
    assert_ne!(other.digest(b"ada"), salt().digest(b"ada"));
}

#[test]
fn every_flipped_bit_of_an_envelope_shows() {
    let public = key().public();
    let envelope = serde_json::to_vec(&Envelope::sign(EVALUATION_TYPE, &omitted().payload(), &key())).unwrap();
    let open = |bytes: &[u8]| {
        let envelope: Envelope = serde_json::from_slice(bytes).ok()?;
        envelope.open(EVALUATION_TYPE, &public).ok()
    };
    assert_eq!(open(&envelope), Some(omitted().payload()));
    for bit in 0..envelope.len() * 8 {
        let mut changed = envelope.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&changed), None, "bit {bit}: {}", String::from_utf8_lossy(&changed));
    }
}

proptest! {
    #[test]
    fn a_flipped_bit_of_a_file_shows(place in 0.0..1.0, bit in 0..8_u8) {
        let mut file = receipt().sign(&key()).to_json().into_bytes();
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any place will do")]
        let place = (place * file.len() as f64) as usize;
        file[place] ^= 1 << bit;
        let error = opened(&file, &key().public()).unwrap_err().to_string();
        prop_assert!(error.contains("; "), "{error}");
    }
}

#[test]
fn whose_signature_it_is() {
    let file = receipt().sign(&key());
    let other = PrivateKey::from_random([1; 32]).public();
    let error = file.open(&other).unwrap_err();
    let stranger = EnvelopeError::Stranger { signers: vec![key().public().id()], given: other.id() };
    assert_eq!(error, FileError::Envelope { pointer: "/scorecard".to_owned(), error: stranger });

    let wrong_type = Envelope::sign("text/plain", b"{}", &key()).open(SCORECARD_TYPE, &key().public()).unwrap_err();
    assert_eq!(
        wrong_type.to_string(),
        format!(
            "its payload is `text/plain`, not `{SCORECARD_TYPE}`; verify it with the Touchstone that knows that type"
        )
    );
}

/// What is put together of parts that are each signed.
#[test]
fn what_does_not_belong_together() {
    let whole: Value = serde_json::from_str(&receipt().sign(&key()).to_json()).unwrap();
    let check = |change: &dyn Fn(&mut Value), said: &str| {
        let mut file = whole.clone();
        change(&mut file);
        let error = opened(file.to_string().as_bytes(), &key().public()).unwrap_err().to_string();
        assert!(error.contains(said) && error.contains("; "), "{error}");
    };
    check(
        &|file| {
            file["evaluations"].as_array_mut().unwrap().swap(0, 1);
        },
        "the receipt at `/evaluations/0` is not the one that the scorecard's receipt names for `text`",
    );
    check(
        &|file| {
            file["evaluations"].as_array_mut().unwrap().pop();
        },
        "it holds 1 receipts of evaluations, and the scorecard's names 2",
    );
    check(&|file| file["scorecard"] = file["evaluations"][0].clone(), "its payload is `application/vnd.touchstone.ev");
    check(&|file| file["salt"] = json!("00".repeat(32)), "the salt at `/salt` is not the one of the receipt at `/sc");
    check(
        &|file| file["salt"] = json!("no"),
        "it is no receipt: a salt is 64 lower-case hexadecimal digits, at `/salt`",
    );
    check(&|file| file["scorecard"]["signatures"] = json!([]), "the envelope at `/scorecard`: it has no signature");
    check(&|file| file["format"] = json!("touchstone-receipt/9"), "at `/format`");
    check(&|file| file["more"] = json!(1), "unknown field `more`");

    let mut payload: Value = serde_json::from_slice(&receipt().evaluations[0].payload()).unwrap();
    payload["run"]["conditions"]["components"][1]["digest"] = json!("sha256:0");
    let envelope = Envelope::sign(EVALUATION_TYPE, payload.to_string().as_bytes(), &key());
    check(
        &|file| file["evaluations"][0] = serde_json::to_value(&envelope).unwrap(),
        "the payload at `/evaluations/0` is signed but cannot be read: `sha256:0` is no digest: it needs `sha256:` and 64 lower-case \
         hexadecimal digits, at `/run/conditions/components/1/digest`",
    );
    let error = opened(b"garbage", &key().public()).unwrap_err().to_string();
    assert!(error.starts_with("not valid JSON: line 1, column 1"), "{error}");
}

#[test]
fn the_first_difference_of_an_evaluation() {
    let digest = Digest::of(b"other").to_string();
    let cases = [
        ("/interview", json!(digest), Cause::Interview, "the interview's file is sha256:"),
        ("/item", json!("other"), Cause::Item, "the item is other here and text in the receipt"),
        ("/candidate", json!(digest), Cause::Candidate, "the candidate's id"),
        ("/run/answer", json!(digest), Cause::Answer, "the answer"),
        ("/run/attachments/0", json!(digest), Cause::Attachment, "the answer's file 1"),
        ("/run/attachments", json!([]), Cause::Attachment, "the answer's file 1 is not there here"),
        ("/run/locale", json!("zh-CN"), Cause::Locale, "the candidate's language is zh-CN here and en in the receipt"),
        ("/run/conditions/question_config", json!(digest), Cause::Config, "the question's config"),
        ("/run/conditions/evaluator_config", json!(digest), Cause::Config, "the evaluator's config"),
        (
            "/run/conditions/components/1/digest",
            json!(digest),
            Cause::Component,
            "the component of `acme/x` 1.0.0 is sha",
        ),
        (
            "/run/conditions/components/2/version",
            json!("1.0.1"),
            Cause::Component,
            "the language-runtime is `acme/python` 1.0.1 here and `acme/python` 1.0.0 in the receipt",
        ),
        ("/run/conditions/contract", json!("0.2"), Cause::Contract, "the plugin contract is 0.2 here and 0.1 in"),
        ("/run/conditions/engine/version", json!("49.0.0"), Cause::Engine, "the engine is wasmtime 49.0.0 here"),
        (
            "/run/conditions/engine/settings/fuel",
            json!("false"),
            Cause::Engine,
            "the engine's setting `fuel` is false here and true in the receipt",
        ),
        ("/run/conditions/touchstone", json!("0.2.0"), Cause::Touchstone, "Touchstone is 0.2.0 here and 0.1.0 in"),
        (
            "/run/conditions/limits/fuel",
            json!(5),
            Cause::Limits,
            "the evaluator's limit `fuel` is 5 here and 1000000000",
        ),
        (
            "/run/conditions/grants",
            json!([]),
            Cause::Grants,
            "what the evaluator is granted is empty here and `run-code` in the receipt",
        ),
        ("/run/seed", json!(digest), Cause::Seed, "the variant's seed"),
        ("/state", json!("failed"), Cause::State, "what became of it is failed here and evaluated in the receipt"),
        ("/result", json!(digest), Cause::Result, "the salted digest of its result"),
        ("/run/spent/fuel", json!(11), Cause::Fuel, "the fuel of the evaluator is 11 here and 10 in the receipt"),
        ("/run/spent/program_fuel", json!(21), Cause::Fuel, "the fuel of its programs is 21 here and 20"),
        ("/run/spent/peak_memory_bytes", json!(31), Cause::Memory, "the most memory in bytes is 31 here and 30"),
    ];
    assert_eq!(compare(&evaluation(), &evaluation()), None);
    for (pointer, value, cause, said) in cases {
        let mut changed: Value = serde_json::from_slice(&evaluation().payload()).unwrap();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        let here: EvaluationReceipt = serde_json::from_value(changed).unwrap();
        let difference = compare(&evaluation(), &here).unwrap_or_else(|| panic!("{pointer}"));
        let told = difference.to_string();
        assert!(told.starts_with("item `text`: ") && told.contains(said) && told.contains("; "), "{pointer}: {told}");
        assert_eq!(difference.cause, cause, "{pointer}");
    }
}

/// When several things differ, the one is named that the others may come from.
#[test]
fn a_cause_is_named_before_its_effects() {
    let mut here = evaluation();
    here.result = salt().digest(b"another");
    let run = here.run.as_mut().unwrap();
    run.spent.fuel = 0;
    run.conditions.limits.insert(LimitName::Fuel, 1);
    run.answer = salt().digest(b"another");
    assert_eq!(compare(&evaluation(), &here).unwrap().cause, Cause::Answer);
    here.run.as_mut().unwrap().answer = evaluation().run.unwrap().answer;
    assert_eq!(compare(&evaluation(), &here).unwrap().cause, Cause::Limits);
}

#[test]
fn where_an_interview_differs() {
    let name = receipt().scorecard.interview;
    let check = |text: &str, said: &str| {
        let told = compare_interviews(&name, text).unwrap().to_string();
        assert!(told.contains(said), "{told}");
    };
    assert_eq!(compare_interviews(&name, INTERVIEW), None);
    check(&INTERVIEW.replace("\"words\": 3", "\"words\": 2"), "the interview's `/items/0/question` is sha256:");
    check(&INTERVIEW.replace("\"Other\"", "\"Ot\""), "the interview's `/items/1/title`");
    check(&INTERVIEW.replace("\"weight\": 2", "\"weight\": 3"), "the interview's `/rubric/dimensions/0`");
    check(&INTERVIEW.replace("\"at_least\": 0", "\"at_least\": 1"), "the interview's `/rubric/levels/0`");
    check(&INTERVIEW.replace("\"test\"", "\"other\""), "the interview is `other` here and `test` in the receipt");
    check(&INTERVIEW.replace("\"id\": \"test\"", "\"if\": \"test\""), "the interview's `/id` is not there here");
    check(
        &INTERVIEW.replace("\"rubric\"", "\"modules_off\": [], \"rubric\""),
        "the interview's `/modules_off` is sha256:",
    );
    check(&INTERVIEW.replace("  ", " "), "the white space or the way a number is written");
    check(&INTERVIEW.replacen('{', "[", 1), "which is no JSON any more (line 2, column");
}

#[test]
fn what_people_said_is_signed_too() {
    let key = key();
    let file = receipt().sign(&key);
    for change in [
        json!([]),
        json!([{"by": "li-na", "at": "2026-11-24T14:30:00Z", "reason": "as it was meant", "item": "text", "points": 51}]),
    ] {
        let mut changed: Value = serde_json::from_str(&file.to_json()).unwrap();
        changed["overrides"] = change;
        assert_eq!(opened(changed.to_string().as_bytes(), &key.public()), Err(FileError::Overrides));
    }
}

#[test]
fn the_first_difference_of_a_scorecard() {
    let digest = Digest::of(b"other").to_string();
    let cases = [
        ("/interview/id", json!("x"), Cause::Interview, "the interview's id is x here and test in the receipt"),
        ("/interview/file", json!(digest), Cause::Interview, "the interview's file"),
        ("/candidate", json!(digest), Cause::Candidate, "the candidate's id"),
        ("/name", json!(digest), Cause::Candidate, "the candidate's name"),
        (
            "/basis/modules_off",
            json!(["acme/x#evaluator"]),
            Cause::Basis,
            "switched off is `acme/x#evaluator` here and empty in the receipt",
        ),
        (
            "/basis/weights/skill",
            json!("1/3"),
            Cause::Basis,
            "the weight of the dimension `skill` is 1/3 here and 2 in the receipt",
        ),
        ("/basis/rubric", json!(digest), Cause::Basis, "the rubric is sha256:"),
        ("/overrides", json!(digest), Cause::Overrides, "what persons changed"),
        ("/evaluations/1/item", json!("third"), Cause::Evaluations, "the list of items is `text`, `third` here"),
        ("/evaluations/1/receipt", json!(digest), Cause::Evaluations, "the receipt of `other` is sha256:"),
        ("/total", json!(null), Cause::Total, "the exact total is not there here and 25 in the receipt"),
        ("/level", json!("poor"), Cause::Level, "the level is poor here and good in the receipt"),
        ("/scorecard", json!(digest), Cause::Scorecard, "the salted digest of the scorecard"),
    ];
    let receipt = receipt().scorecard;
    assert_eq!(compare_scorecards(&receipt, &receipt), None);
    for (pointer, value, cause, said) in cases {
        let mut changed: Value = serde_json::from_slice(&receipt.payload()).unwrap();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        let here: ScorecardReceipt = serde_json::from_value(changed).unwrap();
        let difference = compare_scorecards(&receipt, &here).unwrap_or_else(|| panic!("{pointer}"));
        let told = difference.to_string();
        assert!(told.contains(said) && told.contains("; "), "{pointer}: {told}");
        assert_eq!(difference.cause, cause, "{pointer}");
    }
}
