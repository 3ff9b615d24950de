//! The vocabulary: reads `SentencePiece`'s model, keeps what Chinese and English texts can yield, and writes the tries.

use std::path::Path;

use yada::builder::DoubleArrayBuilder;

use crate::write;

/// Words that are English although their letters are not.
const BORROWED: [&str; 2] = ["café", "résumé"];

/// The unknown token, and the marks of a sentence's beginning and end.
const SPECIAL: u32 = 3;

struct Piece {
    text: String,
    score: f32,
}

/// Writes `ids.bin`, `scores.bin`, `pieces.bin`, `rules.bin` and `replacements.bin`; returns the ids that are kept, in order.
pub(crate) fn pack(model: &[u8], out: &Path) -> Result<Vec<u32>, String> {
    let (mut pieces, mut rules) = (Vec::new(), None);
    for field in fields(model)? {
        match field.number {
            1 => pieces.push(piece(field.content)?),
            3 => rules = fields(field.content)?.into_iter().find(|field| field.number == 2).map(|field| field.content),
            _ => {}
        }
    }
    let mut kept: Vec<(u32, &Piece)> = (0..).zip(&pieces).collect();
    kept.retain(|(id, piece)| *id < SPECIAL || is_wanted(&piece.text));
    let ids: Vec<u32> = kept.iter().map(|(id, _)| *id).collect();
    write(out, "ids.bin", &kept.iter().flat_map(|(id, _)| id.to_le_bytes()).collect::<Vec<_>>())?;
    write(out, "scores.bin", &kept.iter().flat_map(|(_, piece)| piece.score.to_le_bytes()).collect::<Vec<_>>())?;
    let lowest = pieces.iter().map(|piece| piece.score).fold(f32::INFINITY, f32::min);
    write(out, "lowest_score.bin", &lowest.to_le_bytes())?;

    // The first ones are not for texts: who writes `</s>` ends no sentence.
    let rows = (0..).zip(&kept).filter(|(_, (id, _))| *id >= SPECIAL);
    let mut keys: Vec<(&str, u32)> = rows.map(|(row, (_, piece))| (piece.text.as_str(), row)).collect();
    keys.sort_unstable();
    keys.dedup_by_key(|(text, _)| *text);
    let trie = DoubleArrayBuilder::build(&keys).map_err(|error| format!("the vocabulary makes no trie: {error}"))?;
    write(out, "pieces.bin", &trie)?;

    let short = || "the model has no rules of normalisation".to_owned();
    let (length, rest) = rules.ok_or_else(short)?.split_first_chunk().ok_or_else(short)?;
    let length = u32::from_le_bytes(*length) as usize;
    let (trie, replacements) = rest.split_at_checked(length).ok_or_else(short)?;
    write(out, "rules.bin", trie)?;
    write(out, "replacements.bin", replacements)?;
    Ok(ids)
}

/// Whether texts in Chinese or English can yield the piece.
fn is_wanted(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| *letter != '\u{2581}');
    text.chars().count() == 1
        || BORROWED.contains(&text.trim_start_matches('\u{2581}').to_lowercase().as_str())
        || letters.all(|letter| {
            matches!(letter, '\0'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3000}'..='\u{303f}'
                | '\u{ff00}'..='\u{ffef}' | '\u{2000}'..='\u{2bff}' | '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b4}'
                | '\u{b6}'..='\u{b9}' | '\u{bb}'..='\u{bf}' | '×' | '÷')
        })
}

fn piece(message: &[u8]) -> Result<Piece, String> {
    let (mut text, mut score) = (String::new(), 0.0);
    for field in fields(message)? {
        match (field.number, field.content.as_array()) {
            (1, _) => text = String::from_utf8_lossy(field.content).into_owned(),
            (2, Some(bytes)) => score = f32::from_le_bytes(*bytes),
            _ => {}
        }
    }
    Ok(Piece { text, score })
}

/// A field of a protocol buffer that has bytes of its own.
struct Field<'a> {
    number: u64,
    content: &'a [u8],
}

/// The fields of a message; plain integers are left out, for none is needed.
fn fields(mut message: &[u8]) -> Result<Vec<Field<'_>>, String> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let tag = integer(&mut message)?;
        let length = match tag & 7 {
            0 => {
                integer(&mut message)?;
                continue;
            }
            1 => 8,
            2 => integer(&mut message)?,
            5 => 4,
            other => return Err(format!("the vocabulary has a field of the unknown kind {other}")),
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (content, rest) = message.split_at_checked(length).ok_or("the vocabulary is cut short")?;
        fields.push(Field { number: tag >> 3, content });
        message = rest;
    }
    Ok(fields)
}

fn integer(message: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = message.split_first().ok_or("the vocabulary is cut short")?;
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("the vocabulary has an integer of more than 64 bits".to_owned())
}
