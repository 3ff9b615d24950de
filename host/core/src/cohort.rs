//! Attempts that were not all scored on the same basis: who was scored under which modules, plugin versions and weights, whether their ranks
//! can be compared, and how they come to one basis. Finds no components and runs none: what needs another evaluation is named.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::attempt::{Attempt, AttemptError, check_unique};
use crate::comparison::ranks;
use crate::ids::{CandidateId, ItemId, LevelId, ModuleId};
use crate::interview::Interview;
use crate::scorecard::{Points, Scorecard};

mod basis;

pub use basis::{Basis, BasisDifference, BasisError, Component, ItemBasis, ModuleBasis};

/// A scorecard and what it was scored on.
#[derive(Debug, Clone, Copy)]
pub struct CohortAttempt<'a> {
    /// The result.
    pub scorecard: &'a Scorecard,
    /// Modules, components and rubric of its time.
    pub basis: &'a Basis,
}

/// A ranking that says what it compares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankedCohort {
    /// Whether all attempts are on one basis. If not, only ranks within a basis compare like with like.
    pub comparable: bool,
    /// Each basis once, that of most attempts first.
    pub bases: Vec<NumberedBasis>,
    /// The highest total first, equal ones by candidate, those without a total last.
    pub attempts: Vec<CohortPlace>,
}

/// A basis with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberedBasis {
    /// From 1.
    pub number: usize,
    /// How many attempts were scored on it.
    pub attempts: usize,
    /// What is other than in the first one.
    pub differences: Vec<BasisDifference>,
    /// The basis.
    pub basis: Basis,
}

/// One attempt's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CohortPlace {
    /// Whose.
    pub candidate: CandidateId,
    /// The number of its basis.
    pub basis: usize,
    /// Its rank among all, from 1; `None` while its total is withheld.
    pub rank: Option<usize>,
    /// Its rank among those on the same basis.
    pub rank_in_basis: Option<usize>,
    /// `None` while withheld.
    pub total: Option<Points>,
    /// `None` while withheld.
    pub level: Option<LevelId>,
}

/// Attempts brought to one basis, and those that cannot be without more work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OneBasis {
    /// The basis.
    pub basis: Basis,
    /// Those that are on it now, ranked: the highest total first, equal ones by candidate, those without a total last.
    pub attempts: Vec<BroughtAttempt>,
    /// Those that are not, by candidate.
    pub left: Vec<LeftAttempt>,
}

/// An attempt on the basis that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BroughtAttempt {
    /// Whose.
    pub candidate: CandidateId,
    /// How it came there.
    pub way: Way,
    /// Its rank among those on the basis, from 1; `None` while its total is withheld.
    pub rank: Option<usize>,
    /// `None` while withheld.
    pub total: Option<Points>,
    /// `None` while withheld.
    pub level: Option<LevelId>,
}

/// How an attempt came to a basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It was scored on it.
    Same,
    /// The same evaluations under other weights, rules or modules.
    WhatIf,
}

/// What keeps an attempt from a basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftAttempt {
    /// Whose.
    pub candidate: CandidateId,
    /// What other components or configs scored; a re-scoring brings these to the basis.
    pub rescore: Vec<BasisDifference>,
    /// The items that the candidate never got. No evaluation brings them; a basis without their modules would
    /// ([`common_modules_off`]).
    pub never_administered: Vec<ItemId>,
}

/// Ranks all attempts, and says which were scored on what.
///
/// # Errors
///
/// When a candidate comes twice.
pub fn rank_cohort(attempts: &[CohortAttempt<'_>]) -> Result<RankedCohort, AttemptError> {
    check_unique(attempts.iter().map(|attempt| attempt.scorecard.candidate()))?;
    let bases = numbered(attempts);
    let number = |basis: &Basis| bases.iter().find(|numbered| numbered.basis == *basis).map_or(0, |found| found.number);
    let numbers: Vec<usize> = attempts.iter().map(|attempt| number(attempt.basis)).collect();
    let standing = |index: usize| (attempts[index].scorecard.candidate(), attempts[index].scorecard.total());
    let all = ranks(&(0..attempts.len()).map(standing).collect::<Vec<_>>());
    let mut in_basis = vec![None; attempts.len()];
    for NumberedBasis { number, .. } in &bases {
        let members: Vec<usize> = (0..attempts.len()).filter(|&index| numbers[index] == *number).collect();
        let ranked = ranks(&members.iter().map(|&index| standing(index)).collect::<Vec<_>>());
        for (&index, rank) in members.iter().zip(ranked.ranks) {
            in_basis[index] = rank;
        }
    }
    let place = |&index: &usize| {
        let scorecard = attempts[index].scorecard;
        CohortPlace {
            candidate: scorecard.candidate().clone(),
            basis: numbers[index],
            rank: all.ranks[index],
            rank_in_basis: in_basis[index],
            total: scorecard.total().cloned(),
            level: scorecard.level().map(|level| level.id.clone()),
        }
    };
    let attempts = all.order.iter().map(place).collect();
    Ok(RankedCohort { comparable: bases.len() < 2, bases, attempts })
}

/// Brings attempts to the basis of `target`, whose components are those of `basis`: by what-if where the components are the same. An attempt
/// whose evaluations other components made, or that lacks an item, is left with what it lacks.
///
/// # Errors
///
/// When a candidate comes twice, or an attempt's outcomes are not those that its basis speaks of.
pub fn to_one_basis(
    target: &Interview,
    basis: &Basis,
    attempts: &[(Attempt<'_>, &Basis)],
) -> Result<OneBasis, AttemptError> {
    check_unique(attempts.iter().map(|(attempt, _)| attempt.candidate))?;
    let (mut cards, mut left) = (Vec::new(), Vec::new());
    for (attempt, own) in attempts {
        let differences = own.differences(basis);
        let never_administered: Vec<_> = differences.iter().filter_map(BasisDifference::added_item).cloned().collect();
        let rescore: Vec<_> = differences.into_iter().filter(BasisDifference::needs_rescoring).collect();
        if rescore.is_empty() && never_administered.is_empty() {
            let way = if *own == basis { Way::Same } else { Way::WhatIf };
            cards.push((scored_under(target, attempt)?, way));
        } else {
            left.push(LeftAttempt { candidate: attempt.candidate.clone(), rescore, never_administered });
        }
    }
    left.sort_by(|one, other| one.candidate.cmp(&other.candidate));
    let ranked = ranks(&cards.iter().map(|(card, _)| (card.candidate(), card.total())).collect::<Vec<_>>());
    let brought = |&index: &usize| {
        let (card, way) = &cards[index];
        BroughtAttempt {
            candidate: card.candidate().clone(),
            way: *way,
            rank: ranked.ranks[index],
            total: card.total().cloned(),
            level: card.level().map(|level| level.id.clone()),
        }
    };
    Ok(OneBasis { basis: basis.clone(), attempts: ranked.order.iter().map(brought).collect(), left })
}

/// Every module that some basis does without. An interview without them is one that what-if can bring all attempts to, where components are
/// the same.
pub fn common_modules_off<'a>(bases: impl IntoIterator<Item = &'a Basis>) -> BTreeSet<ModuleId> {
    bases.into_iter().flat_map(|basis| &basis.modules_off).cloned().collect()
}

/// What `target` does not ask is left out.
fn scored_under(target: &Interview, attempt: &Attempt<'_>) -> Result<Scorecard, AttemptError> {
    if attempt.outcomes.keys().all(|item| target.item(item).is_some()) {
        return attempt.score(target);
    }
    let known = attempt.outcomes.iter().filter(|(item, _)| target.item(item).is_some());
    let outcomes: BTreeMap<_, _> = known.map(|(item, outcome)| (item.clone(), outcome.clone())).collect();
    Attempt { outcomes: &outcomes, ..*attempt }.score(target)
}

/// Each basis once, that of most attempts first, then in their own order.
fn numbered(attempts: &[CohortAttempt<'_>]) -> Vec<NumberedBasis> {
    let mut counts: BTreeMap<&Basis, usize> = BTreeMap::new();
    for attempt in attempts {
        *counts.entry(attempt.basis).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(one, count), (other, next)| next.cmp(count).then_with(|| one.cmp(other)));
    let first = counts.first().map(|(basis, _)| *basis);
    let number = |(n, (basis, attempts)): (usize, &(&Basis, usize))| NumberedBasis {
        number: n + 1,
        attempts: *attempts,
        differences: first.map_or_else(Vec::new, |first| first.differences(basis)),
        basis: (*basis).clone(),
    };
    counts.iter().enumerate().map(number).collect()
}

#[cfg(test)]
mod tests;
