//! The question's config: what is asked, and how much of it. Keys are in the evaluator's config; what makes sense is
//! `questions_check`'s business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::Localized;

/// The question's config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionsConfig {
    /// What stands above all questions.
    #[serde(default)]
    pub statement: Option<Localized>,
    /// All questions, those of pools among them.
    pub questions: Vec<Question>,
    /// How many are drawn of each pool.
    #[serde(default)]
    pub pools: BTreeMap<String, usize>,
    /// Whether the questions come in an order made by the seed.
    #[serde(default)]
    pub shuffle_questions: bool,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique in its item; the answer names it.
    pub id: String,
    /// The pool it is drawn from. Without one it is always asked.
    #[serde(default)]
    pub pool: Option<String>,
    /// What an answer to it looks like.
    pub kind: Kind,
    /// What is asked.
    pub prompt: Localized,
    /// What is chosen, ordered, or matched from.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// What options are matched to.
    #[serde(default)]
    pub targets: Vec<Choice>,
    /// Whether options and targets come in an order made by the seed.
    #[serde(default = "yes")]
    pub shuffle: bool,
    /// The most options that can be chosen.
    #[serde(default)]
    pub max_choices: Option<usize>,
    /// The most targets of one option.
    #[serde(default)]
    pub max_per_option: Option<usize>,
    /// The most options of one target.
    #[serde(default)]
    pub max_per_target: Option<usize>,
    /// The most characters of a short text.
    #[serde(default)]
    pub max_length: Option<usize>,
}

/// What an answer to a question looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One option.
    Single,
    /// Any number of options.
    Multiple,
    /// The options in an order.
    Ordering,
    /// Pairs of an option and a target.
    Matching,
    /// A number, perhaps with a unit.
    Numeric,
    /// A short text.
    Short,
}

/// An option or a target.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Unique in its list. The page sees it, so it should not tell what is right.
    pub id: String,
    /// What the candidate reads.
    pub text: Localized,
    /// Whether it stays in its place when the others are shuffled.
    #[serde(default)]
    pub fixed: bool,
}

impl QuestionsConfig {
    /// The question with this id, and its place.
    pub(crate) fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }
}

impl Question {
    /// The most targets that one option can be matched to.
    pub(crate) fn targets_of_one(&self) -> usize {
        self.max_per_option.unwrap_or(1)
    }

    /// The most options that one target can be matched to.
    pub(crate) fn options_of_one(&self) -> usize {
        self.max_per_target.unwrap_or(usize::MAX)
    }

    /// The most characters of what is written.
    pub(crate) fn most_characters(&self) -> Option<usize> {
        match self.kind {
            Kind::Numeric => Some(100),
            Kind::Short => Some(self.max_length.unwrap_or(200)),
            _ => None,
        }
    }

    /// Every key that a response can hold: the options, or the pairs `option target`.
    pub(crate) fn keys(&self) -> Vec<String> {
        if self.kind == Kind::Matching {
            let pairs = self.options.iter().flat_map(|option| self.targets.iter().map(move |target| (option, target)));
            return pairs.map(|(option, target)| format!("{} {}", option.id, target.id)).collect();
        }
        self.options.iter().map(|option| option.id.clone()).collect()
    }

    /// How many keys a response can hold.
    pub(crate) fn count_of_keys(&self) -> usize {
        if self.kind == Kind::Matching { self.options.len() * self.targets.len() } else { self.options.len() }
    }

    /// The texts that a key stands for, for people.
    pub(crate) fn text_of(&self, key: &str, locale: &str) -> String {
        let named = |list: &[Choice], id: &str| {
            list.iter().find(|choice| choice.id == id).map_or_else(|| id.to_owned(), |it| it.text.clipped(locale))
        };
        match (self.kind, key.split_once(' ')) {
            (Kind::Matching, Some((option, target))) => {
                format!("{} → {}", named(&self.options, option), named(&self.targets, target))
            }
            _ => named(&self.options, key),
        }
    }
}

impl Kind {
    /// Its name in a config.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Ordering => "ordering",
            Self::Matching => "matching",
            Self::Numeric => "numeric",
            Self::Short => "short",
        }
    }

    /// Whether something is chosen, and not written.
    pub(crate) fn has_options(self) -> bool {
        !matches!(self, Self::Numeric | Self::Short)
    }
}

fn yes() -> bool {
    true
}
