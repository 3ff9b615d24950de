//! The question type: shows what to write about, takes a text. There is nothing to do but write.

use serde::Serialize;
use text_analysis::MAX_CHARACTERS;
use touchstone_sdk::{Answer, Problem, QuestionType, Step};

use crate::config::{TextQuestionConfig, problem, question_problems};

/// The question type.
pub struct TextQuestion;

/// What the candidate's page receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presented {
    /// What to write about.
    pub statement: String,
    /// What helps to begin.
    pub hints: Vec<String>,
    /// How long an answer should be in Chinese characters.
    pub characters: PresentedLength,
    /// The same in English words.
    pub words: PresentedLength,
    /// More characters of any kind are not taken.
    pub most_characters: usize,
}

/// Bounds of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PresentedLength {
    /// The least.
    pub minimum: u64,
    /// The most that is read.
    pub maximum: u64,
}

impl QuestionType for TextQuestion {
    type Config = TextQuestionConfig;
    type Presented = Presented;
    type State = ();
    type Action = ();
    type View = ();

    fn check_config(config: &TextQuestionConfig) -> Vec<Problem> {
        question_problems(config)
    }

    fn present(config: &TextQuestionConfig, locale: &str, _seed: u64) -> Result<Presented, Problem> {
        let length = config.length;
        let words = |characters: u64| characters.saturating_mul(3) / 4;
        Ok(Presented {
            statement: config.statement.text(locale).to_owned(),
            hints: config.hints.iter().map(|hint| hint.text(locale).to_owned()).collect(),
            characters: PresentedLength { minimum: length.minimum, maximum: length.maximum },
            words: PresentedLength { minimum: words(length.minimum), maximum: words(length.maximum) },
            most_characters: MAX_CHARACTERS,
        })
    }

    fn interact(_: &TextQuestionConfig, _: u64, _: Option<()>, (): (), _: u64) -> Result<Step<(), ()>, Problem> {
        Err(problem("", "此题没有操作：请直接提交文字。", "there is nothing to do here: send the text"))
    }

    fn check_answer(_config: &TextQuestionConfig, _seed: u64, answer: &Answer) -> Vec<Problem> {
        match answer {
            Answer::Omitted => Vec::new(),
            Answer::Text(text) => too_long(text).into_iter().collect(),
            _ => vec![problem("", "答案应为文字（`text`）。", "the answer has to be a text (`text`)")],
        }
    }
}

/// A text of more characters than are ever read is not taken, so that nobody's work is cut without a word.
pub(crate) fn too_long(text: &str) -> Option<Problem> {
    text.chars().nth(MAX_CHARACTERS).map(|_| {
        problem(
            "/text",
            format!("超过 {MAX_CHARACTERS} 个字符：请缩短。"),
            format!("has more than {MAX_CHARACTERS} characters: shorten it"),
        )
    })
}
