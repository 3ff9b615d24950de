//! Nothing that a candidate can send makes the plugin fail: long, empty and strange texts are scored or refused.

use scenario::ScaleEvaluator;
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Evaluation, Measure, Refusal};

use crate::common::{case_file, changed, log, question};

/// The text as the only reply, in a scenario that takes texts of any length that the library reads.
fn evaluate(text: &str) -> Result<Evaluation, Refusal> {
    let question = changed(question(), "/most_characters", 20_000.into());
    let question = changed(question, "/most_follow_ups", 0.into());
    let question = changed(question, "/follow_ups", serde_json::json!([]));
    Harness::new().evaluate::<ScaleEvaluator>(question, case_file("config.json"), log(&[("", text)]))
}

#[test]
fn a_megabyte_is_refused() {
    let refusal = evaluate(&"字".repeat(1_000_000)).unwrap_err();
    let Refusal::MalformedAnswer(message) = refusal else { panic!("{refusal:?}") };
    assert!(message.text("en").unwrap().contains("1000000 characters, more than the 20000 allowed"), "{message:?}");
}

/// Each row: a text of 20,000 characters or fewer that makes no point.
#[test]
fn strange_texts_earn_nothing() {
    for text in [
        "👨‍👩‍👧‍👦🏨".repeat(2_000),
        "مرحبا بكم ".repeat(1_900),
        "\u{202E}\u{0}\u{7}\u{FEFF}".repeat(5_000),
        "e\u{301}\u{301}\u{301}".repeat(5_000),
        "。，！".repeat(6_000),
        "a".repeat(20_000),
        "一".repeat(20_000),
        "(".repeat(20_000),
        "\n".repeat(20_000),
    ] {
        let evaluation = evaluate(&text).unwrap();
        for (dimension, measure) in &evaluation.scores {
            let nothing = matches!(measure, Measure::Millionths(0) | Measure::NotMeasured(_));
            assert!(nothing, "{dimension}: {measure:?} for {}", text.chars().take(20).collect::<String>());
        }
        assert!(!evaluation.findings.is_empty());
    }
}

/// The longest reply there can be, of sentences that make points.
#[test]
fn the_longest_text_is_scored() {
    let sentence = "我先道歉，再核对预订，然后打电话到附近的酒店找到房间，并且请示总经理。";
    let text: String = sentence.chars().cycle().take(20_000).collect();
    let evaluation = evaluate(&text).unwrap();
    assert!(evaluation.findings.iter().any(|finding| finding.code == "repetition"));
}
