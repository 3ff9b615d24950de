//! A rubric's levels as rules over numbers from 0 to 1, the same for integers and fractions. The rules are [`Rubric::level_reached`]'s.

use num_bigint::BigInt;
use num_rational::BigRational;

use super::findings::FindingSets;
use crate::ids::DimensionId;
use crate::rubric::{Level, Rubric, Veto};
use crate::weight::Threshold;

/// The highest level first.
pub(super) struct LevelRules {
    pub(super) levels: Vec<LevelRule>,
    /// Per set of findings, the place of the highest level that is left.
    pub(super) caps: Vec<usize>,
}

/// One level.
pub(super) struct LevelRule {
    /// The lowest total.
    pub(super) at_least: BigRational,
    /// The lowest scores, by the place of the dimension.
    pub(super) floors: Vec<(usize, BigRational)>,
}

impl LevelRules {
    pub(super) fn of(rubric: &Rubric, dimensions: &[DimensionId], findings: &FindingSets) -> Self {
        let share = |threshold: &Threshold| threshold.as_ratio() / BigInt::from(100);
        let place = |id: &DimensionId| dimensions.iter().position(|dimension| dimension == id);
        let rule = |level: &Level| LevelRule {
            at_least: share(&level.at_least),
            floors: level.floors.iter().filter_map(|(id, floor)| Some((place(id)?, share(floor)))).collect(),
        };
        let cap = |veto: &Veto| rubric.levels().iter().position(|level| level.id == veto.caps_at);
        let cap = |veto: &Veto| cap(veto).expect("a veto caps at a level of its rubric");
        let vetoes: Vec<_> = rubric.vetoes().iter().map(|veto| (veto, cap(veto))).collect();
        Self { levels: rubric.levels().iter().map(rule).collect(), caps: findings.caps(&vetoes) }
    }

    /// From the level that the total makes downward: not above the cap, and the first whose floors hold.
    pub(super) fn reached(&self, by_total: usize, findings: usize, misses: impl Fn(usize) -> bool) -> u32 {
        let highest = by_total.max(self.caps[findings]);
        let lowest = self.levels.len() - 1;
        super::narrow((highest..lowest).find(|&level| !misses(level)).unwrap_or(lowest))
    }
}
