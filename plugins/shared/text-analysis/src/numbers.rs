//! Numbers as they are written in figures and in words, in Chinese and in English, as one key: `#3200000`, `#0.5`, `#30%`. Ordinals,
//! fractions in words and numbers beyond twelve digits stay words.

/// A decimal number in millionths.
pub(crate) type Micros = i128;

const ONE: Micros = 1_000_000;
const MOST: Micros = 1_000_000_000_000 * ONE;

/// The key of a number, that phrases and texts are compared by.
pub(crate) fn key(value: Micros, percent: bool) -> String {
    let (whole, rest) = (value / ONE, value % ONE);
    let mut key = format!("#{whole}");
    if rest != 0 {
        key.push_str(format!(".{rest:06}").trim_end_matches('0'));
    }
    if percent {
        key.push('%');
    }
    key
}

/// A number in figures: `3,200,000`, `3.5`, `12k`.
pub(crate) fn figures(word: &str) -> Option<Micros> {
    let (digits, scale) = match word.strip_suffix('k') {
        Some(digits) => (digits, 1000),
        None => (word, 1),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut value: Micros = 0;
    if !whole.starts_with(|character: char| character.is_ascii_digit()) || whole.len() > 20 || fraction.len() > 20 {
        return None;
    }
    for character in whole.chars().filter(|character| *character != ',') {
        value = value * 10 + Micros::from(character.to_digit(10)?);
        if value > MOST / ONE {
            return None;
        }
    }
    value *= ONE;
    let mut place = ONE;
    for character in fraction.chars() {
        place /= 10;
        value += Micros::from(character.to_digit(10)?) * place;
    }
    scaled(value, scale)
}

/// What a character that makes numbers greater does: 万, 亿, 千, 百.
pub(crate) fn chinese_scale(character: char) -> Option<Micros> {
    Some(match character {
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// `value` times `scale`, if that is still a number we know.
pub(crate) fn scaled(value: Micros, scale: Micros) -> Option<Micros> {
    value.checked_mul(scale).filter(|value| *value <= MOST)
}

/// Numerals at the start of `text`: the bytes they take, their value, whether it is a share in percent. A single numeral counts only
/// before a measure word; 一 hardly ever, because it is an article.
pub(crate) fn chinese(text: &str) -> Option<(usize, Micros, bool)> {
    if let Some(rest) = text.strip_prefix("百分之") {
        let (bytes, value) = numerals(rest)?;
        return Some((text.len() - rest.len() + bytes, value, true));
    }
    let (bytes, value) = numerals(text)?;
    let (written, rest) = text.split_at(bytes);
    let next = rest.chars().next();
    let after = rest.chars().nth(1);
    if next == Some('成') && value <= 10 * ONE && !after.is_some_and(|after| "功为员立本果效长绩就熟".contains(after))
    {
        return Some((bytes + '成'.len_utf8(), value * 10, true));
    }
    if written.chars().nth(1).is_some() {
        return Some((bytes, value, false));
    }
    let measured = next.is_some_and(|next| match written {
        "一" => "年月天周".contains(next),
        "十" => "个年月天日周小次名位人家台套件单条倍种步元块".contains(next),
        _ => "个年月天日周小次名位人家台套件单条倍种步元块点分".contains(next),
    });
    measured.then_some((bytes, value, false))
}

/// The value of an English number word, or what it multiplies by.
pub(crate) fn english(word: &str) -> Option<English> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = SMALL.iter().zip(0..).find(|(name, _)| **name == word).map(|(_, value)| English::Add(value));
    let tens = || TENS.iter().zip(2..).find(|(name, _)| **name == word).map(|(_, tens)| English::Add(tens * 10));
    small.or_else(tens).or(match word {
        "hundred" => Some(English::Times(100)),
        "thousand" => Some(English::Times(1000)),
        "million" => Some(English::Times(1_000_000)),
        "billion" => Some(English::Times(1_000_000_000)),
        _ => None,
    })
}

/// What an English number word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum English {
    /// Adds so much.
    Add(Micros),
    /// Multiplies what is there.
    Times(Micros),
}

/// English number words in a row, begun perhaps by figures (`3.2 million`).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EnglishNumber {
    total: Micros,
    group: Micros,
}

impl EnglishNumber {
    /// Begins with figures.
    pub(crate) fn of(figures: Micros) -> Self {
        Self { total: 0, group: figures }
    }

    /// Adds a word; `None` when it cannot follow.
    pub(crate) fn then(self, word: English) -> Option<Self> {
        let Self { total, group } = self;
        let next = match word {
            English::Add(value) if value < 10 && group % (10 * ONE) != 0 => return None,
            English::Add(value) if value >= 10 && group % (100 * ONE) != 0 => return None,
            English::Add(value) => Self { total, group: group + value * ONE },
            English::Times(100) => Self { total, group: scaled(group.max(ONE), 100)? },
            English::Times(scale) => Self { total: total + scaled(group.max(ONE), scale)?, group: 0 },
        };
        (next.value() <= MOST).then_some(next)
    }

    /// Its value.
    pub(crate) fn value(self) -> Micros {
        self.total + self.group
    }
}

/// The longest run of numerals at the start that is a number: its bytes and value.
fn numerals(text: &str) -> Option<(usize, Micros)> {
    if let Some(joined) = joined_digits(text) {
        return Some(joined);
    }
    let mut parsed = Numerals::default();
    let (mut bytes, mut characters) = (0, text.chars().take(24).peekable());
    while let Some(character) = characters.next() {
        if !parsed.take(character, characters.peek().copied()) {
            break;
        }
        bytes += character.len_utf8();
    }
    let value = parsed.value();
    (bytes > 0 && value <= MOST).then_some((bytes, value))
}

/// Figures one by one, as years are written: 二〇二六. Two in a row without a zero are an estimate (三四个) and no number.
fn joined_digits(text: &str) -> Option<(usize, Micros)> {
    let digits: Vec<(char, Micros)> = text.chars().map_while(|it| Some((it, numeral(it)?))).take(13).collect();
    let has_zero = digits.iter().skip(1).any(|(_, value)| *value == 0);
    let bytes: usize = digits.iter().map(|(character, _)| character.len_utf8()).sum();
    let next = text.get(bytes..).and_then(|rest| rest.chars().next());
    let unit = next.is_some_and(|next| unit(next).is_some() || chinese_scale(next).is_some());
    let joined = (2..=12).contains(&digits.len()) && (digits.len() > 2 || has_zero) && !unit;
    joined.then(|| (bytes, digits.iter().fold(0, |value, (_, digit)| value * 10 + digit) * ONE))
}

/// Chinese numerals read from left to right.
#[derive(Debug, Default)]
struct Numerals {
    /// Of 万 and 亿.
    total: Micros,
    /// Below them.
    section: Micros,
    digit: Option<Micros>,
    /// What the last digit is worth when no unit follows it: 三万二 is 32,000.
    implied: Option<Micros>,
    /// The last unit of this section; the next is smaller.
    unit: Option<Micros>,
    /// The last place after 点.
    place: Option<Micros>,
}

impl Numerals {
    /// Whether the number goes on with this character.
    fn take(&mut self, character: char, next: Option<char>) -> bool {
        if let Some(value) = numeral(character) {
            if let Some(place) = self.place {
                self.place = Some(place / 10);
                self.section += value * (place / 10);
            } else if value == 0 && self.implied.is_some() {
                self.implied = None;
            } else if self.digit.is_some() {
                return false;
            } else {
                self.digit = Some(value);
            }
        } else if character == '点' {
            let whole = self.total == 0 && self.section == 0 && self.place.is_none();
            let (Some(digit), true, true) = (self.digit, whole, next.and_then(numeral).is_some()) else { return false };
            (self.section, self.digit, self.place) = (digit * ONE, None, Some(ONE));
        } else if let Some(unit) = unit(character) {
            let smaller = self.unit.is_none_or(|last| unit < last) && self.place.is_none();
            // 十 begins a number by itself, 百 and 千 do not (千万 means "by all means").
            if !smaller || (self.digit.is_none() && (unit != 10 || self.section != 0 || self.total != 0)) {
                return false;
            }
            self.section += self.digit.take().unwrap_or(1) * unit * ONE;
            (self.unit, self.implied) = (Some(unit), Some(unit / 10 * ONE));
        } else if let Some(scale) = chinese_scale(character) {
            let group = self.section + self.digit.map_or(0, |digit| digit * ONE);
            let fits = group != 0 && (self.total == 0 || scale == 10_000 && self.total >= 100_000_000 * ONE);
            let Some(scaled) = scaled(group, scale).filter(|_| fits) else { return false };
            self.total += scaled;
            (self.section, self.digit, self.unit, self.place) = (0, None, None, None);
            self.implied = Some(scale / 10 * ONE);
        } else {
            return false;
        }
        true
    }

    fn value(&self) -> Micros {
        self.total + self.section + self.digit.map_or(0, |digit| digit * self.implied.unwrap_or(ONE))
    }
}

fn unit(character: char) -> Option<Micros> {
    Some(match character {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

fn numeral(character: char) -> Option<Micros> {
    Some(match character {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
