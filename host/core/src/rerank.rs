//! Many attempts under one set of weights after another, as fast as a slider wants it: totals, levels and ranks, exactly those of
//! [`crate::scorecard::score`] and [`crate::scorecard::rank`]. Explains nothing; [`crate::comparison::what_if`] does, for the attempts that
//! somebody looks at.
//!
//! Preparing scores every attempt once and keeps its dimensions as integers over one common denominator. New weights become integers over
//! another, and a total is then a sum of products: an integer from 0 to `whole`, which stands for 100 points. While `whole` is less than 2⁹⁶ the
//! order of totals is the order of machine words; weights or scores that are finer than that are summed as fractions instead, by the same rules and
//! more slowly. Nothing is rounded either way.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::attempt::{Attempt, AttemptError, check_unique};
use crate::ids::{CandidateId, DimensionId, LevelId};
use crate::interview::Interview;
use crate::rubric::{Marking, Rubric};
use crate::scorecard::Points;
use crate::words::MissingPolicy;

mod exact;
mod findings;
mod integers;
mod levels;
mod scores;

use findings::FindingSets;
use levels::LevelRules;
use scores::Scores;

/// Attempts, ready for other weights, levels, floors and vetoes. Modules that are switched off are fixed: they decide what was measured.
#[derive(Debug, Clone)]
pub struct Reranker {
    dimensions: Vec<DimensionId>,
    not_reached: MissingPolicy,
    marking: Option<Marking>,
    /// Those that nothing but the weights can withhold, by candidate.
    rows: Vec<Row>,
    scores: Scores,
    findings: FindingSets,
    /// By candidate; an item withholds their totals under any weights.
    withheld: Vec<CandidateId>,
}

/// All attempts under one rubric: the highest total first, equal ones by candidate, those without a total last.
#[derive(Debug, Clone)]
pub struct Reranking<'a> {
    reranker: &'a Reranker,
    levels: Vec<LevelId>,
    /// Those that have a total, in their order.
    placed: Vec<Placed>,
    totals: Totals,
    /// Those without a total, by candidate.
    withheld: Vec<&'a CandidateId>,
}

/// One attempt in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reranked<'a> {
    /// Whose.
    pub candidate: &'a CandidateId,
    /// The total with what it makes; `None` while it is withheld.
    pub scored: Option<RerankedTotal<'a>>,
}

/// A total and what it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RerankedTotal<'a> {
    /// 0 to 100.
    pub total: Points,
    /// The level, floors and vetoes heeded.
    pub level: &'a LevelId,
    /// From 1; equal totals share one (1, 2, 2, 4).
    pub rank: usize,
}

/// Why a rubric does not fit the attempts that were prepared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RerankError {
    /// A dimension that only one of the two has.
    #[error(
        "only one of the two rubrics has the dimension `{dimension}`; change weights only, or prepare the attempts anew"
    )]
    OtherDimensions {
        /// Which.
        dimension: DimensionId,
    },
    /// What becomes of items without a machine's score is another rule.
    #[error(
        "the rubric has another rule for items that were not reached or that people mark; prepare the attempts anew"
    )]
    OtherPolicy,
}

/// One attempt, its scores in [`Scores`] at the same place.
#[derive(Debug, Clone)]
struct Row {
    candidate: CandidateId,
    findings: usize,
}

/// A row in its place, with its rank and its level.
#[derive(Debug, Clone, Copy)]
struct Placed {
    row: u32,
    rank: u32,
    level: u32,
}

/// In the order of [`Reranking::placed`].
#[derive(Debug, Clone)]
enum Totals {
    /// Of `whole`, which stands for 100 points.
    Integers { whole: u128, totals: Vec<u128> },
    /// From 0 to 1.
    Exact(Vec<BigRational>),
}

impl Reranker {
    /// Scores the attempts once.
    ///
    /// # Errors
    ///
    /// When an attempt's outcomes are not the interview's, or a candidate comes twice.
    pub fn prepare(interview: &Interview, attempts: &[Attempt<'_>]) -> Result<Self, AttemptError> {
        check_unique(attempts.iter().map(|attempt| attempt.candidate))?;
        let mut sorted = attempts.to_vec();
        sorted.sort_by_key(|attempt| attempt.candidate);
        let (mut rows, mut scores, mut withheld) = (Vec::new(), Vec::new(), Vec::new());
        let mut findings = findings::Interner::default();
        for attempt in sorted {
            let candidate = attempt.candidate.clone();
            let scorecard = attempt.score(interview)?;
            if scores::is_withheld_by_items(&scorecard) {
                withheld.push(candidate);
            } else {
                rows.push(Row { candidate, findings: findings.intern(interview, attempt.outcomes) });
                scores.push(scores::shares(&scorecard));
            }
        }
        let rubric = interview.rubric();
        Ok(Self {
            dimensions: rubric.dimensions().iter().map(|dimension| dimension.id.clone()).collect(),
            not_reached: rubric.not_reached(),
            marking: rubric.marking().cloned(),
            rows,
            scores: Scores::of(rubric.dimensions().len(), scores),
            findings: findings.finish(),
            withheld,
        })
    }

    /// Totals, levels and ranks under a rubric with the same dimensions: other weights, thresholds, floors or vetoes.
    ///
    /// # Errors
    ///
    /// When the rubric has other dimensions, or other rules for what has no machine's score.
    pub fn rerank(&self, rubric: &Rubric) -> Result<Reranking<'_>, RerankError> {
        let weights = self.weights(rubric)?;
        if self.not_reached != rubric.not_reached() || self.marking.as_ref() != rubric.marking() {
            return Err(RerankError::OtherPolicy);
        }
        let rules = LevelRules::of(rubric, &self.dimensions, &self.findings);
        let (placed, totals) = match integers::place(self, &weights, &rules) {
            Some(placed) => placed,
            None => exact::place(self, &weights, &rules),
        };
        let mut withheld: Vec<&CandidateId> = self.withheld.iter().collect();
        if placed.len() < self.rows.len() {
            let mut there = vec![false; self.rows.len()];
            for placed in &placed {
                there[placed.row as usize] = true;
            }
            let gone = self.rows.iter().zip(there).filter(|(_, there)| !there);
            withheld.extend(gone.map(|(row, _)| &row.candidate));
            withheld.sort_unstable();
        }
        let levels = rubric.levels().iter().map(|level| level.id.clone()).collect();
        Ok(Reranking { reranker: self, levels, placed, totals, withheld })
    }

    /// How many attempts were prepared.
    pub fn len(&self) -> usize {
        self.rows.len() + self.withheld.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rubric's weights in the order of the dimensions here.
    fn weights(&self, rubric: &Rubric) -> Result<Vec<BigRational>, RerankError> {
        let other = |dimension: &DimensionId| RerankError::OtherDimensions { dimension: dimension.clone() };
        if let Some(unknown) = rubric.dimensions().iter().find(|dimension| !self.dimensions.contains(&dimension.id)) {
            return Err(other(&unknown.id));
        }
        let weight = |id| Ok(rubric.dimension(id).ok_or_else(|| other(id))?.weight.as_ratio().clone());
        self.dimensions.iter().map(weight).collect()
    }
}

impl Reranking<'_> {
    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = Reranked<'_>> {
        let placed = self.placed.iter().enumerate().map(|(n, placed)| Reranked {
            candidate: &self.reranker.rows[placed.row as usize].candidate,
            scored: Some(RerankedTotal {
                total: self.totals.get(n),
                level: &self.levels[placed.level as usize],
                rank: placed.rank as usize,
            }),
        });
        let withheld = self.withheld.iter().map(|candidate| Reranked { candidate, scored: None });
        placed.chain(withheld)
    }

    /// How many attempts reach each level, the highest first.
    pub fn level_counts(&self) -> Vec<(&LevelId, usize)> {
        let mut counts: Vec<_> = self.levels.iter().map(|level| (level, 0)).collect();
        for placed in &self.placed {
            counts[placed.level as usize].1 += 1;
        }
        counts
    }
}

impl Totals {
    fn get(&self, n: usize) -> Points {
        match self {
            Self::Integers { whole, totals } => {
                Points::of_ratio(&BigRational::new(BigInt::from(totals[n]), BigInt::from(*whole)))
            }
            Self::Exact(totals) => Points::of_ratio(&totals[n]),
        }
    }
}

/// Counts of attempts: nobody holds four thousand million of them in memory.
fn narrow(count: usize) -> u32 {
    count.to_u32().expect("fewer than 2³² attempts")
}

#[cfg(test)]
mod tests;
