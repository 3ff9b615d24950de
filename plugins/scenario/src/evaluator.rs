//! The evaluator: replays the log, reports on it, or refuses it. What was said is read by `assessment`, the words are `report`'s.

use text_analysis::point_problems;
use touchstone_sdk::{Answer, Evaluation, Evaluator, Message, Problem, Refusal, Task};

use crate::assessment::assess;
use crate::conversation::Scenario;
use crate::question::in_config;
use crate::report::report;
use crate::scale::ScaleConfig;
use crate::scale_check::scale_problems;
use crate::situation::ScenarioConfig;
use crate::situation_check::in_list;

/// The evaluator.
pub struct ScaleEvaluator;

/// The dimensions of the manifest, in its order.
pub(crate) const DIMENSIONS: [&str; 5] =
    ["innovation", "customer-focus", "judgement", "problem-solving", "communication"];

impl Evaluator for ScaleEvaluator {
    type Question = ScenarioConfig;
    type Config = ScaleConfig;

    fn check_config(question: &ScenarioConfig, config: &ScaleConfig) -> Vec<Problem> {
        if let Err(problems) = Scenario::new(question) {
            return problems.iter().map(in_config).collect();
        }
        let of_points = point_problems(&config.points).into_iter().map(|found| in_list("/points", found));
        of_points.chain(scale_problems(config)).collect()
    }

    fn evaluate(task: &Task<ScenarioConfig, ScaleConfig>) -> Result<Evaluation, Refusal> {
        let wrong_config = |problem: &Problem| Refusal::unsupported(at(problem, "配置", "the config"));
        if let Some(problem) = scale_problems(&task.config).first() {
            return Err(wrong_config(problem));
        }
        let scenario = Scenario::new(&task.question)
            .map_err(|problems| problems.first().map(in_config).as_ref().map_or_else(unusable, wrong_config))?;
        let Answer::Events(events) = &task.answer else {
            return Err(Refusal::malformed_answer(Message::zh_en(
                "答案应为对话记录（`events`）。",
                "the answer has to be a log of replies (`events`)",
            )));
        };
        let progress =
            scenario.replay(events).map_err(|problem| Refusal::malformed_answer(at(&problem, "答案", "the answer")))?;
        let situation = task.question.situation(task.seed).ok_or_else(unusable)?;
        let assessment = assess(situation, &progress, &task.config).ok_or_else(unusable)?;
        Ok(report(&task.config, &progress, &assessment))
    }
}

fn unusable() -> Refusal {
    Refusal::unsupported(Message::zh_en("配置无法使用。", "the config cannot be used"))
}

fn at(problem: &Problem, zh: &str, en: &str) -> Message {
    let text = |tag| problem.message.text(tag).unwrap_or_default();
    Message::zh_en(
        format!("{zh} `{}`：{}", problem.pointer, text("zh-CN")),
        format!("{en} at `{}`: {}", problem.pointer, text("en")),
    )
}
