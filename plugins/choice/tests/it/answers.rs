//! What answers come to: findings with their places and words, and answers that cannot be.

use crate::common::{codes, count, earns, evaluate, one, options, question, score};
use serde_json::{Value, json};
use touchstone_sdk::{Answer, Place, Refusal, Severity};

fn two_questions() -> (Value, Value) {
    let questions =
        json!(
            [question("a", "multiple", &json!({"options": options("x y z")})), question("n", "numeric", &json!({})),]
        );
    let feedback = json!({"z": {"zh-CN": "不是它", "en": "Not that one"}, "x": {"en": "Well seen"}});
    let keys = json!({
        "a": {"map": {"x": 1, "y": 1, "z": -1}, "lower_bound": 0, "feedback": feedback, "explanation": {"en": "It is x and y."}},
        "n": {"dimension": "calculation", "accept": [{"value": 3, "feedback": {"en": "Counted well"}}]},
    });
    (json!({ "questions": questions }), json!({ "keys": keys }))
}

#[test]
fn findings_say_what_and_where() {
    let answer = json!({"a": ["z", "x"], "n": "4"});
    let evaluation = evaluate(&two_questions(), 0, Answer::Structured(answer)).unwrap();
    assert_eq!(codes(&evaluation), ["wrong-answer", "option-feedback", "option-feedback", "wrong-answer"]);
    let places: Vec<&Place> = evaluation.findings.iter().map(|finding| &finding.place).collect();
    let pointers = ["/a", "/a/0", "/a/1", "/n"].map(|at| Place::Pointer(at.to_owned()));
    assert_eq!(places, pointers.iter().collect::<Vec<_>>());
    let said = |n: usize, locale: &str| evaluation.findings[n].message.text(locale).unwrap().to_owned();
    assert_eq!(
        said(0, "en"),
        "Question `a` \"Prompt a\" was answered wrong. Should not have been chosen: \"Option z\". Missed: \"Option y\". It is x and y."
    );
    assert_eq!(said(1, "en"), "Chose \"Option z\": Not that one");
    assert_eq!(said(1, "zh-CN"), "选了「选项z」：不是它");
    // A text in one language is better than none.
    assert_eq!(said(2, "zh-CN"), "选了「选项x」：Well seen");
    let severities: Vec<Severity> = evaluation.findings.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Major, Severity::Minor, Severity::Info, Severity::Major]);
    let dimensions: Vec<_> = evaluation.findings.iter().map(|finding| finding.dimension.as_deref().unwrap()).collect();
    assert_eq!(dimensions, ["knowledge", "knowledge", "knowledge", "calculation"]);
}

#[test]
fn indicators_count_questions() {
    let count_of = |answer: Value| {
        let evaluation = evaluate(&two_questions(), 0, Answer::Structured(answer)).unwrap();
        ["questions-asked", "questions-right", "questions-partly-right", "questions-unanswered"]
            .map(|id| count(&evaluation, id))
    };
    assert_eq!(count_of(json!({"a": ["x", "y"], "n": "3"})), [2, 2, 0, 0]);
    assert_eq!(count_of(json!({"a": ["x"], "n": null})), [2, 0, 1, 1]);
    assert_eq!(count_of(json!({})), [2, 0, 0, 2]);
}

#[test]
fn a_right_number_is_still_spoken_to() {
    let evaluation = evaluate(&two_questions(), 0, Answer::Structured(json!({"n": "3.0"}))).unwrap();
    assert_eq!(codes(&evaluation), ["unanswered", "accepted-answer"]);
    assert!(evaluation.findings[1].message.text("en").unwrap().ends_with("Written: \"3.0\". Counted well"));
    // What is not in the answer has a name and no pointer.
    assert_eq!(evaluation.findings[0].place, Place::Part("a".to_owned()));
    assert_eq!(
        (score(&evaluation, "knowledge"), score(&evaluation, "calculation"), score(&evaluation, "judgement")),
        (Some(0), Some(1_000_000), None)
    );
}

/// Tolerances include both ends.
#[test]
fn tolerances() {
    for (value, tolerance, written, within) in [
        ("1.1", json!({"absolute": "0.1"}), "1", true),
        ("1.1", json!({"absolute": "0.1"}), "1.2", true),
        ("1.1", json!({"absolute": "0.1"}), "1.2000000000000000000000001", false),
        ("-200", json!({"relative": "0.05"}), "-210", true),
        ("-200", json!({"relative": "0.05"}), "-210.1", false),
        ("0", json!({"relative": "0.5"}), "0.0001", false),
        ("3.14159", json!({"significant_figures": 3}), "3.14", true),
        ("3.14159", json!({"significant_figures": 3}), "3.13", false),
        ("1e30", json!({"absolute": 0}), "1000000000000000000000000000000", true),
        ("1e30", json!({"absolute": 0}), "1000000000000000000000000000001", false),
        ("1/3", json!({"absolute": 0}), "1/3", true),
        ("1/3", json!({"absolute": 0}), "0.3333333333333333", false),
    ] {
        let configs = one("numeric", &json!({}), &json!({"accept": [{"value": value, "tolerance": tolerance}]}));
        assert_eq!(earns(&configs, &json!(written)).0 == 1_000_000, within, "{written} for {value} {tolerance}");
    }
}

/// Units convert exactly, scales that do not begin at 0 as well; the tolerance is in the key's unit.
#[test]
fn units() {
    let degrees = json!({
        "accept": [{"value": 37, "tolerance": {"absolute": "0.1"}}], "unit": "°C", "without_unit": "0.75",
        "units": {"°C": {"aliases": ["摄氏度", "℃"]}, "°F": {"factor": "5/9", "offset": "-160/9"}, "K": {"offset": "-273.15"}},
    });
    let configs = one("numeric", &json!({}), &degrees);
    for (written, earned, code) in [
        ("98.6 °F", 1_000_000, None),
        ("98.78°F", 1_000_000, None),
        ("98.79°F", 0, Some("wrong-answer")),
        ("310.15 K", 1_000_000, None),
        ("37摄氏度", 1_000_000, None),
        ("37", 750_000, Some("missing-unit")),
        ("98.6", 0, Some("wrong-answer")),
        ("37 k", 0, Some("wrong-unit")),
    ] {
        let (got, codes) = earns(&configs, &json!(written));
        assert_eq!((got, codes.first().map(String::as_str)), (earned, code), "{written}");
    }
}

/// Each answer is refused at its place, with what to do.
#[test]
fn answers_that_cannot_be() {
    let many: Vec<String> = (0..100_000).map(|n| format!("option-{n}")).collect();
    let text = "長".repeat(1_000_000);
    for (answer, at, says) in [
        (Answer::Structured(json!(["a"])), "`/value`", "object"),
        (Answer::Structured(json!({"b": "x"})), "`/value/b`", "no question `b`"),
        (Answer::Structured(json!({"a~/": "x"})), "`/value/a~0~1`", "no question"),
        (Answer::Structured(json!({"a": "x"})), "`/value/a`", "list of ids"),
        (Answer::Structured(json!({"a": ["x", 1]})), "`/value/a/1`", "text"),
        (Answer::Structured(json!({"a": ["x", "w"]})), "`/value/a/1`", "no option `w`"),
        (Answer::Structured(json!({"a": many.clone()})), "`/value/a`", "100000 entries"),
        (Answer::Structured(json!({"n": 3})), "`/value/n`", "a number is a text"),
        (Answer::Structured(json!({"n": text.clone()})), "`/value/n`", "more than 100 characters"),
        (Answer::Choices(many.clone()), "`/choices`", "2 questions"),
        (Answer::Text("3".to_owned()), "`/text`", "2 questions"),
        (Answer::Files(Vec::new()), "``", "structured"),
    ] {
        let Err(Refusal::MalformedAnswer(message)) = evaluate(&two_questions(), 0, answer) else {
            panic!("{at} {says}")
        };
        let said = message.text("en").unwrap();
        assert!(said.contains(at) && said.contains(says), "{said}");
        assert!(said.len() < 500 && !message.text("zh-CN").unwrap().is_empty(), "{said}");
    }
    let single = one("single", &json!({"options": options("x y")}), &json!({"correct": ["x"]}));
    let Err(Refusal::MalformedAnswer(message)) = evaluate(&single, 0, Answer::Choices(many)) else { panic!("taken") };
    assert!(message.text("en").unwrap().contains("100000 entries"));
    let Err(Refusal::MalformedAnswer(message)) = evaluate(&single, 0, Answer::Text(text)) else { panic!("taken") };
    assert!(message.text("en").unwrap().contains("send `structured`"));
}

/// Odd characters are an answer like any other.
#[test]
fn odd_texts() {
    let short = one("short", &json!({}), &json!({"accept": [{"text": "👩‍🔬 أحمد"}]}));
    for (text, earned) in [
        ("👩‍🔬 أحمد", 1_000_000),
        ("\u{202e}👩‍🔬 أحمد", 0),
        ("\u{0}\u{1}\u{7f}", 0),
        ("\u{feff}\u{fffd}\u{10ffff}", 0),
        ("﷽ﷺ", 0),
    ] {
        assert_eq!(earns(&short, &json!(text)).0, earned, "{text:?}");
    }
    let number = one("numeric", &json!({}), &json!({"accept": [{"value": 3}]}));
    for text in [
        "\u{0}3\u{0}",
        "٣",
        "3️⃣",
        "--3",
        "3e",
        "1e999999999999999999999",
        "e",
        ".",
        "\u{202e}3",
        "3".repeat(100).as_str(),
    ] {
        assert_eq!(earns(&number, &json!(text)).0, 0, "{text:?}");
    }
}
