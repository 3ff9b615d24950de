//! Re-ranking gives what scoring and ranking give, by integers and by fractions.

use proptest::prelude::*;

use super::*;
use serde_json::json;

use crate::cases::{Case, attempts, case, evaluated, failed, interview_json, owned, percent, plain, read};
use crate::scorecard::{Scorecard, rank};
use crate::words::Severity;

/// Candidate, rank, exact total, level: from the scorecards themselves.
fn expected(interview: &Interview, attempts: &[Attempt<'_>]) -> Vec<String> {
    let cards: Vec<Scorecard> = attempts.iter().map(|attempt| attempt.score(interview).unwrap()).collect();
    let line = |ranked: crate::scorecard::Ranked<'_>| {
        let card = ranked.scorecard;
        match (ranked.rank, card.total(), card.level()) {
            (Some(rank), Some(total), Some(level)) => {
                format!("{rank} {} {} {}", card.candidate(), total.exact(), level.id)
            }
            _ => format!("- {}", card.candidate()),
        }
    };
    rank(&cards).into_iter().map(line).collect()
}

fn found(reranking: &Reranking<'_>) -> Vec<String> {
    let line = |reranked: Reranked<'_>| match reranked.scored {
        Some(RerankedTotal { total, level, rank }) => {
            format!("{rank} {} {} {level}", reranked.candidate, total.exact())
        }
        None => format!("- {}", reranked.candidate),
    };
    reranking.iter().map(line).collect()
}

fn is_integers(reranking: &Reranking<'_>) -> bool {
    matches!(reranking.totals, Totals::Integers { .. })
}

/// The same by integers, where they fit, and by fractions.
fn check(case: &Case) -> Result<(), TestCaseError> {
    let all = attempts(&case.attempts);
    let mut reranker = Reranker::prepare(&case.interview, &all).unwrap();
    let expected = expected(&case.changed, &all);
    prop_assert_eq!(&found(&reranker.rerank(case.changed.rubric()).unwrap()), &expected);
    let exact = (0..reranker.rows.len()).flat_map(|row| {
        let scores = &reranker.scores;
        (0..scores.dimensions).map(move |dimension| scores.exact(row, dimension).unwrap_or_default())
    });
    reranker.scores.numbers = scores::Numbers::Exact(exact.collect());
    let by_fractions = reranker.rerank(case.changed.rubric()).unwrap();
    prop_assert!(!is_integers(&by_fractions));
    prop_assert_eq!(&found(&by_fractions), &expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn is_what_score_and_rank_say(case in case(30)) {
        check(&case)?;
    }

    /// Denominators up to 10⁹, which no word of 96 bits holds together.
    #[test]
    fn however_fine_the_weights(case in case(1_000_000_000)) {
        check(&case)?;
    }

    #[test]
    fn the_order_of_attempts_changes_nothing(case in case(30)) {
        let (all, mut turned) = (attempts(&case.attempts), attempts(&case.attempts));
        turned.reverse();
        let [one, other] = [all, turned].map(|attempts| {
            found(&Reranker::prepare(&case.interview, &attempts).unwrap().rerank(case.changed.rubric()).unwrap())
        });
        prop_assert_eq!(one, other);
    }
}

#[test]
fn ties_and_those_without_a_total() {
    let interview = plain(&["1", "1"]);
    let all = [
        owned("low", [percent(10), percent(20)]),
        owned("tie-b", [percent(60), percent(80)]),
        owned("first", [percent(90), percent(90)]),
        owned("tie-a", [percent(70), percent(70)]),
        owned("fails", [failed(), percent(70)]),
        owned("alone", [evaluated(&[None], &[]), percent(40)]),
    ];
    let all = attempts(&all);
    let reranker = Reranker::prepare(&interview, &all).unwrap();
    let same = reranker.rerank(interview.rubric()).unwrap();
    assert!(is_integers(&same));
    assert_eq!(
        found(&same),
        [
            "1 first 90 recommended",
            "2 tie-a 70 consider",
            "2 tie-b 70 consider",
            "4 alone 40 not-recommended",
            "5 low 15 not-recommended",
            "- fails",
        ]
    );
    let counts: Vec<_> = same.level_counts().into_iter().map(|(level, count)| (level.as_str(), count)).collect();
    assert_eq!(counts, [("recommended", 1), ("consider", 2), ("not-recommended", 2)]);
    let weights = [("d0", "1"), ("d1", "0")].map(|(id, weight)| (id.parse().unwrap(), weight.parse().unwrap()));
    let first_alone = interview.rubric().with_weights(&weights.into()).unwrap();
    let reranking = reranker.rerank(&first_alone).unwrap();
    assert_eq!(
        found(&reranking),
        [
            "1 first 90 recommended",
            "2 tie-a 70 consider",
            "3 tie-b 60 consider",
            "4 low 10 not-recommended",
            "- alone",
            "- fails",
        ]
    );
    assert_eq!(found(&reranking), expected(&interview.with_rubric(first_alone).unwrap(), &all));
}

#[test]
fn other_dimensions_or_rules_are_refused() {
    let (one, two) = (plain(&["1"]), plain(&["1", "1"]));
    let owned = [owned("a", [percent(1)])];
    let reranker = Reranker::prepare(&one, &attempts(&owned)).unwrap();
    let error = reranker.rerank(two.rubric()).unwrap_err();
    assert!(error.to_string().starts_with("only one of the two rubrics has the dimension `d1`; "), "{error}");
    let twice = [owned.clone(), owned.clone()].concat();
    assert!(Reranker::prepare(&one, &attempts(&twice)).is_err());
    assert_eq!((reranker.len(), reranker.is_empty()), (1, false));
}

#[test]
fn floors_and_vetoes() {
    let weight = |weight: &str| weight.to_owned();
    let items = [vec![(0, 0, weight("1"))], vec![(0, 1, weight("1"))]];
    let mut value = interview_json(&[weight("1"), weight("1")], &items);
    let interview = read(&value);
    value["rubric"]["levels"][0]["floors"] = json!({"d1": "60.5"});
    value["rubric"]["vetoes"] = json!([{"severity": "critical", "caps_at": "not-recommended"}]);
    let changed = read(&value);
    let grave = evaluated(&[Some(900_000)], &[("unsafe", Severity::Critical)]);
    let all = [
        owned("below", [percent(100), percent(60)]),
        owned("grave", [grave, percent(90)]),
        owned("there", [percent(100), evaluated(&[Some(605_000)], &[("unsafe", Severity::Major)])]),
        owned("unmeasured", [percent(95), evaluated(&[None], &[])]),
    ];
    let reranker = Reranker::prepare(&interview, &attempts(&all)).unwrap();
    let reranking = reranker.rerank(changed.rubric()).unwrap();
    assert_eq!(
        found(&reranking),
        [
            "1 unmeasured 95 recommended",
            "2 grave 90 not-recommended",
            "3 there 321/4 recommended",
            "4 below 80 consider",
        ]
    );
    assert_eq!(found(&reranking), expected(&changed, &attempts(&all)));
}

#[test]
fn nobody_at_all() {
    let interview = plain(&["1"]);
    let reranker = Reranker::prepare(&interview, &[]).unwrap();
    assert_eq!(reranker.rerank(interview.rubric()).unwrap().iter().count(), 0);
}
