//! The arithmetic of the scorecard. Shares are from 0 to 1 in here and become points at the end.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::{
    DimensionResult, DimensionScore, ItemOutcome, ItemResult, ItemShare, ItemState, MapResult, Points, Scorecard,
    ScorecardError, Verdict, Withholding, mean, missing,
};
use crate::evaluation::{Evaluation, Measure, Millionths};
use crate::ids::{CandidateId, DimensionId, ItemId};
use crate::interview::{Interview, Item};
use crate::overrides::{SetBy, Settled};
use crate::rubric::RubricDimension;
use crate::words::MissingPolicy;

/// One item with its scores beside its maps.
pub(super) struct ScoredItem<'a> {
    pub(super) item: &'a Item,
    pub(super) state: ItemState,
    /// One per map.
    pub(super) sent: Vec<Sent>,
    pub(super) withholding: Option<Withholding>,
}

/// What an item sends along one map.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) machine: Option<BigRational>,
    pub(super) set_by: Option<SetBy>,
    /// What counts.
    share: Option<BigRational>,
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
    people: &Settled,
) -> Result<Scorecard, ScorecardError> {
    if let Some(item) = outcomes.keys().find(|id| interview.item(id).is_none()) {
        return Err(ScorecardError::UnknownItem { item: item.clone() });
    }
    let items: Vec<_> = interview
        .items()
        .iter()
        .map(|item| Ok(with_people(of_machine(interview, item, outcomes.get(&item.id))?, people)))
        .collect::<Result<_, ScorecardError>>()?;
    let sums = sums(interview, &items);
    let mut reasons = withholdings(&items, people);
    let total = total(interview, &sums);
    if total.is_none() && reasons.is_empty() {
        reasons.push(Withholding::NothingMeasured);
    }
    let verdict = match total {
        Some(total) if reasons.is_empty() => scored(interview, outcomes, &sums, &total),
        _ => Verdict::Withheld(reasons),
    };
    let has_total = matches!(verdict, Verdict::Scored { .. });
    let shares = has_total.then(|| item_shares(interview, &items, &sums));
    Ok(Scorecard {
        candidate: candidate.clone(),
        verdict,
        machine: None,
        missing: items.iter().flat_map(|item| missing::of_item(interview, item)).collect(),
        modules_off: missing::modules_off(interview),
        dimensions_off: missing::dimensions_off(interview),
        dimensions: dimensions(interview, &sums, has_total),
        items: items
            .into_iter()
            .enumerate()
            .map(|(n, scored)| item_result(scored, shares.as_ref().map(|shares| shares[n].clone())))
            .collect(),
    })
}

fn of_machine<'a>(
    interview: &Interview,
    item: &'a Item,
    outcome: Option<&ItemOutcome>,
) -> Result<ScoredItem<'a>, ScorecardError> {
    let of = |state, shares: Vec<Option<BigRational>>, withholding| {
        let sent = shares.into_iter().map(|share| Sent { machine: share.clone(), set_by: None, share }).collect();
        ScoredItem { item, state, sent, withholding }
    };
    let without = |state, withholding| of(state, vec![None; item.maps.len()], withholding);
    let zero = |state| of(state, vec![Some(BigRational::zero()); item.maps.len()], None);
    if let Some(module) = interview.switched_off(item) {
        return Ok(without(ItemState::NotAdministered { switched_off: Some(module) }, None));
    }
    let id = item.id.clone();
    Ok(match outcome {
        None => return Err(ScorecardError::MissingOutcome { item: id }),
        Some(ItemOutcome::NotAdministered) => without(ItemState::NotAdministered { switched_off: None }, None),
        Some(ItemOutcome::Omitted) => zero(ItemState::Omitted),
        Some(ItemOutcome::NotReached) => match interview.rubric().not_reached() {
            MissingPolicy::Zero => zero(ItemState::NotReached),
            MissingPolicy::Renormalise => without(ItemState::NotReached, None),
            MissingPolicy::Withhold => without(ItemState::NotReached, Some(Withholding::NotReached { item: id })),
        },
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
                None => of(ItemState::Evaluated, shares, None),
                Some(message) => {
                    let withholding = Withholding::Review { item: id, message: message.clone() };
                    of(ItemState::Review, shares, Some(withholding))
                }
            }
        }
    })
}

/// Puts people's scores in the place of the machine's. They complete an item that withholds the total once they have scored
/// everything that it should have sent, but for what the evaluator itself found not to be measurable.
fn with_people<'a>(mut scored: ScoredItem<'a>, people: &Settled) -> ScoredItem<'a> {
    if matches!(scored.state, ItemState::NotAdministered { .. }) {
        return scored;
    }
    for (map, sent) in scored.item.maps.iter().zip(&mut scored.sent) {
        if let Some(set_by) = people.score(&scored.item.id, &map.from) {
            sent.share = Some(set_by.points().as_ratio() / BigRational::from_integer(BigInt::from(100)));
            sent.set_by = Some(set_by.clone());
        }
    }
    let measurable = |sent: &Sent| scored.state != ItemState::Review || sent.machine.is_some();
    let mut wanted = scored
        .item
        .maps
        .iter()
        .zip(&scored.sent)
        .filter(|(map, sent)| !map.weight.is_zero() && measurable(sent))
        .peekable();
    let some = wanted.peek().is_some();
    if some && wanted.all(|(_, sent)| sent.set_by.is_some()) {
        scored.withholding = None;
    }
    scored
}

fn withholdings(items: &[ScoredItem<'_>], people: &Settled) -> Vec<Withholding> {
    let mut reasons = Vec::new();
    for ScoredItem { item, withholding, .. } in items {
        if let Some(withholding) = withholding {
            reasons.push(withholding.clone());
            if let Some(awaits) = people.awaited(&item.id) {
                reasons.push(Withholding::Marking { item: item.id.clone(), awaits: awaits.clone() });
            }
        }
    }
    reasons
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
    for ScoredItem { item, sent, withholding, .. } in items {
        for (map, sent) in item.maps.iter().zip(sent) {
            let place = dimensions.iter().position(|dimension| dimension.id == map.to);
            let sum = &mut sums[place.expect("an interview maps into its own rubric only")];
            if withholding.is_some() {
                if !map.weight.is_zero() && !sum.withheld_by.contains(&item.id) {
                    sum.withheld_by.push(item.id.clone());
                }
            } else if let Some(share) = &sent.share {
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
    let evaluations = counted.filter_map(|item| match outcomes.get(&item.id) {
        Some(ItemOutcome::Evaluated(evaluation)) => Some((&item.id, evaluation)),
        _ => None,
    });
    let findings = evaluations.flat_map(|(item, evaluation)| evaluation.findings().iter().map(move |f| (item, f)));
    let level = Box::new(interview.rubric().level_reached(total.as_ratio(), score, findings));
    Verdict::Scored { total, level }
}

fn dimensions(interview: &Interview, sums: &[Sums], has_total: bool) -> Vec<DimensionResult> {
    let weights = measured_weights(interview, sums);
    let effective = |dimension: &RubricDimension, sum: &Sums| match sum.share() {
        Some(_) => mean(dimension.weight.as_ratio(), &weights),
        None => Some(BigRational::zero()),
    };
    let result = |(dimension, sum): (&RubricDimension, &Sums)| DimensionResult {
        id: dimension.id.clone(),
        weight: dimension.weight.clone(),
        effective_weight: if has_total { effective(dimension, sum).as_ref().map(Points::of_ratio) } else { None },
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
        for (map, sent) in scored.item.maps.iter().zip(&scored.sent) {
            let place = dimensions.iter().position(|dimension| dimension.id == map.to);
            let (Some(place), Some(share)) = (place, &sent.share) else { continue };
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
    let map = |(map, sent): (&crate::interview::DimensionMap, Sent)| MapResult {
        from: map.from.clone(),
        to: map.to.clone(),
        weight: map.weight.clone(),
        points: sent.share.as_ref().map(Points::of_ratio),
        machine: sent.machine.as_ref().map(Points::of_ratio),
        set_by: sent.set_by,
    };
    let maps = scored.item.maps.iter().zip(scored.sent).map(map).collect();
    ItemResult { id: scored.item.id.clone(), state: scored.state, maps, share }
}
