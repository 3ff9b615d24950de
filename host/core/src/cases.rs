//! Interviews and attempts for tests that look at many attempts at once: by example, and at random.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::attempt::Attempt;
use crate::evaluation::{RawEvaluation, RawFinding, RawMeasure, RawPlace, RawScore, validate};
use crate::ids::{CandidateId, ItemId};
use crate::interview::Interview;
use crate::message::RawMessage;
use crate::scorecard::ItemOutcome;
use crate::words::{MissingPolicy, Severity};

/// Who, and what became of every item.
pub(crate) type Owned = (CandidateId, BTreeMap<ItemId, ItemOutcome>);

/// Items `i0`, `i1`, … each with its maps `(from, to, weight)` from the dimensions `s<from>` of its evaluator into `d<to>`.
pub(crate) fn interview_json(weights: &[String], items: &[Vec<(usize, usize, String)>]) -> Value {
    let module = |n: usize| json!({"plugin": format!("test/p{n}"), "version": "*"});
    let map = |(from, to, weight): &(usize, usize, String)| json!({"from": format!("s{from}"), "to": format!("d{to}"), "weight": weight});
    let item = |(n, maps): (usize, &Vec<_>)| {
        json!({
            "id": format!("i{n}"), "title": {"en": "x"}, "question": module(n), "evaluator": module(n),
            "maps": maps.iter().map(map).collect::<Vec<_>>(),
        })
    };
    let dimension =
        |(n, weight): (usize, &String)| json!({"id": format!("d{n}"), "title": {"en": "x"}, "weight": weight});
    json!({
        "id": "test", "title": {"en": "x"},
        "items": items.iter().enumerate().map(item).collect::<Vec<_>>(),
        "rubric": {
            "dimensions": weights.iter().enumerate().map(dimension).collect::<Vec<_>>(),
            "levels": [
                {"id": "recommended", "title": {"en": "x"}, "at_least": 80},
                {"id": "consider", "title": {"en": "x"}, "at_least": "60"},
                {"id": "not-recommended", "title": {"en": "x"}, "at_least": 0},
            ],
        },
    })
}

/// One item for each dimension, which weighs this.
pub(crate) fn plain(weights: &[&str]) -> Interview {
    let maps: Vec<_> = (0..weights.len()).map(|n| vec![(0, n, "1".to_owned())]).collect();
    read(&interview_json(&weights.iter().map(|&weight| weight.to_owned()).collect::<Vec<_>>(), &maps))
}

pub(crate) fn read(value: &Value) -> Interview {
    Interview::from_json(&value.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// Evaluated with these scores, `None` for not measured, in `s0`, `s1`, …, and with findings of these codes.
pub(crate) fn evaluated(scores: &[Option<u32>], findings: &[(&str, Severity)]) -> ItemOutcome {
    let words = || RawMessage(vec![("en".to_owned(), "words".to_owned())]);
    let score = |(n, score): (usize, &Option<u32>)| RawScore {
        dimension: format!("s{n}"),
        measure: score.map_or_else(|| RawMeasure::NotMeasured(words()), RawMeasure::Millionths),
    };
    let finding = |&(code, severity): &(&str, Severity)| RawFinding {
        code: code.to_owned(),
        severity,
        dimension: None,
        message: words(),
        place: RawPlace::Whole,
    };
    let raw = RawEvaluation {
        scores: scores.iter().enumerate().map(score).collect(),
        findings: findings.iter().map(finding).collect(),
        ..RawEvaluation::default()
    };
    let dimensions: Vec<_> = (0..scores.len()).map(|n| format!("s{n}").parse().unwrap()).collect();
    ItemOutcome::Evaluated(validate(raw, &dimensions).unwrap())
}

/// Scored in `s0` alone, in hundredths of full marks.
pub(crate) fn percent(score: u32) -> ItemOutcome {
    evaluated(&[Some(score * 10_000)], &[])
}

pub(crate) fn failed() -> ItemOutcome {
    ItemOutcome::Failed { kind: "trap".to_owned(), message: "unreachable".to_owned() }
}

/// Outcomes of `i0`, `i1`, …
pub(crate) fn owned(candidate: &str, outcomes: impl IntoIterator<Item = ItemOutcome>) -> Owned {
    let by_item = outcomes.into_iter().enumerate().map(|(n, outcome)| (format!("i{n}").parse().unwrap(), outcome));
    (candidate.parse().unwrap(), by_item.collect())
}

pub(crate) fn attempts(owned: &[Owned]) -> Vec<Attempt<'_>> {
    owned.iter().map(|(candidate, outcomes)| Attempt::new(candidate, outcomes)).collect()
}

/// An interview in which every dimension is fed, other weights for it, and some attempts, ties among them.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) interview: Interview,
    pub(crate) changed: Interview,
    pub(crate) attempts: Vec<Owned>,
}

/// `parts` bounds the numerators and denominators of weights.
pub(crate) fn case(parts: u32) -> impl Strategy<Value = Case> {
    let weight = move || (0..parts, 1..parts).prop_map(|(numerator, denominator)| format!("{numerator}/{denominator}"));
    let heavy = move || (1..parts, 1..parts).prop_map(|(numerator, denominator)| format!("{numerator}/{denominator}"));
    let rules = || (prop::option::of(1_u32..=100), prop::option::of(1_u32..=100), any::<[bool; 3]>());
    (2_usize..6, 1_usize..12).prop_flat_map(move |(dimensions, count)| {
        let weights = || (heavy(), prop::collection::vec(weight(), dimensions - 1));
        // The first map of item n feeds the dimension n, the second one some other.
        let item = (heavy(), prop::option::of((1..dimensions, weight())));
        let items = prop::collection::vec(item, dimensions..dimensions + 3);
        let policy = prop::sample::select(MissingPolicy::WORDS);
        ((weights(), rules()), (weights(), rules()), items, policy).prop_flat_map(move |(one, other, items, policy)| {
            let maps = |(n, (weight, second)): (usize, (String, Option<(usize, String)>))| {
                let first = (0, n % dimensions, weight);
                let second = second.map(|(by, weight)| (1, (n + by) % dimensions, weight));
                [Some(first), second].into_iter().flatten().collect::<Vec<_>>()
            };
            let items: Vec<_> = items.into_iter().enumerate().map(maps).collect();
            let [value, other] = [one, other].map(|((first, rest), rules)| {
                let weights: Vec<_> = std::iter::once(first).chain(rest).collect();
                let mut interview = ruled(interview_json(&weights, &items), rules);
                interview["rubric"]["not_reached"] = json!(policy);
                interview
            });
            let attempts = prop::collection::vec(prop::collection::vec(outcome(), items.len()), count);
            attempts.prop_map(move |attempts| Case {
                interview: read(&value),
                changed: read(&other),
                attempts: attempts.into_iter().enumerate().map(|(n, all)| owned(&format!("c{n}"), all)).collect(),
            })
        })
    })
}

/// With floors for the upper levels, and some vetoes.
fn ruled(mut interview: Value, (upper, middle, vetoes): (Option<u32>, Option<u32>, [bool; 3])) -> Value {
    let rubric = &mut interview["rubric"];
    for (level, dimension, floor) in [(0, "d0", upper), (1, "d1", middle)] {
        if let Some(floor) = floor {
            rubric["levels"][level]["floors"] = json!({ dimension: floor });
        }
    }
    let all = [
        json!({"finding": "unsafe", "item": "i0", "caps_at": "not-recommended"}),
        json!({"finding": "copied", "caps_at": "consider"}),
        json!({"severity": "critical", "caps_at": "not-recommended"}),
    ];
    rubric["vetoes"] = all.into_iter().zip(vetoes).filter_map(|(veto, there)| there.then_some(veto)).collect();
    interview
}

/// Few values, so that totals tie.
fn outcome() -> impl Strategy<Value = ItemOutcome> {
    let score = || prop_oneof![6 => (0_u32..=4).prop_map(|n| Some(n * 250_000)), 2 => (0..=1_000_000_u32).prop_map(Some), 1 => Just(None)];
    let severity = prop::sample::select(Severity::ALL);
    let finding = (prop::sample::select(&["late", "unsafe", "copied"][..]), severity);
    let findings = prop::collection::vec(finding, 0..3);
    prop_oneof![
        12 => (score(), score(), findings).prop_map(|(one, other, findings)| evaluated(&[one, other], &findings)),
        1 => Just(ItemOutcome::Omitted),
        1 => Just(ItemOutcome::NotAdministered),
        1 => Just(ItemOutcome::NotReached),
        1 => prop::bool::weighted(0.3).prop_map(|fails| if fails { failed() } else { ItemOutcome::Omitted }),
    ]
}
