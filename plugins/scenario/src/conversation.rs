//! Runs a scenario: a reply comes in, the next follow-up goes out. The only place where that is decided; both `interact` and the
//! evaluator go through it. It looks at no clock and judges no reply.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use touchstone_sdk::{Event, Problem};

use crate::action::{Action, Deed, shortened};
use crate::situation::{FollowUp, ScenarioConfig, When};
use crate::situation_check::situation_problems;
use crate::text::problem;
use crate::topics::TopicMatcher;

/// A scenario whose config has been checked.
pub struct Scenario<'a> {
    config: &'a ScenarioConfig,
    topics: TopicMatcher,
}

/// One reply, and what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The follow-up that it answers; none for the first.
    pub follow_up: Option<String>,
    /// What was said.
    pub text: String,
}

/// How a scenario stands, as the host keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioState {
    /// The replies so far, in order.
    pub turns: Vec<Turn>,
}

/// How a scenario stands, and what is asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress<'a> {
    turns: Vec<Turn>,
    said: BTreeSet<usize>,
    asked: Vec<&'a FollowUp>,
    pending: bool,
}

impl<'a> Scenario<'a> {
    /// The scenario that `config` describes.
    ///
    /// # Errors
    ///
    /// Every problem of the config.
    pub fn new(config: &'a ScenarioConfig) -> Result<Self, Vec<Problem>> {
        let problems = situation_problems(config);
        if problems.is_empty() { Ok(Self { config, topics: TopicMatcher::new(&config.topics) }) } else { Err(problems) }
    }

    /// Its config.
    pub fn config(&self) -> &'a ScenarioConfig {
        self.config
    }

    /// How it stands before anything is said.
    pub fn start(&self) -> Progress<'a> {
        Progress { turns: Vec::new(), said: BTreeSet::new(), asked: Vec::new(), pending: false }
    }

    /// How it stands after the replies of `state`.
    ///
    /// # Errors
    ///
    /// A problem of the whole (empty pointer): the state is not one of this scenario.
    pub fn resume(&self, state: ScenarioState) -> Result<Progress<'a>, Problem> {
        let mut progress = self.start();
        for turn in state.turns {
            self.reply(&mut progress, turn.follow_up.as_deref(), turn.text).map_err(|_| {
                problem(
                    "",
                    "保存的对话与题目配置不符：请重新开始本题。",
                    "the kept conversation does not belong to this scenario: start the item anew",
                )
            })?;
        }
        Ok(progress)
    }

    /// Runs a whole log.
    ///
    /// # Errors
    ///
    /// A problem that points into the answer (`/events/3/detail/to`): an event that cannot be.
    pub fn replay(&self, events: &[Event]) -> Result<Progress<'a>, Problem> {
        let mut progress = self.start();
        for (index, event) in events.iter().enumerate() {
            let wrong = |inner: Problem| match inner.pointer.as_str() {
                "/name" | "" | "/detail" => Problem { pointer: format!("/events/{index}{}", inner.pointer), ..inner },
                _ => Problem { pointer: format!("/events/{index}/detail{}", inner.pointer), ..inner },
            };
            let action = Action::from_event(event).map_err(wrong)?;
            self.act(&mut progress, &action).map_err(wrong)?;
        }
        Ok(progress)
    }

    /// Does one action.
    ///
    /// # Errors
    ///
    /// A problem that points into the action.
    pub fn act(&self, progress: &mut Progress<'a>, action: &Action) -> Result<(), Problem> {
        match action.deed()? {
            Deed::Reply { to, text } => self.reply(progress, to, text.to_owned()),
            Deed::Look => Ok(()),
        }
    }

    fn reply(&self, progress: &mut Progress<'a>, to: Option<&str>, text: String) -> Result<(), Problem> {
        let expected = progress.pending().map(|follow_up| follow_up.id.as_str());
        if progress.is_done() {
            return Err(problem(
                "",
                "对话已经结束，不再有追问：请直接提交。",
                "the conversation is over and nothing is asked any more: hand the answer in",
            ));
        }
        if to != expected {
            return Err(wrong_question(to, expected));
        }
        let (most, length) = (self.config.most_characters, text.chars().count());
        if length > most {
            return Err(problem(
                "/text",
                format!("回答有 {length} 字，超过上限 {most}：请缩短。"),
                format!("the reply has {length} characters, more than the {most} allowed: shorten it"),
            ));
        }
        let spoken = self.topics.spoken(&text);
        progress.said.extend(spoken.topics);
        progress.turns.push(Turn { follow_up: to.map(str::to_owned), text });
        let next = self.next(progress, spoken.length);
        progress.pending = next.is_some();
        progress.asked.extend(next);
        Ok(())
    }

    /// The first follow-up that was not asked and whose condition holds, unless enough were asked.
    fn next(&self, progress: &Progress<'a>, length: usize) -> Option<&'a FollowUp> {
        if progress.asked.len() >= self.config.most_follow_ups() {
            return None;
        }
        let fits =
            |follow_up: &&FollowUp| !progress.was_asked(&follow_up.id) && self.holds(&follow_up.when, progress, length);
        self.config.follow_ups.iter().find(fits)
    }

    fn holds(&self, when: &When, progress: &Progress<'a>, length: usize) -> bool {
        let said = |id: &String| {
            let position = self.config.topics.iter().position(|topic| topic.id == *id);
            position.is_some_and(|position| progress.said.contains(&position))
        };
        when.said.iter().all(said)
            && !when.not_said.iter().any(said)
            && when.asked.iter().all(|id| progress.was_asked(id))
            && !when.not_asked.iter().any(|id| progress.was_asked(id))
            && when.length.holds(length)
            && when.replies.holds(progress.turns.len())
    }
}

impl<'a> Progress<'a> {
    /// The replies so far, in order.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The follow-ups so far, in order, the one that waits for a reply included.
    pub fn asked(&self) -> &[&'a FollowUp] {
        &self.asked
    }

    /// The follow-up that waits for a reply.
    pub fn pending(&self) -> Option<&'a FollowUp> {
        if self.pending { self.asked.last().copied() } else { None }
    }

    /// Whether nothing is asked any more.
    pub fn is_done(&self) -> bool {
        !self.turns.is_empty() && !self.pending
    }

    /// For the host to keep.
    pub fn into_state(self) -> ScenarioState {
        ScenarioState { turns: self.turns }
    }

    fn was_asked(&self, id: &str) -> bool {
        self.asked.iter().any(|follow_up| follow_up.id == id)
    }
}

fn wrong_question(to: Option<&str>, expected: Option<&str>) -> Problem {
    match (to, expected) {
        (Some(to), Some(expected)) => {
            let to = shortened(to);
            problem(
                "/to",
                format!("现在问的不是 `{to}` 而是 `{expected}`：请回答后者。"),
                format!("what is asked now is not `{to}` but `{expected}`: reply to that"),
            )
        }
        (Some(to), None) => {
            let to = shortened(to);
            problem(
                "/to",
                format!("还没有追问 `{to}`：第一次回答不带 `to`。"),
                format!("`{to}` was not asked: the first reply takes no `to`"),
            )
        }
        (None, _) => {
            let expected = expected.unwrap_or_default();
            problem(
                "",
                format!("缺少 `to`：现在问的是 `{expected}`。"),
                format!("`to` is missing: what is asked now is `{expected}`"),
            )
        }
    }
}
