//! Two versions' scores of the same answers.

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::Signed as _;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::kappa::Moments;
use super::report::{markers_of, mean_kappa};
use super::sample::{Sample, category, points, samples, share};
use super::{
    BOOTSTRAP_SEED, Basis, Comparison, DimensionComparison, Direction, KappaDifference, LEAST_ANSWERS, MachineScores,
    Move, PartComparison, RESAMPLES,
};
use crate::evaluation::Millionths;
use crate::gold::Part;
use crate::ids::MarkerId;
use crate::statistics::{Counted, Interval, Refusal, Statistic, mean, quantile};

/// An answer with both scores.
struct Pair<'a> {
    sample: &'a Sample<'a>,
    before: Millionths,
    after: Millionths,
}

/// What the bootstrap needs of an answer: each marker's mark, and both scores as marks.
struct Marks {
    by_marker: Vec<Option<u32>>,
    before: u32,
    after: u32,
}

pub(super) fn compare(basis: &Basis<'_>, before: &MachineScores, after: &MachineScores) -> Comparison {
    let dimensions = samples(basis).into_iter().map(|((evaluator, dimension), parts)| DimensionComparison {
        evaluator: evaluator.clone(),
        dimension: dimension.clone(),
        parts: parts.into_iter().map(|(part, samples)| of_part(basis, part, &samples, before, after)).collect(),
    });
    Comparison { dimensions: dimensions.collect() }
}

fn of_part(
    basis: &Basis<'_>,
    part: Part,
    samples: &[Sample<'_>],
    before: &MachineScores,
    after: &MachineScores,
) -> PartComparison {
    let scale = basis.gold.scale();
    let pair =
        |sample| Some(Pair { sample, before: Sample::score(sample, before)?, after: Sample::score(sample, after)? });
    let pairs: Vec<Pair<'_>> = samples.iter().filter_map(pair).collect();
    let moves: Vec<Move> = pairs.iter().filter_map(|pair| moved(basis, pair)).collect();
    let count = |direction| moves.iter().filter(|moved| moved.direction == direction).count();
    let markers: BTreeSet<&MarkerId> = markers_of(pairs.iter().map(|pair| pair.sample));
    let marks: Vec<Marks> = pairs
        .iter()
        .map(|pair| Marks {
            by_marker: markers.iter().map(|marker| pair.sample.marks.get(*marker).copied()).collect(),
            before: category(pair.before, scale),
            after: category(pair.after, scale),
        })
        .collect();
    let enough: Vec<usize> = (0..markers.len()).filter(|marker| marked_by(&marks, *marker) >= LEAST_ANSWERS).collect();
    let most = (0..markers.len()).map(|marker| marked_by(&marks, marker)).max().unwrap_or(0);
    let kappa_of = |version: fn(&Marks) -> u32| {
        Refusal::unless(Statistic::Kappa, Counted::Scored, most, LEAST_ANSWERS)?;
        let one_category = Refusal::OneCategory { what: Statistic::Kappa };
        let kappas = enough.iter().map(|marker| kappa(marks.iter(), *marker, version).ok_or(&one_category));
        mean_kappa(Counted::Scored, kappas)
    };
    PartComparison {
        part,
        answers: pairs.len(),
        unpaired: samples.len() - pairs.len(),
        before: kappa_of(|marks| marks.before).into(),
        after: kappa_of(|marks| marks.after).into(),
        difference: difference(&marks, &enough, most).into(),
        towards: count(Direction::Towards),
        away: count(Direction::Away),
        moves,
    }
}

fn moved(basis: &Basis<'_>, pair: &Pair<'_>) -> Option<Move> {
    if pair.before == pair.after {
        return None;
    }
    let marks = pair.sample.mean_share(basis.gold.scale());
    let (before, after) = (share(pair.before), share(pair.after));
    let direction = match (&after - &marks).abs().cmp(&(&before - &marks).abs()) {
        std::cmp::Ordering::Less => Direction::Towards,
        std::cmp::Ordering::Greater => Direction::Away,
        std::cmp::Ordering::Equal => Direction::Across,
    };
    let hundred = BigRational::from_integer(100.into());
    let crossed = basis.thresholds.iter().filter(|at| {
        let at = at.as_ratio() / &hundred;
        (before >= at) != (after >= at)
    });
    Some(Move {
        answer: pair.sample.answer(),
        crossed: crossed.cloned().collect(),
        marks: points(&marks),
        before: points(&before),
        after: points(&after),
        direction,
    })
}

fn marked_by(marks: &[Marks], marker: usize) -> usize {
    marks.iter().filter(|marks| marks.by_marker[marker].is_some()).count()
}

fn kappa<'a>(marks: impl Iterator<Item = &'a Marks>, marker: usize, version: fn(&Marks) -> u32) -> Option<f64> {
    let mut moments = Moments::default();
    for marks in marks {
        if let Some(mark) = marks.by_marker[marker] {
            moments.add(version(marks), mark);
        }
    }
    moments.kappa()
}

/// After less before, each the mean over `markers`; `None` when one of the kappas is not defined.
fn mean_difference<'a>(marks: &(impl Iterator<Item = &'a Marks> + Clone), markers: &[usize]) -> Option<f64> {
    let difference = |marker: &usize| {
        let after = kappa(marks.clone(), *marker, |marks| marks.after)?;
        Some(after - kappa(marks.clone(), *marker, |marks| marks.before)?)
    };
    mean(&markers.iter().map(difference).collect::<Option<Vec<_>>>()?)
}

fn difference(marks: &[Marks], markers: &[usize], most: usize) -> Result<KappaDifference, Refusal> {
    Refusal::unless(Statistic::KappaDifference, Counted::Scored, most, LEAST_ANSWERS)?;
    let one_category = Refusal::OneCategory { what: Statistic::KappaDifference };
    let difference = mean_difference(&marks.iter(), markers).ok_or_else(|| one_category.clone())?;
    let mut random = ChaCha12Rng::seed_from_u64(BOOTSTRAP_SEED);
    let mut drawn = Vec::with_capacity(RESAMPLES as usize);
    let mut resample: Vec<&Marks> = Vec::with_capacity(marks.len());
    for _ in 0..RESAMPLES {
        resample.clear();
        resample.extend((0..marks.len()).map(|_| &marks[below(&mut random, marks.len())]));
        drawn.extend(mean_difference(&resample.iter().copied(), markers));
    }
    let end = |share| quantile(&drawn, share).ok_or_else(|| one_category.clone());
    let interval = Interval { low: end(0.025)?, high: end(0.975)? };
    let resamples = u32::try_from(drawn.len()).expect("at most all draws");
    Ok(KappaDifference { difference, interval, resamples, undefined: RESAMPLES - resamples })
}

/// A number below `bound`, by multiplication (Lemire 2019); the bias is under one in 2^32.
fn below(random: &mut ChaCha12Rng, bound: usize) -> usize {
    let product = u128::from(random.next_u64()) * bound as u128;
    usize::try_from(product >> 64).expect("below a usize")
}
