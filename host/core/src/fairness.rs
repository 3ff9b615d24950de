//! Selection or scoring rates by category and by intersection of categories, with impact ratios, as the rules of New York City's
//! Local Law 144 ask for them (6 RCNY § 5-300 and § 5-301). Judges nothing and changes no score: a ratio is where questions begin.
//!
//! - The rate is the share of a category that was selected, or, where there are scores and no selections, the share whose score is above
//!   the median of all scores.
//! - The impact ratio is a category's rate over the highest rate of a category.
//! - A category under 2 % of the data may be left out of the ratios, with a justification; its number and rate are still listed.
//! - Whoever's category is unknown is counted, and is in no rate.
//!
//! A ratio under four fifths (29 CFR § 1607.4(D)) is marked as information.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Serialize, Serializer};

use crate::statistics::{Count, Figure, Refusal, Share, Statistic};

/// One candidate, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FairnessRow {
    /// The category by attribute, such as `sex`: `female`. An attribute that is not there is unknown.
    pub categories: BTreeMap<String, String>,
    /// The total; `None` when it is withheld.
    pub score: Option<BigRational>,
    /// Whether the candidate was selected; `None` when nobody decided yet.
    pub selected: Option<bool>,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FairnessQuestion {
    /// Each is reported alone; two and more are also crossed.
    pub attributes: Vec<String>,
    /// Which rate.
    pub rate: RateKind,
    /// Why categories under 2 % of the data have no impact ratio; `None` leaves every category in.
    pub small_categories: Option<String>,
}

/// Which rate is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateKind {
    /// The share that was selected.
    Selection,
    /// The share whose score is above the median.
    Scoring,
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FairnessError {
    /// Nothing to compare by.
    #[error("no attribute is named; name one at least, such as `sex`")]
    NoAttribute,
    /// More than [`MAX_ATTRIBUTES`].
    #[error("{have} attributes at once are too many to cross; name {MAX_ATTRIBUTES} at most")]
    TooManyAttributes {
        /// How many.
        have: usize,
    },
    /// The same attribute twice.
    #[error("the attribute `{attribute}` is named twice; name it once")]
    AttributeTwice {
        /// Which.
        attribute: String,
    },
    /// No candidate has a category of the attribute.
    #[error("no candidate has a `{attribute}`; correct the attribute's name, or add the column")]
    UnknownAttribute {
        /// Which.
        attribute: String,
    },
    /// Nobody was decided on.
    #[error("no candidate has a decision; add who was selected, or ask for scoring rates")]
    NoDecision,
    /// Nobody has a score.
    #[error("no candidate has a score; complete the withheld totals, or ask for selection rates")]
    NoScore,
    /// An exclusion needs a reason.
    #[error("the justification for leaving out small categories is blank; say why, or keep them in")]
    NoJustification,
}

/// Rates and impact ratios.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FairnessReport {
    /// Which rate.
    pub rate: RateKind,
    /// All candidates.
    pub candidates: usize,
    /// Those without a score, or for selection rates without a decision; they are in no rate.
    pub withheld: usize,
    /// The median score that scoring rates are about, exactly.
    #[serde(serialize_with = "median")]
    pub median: Option<BigRational>,
    /// Why small categories have no impact ratio.
    pub small_categories: Option<String>,
    /// Each attribute alone, then every set of two and more in the order asked for, the smaller sets first.
    pub tables: Vec<CategoryTable>,
}

/// The categories of one attribute, or the crossings of several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryTable {
    /// One, or those that are crossed.
    pub attributes: Vec<String>,
    /// Candidates with an outcome whose category is unknown in one of the attributes.
    pub unknown: usize,
    /// In the order of their names.
    pub categories: Vec<CategoryRate>,
}

/// One category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryRate {
    /// One for each attribute.
    pub category: Vec<String>,
    /// How many were selected or scored above the median, of how many.
    pub selected: Count,
    /// The same as a share.
    pub rate: Share,
    /// The rate over the highest of the categories that are compared.
    pub impact_ratio: Figure<Share>,
    /// Whether the impact ratio is under four fifths. Information, not a finding.
    pub below_four_fifths: bool,
}

/// The most attributes at once: every set of them is a table, and with more the categories hold hardly anybody.
pub const MAX_ATTRIBUTES: usize = 4;

/// Compares the categories.
///
/// # Errors
///
/// When there is nothing to compare by or nothing to compare.
pub fn report(rows: &[FairnessRow], question: &FairnessQuestion) -> Result<FairnessReport, FairnessError> {
    check(rows, question)?;
    let median = match question.rate {
        RateKind::Selection => None,
        RateKind::Scoring => Some(median_score(rows).ok_or(FairnessError::NoScore)?),
    };
    let outcome = |row: &FairnessRow| match &median {
        None => row.selected,
        Some(median) => row.score.as_ref().map(|score| score > median),
    };
    let decided: Vec<_> = rows.iter().filter_map(|row| Some((&row.categories, outcome(row)?))).collect();
    if decided.is_empty() {
        return Err(FairnessError::NoDecision);
    }
    let leave_out_small = question.small_categories.is_some();
    let tables =
        crossings(&question.attributes).into_iter().map(|attributes| table(attributes, &decided, leave_out_small));
    Ok(FairnessReport {
        rate: question.rate,
        candidates: rows.len(),
        withheld: rows.len() - decided.len(),
        tables: tables.collect(),
        small_categories: question.small_categories.clone(),
        median,
    })
}

fn check(rows: &[FairnessRow], question: &FairnessQuestion) -> Result<(), FairnessError> {
    if question.attributes.is_empty() {
        return Err(FairnessError::NoAttribute);
    }
    if question.attributes.len() > MAX_ATTRIBUTES {
        return Err(FairnessError::TooManyAttributes { have: question.attributes.len() });
    }
    let mut seen = BTreeSet::new();
    for attribute in &question.attributes {
        if !seen.insert(attribute) {
            return Err(FairnessError::AttributeTwice { attribute: attribute.clone() });
        }
        if !rows.iter().any(|row| row.categories.contains_key(attribute)) {
            return Err(FairnessError::UnknownAttribute { attribute: attribute.clone() });
        }
    }
    match &question.small_categories {
        Some(justification) if justification.trim().is_empty() => Err(FairnessError::NoJustification),
        _ => Ok(()),
    }
}

/// The middle score, or the mean of the two in the middle.
fn median_score(rows: &[FairnessRow]) -> Option<BigRational> {
    let mut scores: Vec<&BigRational> = rows.iter().filter_map(|row| row.score.as_ref()).collect();
    scores.sort();
    let upper = scores.get(scores.len() / 2)?;
    let lower = scores[(scores.len() - 1) / 2];
    Some((lower + *upper) / BigInt::from(2))
}

/// Every set of attributes but the empty one, the smaller first.
fn crossings(attributes: &[String]) -> Vec<Vec<&str>> {
    let mut sets: Vec<Vec<&str>> = vec![vec![]];
    for attribute in attributes {
        let with: Vec<Vec<&str>> =
            sets.iter().map(|set| set.iter().copied().chain([attribute.as_str()]).collect()).collect();
        sets.extend(with);
    }
    let place = |attribute: &str| attributes.iter().position(|known| known == attribute);
    sets.sort_by_key(|set| (set.len(), set.iter().map(|attribute| place(attribute)).collect::<Vec<_>>()));
    sets.split_off(1)
}

fn table(attributes: Vec<&str>, decided: &[(&BTreeMap<String, String>, bool)], leave_out_small: bool) -> CategoryTable {
    let mut counts: BTreeMap<Vec<&str>, Count> = BTreeMap::new();
    let mut unknown = 0;
    for (categories, selected) in decided {
        let category: Option<Vec<&str>> =
            attributes.iter().map(|attribute| categories.get(*attribute).map(String::as_str)).collect();
        match category {
            None => unknown += 1,
            Some(category) => {
                let count = counts.entry(category).or_insert(Count { count: 0, of: 0 });
                count.of += 1;
                count.count += usize::from(*selected);
            }
        }
    }
    let known = decided.len() - unknown;
    let small = |count: &Count| leave_out_small && count.of * 50 < known;
    let rate = |count: &Count| count.share().expect("a category has somebody in it");
    let highest = counts.values().filter(|count| !small(count)).map(rate).max();
    let categories = counts.iter().map(|(category, count)| {
        let impact_ratio = impact_ratio(&rate(count), highest.as_ref().filter(|_| !small(count)));
        CategoryRate {
            category: category.iter().map(ToString::to_string).collect(),
            selected: *count,
            rate: rate(count),
            below_four_fifths: impact_ratio.as_ref().is_ok_and(|ratio| *ratio.as_ratio() < four_fifths()),
            impact_ratio: impact_ratio.into(),
        }
    });
    CategoryTable {
        unknown,
        categories: categories.collect(),
        attributes: attributes.into_iter().map(ToOwned::to_owned).collect(),
    }
}

/// `highest` is `None` for a small category.
fn impact_ratio(rate: &Share, highest: Option<&Share>) -> Result<Share, Refusal> {
    let what = Statistic::ImpactRatio;
    let highest = highest.ok_or(Refusal::SmallCategory { what })?.as_ratio();
    if *highest == BigRational::from_integer(0.into()) {
        return Err(Refusal::NoneSelected { what });
    }
    Ok(Share::new(rate.as_ratio() / highest).expect("no rate is higher than the highest"))
}

fn four_fifths() -> BigRational {
    BigRational::new(4.into(), 5.into())
}

#[expect(clippy::ref_option, reason = "serde hands a field over like this")]
fn median<S: Serializer>(median: &Option<BigRational>, serializer: S) -> Result<S::Ok, S::Error> {
    median.as_ref().map(ToString::to_string).serialize(serializer)
}

#[cfg(test)]
mod tests;
