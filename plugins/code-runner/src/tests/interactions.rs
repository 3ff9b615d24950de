//! What a candidate sees and can do while answering.

use serde_json::{Value, json};
use touchstone_sdk::{Answer, QuestionType};

use super::{program, question, sandbox, source, with};
use crate::question::{CodeQuestion, State};

fn action(run: &str, text: &str) -> Value {
    let mut program = source(text);
    program["language"] = json!("python");
    program["kind"] = json!("program");
    json!({"run": run, "program": program})
}

fn view(question: Value, action: Value) -> Value {
    let step = sandbox().interact::<CodeQuestion>(question, None, action, 0).unwrap();
    serde_json::to_value(step.view).unwrap()
}

#[test]
fn what_is_presented_has_inputs_and_nothing_expected() {
    let config = serde_json::from_value(question()).unwrap();
    let presented = serde_json::to_value(CodeQuestion::present(&config, "en-GB", 0).unwrap()).unwrap();
    assert_eq!(presented["statement"], "Double it.");
    assert_eq!(
        presented["visible_tests"],
        json!([{"id": "sample-1", "stdin": "1001"}, {"id": "sample-2", "stdin": "1002"}])
    );
    assert_eq!(presented["limits"]["output_bytes"], 1 << 20);
    let text = presented.to_string();
    assert!(!text.contains("2002") && !text.contains("expected") && !text.contains("comparison"), "{text}");
}

#[test]
fn a_checker_is_not_presented() {
    let checker = json!({"kind": "checker", "language": "python", "entry": "c.py", "function": "check",
        "files": [{"path": "c.py", "text": "checker"}]});
    let config = serde_json::from_value(with(question(), "/comparison", Some(checker))).unwrap();
    let presented = serde_json::to_value(CodeQuestion::present(&config, "zh-CN", 0).unwrap()).unwrap().to_string();
    assert!(!presented.contains("checker"), "{presented}");
}

#[test]
fn visible_tests_are_run_and_counted() {
    let mut state = None;
    for run in 1..=3 {
        let step = sandbox().interact::<CodeQuestion>(question(), state, action("visible", "zero"), 5).unwrap();
        assert_eq!(step.state, State { runs: run });
        state = Some(step.state);
    }
    let view = view(question(), action("visible", "double"));
    assert_eq!(view["runs"], 1);
    assert_eq!(view["results"][0]["verdict"], "accepted");
    assert_eq!(view["results"][0]["stdin"], "1001");
    assert_eq!(view["results"][0]["stdout"], json!({"text": "2002", "bytes": 4, "truncated": false}));
}

#[test]
fn expected_results_are_never_told() {
    for text in ["zero", "echo", "crash\nx", "broken", "silent"] {
        let view = view(question(), action("visible", text)).to_string();
        assert!(!view.contains("2002") && !view.contains("2004"), "{text}: {view}");
    }
}

#[test]
fn an_own_input_is_run() {
    let mut own = action("custom", "double");
    own["stdin"] = json!("21");
    let view = view(question(), own);
    assert_eq!(view["results"][0]["id"], "custom");
    assert_eq!(view["results"][0]["verdict"], "finished");
    assert_eq!(view["results"][0]["stdout"]["text"], "42");
}

#[test]
fn long_output_is_cut() {
    let mut own = action("custom", "echo");
    own["stdin"] = json!("长".repeat(3000));
    let stdout = view(question(), own)["results"][0]["stdout"].clone();
    assert_eq!((&stdout["bytes"], &stdout["truncated"]), (&json!(9000), &json!(true)));
    assert!(stdout["text"].as_str().unwrap().len() <= 4100);
}

#[test]
fn problems_point_into_the_action() {
    let mut with_args = action("custom", "echo");
    with_args["args"] = json!([1]);
    for (action, pointer) in [
        (with_args, "/args"),
        (with(action("visible", "echo"), "/program/language", Some(json!("cobol"))), "/program/language"),
        (with(action("visible", "echo"), "/program/entry", Some(json!("x.py"))), "/program/entry"),
        (with(action("visible", "echo"), "/program/kind", Some(json!("text"))), "/program/kind"),
    ] {
        let problem =
            sandbox().interact::<CodeQuestion>(question(), None, action, 0).map(|step| step.state).unwrap_err();
        assert_eq!(problem.pointer, pointer);
    }
}

#[test]
fn answers_are_taken_or_not() {
    let pointers = |answer: &Answer| -> Vec<String> {
        let config = serde_json::from_value(question()).unwrap();
        CodeQuestion::check_answer(&config, 0, answer).into_iter().map(|problem| problem.pointer).collect()
    };
    let changed = |change: fn(&mut touchstone_sdk::Program)| {
        let Answer::Program(mut program) = program("double") else { unreachable!() };
        change(&mut program);
        pointers(&Answer::Program(program))
    };
    assert_eq!(pointers(&program("double")), [""; 0]);
    assert_eq!(pointers(&Answer::Omitted), [""]);
    assert_eq!(changed(|program| program.language = "cobol".to_owned()), ["/language"]);
    assert_eq!(changed(|program| program.entry = "x.py".to_owned()), ["/entry"]);
    assert_eq!(changed(|program| program.files[0].text = "x".repeat(300_000)), ["/files"]);
    assert_eq!(changed(|program| program.files.push(program.files[0].clone())), ["/files/1/path"]);
    assert_eq!(
        changed(|program| {
            program.files[0].path = "../main.py".to_owned();
            program.entry = "../main.py".to_owned();
        }),
        ["/files/0/path"]
    );
}
