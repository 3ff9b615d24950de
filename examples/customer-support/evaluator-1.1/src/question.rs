//! The question type: shows the situation and the complaint, takes a text that is neither empty nor too long. There is nothing to press.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_sdk::{Answer, Message, Problem, QuestionType, Step};

/// The question type.
pub struct Complaint;

/// Its config. Texts are by language, such as `zh-CN`.
#[derive(Debug, Clone, Deserialize)]
pub struct ComplaintConfig {
    /// What the candidate is asked to do, and what may be offered.
    pub statement: BTreeMap<String, String>,
    /// What the customer wrote.
    pub complaint: BTreeMap<String, String>,
    /// How many characters a reply may have.
    pub longest_reply: usize,
}

/// What the candidate's page receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presented {
    /// What to do.
    pub statement: String,
    /// What the customer wrote.
    pub complaint: String,
    /// How many characters a reply may have.
    pub longest_reply: usize,
}

impl QuestionType for Complaint {
    type Config = ComplaintConfig;
    type Presented = Presented;
    type State = ();
    type Action = ();
    type View = ();

    fn present(config: &ComplaintConfig, locale: &str, _seed: u64) -> Result<Presented, Problem> {
        let text = |texts: &BTreeMap<String, String>| {
            texts.get(locale).or_else(|| texts.values().next()).cloned().unwrap_or_default()
        };
        let (statement, complaint) = (text(&config.statement), text(&config.complaint));
        Ok(Presented { statement, complaint, longest_reply: config.longest_reply })
    }

    fn interact(
        _config: &ComplaintConfig,
        _seed: u64,
        _state: Option<()>,
        _action: (),
        _now_ms: u64,
    ) -> Result<Step<(), ()>, Problem> {
        let message = Message::zh_en("此题没有操作；直接提交回复。", "there is nothing to do here; send the reply");
        Err(Problem::at("", message))
    }

    fn check_answer(config: &ComplaintConfig, _seed: u64, answer: &Answer) -> Vec<Problem> {
        let Answer::Text(text) = answer else { return Vec::new() };
        let (length, most) = (text.chars().count(), config.longest_reply);
        if text.trim().is_empty() {
            vec![Problem::at("/text", Message::zh_en("回复是空的；请写回复", "the reply is empty; write one"))]
        } else if length > most {
            let zh = format!("回复有 {length} 字，最多 {most} 字；请缩短");
            let en = format!("the reply has {length} characters, {most} are the most; shorten it");
            vec![Problem::at("/text", Message::zh_en(zh, en))]
        } else {
            Vec::new()
        }
    }
}
