//! Mixed cohorts by example, and what holds for all of them.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::cases::{Owned, attempts, case, interview_json, owned, percent, plain, read};
use crate::ids::Digest;
use crate::interview::PluginRequirement;
use crate::scorecard::rank;

/// Every plugin in version 1.0.0, but for `newer` in 1.1.0.
fn basis(interview: &Interview, newer: &str) -> Basis {
    let component = |requirement: &PluginRequirement| {
        let minor = usize::from(requirement.plugin.as_str() == newer);
        let digest = Digest::of(format!("{} {minor}", requirement.plugin).as_bytes());
        Some(Component {
            plugin: requirement.plugin.clone(),
            version: semver::Version::new(1, minor as u64, 0),
            digest,
        })
    };
    Basis::of(interview, component).unwrap()
}

fn without(interview: &Interview, modules: &[&str]) -> Interview {
    interview.with_modules_off(modules.iter().map(|module| module.parse().unwrap()).collect()).unwrap()
}

fn card(interview: &Interview, owned: &Owned) -> Scorecard {
    attempts(std::slice::from_ref(owned))[0].score(interview).unwrap()
}

#[test]
fn who_was_scored_on_what() {
    let whole = plain(&["1", "1"]);
    let part = without(&whole, &["test/p1#evaluator"]);
    let (old, off, new) = (basis(&whole, ""), basis(&part, ""), basis(&whole, "test/p1"));
    let (a, b) = (owned("a", [percent(80), percent(60)]), owned("b", [percent(90), percent(70)]));
    let (c, d) = (owned("c", [percent(75)]), owned("d", [percent(70), percent(70)]));
    let cards = [(card(&whole, &a), &old), (card(&whole, &b), &old), (card(&part, &c), &off), (card(&whole, &d), &new)];
    let mixed: Vec<_> = cards.iter().map(|(scorecard, basis)| CohortAttempt { scorecard, basis }).collect();
    let ranked = rank_cohort(&mixed).unwrap();
    assert!(!ranked.comparable);
    assert_eq!(
        ranked.bases.iter().map(|basis| (basis.number, basis.attempts)).collect::<Vec<_>>(),
        [(1, 2), (2, 1), (3, 1)]
    );
    assert_eq!(ranked.bases[0].basis, old);
    let places: Vec<_> = ranked
        .attempts
        .iter()
        .map(|place| (place.candidate.as_str(), place.rank.unwrap(), place.rank_in_basis.unwrap()))
        .collect();
    assert_eq!(places, [("b", 1, 1), ("c", 2, 1), ("a", 3, 2), ("d", 3, 1)]);
    let said = |basis: &Basis| {
        let numbered = ranked.bases.iter().find(|numbered| numbered.basis == *basis).unwrap();
        numbered.differences.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(said(&old), Vec::<String>::new());
    assert_eq!(
        said(&off),
        ["`test/p1#evaluator` is switched off", "the rubric's weights or rules differ", "the item `i1` is not asked"]
    );
    let newer = said(&new);
    assert!(newer[0].starts_with("the item `i1` has question-type test/p1 1.1.0 ("), "{newer:?}");
    assert!(newer[1].contains("evaluator") && newer.len() == 2, "{newer:?}");
    let same: Vec<_> = mixed[..2].to_vec();
    assert!(rank_cohort(&same).unwrap().comparable);
    assert!(rank_cohort(&[mixed[0], mixed[0]]).is_err());
}

#[test]
fn to_the_basis_that_all_can_reach() {
    let whole = plain(&["1", "1"]);
    let part = without(&whole, &["test/p1#evaluator"]);
    let (old, off, new) = (basis(&whole, ""), basis(&part, ""), basis(&whole, "test/p0"));
    let all = [
        owned("whole", [percent(80), percent(20)]),
        owned("part", [percent(75)]),
        owned("newer", [percent(90), percent(70)]),
    ];
    let mixed: Vec<_> = attempts(&all).into_iter().zip([&old, &off, &new]).collect();
    assert_eq!(common_modules_off([&old, &off, &new]), *part.modules_off());
    let brought = to_one_basis(&part, &off, &mixed).unwrap();
    let lines: Vec<_> = brought
        .attempts
        .iter()
        .map(|attempt| (attempt.candidate.as_str(), attempt.way, attempt.rank, attempt.total.as_ref().unwrap().exact()))
        .collect();
    assert_eq!(
        lines,
        [("whole", Way::WhatIf, Some(1), "80".to_owned()), ("part", Way::Same, Some(2), "75".to_owned())]
    );
    let [left] = &brought.left[..] else { panic!("{:?}", brought.left) };
    assert_eq!((left.candidate.as_str(), left.rescore.len(), left.never_administered.len()), ("newer", 2, 0));
    let value = serde_json::to_value(&left.rescore[1]).unwrap();
    assert_eq!(
        (&value["kind"], &value["module"], &value["to"]["version"]),
        (&json!("component"), &json!("evaluator"), &json!("1.0.0"))
    );
    // The other way round, the candidate who never got the item cannot be brought by any evaluation.
    let whole_again = to_one_basis(&whole, &old, &mixed).unwrap();
    let left: Vec<_> =
        whole_again.left.iter().map(|left| (left.candidate.as_str(), left.never_administered.len())).collect();
    assert_eq!(left, [("newer", 0), ("part", 1)]);
}

#[test]
fn what_decides_a_score_is_in_the_basis_and_nothing_else() {
    let weight = |weight: &str| weight.to_owned();
    let items = [vec![(0, 0, weight("1")), (1, 1, weight("1"))], vec![(0, 1, weight("2"))]];
    let value = interview_json(&[weight("1"), weight("1")], &items);
    let first = basis(&read(&value), "");
    let changed = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut other = value.clone();
        change(&mut other);
        first.differences(&basis(&read(&other), ""))
    };
    let same: [&dyn Fn(&mut serde_json::Value); 3] = [
        &|v| v["rubric"]["dimensions"][0]["title"] = json!({"en": "other words"}),
        &|v| v["rubric"]["dimensions"].as_array_mut().unwrap().reverse(),
        &|v| v["items"].as_array_mut().unwrap().reverse(),
    ];
    for change in same {
        assert_eq!(changed(change), []);
    }
    let scoring: [&dyn Fn(&mut serde_json::Value); 5] = [
        &|v| v["rubric"]["dimensions"][0]["weight"] = json!(2),
        &|v| v["rubric"]["levels"][0]["at_least"] = json!(81),
        &|v| v["rubric"]["levels"][0]["floors"] = json!({"d0": 50}),
        &|v| v["rubric"]["not_reached"] = json!("zero"),
        &|v| v["items"][1]["maps"][0]["weight"] = json!(3),
    ];
    for change in scoring {
        assert_eq!(changed(change), [BasisDifference::Scoring]);
    }
    let config = changed(&|v| v["items"][1]["evaluator"]["config"] = json!({"strict": true}));
    let evaluator = crate::words::ModuleKind::Evaluator;
    assert_eq!(config, [BasisDifference::Config { item: "i1".parse().unwrap(), module: evaluator }]);
    assert!(config[0].needs_rescoring());
    let missing = Basis::of(&read(&value), |_| None).unwrap_err();
    assert!(missing.to_string().starts_with("no component is given for `test/p0`"), "{missing}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// Other weights and rules are a what-if, which brings everybody, and gives what scoring gives.
    #[test]
    fn weights_alone_bring_all_to_one_basis(case in case(30), mixed in any::<u16>()) {
        let all = attempts(&case.attempts);
        let (one, other) = (basis(&case.interview, ""), basis(&case.changed, ""));
        let bases = (0..all.len()).map(|n| if mixed >> (n % 16) & 1 == 0 { &one } else { &other });
        let mut with_bases: Vec<_> = all.iter().copied().zip(bases).collect();
        let brought = to_one_basis(&case.changed, &other, &with_bases).unwrap();
        prop_assert!(brought.left.is_empty());
        let cards: Vec<_> = all.iter().map(|attempt| attempt.score(&case.changed).unwrap()).collect();
        let expected: Vec<_> = rank(&cards).iter().map(|r| (r.rank, r.scorecard.candidate(), r.scorecard.total())).collect();
        let found: Vec<_> = brought.attempts.iter().map(|a| (a.rank, &a.candidate, a.total.as_ref())).collect();
        prop_assert_eq!(found, expected);
        with_bases.reverse();
        prop_assert_eq!(&to_one_basis(&case.changed, &other, &with_bases).unwrap(), &brought);
    }
}
