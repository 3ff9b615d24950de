//! What holds for every mapping and every answer: shuffling changes no score, and a score lies between its floor and full marks.

use crate::common::{evaluate, options, question, score};
use proptest::prelude::*;
use serde_json::{Value, json};
use touchstone_sdk::{Answer, Evaluation};

const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn configs(values: &[i64], default: i64, lower: Option<i64>, upper: Option<i64>) -> (Value, Value) {
    let map: Value =
        IDS.iter().zip(values).map(|(id, value)| ((*id).to_owned(), json!(format!("{value}/4")))).collect();
    let mut key = json!({"map": map, "default": format!("{default}/4")});
    if let Some(lower) = lower {
        key["lower_bound"] = json!(format!("{lower}/4"));
    }
    if let Some(upper) = upper {
        key["upper_bound"] = json!(format!("{upper}/4"));
    }
    let shown = json!({"options": options("a b c d e f")});
    (json!({"questions": [question("q", "multiple", &shown)]}), json!({"keys": {"q": key}}))
}

/// A sheet of `q` and nothing else.
fn with(chosen: &[&str]) -> Answer {
    Answer::Structured(json!({ "q": chosen }))
}

fn knowledge(evaluation: &Evaluation) -> u32 {
    score(evaluation, "knowledge").unwrap()
}

prop_compose! {
    /// Quarters; the first is above 0, so something can be earned.
    fn mapping()(first in 1_i64..8, others in prop::collection::vec(-8_i64..8, 3)) -> Vec<i64> {
        [vec![first], others].concat()
    }
}

proptest! {
    /// The definition, in quarters and written another way.
    #[test]
    fn a_score_is_the_bounded_sum(
        values in mapping(), default in -4_i64..=0, lower in prop::option::of(-6_i64..=0), capped in any::<bool>(),
        chosen in prop::collection::vec(0_usize..6, 0..10), seed in any::<u64>(),
    ) {
        let best: i64 = values.iter().filter(|value| **value > 0).sum();
        let upper = capped.then_some((best + 1) / 2);
        let configs = configs(&values, default, lower, upper);
        let keys: Vec<&str> = chosen.iter().map(|n| IDS[*n]).collect();
        let mut distinct = chosen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let sum: i64 = distinct.iter().map(|n| values.get(*n).copied().unwrap_or(default)).sum();
        let full = upper.unwrap_or(best);
        let bounded = sum.min(full).max(lower.unwrap_or(i64::MIN)).max(0);
        let bounded = if distinct.is_empty() { 0 } else { bounded };
        let expected = u32::try_from(bounded * 1_000_000 / full).unwrap();
        let evaluation = evaluate(&configs, seed, with(&keys)).unwrap();
        prop_assert_eq!(knowledge(&evaluation), expected);
        prop_assert!(knowledge(&evaluation) <= 1_000_000);
    }

    /// Neither the seed nor the order in which options were chosen counts.
    #[test]
    fn shuffling_never_changes_a_score(
        values in mapping(), chosen in prop::sample::subsequence(IDS.to_vec(), 0..=6).prop_shuffle(), seeds in any::<[u64; 2]>(),
    ) {
        let configs = configs(&values, -1, Some(0), None);
        let mut sorted = chosen.clone();
        sorted.sort_unstable();
        let [left, right] = [(seeds[0], &chosen), (seeds[1], &sorted)].map(|(seed, keys)| evaluate(&configs, seed, with(keys)).unwrap());
        prop_assert_eq!(left.scores, right.scores);
        prop_assert_eq!(left.indicators, right.indicators);
    }

    /// A question that lost something never takes off more than its floor says, and only what others earned.
    #[test]
    fn a_penalty_stops_at_its_floor(lower in -8_i64..=0, wrong in 1_i64..20, weight in 1_u64..10) {
        let (mut questions, mut keys) = configs(&[4, -wrong], 0, Some(lower), None);
        questions["questions"].as_array_mut().unwrap().push(question("r", "short", &json!({})));
        keys["keys"]["r"] = json!({"accept": [{"text": "yes"}], "weight": weight});
        let answer = Answer::Structured(json!({"q": ["b"], "r": "yes"}));
        let earned = i64::from(knowledge(&evaluate(&(questions, keys), 0, answer).unwrap()));
        let weight = i64::try_from(weight).unwrap();
        // In quarters of `q`, which weighs 1 and is worth 4 of them.
        let expected = (4 * weight + (-wrong).max(lower)).max(0) * 1_000_000 / (4 * (weight + 1));
        prop_assert_eq!(earned, expected);
    }

    /// No text is too odd for a number or a short answer.
    #[test]
    fn any_text_is_scored(text in "\\PC{0,60}", number in "[-+]?[0-9０-９,， ]{0,12}[.．]?[0-9]{0,6}(e-?[0-9]{1,4}|×10[⁰¹²³]|/[0-9]{1,3})? ?(kg|万|元|千 克)?") {
        for text in [text, number] {
            let unit = json!({"accept": [{"value": 12}], "unit": "kg", "units": {"kg": {}, "元": {}}, "wrong": -1});
            for (kind, key) in [("numeric", unit), ("short", json!({"accept": [{"text": "x"}]}))] {
                let configs = (json!({"questions": [question("q", kind, &json!({}))]}), json!({"keys": {"q": key}}));
                let evaluation = evaluate(&configs, 0, Answer::Structured(json!({"q": text}))).unwrap();
                prop_assert!(knowledge(&evaluation) <= 1_000_000);
            }
        }
    }

    /// Full marks for the right order alone; every way to score lies between nothing and all.
    #[test]
    fn orders_are_scored_between_nothing_and_all(given in prop::sample::subsequence(IDS.to_vec(), 1..=6).prop_shuffle()) {
        let shown = json!({"options": options("f e d c b a")});
        for scoring in ["exact", "positions", "pairs", "kendall"] {
            let key = json!({"correct": IDS, "scoring": scoring});
            let configs = (json!({"questions": [question("q", "ordering", &shown)]}), json!({"keys": {"q": key}}));
            let earned = knowledge(&evaluate(&configs, 0, with(&given)).unwrap());
            prop_assert_eq!(earned == 1_000_000, given == IDS, "{} {:?}", scoring, &given);
        }
    }
}
