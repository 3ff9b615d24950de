//! Which answers come before which, and what versions of one answer have in common. These hold whatever the figures are.

use crate::common::{case, case_shares, score, shares};

fn total(name: &str) -> u32 {
    case_shares(name).iter().sum::<u32>() / 3
}

#[test]
fn better_answers_come_first_and_gaming_comes_behind_the_weak_honest_one() {
    for language in ["chinese", "english"] {
        let of = |quality: &str| total(&format!("{quality}-{language}"));
        assert!(of("strong") > of("average") && of("average") > of("weak"), "{language}");
        for gaming in [
            "keyword-list",
            "keyword-list-english",
            "copied-prompt",
            "off-topic",
            "gibberish",
            "emoji",
            "repetition",
            "blank",
        ] {
            assert!(total(gaming) < of("weak"), "{gaming}: {}, weak in {language}: {}", total(gaming), of("weak"));
        }
    }
}

#[test]
fn both_languages_score_within_ten_points() {
    for quality in ["strong", "average", "weak"] {
        let (chinese, english) =
            (case_shares(&format!("{quality}-chinese")), case_shares(&format!("{quality}-english")));
        for (dimension, (one, other)) in ["content", "reasoning", "expression"].iter().zip(chinese.iter().zip(&english))
        {
            assert!(one.abs_diff(*other) <= 100_000, "{quality} {dimension}: {one} in Chinese, {other} in English");
        }
    }
}

#[test]
fn the_way_of_writing_characters_makes_no_difference() {
    assert_eq!(case_shares("strong-traditional"), case_shares("strong-chinese"));
    assert_eq!(case_shares("strong-full-width"), case_shares("strong-english"));
}

#[test]
fn evidence_is_the_candidates_own_sentence() {
    let answer = case("strong-traditional", "answer.json")["text"].as_str().unwrap().to_owned();
    let evaluation = score(&answer).unwrap();
    let made: Vec<_> = evaluation.findings.iter().filter(|finding| finding.code == "point-made").collect();
    assert_eq!(made.len(), 6);
    for finding in made {
        let touchstone_sdk::Place::Part(quote) = &finding.place else { panic!("{finding:?}") };
        assert!(answer.contains(quote.trim_end_matches('…')) && !quote.is_empty(), "{quote}");
    }
}

#[test]
fn saying_it_twice_earns_nothing_more() {
    let once = "我先向客户道歉，因为他等了三天。然后我给他退款。";
    let [content, ..] = shares(&score(once).unwrap());
    let [again, ..] = shares(&score(&once.repeat(5)).unwrap());
    assert_eq!(content, again);
}
