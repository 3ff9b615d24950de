//! What a sentence becomes, and how like two of them are.

use crate::lanes::{Eight, products};
use crate::matrix::{LARGEST, rounded};
use crate::shape::WIDTH;

const EIGHTS: usize = WIDTH / 8;

/// 512 numbers that give a direction; their length means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    numbers: [Eight; EIGHTS],
    squared_length: u64,
}

impl Vector {
    /// The cosine of the angle between the two in millionths: 1,000,000 for the same direction, about 0 for what has nothing in common.
    pub fn cosine(&self, other: &Self) -> i32 {
        let length = self.squared_length.saturating_mul(other.squared_length).isqrt().max(1);
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let millionths = i64::from(dot(&self.numbers, &other.numbers)) * 1_000_000 / length;
        i32::try_from(millionths.clamp(-1_000_000, 1_000_000)).unwrap_or(0)
    }

    /// The numbers, in units of 1/32,766.
    pub fn numbers(&self) -> impl Iterator<Item = i16> {
        self.numbers.as_flattened().iter().copied()
    }

    /// Rounds numbers of unit length to whole ones.
    pub(crate) fn of(numbers: &[f32]) -> Self {
        let mut whole_numbers = [[0; 8]; EIGHTS];
        for (whole, number) in whole_numbers.as_flattened_mut().iter_mut().zip(numbers) {
            *whole = rounded(number * LARGEST);
        }
        let squared_length = u64::try_from(dot(&whole_numbers, &whole_numbers)).unwrap_or(0);
        Self { numbers: whole_numbers, squared_length }
    }
}

/// Fits: of two vectors of length 2¹⁵, no sum of some of the products is beyond 2³⁰ but for what rounding adds.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn dot(one: &[Eight], other: &[Eight]) -> i32 {
    let [[dot, _]] = products([one], [other, other]);
    dot
}
