//! The bundled question types through the sandbox: what a candidate sees and does, with nothing in it that a candidate may not know.

use serde_json::{Value, json};
use touchstone_runtime::{Action, QuestionType};

use crate::common::{component, load, question_type_of, workspace};

/// A bundled plugin's question type with the config of an example's first item.
fn bundled(plugin: &str, example: &str) -> (QuestionType, Value) {
    let question = question_type_of(&load(&component(&format!("plugins/touchstone.{plugin}.wasm"))));
    let path = workspace().join("examples").join(example).join("interview.json");
    let interview: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    (question, interview["items"][0]["question"]["config"].clone())
}

fn step(question: &QuestionType, config: &Value, state: &Value, action: &Value) -> (Value, Value) {
    let action = Action { config: &config.to_string(), seed: 0, state, action, now_ms: 1_000 };
    let step = question.interact(&action).result.expect("no failure").expect("no problem");
    (step.state, step.view)
}

#[test]
fn the_visible_tests_of_a_program_run_and_tell_no_expected_value() {
    let (question, mut config) = bundled("code-runner", "backend-engineer");
    for test in config["visible_tests"].as_array_mut().unwrap() {
        test["expected"] = json!("expected-sentinel\n");
    }
    let presented = question.present(&config.to_string(), "en", 0).result.expect("no failure").expect("no problem");
    assert!(!presented.to_string().contains("sentinel"), "{presented}");

    let text = "import sys\nprint('read', len(sys.stdin.read()) > 0)\n";
    let program = json!({ "kind": "program", "language": "python", "entry": "main.py", "files": [{ "path": "main.py", "text": text }] });
    let (state, view) = step(&question, &config, &Value::Null, &json!({ "run": "visible", "program": program }));
    assert!(!view.to_string().contains("sentinel") && !state.to_string().contains("sentinel"), "{view}");
    for result in view["results"].as_array().unwrap() {
        assert_eq!(
            (&result["verdict"], &result["stdout"]["text"]),
            (&json!("wrong-answer"), &json!("read True\n")),
            "{view}"
        );
    }
    assert_eq!(view["results"].as_array().unwrap().len(), config["visible_tests"].as_array().unwrap().len());
}

#[test]
fn a_device_moves_by_what_the_candidate_does_and_by_nothing_else() {
    let (question, config) = bundled("device-checklist", "clinical-application-engineer");
    let presented = question.present(&config.to_string(), "zh-CN", 0).result.expect("no failure").expect("no problem");
    for secret in ["transitions", "when", "timed"] {
        assert!(presented.get(secret).is_none(), "{presented}");
    }
    let power = json!({ "name": "press", "control": "power" });
    let (state, first) = step(&question, &config, &Value::Null, &power);
    let (again, second) = step(&question, &config, &Value::Null, &power);
    assert_eq!((&first, &state), (&second, &again));

    let unknown = json!({ "name": "press", "control": "no-such-control" });
    let action = Action { config: &config.to_string(), seed: 0, state: &state, action: &unknown, now_ms: 2_000 };
    let problem = question.interact(&action).result.expect("no failure").expect_err("a problem");
    assert_eq!(problem.pointer, "/control");
}
