//! The evaluator: adds up the rules of the config that a reply meets, takes off those that it breaks, and says which. What counts as
//! saying something is decided in `text`.

use std::collections::BTreeMap;

use serde::Deserialize;
use touchstone_sdk::{Answer, Evaluation, Evaluator, Finding, Message, Place, Refusal, Severity, Task};

use crate::question::ComplaintConfig;
use crate::text::{length, plain, says, sentences};

/// The evaluator.
pub struct ReplyCheck;

/// Its config.
#[derive(Debug, Clone, Deserialize)]
pub struct RuleSet {
    /// What a reply should say; each earns its weight once.
    pub points: Vec<Rule>,
    /// What it should not say; each costs its weight once.
    pub faults: Vec<Rule>,
    /// What readable sentences earn in `clarity`.
    pub readability: u64,
    /// The longest sentence that counts as readable, in Chinese characters (a word of another script counts as two).
    pub longest_sentence: u64,
    /// The length from which a reply is long enough, measured alike.
    pub shortest_reply: u64,
}

/// One thing to look for.
#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    /// Unique among the rules.
    pub id: String,
    /// The dimension that it bears on.
    pub dimension: String,
    /// What it is worth.
    pub weight: u64,
    /// Its name by language.
    pub title: BTreeMap<String, String>,
    /// Any of these says it; lower case, without punctuation.
    pub phrases: Vec<String>,
}

impl Rule {
    /// The first of its phrases that the text says.
    fn found(&self, text: &str) -> Option<&str> {
        self.phrases.iter().map(String::as_str).find(|phrase| says(text, phrase))
    }

    fn message(&self, chinese: &str, english: &str) -> Message {
        let title = |language| self.title.get(language).map_or(self.id.as_str(), String::as_str);
        Message::zh_en(format!("{chinese}：{}", title("zh-CN")), format!("{english}: {}", title("en")))
    }
}

impl Evaluator for ReplyCheck {
    type Question = ComplaintConfig;
    type Config = RuleSet;

    fn evaluate(task: &Task<ComplaintConfig, RuleSet>) -> Result<Evaluation, Refusal> {
        let Answer::Text(reply) = &task.answer else {
            return Err(Refusal::unsupported(Message::zh_en("只接受文字回复。", "Only a text can be scored.")));
        };
        let (rules, text) = (&task.config, plain(reply));
        let mut evaluation = Evaluation::new();
        for dimension in ["solution", "empathy", "clarity"] {
            let on = |rule: &&Rule| rule.dimension == dimension;
            let (mut earned, mut lost, mut whole) = (0, 0, 0);
            for point in rules.points.iter().filter(on) {
                whole += point.weight;
                if point.found(&text).is_some() {
                    earned += point.weight;
                } else {
                    let message = point.message("没有写到", "It does not say");
                    let code = format!("missing-{}", point.id);
                    evaluation = evaluation.finding(Finding::new(&code, Severity::Minor, message).on(dimension));
                }
            }
            for fault in rules.faults.iter().filter(on) {
                if let Some(phrase) = fault.found(&text) {
                    lost += fault.weight;
                    let message = fault.message("不该写", "It should not say");
                    let place = Place::Part(phrase.to_owned());
                    evaluation =
                        evaluation.finding(Finding::new(&fault.id, Severity::Major, message).on(dimension).at(place));
                }
            }
            let (read, of) = if dimension == "clarity" { readable(rules, &text) } else { (0, 1) };
            if dimension == "clarity" {
                whole += rules.readability;
            }
            let part = (earned * of + rules.readability * read).saturating_sub(lost * of);
            evaluation = evaluation.share(dimension, part, whole * of);
        }
        Ok(evaluation)
    }
}

/// The share of sentences that are short enough, less where the reply itself is too short: a numerator and a denominator.
fn readable(rules: &RuleSet, text: &str) -> (u64, u64) {
    let lengths: Vec<u64> = sentences(text).map(length).collect();
    let short = lengths.iter().filter(|length| **length <= rules.longest_sentence).count() as u64;
    let enough = lengths.iter().sum::<u64>().min(rules.shortest_reply);
    (short * enough, (lengths.len() as u64 * rules.shortest_reply).max(1))
}
