//! The question type: shows what the seed draws and checks that an answer fits it. It knows no key, so it can give none away.

use serde::Serialize;
use serde_json::Value;
use touchstone_sdk::{Answer, Problem, QuestionType, Step};

use crate::draw::{asked_in_order, shuffled};
use crate::questions::{Choice, Kind, Question, QuestionsConfig};
use crate::questions_check::questions_problems;
use crate::response::read_answer;
use crate::text::problem;

/// The question type.
pub struct ChoiceQuestion;

/// What the candidate's page receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presented {
    /// The language asked for.
    pub locale: String,
    /// What stands above all questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The candidate's questions in the order of the page.
    pub questions: Vec<PresentedQuestion>,
}

/// A question on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedQuestion {
    /// For the answer.
    pub id: String,
    /// What an answer to it looks like.
    pub kind: Kind,
    /// What is asked.
    pub prompt: String,
    /// What is chosen, ordered, or matched from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<PresentedOption>,
    /// What options are matched to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<PresentedOption>,
    /// The most options that can be chosen; left out: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_choices: Option<usize>,
    /// The most targets of one option, for matching.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_per_option: Option<usize>,
    /// The most options of one target; left out: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_per_target: Option<usize>,
    /// The most characters, for what is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
}

/// An option or a target on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedOption {
    /// For the answer.
    pub id: String,
    /// What the candidate reads.
    pub text: String,
}

impl QuestionType for ChoiceQuestion {
    type Config = QuestionsConfig;
    type Presented = Presented;
    type State = Value;
    type Action = Value;
    type View = Value;

    fn check_config(config: &QuestionsConfig) -> Vec<Problem> {
        questions_problems(config)
    }

    fn present(config: &QuestionsConfig, locale: &str, seed: u64) -> Result<Presented, Problem> {
        if let Some(problem) = questions_problems(config).into_iter().next() {
            return Err(problem);
        }
        Ok(Presented {
            locale: locale.to_owned(),
            statement: config.statement.as_ref().map(|statement| statement.text(locale).to_owned()),
            questions: asked_in_order(config, seed).into_iter().map(|it| presented(it, locale, seed)).collect(),
        })
    }

    fn interact(
        _: &QuestionsConfig,
        _: u64,
        _: Option<Value>,
        _: Value,
        _: u64,
    ) -> Result<Step<Value, Value>, Problem> {
        Err(problem("", "本题没有操作：请直接提交答案。", "there is nothing to do here but to answer: send the answer"))
    }

    fn check_answer(config: &QuestionsConfig, seed: u64, answer: &Answer) -> Vec<Problem> {
        if let Some(found) = questions_problems(config).into_iter().next() {
            return vec![in_config(&found)];
        }
        match answer {
            Answer::Omitted => Vec::new(),
            answer => read_answer(config, seed, answer).err().unwrap_or_default(),
        }
    }
}

fn presented(question: &Question, locale: &str, seed: u64) -> PresentedQuestion {
    let choices = |what: &str, choices: &[Choice]| {
        let option =
            |choice: &Choice| PresentedOption { id: choice.id.clone(), text: choice.text.text(locale).to_owned() };
        shuffled(question, what, choices, seed).into_iter().map(option).collect()
    };
    let matching = question.kind == Kind::Matching;
    PresentedQuestion {
        id: question.id.clone(),
        kind: question.kind,
        prompt: question.prompt.text(locale).to_owned(),
        options: choices("options", &question.options),
        targets: choices("targets", &question.targets),
        max_choices: question.max_choices,
        max_per_option: matching.then(|| question.targets_of_one()),
        max_per_target: question.max_per_target,
        max_length: question.most_characters(),
    }
}

/// A problem of the config where one of an answer is expected.
pub(crate) fn in_config(found: &Problem) -> Problem {
    let text = |tag| found.message.text(tag).unwrap_or_default();
    problem(
        "",
        format!("题目配置 `{}`：{}", found.pointer, text("zh-CN")),
        format!("the question's config at `{}`: {}", found.pointer, text("en")),
    )
}
