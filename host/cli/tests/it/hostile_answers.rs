//! Hostile answers to every bundled plugin, through the real program: each comes out as a score with its findings, as a refusal, or as an
//! error that names the candidate's file. Never a trap, a spent limit or the end of the process by a signal. How good the scores are is the
//! plugins' own tests' business.

use serde_json::{Value, json};

use crate::common::{Example, Run, case, fails, item, rubric, score, sheet};

/// A plugin, and how something hostile gets into its answers.
struct Target {
    plugin: &'static str,
    /// The case whose configs the item has.
    case: &'static str,
    dimension: &'static str,
    /// What it has to be granted.
    capabilities: &'static [&'static str],
    /// Answers of the plugin's kinds, with this text wherever one fits.
    with_text: fn(&str) -> Vec<Value>,
    /// Answers of the plugin's kinds, with so many entries.
    with_entries: fn(usize) -> Vec<Value>,
}

const CHOICE: Target = Target {
    plugin: "choice",
    case: "whole-test",
    dimension: "knowledge",
    capabilities: &[],
    with_text: |text| {
        vec![
            structured(&json!({"revenue": text})),
            structured(&json!({"crm": text})),
            structured(&json!({"discount": text, "vat": [text, text], "terms": [text]})),
            structured(&json!({text: text})),
        ]
    },
    with_entries: |count| {
        let ids: Vec<String> = (0..count).map(|n| format!("option-{n}")).collect();
        let questions: Value = ids.iter().map(|id| (id.clone(), json!("ask"))).collect();
        vec![
            structured(&json!({ "vat": ids })),
            structured(&json!({"vat": vec!["price"; count]})),
            structured(&questions),
            json!({"kind": "choices", "choices": ids}),
        ]
    },
};

const CHOICE_OF_ONE: Target = Target {
    case: "single-as-choices",
    dimension: "judgement",
    with_text: |text| vec![json!({"kind": "choices", "choices": [text]}), json!({"kind": "text", "text": text})],
    with_entries: |count| {
        let ids: Vec<String> = (0..count).map(|n| format!("option-{n}")).collect();
        vec![json!({"kind": "choices", "choices": ids}), json!({"kind": "choices", "choices": vec!["ask"; count]})]
    },
    ..CHOICE
};

const DEVICE: Target = Target {
    plugin: "device-checklist",
    case: "all-in-order",
    dimension: "safety",
    capabilities: &[],
    with_text: |text| {
        vec![
            events(&[event(0, text, &json!({}))]),
            events(&[event(0, "press", &json!({ "control": text }))]),
            events(&[event(0, "turn", &json!({"control": "limit", "to": text}))]),
            events(&[event(0, "press", &json!({ text: text }))]),
        ]
    },
    with_entries: |count| {
        let all = |name: &str, detail: &Value| events(&(0..count).map(|n| event(n, name, detail)).collect::<Vec<_>>());
        vec![all("eject", &json!({})), all("press", &json!({"control": "eject"}))]
    },
};

const CODE: Target = Target {
    plugin: "code-runner",
    case: "comparison-trimmed",
    dimension: "correctness",
    capabilities: &["run-code"],
    with_text: |text| {
        vec![
            program("main.py", text),
            program("main.py", &format!("print({text:?})")),
            program(text, "print(1)"),
            json!({"kind": "program", "language": text, "entry": "main.py", "files": [{"path": "main.py", "text": ""}]}),
        ]
    },
    with_entries: |count| {
        let files: Vec<Value> = (0..count).map(|n| json!({"path": format!("m{n}.py"), "text": ""})).collect();
        vec![json!({"kind": "program", "language": "python", "entry": "m0.py", "files": files})]
    },
};

const CHART: Target = Target {
    plugin: "data-viz",
    case: "as-asked",
    dimension: "data-correctness",
    capabilities: &[],
    with_text: |text| {
        let x = json!({"field": text, "title": text});
        vec![
            structured(&json!({"data": {"name": text}, "mark": "bar", "encoding": {"x": x}})),
            structured(&json!({"data": {"name": "sales"}, "mark": text, "title": text, text: text})),
            structured(&json!({"data": {"name": "sales"}, "transform": [{"filter": text}], "mark": "bar"})),
        ]
    },
    with_entries: |count| {
        let layers = vec![json!({"mark": "bar"}); count];
        let keys: Value = (0..count).map(|n| (format!("k{n}"), json!(n))).collect();
        vec![structured(&json!({"data": {"name": "sales"}, "layer": layers})), structured(&keys)]
    },
};

const TEXT: Target = Target {
    plugin: "text-answer",
    case: "strong-chinese",
    dimension: "content",
    capabilities: &[],
    with_text: |text| vec![json!({"kind": "text", "text": text})],
    with_entries: |count| {
        let words: Vec<String> = (0..count).map(|n| format!("w{n}")).collect();
        vec![json!({"kind": "text", "text": "。".repeat(count)}), json!({"kind": "text", "text": words.join(" ")})]
    },
};

const SCENARIO: Target = Target {
    plugin: "scenario",
    case: "thorough",
    dimension: "judgement",
    capabilities: &[],
    with_text: |text| {
        vec![
            events(&[event(0, "reply", &json!({ "text": text }))]),
            events(&[event(0, "reply", &json!({"text": text, "to": text}))]),
            events(&[event(0, text, &json!({}))]),
        ]
    },
    with_entries: |count| {
        let all = |name: &str, detail: &Value| events(&(0..count).map(|n| event(n, name, detail)).collect::<Vec<_>>());
        vec![all("look", &json!({})), all("reply", &json!({"text": "我会先问一问。"}))]
    },
};

/// The file that is handed in is the sheet of answers itself.
const UPLOAD: Target = Target {
    plugin: "work-upload",
    case: "sales-report",
    dimension: "completeness",
    capabilities: &["attachments"],
    with_text: |text| {
        let file = |name: &str, media_type: &str| json!({"name": name, "media_type": media_type, "path": "ada.json"});
        vec![
            json!({"kind": "files", "files": [file(text, "text/csv")]}),
            json!({"kind": "files", "files": [file("report.csv", text)]}),
            json!({"kind": "files", "files": [{"name": "report.csv", "media_type": "text/csv", "path": text}]}),
        ]
    },
    with_entries: |count| {
        let file = |n: usize| json!({"name": format!("{n}.csv"), "media_type": "text/csv", "path": "ada.json"});
        vec![json!({"kind": "files", "files": (0..count).map(file).collect::<Vec<_>>()})]
    },
};

/// How many entries an answer is made of.
const MANY: usize = 100_000;

#[test]
fn choice() {
    check(&CHOICE);
}

#[test]
fn choice_of_one() {
    check(&CHOICE_OF_ONE);
}

#[test]
fn device_checklist() {
    check(&DEVICE);
}

#[test]
fn code_runner() {
    check(&CODE);
}

#[test]
fn text_answer() {
    check(&TEXT);
}

#[test]
fn scenario() {
    check(&SCENARIO);
}

#[test]
fn work_upload() {
    check(&UPLOAD);
}

#[test]
fn data_viz() {
    check(&CHART);
}

fn check(target: &Target) {
    let example = example(target);
    for (what, text) in texts() {
        for (n, answer) in (target.with_text)(&text).iter().enumerate() {
            comes_out(target, &format!("{what}, shape {n}"), &scored(&example, &answer.to_string()));
        }
    }
    for (n, answer) in (target.with_entries)(MANY).iter().enumerate() {
        comes_out(target, &format!("{MANY} entries, shape {n}"), &scored(&example, &answer.to_string()));
    }
    for answer in of_every_kind() {
        comes_out(target, &answer.to_string(), &scored(&example, &answer.to_string()));
    }
    for (what, raw) in raw_json() {
        let ran = scored(&example, &raw);
        assert_eq!(ran.code, 3, "{} {what}: {}", target.plugin, ran.stderr);
        comes_out(target, what, &ran);
    }
    let omitted = json!({"kind": "omitted"}).to_string();
    assert_eq!(scored(&example, &omitted).code, 0, "{}: omitted", target.plugin);
    example.write("answers/ada.json", &sheet("ada", &json!({})).to_string());
    let nothing = score(example.folder(), &["--json"]);
    assert_eq!(nothing.code, 0, "{}: no answer at all: {}", target.plugin, nothing.stderr);
}

fn example(target: &Target) -> Example {
    let id = format!("touchstone/{}", target.plugin);
    let dimensions = [target.dimension];
    let runtimes = json!([{"plugin": "touchstone/runtime-python", "version": "*"}]);
    let interview = json!({
        "id": "hostile", "title": {"en": "Hostile answers"},
        "runtimes": if target.capabilities.contains(&"run-code") { runtimes } else { json!([]) },
        "grants": if target.capabilities.is_empty() { json!({}) } else { json!({ id.as_str(): target.capabilities }) },
        "items": [item("item", &id, &case(target.plugin, target.case), &dimensions)],
        "rubric": rubric(&dimensions),
    });
    Example::of(&interview, &[])
}

/// Scores an answer that is given as it stands in the file, be it JSON or not.
fn scored(example: &Example, answer: &str) -> Run {
    let whole = sheet("ada", &json!({"item": "ANSWER"})).to_string();
    example.write("answers/ada.json", &whole.replace("\"ANSWER\"", answer));
    score(example.folder(), &["--json"])
}

/// A score, a refusal, or an error about the candidate's file.
fn comes_out(target: &Target, what: &str, ran: &Run) {
    let what: String = format!("{}: {what}", target.plugin).chars().take(300).collect();
    if ran.code == 3 {
        fails(&what, ran, 3, &["/answers/ada.json"]);
        assert!(ran.stderr.len() < 100_000, "{what}: the error repeats the answer ({} bytes)", ran.stderr.len());
        let odd = ran.stderr.chars().find(|it| it.is_control() && *it != '\n');
        assert_eq!(odd, None, "{what}: a control character reaches the terminal");
        return;
    }
    assert!(ran.code == 0 || ran.code == 7, "{what}: ended with {}: {}", ran.code, ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{what}: {error}"));
    let item = &report["candidates"][0]["items"][0];
    if item["evaluation"].is_object() {
        let scores = item["evaluation"]["scores"].as_array().unwrap();
        let within = |score: &Value| score["measure"]["millionths"].as_u64().is_none_or(|value| value <= 1_000_000);
        assert!(!scores.is_empty() && scores.iter().all(within), "{what}: {scores:?}");
    } else {
        // A trap or a spent limit leaves neither.
        assert!(item["refusal"].is_object(), "{what}: neither a score nor a refusal: {}", ran.stderr);
    }
}

/// Texts that JSON can hold.
fn texts() -> Vec<(&'static str, String)> {
    let controls = ('\u{0}'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
    vec![
        ("a megabyte of letters", "x".repeat(1 << 20)),
        ("a megabyte of Chinese", "长".repeat((1 << 20) / 3)),
        ("a megabyte of spaces", " ".repeat(1 << 20)),
        ("a hundred thousand brackets", "[".repeat(100_000)),
        ("emoji", "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳👍🏿".repeat(100)),
        ("right to left", "\u{202e}\u{2067}مرحبا بالعالم שלום\u{200f}\u{2069}".to_owned()),
        ("control characters", controls.collect()),
        ("escapes of a terminal", "\u{1b}[2J\u{1b}]0;title\u{7}\r\n".to_owned()),
        ("a NUL", "a\u{0}b".to_owned()),
        ("combining characters", format!("e{}", "\u{301}".repeat(10_000))),
        ("no characters", "\u{feff}\u{fffe}\u{ffff}\u{10ffff}\u{200b}".to_owned()),
        ("no text", String::new()),
    ]
}

/// The least answer of each kind, and some that are empty: most plugins take one kind or two.
fn of_every_kind() -> Vec<Value> {
    vec![
        json!({"kind": "text", "text": ""}),
        json!({"kind": "choices", "choices": []}),
        json!({"kind": "events", "events": []}),
        json!({"kind": "files", "files": []}),
        json!({"kind": "program", "language": "python", "entry": "main.py", "files": [{"path": "main.py", "text": ""}]}),
        json!({"kind": "program", "language": "python", "entry": "main.py", "files": []}),
        json!({"kind": "structured", "value": {}}),
        json!({"kind": "structured", "value": []}),
        json!({"kind": "structured", "value": null}),
        json!({"kind": "structured", "value": 1e308}),
        json!({"kind": "structured", "value": nested(100)}),
        events(&[json!({"received_ms": u64::MAX, "client_ms": u64::MAX, "name": "wait", "detail": nested(100)})]),
        json!({"kind": "telepathy"}),
        json!({}),
        json!("ask"),
    ]
}

/// What is no JSON, or more of it than is read.
fn raw_json() -> Vec<(&'static str, String)> {
    let structured = |value: &str| format!("{{\"kind\": \"structured\", \"value\": {value}}}");
    vec![
        ("a lone high surrogate", structured(r#"{"a": "\ud800"}"#)),
        ("a lone low surrogate", structured(r#"{"a": "\udc00"}"#)),
        ("surrogates the wrong way round", structured(r#"{"a": "\udc00\ud800"}"#)),
        ("a high surrogate before a letter", r#"{"kind": "text", "text": "\ud83dx"}"#.to_owned()),
        ("a surrogate in a key", structured(r#"{"\ud800": 1}"#)),
        ("a bare control character", "{\"kind\": \"text\", \"text\": \"\u{1}\"}".to_owned()),
        ("arrays within arrays", structured(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)))),
        ("objects that never end", structured(&"{\"a\":".repeat(100_000))),
        ("a key twice", structured(r#"{"a": 1, "a": 2}"#)),
        ("a number out of range", structured("1e999999")),
        ("nothing", String::new()),
    ]
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(json!("x"), |inner, _| json!([inner]))
}

fn structured(value: &Value) -> Value {
    json!({"kind": "structured", "value": value})
}

fn events(list: &[Value]) -> Value {
    json!({"kind": "events", "events": list})
}

fn event(at_ms: usize, name: &str, detail: &Value) -> Value {
    json!({"received_ms": at_ms, "client_ms": at_ms, "name": name, "detail": detail})
}

fn program(path: &str, text: &str) -> Value {
    json!({"kind": "program", "language": "python", "entry": path, "files": [{"path": path, "text": text}]})
}
