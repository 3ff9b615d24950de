//! The form that texts and phrases are compared in: NFKC, lower case, simplified characters, straight apostrophes, no control characters.
//! Every character remembers where in the original it began.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Traditional characters with their simplified ones, a pair on each line; see the README for where it is from.
const PAIRS: &str = include_str!("../data/simplified.txt");

/// The simplified character of each code point from [`FIRST`]; 0 where it is its own.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = Vec::new();
    for line in PAIRS.lines() {
        let mut pair = line.chars();
        let (Some(from), Some(to)) = (pair.next(), pair.next()) else { continue };
        let (Some(index), Ok(to)) = ((from as usize).checked_sub(FIRST), u16::try_from(to as u32)) else { continue };
        if index >= table.len() {
            table.resize(index + 1, 0);
        }
        table[index] = to;
    }
    table
});

/// The first Chinese character of Unicode.
const FIRST: usize = 0x3400;

/// So many combining marks are kept on one character; more is decoration.
const MOST_MARKS: usize = 8;

/// A text as it is compared, with the way back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Normal {
    /// The text.
    pub(crate) text: String,
    /// For each character its first byte in `text`, and where in the original it is from.
    origins: Vec<(u32, u32)>,
}

pub(crate) fn prepare() {
    LazyLock::force(&SIMPLIFIED);
}

impl Normal {
    pub(crate) fn new(original: &str) -> Self {
        let mut normal = Self { text: String::with_capacity(original.len()), origins: Vec::new() };
        let mut characters = original.char_indices().peekable();
        let mut cluster = String::new();
        while let Some((at, first)) = characters.next() {
            if first.is_ascii() && characters.peek().is_none_or(|(_, next)| next.is_ascii()) {
                normal.push(first.to_ascii_lowercase(), at);
                continue;
            }
            cluster.clear();
            cluster.push(first);
            let mut marks = 0;
            while let Some((_, mark)) = characters.next_if(|(_, next)| is_combining_mark(*next)) {
                marks += 1;
                if marks <= MOST_MARKS {
                    cluster.push(mark);
                }
            }
            for character in cluster.nfkc() {
                for lower in simplified(character).to_lowercase() {
                    normal.push(lower, at);
                }
            }
        }
        normal
    }

    /// Where in the original the character at `byte` of the text is from.
    pub(crate) fn origin(&self, byte: usize) -> usize {
        let index = self.origins.partition_point(|(start, _)| *start as usize <= byte);
        index.checked_sub(1).and_then(|index| self.origins.get(index)).map_or(0, |(_, origin)| *origin as usize)
    }

    fn push(&mut self, character: char, origin: usize) {
        let kept = match character {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => '\n',
            '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' => {
                return;
            }
            _ if character.is_whitespace() => ' ',
            _ if character.is_control() => return,
            _ => character,
        };
        let (Ok(start), Ok(origin)) = (u32::try_from(self.text.len()), u32::try_from(origin)) else { return };
        self.origins.push((start, origin));
        self.text.push(kept);
    }
}

/// Whether this is a Chinese character.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{3007}')
}

fn simplified(character: char) -> char {
    let index = (character as usize).checked_sub(FIRST);
    let to = index.and_then(|index| SIMPLIFIED.get(index)).copied().unwrap_or(0);
    if to == 0 { character } else { char::from_u32(u32::from(to)).unwrap_or(character) }
}

#[cfg(test)]
mod tests {
    use super::Normal;

    #[test]
    fn one_form_for_many_ways_to_write() {
        for (written, expected) in [
            ("ＡＢＣ１２３％", "abc123%"),
            ("客戶後來說，這樣很好", "客户后来说,这样很好"),
            ("don’t", "don't"),
            ("cafe\u{301}", "café"),
            ("a\u{200B}b\u{0}c\u{202E}d", "abcd"),
            ("一\r\n二\t三", "一\n\n二 三"),
            ("㈱①½", "(株)11⁄2"),
        ] {
            assert_eq!(Normal::new(written).text, expected, "{written:?}");
        }
    }

    #[test]
    fn characters_know_where_they_are_from() {
        let normal = Normal::new("ＡＢ客\u{200B}戶");
        let at = normal.text.find('户').unwrap();
        assert_eq!(normal.origin(at), "ＡＢ客\u{200B}".len());
        assert_eq!(normal.origin(0), 0);
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("a{}", "\u{301}".repeat(100_000));
        assert!(Normal::new(&tower).text.chars().count() <= 9);
    }
}
