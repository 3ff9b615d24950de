//! re-rank: 100,000 scorecards of 6 dimensions and 8 items under new weights, each with its total, level and rank, exactly. Beside the
//! plain loop over floats: weighted mean, thresholds, sort. Both are compared before anything is measured, and ours with `score` besides.

use std::collections::BTreeMap;
use std::hint::black_box;

use serde_json::json;
use touchstone_core::attempt::Attempt;
use touchstone_core::evaluation::{RawEvaluation, RawMeasure, RawScore, validate};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::Interview;
use touchstone_core::rerank::Reranker;
use touchstone_core::rubric::Rubric;
use touchstone_core::scorecard::{DimensionScore, ItemOutcome};

use crate::measure::{Row, in_turn};
use crate::setting::Setting;

const SCORECARDS: usize = 100_000;
const DIMENSIONS: usize = 6;

/// By item the dimension that it feeds.
const ITEMS: [usize; 8] = [0, 1, 2, 3, 4, 5, 0, 1];

/// How far a total of floats may be from the exact one.
const FLOAT_ERROR: f64 = 1e-9;

/// One attempt under floats.
struct Plain {
    total: f64,
    index: usize,
    rank: usize,
    level: usize,
}

pub(crate) fn re_rank(_: &Setting) -> Vec<Row> {
    let interview = interview();
    let attempts: Vec<(CandidateId, BTreeMap<ItemId, ItemOutcome>)> = (0..SCORECARDS).map(attempt).collect();
    let borrowed: Vec<Attempt<'_>> = attempts.iter().map(|(id, outcomes)| Attempt::new(id, outcomes)).collect();
    let reranker = Reranker::prepare(&interview, &borrowed).expect("the attempts are the interview's");
    let innovation = "d5".parse().expect("an id");
    let rubric =
        interview.rubric().reweighted(&innovation, &"0.35".parse().expect("a share")).expect("the others weigh");
    let weights: Vec<f64> =
        rubric.dimensions().iter().map(|dimension| as_float(&dimension.weight.to_string())).collect();
    let scores: Vec<[f64; DIMENSIONS]> = borrowed.iter().map(|attempt| plain_scores(&interview, attempt)).collect();
    check(&interview, &rubric, &reranker, &borrowed, &plain(&scores, &weights));
    let [exact, floats] = in_turn(
        15,
        [
            (1, &mut || {
                black_box(reranker.rerank(black_box(&rubric)).expect("the same dimensions"));
            }),
            (1, &mut || {
                black_box(plain(black_box(&scores), black_box(&weights)));
            }),
        ],
    );
    vec![Row {
        name: "re-rank",
        unit: "ms",
        value: exact / 1e3,
        baseline: "the plain loop over floats",
        baseline_value: floats / 1e3,
    }]
}

fn interview() -> Interview {
    let weights = ["25", "20", "15", "10", "10", "20"];
    let dimension = |(n, weight)| json!({"id": format!("d{n}"), "title": {"en": "x"}, "weight": weight});
    let item = |(n, to): (usize, &usize)| {
        let module = json!({"plugin": "test/bench", "version": "*"});
        let maps = json!([{"from": "s", "to": format!("d{to}"), "weight": 1 + n % 3}]);
        json!({"id": format!("i{n}"), "title": {"en": "x"}, "question": module, "evaluator": module, "maps": maps})
    };
    let value = json!({
        "id": "bench", "title": {"en": "x"},
        "items": ITEMS.iter().enumerate().map(item).collect::<Vec<_>>(),
        "rubric": {"dimensions": weights.iter().enumerate().map(dimension).collect::<Vec<_>>()},
    });
    Interview::from_json(&value.to_string()).expect("an interview")
}

/// Scores in ten-thousandths, so that some totals tie; one item in fifty was omitted.
fn attempt(number: usize) -> (CandidateId, BTreeMap<ItemId, ItemOutcome>) {
    let outcome = |item: usize| {
        let draw = mixed(number * ITEMS.len() + item);
        if draw.is_multiple_of(50) {
            return ItemOutcome::Omitted;
        }
        let millionths = u32::try_from(draw / 50 % 10_001).expect("small") * 100;
        let score = RawScore { dimension: "s".to_owned(), measure: RawMeasure::Millionths(millionths) };
        let raw = RawEvaluation { scores: vec![score], ..RawEvaluation::default() };
        ItemOutcome::Evaluated(validate(raw, &["s".parse().expect("an id")]).expect("it keeps the contract"))
    };
    let outcomes = (0..ITEMS.len()).map(|item| (format!("i{item}").parse().expect("an id"), outcome(item)));
    (format!("c{number:06}").parse().expect("an id"), outcomes.collect())
}

/// The finish of `SplitMix64`: the same numbers in every run.
fn mixed(number: usize) -> u64 {
    let mut z = (number as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

fn plain_scores(interview: &Interview, attempt: &Attempt<'_>) -> [f64; DIMENSIONS] {
    let scorecard = attempt.score(interview).expect("the attempt is the interview's");
    let mut scores = [0.0; DIMENSIONS];
    for (score, dimension) in scores.iter_mut().zip(scorecard.dimensions()) {
        if let DimensionScore::Measured { points } = &dimension.score {
            *score = as_float(&points.exact());
        }
    }
    scores
}

/// What a program without exact numbers would do.
fn plain(scores: &[[f64; DIMENSIONS]], weights: &[f64]) -> Vec<Plain> {
    let whole: f64 = weights.iter().sum();
    let total = |scores: &[f64; DIMENSIONS]| scores.iter().zip(weights).map(|(s, w)| s * w).sum::<f64>() / whole;
    let level = |total: f64| [80.0, 60.0].iter().position(|least| total >= *least).unwrap_or(2);
    let place = |(index, scores)| {
        let total = total(scores);
        Plain { total, index, rank: 0, level: level(total) }
    };
    let mut places: Vec<Plain> = scores.iter().enumerate().map(place).collect();
    places.sort_unstable_by(|one, other| other.total.total_cmp(&one.total).then(one.index.cmp(&other.index)));
    for n in 0..places.len() {
        let tied = n > 0 && places[n - 1].total.total_cmp(&places[n].total).is_eq();
        places[n].rank = if tied { places[n - 1].rank } else { n + 1 };
    }
    places
}

/// Ours is what `score` says, for a sample; and what floats say, wherever they can tell two totals apart.
fn check(interview: &Interview, rubric: &Rubric, reranker: &Reranker, attempts: &[Attempt<'_>], plain: &[Plain]) {
    let changed = interview.with_rubric(rubric.clone()).expect("the same dimensions");
    let reranking = reranker.rerank(rubric).expect("the same dimensions");
    let by_index: BTreeMap<&CandidateId, &Plain> =
        plain.iter().map(|plain| (attempts[plain.index].candidate, plain)).collect();
    let totals: Vec<f64> = plain.iter().map(|plain| plain.total).collect();
    let mut compared = 0;
    for (n, reranked) in reranking.iter().enumerate() {
        let scored = reranked.scored.expect("everything is measured");
        let floats = by_index[reranked.candidate];
        assert!((as_float(&scored.total.exact()) - floats.total).abs() < FLOAT_ERROR);
        let near = |other: usize| totals.get(other).is_some_and(|total| (total - floats.total).abs() < FLOAT_ERROR);
        let place = floats.rank - 1;
        if !near(place + 1) && !place.checked_sub(1).is_some_and(near) {
            assert_eq!(scored.rank, floats.rank, "{}", reranked.candidate);
            compared += 1;
        }
        let at_threshold = [80.0, 60.0].iter().any(|least| (floats.total - least).abs() < FLOAT_ERROR);
        assert!(at_threshold || rubric.levels()[floats.level].id == *scored.level, "{}", reranked.candidate);
        if n % 1_000 == 0 {
            let index = floats.index;
            let scorecard = attempts[index].score(&changed).expect("the attempt is the interview's");
            assert_eq!(scorecard.total(), Some(&scored.total));
            assert_eq!(scorecard.level().map(|level| &level.id), Some(scored.level));
        }
    }
    assert!(compared > SCORECARDS / 2, "floats told only {compared} totals apart");
}

/// Of an exact number as text: `253/3`, or `85`.
fn as_float(exact: &str) -> f64 {
    let (numerator, denominator) = exact.split_once('/').unwrap_or((exact, "1"));
    let [numerator, denominator] = [numerator, denominator].map(|digits| digits.parse::<f64>().expect("digits"));
    numerator / denominator
}
