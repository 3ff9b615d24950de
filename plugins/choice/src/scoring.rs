//! What each asked question earned, and why. Says it to nobody: that is `report`'s work.

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::keys::{Key, KeysConfig};
use crate::mapping;
use crate::numeric::{self, Reading};
use crate::order;
use crate::questions::{Kind, Question};
use crate::response::{Response, Responses};
use crate::spelling;
use crate::text::{Localized, clip};

/// A question with what it earned.
#[derive(Debug, Clone)]
pub(crate) struct Marked<'a> {
    pub(crate) question: &'a Question,
    pub(crate) key: &'a Key,
    /// The share of its full marks, at most 1; below 0 for a penalty.
    pub(crate) share: BigRational,
    pub(crate) answered: bool,
    /// Right options or pairs that were not chosen.
    pub(crate) missed: Vec<String>,
    /// Options or pairs that were chosen, with their places in the answer, and whether they add something.
    pub(crate) chosen: Vec<Chosen>,
    /// What was written.
    pub(crate) written: Option<String>,
    /// What is odd about a number.
    pub(crate) oddity: Option<Oddity>,
    /// What is said to the accepted number or text.
    pub(crate) said: Option<&'a Localized>,
}

/// An option or a pair that was chosen.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) key: String,
    pub(crate) place: usize,
    pub(crate) gains: bool,
}

/// What is odd about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// It is none.
    NoNumber,
    /// It has a unit that the key does not know.
    OtherUnit(String),
    /// It is right, and has no unit.
    NoUnit,
}

/// Scores the asked questions, in the config's order. Questions without a key, which the check refuses, are passed over.
pub(crate) fn mark<'a>(asked: &[&'a Question], keys: &'a KeysConfig, responses: &Responses) -> Vec<Marked<'a>> {
    let keyed = asked.iter().filter_map(|question| Some((*question, keys.keys.get(&question.id)?)));
    keyed.map(|(question, key)| mark_one(question, key, responses.by_question.get(&question.id))).collect()
}

fn mark_one<'a>(question: &'a Question, key: &'a Key, response: Option<&Response>) -> Marked<'a> {
    let mut marked = Marked {
        question,
        key,
        share: BigRational::zero(),
        answered: response.is_some(),
        missed: Vec::new(),
        chosen: Vec::new(),
        written: None,
        oddity: None,
        said: None,
    };
    match response {
        Some(Response::Keys(keys)) => mark_keys(&mut marked, keys),
        Some(Response::Text(text)) => mark_text(&mut marked, text),
        None => {}
    }
    marked.share = marked.share.min(BigRational::one());
    marked
}

fn mark_keys(marked: &mut Marked<'_>, keys: &[(String, usize)]) {
    let (question, key) = (marked.question, marked.key);
    let chosen: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
    if question.kind == Kind::Ordering {
        let right = key.correct.as_deref().unwrap_or_default();
        marked.share = order::share(right, &chosen, key.scoring.unwrap_or_default());
        return;
    }
    marked.share = mapping::share(question, key, &chosen);
    let wanted: BTreeSet<String> = mapping::wanted(question, key).into_iter().collect();
    let chosen: BTreeSet<&str> = chosen.into_iter().collect();
    marked.missed = wanted.iter().filter(|it| !chosen.contains(it.as_str())).cloned().collect();
    let chosen =
        |(key, place): &(String, usize)| Chosen { gains: wanted.contains(key), key: key.clone(), place: *place };
    marked.chosen = keys.iter().map(chosen).collect();
}

fn mark_text(marked: &mut Marked<'_>, text: &str) {
    let key = marked.key;
    marked.written = Some(clip(text));
    let (found, left) = if marked.question.kind == Kind::Short {
        (spelling::accepted(key, text), BigRational::one())
    } else {
        match numeric::read(key, text) {
            Reading::NoNumber => {
                marked.oddity = Some(Oddity::NoNumber);
                (None, BigRational::one())
            }
            Reading::OtherUnit(unit) => {
                marked.oddity = Some(Oddity::OtherUnit(clip(&unit)));
                (None, BigRational::one())
            }
            Reading::Number { value, with_unit } => {
                let found = numeric::accepted(key, &value);
                let lacks = key.unit.is_some() && !with_unit;
                marked.oddity = (lacks && found.is_some()).then_some(Oddity::NoUnit);
                (found, if lacks { without_unit(key) } else { BigRational::one() })
            }
        }
    };
    marked.share = found.map_or_else(|| key.wrong(), |accepted| accepted.credit() * left);
    marked.said = found.and_then(|accepted| accepted.feedback.as_ref());
}

/// Half, unless the key says otherwise.
fn without_unit(key: &Key) -> BigRational {
    key.without_unit.as_ref().map_or_else(|| BigRational::new(1.into(), 2.into()), |share| share.0.clone())
}
