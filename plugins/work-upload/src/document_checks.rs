//! Checks on documents, presentations and pictures.

use crate::check::{Counted, Test};
use crate::document::Document;
use crate::outcome::Outcome;
use crate::text::{list_en, list_zh, normal};

/// Runs a check on a document; `None` when it is none for documents.
pub(crate) fn check_document(test: &Test, document: &Document) -> Option<Outcome> {
    Some(match test {
        Test::Present {} => Outcome::passed(),
        Test::Count { of, at_least, at_most } => {
            let found = match of {
                Counted::Sheets => return None,
                Counted::Charts => document.charts,
                Counted::Headings => document.headings.len() as u64,
                Counted::Paragraphs => document.paragraphs,
                Counted::Words => document.words,
                Counted::Tables => document.tables,
                Counted::Images => document.images,
                Counted::Slides => document.slides,
            };
            count(found, *at_least, *at_most)
        }
        Test::Headings { headings } => {
            let there: Vec<String> = document.headings.iter().map(|heading| normal(heading)).collect();
            all_found(headings, "缺少标题", "headings are missing", |word| there.iter().any(|it| it.contains(word)))
        }
        Test::Mentions { phrases } => {
            let whole = normal(&document.text);
            all_found(phrases, "没有提到", "not spoken of", |word| whole.contains(word))
        }
        _ => return None,
    })
}

/// Runs a check on a picture; `None` when it is none for pictures.
pub(crate) fn check_picture(test: &Test, width: u64, height: u64) -> Option<Outcome> {
    match test {
        Test::Present {} => Some(Outcome::passed()),
        Test::Picture { min_width, min_height, max_width, max_height } => {
            let wide = (*min_width..=max_width.unwrap_or(u64::MAX)).contains(&width);
            let high = (*min_height..=max_height.unwrap_or(u64::MAX)).contains(&height);
            Some(if wide && high {
                Outcome::passed()
            } else {
                Outcome::failed(
                    format!("图片为 {width}×{height} 像素，不在要求的范围内。"),
                    format!("the picture has {width} by {height} pixels, which is outside of what was asked for"),
                )
            })
        }
        _ => None,
    }
}

/// Too few is a share of them, too many is nothing.
pub(crate) fn count(found: u64, at_least: u64, at_most: Option<u64>) -> Outcome {
    match at_most {
        Some(most) if found > most => Outcome::failed(
            format!("有 {found}，最多 {most}。"),
            format!("there are {found}, at most {most} were asked for"),
        ),
        _ if found >= at_least => Outcome::passed(),
        _ => Outcome::share(
            found,
            at_least,
            format!("有 {found}，至少 {at_least}。"),
            format!("there are {found}, at least {at_least} were asked for"),
        ),
    }
}

/// The share of things of which one word at least is found.
fn all_found(wanted: &[Vec<String>], zh: &str, en: &str, found: impl Fn(&str) -> bool) -> Outcome {
    let there = |words: &&Vec<String>| words.iter().any(|word| found(&normal(word)));
    let missing: Vec<&str> =
        wanted.iter().filter(|words| !there(words)).filter_map(|words| words.first()).map(String::as_str).collect();
    let part = wanted.len().saturating_sub(missing.len()) as u64;
    let (names_zh, names_en) = (list_zh(missing.iter().copied()), list_en(missing.iter().copied()));
    Outcome::share(part, wanted.len() as u64, format!("{zh} {names_zh}。"), format!("{en}: {names_en}"))
}
