//! What a rubric decided, in words for people: levels, why one is lower than the total makes it, why a total is withheld.

use num_bigint::BigInt;
use num_rational::BigRational;
use touchstone_core::ids::{DimensionId, ItemId, LevelId};
use touchstone_core::interview::Interview;
use touchstone_core::overrides::Awaited;
use touchstone_core::rubric::Rubric;
use touchstone_core::scorecard::{HeldBack, Withholding};

use crate::words::Words;

/// A level's title; its id where the rubric does not have it.
pub(crate) fn level_title<'a>(interview: &'a Interview, id: &'a LevelId, words: &Words) -> &'a str {
    interview.rubric().level(id).map_or(id.as_str(), |level| level.title.in_language(words.tag))
}

/// A dimension's title in the rubric; its id where the rubric does not have it.
pub(crate) fn dimension_title<'a>(interview: &'a Interview, id: &'a DimensionId, words: &Words) -> &'a str {
    interview.rubric().dimension(id).map_or(id.as_str(), |dimension| dimension.title.in_language(words.tag))
}

/// An item's title; its id where the interview does not have it.
pub(crate) fn item_title<'a>(interview: &'a Interview, id: &'a ItemId, words: &Words) -> &'a str {
    interview.item(id).map_or(id.as_str(), |item| item.title.in_language(words.tag))
}

/// The part of all weights that a dimension has: `35.00 %`.
pub(crate) fn share_of_whole(rubric: &Rubric, dimension: &DimensionId) -> String {
    let whole: BigRational = rubric.dimensions().iter().map(|dimension| dimension.weight.as_ratio()).sum();
    let Some(dimension) = rubric.dimension(dimension) else { return "–".to_owned() };
    let hundredths: BigInt = (dimension.weight.as_ratio() / whole * BigInt::from(10_000)).round().to_integer();
    let (percent, rest): (BigInt, BigInt) = (&hundredths / 100, hundredths % 100);
    format!("{percent}.{rest:0>2}\u{a0}%")
}

/// Why there is no total.
pub(crate) fn withholding(interview: &Interview, reason: &Withholding, words: &Words) -> String {
    let titled = |item: &ItemId| format!("{} ({item})", item_title(interview, item, words));
    let (item, why, message) = match reason {
        Withholding::Failed { item, message, .. } => (item, words.failed, message.as_str()),
        Withholding::Refused { item, refusal } => (item, words.refused, refusal.message().in_language(words.tag)),
        Withholding::Review { item, message } => (item, words.review, message.in_language(words.tag)),
        Withholding::NotReached { item } => return format!("{}, {}", titled(item), words.not_reached),
        Withholding::Marking { item, awaits } => {
            let awaited = match awaits {
                Awaited::Marks { given, wanted } => (words.awaits_marks)(*given, *wanted),
                Awaited::Adjudication { .. } => words.awaits_adjudication.to_owned(),
            };
            return format!("{}, {awaited}", titled(item));
        }
        Withholding::NothingMeasured => return words.nothing_measured.to_owned(),
    };
    format!("{}, {why}: {message}", titled(item))
}

/// Why a candidate does not have the level that the total makes.
pub(crate) fn held_back(interview: &Interview, rule: &HeldBack, words: &Words) -> String {
    match rule {
        HeldBack::Floor { level, dimension, floor, score } => {
            let (title, level) = (dimension_title(interview, dimension, words), level_title(interview, level, words));
            (words.below_floor)(title, &score.to_string(), level, &floor.to_string())
        }
        HeldBack::Veto { finding, item, caps_at, .. } => {
            (words.vetoed)(&format!("{finding}, {item}"), level_title(interview, caps_at, words))
        }
    }
}
