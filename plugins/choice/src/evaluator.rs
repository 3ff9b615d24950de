//! The evaluator: reads the answer, has it scored and reported, or refuses it. The scores are `scoring`'s work, the words `report`'s.

use touchstone_sdk::{Answer, Evaluation, Evaluator, Message, Problem, Refusal, Task};

use crate::draw::asked;
use crate::keys::KeysConfig;
use crate::keys_check::keys_problems;
use crate::question::in_config;
use crate::questions::QuestionsConfig;
use crate::questions_check::questions_problems;
use crate::report::report;
use crate::response::{Responses, read_answer};
use crate::scoring::mark;

/// The evaluator.
pub struct ChoiceEvaluator;

impl Evaluator for ChoiceEvaluator {
    type Question = QuestionsConfig;
    type Config = KeysConfig;

    fn check_config(question: &QuestionsConfig, config: &KeysConfig) -> Vec<Problem> {
        let problems = questions_problems(question);
        if !problems.is_empty() {
            return problems.iter().map(in_config).collect();
        }
        keys_problems(question, config)
    }

    fn evaluate(task: &Task<QuestionsConfig, KeysConfig>) -> Result<Evaluation, Refusal> {
        if let Some(problem) = Self::check_config(&task.question, &task.config).into_iter().next() {
            return Err(Refusal::unsupported(at(&problem, "配置", "the config")));
        }
        let responses = match &task.answer {
            Answer::Omitted => Responses::default(),
            answer => read_answer(&task.question, task.seed, answer).map_err(|problems| malformed(&problems))?,
        };
        let marked = mark(&asked(&task.question, task.seed), &task.config, &responses);
        Ok(report(&marked, &responses))
    }
}

fn malformed(problems: &[Problem]) -> Refusal {
    Refusal::malformed_answer(problems.first().map_or_else(
        || Message::zh_en("答案无法读取。", "the answer cannot be read"),
        |problem| at(problem, "答案", "the answer"),
    ))
}

fn at(problem: &Problem, zh: &str, en: &str) -> Message {
    let text = |tag| problem.message.text(tag).unwrap_or_default();
    Message::zh_en(
        format!("{zh} `{}`：{}", problem.pointer, text("zh-CN")),
        format!("{en} at `{}`: {}", problem.pointer, text("en")),
    )
}
