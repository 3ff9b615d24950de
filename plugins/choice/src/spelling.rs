//! Whether two short texts are the same once what does not count is gone.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::keys::{Accepted, Folding, Key};

/// The best of what is accepted for this text.
pub(crate) fn accepted<'a>(key: &'a Key, text: &str) -> Option<&'a Accepted> {
    let ignored = ignored(key);
    let given = form(text, &ignored);
    let fits = |it: &&Accepted| it.text.as_ref().is_some_and(|wanted| form(wanted, &ignored) == given);
    key.accept.iter().filter(fits).reduce(|best, next| if next.credit() > best.credit() { next } else { best })
}

/// What does not count: case and width, unless the key says otherwise.
pub(crate) fn ignored(key: &Key) -> BTreeSet<Folding> {
    key.ignore.clone().unwrap_or_else(|| [Folding::Case, Folding::Width].into())
}

/// The form in which texts are compared.
pub(crate) fn form(text: &str, ignored: &BTreeSet<Folding>) -> String {
    let without = |folding| ignored.contains(&folding);
    let composed: String = if without(Folding::Width) { text.nfkc().collect() } else { text.nfc().collect() };
    let kept = composed.chars().filter(|it| !(without(Folding::Punctuation) && is_punctuation(*it)));
    let cased: String =
        if without(Folding::Case) { kept.flat_map(char::to_lowercase).collect() } else { kept.collect() };
    cased.split_whitespace().collect::<Vec<_>>().join(if without(Folding::Spaces) { "" } else { " " })
}

/// ASCII's, the general ones, and those of Chinese and Spanish.
fn is_punctuation(it: char) -> bool {
    it.is_ascii_punctuation()
        || matches!(it,
            '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '・'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

#[cfg(test)]
mod tests {
    use super::form;
    use crate::keys::Folding::{self, Case, Punctuation, Spaces, Width};

    #[test]
    fn what_does_not_count() {
        let table: &[(&str, &str, &[Folding], bool)] = &[
            ("York", " york ", &[Case], true),
            ("York", "york", &[], false),
            ("ＳＱＬ", "sql", &[Case, Width], true),
            ("ＳＱＬ", "sql", &[Case], false),
            ("first  in", "first in", &[], true),
            ("first-in, first-out", "firstin firstout", &[Punctuation], true),
            ("先进先出。", "先进 先出", &[Punctuation, Spaces], true),
            ("cafe\u{301}", "café", &[], true),
            ("C++", "C", &[Case], false),
            ("STRASSE", "straße", &[Case], false),
        ];
        for (left, right, ignored, same) in table {
            let ignored = ignored.iter().copied().collect();
            assert_eq!(form(left, &ignored) == form(right, &ignored), *same, "{left} {right} {ignored:?}");
        }
    }
}
