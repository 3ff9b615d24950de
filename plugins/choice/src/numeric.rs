//! A number with its unit: how it is read, and what it is worth. Exact throughout.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use unicode_normalization::UnicodeNormalization as _;

use crate::keys::{Accepted, Key, Tolerance, Unit};
use crate::number::{power_of_ten, scale, scan};

/// What a candidate wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A number, in the key's unit; whether the unit was written.
    Number { value: BigRational, with_unit: bool },
    /// A number with something behind or before it that is none of the units.
    OtherUnit(String),
    /// Something else.
    NoNumber,
}

/// Reads what was written under the units of `key`.
pub(crate) fn read(key: &Key, text: &str) -> Reading {
    let folded = fold(text);
    let text = folded.trim_end_matches(['.', '。']).trim();
    let (before, rest) = match text.find(|it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.')) {
        Some(at) => text.split_at(at),
        None => return Reading::NoNumber,
    };
    let Some((mut value, after)) = scan(rest) else { return Reading::NoNumber };
    let mut after = after.trim_start();
    if let Some((by, rest)) = scale(after)
        && unit_of(key, after).is_none()
    {
        value *= by;
        after = rest;
    }
    if after.starts_with(|it: char| it.is_ascii_digit()) {
        return Reading::NoNumber;
    }
    let written = if before.is_empty() { after } else { before };
    if written.is_empty() {
        return Reading::Number { value, with_unit: false };
    }
    // `¥5 kg` has two units.
    let alone = before.is_empty() || after.is_empty();
    let units = unit_of(key, written).zip(key.unit.as_ref().and_then(|unit| key.units.get(unit)));
    match units {
        Some((unit, own)) if alone && !own.factor.0.is_zero() => {
            let base = value * &unit.factor.0 + &unit.offset.0;
            Reading::Number { value: (base - &own.offset.0) / &own.factor.0, with_unit: true }
        }
        _ => Reading::OtherUnit(format!("{before}{after}")),
    }
}

/// The best of what is accepted for this number.
pub(crate) fn accepted<'a>(key: &'a Key, value: &BigRational) -> Option<&'a Accepted> {
    let fits = |it: &&Accepted| it.value.as_ref().is_some_and(|wanted| near(&wanted.0, it.tolerance.as_ref(), value));
    // The first of those that are worth the same.
    key.accept.iter().filter(fits).reduce(|best, next| if next.credit() > best.credit() { next } else { best })
}

impl Accepted {
    /// The share of full marks.
    pub(crate) fn credit(&self) -> BigRational {
        self.credit.as_ref().map_or_else(BigRational::one, |credit| credit.0.clone())
    }
}

/// How units are compared: in one form, without spaces. Case counts: mW is not MW.
pub(crate) fn unit_form(text: &str) -> String {
    fold(text).chars().filter(|it| !it.is_whitespace()).collect()
}

fn unit_of<'a>(key: &'a Key, text: &str) -> Option<&'a Unit> {
    let wanted = unit_form(text);
    let named = |(id, unit): &(&String, &Unit)| {
        unit_form(id) == wanted || unit.aliases.iter().any(|alias| unit_form(alias) == wanted)
    };
    key.units.iter().find(named).map(|(_, unit)| unit)
}

fn near(wanted: &BigRational, tolerance: Option<&Tolerance>, value: &BigRational) -> bool {
    let most = match tolerance {
        None => BigRational::zero(),
        Some(Tolerance::Absolute(most)) => most.0.clone(),
        Some(Tolerance::Relative(share)) => &share.0 * wanted.abs(),
        Some(Tolerance::SignificantFigures(figures)) => half_a_unit(wanted, *figures),
    };
    (value - wanted).abs() <= most
}

/// Half of what the last of so many significant figures counts for; 0 has none.
fn half_a_unit(wanted: &BigRational, figures: u32) -> BigRational {
    let Some(first) = first_figure(&wanted.abs()) else { return BigRational::zero() };
    let last = i32::try_from(figures).ok().and_then(|figures| first.checked_sub(figures)?.checked_add(1));
    let unit = last.and_then(power_of_ten).unwrap_or_else(BigRational::zero);
    unit / BigRational::from_integer(BigInt::from(2))
}

/// The power of ten of the first figure: 2 for 345, −1 for 0.2.
fn first_figure(value: &BigRational) -> Option<i32> {
    if !value.is_positive() {
        return None;
    }
    // A number of n digits over one of d lies between ten to the n − d − 1 and ten to the n − d + 1.
    let digits = |it: &BigInt| i32::try_from(it.to_string().len()).unwrap_or(i32::MAX);
    let highest = digits(value.numer()).checked_sub(digits(value.denom()))?;
    Some(if wide_power(highest) <= *value { highest } else { highest - 1 })
}

/// [`power_of_ten`] without its bound.
fn wide_power(power: i32) -> BigRational {
    let size = BigRational::from_integer(num_traits::Pow::pow(BigInt::from(10), power.unsigned_abs()));
    if power < 0 { size.recip() } else { size }
}

/// One form of everything that looks the same: NFKC, one kind of minus and space, powers of ten with `^`.
fn fold(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut raised = false;
    for it in text.chars() {
        let up = matches!(it, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁻' | '⁺');
        if up && !raised && marked.ends_with("10") {
            marked.push('^');
        }
        raised = up;
        marked.push(it);
    }
    let plain = |it: char| match it {
        '−' | '‒' | '–' | '﹣' => '-',
        it if it.is_whitespace() => ' ',
        it => it,
    };
    marked.nfkc().map(plain).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Reading, half_a_unit, read};
    use crate::keys::Key;
    use crate::number::Exact;

    fn key() -> Key {
        serde_json::from_value(json!({
            "accept": [{"value": "1200"}], "unit": "g",
            "units": {
                "g": {"aliases": ["克", "gram"]}, "kg": {"factor": 1000, "aliases": ["千克", "公斤"]}, "¥": {"aliases": ["元"]},
            },
        }))
        .unwrap()
    }

    #[test]
    fn the_same_number_in_other_words() {
        for text in [
            "1200 g",
            "1,200g",
            "１，２００ 克",
            "1.2kg",
            "1.2 千克",
            "1.2公斤",
            "1200",
            "1.2e3 g",
            "1.2×10³ g",
            "12百g",
            "0.12万 克",
            "1.2 thousand gram",
            "1 200 g",
            "1.2 k g",
            "6/5 kg",
            "¥1200",
            "1200元",
            "1200。",
            "+1200",
        ] {
            let Reading::Number { value, .. } = read(&key(), text) else { panic!("{text}: {:?}", read(&key(), text)) };
            assert_eq!(Some(value), Exact::parse("1200").map(|it| it.0), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_or_has_another_unit() {
        for (text, expected) in [
            ("", Reading::NoNumber),
            ("一千二百", Reading::NoNumber),
            ("1,2", Reading::NoNumber),
            ("12 34", Reading::NoNumber),
            ("1200 lb", Reading::OtherUnit("lb".to_owned())),
            ("1200 KG", Reading::OtherUnit("KG".to_owned())),
            ("¥1200 g", Reading::OtherUnit("¥g".to_owned())),
            ("约1200", Reading::OtherUnit("约".to_owned())),
        ] {
            assert_eq!(read(&key(), text), expected, "{text}");
        }
    }

    #[test]
    fn significant_figures() {
        for (value, figures, half) in [("345", 3, "0.5"), ("0.0345", 2, "0.0005"), ("1000", 1, "500"), ("0", 3, "0")] {
            let [value, half] = [value, half].map(|text| Exact::parse(text).unwrap().0);
            assert_eq!(half_a_unit(&value, figures), half);
        }
    }
}
