//! What holds for every interview and every cohort.

use std::collections::BTreeMap;

use num_rational::BigRational;
use proptest::prelude::*;

use super::*;
use crate::cases::{Case, case};
use crate::ids::CandidateId;
use crate::scorecard::{Scorecard, rank};

fn cards(case: &Case, interview: &Interview) -> Vec<Scorecard> {
    attempts(&case.attempts).iter().map(|attempt| attempt.score(interview).unwrap()).collect()
}

fn ranks(cards: &[Scorecard]) -> Vec<(&CandidateId, Option<usize>)> {
    rank(cards).into_iter().map(|ranked| (ranked.scorecard.candidate(), ranked.rank)).collect()
}

fn sum<'a>(differences: impl Iterator<Item = &'a Difference>) -> BigRational {
    differences.map(Difference::as_ratio).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Other evaluations under other weights: the first attempt's beside the second's.
    #[test]
    fn decompositions_sum_exactly(case in case(1000)) {
        let (before, after) = (cards(&case, &case.interview), cards(&case, &case.changed));
        for (before, after) in before.iter().zip(after.iter().cycle().skip(1)) {
            let Some(decomposition) = decompose(before, after) else {
                prop_assert!(before.total().is_none() || after.total().is_none());
                continue;
            };
            let whole = after.total().unwrap().as_ratio() - before.total().unwrap().as_ratio();
            prop_assert_eq!(decomposition.difference().as_ratio(), &whole);
            prop_assert_eq!(&sum(decomposition.dimensions().iter().map(|d| &d.difference)), &whole);
            for dimension in decomposition.dimensions() {
                prop_assert_eq!(&(&dimension.by_weight + &dimension.by_score), &dimension.difference);
            }
            let items = item_changes(before, after);
            prop_assert_eq!(&sum(items.iter().filter_map(|item| item.difference.as_ref())), &whole);
            let back = decompose(after, before).unwrap();
            for (there, back) in decomposition.dimensions().iter().zip(back.dimensions()) {
                prop_assert_eq!(there.by_weight.as_ratio(), &-back.by_weight.as_ratio());
                prop_assert_eq!(there.by_score.as_ratio(), &-back.by_score.as_ratio());
            }
        }
    }

    #[test]
    fn the_same_weights_change_nothing(case in case(1000)) {
        let report = what_if(&case.interview, &case.interview, &attempts(&case.attempts)).unwrap();
        for attempt in report.attempts() {
            prop_assert_eq!(&attempt.comparison.before, &attempt.comparison.after);
            prop_assert_eq!((attempt.rank_before, &attempt.moved), (attempt.rank_after, &None));
            if let Some(decomposition) = &attempt.comparison.decomposition {
                let zero = |d: &DimensionChange| d.difference.is_zero() && d.by_weight.is_zero() && d.by_score.is_zero();
                prop_assert!(decomposition.dimensions().iter().all(zero));
            }
        }
        let all = attempts(&case.attempts);
        let generation = Generation { interview: &case.interview, attempts: &all };
        let report = difference_report(generation, generation).unwrap();
        prop_assert!(report.attempts.is_empty() && report.findings.is_empty() && report.summary.changed == 0);
    }

    #[test]
    fn one_weight_raised_scales_the_others(share in 0_u32..=100) {
        let interview = plain(&["40", "30", "10", "20"]);
        let share: crate::weight::Weight = format!("{share}/100").parse().unwrap();
        let rubric = interview.rubric().reweighted(&"d3".parse().unwrap(), &share).unwrap();
        let all = [owned("a", four([100, 50, 25, 75]))];
        let report = what_if(&interview, &interview.with_rubric(rubric).unwrap(), &attempts(&all)).unwrap();
        let rest = (BigRational::from_integer(1.into()) - share.as_ratio()) / BigRational::new(4.into(), 5.into());
        for dimension in &report.attempts()[0].comparison.decomposition.as_ref().unwrap().dimensions()[..3] {
            let (before, after) = (dimension.before.as_ref().unwrap(), dimension.after.as_ref().unwrap());
            prop_assert_eq!(&(before.weight.as_ratio() * &rest), after.weight.as_ratio());
        }
    }

    #[test]
    fn ranks_are_those_of_the_scorecards_and_every_move_adds_up(case in case(40)) {
        let (before, after) = (cards(&case, &case.interview), cards(&case, &case.changed));
        let report = what_if(&case.interview, &case.changed, &attempts(&case.attempts)).unwrap();
        let found: Vec<_> = report.attempts().iter().map(|a| (&a.comparison.candidate, a.rank_after)).collect();
        prop_assert_eq!(&found, &ranks(&after));
        let old: BTreeMap<_, _> = ranks(&before).into_iter().collect();
        let new: BTreeMap<_, _> = found.into_iter().collect();
        for attempt in report.attempts() {
            let own = &attempt.comparison.candidate;
            prop_assert_eq!(attempt.rank_before, old[own]);
            let (Some(from), Some(to)) = (attempt.rank_before, attempt.rank_after) else {
                prop_assert!(attempt.moved.is_none());
                continue;
            };
            let Some(moved) = &attempt.moved else {
                prop_assert_eq!(from, to);
                continue;
            };
            prop_assert_eq!((moved.from, moved.to), (from, to));
            prop_assert_eq!(to + moved.passed.count, from + moved.passed_by.count);
            let ahead = |ranks: &BTreeMap<&CandidateId, Option<usize>>, other, than: usize| {
                ranks[other].is_some_and(|rank: usize| rank < than)
            };
            let passed: Vec<_> = new.keys().filter(|o| ahead(&old, **o, from) && !ahead(&new, **o, to)).collect();
            let passed_by: Vec<_> = new.keys().filter(|o| !ahead(&old, **o, from) && ahead(&new, **o, to)).collect();
            for (passings, expected) in [(&moved.passed, passed), (&moved.passed_by, passed_by)] {
                prop_assert_eq!(passings.count, expected.len());
                prop_assert_eq!(passings.named.len(), expected.len().min(MAX_NAMED));
                prop_assert!(passings.named.iter().all(|passing| expected.contains(&&&passing.other)));
            }
            for passing in moved.passed.named.iter().filter(|passing| passing.mostly.is_some()) {
                let gained = passing.lead_after.as_ref().unwrap() - passing.lead_before.as_ref().unwrap();
                let points = &passing.mostly.as_ref().unwrap().points;
                prop_assert!(gained.is_positive() && points.is_positive(), "{passing:?}");
            }
        }
    }

    #[test]
    fn the_order_of_attempts_changes_nothing(case in case(40)) {
        let (all, mut turned) = (attempts(&case.attempts), attempts(&case.attempts));
        turned.reverse();
        let text = |attempts: &[_]| serde_json::to_string(&what_if(&case.interview, &case.changed, attempts).unwrap()).unwrap();
        prop_assert_eq!(text(&all), text(&turned));
        let report = |before, after| {
            let before = Generation { interview: &case.interview, attempts: before };
            let after = Generation { interview: &case.changed, attempts: after };
            serde_json::to_string(&difference_report(before, after).unwrap()).unwrap()
        };
        prop_assert_eq!(report(&all, &turned), report(&turned, &all));
    }
}
