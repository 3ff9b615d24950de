//! How well an evaluator agrees with people, on a gold set: quadratic weighted kappa, mean difference, false accepts and rejects,
//! standard error of measurement, and who lies too close to a threshold to call. Two versions of an evaluator side by side. Runs
//! no evaluator; scores come in as they are.
//!
//! What people's marks agree among themselves stands beside what the machine agrees with each of them. Each part of the gold set
//! is reported by itself. A machine's score becomes a mark by rounding half up on the scale; where an answer has several marks, their
//! mean decides on which side of a threshold it lies. Both are exact; the figures are floats.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::evaluation::Millionths;
use crate::gold::{GoldSet, Part};
use crate::ids::{CandidateId, DimensionId, ItemId, MarkerId, ModuleId};
use crate::interview::Interview;
use crate::mistake::Mistakes;
use crate::scorecard::Points;
use crate::statistics::{Count, Figure, Interval};
use crate::weight::Threshold;
use crate::words::ModuleKind;

mod compare;
mod kappa;
mod report;
mod sample;

pub use kappa::{Kappa, PairTable};

/// The fewest answers marked by both, in one part, that kappa and the standard error of measurement are given for. Below, the interval
/// of kappa covers most of what there is, and its large-sample error does not hold (Cicchetti 1981 asks for more still: 2k²
/// for k categories).
pub const LEAST_ANSWERS: usize = 30;

/// How often the paired bootstrap draws.
pub const RESAMPLES: u32 = 2_000;

/// What the paired bootstrap's generator (`ChaCha12`) starts from, so that the same marks give the same interval.
pub const BOOTSTRAP_SEED: u64 = 1969;

/// What an evaluator gave: a score for each answer and dimension that it could measure. It may cover a whole cohort; the gold set's
/// answers are found in it.
pub type MachineScores = BTreeMap<(CandidateId, ItemId, DimensionId), Millionths>;

/// What a report stands on: marks, the evaluator of each item, and the thresholds at which acceptance is judged.
#[derive(Debug, Clone)]
pub struct Basis<'a> {
    gold: &'a GoldSet,
    evaluators: BTreeMap<ItemId, ModuleId>,
    thresholds: Vec<Threshold>,
}

/// How well one set of scores agrees with the marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgreementReport {
    /// The highest mark.
    pub scale: u32,
    /// By evaluator, then by dimension.
    pub dimensions: Vec<DimensionAgreement>,
}

/// One dimension of one evaluator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DimensionAgreement {
    /// The evaluator.
    pub evaluator: ModuleId,
    /// Its dimension.
    pub dimension: DimensionId,
    /// Each part that has an answer.
    pub parts: Vec<PartAgreement>,
}

/// One part of the gold set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartAgreement {
    /// Which.
    pub part: Part,
    /// Answers with at least one mark.
    pub answers: usize,
    /// Those of them that have no score.
    pub unscored: usize,
    /// Markers with one another.
    pub markers: RaterAgreement,
    /// The machine with each marker.
    pub machine: RaterAgreement,
    /// The lowest first.
    pub thresholds: Vec<ThresholdAgreement>,
    /// Every answer with mark and score, for a picture.
    pub scored: Vec<ScoredAnswer>,
}

/// Several pairs of raters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RaterAgreement {
    /// Each pair.
    pub pairs: Vec<PairAgreement>,
    /// The mean of the pairs' kappas (Light 1971), over the pairs that have one.
    pub mean_kappa: Figure,
    /// Dahlberg's (1940) standard error of measurement √(Σd²/2n), over all pairs of ratings, in points from 0 to 100.
    ///
    /// Chosen over SD·√(1 − r) because a rater who is always too kind is in error too, and a correlation does not see it. The machine
    /// counts with its exact score here.
    pub standard_error: Figure,
}

/// Two raters on the answers that both rated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairAgreement {
    /// Whose marks are the rows.
    pub first: Rater,
    /// Whose marks are the columns.
    pub second: MarkerId,
    /// The same mark.
    pub equal: Count,
    /// The same mark or one beside it.
    pub adjacent: Count,
    /// First less second, in marks. Above 0 the first is kinder.
    pub mean_difference: Figure,
    /// With its interval.
    pub kappa: Figure<Kappa>,
}

/// Who gave a mark: `"machine"`, or `{"marker": "lin"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rater {
    /// The evaluator.
    Machine,
    /// A person.
    Marker(MarkerId),
}

/// Machine and people at one threshold. People accept where the mean of their marks reaches it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThresholdAgreement {
    /// Where, 0 to 100.
    pub at: Threshold,
    /// Accepted by both.
    pub accepted: usize,
    /// Accepted by neither.
    pub rejected: usize,
    /// Accepted by the machine alone.
    pub false_accepts: Vec<AnswerRef>,
    /// Accepted by people alone.
    pub false_rejects: Vec<AnswerRef>,
    /// Scores that the next measurement could carry to the other side.
    pub too_close: Figure<TooClose>,
}

/// An answer by its candidate and item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnswerRef {
    /// Whose.
    pub candidate: CandidateId,
    /// To which item.
    pub item: ItemId,
}

/// The band of ± 1.96 of the machine's standard error of measurement around a threshold, cut at 0 and 100.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TooClose {
    /// In points, both ends included.
    pub band: Interval,
    /// How many of all scores of this evaluator and dimension lie in it, marked or not.
    pub cohort: Count,
}

/// An answer with mark and score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoredAnswer {
    /// Which.
    #[serde(flatten)]
    pub answer: AnswerRef,
    /// The mean of the marks, 0 to 100.
    pub marks: Points,
    /// The machine's score, 0 to 100.
    pub machine: Points,
}

/// Two versions of an evaluator on the same answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// By evaluator, then by dimension.
    pub dimensions: Vec<DimensionComparison>,
}

/// One dimension of two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DimensionComparison {
    /// The evaluator.
    pub evaluator: ModuleId,
    /// Its dimension.
    pub dimension: DimensionId,
    /// Each part that has an answer.
    pub parts: Vec<PartComparison>,
}

/// One part of the gold set under two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartComparison {
    /// Which.
    pub part: Part,
    /// Answers with a mark and both scores.
    pub answers: usize,
    /// Marked answers that lack a score of either.
    pub unpaired: usize,
    /// The mean of the kappas with each marker, as [`RaterAgreement::mean_kappa`].
    pub before: Figure,
    /// The same of the other version.
    pub after: Figure,
    /// After less before.
    pub difference: Figure<KappaDifference>,
    /// Answers whose score is now closer to the mean of the marks.
    pub towards: usize,
    /// Answers whose score is now farther from it.
    pub away: usize,
    /// Every answer whose score changed, by candidate and item.
    pub moves: Vec<Move>,
}

/// A difference of two kappas on the same answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KappaDifference {
    /// After less before.
    pub difference: f64,
    /// 95 %, by a paired bootstrap over answers: the percentiles of [`RESAMPLES`] draws.
    pub interval: Interval,
    /// The draws that count.
    pub resamples: u32,
    /// Draws left out because a rater used one category only.
    pub undefined: u32,
}

/// A changed score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Which answer's.
    #[serde(flatten)]
    pub answer: AnswerRef,
    /// The mean of its marks, 0 to 100.
    pub marks: Points,
    /// The score before.
    pub before: Points,
    /// The score after.
    pub after: Points,
    /// Whether people agree.
    pub direction: Direction,
    /// The thresholds between the two scores.
    pub crossed: Vec<Threshold>,
}

/// Where a score moved, seen from the mean of the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Closer to it.
    Towards,
    /// Farther from it.
    Away,
    /// To the other side, as far away as before.
    Across,
}

/// A marked item that nobody said the evaluator of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the item `{item}` of the gold set has no evaluator; name one for every item")]
pub struct NoEvaluator {
    /// Which item.
    pub item: ItemId,
}

impl<'a> Basis<'a> {
    /// Marks, with the evaluator of each of their items and thresholds in points.
    ///
    /// # Errors
    ///
    /// When a marked item has no evaluator.
    pub fn new(
        gold: &'a GoldSet,
        evaluators: BTreeMap<ItemId, ModuleId>,
        thresholds: impl IntoIterator<Item = Threshold>,
    ) -> Result<Self, NoEvaluator> {
        if let Some(answer) = gold.answers().iter().find(|answer| !evaluators.contains_key(&answer.item)) {
            return Err(NoEvaluator { item: answer.item.clone() });
        }
        // Every score reaches a threshold of 0, so nobody can be wrong there.
        let thresholds: BTreeSet<Threshold> = thresholds.into_iter().filter(|at| !at.is_zero()).collect();
        Ok(Self { gold, evaluators, thresholds: thresholds.into_iter().collect() })
    }

    /// Marks of an interview's answers. The set's own thresholds, or else those of the rubric's levels.
    ///
    /// # Errors
    ///
    /// With every item and dimension of the set that the interview does not have.
    pub fn of_interview(gold: &'a GoldSet, interview: &Interview) -> Result<Self, Mistakes> {
        gold.check_interview(interview)?;
        let evaluator = |item: &crate::interview::Item| (item.id.clone(), item.evaluator.module(ModuleKind::Evaluator));
        let evaluators = interview.items().iter().map(evaluator).collect();
        let levels = || interview.rubric().levels().iter().map(|level| level.at_least.clone()).collect();
        let thresholds: Vec<Threshold> = gold.thresholds().map_or_else(levels, <[Threshold]>::to_vec);
        Ok(Self::new(gold, evaluators, thresholds).expect("the set was checked against the interview"))
    }

    /// How well these scores agree with the marks.
    pub fn report(&self, scores: &MachineScores) -> AgreementReport {
        report::report(self, scores)
    }

    /// Two versions' scores of the same answers side by side.
    pub fn compare(&self, before: &MachineScores, after: &MachineScores) -> Comparison {
        compare::compare(self, before, after)
    }
}

#[cfg(test)]
mod tests;
