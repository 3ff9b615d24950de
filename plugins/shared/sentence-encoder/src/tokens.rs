//! Cuts a sentence into the pieces of the vocabulary that are together the likeliest.

use crate::MAX_TOKENS;
use crate::model::Model;
use crate::normalize::normalized;

/// Rows of the pieces with a meaning of their own.
const UNKNOWN: usize = 0;
const BEGINNING: usize = 1;
const END: usize = 2;

/// Letters of the longest piece: what is beyond so many for each token cannot become one that counts.
const LONGEST: usize = 16;

/// The rows of the sentence's pieces in the model's tables, between those for the beginning and the end.
pub(crate) fn rows(model: &Model, sentence: &str) -> Vec<usize> {
    let mut pieces = likeliest(model, &normalized(model, sentence, MAX_TOKENS * LONGEST));
    pieces.truncate(MAX_TOKENS);
    if pieces.is_empty() {
        pieces.push(UNKNOWN);
    }
    let mut rows = vec![BEGINNING];
    rows.append(&mut pieces);
    rows.push(END);
    rows
}

/// The best way to a place in the text.
#[derive(Clone, Copy)]
struct Way {
    score: f64,
    /// The row of its last piece, and where that begins.
    last: usize,
    from: usize,
}

/// Goes through the places from left to right; of two ways of equal score to a place, the one whose last piece begins earlier stays.
fn likeliest(model: &Model, text: &str) -> Vec<usize> {
    let unknown_score = f64::from(model.lowest_score) - 10.0;
    let mut ways: Vec<Option<Way>> = vec![None; text.len() + 1];
    let mut base = 0.0;
    for (place, letter) in text.char_indices() {
        if let Some(way) = ways.get(place).copied().flatten() {
            base = way.score;
        }
        let mut consider = |end: usize, last: usize, score: f64| {
            let way = Way { score: base + score, last, from: place };
            if let Some(best) = ways.get_mut(end)
                && best.is_none_or(|best| way.score > best.score)
            {
                *best = Some(way);
            }
        };
        let after = place + letter.len_utf8();
        let mut letter_is_piece = false;
        for (row, length) in model.pieces.prefixes(text.get(place..).unwrap_or_default().as_bytes()) {
            let score = model.scores.get(row).copied().map_or(unknown_score, f64::from);
            consider(place + length, row, score);
            letter_is_piece |= place + length == after;
        }
        if !letter_is_piece {
            consider(after, UNKNOWN, unknown_score);
        }
    }
    let mut pieces = Vec::new();
    let mut place = text.len();
    while let Some(way) = ways.get(place).copied().flatten() {
        pieces.push(way.last);
        place = way.from;
    }
    pieces.reverse();
    pieces
}
