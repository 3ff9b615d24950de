//! One set of scores against the marks.

use std::collections::BTreeSet;

use num_rational::BigRational;

use super::kappa::Moments;
use super::sample::{Sample, category, points, samples, share};
use super::{
    AgreementReport, Basis, DimensionAgreement, LEAST_ANSWERS, MachineScores, PairAgreement, PairTable, PartAgreement,
    Rater, RaterAgreement, ScoredAnswer, ThresholdAgreement, TooClose,
};
use crate::evaluation::Millionths;
use crate::gold::Part;
use crate::ids::{DimensionId, MarkerId, ModuleId};
use crate::statistics::{Count, Counted, Figure, Interval, NORMAL_975, Refusal, Statistic, float, mean};
use crate::weight::Threshold;

pub(super) fn report(basis: &Basis<'_>, scores: &MachineScores) -> AgreementReport {
    let dimensions = samples(basis).into_iter().map(|((evaluator, dimension), parts)| {
        let cohort = cohort(basis, scores, evaluator, dimension);
        let parts = parts.into_iter().map(|(part, samples)| of_part(basis, part, &samples, scores, &cohort)).collect();
        DimensionAgreement { evaluator: evaluator.clone(), dimension: dimension.clone(), parts }
    });
    AgreementReport { scale: basis.gold.scale(), dimensions: dimensions.collect() }
}

/// The mean of the kappas that there are, or why there is none.
pub(super) fn mean_kappa<'a>(
    counted: Counted,
    kappas: impl Iterator<Item = Result<f64, &'a Refusal>>,
) -> Result<f64, Refusal> {
    let (mut known, mut refused) = (Vec::new(), None);
    for kappa in kappas {
        match kappa {
            Ok(kappa) => known.push(kappa),
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    let nobody = || Refusal::TooSmall { what: Statistic::Kappa, counted, have: 0, need: LEAST_ANSWERS };
    mean(&known).ok_or_else(|| refused.cloned().unwrap_or_else(nobody))
}

/// All scores of the evaluator's dimension, marked or not.
fn cohort(basis: &Basis<'_>, scores: &MachineScores, evaluator: &ModuleId, dimension: &DimensionId) -> Vec<Millionths> {
    let of_both = |item, of: &DimensionId| of == dimension && basis.evaluators.get(item) == Some(evaluator);
    scores.iter().filter(|((_, item, of), _)| of_both(item, of)).map(|(_, score)| *score).collect()
}

fn of_part(
    basis: &Basis<'_>,
    part: Part,
    samples: &[Sample<'_>],
    scores: &MachineScores,
    cohort: &[Millionths],
) -> PartAgreement {
    let scale = basis.gold.scale();
    let rated: Vec<_> = samples.iter().filter_map(|sample| Some((sample, sample.score(scores)?))).collect();
    let machine = machine(scale, &rated);
    let thresholds = basis.thresholds.iter().map(|at| threshold(at, scale, &rated, &machine.standard_error, cohort));
    let point = |(sample, score): &(&Sample<'_>, Millionths)| ScoredAnswer {
        answer: sample.answer(),
        marks: points(&sample.mean_share(scale)),
        machine: points(&share(*score)),
    };
    PartAgreement {
        part,
        answers: samples.len(),
        unscored: samples.len() - rated.len(),
        markers: markers(scale, samples),
        thresholds: thresholds.collect(),
        scored: rated.iter().map(point).collect(),
        machine,
    }
}

fn markers(scale: u32, samples: &[Sample<'_>]) -> RaterAgreement {
    let all: Vec<&MarkerId> = markers_of(samples.iter()).into_iter().collect();
    let mut pairs = Vec::new();
    let mut error = SquaredError::on(scale);
    for (n, first) in all.iter().enumerate() {
        for second in &all[n + 1..] {
            let rated =
                samples.iter().filter_map(|sample| Some((*sample.marks.get(*first)?, *sample.marks.get(*second)?)));
            let rated: Vec<_> = rated.collect();
            for (first, second) in &rated {
                error.add(as_millionths(*first), as_millionths(*second));
            }
            pairs.push(pair(Counted::DoubleMarked, scale, Rater::Marker((*first).clone()), second, &rated));
        }
    }
    let answers = samples.iter().filter(|sample| sample.marks.len() > 1).count();
    of_pairs(Counted::DoubleMarked, pairs, error, answers)
}

fn machine(scale: u32, scored: &[(&Sample<'_>, Millionths)]) -> RaterAgreement {
    let mut error = SquaredError::on(scale);
    let pairs = markers_of(scored.iter().map(|(sample, _)| *sample)).into_iter().map(|marker| {
        let rated = scored.iter().filter_map(|(sample, score)| Some((*score, *sample.marks.get(marker)?)));
        let mut categories = Vec::new();
        for (score, mark) in rated {
            error.add(i128::from(score.get()) * i128::from(scale), as_millionths(mark));
            categories.push((category(score, scale), mark));
        }
        pair(Counted::Scored, scale, Rater::Machine, marker, &categories)
    });
    let pairs = pairs.collect();
    of_pairs(Counted::Scored, pairs, error, scored.len())
}

pub(super) fn markers_of<'a>(samples: impl Iterator<Item = &'a Sample<'a>>) -> BTreeSet<&'a MarkerId> {
    samples.flat_map(|sample| sample.marks.keys()).collect()
}

fn of_pairs(counted: Counted, pairs: Vec<PairAgreement>, error: SquaredError, answers: usize) -> RaterAgreement {
    let kappas = pairs.iter().map(|pair| match &pair.kappa {
        Figure::Known(kappa) => Ok(kappa.kappa),
        Figure::Refused(refusal) => Err(refusal),
    });
    let enough = Refusal::unless(Statistic::StandardError, counted, answers, LEAST_ANSWERS);
    RaterAgreement {
        mean_kappa: mean_kappa(counted, kappas).into(),
        standard_error: enough.map(|()| error.standard_error()).into(),
        pairs,
    }
}

fn pair(counted: Counted, scale: u32, first: Rater, second: &MarkerId, rated: &[(u32, u32)]) -> PairAgreement {
    let mut table = PairTable::new(scale);
    let mut moments = Moments::default();
    for (first, second) in rated {
        table.add(*first, *second);
        moments.add(*first, *second);
    }
    let within = |most| rated.iter().filter(|(first, second)| first.abs_diff(*second) <= most).count();
    let nobody = Refusal::TooSmall { what: Statistic::MeanDifference, counted, have: 0, need: 1 };
    PairAgreement {
        first,
        second: second.clone(),
        equal: Count { count: within(0), of: rated.len() },
        adjacent: Count { count: within(1), of: rated.len() },
        mean_difference: moments.mean_difference().ok_or(nobody).into(),
        kappa: table.kappa_of(counted).into(),
    }
}

fn threshold(
    at: &Threshold,
    scale: u32,
    scored: &[(&Sample<'_>, Millionths)],
    standard_error: &Figure,
    cohort: &[Millionths],
) -> ThresholdAgreement {
    let least = at.as_ratio() / BigRational::from_integer(100.into());
    let (mut accepted, mut rejected) = (0, 0);
    let (mut false_accepts, mut false_rejects) = (Vec::new(), Vec::new());
    for (sample, score) in scored {
        match (share(*score) >= least, sample.mean_share(scale) >= least) {
            (true, true) => accepted += 1,
            (false, false) => rejected += 1,
            (true, false) => false_accepts.push(sample.answer()),
            (false, true) => false_rejects.push(sample.answer()),
        }
    }
    let too_close = match standard_error {
        Figure::Known(error) => Figure::Known(too_close(float(at.as_ratio()), *error, cohort)),
        Figure::Refused(refusal) => Figure::Refused(refusal.clone()),
    };
    ThresholdAgreement { at: at.clone(), accepted, rejected, false_accepts, false_rejects, too_close }
}

fn too_close(at: f64, standard_error: f64, cohort: &[Millionths]) -> TooClose {
    let reach = NORMAL_975 * standard_error;
    let band = Interval { low: (at - reach).max(0.0), high: (at + reach).min(100.0) };
    let inside = |score: &&Millionths| (band.low..=band.high).contains(&(f64::from(score.get()) / 10_000.0));
    TooClose { band, cohort: Count { count: cohort.iter().filter(inside).count(), of: cohort.len() } }
}

fn as_millionths(mark: u32) -> i128 {
    i128::from(mark) * i128::from(Millionths::FULL.get())
}

/// Σd², exactly, in (millionths of a mark)².
#[derive(Debug, Clone, Copy)]
struct SquaredError {
    squares: i128,
    pairs: i128,
    scale: u32,
}

impl SquaredError {
    fn on(scale: u32) -> Self {
        Self { squares: 0, pairs: 0, scale }
    }

    fn add(&mut self, first: i128, second: i128) {
        self.squares += (first - second).pow(2);
        self.pairs += 1;
    }

    /// In points.
    fn standard_error(&self) -> f64 {
        let variance = float(&BigRational::new(self.squares.into(), (2 * self.pairs).into()));
        variance.sqrt() / (f64::from(self.scale) * 10_000.0)
    }
}
