//! A number with a sign: how far two totals, or two parts of them, are apart.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::scorecard::Points;

/// An exact difference of points, from −100 to 100. For people with its sign and two decimals, halves away from zero (`+3.25`, `-0.50`, `0.00`), so that
/// there and back show the same figure; as JSON `{"exact": "-1/2", "shown": "-0.50"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference(BigRational);

impl Difference {
    /// What came after, less what was before; nothing counts as 0.
    pub fn of(before: Option<&Points>, after: Option<&Points>) -> Self {
        let ratio = |points: Option<&Points>| points.map_or_else(BigRational::zero, |points| points.as_ratio().clone());
        Self(ratio(after) - ratio(before))
    }

    pub(crate) fn new(ratio: BigRational) -> Self {
        Self(ratio)
    }

    /// The exact number.
    pub fn as_ratio(&self) -> &BigRational {
        &self.0
    }

    /// The exact number as text: `-253/3`, or `2`.
    pub fn exact(&self) -> String {
        if self.0.denom().is_one() { self.0.numer().to_string() } else { self.0.to_string() }
    }

    /// Whether nothing changed.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it went up.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether it went down.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = BigRational::new(BigInt::one(), BigInt::from(2));
        let hundredths = (self.0.abs() * BigRational::from_integer(BigInt::from(100)) + half).floor().to_integer();
        let sign = match (hundredths.is_zero(), self.0.is_negative()) {
            (true, _) => "",
            (false, true) => "-",
            (false, false) => "+",
        };
        let (whole, rest) = (&hundredths / 100, &hundredths % 100);
        f.pad(&format!("{sign}{whole}.{rest:0>2}"))
    }
}

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut difference = serializer.serialize_struct("Difference", 2)?;
        difference.serialize_field("exact", &self.exact())?;
        difference.serialize_field("shown", &self.to_string())?;
        difference.end()
    }
}

impl Add for &Difference {
    type Output = Difference;

    fn add(self, other: Self) -> Difference {
        Difference(&self.0 + &other.0)
    }
}

impl Sub for &Difference {
    type Output = Difference;

    fn sub(self, other: Self) -> Difference {
        Difference(&self.0 - &other.0)
    }
}

impl<'a> Sum<&'a Difference> for Difference {
    fn sum<I: Iterator<Item = &'a Difference>>(differences: I) -> Self {
        Self(differences.map(Self::as_ratio).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_with_its_sign() {
        let cases = [
            (13, 4, "+3.25"),
            (-13, 4, "-3.25"),
            (0, 1, "0.00"),
            (-1, 300, "0.00"),
            (1, 200, "+0.01"),
            (-1, 200, "-0.01"),
            (-100, 1, "-100.00"),
            (2, 3, "+0.67"),
            (1, 20, "+0.05"),
        ];
        for (numerator, denominator, expected) in cases {
            let difference = Difference(BigRational::new(numerator.into(), denominator.into()));
            assert_eq!(difference.to_string(), expected, "{numerator}/{denominator}");
        }
        let json = serde_json::to_string(&Difference(BigRational::new((-1).into(), 2.into()))).unwrap();
        assert_eq!(json, r#"{"exact":"-1/2","shown":"-0.50"}"#);
    }
}
