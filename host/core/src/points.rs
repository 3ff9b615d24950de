//! Exact points from 0 to 100: what a scorecard shows. Rounds only for people.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::weight::{Mark, Threshold};

/// An exact number from 0 to 100. For people two decimals, half up (`84.33`); as JSON
/// `{"exact": "253/3", "shown": "84.33"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(BigRational);

impl Points {
    /// Of a share from 0 to 1.
    pub(crate) fn of_ratio(share: &BigRational) -> Self {
        Self(share * BigRational::from_integer(BigInt::from(100)))
    }

    /// Of a number that is from 0 to 100 already.
    pub(crate) fn new(points: BigRational) -> Self {
        Self(points)
    }

    /// The exact number, 0 to 100.
    pub fn as_ratio(&self) -> &BigRational {
        &self.0
    }

    /// The exact number as text: `253/3`, or `85`.
    pub fn exact(&self) -> String {
        if self.0.denom().is_one() { self.0.numer().to_string() } else { self.0.to_string() }
    }

    /// In hundredths, half up: 8433 for 84.33.
    pub fn hundredths(&self) -> u32 {
        let half = BigRational::new(BigInt::one(), BigInt::from(2));
        let rounded = (&self.0 * BigRational::from_integer(BigInt::from(100)) + half).floor().to_integer();
        u32::try_from(rounded).expect("points are from 0 to 100")
    }
}

impl From<&Mark> for Points {
    fn from(mark: &Mark) -> Self {
        Self(mark.as_ratio().clone())
    }
}

impl From<&Threshold> for Points {
    fn from(threshold: &Threshold) -> Self {
        Self(threshold.as_ratio().clone())
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.hundredths();
        f.pad(&format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut points = serializer.serialize_struct("Points", 2)?;
        points.serialize_field("exact", &self.exact())?;
        points.serialize_field("shown", &self.to_string())?;
        points.end()
    }
}
