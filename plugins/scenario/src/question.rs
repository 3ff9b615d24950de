//! The question type: shows the situation, takes replies, asks follow-ups, checks that a log can be. Topics, conditions and follow-ups
//! that were not asked never leave here.

use serde::Serialize;
use touchstone_sdk::{Answer, Problem, QuestionType, Step};

use crate::action::Action;
use crate::conversation::{Progress, Scenario, ScenarioState};
use crate::situation::{FollowUp, ScenarioConfig};
use crate::situation_check::situation_problems;
use crate::text::{Localized, problem};

/// The question type.
pub struct ScenarioQuestion;

/// What the candidate's page receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presented {
    /// The language asked for; pick it from the follow-ups' texts.
    pub locale: String,
    /// Names the situation.
    pub situation: String,
    /// The situation, and what is asked first.
    pub text: String,
    /// The longest reply, in characters.
    pub most_characters: usize,
    /// At most so many follow-ups come.
    pub most_follow_ups: usize,
}

/// What the page receives after an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// How many replies there are.
    pub replies: usize,
    /// What is asked now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<Asked>,
    /// Whether nothing is asked any more.
    pub done: bool,
    /// After `look`: everything that was asked and said, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turns: Option<Vec<ShownTurn>>,
}

/// A follow-up on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// For a reply's `to`.
    pub id: String,
    /// What is asked, by language.
    pub text: Localized,
}

/// A reply on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownTurn {
    /// The follow-up that it answers; none for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<Asked>,
    /// What was said.
    pub text: String,
}

impl QuestionType for ScenarioQuestion {
    type Config = ScenarioConfig;
    type Presented = Presented;
    type State = ScenarioState;
    type Action = Action;
    type View = View;

    fn check_config(config: &ScenarioConfig) -> Vec<Problem> {
        situation_problems(config)
    }

    fn present(config: &ScenarioConfig, locale: &str, seed: u64) -> Result<Presented, Problem> {
        if let Some(first) = situation_problems(config).into_iter().next() {
            return Err(first);
        }
        let situation = config.situation(seed).ok_or_else(|| {
            problem("/situations", "没有情境：请至少给一个。", "there is no situation: give at least one")
        })?;
        Ok(Presented {
            locale: locale.to_owned(),
            situation: situation.id.clone(),
            text: situation.text.text(locale).to_owned(),
            most_characters: config.most_characters,
            most_follow_ups: config.most_follow_ups(),
        })
    }

    fn interact(
        config: &ScenarioConfig,
        _seed: u64,
        state: Option<ScenarioState>,
        action: Action,
        _now_ms: u64,
    ) -> Result<Step<ScenarioState, View>, Problem> {
        let scenario = Scenario::new(config).map_err(|problems| first_in_config(&problems))?;
        let mut progress = scenario.resume(state.unwrap_or_default())?;
        scenario.act(&mut progress, &action)?;
        let view = view(config, &progress, action.name == "look");
        Ok(Step { state: progress.into_state(), view })
    }

    fn check_answer(config: &ScenarioConfig, _seed: u64, answer: &Answer) -> Vec<Problem> {
        let scenario = match Scenario::new(config) {
            Ok(scenario) => scenario,
            Err(problems) => return problems.iter().map(in_config).collect(),
        };
        match answer {
            Answer::Omitted => Vec::new(),
            Answer::Events(events) => scenario.replay(events).err().into_iter().collect(),
            _ => {
                vec![problem("", "答案应为对话记录（`events`）。", "the answer has to be a log of replies (`events`)")]
            }
        }
    }
}

fn view(config: &ScenarioConfig, progress: &Progress<'_>, whole: bool) -> View {
    let turns = progress.turns().iter().map(|turn| ShownTurn {
        follow_up: turn.follow_up.as_ref().and_then(|id| config.follow_up(id)).map(asked),
        text: turn.text.clone(),
    });
    View {
        replies: progress.turns().len(),
        follow_up: progress.pending().map(asked),
        done: progress.is_done(),
        turns: whole.then(|| turns.collect()),
    }
}

fn asked(follow_up: &FollowUp) -> Asked {
    Asked { id: follow_up.id.clone(), text: follow_up.text.clone() }
}

fn first_in_config(problems: &[Problem]) -> Problem {
    problems.first().map_or_else(|| problem("", "配置有误。", "the config is wrong"), in_config)
}

/// A problem of the config where one of an action or an answer is expected.
pub(crate) fn in_config(found: &Problem) -> Problem {
    let text = |tag| found.message.text(tag).unwrap_or_default();
    problem(
        "",
        format!("题目配置 `{}`：{}", found.pointer, text("zh-CN")),
        format!("the question's config at `{}`: {}", found.pointer, text("en")),
    )
}
