//! What chosen options and pairs are worth: QTI's `match_correct` and `map_response`. Orders, numbers and texts are elsewhere.
//!
//! QTI 3.0, "Response Processing Templates" and "mapResponse": each different key of the response is looked up once, those without an entry
//! take the default, and the sum is kept within the bounds; a response without keys earns 0.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::keys::Key;
use crate::questions::{Kind, Question};

/// The share of full marks; below 0 for a penalty. `chosen` names no key twice.
pub(crate) fn share(question: &Question, key: &Key, chosen: &[&str]) -> BigRational {
    if let Some(correct) = &key.correct {
        let right: BTreeSet<&str> = correct.iter().map(String::as_str).collect();
        let same = right == chosen.iter().copied().collect();
        return if same { BigRational::one() } else { key.wrong() };
    }
    let sum: BigRational = chosen.iter().filter_map(|it| key.value_of(it)).sum();
    let at_most = |sum: BigRational| match &key.upper_bound {
        Some(upper) => sum.min(upper.0.clone()),
        None => sum,
    };
    let bounded = match &key.lower_bound {
        Some(lower) => at_most(sum).max(lower.0.clone()),
        None => at_most(sum),
    };
    match full_marks(question, key) {
        Some(full) if full > BigRational::zero() => bounded / full,
        _ => BigRational::zero(),
    }
}

/// The keys that a full answer holds: those of `correct`, or those that `map` gives something for.
pub(crate) fn wanted(question: &Question, key: &Key) -> Vec<String> {
    match &key.correct {
        Some(correct) => correct.clone(),
        None => question.keys().into_iter().filter(|it| key.value_of(it).is_some_and(Signed::is_positive)).collect(),
    }
}

/// What full marks are: the upper bound, or else the best that can be reached. None where that is not plain: pairs of which each adds
/// something, and which cannot all be chosen.
pub(crate) fn full_marks(question: &Question, key: &Key) -> Option<BigRational> {
    key.upper_bound.as_ref().map(|upper| upper.0.clone()).or_else(|| best(question, key))
}

/// The best sum that can be reached.
pub(crate) fn best(question: &Question, key: &Key) -> Option<BigRational> {
    let gain = |it: String| key.value_of(&it).filter(|value| value.is_positive()).map(|value| (it, value));
    let mut gains: Vec<(String, &BigRational)> = question.keys().into_iter().filter_map(gain).collect();
    gains.sort_by(|left, right| right.1.cmp(left.1));
    let most = match question.kind {
        Kind::Single => 1,
        Kind::Multiple => question.max_choices.unwrap_or(usize::MAX),
        _ if together(question, &gains) => usize::MAX,
        _ => return None,
    };
    Some(gains.into_iter().take(most).map(|(_, value)| value).sum())
}

/// Whether all these pairs can be chosen at once.
fn together(question: &Question, pairs: &[(String, &BigRational)]) -> bool {
    let mut options: BTreeMap<&str, usize> = BTreeMap::new();
    let mut targets: BTreeMap<&str, usize> = BTreeMap::new();
    pairs.iter().filter_map(|(pair, _)| pair.split_once(' ')).all(|(option, target)| {
        let (of_option, of_target) = (options.entry(option).or_default(), targets.entry(target).or_default());
        *of_option += 1;
        *of_target += 1;
        *of_option <= question.targets_of_one() && *of_target <= question.options_of_one()
    })
}
