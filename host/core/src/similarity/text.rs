//! Text as units: what is left of it when width, case, accents, spaces and punctuation do not count. Segments no words.

use unicode_normalization::char::decompose_compatible;

use super::reading::Unit;

/// A unit for each byte of what is left, each with the whole character that it comes from. At most `most` of them.
pub(super) fn units(text: &str, most: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut bytes = [0; 4];
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        let mut push = |c: char| {
            for lower in c.to_lowercase().filter(|c| c.is_alphanumeric()) {
                units.extend(lower.encode_utf8(&mut bytes).bytes().map(|byte| Unit::new(u32::from(byte), start, end)));
            }
        };
        if c.is_ascii() {
            push(c);
        } else {
            decompose_compatible(c, push);
        }
        if units.len() >= most {
            break;
        }
    }
    units.truncate(most);
    units
}
