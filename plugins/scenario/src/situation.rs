//! The question's config: situations, what can be said of them, follow-ups. Whether it makes sense is `situation_check`'s question, what
//! follows from it `conversation`'s.

use serde::Deserialize;

use crate::text::Localized;

/// A situation and what is asked about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioConfig {
    /// Equivalent situations; the seed chooses one of them.
    pub situations: Vec<Situation>,
    /// What a candidate may speak of, for the follow-ups' conditions. Never shown.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// What may be asked after a reply, the first that fits first. Never shown before it is asked.
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
    /// At most so many are asked, and never more than there are.
    #[serde(default = "default_follow_ups")]
    pub most_follow_ups: usize,
    /// The longest reply, in characters.
    #[serde(default = "default_characters")]
    pub most_characters: usize,
}

/// What the candidate is put into.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// Unique among the situations.
    pub id: String,
    /// The situation, and what is asked first.
    pub text: Localized,
}

/// Something that a candidate speaks of, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Unique among the topics.
    pub id: String,
    /// What it is called in a reply, in whatever language. One of them is enough.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// One phrase of each group, within three sentences, is enough too.
    #[serde(default)]
    pub all_of: Vec<Vec<String>>,
}

/// Something that is asked after a reply.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Unique among the follow-ups.
    pub id: String,
    /// What is asked.
    pub text: Localized,
    /// When it is asked; always, when left out.
    #[serde(default)]
    pub when: When,
}

/// What has to hold for a follow-up to be asked. All of it has to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Topics that were all spoken of, in this reply or an earlier one.
    #[serde(default)]
    pub said: Vec<String>,
    /// Topics of which none was spoken of.
    #[serde(default)]
    pub not_said: Vec<String>,
    /// Follow-ups that were all asked before.
    #[serde(default)]
    pub asked: Vec<String>,
    /// Follow-ups of which none was asked before.
    #[serde(default)]
    pub not_asked: Vec<String>,
    /// How long the last reply is, in Chinese characters; three words of another language count as five.
    #[serde(default)]
    pub length: Range,
    /// How many replies there are.
    #[serde(default)]
    pub replies: Range,
}

/// Bounds of a number; either may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least.
    #[serde(default)]
    pub at_least: Option<usize>,
    /// The most.
    #[serde(default)]
    pub at_most: Option<usize>,
}

/// How many follow-ups are asked at most when the config says nothing.
fn default_follow_ups() -> usize {
    3
}

/// The longest reply when the config says nothing.
fn default_characters() -> usize {
    4000
}

impl ScenarioConfig {
    /// The situation that a seed chooses. `None` only where there is none.
    pub fn situation(&self, seed: u64) -> Option<&Situation> {
        let count = u64::try_from(self.situations.len()).ok()?;
        let index = usize::try_from(seed.checked_rem(count)?).ok()?;
        self.situations.get(index)
    }

    /// The follow-up with this id.
    pub fn follow_up(&self, id: &str) -> Option<&FollowUp> {
        self.follow_ups.iter().find(|follow_up| follow_up.id == id)
    }

    /// How many follow-ups are asked at most.
    pub fn most_follow_ups(&self) -> usize {
        self.most_follow_ups.min(self.follow_ups.len())
    }
}

impl Range {
    /// Whether `number` lies within.
    pub fn holds(self, number: usize) -> bool {
        self.at_least.is_none_or(|least| number >= least) && self.at_most.is_none_or(|most| number <= most)
    }
}
