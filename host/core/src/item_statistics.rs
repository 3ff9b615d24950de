//! How well the items of a test do their work, from many candidates' scores. Changes no score.
//!
//! The figures are those of Moodle's quiz report, by its definitions (<https://docs.moodle.org/dev/Quiz_statistics_calculations>),
//! as shares where Moodle writes per cent. An item's grade is its share times its intended weight; the total is their sum.
//!
//! Who lacks an item (it was not administered, or its score is withheld) counts for the facility and the spread of the other items,
//! and for nothing that needs a total: a total over fewer items is not comparable. So totals, discrimination, weights and α are over the
//! candidates with a score on every item (listwise deletion); both counts are in the report.

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde::Serialize;

use crate::ids::ItemId;
use crate::statistics::{
    Counted, Figure, Refusal, Share, Statistic, constant, correlation, covariance, float, mean, size,
    standard_deviation, sum, variance,
};

mod of_interview;

pub use of_interview::InterviewItemsError;

/// The fewest candidates with a score on every item for figures that compare items: correlations of fewer are mostly noise.
pub const LEAST_CANDIDATES: usize = 30;

/// Candidates by items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemScores {
    items: Vec<WeightedItem>,
    rows: Vec<Vec<Option<Share>>>,
}

/// An item with its part of the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedItem {
    /// Which.
    pub id: ItemId,
    /// How much it counts beside the others.
    pub weight: BigRational,
}

/// Items and rows that do not fit. A fault of the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemScoresError {
    /// A weight below 0.
    #[error("the item `{item}` has a negative weight; give it 0 or more")]
    NegativeWeight {
        /// Which.
        item: ItemId,
    },
    /// The weights sum to 0.
    #[error("all items weigh 0, so there is no total; give one a weight above 0")]
    NothingWeighs,
    /// A row of another length.
    #[error("row {row} has {have} scores for {need} items; give each item a score or none")]
    WrongLength {
        /// Counted from 0.
        row: usize,
        /// How many scores.
        have: usize,
        /// How many items.
        need: usize,
    },
}

/// The figures of a test and its items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemReport {
    /// All candidates.
    pub candidates: usize,
    /// Those with a score on every item.
    pub complete: usize,
    /// The test as a whole.
    pub test: TestStatistics,
    /// In the order that they came in.
    pub items: Vec<ItemStatistics>,
}

/// The test as a whole, over the complete candidates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestStatistics {
    /// The mean total, as a share of the highest.
    pub mean: Figure,
    /// The spread of the totals, over n − 1, as a share of the highest.
    pub standard_deviation: Figure,
    /// Cronbach's (1951) α of the weighted grades; Moodle's coefficient of internal consistency.
    pub alpha: Figure,
    /// √(1 − α): the share of the spread that is chance.
    pub error_ratio: Figure,
    /// The error ratio times the standard deviation: how far a total lies from the same candidate's total on like items.
    pub standard_error: Figure,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemStatistics {
    /// Which.
    pub item: ItemId,
    /// Candidates with a score on it.
    pub candidates: usize,
    /// The mean share: 1 is an item that everybody solves.
    pub facility: Figure,
    /// The spread of the shares, over n − 1.
    pub standard_deviation: Figure,
    /// The part of the total that its weight says.
    pub intended_weight: f64,
    /// The part of the spread of totals that it makes: √C(item, total) over the sum of these.
    pub effective_weight: Figure,
    /// The correlation of its grade with the sum of the others.
    pub discrimination: Figure,
    /// The covariance of its grade with the sum of the others, over the most that it could be with the same grades.
    pub discriminative_efficiency: Figure,
    /// α of the other items: where it is higher than that of all, this item measures something else.
    pub alpha_without: Figure,
}

impl ItemScores {
    /// One row for each candidate, one score for each item, `None` where there is none.
    ///
    /// # Errors
    ///
    /// When a row has another length, a weight is negative, or nothing weighs.
    pub fn new(items: Vec<WeightedItem>, rows: Vec<Vec<Option<Share>>>) -> Result<Self, ItemScoresError> {
        if let Some(item) = items.iter().find(|item| item.weight.is_negative()) {
            return Err(ItemScoresError::NegativeWeight { item: item.id.clone() });
        }
        if items.iter().all(|item| item.weight.is_zero()) {
            return Err(ItemScoresError::NothingWeighs);
        }
        if let Some((row, scores)) = rows.iter().enumerate().find(|(_, row)| row.len() != items.len()) {
            return Err(ItemScoresError::WrongLength { row, have: scores.len(), need: items.len() });
        }
        Ok(Self { items, rows })
    }

    /// All figures.
    pub fn report(&self) -> ItemReport {
        let weights: BigRational = self.items.iter().map(|item| &item.weight).sum();
        let grades = Grades::of(self, &weights);
        ItemReport {
            candidates: self.rows.len(),
            complete: grades.complete,
            test: grades.test(),
            items: (0..self.items.len()).map(|n| self.item(n, &weights, &grades)).collect(),
        }
    }

    fn item(&self, n: usize, weights: &BigRational, grades: &Grades) -> ItemStatistics {
        let WeightedItem { id, weight } = &self.items[n];
        let shares: Vec<f64> = self.rows.iter().filter_map(|row| row[n].as_ref()).map(Share::to_f64).collect();
        let too_few = |what, need| Refusal::TooSmall { what, counted: Counted::Candidates, have: shares.len(), need };
        ItemStatistics {
            item: id.clone(),
            candidates: shares.len(),
            facility: mean(&shares).ok_or_else(|| too_few(Statistic::Facility, 1)).into(),
            standard_deviation: standard_deviation(&shares)
                .ok_or_else(|| too_few(Statistic::StandardDeviation, 2))
                .into(),
            intended_weight: float(&(weight / weights)),
            effective_weight: grades.effective_weight(n).into(),
            discrimination: grades.discrimination(n).into(),
            discriminative_efficiency: grades.efficiency(n).into(),
            alpha_without: grades.alpha_without(n).into(),
        }
    }
}

/// The complete candidates' grades, item by item, and their totals, as shares of the highest total.
struct Grades {
    complete: usize,
    items: Vec<Vec<f64>>,
    totals: Vec<f64>,
    /// The total less the item's own grade.
    rests: Vec<Vec<f64>>,
}

impl Grades {
    /// Exact until the last step, so that equal totals are equal floats.
    fn of(scores: &ItemScores, weights: &BigRational) -> Self {
        let count = scores.items.len();
        let mut grades = Self { complete: 0, items: vec![vec![]; count], totals: vec![], rests: vec![vec![]; count] };
        for row in &scores.rows {
            let Some(shares) = row.iter().map(Option::as_ref).collect::<Option<Vec<_>>>() else { continue };
            let weighted =
                shares.iter().zip(&scores.items).map(|(share, item)| share.as_ratio() * &item.weight / weights);
            let weighted: Vec<BigRational> = weighted.collect();
            let total: BigRational = weighted.iter().sum();
            grades.complete += 1;
            for (n, grade) in weighted.iter().enumerate() {
                grades.items[n].push(float(grade));
                grades.rests[n].push(float(&(&total - grade)));
            }
            grades.totals.push(float(&total));
        }
        grades
    }

    fn enough(&self, what: Statistic) -> Result<(), Refusal> {
        Refusal::unless(what, Counted::Complete, self.complete, LEAST_CANDIDATES)
    }

    fn test(&self) -> TestStatistics {
        let too_few = |what, need| Refusal::TooSmall { what, counted: Counted::Complete, have: self.complete, need };
        let spread = standard_deviation(&self.totals).ok_or_else(|| too_few(Statistic::StandardDeviation, 2));
        let all: Vec<usize> = (0..self.items.len()).collect();
        let alpha = self.alpha(&all, &self.totals);
        // α can lie below 0, where items work against each other; the error is then larger than the spread.
        let error_ratio = alpha.clone().map(|alpha| (1.0 - alpha).sqrt());
        let error = match (&error_ratio, &spread) {
            (Ok(ratio), Ok(spread)) => Ok(ratio * spread),
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal.clone()),
        };
        TestStatistics {
            mean: mean(&self.totals).ok_or_else(|| too_few(Statistic::Facility, 1)).into(),
            standard_deviation: spread.into(),
            alpha: alpha.into(),
            error_ratio: error_ratio.into(),
            standard_error: error.into(),
        }
    }

    /// k/(k − 1) · (1 − Σ V(item) / V(total)).
    fn alpha(&self, items: &[usize], totals: &[f64]) -> Result<f64, Refusal> {
        let what = Statistic::Alpha;
        self.enough(what)?;
        Refusal::unless(what, Counted::Items, items.len(), 2)?;
        let varies = |variance: &f64| *variance > 0.0 && !constant(totals);
        let total = variance(totals).filter(varies).ok_or(Refusal::NoVariation { what })?;
        let of_items = sum(items.iter().filter_map(|n| variance(&self.items[*n])));
        let count = size(items.len());
        Ok(count / (count - 1.0) * (1.0 - of_items / total))
    }

    fn alpha_without(&self, n: usize) -> Result<f64, Refusal> {
        let others: Vec<usize> = (0..self.items.len()).filter(|other| *other != n).collect();
        self.alpha(&others, &self.rests[n])
    }

    fn discrimination(&self, n: usize) -> Result<f64, Refusal> {
        let what = Statistic::Discrimination;
        self.enough(what)?;
        correlation(&pairs(&self.items[n], &self.rests[n])).ok_or(Refusal::NoVariation { what })
    }

    /// The most is reached where the higher grade always goes with the higher rest.
    fn efficiency(&self, n: usize) -> Result<f64, Refusal> {
        let what = Statistic::DiscriminativeEfficiency;
        self.enough(what)?;
        if constant(&self.items[n]) || constant(&self.rests[n]) {
            return Err(Refusal::NoVariation { what });
        }
        let sorted = |numbers: &[f64]| {
            let mut sorted = numbers.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted
        };
        let best = covariance(&pairs(&sorted(&self.items[n]), &sorted(&self.rests[n])));
        let found = covariance(&pairs(&self.items[n], &self.rests[n]));
        let ratio = found.zip(best.filter(|best| *best > 0.0)).map(|(found, best)| found / best);
        ratio.ok_or(Refusal::NoVariation { what })
    }

    /// Not defined where an item's covariance with the total is negative: its own weight then, all weights of the test too.
    fn effective_weight(&self, n: usize) -> Result<f64, Refusal> {
        let what = Statistic::EffectiveWeight;
        self.enough(what)?;
        if constant(&self.totals) {
            return Err(Refusal::NoVariation { what });
        }
        let roots = self.items.iter().map(|grades| {
            let shared = if constant(grades) { Some(0.0) } else { covariance(&pairs(grades, &self.totals)) };
            shared.filter(|shared| *shared >= 0.0).map(f64::sqrt)
        });
        let roots = roots.collect::<Option<Vec<f64>>>().ok_or(Refusal::NegativeCovariance { what })?;
        Ok(roots[n] / sum(roots.iter().copied()))
    }
}

fn pairs(first: &[f64], second: &[f64]) -> Vec<(f64, f64)> {
    first.iter().copied().zip(second.iter().copied()).collect()
}

#[cfg(test)]
mod tests;
