//! The evaluator's config: what is right, what it is worth, and what is said to it. What makes sense is `keys_check`'s business.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::Zero;
use serde::Deserialize;

use crate::number::Exact;
use crate::text::Localized;

/// The evaluator's config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysConfig {
    /// By the question's id; every question has one.
    pub keys: BTreeMap<String, Key>,
}

/// What is right for one question. Which parts belong to which kind of question is in the README.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What the question counts in its dimension.
    #[serde(default = "one")]
    pub weight: u64,
    /// What it measures.
    #[serde(default)]
    pub dimension: Dimension,
    /// The right options, pairs or order: all of it or nothing, but for an order.
    #[serde(default)]
    pub correct: Option<Vec<String>>,
    /// What each option or pair adds.
    #[serde(default)]
    pub map: Option<BTreeMap<String, Exact>>,
    /// What an option or a pair adds that `map` does not name.
    #[serde(default)]
    pub default: Option<Exact>,
    /// The least sum of `map`. Without one a sum below 0 is taken off what other questions earned.
    #[serde(default)]
    pub lower_bound: Option<Exact>,
    /// The most, and full marks. Without one: the best that can be reached.
    #[serde(default)]
    pub upper_bound: Option<Exact>,
    /// How a partly right order is scored.
    #[serde(default)]
    pub scoring: Option<OrderScoring>,
    /// Numbers or texts that earn something; the best that fits counts.
    #[serde(default)]
    pub accept: Vec<Accepted>,
    /// What a wrong answer earns, −1 to 0.
    #[serde(default)]
    pub wrong: Option<Exact>,
    /// The unit of the accepted numbers, and of a number without one.
    #[serde(default)]
    pub unit: Option<String>,
    /// The units that can be written.
    #[serde(default)]
    pub units: BTreeMap<String, Unit>,
    /// The share that is left of a right number without its unit.
    #[serde(default)]
    pub without_unit: Option<Exact>,
    /// What does not count when texts are compared.
    #[serde(default)]
    pub ignore: Option<BTreeSet<Folding>>,
    /// What is said when an option or a pair was chosen.
    #[serde(default)]
    pub feedback: BTreeMap<String, Localized>,
    /// What is said when the question did not earn full marks.
    #[serde(default)]
    pub explanation: Option<Localized>,
}

/// What a question measures: the manifest's dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// What is known.
    #[default]
    Knowledge,
    /// What is computed.
    Calculation,
    /// What is decided.
    Judgement,
}

/// How a partly right order is scored; the formulas are in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderScoring {
    /// All or nothing.
    Exact,
    /// The share of options in their place.
    Positions,
    /// The share of pairs in the right order.
    Pairs,
    /// Kendall's tau, at least 0: a blind order earns about nothing.
    #[default]
    Kendall,
}

/// A number or a text that earns something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The number, for numeric questions.
    #[serde(default)]
    pub value: Option<Exact>,
    /// The text, for short ones.
    #[serde(default)]
    pub text: Option<String>,
    /// How far from `value` still counts; left out: not at all.
    #[serde(default)]
    pub tolerance: Option<Tolerance>,
    /// The share of full marks, above 0 to 1.
    #[serde(default)]
    pub credit: Option<Exact>,
    /// What is said to it.
    #[serde(default)]
    pub feedback: Option<Localized>,
}

/// How far from a number still counts, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tolerance {
    /// In the key's unit.
    Absolute(Exact),
    /// A share of the number.
    Relative(Exact),
    /// Half a unit of the number's last significant figure.
    SignificantFigures(u32),
}

/// A unit that can be written: `factor` × number + `offset` is the same in the base that all units of a question share.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Above 0.
    #[serde(default = "whole_one")]
    pub factor: Exact,
    /// For scales that do not begin at 0, such as degrees.
    #[serde(default = "zero")]
    pub offset: Exact,
    /// Other ways to write it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What does not count when texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Folding {
    /// Upper and lower case.
    Case,
    /// Full and half width, and other forms of the same character (Unicode's NFKC).
    Width,
    /// All spaces; those at the ends and their number never count.
    Spaces,
    /// Punctuation.
    Punctuation,
}

impl Key {
    /// What a chosen key adds; none is 0.
    pub(crate) fn value_of(&self, key: &str) -> Option<&BigRational> {
        let mapped = self.map.as_ref().and_then(|map| map.get(key));
        mapped.or(self.default.as_ref()).map(|value| &value.0)
    }

    /// What a wrong answer earns.
    pub(crate) fn wrong(&self) -> BigRational {
        self.wrong.as_ref().map_or_else(BigRational::zero, |wrong| wrong.0.clone())
    }
}

impl Dimension {
    /// In the manifest's order.
    pub(crate) const ALL: [Self; 3] = [Self::Knowledge, Self::Calculation, Self::Judgement];

    /// The manifest's id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Calculation => "calculation",
            Self::Judgement => "judgement",
        }
    }

    /// Its Chinese title.
    pub(crate) fn zh(self) -> &'static str {
        match self {
            Self::Knowledge => "知识",
            Self::Calculation => "计算",
            Self::Judgement => "判断",
        }
    }
}

fn one() -> u64 {
    1
}

fn whole_one() -> Exact {
    Exact::whole(1)
}

fn zero() -> Exact {
    Exact::whole(0)
}
