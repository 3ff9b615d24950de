//! Cohen's (1968) weighted kappa with quadratic weights, and its large-sample standard error.

use serde::Serialize;

use super::LEAST_ANSWERS;
use crate::statistics::{Counted, Interval, NORMAL_975, Refusal, Statistic, size, sum};

/// Quadratic weighted kappa: 1 is full agreement, 0 what chance gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kappa {
    /// The figure.
    pub kappa: f64,
    /// For large samples, when kappa is not 0 (Fleiss, Cohen and Everitt 1969).
    pub standard_error: f64,
    /// 95 %: ± 1.96 standard errors, cut at −1 and 1.
    pub interval: Interval,
}

/// How often each mark of one rater met each mark of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairTable {
    categories: usize,
    counts: Vec<u64>,
}

/// What kappa needs, in sums of whole numbers: the same in any order, and exact.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    pairs: i128,
    first: i128,
    second: i128,
    squares: i128,
    differences: i128,
}

impl PairTable {
    /// For marks from 0 to `scale`.
    pub fn new(scale: u32) -> Self {
        let categories = scale as usize + 1;
        Self { categories, counts: vec![0; categories * categories] }
    }

    /// Counts one answer more.
    ///
    /// # Panics
    ///
    /// When a mark is over the scale.
    pub fn add(&mut self, first: u32, second: u32) {
        let (row, column) = (first as usize, second as usize);
        assert!(row < self.categories && column < self.categories, "a mark is over the scale");
        self.counts[row * self.categories + column] += 1;
    }

    /// All answers counted.
    pub fn pairs(&self) -> usize {
        usize::try_from(self.counts.iter().sum::<u64>()).unwrap_or(usize::MAX)
    }

    /// Kappa with its interval.
    ///
    /// # Errors
    ///
    /// When there are fewer than [`LEAST_ANSWERS`] pairs, or one category only.
    pub fn kappa(&self) -> Result<Kappa, Refusal> {
        self.kappa_of(Counted::DoubleMarked)
    }

    /// The same, where a refusal counts in `counted`.
    pub(super) fn kappa_of(&self, counted: Counted) -> Result<Kappa, Refusal> {
        Refusal::unless(Statistic::Kappa, counted, self.pairs(), LEAST_ANSWERS)?;
        let mut moments = Moments::default();
        for (row, column, count) in self.cells() {
            moments.add_times(mark(row), mark(column), i128::from(count));
        }
        let kappa = moments.kappa().ok_or(Refusal::OneCategory { what: Statistic::Kappa })?;
        let standard_error = self.standard_error();
        let reach = NORMAL_975 * standard_error;
        let interval = Interval { low: (kappa - reach).max(-1.0), high: (kappa + reach).min(1.0) };
        Ok(Kappa { kappa, standard_error, interval })
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        let cell = |(n, count): (usize, &u64)| (n / self.categories, n % self.categories, *count);
        self.counts.iter().enumerate().map(cell)
    }

    /// With weights w = 1 − (i − j)²/(k − 1)², shares p of the table, pᵢ. and p.ⱼ of its margins, and pₒ and pₑ the observed and the
    /// expected weighted agreement, the variance is
    /// (Σ p·(w·(1 − pₑ) − (w̄ᵢ. + w̄.ⱼ)·(1 − pₒ))² − (pₒ·pₑ − 2pₑ + pₒ)²) / (n·(1 − pₑ)⁴), where w̄ᵢ. = Σ p.ⱼ·w and w̄.ⱼ = Σ pᵢ.·w.
    fn standard_error(&self) -> f64 {
        let categories = self.categories;
        let pairs = size(self.pairs());
        let share = |count: u64| size(usize::try_from(count).unwrap_or(usize::MAX)) / pairs;
        let weight = |row: usize, column: usize| 1.0 - (size(row.abs_diff(column)) / size(categories - 1)).powi(2);
        let row = |row: usize| self.counts[row * categories..(row + 1) * categories].iter().sum();
        let column = |column: usize| self.counts.iter().skip(column).step_by(categories).sum();
        let rows: Vec<f64> = (0..categories).map(|n| share(row(n))).collect();
        let columns: Vec<f64> = (0..categories).map(|n| share(column(n))).collect();
        let row_means: Vec<f64> =
            (0..categories).map(|i| sum((0..categories).map(|j| columns[j] * weight(i, j)))).collect();
        let column_means: Vec<f64> =
            (0..categories).map(|j| sum((0..categories).map(|i| rows[i] * weight(i, j)))).collect();
        let observed = sum(self.cells().map(|(i, j, count)| share(count) * weight(i, j)));
        let expected = sum((0..categories).map(|i| rows[i] * row_means[i]));
        let spread = sum(self.cells().map(|(i, j, count)| {
            let term = weight(i, j) * (1.0 - expected) - (row_means[i] + column_means[j]) * (1.0 - observed);
            share(count) * term.powi(2)
        }));
        let centre = observed * expected - 2.0 * expected + observed;
        // Full agreement has no spread; rounding may leave less than nothing.
        (spread - centre.powi(2)).max(0.0).sqrt() / (pairs.sqrt() * (1.0 - expected).powi(2))
    }
}

impl Moments {
    pub(super) fn add(&mut self, first: u32, second: u32) {
        self.add_times(i128::from(first), i128::from(second), 1);
    }

    fn add_times(&mut self, first: i128, second: i128, times: i128) {
        self.pairs += times;
        self.first += first * times;
        self.second += second * times;
        self.squares += (first * first + second * second) * times;
        self.differences += (first - second) * (first - second) * times;
    }

    /// 1 − n·Σ(x − y)² / Σᵢⱼ(xᵢ − yⱼ)²: the table's form with quadratic weights, multiplied out. `None` when both raters used one
    /// and the same category.
    pub(super) fn kappa(&self) -> Option<f64> {
        let expected = self.pairs * self.squares - 2 * self.first * self.second;
        (expected != 0).then(|| quotient(expected - self.pairs * self.differences, expected))
    }

    /// First less second.
    pub(super) fn mean_difference(&self) -> Option<f64> {
        (self.pairs > 0).then(|| quotient(self.first - self.second, self.pairs))
    }
}

fn mark(category: usize) -> i128 {
    i128::try_from(category).expect("a scale is short")
}

/// Of two whole numbers that are exact floats as long as a sample has fewer than 2^39 pairs on a scale of 100.
#[expect(clippy::cast_precision_loss, reason = "see above; beyond, the quotient is off by a rounding")]
fn quotient(numerator: i128, denominator: i128) -> f64 {
    numerator as f64 / denominator as f64
}
