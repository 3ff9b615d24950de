//! The encoder against the original, whose tokens and vectors `record.py` recorded, and against texts that nobody would write.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sentence_encoder::{Encoder, MAX_TOKENS, Vector};
use serde::Deserialize;

#[derive(Deserialize)]
struct Recorded {
    texts: Vec<Sentence>,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Sentence {
    text: String,
    tokens: Vec<u32>,
    /// Numbers of 16 bits in units of 1/8192.
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

/// Texts whose tokens differ from the original's on purpose: in scripts of which the vocabulary has single letters only, and with the name
/// of a mark, which is a mark in the original.
const DIFFERENT: [&str; 10] = [
    "naïve façade",
    "Приветствую вас",
    "こんにちは、元気ですか",
    "안녕하세요 반갑습니다",
    "สวัสดีครับ",
    "مرحبا بالعالم",
    "नमस्ते दुनिया",
    "éàüßñ",
    "a\u{301} e\u{308} combining",
    "<s>not a mark</s>",
];

fn encoded(text: &str) -> Vector {
    Encoder::bundled().embed(&[text]).remove(0)
}

#[test]
fn chinese_and_english_texts_become_the_tokens_and_vectors_of_the_original() {
    let mut compared = 0;
    for Sentence { text, tokens, vector } in recorded().texts {
        if DIFFERENT.contains(&text.as_str()) {
            continue;
        }
        assert_eq!(Encoder::bundled().tokens(&text), tokens, "{text}");
        let bytes = STANDARD.decode(vector).unwrap();
        let original = bytes.as_chunks().0.iter().map(|bytes| f64::from(i16::from_le_bytes(*bytes)));
        let cosine =
            cosine(&encoded(&text).numbers().map(f64::from).collect::<Vec<_>>(), &original.collect::<Vec<_>>());
        assert!(cosine >= 0.999_999, "{text}: {cosine}");
        compared += 1;
    }
    assert_eq!(compared, 57);
}

fn cosine(one: &[f64], other: &[f64]) -> f64 {
    let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f64>();
    dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
}

#[test]
fn sentences_are_as_like_as_in_the_original_across_languages() {
    for Pair { one, other, millionths } in recorded().pairs {
        let found = encoded(&one).cosine(&encoded(&other));
        assert!((found - millionths).abs() <= 100, "{one} / {other}: {found}, originally {millionths}");
    }
}

#[test]
fn other_scripts_become_tokens_and_stay_apart() {
    for text in DIFFERENT {
        let tokens = Encoder::bundled().tokens(text);
        assert!(tokens.len() > 3 && tokens.iter().filter(|id| **id < 3).count() < tokens.len(), "{text}: {tokens:?}");
    }
    assert!(!Encoder::bundled().tokens("</s>")[1..].starts_with(&[2]));
    assert!(encoded("Приветствую вас").cosine(&encoded("สวัสดีครับ")) < 900_000);
}

#[test]
fn a_vector_does_not_depend_on_what_is_encoded_with_it() {
    let texts = recorded().texts;
    let together: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
    let mut reversed = together.clone();
    reversed.reverse();
    let forwards = Encoder::bundled().embed(&together);
    let mut backwards = Encoder::bundled().embed(&reversed);
    backwards.reverse();
    assert_eq!(forwards, backwards);
    for (text, vector) in together.iter().zip(forwards) {
        assert_eq!(encoded(text), vector, "{text}");
    }
    assert!(Encoder::bundled().embed(&[]).is_empty());
}

#[test]
fn a_sentence_is_like_itself_and_its_other_spellings() {
    for text in ["", "好", "客户投诉时先道歉", "a"] {
        assert_eq!(encoded(text).cosine(&encoded(text)), 1_000_000);
    }
    assert_eq!(encoded("ＡＢＣ，１２３"), encoded("  ABC,123 "));
    assert_eq!(encoded(" \n\t\u{3000}"), encoded(""));
}

#[test]
fn hostile_texts_are_cut_and_never_stop_the_encoder() {
    let texts = [
        "a".repeat(1 << 20),
        "好".repeat(350_000),
        "\0\u{1}\u{7f}\u{85}".repeat(100_000),
        "\u{301}".repeat(100_000),
        "\u{fdfa}".repeat(100_000),
        " ".repeat(1 << 20),
        "\u{200b}\u{feff}".repeat(100_000),
        "\u{10ffff}\u{e000}".repeat(50_000),
        "▁".repeat(100_000),
    ];
    for text in &texts {
        let tokens = Encoder::bundled().tokens(text);
        assert!((3..=MAX_TOKENS + 2).contains(&tokens.len()), "{:?}", text.chars().next());
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(Encoder::bundled().embed(&texts).len(), texts.len());
    assert_eq!(Encoder::bundled().tokens(texts[1]).len(), MAX_TOKENS + 2);
}

/// What the plugins compute in a sandbox must be this too: `bits` of the recorded texts' vectors.
#[test]
fn the_bits_are_the_same_everywhere() {
    let bits = |text: &Sentence| {
        encoded(&text.text)
            .numbers()
            .fold(0_u32, |bits, number| bits.wrapping_mul(31) ^ u32::from(number.cast_unsigned()))
    };
    let bits = recorded().texts.iter().map(bits).fold(0_u32, |all, bits| all.rotate_left(5) ^ bits);
    assert_eq!(bits, 508_700_758);
}
