//! The evaluator: replays the log, reports on it, or refuses it. The replay is `assessment`'s work, the scores are `report`'s.

use touchstone_sdk::{Answer, Evaluation, Evaluator, Message, Problem, Refusal, Task};

use crate::assessment::assess;
use crate::checklist::ChecklistConfig;
use crate::checklist_check::checklist_problems;
use crate::device::DeviceConfig;
use crate::question::in_config;
use crate::report::report;
use crate::simulator::Device;

/// The evaluator.
pub struct ChecklistEvaluator;

impl Evaluator for ChecklistEvaluator {
    type Question = DeviceConfig;
    type Config = ChecklistConfig;

    fn check_config(question: &DeviceConfig, config: &ChecklistConfig) -> Vec<Problem> {
        match Device::new(question) {
            Ok(_) => checklist_problems(question, config),
            Err(problems) => problems.iter().map(in_config).collect(),
        }
    }

    fn evaluate(task: &Task<DeviceConfig, ChecklistConfig>) -> Result<Evaluation, Refusal> {
        if let Some(problem) = Self::check_config(&task.question, &task.config).into_iter().next() {
            return Err(Refusal::unsupported(at(&problem, "配置", "the config")));
        }
        let device = Device::new(&task.question)
            .map_err(|_| Refusal::unsupported(Message::zh_en("题目配置有误。", "The question's config is wrong.")))?;
        let Answer::Events(events) = &task.answer else {
            return Err(Refusal::malformed_answer(Message::zh_en(
                "答案应为操作记录（`events`）。",
                "the answer has to be a log of actions (`events`)",
            )));
        };
        match assess(device, &task.config, events) {
            Ok(found) => Ok(report(&task.question, &task.config, &found)),
            Err(problem) => Err(Refusal::malformed_answer(at(&problem, "答案", "the answer"))),
        }
    }
}

fn at(problem: &Problem, zh: &str, en: &str) -> Message {
    let text = |tag| problem.message.text(tag).unwrap_or_default();
    Message::zh_en(
        format!("{zh} `{}`：{}", problem.pointer, text("zh-CN")),
        format!("{en} at `{}`: {}", problem.pointer, text("en")),
    )
}
