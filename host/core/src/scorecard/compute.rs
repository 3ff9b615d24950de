//! The arithmetic of the scorecard. Shares are from 0 to 1 in here and become points at the end.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::{
    DimensionResult, DimensionScore, ItemOutcome, ItemResult, ItemShare, ItemState, MapResult, Points, Scorecard,
    ScorecardError, Verdict, Withholding, mean,
};
use crate::evaluation::{Evaluation, Measure, Millionths};
use crate::ids::{CandidateId, DimensionId, ItemId};
use crate::interview::{Interview, Item};

/// One item with its scores beside its maps.
struct ScoredItem<'a> {
    item: &'a Item,
    state: ItemState,
    shares: Vec<Option<BigRational>>,
    withholding: Option<Withholding>,
}

/// What the sums of one dimension come to.
#[derive(Default)]
struct Sums {
    weighted: BigRational,
    weights: BigRational,
    withheld_by: Vec<ItemId>,
}

pub(super) fn scorecard(
    interview: &Interview,
    candidate: &CandidateId,
    outcomes: &BTreeMap<ItemId, ItemOutcome>,
) -> Result<Scorecard, ScorecardError> {
    if let Some(item) = outcomes.keys().find(|id| interview.item(id).is_none()) {
        return Err(ScorecardError::UnknownItem { item: item.clone() });
    }
    let items: Vec<_> = interview
        .items()
        .iter()
        .map(|item| scored_item(interview, item, outcomes.get(&item.id)))
        .collect::<Result<_, _>>()?;
    let sums = sums(interview, &items);
    let mut reasons: Vec<_> = items.iter().filter_map(|item| item.withholding.clone()).collect();
    let total = total(interview, &sums);
    if total.is_none() && reasons.is_empty() {
        reasons.push(Withholding::NothingMeasured);
    }
    let verdict = match total {
        Some(total) if reasons.is_empty() => scored(interview, outcomes, &sums, &total),
        _ => Verdict::Withheld(reasons),
    };
    let shares = matches!(verdict, Verdict::Scored { .. }).then(|| item_shares(interview, &items, &sums));
    Ok(Scorecard {
        candidate: candidate.clone(),
        verdict,
        dimensions: dimensions(interview, &sums),
        items: items
            .into_iter()
            .enumerate()
            .map(|(n, scored)| item_result(scored, shares.as_ref().map(|shares| shares[n].clone())))
            .collect(),
    })
}

fn scored_item<'a>(
    interview: &Interview,
    item: &'a Item,
    outcome: Option<&ItemOutcome>,
) -> Result<ScoredItem<'a>, ScorecardError> {
    let none = || vec![None; item.maps.len()];
    let without = |state, withholding| ScoredItem { item, state, shares: none(), withholding };
    if let Some(module) = interview.switched_off(item) {
        return Ok(without(ItemState::NotAdministered { switched_off: Some(module) }, None));
    }
    let id = item.id.clone();
    Ok(match outcome {
        None => return Err(ScorecardError::MissingOutcome { item: id }),
        Some(ItemOutcome::NotAdministered) => without(ItemState::NotAdministered { switched_off: None }, None),
        Some(ItemOutcome::Omitted) => {
            let shares = vec![Some(BigRational::zero()); item.maps.len()];
            ScoredItem { item, state: ItemState::Omitted, shares, withholding: None }
        }
        Some(ItemOutcome::Refused(refusal)) => {
            without(ItemState::Refused, Some(Withholding::Refused { item: id, refusal: refusal.clone() }))
        }
        Some(ItemOutcome::Failed { kind, message }) => {
            let (kind, message) = (kind.clone(), message.clone());
            without(ItemState::Failed, Some(Withholding::Failed { item: id, kind, message }))
        }
        Some(ItemOutcome::Evaluated(evaluation)) => {
            let shares = item.maps.iter().map(|map| share_of(evaluation, item, &map.from)).collect::<Result<_, _>>()?;
            match evaluation.review() {
                None => ScoredItem { item, state: ItemState::Evaluated, shares, withholding: None },
                Some(message) => {
                    let withholding = Some(Withholding::Review { item: id, message: message.clone() });
                    ScoredItem { item, state: ItemState::Review, shares, withholding }
                }
            }
        }
    })
}

fn share_of(evaluation: &Evaluation, item: &Item, from: &DimensionId) -> Result<Option<BigRational>, ScorecardError> {
    match evaluation.measure(from) {
        Some(Measure::Millionths(share)) => {
            Ok(Some(BigRational::new(BigInt::from(share.get()), BigInt::from(Millionths::FULL.get()))))
        }
        Some(Measure::NotMeasured(_)) => Ok(None),
        None => Err(ScorecardError::UnknownDimension { item: item.id.clone(), dimension: from.clone() }),
    }
}

/// Per dimension of the rubric, in its order.
fn sums(interview: &Interview, items: &[ScoredItem<'_>]) -> Vec<Sums> {
    let dimensions = interview.rubric().dimensions();
    let mut sums: Vec<Sums> = dimensions.iter().map(|_| Sums::default()).collect();
    for ScoredItem { item, shares, withholding, .. } in items {
        for (map, share) in item.maps.iter().zip(shares) {
            let place = dimensions.iter().position(|dimension| dimension.id == map.to);
            let sum = &mut sums[place.expect("an interview maps into its own rubric only")];
            if withholding.is_some() {
                if !map.weight.is_zero() && !sum.withheld_by.contains(&item.id) {
                    sum.withheld_by.push(item.id.clone());
                }
            } else if let Some(share) = share {
                sum.weighted += map.weight.as_ratio() * share;
                sum.weights += map.weight.as_ratio();
            }
        }
    }
    sums
}

impl Sums {
    fn share(&self) -> Option<BigRational> {
        mean(&self.weighted, &self.weights).filter(|_| self.withheld_by.is_empty())
    }
}

/// The weights of the dimensions that were measured.
fn measured_weights(interview: &Interview, sums: &[Sums]) -> BigRational {
    let measured = interview.rubric().dimensions().iter().zip(sums).filter(|(_, sum)| sum.share().is_some());
    measured.map(|(dimension, _)| dimension.weight.as_ratio()).sum()
}

fn total(interview: &Interview, sums: &[Sums]) -> Option<BigRational> {
    let dimensions = interview.rubric().dimensions().iter().zip(sums);
    let weighted: BigRational =
        dimensions.filter_map(|(dimension, sum)| Some(dimension.weight.as_ratio() * sum.share()?)).sum();
    mean(&weighted, &measured_weights(interview, sums))
}

fn scored(
    interview: &Interview,
    outcomes: &BTreeMap<ItemId, ItemOutcome>,
    sums: &[Sums],
    total: &BigRational,
) -> Verdict {
    let total = Points::of_ratio(total);
    let dimensions = interview.rubric().dimensions();
    let score = |id: &DimensionId| {
        let place = dimensions.iter().position(|dimension| dimension.id == *id)?;
        sums[place].share().map(|share| Points::of_ratio(&share).as_ratio().clone())
    };
    let counted = interview.items().iter().filter(|item| interview.switched_off(item).is_none());
    let findings = counted.flat_map(|item| match outcomes.get(&item.id) {
        Some(ItemOutcome::Evaluated(evaluation)) => {
            evaluation.findings().iter().map(|finding| (&item.id, finding)).collect()
        }
        _ => Vec::new(),
    });
    let level = Box::new(interview.rubric().level_reached(total.as_ratio(), score, findings));
    Verdict::Scored { total, level }
}

fn dimensions(interview: &Interview, sums: &[Sums]) -> Vec<DimensionResult> {
    let result = |(dimension, sum): (&crate::rubric::RubricDimension, &Sums)| DimensionResult {
        id: dimension.id.clone(),
        weight: dimension.weight.clone(),
        score: match sum.share() {
            Some(share) => DimensionScore::Measured { points: Points::of_ratio(&share) },
            None if sum.withheld_by.is_empty() => DimensionScore::NotMeasured,
            None => DimensionScore::Withheld { items: sum.withheld_by.clone() },
        },
    };
    interview.rubric().dimensions().iter().zip(sums).map(result).collect()
}

/// Σ over an item's maps of W/ΣW · w/Σw, and the same times the score: they sum to 1 and to the total over all items.
fn item_shares(interview: &Interview, items: &[ScoredItem<'_>], sums: &[Sums]) -> Vec<ItemShare> {
    let rubric_weights = measured_weights(interview, sums);
    let dimensions = interview.rubric().dimensions();
    let share = |scored: &ScoredItem<'_>| {
        let (mut weight, mut points) = (BigRational::zero(), BigRational::zero());
        for (map, share) in scored.item.maps.iter().zip(&scored.shares) {
            let place = dimensions.iter().position(|dimension| dimension.id == map.to);
            let (Some(place), Some(share)) = (place, share) else { continue };
            let inside = mean(map.weight.as_ratio(), &sums[place].weights);
            let outside = mean(dimensions[place].weight.as_ratio(), &rubric_weights);
            if let (Some(inside), Some(outside)) = (inside, outside) {
                let both = inside * outside;
                points += &both * share;
                weight += both;
            }
        }
        ItemShare { weight: Points::of_ratio(&weight), points: Points::of_ratio(&points) }
    };
    items.iter().map(share).collect()
}

fn item_result(scored: ScoredItem<'_>, share: Option<ItemShare>) -> ItemResult {
    let map = |(map, share): (&crate::interview::DimensionMap, &Option<BigRational>)| MapResult {
        from: map.from.clone(),
        to: map.to.clone(),
        weight: map.weight.clone(),
        points: share.as_ref().map(Points::of_ratio),
    };
    let maps = scored.item.maps.iter().zip(&scored.shares).map(map).collect();
    ItemResult { id: scored.item.id.clone(), state: scored.state, maps, share }
}
