//! Exact numbers: those of a config, and those that people write, with grouping commas, exponents, fractions and Chinese scale words.
//! Units are `numeric`'s business.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Zero};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// More digits or a larger exponent is no number that a person writes.
const MOST_DIGITS: usize = 100;
const MOST_EXPONENT: u32 = 100;

/// Words that multiply, the longest first.
const SCALES: &[(&str, u32)] = &[
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("万亿", 12),
    ("千万", 7),
    ("百万", 6),
    ("萬億", 12),
    ("千萬", 7),
    ("百萬", 6),
    ("亿", 8),
    ("億", 8),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
    ("百", 2),
];

/// An exact number of a config: an integer, or a text such as `"0.5"` or `"-1/3"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub BigRational);

impl Exact {
    /// The number that `text` writes, if it writes one and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (value, rest) = scan(text)?;
        rest.is_empty().then_some(Self(value))
    }

    /// A whole number.
    pub(crate) fn whole(value: i64) -> Self {
        Self(BigRational::from_integer(BigInt::from(value)))
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExactVisitor)
    }
}

struct ExactVisitor;

impl Visitor<'_> for ExactVisitor {
    type Value = Exact;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or a text such as \"0.5\" or \"-1/3\"")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Exact, E> {
        Ok(Exact::whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Exact, E> {
        Ok(Exact(BigRational::from_integer(BigInt::from(value))))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Exact, E> {
        Err(E::custom(format!("`{value}` is no exact number: write it as a text, `\"{value}\"`")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Exact, E> {
        Exact::parse(text).ok_or_else(|| {
            E::custom(format!("`{}` is no number: write one such as \"0.5\" or \"-1/3\"", crate::text::clip(text)))
        })
    }
}

/// The number at the start of `text`, and what follows it. Takes `-1,200.5`, `.5`, `1.2e3`, `1.2×10^3`, `10^3`, `3/4` and groups of three
/// digits set apart by commas or spaces. None when there is no number, or when a comma could be a decimal one.
pub(crate) fn scan(text: &str) -> Option<(BigRational, &str)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, rest) = grouped(rest)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => leading_digits(rest),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let mut value = BigRational::new(integer(&format!("{whole}{fraction}"))?, ten_to(fraction.len().try_into().ok()?));
    let (power, rest) = if fraction.is_empty() && whole == "10" && rest.starts_with('^') {
        value = BigRational::one();
        signed_digits(rest.strip_prefix('^')?)?
    } else {
        exponent(rest)?
    };
    value *= power_of_ten(power)?;
    let rest = match fraction.is_empty().then(|| denominator(rest)).flatten() {
        Some((below, rest)) => {
            value /= BigRational::from_integer(below);
            rest
        }
        None => rest,
    };
    // What goes on like a number was no number: `1.2.3`, `1,5`, `1/0`.
    let odd = rest.strip_prefix(['.', ',', '/']).is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_digit()));
    if odd || rest.starts_with(|it: char| it.is_ascii_digit()) {
        return None;
    }
    Some((if negative { -value } else { value }, rest))
}

/// What the scale word at the start of `text` multiplies by, and what follows it.
pub(crate) fn scale(text: &str) -> Option<(BigRational, &str)> {
    let found = |(word, power): &(&str, u32)| {
        text.strip_prefix(word).map(|rest| (BigRational::from_integer(ten_to(*power)), rest.trim_start()))
    };
    SCALES.iter().find_map(found)
}

/// Ten to the power; none beyond 100.
pub(crate) fn power_of_ten(power: i32) -> Option<BigRational> {
    if power.unsigned_abs() > MOST_EXPONENT {
        return None;
    }
    let size = BigRational::from_integer(ten_to(power.unsigned_abs()));
    Some(if power < 0 { size.recip() } else { size })
}

/// The digits before the decimal point without what sets groups apart, and what follows them.
fn grouped(text: &str) -> Option<(String, &str)> {
    let (first, mut rest) = leading_digits(text);
    let mut digits = first.to_owned();
    if !(1..=3).contains(&first.len()) {
        return Some((digits, rest));
    }
    let separator = rest.chars().next().filter(|it| matches!(it, ',' | ' '));
    while let Some(group) = separator.and_then(|it| rest.strip_prefix(it)) {
        let (three, after) = leading_digits(group);
        if three.len() != 3 {
            break;
        }
        if digits.len() > MOST_DIGITS {
            return None;
        }
        digits.push_str(three);
        rest = after;
    }
    Some((digits, rest))
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// `e3`, `E-3`, `×10^3`, `*10^-3`, or nothing, which is 0. None where the exponent is beyond what is taken.
fn exponent(text: &str) -> Option<(i32, &str)> {
    if let Some(rest) = text.strip_prefix(['e', 'E'])
        && rest.trim_start_matches(['-', '+']).starts_with(|it: char| it.is_ascii_digit())
    {
        return signed_digits(rest);
    }
    let times = text.trim_start().strip_prefix(['×', '*', 'x', 'X', '·', '⋅']);
    match times.and_then(|rest| rest.trim_start().strip_prefix("10^")) {
        Some(rest) => signed_digits(rest),
        None => Some((0, text)),
    }
}

fn signed_digits(text: &str) -> Option<(i32, &str)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, rest) = leading_digits(rest);
    let value: i32 = digits.parse().ok().filter(|value: &i32| value.unsigned_abs() <= MOST_EXPONENT)?;
    Some((if negative { -value } else { value }, rest))
}

/// `/4`, where it is no 0.
fn denominator(text: &str) -> Option<(BigInt, &str)> {
    let (digits, rest) = leading_digits(text.strip_prefix('/')?);
    if digits.len() > MOST_DIGITS {
        return None;
    }
    integer(digits).filter(|value| !value.is_zero()).map(|value| (value, rest))
}

fn integer(digits: &str) -> Option<BigInt> {
    BigInt::parse_bytes(digits.as_bytes(), 10)
}

fn ten_to(power: u32) -> BigInt {
    Pow::pow(BigInt::from(10), power)
}

#[cfg(test)]
mod tests {
    use super::{Exact, scan};

    #[test]
    fn numbers_that_people_write() {
        for (text, same) in [
            ("1,200", "1200"),
            ("1 234 567.80", "1234567.8"),
            ("1.2e3", "1200"),
            ("1.2E+03", "1200"),
            ("1.2×10^3", "1200"),
            ("1.2 * 10^-3", "0.0012"),
            ("10^3", "1000"),
            (".5", "1/2"),
            ("5.", "5"),
            ("- 7", "-7"),
            ("0.1", "1/10"),
            ("6/8", "3/4"),
            ("1,234,567/1", "1234567"),
        ] {
            assert!(Exact::parse(same).is_some(), "{same}");
            assert_eq!(Exact::parse(text), Exact::parse(same), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        let digits = "9".repeat(101);
        for text in [
            "",
            "-",
            "abc",
            "1,5",
            "12,34",
            "1,2345",
            "1.2.3",
            "1/0",
            "1e101",
            "1e99999999999",
            ".",
            "NaN",
            "∞",
            &digits,
        ] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_follows_a_number_is_kept() {
        for (text, rest) in
            [("5kg", "kg"), ("5 kg", " kg"), ("5e", "e"), ("1,200元", "元"), ("3/4 m", " m"), ("5 x", " x")]
        {
            assert_eq!(scan(text).unwrap().1, rest, "{text}");
        }
    }
}
