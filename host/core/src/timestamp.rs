//! A moment as somebody else's clock gave it: text, checked for its shape. Reads no clock and computes no durations.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment as RFC 3339 writes it, kept as it was written: `2026-11-24T14:30:00Z`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp(String);

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no moment; write it as RFC 3339 has it, such as `2026-11-24T14:30:00Z`")]
pub struct TimestampError {
    /// The text, shortened.
    pub text: String,
}

impl Timestamp {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        if is_moment(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TimestampError { text: crate::reader::shortened(text) })
        }
    }
}

/// RFC 3339, section 5.6, in upper case; a leap second where one may be.
fn is_moment(text: &str) -> bool {
    fn number(text: &str, from: usize, digits: usize) -> Option<u32> {
        let part = text.get(from..from + digits)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    }
    let parse = || {
        let (year, month, day) = (number(text, 0, 4)?, number(text, 5, 2)?, number(text, 8, 2)?);
        let (hour, minute, second) = (number(text, 11, 2)?, number(text, 14, 2)?, number(text, 17, 2)?);
        let signs = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")];
        let signs = signs.iter().all(|(at, sign)| text.get(*at..*at + 1) == Some(sign));
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        let within = (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60;
        let rest = text.get(19..)?;
        let zone = match rest.strip_prefix('.') {
            Some(fraction) => {
                let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                (zone.len() < fraction.len()).then_some(zone)?
            }
            None => rest,
        };
        let offset = || {
            let sign = zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":") && zone.len() == 6;
            Some(sign && number(zone, 1, 2)? < 24 && number(zone, 4, 2)? < 60)
        };
        Some(signs && within && (zone == "Z" || offset()?))
    };
    text.len() <= 64 && parse().unwrap_or(false)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let moments = [
            "2026-11-24T14:30:00Z",
            "2024-02-29T00:00:00.000000001+08:00",
            "2016-12-31T23:59:60Z",
            "0001-01-01T00:00:00-00:00",
        ];
        for text in moments {
            assert_eq!(text.parse::<Timestamp>().unwrap().as_str(), text);
        }
        let others = [
            "",
            "now",
            "2026-11-24",
            "2026-11-24T14:30:00",
            "2026-11-24 14:30:00Z",
            "2026-02-29T14:30:00Z",
            "2026-13-01T14:30:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T14:30:00.Z",
            "2026-11-24T14:30:00+8:00",
            "2026-11-24T14:30:00+08:00 ",
            "２026-11-24T14:30:00Z",
            "2026-11-24T14:30:0é",
        ];
        for text in others {
            let said = text.parse::<Timestamp>().unwrap_err().to_string();
            assert!(said.contains("is no moment; write it"), "{said}");
        }
    }
}
