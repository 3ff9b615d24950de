//! The gold set's marks by evaluator, dimension and part, in an order that the file does not decide.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::{AnswerRef, Basis, MachineScores};
use crate::evaluation::Millionths;
use crate::gold::Part;
use crate::ids::{CandidateId, DimensionId, ItemId, MarkerId, ModuleId};
use crate::scorecard::Points;

/// The marks of one dimension of one answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) candidate: &'a CandidateId,
    pub(super) item: &'a ItemId,
    pub(super) dimension: &'a DimensionId,
    pub(super) marks: &'a BTreeMap<MarkerId, u32>,
}

/// By evaluator and dimension, then by part; each list by candidate and item.
pub(super) type Samples<'a> = BTreeMap<(&'a ModuleId, &'a DimensionId), BTreeMap<Part, Vec<Sample<'a>>>>;

pub(super) fn samples<'a>(basis: &'a Basis<'_>) -> Samples<'a> {
    let mut answers: Vec<_> = basis.gold.answers().iter().collect();
    answers.sort_by_key(|answer| (&answer.candidate, &answer.item));
    let mut samples = Samples::new();
    for answer in answers {
        let evaluator = &basis.evaluators[&answer.item];
        for (dimension, marks) in &answer.marks {
            let sample = Sample { candidate: &answer.candidate, item: &answer.item, dimension, marks };
            let parts = samples.entry((evaluator, dimension)).or_default();
            parts.entry(answer.part).or_default().push(sample);
        }
    }
    samples
}

impl Sample<'_> {
    pub(super) fn score(&self, scores: &MachineScores) -> Option<Millionths> {
        scores.get(&(self.candidate.clone(), self.item.clone(), self.dimension.clone())).copied()
    }

    pub(super) fn answer(&self) -> AnswerRef {
        AnswerRef { candidate: self.candidate.clone(), item: self.item.clone() }
    }

    /// The mean of the marks as a share of the scale.
    pub(super) fn mean_share(&self, scale: u32) -> BigRational {
        let marks: u64 = self.marks.values().copied().map(u64::from).sum();
        BigRational::new(BigInt::from(marks), BigInt::from(scale) * BigInt::from(self.marks.len()))
    }
}

/// The mark that a score makes: half up on the scale.
pub(super) fn category(score: Millionths, scale: u32) -> u32 {
    let full = u64::from(Millionths::FULL.get());
    let doubled = 2 * u64::from(score.get()) * u64::from(scale) + full;
    u32::try_from(doubled / (2 * full)).expect("at most the scale")
}

/// A score as a share.
pub(super) fn share(score: Millionths) -> BigRational {
    BigRational::new(BigInt::from(score.get()), BigInt::from(Millionths::FULL.get()))
}

/// A share in points.
pub(super) fn points(share: &BigRational) -> Points {
    Points::of_ratio(share)
}
