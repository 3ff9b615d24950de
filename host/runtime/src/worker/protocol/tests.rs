//! Frames and messages, good and bad, without a process.

use serde_json::json;
use touchstone_core::words::{Capability, LimitName};

use super::frame::{self, LENGTH_BYTES};
use super::*;

fn component(byte: u8) -> Digest {
    Digest::of(&[byte])
}

fn request(call: Call) -> Request {
    let grants = Grants { capabilities: [Capability::RunCode].into(), limits: [(LimitName::Fuel, u64::MAX)].into() };
    let files = vec![FileBeside { digest: Digest::of(b"a file"), bytes: u64::MAX }];
    Request { number: u64::MAX, plugin: component(1), grants, runtimes: vec![component(2), component(3)], files, call }
}

fn reply(result: CallResult) -> Reply {
    let log = vec![("info".to_owned(), "a line".to_owned())];
    Reply {
        number: 7,
        result,
        fuel: 1,
        program_fuel: 2,
        peak_memory_bytes: u64::MAX,
        duration_us: 3,
        log,
        log_dropped: 4,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn ready(version: String) -> Ready {
    Ready { version, unfiltered: None }
}

/// `[[[…]]]`. A text with 127 levels is as deep as the parser goes.
fn deep(levels: usize) -> Value {
    serde_json::from_str(&format!("{}{}", "[".repeat(levels), "]".repeat(levels))).expect("within the parser's depth")
}

#[test]
fn every_message_comes_back_as_it_was() {
    let config = || text(r#"{"a": 1.10}"#);
    let calls = [
        Call::CheckQuestionConfig { config: config() },
        Call::CheckEvaluatorConfig { question: config(), config: text("{}") },
        Call::Present { config: config(), locale: text("zh-CN"), seed: u64::MAX },
        Call::Interact { config: config(), seed: 0, state: Value::Null, action: json!({"press": "电源"}), now_ms: 1 },
        Call::Interact { config: config(), seed: 0, state: deep(127), action: deep(127), now_ms: 1 },
        Call::CheckAnswer { config: config(), seed: 3, answer: json!({"kind": "omitted"}) },
        Call::Evaluate {
            item: text("item"),
            question: config(),
            config: config(),
            answer: json!({"kind": "structured", "value": deep(126), "number": 0.1, "big": u64::MAX}),
            locale: text("en"),
            seed: 4,
        },
    ];
    // One stream, all messages behind each other.
    let mut stream = Vec::new();
    for call in &calls {
        frame::write(&mut stream, &request(call.clone())).expect("it fits");
    }
    let mut stream = stream.as_slice();
    for call in &calls {
        assert_eq!(frame::read::<Request>(&mut stream).expect("a frame").expect("not the end"), request(call.clone()));
    }
    assert!(frame::read::<Request>(&mut stream).expect("the end").is_none());

    let problem = || PlacedProblem { pointer: text("/a"), message: json!({"zh-CN": "不行", "en": "no"}) };
    let results = [
        CallResult::Checked { problems: Vec::new() },
        CallResult::Checked { problems: vec![problem(), problem()] },
        CallResult::Presented { presented: deep(127) },
        CallResult::Stepped { state: deep(127), view: json!({"lamp": "on"}) },
        CallResult::Problem { problem: problem() },
        CallResult::Evaluated { evaluation: json!({"scores": []}) },
        CallResult::Refused { refusal: json!({"kind": "unsupported"}) },
        CallResult::Failed { kind: text("fuel"), message: text("stopped") },
    ];
    for result in results {
        let sent = reply(result);
        let frame = frame::encode(&sent).expect("it fits");
        let received: Reply = frame::decode(&frame[LENGTH_BYTES..]).expect("the same message");
        assert_eq!(received, sent);
        // A message lists its languages with the default first.
        assert_eq!(serde_json::to_string(&received).unwrap(), serde_json::to_string(&sent).unwrap());
    }
}

#[test]
fn what_is_no_frame_is_named_and_repeats_nothing_of_it() {
    let framed = |json: &[u8]| [&u32::try_from(json.len()).unwrap().to_be_bytes(), json].concat();
    let whole = frame::encode(&ready(text("1"))).expect("it fits");
    let cases = [
        (framed(b"{\"number\": \"secret"), "a frame that is cut off, at byte 18 of line 1"),
        (framed(b""), "a frame that is cut off, at byte 0 of line 1"),
        (framed(b"secret"), "a frame that is no JSON, at byte 1 of line 1"),
        (framed(b"{\"version\": \"1\"} secret"), "a frame that is no JSON, at byte 18 of line 1"),
        (framed(b"\"secret\""), "a frame that is another message, at byte 8 of line 1"),
        (framed(b"{\"version\": [\"secret\"]}"), "a frame that is another message, at byte 12 of line 1"),
        (vec![0, 0], "the stream ended within a frame"),
        (whole[..whole.len() - 1].to_vec(), "the stream ended within a frame"),
        ([&u32::MAX.to_be_bytes(), b"secret".as_slice()].concat(), "a frame of 4294967295 bytes; 67108864 at most"),
        ((MAX_FRAME_BYTES + 1).to_be_bytes().to_vec(), "a frame of 67108865 bytes; 67108864 at most"),
    ];
    for (bytes, said) in cases {
        let error = frame::read::<Ready>(&mut bytes.as_slice()).expect_err(said);
        assert_eq!(error.to_string(), said);
    }
}

#[test]
fn a_message_over_the_limit_is_not_sent() {
    let version = "x".repeat(MAX_FRAME_BYTES as usize - r#"{"version":""}"#.len());
    let longest = frame::encode(&ready(version.clone())).expect("just within");
    assert_eq!(longest.len(), LENGTH_BYTES + MAX_FRAME_BYTES as usize);

    let mut sent = Vec::new();
    let error = frame::write(&mut sent, &ready(version + "x")).expect_err("one byte more");
    assert_eq!(error.to_string(), "a frame of 67108865 bytes; 67108864 at most");
    assert!(sent.is_empty());
}

#[test]
fn a_stream_that_fails_is_no_end() {
    struct Fails;
    impl std::io::Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("broken"))
        }
    }
    let error = frame::read::<Ready>(&mut Fails).expect_err("it fails");
    assert_eq!(error.to_string(), "the stream failed: broken");
}
