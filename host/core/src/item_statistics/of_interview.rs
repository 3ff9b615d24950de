//! Items of an interview as items of a test: what each adds to a total that lacks nothing is its weight, and what a candidate made of that
//! its score.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::{ItemScores, ItemScoresError, WeightedItem};
use crate::attempt::{Attempt, AttemptError};
use crate::ids::DimensionId;
use crate::interview::{Interview, Item};
use crate::scorecard::{ItemResult, ItemState};
use crate::statistics::Share;

/// Why attempts cannot be looked at item by item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterviewItemsError {
    /// Outcomes that are not the interview's.
    #[error(transparent)]
    Attempt(#[from] AttemptError),
    /// Nothing that counts is left.
    #[error(transparent)]
    Items(#[from] ItemScoresError),
}

impl ItemScores {
    /// One row for each attempt. An item weighs what it would add to the total if everything were measured; items that are switched off or
    /// add nothing are left out. An item's score is the mean of what it sends into the rubric, weighted as the rubric weighs it, so that the
    /// totals of complete candidates are their scorecards'. There is none where the item was not administered, not measured, or is withheld.
    ///
    /// # Errors
    ///
    /// When outcomes are not the interview's, or no item is left.
    pub fn of_interview(interview: &Interview, attempts: &[Attempt<'_>]) -> Result<Self, InterviewItemsError> {
        let administered = |item: &&Item| interview.switched_off(item).is_none();
        let parts = interview.items().iter().filter(administered).map(|item| (item, parts(interview, item)));
        let counting: Vec<(&Item, Vec<BigRational>)> =
            parts.filter(|(_, parts)| parts.iter().any(|part| !part.is_zero())).collect();
        let items =
            counting.iter().map(|(item, parts)| WeightedItem { id: item.id.clone(), weight: parts.iter().sum() });
        let items = items.collect();
        let mut rows = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            let scorecard = attempt.score(interview)?;
            let share = |(item, parts): &(&Item, Vec<BigRational>)| {
                let result = scorecard.items().iter().find(|result| result.id == item.id)?;
                share(result, parts)
            };
            rows.push(counting.iter().map(share).collect());
        }
        Ok(Self::new(items, rows)?)
    }
}

/// What each of an item's maps adds to a total that lacks nothing: W · w / Σw, up to a factor that is the same for all.
fn parts(interview: &Interview, item: &Item) -> Vec<BigRational> {
    let part = |map: &crate::interview::DimensionMap| {
        let dimension = interview.rubric().dimension(&map.to).expect("an interview maps into its own rubric only");
        let sum = weights_into(interview, &map.to);
        if sum.is_zero() { BigRational::zero() } else { dimension.weight.as_ratio() * map.weight.as_ratio() / sum }
    };
    item.maps.iter().map(part).collect()
}

/// The weights of everything administered that feeds a dimension.
fn weights_into(interview: &Interview, dimension: &DimensionId) -> BigRational {
    let administered = interview.items().iter().filter(|item| interview.switched_off(item).is_none());
    let maps = administered.flat_map(|item| &item.maps).filter(|map| map.to == *dimension);
    maps.map(|map| map.weight.as_ratio()).sum()
}

fn share(result: &ItemResult, parts: &[BigRational]) -> Option<Share> {
    if !matches!(result.state, ItemState::Evaluated | ItemState::Omitted) {
        return None;
    }
    let (mut points, mut weights) = (BigRational::zero(), BigRational::zero());
    for (map, part) in result.maps.iter().zip(parts) {
        if let Some(measured) = &map.points {
            points += measured.as_ratio() * part;
            weights += part;
        }
    }
    if weights.is_zero() { None } else { Share::new(points / weights / BigInt::from(100)) }
}
