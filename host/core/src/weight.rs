//! Exact numbers that a person writes: weights, thresholds and marks. No float comes in or goes out.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// How much something counts beside others: a fraction from 0, its numerator and denominator at most 1,000,000,000.
/// Written `3`, `"0.35"` or `"7/20"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(BigRational);

/// Points from 0 to 100 that a level begins at or a floor asks for, written as a [`Weight`] is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(BigRational);

/// Points that a person gives, 0 to 100, written as a [`Weight`] is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(BigRational);

/// Why something is no exact number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not a number in any of the three forms.
    #[error(
        "`{text}` is no exact number; write an integer such as 3, a decimal such as \"0.35\", or a fraction such as \"7/20\""
    )]
    NotNumber {
        /// What was written.
        text: String,
    },
    /// A JSON number with a point or an exponent.
    #[error("`{text}` is a float, which cannot be kept exactly; write it in quotes: \"{text}\"")]
    Float {
        /// What was written.
        text: String,
    },
    /// Below zero.
    #[error("`{text}` is negative; write 0 or more")]
    Negative {
        /// What was written.
        text: String,
    },
    /// Divided by zero.
    #[error("`{text}` divides by zero; write a denominator from 1")]
    ZeroDenominator {
        /// What was written.
        text: String,
    },
    /// A numerator or denominator over the bound.
    #[error("`{text}` is too large or too fine; keep numerator and denominator at or below 1000000000")]
    OutOfBounds {
        /// What was written.
        text: String,
    },
    /// Points over 100.
    #[error("`{text}` is more than 100, the highest score; write 0 to 100")]
    Over100 {
        /// What was written.
        text: String,
    },
}

/// The most that a numerator or a denominator may be.
pub const MAX_PART: u32 = 1_000_000_000;

impl Weight {
    /// From an exact number.
    ///
    /// # Errors
    ///
    /// When it is negative or over the bound.
    pub fn new(number: BigRational) -> Result<Self, NumberError> {
        let text = || number.to_string();
        if number.is_negative() {
            return Err(NumberError::Negative { text: text() });
        }
        let most = BigInt::from(MAX_PART);
        if *number.numer() > most || *number.denom() > most {
            return Err(NumberError::OutOfBounds { text: text() });
        }
        Ok(Self(number))
    }

    /// From JSON: an integer, or a text with a decimal or a fraction.
    ///
    /// # Errors
    ///
    /// When it is something else, a float above all.
    pub fn from_json(value: &Value) -> Result<Self, NumberError> {
        match value {
            Value::String(text) => text.parse(),
            Value::Number(number) if number.is_f64() => Err(NumberError::Float { text: number.to_string() }),
            Value::Number(number) => number.to_string().parse(),
            other => Err(NumberError::NotNumber { text: crate::reader::shortened(&other.to_string()) }),
        }
    }

    /// The exact number.
    pub fn as_ratio(&self) -> &BigRational {
        &self.0
    }

    /// Whether it counts for nothing.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
}

impl FromStr for Weight {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let shown = || crate::reader::shortened(text);
        if let Some(rest) = text.strip_prefix('-') {
            return Err(match Self::from_str(rest) {
                Err(NumberError::NotNumber { .. } | NumberError::Negative { .. }) => {
                    NumberError::NotNumber { text: shown() }
                }
                _ => NumberError::Negative { text: shown() },
            });
        }
        let out_of_bounds = || NumberError::OutOfBounds { text: shown() };
        let digits = |digits| some_digits(digits, text);
        let integer = |text| Ok(digits(text)?.parse::<BigInt>().unwrap_or_default());
        let ratio = if let Some((numerator, denominator)) = text.split_once('/') {
            let (numerator, denominator) = (integer(numerator)?, integer(denominator)?);
            if denominator.is_zero() {
                return Err(NumberError::ZeroDenominator { text: shown() });
            }
            BigRational::new(numerator, denominator)
        } else if let Some((whole, decimals)) = text.split_once('.') {
            let decimals = digits(decimals)?.trim_end_matches('0');
            let power = u32::try_from(decimals.len()).ok().filter(|power| *power <= 30).ok_or_else(out_of_bounds)?;
            let both = format!("{}{decimals}", digits(whole)?);
            BigRational::new(both.parse().unwrap_or_default(), BigInt::from(10).pow(power))
        } else {
            BigRational::from_integer(integer(text)?)
        };
        Self::new(ratio).map_err(|_| out_of_bounds())
    }
}

/// `digits` when it holds digits only, and not more than the bound can use: those would become a large integer first.
fn some_digits<'a>(digits: &'a str, text: &str) -> Result<&'a str, NumberError> {
    let shown = || crate::reader::shortened(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::NotNumber { text: shown() });
    }
    if digits.trim_matches('0').len() > 30 { Err(NumberError::OutOfBounds { text: shown() }) } else { Ok(digits) }
}

macro_rules! up_to_100 {
    ($($name:ident),+) => {$(
        impl $name {
            /// From JSON, as a weight.
            ///
            /// # Errors
            ///
            /// When it is no exact number from 0 to 100.
            pub fn from_json(value: &Value) -> Result<Self, NumberError> {
                let Weight(number) = Weight::from_json(value)?;
                if number > BigRational::from_integer(BigInt::from(100)) {
                    return Err(NumberError::Over100 { text: number.to_string() });
                }
                Ok(Self(number))
            }

            /// The exact number, 0 to 100.
            pub fn as_ratio(&self) -> &BigRational {
                &self.0
            }

            /// Whether nothing is below it.
            pub fn is_zero(&self) -> bool {
                self.0.is_zero()
            }
        }
    )+};
}

up_to_100!(Threshold, Mark);

macro_rules! exact_text {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.0.denom().is_one() { write!(f, "{}", self.0.numer()) } else { write!(f, "{}", self.0) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::from_json(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

exact_text!(Weight, Threshold, Mark);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn exact_or_refused() {
        let cases = [
            (json!(3), Ok("3")),
            (json!(0), Ok("0")),
            (json!("0.35"), Ok("7/20")),
            (json!("7/20"), Ok("7/20")),
            (json!("14/40"), Ok("7/20")),
            (json!("2.50"), Ok("5/2")),
            (json!("1000000000"), Ok("1000000000")),
            (json!("0.000000001"), Ok("1/1000000000")),
            (json!("3.00000000000000000000000000000000000000"), Ok("3")),
            (json!(0.35), Err("is a float")),
            (json!(1e3), Err("is a float")),
            (json!(-1), Err("is negative")),
            (json!("-1/2"), Err("is negative")),
            (json!("--1"), Err("is no exact number")),
            (json!("1/0"), Err("divides by zero")),
            (json!("1000000001"), Err("too large or too fine")),
            (json!("0.0000000001"), Err("too large or too fine")),
            (json!("9".repeat(1000)), Err("too large or too fine")),
            (json!(""), Err("is no exact number")),
            (json!("1/2/3"), Err("is no exact number")),
            (json!(".5"), Err("is no exact number")),
            (json!("5."), Err("is no exact number")),
            (json!("1e3"), Err("is no exact number")),
            (json!("+1"), Err("is no exact number")),
            (json!(" 1"), Err("is no exact number")),
            (json!("40%"), Err("is no exact number")),
            (json!(null), Err("is no exact number")),
        ];
        for (value, expected) in cases {
            match (Weight::from_json(&value), expected) {
                (Ok(weight), Ok(text)) => assert_eq!(weight.to_string(), text),
                (Err(error), Err(said)) => assert!(error.to_string().contains(said), "{error}"),
                (found, _) => panic!("{value}: {found:?}"),
            }
        }
        assert!(Threshold::from_json(&json!("100.01")).is_err());
        assert_eq!(Threshold::from_json(&json!(100)).unwrap().to_string(), "100");
    }
}
