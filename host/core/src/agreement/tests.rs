//! Agreement with markers: figures by hand, refusals, and two evaluators side by side.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::statistics::{Refusal, Statistic};

/// One answer: part, marks of lin and zhao on a scale of 4, and the machine's score in millionths.
type Row = (&'static str, [Option<u32>; 2], Option<u32>);

fn gold(rows: &[Row]) -> GoldSet {
    let answer = |(n, (part, [lin, zhao], _)): (usize, &Row)| {
        let marks = [("lin", lin), ("zhao", zhao)].into_iter().filter_map(|(marker, mark)| Some((marker, (*mark)?)));
        let marks: BTreeMap<_, _> = marks.collect();
        json!({"candidate": format!("c-{n:03}"), "item": "reply", "part": part, "marks": {"tone": marks}})
    };
    let answers: Vec<_> = rows.iter().enumerate().map(answer).collect();
    let set = json!({"title": {"en": "Replies"}, "scale": 4, "markers": ["lin", "zhao"], "answers": answers});
    GoldSet::from_json(&set.to_string()).unwrap()
}

fn scores(rows: &[Row]) -> MachineScores {
    let score =
        |(n, (_, _, score)): (usize, &Row)| Some((key(&format!("c-{n:03}")), Millionths::new((*score)?).unwrap()));
    rows.iter().enumerate().filter_map(score).collect()
}

fn key(candidate: &str) -> (CandidateId, ItemId, DimensionId) {
    (candidate.parse().unwrap(), "reply".parse().unwrap(), "tone".parse().unwrap())
}

fn basis<'a>(gold: &'a GoldSet, thresholds: &[&str]) -> Basis<'a> {
    let evaluators = BTreeMap::from([("reply".parse().unwrap(), "x/tone#evaluator".parse().unwrap())]);
    Basis::new(gold, evaluators, thresholds.iter().map(|at| Threshold::from_json(&json!(at)).unwrap())).unwrap()
}

/// Forty answers that both marked, all marks in use, and a machine that is a mark too kind for every fourth.
fn forty() -> Vec<Row> {
    let row = |n: u32| {
        let lin = n % 5;
        let zhao = if n.is_multiple_of(7) { (lin + 1).min(4) } else { lin };
        let machine = if n.is_multiple_of(4) { (lin + 1).min(4) } else { lin };
        ("held-out", [Some(lin), Some(zhao)], Some(machine * 250_000))
    };
    (0..40).map(row).collect()
}

fn only_part(rows: &[Row], thresholds: &[&str]) -> PartAgreement {
    let gold = gold(rows);
    let mut report = basis(&gold, thresholds).report(&scores(rows));
    assert_eq!(report.dimensions.len(), 1);
    assert_eq!(report.dimensions[0].parts.len(), 1);
    report.dimensions.remove(0).parts.remove(0)
}

#[test]
fn a_score_becomes_a_mark_half_up() {
    let category = |millionths| sample::category(Millionths::new(millionths).unwrap(), 4);
    for (millionths, mark) in [(0, 0), (124_999, 0), (125_000, 1), (874_999, 3), (875_000, 4), (1_000_000, 4)] {
        assert_eq!(category(millionths), mark, "{millionths}");
    }
}

#[test]
fn too_few_answers_are_refused_by_name_and_counted_all_the_same() {
    let part = only_part(&forty()[..29], &["50"]);
    let pair = &part.markers.pairs[0];
    assert_eq!(
        pair.kappa.refusal().unwrap().to_string(),
        "quadratic weighted kappa needs 30 answers marked by both and there are 29; add 1 more, or read the counts"
    );
    assert_eq!((pair.equal.of, pair.adjacent), (29, Count { count: 29, of: 29 }));
    assert!(pair.equal.count < 29);
    let machine = &part.machine;
    assert!(matches!(machine.mean_kappa.refusal(), Some(Refusal::TooSmall { have: 29, need: 30, .. })));
    assert!(matches!(machine.standard_error.refusal(), Some(Refusal::TooSmall { have: 29, .. })));
    assert!(matches!(part.thresholds[0].too_close.refusal(), Some(Refusal::TooSmall { have: 29, .. })));
    let json = serde_json::to_value(&part).unwrap();
    assert_eq!(json["machine"]["mean_kappa"]["refused"]["reason"], "too-small");
}

#[test]
fn one_category_is_refused() {
    let rows = [("calibration", [Some(2), Some(2)], Some(500_000)); 30];
    let part = only_part(&rows, &[]);
    assert_eq!(part.markers.mean_kappa.refusal(), Some(&Refusal::OneCategory { what: Statistic::Kappa }));
    assert_eq!(part.machine.mean_kappa.refusal(), Some(&Refusal::OneCategory { what: Statistic::Kappa }));
}

#[test]
fn full_agreement_is_one_without_error() {
    let rows: Vec<Row> = (0..30).map(|n| ("held-out", [Some(n % 5), Some(n % 5)], Some(n % 5 * 250_000))).collect();
    let part = only_part(&rows, &[]);
    let kappa = *part.markers.pairs[0].kappa.known().unwrap();
    assert_eq!(serde_json::to_value(kappa.kappa).unwrap(), 1.0);
    assert!(kappa.standard_error < 1e-7, "{kappa:?}");
    assert_eq!(serde_json::to_value(&part.machine.standard_error).unwrap(), 0.0);
}

#[test]
fn answers_with_one_mark_or_no_score_count_where_they_can() {
    let mut rows = forty();
    rows[0].1[1] = None;
    rows[1].2 = None;
    let part = only_part(&rows, &[]);
    assert_eq!((part.answers, part.unscored), (40, 1));
    assert_eq!(part.markers.pairs[0].equal.of, 39);
    let of: Vec<_> = part.machine.pairs.iter().map(|pair| (pair.second.as_str(), pair.equal.of)).collect();
    assert_eq!(of, [("lin", 39), ("zhao", 38)]);
    assert_eq!(part.scored.len(), 39);
}

#[test]
fn a_single_marker_has_nobody_to_agree_with() {
    let rows: Vec<Row> = forty().into_iter().map(|(part, [lin, _], score)| (part, [lin, None], score)).collect();
    let part = only_part(&rows, &[]);
    assert!(part.markers.pairs.is_empty());
    assert!(matches!(part.markers.mean_kappa.refusal(), Some(Refusal::TooSmall { have: 0, need: 30, .. })));
    assert!(part.machine.mean_kappa.known().is_some());
}

#[test]
fn the_parts_are_apart() {
    let mut rows = forty();
    rows.extend(forty().into_iter().take(3).map(|(_, marks, score)| ("calibration", marks, score)));
    let gold = gold(&rows);
    let report = basis(&gold, &[]).report(&scores(&rows));
    let parts: Vec<_> = report.dimensions[0].parts.iter().map(|part| (part.part, part.answers)).collect();
    assert_eq!(parts, [(Part::Calibration, 3), (Part::HeldOut, 40)]);
    assert_eq!(report.dimensions[0].parts[1], only_part(&forty(), &[]));
}

#[test]
fn a_threshold_is_met_exactly_and_the_false_ones_are_named() {
    let rows = [
        // The mean of the marks is 2.5 of 4: 62.5.
        ("held-out", [Some(2), Some(3)], Some(625_000)),
        ("held-out", [Some(2), Some(3)], Some(624_999)),
        ("held-out", [Some(2), Some(2)], Some(625_000)),
        ("held-out", [Some(0), Some(1)], Some(0)),
    ];
    let part = only_part(&rows, &["62.5", "0"]);
    assert_eq!(part.thresholds.len(), 1, "a threshold of 0 is none");
    let at = &part.thresholds[0];
    let names = |refs: &[AnswerRef]| refs.iter().map(|answer| answer.candidate.to_string()).collect::<Vec<_>>();
    assert_eq!((at.accepted, at.rejected), (1, 1));
    assert_eq!(names(&at.false_accepts), ["c-002"]);
    assert_eq!(names(&at.false_rejects), ["c-001"]);
}

#[test]
fn who_is_too_close_is_counted_in_the_whole_cohort() {
    let rows = forty();
    let gold = gold(&rows);
    let mut scores = scores(&rows);
    for (n, millionths) in [0, 590_000, 600_000, 610_000, 1_000_000].into_iter().enumerate() {
        scores.insert(key(&format!("new-{n}")), Millionths::new(millionths).unwrap());
    }
    let report = basis(&gold, &["3", "60"]).report(&scores);
    let part = &report.dimensions[0].parts[0];
    let error = *part.machine.standard_error.known().unwrap();
    let [low, close] = [0, 1].map(|n| part.thresholds[n].too_close.known().unwrap());
    assert!((close.band.high - 60.0 - 1.959_963_984_540_054 * error).abs() < 1e-12);
    assert_eq!(low.band.low.to_bits(), 0.0_f64.to_bits());
    let inside = |score: &&Millionths| (f64::from(score.get()) / 10_000.0 - 60.0).abs() <= close.band.high - 60.0;
    assert_eq!(close.cohort, Count { count: scores.values().filter(inside).count(), of: 45 });
    assert!(close.cohort.count >= 3, "{close:?}");
}

#[test]
fn a_better_version_is_seen_and_every_move_is_named() {
    let rows = forty();
    let gold = gold(&rows);
    let basis = basis(&gold, &["50"]);
    let before = scores(&rows);
    let mut after = before.clone();
    for (n, (_, [lin, _], _)) in rows.iter().enumerate().filter(|(n, _)| n % 4 == 0) {
        after.insert(key(&format!("c-{n:03}")), Millionths::new(lin.unwrap() * 250_000).unwrap());
    }
    after.insert(key("c-001"), Millionths::new(500_000).unwrap());
    after.remove(&key("c-039"));
    let comparison = basis.compare(&before, &after);
    let part = &comparison.dimensions[0].parts[0];
    assert_eq!((part.answers, part.unpaired), (39, 1));
    let difference = part.difference.known().unwrap();
    let [first, second] = [&part.before, &part.after].map(|kappa| *kappa.known().unwrap());
    assert!(second > first);
    assert!((difference.difference - (second - first)).abs() < 1e-12);
    assert!(difference.interval.low <= difference.difference && difference.difference <= difference.interval.high);
    assert_eq!((difference.resamples, difference.undefined), (RESAMPLES, 0));
    let moved = &part.moves[1];
    assert_eq!((moved.answer.candidate.as_str(), moved.direction), ("c-001", Direction::Away));
    assert_eq!(moved.crossed.iter().map(ToString::to_string).collect::<Vec<_>>(), ["50"]);
    assert_eq!(
        serde_json::to_value(moved).unwrap(),
        json!({
            "candidate": "c-001", "item": "reply", "direction": "away", "crossed": ["50"],
            "marks": {"exact": "25", "shown": "25.00"},
            "before": {"exact": "25", "shown": "25.00"}, "after": {"exact": "50", "shown": "50.00"},
        })
    );
    let changed = rows.iter().enumerate().filter(|(n, (_, [lin, _], _))| n % 4 == 0 && *lin != Some(4)).count();
    assert_eq!(part.moves.len(), changed + 1);
    assert_eq!(
        part.towards + part.away + part.moves.iter().filter(|m| m.direction == Direction::Across).count(),
        changed + 1
    );
    assert_eq!(comparison, basis.compare(&before, &after), "the same marks give the same interval");
}

#[test]
fn the_same_scores_differ_by_nothing() {
    let rows = forty();
    let gold = gold(&rows);
    let scores = scores(&rows);
    let comparison = basis(&gold, &[]).compare(&scores, &scores);
    let part = &comparison.dimensions[0].parts[0];
    let difference = serde_json::to_value(part.difference.known().unwrap()).unwrap();
    assert_eq!(difference["difference"], 0.0);
    assert_eq!(difference["interval"], json!({"low": 0.0, "high": 0.0}));
    assert!(part.moves.is_empty());
}

#[test]
fn too_few_pairs_are_not_compared() {
    let rows = &forty()[..12];
    let gold = gold(rows);
    let comparison = basis(&gold, &[]).compare(&scores(rows), &scores(rows));
    let refusal = comparison.dimensions[0].parts[0].difference.refusal().unwrap().to_string();
    assert_eq!(
        refusal,
        "the difference of two kappas needs 30 answers marked and scored and there are 12; add 18 more, or read the counts"
    );
}

#[test]
fn every_item_needs_its_evaluator() {
    let gold = gold(&forty());
    let error = Basis::new(&gold, BTreeMap::new(), []).unwrap_err().to_string();
    assert_eq!(error, "the item `reply` of the gold set has no evaluator; name one for every item");
}

proptest! {
    #[test]
    fn the_order_of_the_file_changes_nothing(marks in prop::collection::vec((0..5_u32, 0..5_u32, 0..=1_000_000_u32), 30..60)) {
        let rows: Vec<Row> =
            marks.iter().map(|(lin, zhao, score)| ("held-out", [Some(*lin), Some(*zhao)], Some(*score))).collect();
        let set = gold(&rows);
        let mut turned = set.clone();
        turned.reverse_answers();
        prop_assert_eq!(
            basis(&set, &["40", "70"]).report(&scores(&rows)),
            basis(&turned, &["40", "70"]).report(&scores(&rows))
        );
    }

    #[test]
    fn kappa_does_not_care_who_is_first(pairs in prop::collection::vec((0..5_u32, 0..5_u32), 30..80)) {
        let (mut table, mut turned) = (PairTable::new(4), PairTable::new(4));
        for (first, second) in pairs {
            table.add(first, second);
            turned.add(second, first);
        }
        if let (Ok(one), Ok(other)) = (table.kappa(), turned.kappa()) {
            prop_assert_eq!(one.kappa.to_bits(), other.kappa.to_bits());
            prop_assert!((one.standard_error - other.standard_error).abs() < 1e-12);
            prop_assert!((-1.0..=1.0).contains(&one.kappa));
        }
    }
}
