//! What `evaluate` makes of programs that end in every possible way.

use serde_json::{Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Evaluation, Finding, Measure, Message, Place, Refusal, Severity};

use super::{config, program, question, sandbox, with};
use crate::evaluator::CodeEvaluator;

fn evaluate(question: Value, config: Value, answer: Answer) -> Evaluation {
    sandbox().evaluate::<CodeEvaluator>(question, config, answer).unwrap()
}

fn evaluated(text: &str) -> Evaluation {
    evaluate(question(), config(), program(text))
}

/// Correctness, robustness, efficiency; -1 where not measured.
fn scores(evaluation: &Evaluation) -> Vec<i64> {
    let names: Vec<&str> = evaluation.scores.iter().map(|(dimension, _)| dimension.as_str()).collect();
    assert_eq!(names, ["correctness", "robustness", "efficiency"]);
    let value = |measure: &Measure| if let Measure::Millionths(value) = measure { i64::from(*value) } else { -1 };
    evaluation.scores.iter().map(|(_, measure)| value(measure)).collect()
}

fn codes(evaluation: &Evaluation) -> Vec<&str> {
    evaluation.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn programs_and_what_they_earn() {
    for (text, expected, findings) in [
        ("double", [1_000_000, 1_000_000, 1_000_000], vec![]),
        // Four times the reference's net fuel, with twice allowed.
        ("double-slowly", [1_000_000, 1_000_000, 500_000], vec!["slower-than-reference"]),
        ("zero", [0, 500_000, 250_000], vec!["constant-output", "wrong-answer", "wrong-answer"]),
        ("echo", [0, 500_000, 250_000], vec!["wrong-answer", "wrong-answer"]),
        ("crash\nline two", [0, 0, 0], vec!["runtime-error", "runtime-error"]),
        ("loop", [0, 0, 0], vec!["time-limit", "time-limit"]),
        ("broken", [0, 0, 0], vec!["compile-error"]),
        ("silent", [0, 0, 0], vec!["no-output", "wrong-answer", "wrong-answer"]),
    ] {
        let evaluation = evaluated(text);
        assert_eq!(scores(&evaluation), expected, "{text}");
        assert_eq!(codes(&evaluation), findings, "{text}");
        assert_eq!(evaluation.review, None, "{text}");
    }
}

#[test]
fn visible_tests_count_only_in_their_group() {
    let config = with(config(), "/tests/0/expected", Some(json!("wrong")));
    let config = with(with(config, "/references", None), "/efficiency", None);
    let counted = with(config.clone(), "/visible_group", Some(json!("basic")));
    assert_eq!(scores(&evaluate(question(), config, program("double"))), [500_000, 1_000_000, -1]);
    assert_eq!(scores(&evaluate(question(), counted, program("double"))), [750_000, 1_000_000, -1]);
}

#[test]
fn all_or_nothing() {
    let config = with(config(), "/groups/1/policy", Some(json!("all-or-nothing")));
    assert_eq!(scores(&evaluate(question(), config, program("zero")))[1], 0);
}

#[test]
fn no_text_tells_a_hidden_test() {
    for text in ["double", "zero", "echo", "crash\nline two", "loop", "broken", "silent"] {
        let told = format!("{:?}", evaluated(text));
        for secret in ["7001", "14002", "7002", "14004", "7003", "14006", "secret"] {
            assert!(!told.contains(secret), "{text} tells {secret}: {told}");
        }
    }
}

#[test]
fn an_error_is_told_by_its_kind_and_line() {
    let evaluation = evaluated("crash\nline two");
    assert_eq!(
        evaluation.findings[0],
        Finding::new(
            "runtime-error",
            Severity::Minor,
            Message::zh_en(
                "“基本”组 2 个测试中有 2 个运行时错误 ValueError：one、two",
                "2 of 2 tests in “Basics”: runtime error, ValueError: one, two",
            ),
        )
        .on("correctness")
        .at(Place::Lines { path: "main.py".to_owned(), first: 2, last: 2 })
    );
}

#[test]
fn indicators_sum_up() {
    let ids: Vec<String> = evaluated("zero").indicators.into_iter().map(|(id, _, _)| id).collect();
    assert_eq!(
        ids,
        [
            "tests-passed",
            "group-basic",
            "group-edge",
            "verdict-accepted",
            "verdict-wrong-answer",
            "fuel-ratio",
            "fuel-median",
            "fuel-reference-median"
        ]
    );
}

#[test]
fn a_reference_that_fails_asks_for_a_person_and_names_the_test() {
    let config = with(config(), "/tests/1/expected", Some(json!("14005")));
    let evaluation = evaluate(question(), config, program("double"));
    assert_eq!(scores(&evaluation), [500_000, 1_000_000, -1]);
    assert!(evaluation.review.unwrap().text("en").unwrap().contains("tests: two."));
}

#[test]
fn efficiency_needs_a_reference_in_the_same_language() {
    let config = with(with(config(), "/references", None), "/efficiency", None);
    let evaluation = evaluate(question(), config, program("double"));
    assert_eq!((scores(&evaluation)[2], evaluation.review), (-1, None));
}

#[test]
fn efficiency_of_chosen_groups() {
    let config = with(config(), "/efficiency/groups", Some(json!(["edge"])));
    assert_eq!(scores(&evaluate(question(), config, program("zero")))[2], 500_000);
}

#[test]
fn a_checker_gives_part_of_the_marks() {
    let checker = |text: &str| {
        json!({"kind": "checker", "language": "python", "entry": "c.py", "function": "check",
            "files": [{"path": "c.py", "text": text}]})
    };
    let asked = |text: &str| {
        let config = with(with(config(), "/references", None), "/efficiency", None);
        evaluate(with(question(), "/comparison", Some(checker(text))), config, program("zero"))
    };
    let evaluation = asked("checker");
    assert_eq!(scores(&evaluation), [250_000, 625_000, -1]);
    assert!(codes(&evaluation).contains(&"partly-accepted"));
    let evaluation = asked("bad-checker");
    assert_eq!(scores(&evaluation), [-1, -1, -1]);
    assert!(evaluation.review.is_some());
}

#[test]
fn calls_are_compared_by_value() {
    let question = json!({
        "statement": {"en": "Return it."}, "languages": ["python"],
        "interface": {"kind": "call", "function": "same"}, "visible_tests": [],
    });
    let config = json!({
        "groups": [{"id": "all", "title": {"en": "All"}, "dimension": "correctness"}],
        "tests": [
            {"id": "list", "group": "all", "args": [[1, 2.0]], "expected": [1.0, 2]},
            {"id": "null", "group": "all", "args": [null], "expected": null},
            {"id": "other", "group": "all", "args": [1], "expected": 2, "weight": 2},
        ],
    });
    assert_eq!(scores(&evaluate(question, config, program("echo"))), [500_000, -1, -1]);
}

#[test]
fn what_cannot_be_scored_is_refused() {
    let Answer::Program(mut other_language) = program("double") else { unreachable!() };
    other_language.language = "cobol".to_owned();
    let Answer::Program(mut no_entry) = program("double") else { unreachable!() };
    no_entry.entry = "other.py".to_owned();
    for answer in
        [Answer::Omitted, Answer::Text("double".to_owned()), Answer::Program(other_language), Answer::Program(no_entry)]
    {
        let refused = sandbox().evaluate::<CodeEvaluator>(question(), config(), answer.clone());
        assert!(matches!(refused, Err(Refusal::MalformedAnswer(_))), "{answer:?}");
    }
    let nobody_runs_it = Harness::new().evaluate::<CodeEvaluator>(question(), config(), program("double"));
    assert!(matches!(nobody_runs_it, Err(Refusal::Unsupported(_))));
}

#[test]
fn hard_coded_visible_tests_are_found() {
    let cheat = "echo\nif x == '2002 and 2002':\n    pass\n";
    let question = with(
        question(),
        "/visible_tests/0",
        Some(json!({"id": "s", "stdin": "2002 and 2002", "expected": "2002 and 2002"})),
    );
    let config = with(with(config(), "/references", None), "/efficiency", None);
    let evaluation = evaluate(question, with(config, "/groups/0/weight", Some(json!(3))), program(cheat));
    let finding = evaluation.findings.iter().find(|finding| finding.code == "hard-coded-tests").unwrap();
    assert_eq!(finding.place, Place::Lines { path: "main.py".to_owned(), first: 2, last: 2 });
}
