//! Decimal numbers, exactly: so that `1.1` is within `0.1` of `1`, whatever binary fractions make of it. Only what comparing needs:
//! no division, and no more digits than a program can sensibly print.

use std::cmp::Ordering;

use touchstone_sdk::FULL_MARKS;

const MOST_DIGITS: usize = 400;
const MOST_EXPONENT: i32 = 400;

/// A decimal number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    magnitude: Magnitude,
}

/// How far a number may be from the expected one: by `absolute`, or by `relative` times the expected one, whichever is more.
#[derive(Debug, Clone)]
pub(crate) struct Tolerance {
    absolute: Magnitude,
    relative: Magnitude,
}

/// `digits` (most significant first, none of them leading zeros, empty for 0) times ten to the `exponent`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Magnitude {
    digits: Vec<u8>,
    exponent: i32,
}

impl Decimal {
    /// The number that `text` writes, as JSON or a print statement would: `-12`, `0.5`, `.5`, `3e-7`. None for anything else, and for
    /// numbers of more than 400 digits or an exponent beyond 400.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], parse_exponent(&rest[at + 1..])?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > MOST_DIGITS {
            return None;
        }
        let digits: Option<Vec<u8>> =
            whole.bytes().chain(fraction.bytes()).map(|byte| byte.is_ascii_digit().then(|| byte - b'0')).collect();
        let exponent = exponent - i32::try_from(fraction.len()).ok()?;
        let magnitude = Magnitude::new(&digits?, exponent);
        Some(Self { negative: negative && !magnitude.digits.is_empty(), magnitude })
    }

    /// As a share in millionths, rounded down; none outside 0 to 1.
    pub(crate) fn to_millionths(&self) -> Option<u32> {
        let one = Magnitude::new(&[1], 0);
        if self.negative || self.magnitude.compare(&one) == Ordering::Greater {
            return None;
        }
        let digits = &self.magnitude.digits;
        let shift = self.magnitude.exponent + 6;
        let kept = if shift >= 0 { digits.len() } else { digits.len().saturating_sub(shift.unsigned_abs() as usize) };
        let mut millionths = 0_u32;
        for digit in &digits[..kept] {
            millionths = millionths.checked_mul(10)?.checked_add(u32::from(*digit))?;
        }
        for _ in 0..shift.max(0) {
            millionths = millionths.checked_mul(10)?;
        }
        (millionths <= FULL_MARKS).then_some(millionths)
    }

    /// The order of numbers.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude.compare(&other.magnitude),
            (true, true) => other.magnitude.compare(&self.magnitude),
        }
    }
}

impl Tolerance {
    /// Both from decimal strings, `0` or more; the error names the one that is none.
    pub(crate) fn parse(absolute: &str, relative: &str) -> Result<Self, &'static str> {
        let magnitude =
            |text| Decimal::parse(text).filter(|number: &Decimal| !number.negative).map(|number| number.magnitude);
        Ok(Self { absolute: magnitude(absolute).ok_or("absolute")?, relative: magnitude(relative).ok_or("relative")? })
    }

    /// Whether `actual` is near enough to `expected`.
    pub(crate) fn allows(&self, expected: &Decimal, actual: &Decimal) -> bool {
        let distance = if expected.negative == actual.negative {
            expected.magnitude.distance(&actual.magnitude)
        } else {
            expected.magnitude.sum(&actual.magnitude)
        };
        distance.compare(&self.absolute) != Ordering::Greater
            || distance.compare(&self.relative.product(&expected.magnitude)) != Ordering::Greater
    }
}

impl Magnitude {
    fn new(digits: &[u8], exponent: i32) -> Self {
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        let mut digits = digits[zeros..].to_vec();
        let mut exponent = exponent;
        while digits.last() == Some(&0) {
            digits.pop();
            exponent += 1;
        }
        if digits.is_empty() {
            exponent = 0;
        }
        Self { digits, exponent }
    }

    /// Both written with the smaller exponent, and that exponent.
    fn aligned(&self, other: &Self) -> (Vec<u8>, Vec<u8>, i32) {
        let exponent = if self.digits.is_empty() {
            other.exponent
        } else if other.digits.is_empty() {
            self.exponent
        } else {
            self.exponent.min(other.exponent)
        };
        (self.written_with(exponent), other.written_with(exponent), exponent)
    }

    fn written_with(&self, exponent: i32) -> Vec<u8> {
        let mut digits = self.digits.clone();
        if !digits.is_empty() {
            let zeros = (self.exponent - exponent).max(0).unsigned_abs() as usize;
            digits.resize(digits.len() + zeros, 0);
        }
        digits
    }

    fn compare(&self, other: &Self) -> Ordering {
        let (left, right, _) = self.aligned(other);
        left.len().cmp(&right.len()).then_with(|| left.cmp(&right))
    }

    fn sum(&self, other: &Self) -> Self {
        let (left, right, exponent) = self.aligned(other);
        let mut digits = Vec::new();
        let mut carry = 0;
        for place in 0..left.len().max(right.len()) {
            let total = digit_from_end(&left, place) + digit_from_end(&right, place) + carry;
            digits.push(total % 10);
            carry = total / 10;
        }
        digits.push(carry);
        digits.reverse();
        Self::new(&digits, exponent)
    }

    fn distance(&self, other: &Self) -> Self {
        let (mut large, mut small, exponent) = self.aligned(other);
        if large.len().cmp(&small.len()).then_with(|| large.cmp(&small)) == Ordering::Less {
            std::mem::swap(&mut large, &mut small);
        }
        let mut digits = Vec::new();
        let mut borrow = 0;
        for place in 0..large.len() {
            let take = digit_from_end(&small, place) + borrow;
            let from = digit_from_end(&large, place);
            borrow = u8::from(from < take);
            digits.push(from + 10 * borrow - take);
        }
        digits.reverse();
        Self::new(&digits, exponent)
    }

    fn product(&self, other: &Self) -> Self {
        let mut places = vec![0_u32; self.digits.len() + other.digits.len()];
        for (i, left) in self.digits.iter().rev().enumerate() {
            for (j, right) in other.digits.iter().rev().enumerate() {
                places[i + j] += u32::from(*left) * u32::from(*right);
            }
        }
        let mut digits = Vec::with_capacity(places.len());
        let mut carry = 0;
        for place in places {
            let total = place + carry;
            digits.push(u8::try_from(total % 10).unwrap_or_default());
            carry = total / 10;
        }
        digits.reverse();
        Self::new(&digits, self.exponent + other.exponent)
    }
}

fn digit_from_end(digits: &[u8], place: usize) -> u8 {
    digits.len().checked_sub(place + 1).map_or(0, |at| digits[at])
}

fn parse_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|exponent: &i32| exponent.abs() <= MOST_EXPONENT)
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Tolerance};

    #[test]
    fn numbers_within_a_tolerance() {
        for (expected, actual, absolute, relative, near) in [
            ("1", "1.1", "0.1", "0", true),
            ("1", "1.1000001", "0.1", "0", false),
            ("1.0", "1", "0", "0", true),
            ("100", "1e2", "0", "0", true),
            ("-0", "0", "0", "0", true),
            ("-1", "1", "2", "0", true),
            ("-1", "1", "1.9", "0", false),
            ("1000", "1001", "0", "1e-3", true),
            ("1000", "1001.1", "0", "0.001", false),
            ("0", "0.000001", "0", "0.1", false),
            ("0.3", "0.30000000000000004", "1e-9", "0", true),
            ("123456789012345678901", "123456789012345678902", "0", "0", false),
            ("1e-300", "2e-300", "1e-300", "0", true),
        ] {
            let tolerance = Tolerance::parse(absolute, relative).unwrap();
            let number = |text| Decimal::parse(text).unwrap();
            assert_eq!(tolerance.allows(&number(expected), &number(actual)), near, "{expected} {actual}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in
            ["", "-", ".", "e5", "1e", "1e+", "0x10", "nan", "inf", "1_000", "1,5", "1e999999999999", "--1", "１"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shares_in_millionths() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1", Some(1_000_000)),
            ("1.0", Some(1_000_000)),
            ("0.5", Some(500_000)),
            ("0.3333333", Some(333_333)),
            ("0.0000009", Some(0)),
            ("1e-6", Some(1)),
            ("1e-300", Some(0)),
            ("1.0000001", None),
            ("2", None),
            ("-0.1", None),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_millionths(), expected, "{text}");
        }
    }
}
