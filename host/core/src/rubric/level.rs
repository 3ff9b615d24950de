//! Which level a candidate reaches, and by which rule: the total, a floor, or a veto. Computes no total.

use num_rational::BigRational;
use serde::Serialize;

use super::{Level, Rubric, Veto, VetoTrigger};
use crate::evaluation::Finding;
use crate::ids::{DimensionId, FindingCode, ItemId, LevelId};
use crate::points::Points;
use crate::weight::Threshold;
use crate::words::Severity;

/// The level, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelReached {
    /// The level.
    pub id: LevelId,
    /// Where it begins; the total is not below it.
    pub at_least: Threshold,
    /// Where the next one begins. The total does not reach it, unless something holds it back. `None` for the highest.
    pub next_at: Option<Threshold>,
    /// The level that the total alone makes.
    pub by_total: LevelId,
    /// Why the level is lower than that: every floor that was missed on the way down, and every veto that fell. Sorted, none twice.
    pub held_back: Vec<HeldBack>,
    /// Floors on the way whose dimension was not measured, so that they held nobody back.
    pub unchecked_floors: Vec<UncheckedFloor>,
}

/// What keeps a candidate from the level that the total makes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum HeldBack {
    /// A dimension is below a level's floor.
    Floor {
        /// The level that asks for it.
        level: LevelId,
        /// Of which dimension.
        dimension: DimensionId,
        /// What it asks for.
        floor: Threshold,
        /// What there is, less than that before any rounding.
        score: Points,
    },
    /// A finding that the rubric has a veto for.
    Veto {
        /// What the veto falls on.
        on: VetoTrigger,
        /// The finding's code.
        finding: FindingCode,
        /// How grave it is.
        severity: Severity,
        /// Where it was found.
        item: ItemId,
        /// The highest level that is left.
        caps_at: LevelId,
    },
}

/// A floor that could not be held against a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UncheckedFloor {
    /// The level that asks for it.
    pub level: LevelId,
    /// The dimension that was not measured.
    pub dimension: DimensionId,
    /// What it asks for.
    pub floor: Threshold,
}

impl Rubric {
    /// The level of an exact total, 0 to 100, by its threshold alone: no floor and no veto.
    pub fn level_of(&self, total: &BigRational) -> &Level {
        &self.levels[self.place_by_total(total)]
    }

    /// The level of an exact total under floors and vetoes.
    ///
    /// `total` and what `dimension_score` gives are points, 0 to 100; `None` for a dimension that was not measured, whose floors then
    /// hold nobody back. `findings` are those of the items that count. The order of the findings changes nothing.
    pub fn level_reached<'a>(
        &self,
        total: &BigRational,
        dimension_score: impl Fn(&DimensionId) -> Option<BigRational>,
        findings: impl IntoIterator<Item = (&'a ItemId, &'a Finding)>,
    ) -> LevelReached {
        let by_total = self.place_by_total(total);
        let (mut held_back, mut unchecked_floors) = (Vec::new(), Vec::new());
        let mut lowest_cap = 0;
        for (item, finding) in findings {
            for veto in self.vetoes.iter().filter(|veto| veto.falls_on(item, finding)) {
                let cap = self.place(&veto.caps_at);
                if cap > by_total {
                    lowest_cap = lowest_cap.max(cap);
                    held_back.push(HeldBack::of_veto(veto, item, finding));
                }
            }
        }
        let mut place = by_total;
        loop {
            let level = &self.levels[place];
            let mut missed = false;
            for (dimension, floor) in &level.floors {
                let (level, dimension, floor) = (level.id.clone(), dimension.clone(), floor.clone());
                match dimension_score(&dimension) {
                    None => unchecked_floors.push(UncheckedFloor { level, dimension, floor }),
                    Some(score) if score < *floor.as_ratio() => {
                        missed = true;
                        held_back.push(HeldBack::Floor { level, dimension, floor, score: Points::new(score) });
                    }
                    Some(_) => {}
                }
            }
            if !missed && place >= lowest_cap {
                break;
            }
            // The lowest level has no floor, and no cap is below it.
            place += 1;
        }
        held_back.sort();
        held_back.dedup();
        let (level, above) = (&self.levels[place], place.checked_sub(1).map(|above| &self.levels[above]));
        LevelReached {
            id: level.id.clone(),
            at_least: level.at_least.clone(),
            next_at: above.map(|above| above.at_least.clone()),
            by_total: self.levels[by_total].id.clone(),
            held_back,
            unchecked_floors,
        }
    }

    fn place_by_total(&self, total: &BigRational) -> usize {
        let reached = |level: &Level| total >= level.at_least.as_ratio();
        self.levels.iter().position(reached).expect("a rubric has a level from 0, and no total is less")
    }

    /// How many levels are higher.
    fn place(&self, id: &LevelId) -> usize {
        self.levels.iter().position(|level| level.id == *id).expect("a veto caps at a level of its rubric")
    }
}

impl LevelReached {
    /// Whether a floor or a veto made it lower than the total alone would.
    pub fn is_held_back(&self) -> bool {
        self.id != self.by_total
    }
}

impl HeldBack {
    fn of_veto(veto: &Veto, item: &ItemId, finding: &Finding) -> Self {
        Self::Veto {
            on: veto.on.clone(),
            finding: finding.code.clone(),
            severity: finding.severity,
            item: item.clone(),
            caps_at: veto.caps_at.clone(),
        }
    }
}

impl Veto {
    /// Whether it falls on a finding of an item.
    pub fn falls_on(&self, item: &ItemId, finding: &Finding) -> bool {
        let here = self.item.as_ref().is_none_or(|only| only == item);
        here && match &self.on {
            VetoTrigger::Finding(code) => finding.code == *code,
            VetoTrigger::Severity(severity) => finding.severity >= *severity,
        }
    }

    /// Whether it falls wherever the other one does.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let here = self.item.is_none() || self.item == other.item;
        here && match (&self.on, &other.on) {
            (VetoTrigger::Finding(own), VetoTrigger::Finding(others)) => own == others,
            (VetoTrigger::Severity(own), VetoTrigger::Severity(others)) => own <= others,
            _ => false,
        }
    }
}
