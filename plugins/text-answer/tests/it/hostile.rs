//! Texts that nobody writes in good faith: a score, a finding or a refusal, never a panic.

use proptest::prelude::*;
use text_answer::TextQuestion;
use touchstone_sdk::{Answer, QuestionType};

use crate::common::{case, score};

/// Pieces that are near to what the reader looks for.
const PIECES: [&str; 24] = [
    "道歉",
    "没有",
    "不",
    "百分之",
    "三百二十",
    "万",
    "。",
    "，",
    "\n",
    "refund",
    "n't",
    "not",
    "3,200",
    "%",
    ".",
    "per cent",
    "million",
    "\u{202E}",
    "\u{301}",
    "😀",
    "\u{0}",
    "ﷺ",
    "點",
    "because",
];

#[test]
fn texts_of_the_largest_size_are_scored() {
    for unit in
        ["道歉", "没有退款。", "a ", "不", "因为所以", "三", "\u{301}", "ﷺ", ".", "refund, ", "不要不", "1", "\n", "😀"]
    {
        let text: String = unit.chars().cycle().take(20_000).collect();
        score(&text).unwrap_or_else(|refusal| panic!("{unit:?}: {refusal:?}"));
    }
}

#[test]
fn a_megabyte_is_refused_before_it_is_read() {
    let question = serde_json::from_value(case("strong-chinese", "question.json")).unwrap();
    for unit in ["长", "a", "\u{301}", "\u{0}"] {
        let text = unit.repeat(1_000_000);
        assert!(score(&text).is_err(), "{unit:?}");
        assert_eq!(TextQuestion::check_answer(&question, 0, &Answer::Text(text)).len(), 1, "{unit:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_scored(text in "\\PC{0,120}") {
        score(&text).unwrap();
    }

    #[test]
    fn any_pieces_in_a_row_are_scored(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        score(&pieces.concat()).unwrap();
    }
}
