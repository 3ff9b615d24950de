//! Exact decimal numbers: up to 15 digits before the point and 15 after it, which is what a spreadsheet keeps. Rounds half away from zero
//! at the fifteenth place; what does not fit is no number here. No floats decide anything.

use std::fmt;

const PLACES: i32 = 15;
const ONE: i128 = 1_000_000_000_000_000;
const LIMIT: i128 = ONE * ONE;

/// A decimal number, in units of 10⁻¹⁵.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(i128);

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// A millionth.
    pub(crate) const MILLIONTH: Self = Self(ONE / 1_000_000);

    /// Plain digits with at most one point, a sign and an exponent: `-12.5`, `1e3`. No blanks, no separators.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(plain) = Self::parse_short(text.as_bytes()) {
            return Some(plain);
        }
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok().filter(|power: &i32| power.unsigned_abs() <= 400)?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fits = |part: &str| part.len() <= 400 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !fits(whole) || !fits(fraction) || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let digits = whole.bytes().chain(fraction.bytes());
        let leading = digits.clone().take_while(|digit| *digit == b'0').count();
        let mut digits = digits.skip(leading);
        let before = i32::try_from(whole.len()).ok()? - i32::try_from(leading).ok()? + exponent;
        if digits.clone().next().is_none() || before < -PLACES {
            return Some(Self::ZERO);
        }
        if before > PLACES {
            return None;
        }
        let mut units = 0_i128;
        for _ in 0..before + PLACES {
            units = units * 10 + i128::from(digits.next().unwrap_or(b'0') - b'0');
        }
        if digits.next().is_some_and(|digit| digit >= b'5') {
            units += 1;
        }
        Self(if negative { -units } else { units }).bounded()
    }

    /// What most cells hold, in few steps: at most 15 digits, with no exponent.
    fn parse_short(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        if digits.len() > 16 || !digits.first()?.is_ascii_digit() {
            return None;
        }
        let (mut mantissa, mut count, mut after) = (0_u64, 0_u32, None);
        for byte in digits {
            match byte {
                b'0'..=b'9' if count < 15 => {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                    count += 1;
                    after = after.map(|places: u32| places + 1);
                }
                b'.' if after.is_none() => after = Some(0),
                _ => return None,
            }
        }
        let units = i128::from(mantissa) * i128::from(10_u64.pow(15 - after.unwrap_or(0)));
        Some(Self(if negative { -units } else { units }))
    }

    /// The shortest decimal that a float is written as.
    pub fn from_float(value: f64) -> Option<Self> {
        if value.is_finite() && value.abs() < 1e16 { Self::parse(&format!("{value}")) } else { None }
    }

    /// As a person writes a number: with thousands separators, a currency sign, a percent sign, full width, or brackets for a
    /// negative one.
    pub fn from_words(text: &str) -> Option<Self> {
        if let Some(plain) = Self::parse_short(text.as_bytes()) {
            return Some(plain);
        }
        let mut plain: String = text.trim().chars().take(80).map(crate::text::half_width).collect();
        let bracketed = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map(str::to_owned);
        let mut negative = bracketed.is_some();
        plain = bracketed.unwrap_or(plain);
        if let Some(rest) = plain.strip_prefix(['-', '−']) {
            negative = !negative;
            plain = String::from(rest);
        }
        let plain = plain.trim().trim_start_matches(['¥', '￥', '$', '€', '£']).trim_end_matches('元').trim();
        let (plain, percent) = plain.strip_suffix('%').map_or((plain, false), |rest| (rest.trim(), true));
        if !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let value = Self::parse(&without_separators(plain)?)?;
        let value = if percent { Self(value.0 / 100) } else { value };
        Some(if negative { Self(-value.0) } else { value })
    }

    pub(crate) fn from_count(count: usize) -> Option<Self> {
        i128::try_from(count).ok()?.checked_mul(ONE).and_then(|units| Self(units).bounded())
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub(crate) fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    pub(crate) fn negated(self) -> Self {
        Self(-self.0)
    }

    pub(crate) fn size(self) -> Self {
        Self(self.0.abs())
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let ((a, a_places), (b, b_places)) = (self.stripped(), other.stripped());
        let product = a.checked_mul(b)?;
        let units = match PLACES - a_places - b_places {
            up @ 0.. => product.checked_mul(10_i128.checked_pow(up.unsigned_abs())?)?,
            down => rounded_quotient(product, 10_i128.checked_pow(down.unsigned_abs())?)?,
        };
        Self(units).bounded()
    }

    pub(crate) fn over(self, other: Self) -> Option<Self> {
        let ((a, a_places), (b, b_places)) = (self.stripped(), other.stripped());
        let units = match PLACES + b_places - a_places {
            up @ 0.. => rounded_quotient(a.checked_mul(10_i128.checked_pow(up.unsigned_abs())?)?, b)?,
            down => rounded_quotient(a, b.checked_mul(10_i128.checked_pow(down.unsigned_abs())?)?)?,
        };
        Self(units).bounded()
    }

    /// Rounded to so many places after the point; a negative number of places rounds before it.
    pub(crate) fn rounded(self, places: i32) -> Option<Self> {
        let unit = 10_i128.checked_pow(u32::try_from(PLACES.checked_sub(places)?).ok()?)?;
        rounded_quotient(self.0, unit)?.checked_mul(unit).and_then(|units| Self(units).bounded())
    }

    /// Whether two numbers are the same but for what a spreadsheet's floats lose: a millionth, or a thousand-millionth of the larger.
    pub(crate) fn nearly(self, other: Self) -> bool {
        let slack = Self::MILLIONTH.0.max(self.0.abs().max(other.0.abs()) / 1_000_000_000);
        self.0.abs_diff(other.0) <= slack.unsigned_abs()
    }

    fn bounded(self) -> Option<Self> {
        (self.0.abs() < LIMIT).then_some(self)
    }

    /// Digits without trailing zeros, and how many of them stand after the point.
    fn stripped(self) -> (i128, i32) {
        let (mut digits, mut places) = (self.0, PLACES);
        while digits % 10 == 0 && places > -PLACES && digits != 0 {
            digits /= 10;
            places -= 1;
        }
        (digits, places)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let fraction = format!("{fraction:015}");
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            fraction => write!(f, "{sign}{whole}.{fraction}"),
        }
    }
}

/// `1,234,567.8` without its commas, where they stand as thousands separators do.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let well = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3) && !fraction.contains(',');
    well.then(|| text.replace(',', ""))
}

/// Half away from zero; `None` when divided by nothing.
fn rounded_quotient(a: i128, b: i128) -> Option<i128> {
    let (quotient, rest) = (a.checked_div(b)?, a.checked_rem(b)?);
    let up = rest.unsigned_abs() >= b.unsigned_abs() - rest.unsigned_abs();
    let away = if (a < 0) == (b < 0) { 1 } else { -1 };
    if up { quotient.checked_add(away) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        for (text, expected) in [
            ("0", Some("0")),
            ("-0.10", Some("-0.1")),
            ("007.5", Some("7.5")),
            ("1.2E+05", Some("120000")),
            ("5e-16", Some("0.000000000000001")),
            ("4e-16", Some("0")),
            ("1e-300", Some("0")),
            ("0.30000000000000004", Some("0.3")),
            ("999999999999999", Some("999999999999999")),
            ("1000000000000000", None),
            ("1e399", None),
            ("0e400", Some("0")),
            ("1e99999999999", None),
            ("", None),
            (".", None),
            ("-", None),
            ("1,000", None),
            ("１", None),
            ("1.2.3", None),
            ("nan", None),
        ] {
            assert_eq!(Decimal::parse(text).map(|value| value.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (text, expected) in [
            (" ￥1,234.50 ", Some("1234.5")),
            ("（200）", Some("-200")),
            ("-$3", Some("-3")),
            ("12.5%", Some("0.125")),
            ("3 元", Some("3")),
            ("1,23", None),
            ("abc", None),
            ("2024-01-02", None),
            ("--1", None),
            ("", None),
        ] {
            assert_eq!(Decimal::from_words(text).map(|value| value.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn arithmetic_rounds_half_away_from_zero_and_refuses_what_does_not_fit() {
        let n = |text: &str| Decimal::parse(text).unwrap();
        assert_eq!(n("1").over(n("3")), Some(n("0.333333333333333")));
        assert_eq!(n("-2").over(n("3")), Some(n("-0.666666666666667")));
        assert_eq!(n("1").over(n("0")), None);
        assert_eq!(n("1234.5").times(n("-0.2")), Some(n("-246.9")));
        assert_eq!(n("999999999999999").times(n("999999999999999")), None);
        assert_eq!(n("2.345").rounded(2), Some(n("2.35")));
        assert_eq!(n("-1250").rounded(-2), Some(n("-1300")));
        assert_eq!(n("1").rounded(i32::MIN), None);
        assert!(n("0.1").nearly(n("0.1000000001")) && !n("0.1").nearly(n("0.11")));
    }

    #[test]
    fn floats_become_their_shortest_decimals() {
        assert_eq!(Decimal::from_float(0.1), Decimal::parse("0.1"));
        assert_eq!(Decimal::from_float(f64::NAN), None);
        assert_eq!(Decimal::from_float(f64::MAX), None);
        assert_eq!(Decimal::from_float(f64::MIN_POSITIVE), Some(Decimal::ZERO));
    }
}
