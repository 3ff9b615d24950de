//! Figures over many numbers, for reports. Floats are enough here: nothing in this module decides a score, a level or a rank.
//!
//! Every sum is correctly rounded, so the order of the numbers never changes a figure. The caller hands in finite numbers.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

mod refusal;

pub use refusal::{Counted, Figure, Refusal, Statistic};

/// The 97.5 % point of the standard normal distribution: 95 % of it lie within this many standard errors on both sides.
pub const NORMAL_975: f64 = 1.959_963_984_540_054;

/// An exact share, 0 to 1. For people three decimals, half up (`0.773`); as JSON `{"exact": "58/75", "shown": "0.773"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(BigRational);

/// So many of so many: counts, which are true of the smallest sample too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Count {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

/// A figure with an interval that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Share {
    /// `None` when it is not from 0 to 1.
    pub fn new(share: BigRational) -> Option<Self> {
        (share >= BigRational::zero() && share <= BigRational::one()).then_some(Self(share))
    }

    /// The exact number.
    pub fn as_ratio(&self) -> &BigRational {
        &self.0
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        float(&self.0)
    }

    /// The exact number as text: `4/5`, or `1`.
    pub fn exact(&self) -> String {
        if self.0.denom().is_one() { self.0.numer().to_string() } else { self.0.to_string() }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = BigRational::new(BigInt::one(), BigInt::from(2));
        let thousandths = (&self.0 * BigRational::from_integer(BigInt::from(1000)) + half).floor().to_integer();
        let thousandths = thousandths.to_u32().expect("a share is from 0 to 1");
        f.pad(&format!("{}.{:03}", thousandths / 1000, thousandths % 1000))
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut share = serializer.serialize_struct("Share", 2)?;
        share.serialize_field("exact", &self.exact())?;
        share.serialize_field("shown", &self.to_string())?;
        share.end()
    }
}

impl Count {
    /// The exact share; `None` of nothing.
    pub fn share(self) -> Option<Share> {
        (self.of > 0).then(|| BigRational::new(BigInt::from(self.count), BigInt::from(self.of))).and_then(Share::new)
    }
}

/// The correctly rounded sum, whatever the order.
///
/// Adds without loss into floats that do not overlap (Shewchuk 1997, "Adaptive precision floating-point arithmetic", § 2.4) and
/// rounds once.
pub fn sum(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut parts: Vec<f64> = Vec::new();
    for number in numbers {
        let mut carried = number;
        let mut kept = 0;
        for n in 0..parts.len() {
            let (high, low) = two_sum(carried, parts[n]);
            if low != 0.0 {
                parts[kept] = low;
                kept += 1;
            }
            carried = high;
        }
        parts.truncate(kept);
        parts.push(carried);
    }
    rounded(&parts)
}

/// `None` of nothing.
pub fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| sum(numbers.iter().copied()) / size(numbers.len()))
}

/// The variance of a sample, over n − 1; `None` of fewer than two.
pub fn variance(numbers: &[f64]) -> Option<f64> {
    let mean = mean(numbers)?;
    (numbers.len() > 1).then(|| sum(numbers.iter().map(|number| (number - mean).powi(2))) / size(numbers.len() - 1))
}

/// The square root of the [`variance`].
pub fn standard_deviation(numbers: &[f64]) -> Option<f64> {
    variance(numbers).map(f64::sqrt)
}

/// The covariance of a sample, over n − 1; `None` of fewer than two.
pub fn covariance(pairs: &[(f64, f64)]) -> Option<f64> {
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mean_first, mean_second) = (mean(&first)?, mean(&second)?);
    let products = pairs.iter().map(|(first, second)| (first - mean_first) * (second - mean_second));
    (pairs.len() > 1).then(|| sum(products) / size(pairs.len() - 1))
}

/// Pearson's correlation; `None` of fewer than two, or when one side never varies.
pub fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    if constant(&first) || constant(&second) {
        return None;
    }
    let scale = variance(&first)?.sqrt() * variance(&second)?.sqrt();
    (scale > 0.0).then_some(covariance(pairs)? / scale).map(|r| r.clamp(-1.0, 1.0))
}

/// Type 7 of Hyndman and Fan (1996), the default of R and `NumPy`: linear between the order statistics. `None` of nothing, or when
/// `share` is not from 0 to 1.
pub fn quantile(numbers: &[f64], share: f64) -> Option<f64> {
    if numbers.is_empty() || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * size(sorted.len() - 1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last index")]
    let below = place.floor() as usize;
    let low = sorted[below];
    let high = sorted[(below + 1).min(sorted.len() - 1)];
    Some(low + (place - place.floor()) * (high - low))
}

/// Whether all numbers are the same. True of nothing.
pub(crate) fn constant(numbers: &[f64]) -> bool {
    numbers.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq())
}

/// A count as a float.
#[expect(clippy::cast_precision_loss, reason = "samples have fewer than 2^53 members")]
pub(crate) fn size(count: usize) -> f64 {
    count as f64
}

/// The nearest float of an exact number.
pub(crate) fn float(exact: &BigRational) -> f64 {
    exact.to_f64().unwrap_or(f64::NAN)
}

/// The rounded sum of two numbers, and what rounding lost.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let high = a + b;
    let b_taken = high - a;
    let a_taken = high - b_taken;
    (high, (a - a_taken) + (b - b_taken))
}

/// One rounding of parts that do not overlap, the smallest first.
fn rounded(parts: &[f64]) -> f64 {
    let mut rest = parts.iter().rev().copied();
    let Some(mut total) = rest.next() else { return 0.0 };
    while let Some(part) = rest.next() {
        let (high, low) = two_sum(total, part);
        total = high;
        if low != 0.0 {
            // Half way between two floats, what is below decides: doubling `low` is exact only there.
            let below = rest.next().unwrap_or(0.0);
            if (low < 0.0 && below < 0.0) || (low > 0.0 && below > 0.0) {
                let doubled = low * 2.0;
                let up = total + doubled;
                if (up - total).total_cmp(&doubled).is_eq() {
                    total = up;
                }
            }
            break;
        }
    }
    total
}

#[cfg(test)]
mod tests;
