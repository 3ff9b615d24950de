//! The two configs as they are written. What is wrong with them that a schema cannot say is at the end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use text_analysis::{MAX_CHARACTERS, Point, point_problems};
use touchstone_sdk::{Message, Problem};

/// The dimension of points that a good answer makes.
pub(crate) const CONTENT: &str = "content";
/// The dimension of reasons, comparisons and figures.
pub(crate) const REASONING: &str = "reasoning";
/// The dimension of how it is written.
pub(crate) const EXPRESSION: &str = "expression";

/// A text by language (BCP 47 tag).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

/// The question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextQuestionConfig {
    /// What to write about.
    pub statement: Localized,
    /// How long an answer should be.
    pub length: Bounds,
    /// What helps to begin; the candidate sees all of them.
    #[serde(default)]
    pub hints: Vec<Localized>,
}

/// Bounds of an answer's length, in Chinese characters; three words of another script count as four characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// A shorter answer earns less in reasoning and expression.
    pub minimum: u64,
    /// What comes after it is not read.
    pub maximum: u64,
}

/// The evaluator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextConfig {
    /// What a good answer says; `dimension` is `content` or `reasoning`.
    pub points: Vec<Point>,
    /// The share of the content points' weight, in percent, that earns full marks.
    #[serde(default = "whole")]
    pub enough: u64,
    /// So many links between what is said (because, but, for example) are full marks for links.
    #[serde(default = "four")]
    pub links: u64,
    /// So many figures are full marks for figures; 0 when the question asks for none.
    #[serde(default = "two")]
    pub figures: u64,
}

impl Localized {
    /// The text in `locale`, else in another variety of that language, else in Chinese, English, or whatever there is.
    pub fn text(&self, locale: &str) -> &str {
        let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let wanted = language(locale);
        self.0
            .get(locale)
            .or_else(|| self.0.iter().find(|(tag, _)| language(tag) == wanted).map(|(_, text)| text))
            .or_else(|| self.0.get("zh-CN"))
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
}

impl TextConfig {
    /// The points of one dimension, with their places.
    pub(crate) fn of(&self, dimension: &str) -> impl Iterator<Item = (usize, &Point)> {
        self.points.iter().enumerate().filter(move |(_, point)| point.dimension == dimension)
    }
}

/// What is wrong with a question.
pub(crate) fn question_problems(config: &TextQuestionConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (tag, text) in &config.statement.0 {
        if text.trim().is_empty() {
            let tag = tag.replace('~', "~0").replace('/', "~1");
            problems.push(problem(
                format!("/statement/{tag}"),
                "题目是空的：请写题目。",
                "the statement is empty: write one",
            ));
        }
    }
    let Bounds { minimum, maximum } = config.length;
    if minimum > maximum {
        problems.push(problem(
            "/length/minimum",
            format!("最短 {minimum} 大于最长 {maximum}：请改小。"),
            format!("the minimum {minimum} is more than the maximum {maximum}: lower it"),
        ));
    }
    if maximum == 0 || maximum > MAX_CHARACTERS as u64 {
        problems.push(problem(
            "/length/maximum",
            format!("应为 1 到 {MAX_CHARACTERS}。"),
            format!("has to be from 1 to {MAX_CHARACTERS}"),
        ));
    }
    problems
}

/// What is wrong with an evaluator's config.
pub(crate) fn config_problems(config: &TextConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    if config.of(CONTENT).next().is_none() {
        problems.push(problem(
            "/points",
            "没有内容要点：请至少给一个 `dimension` 为 `content` 的要点。",
            "there is no point on content: give at least one whose `dimension` is `content`",
        ));
    }
    for (number, point) in config.points.iter().enumerate() {
        if point.dimension != CONTENT && point.dimension != REASONING {
            problems.push(problem(
                format!("/points/{number}/dimension"),
                format!("没有维度 `{}`：请用 `content` 或 `reasoning`。", point.dimension),
                format!("there is no dimension `{}`: use `content` or `reasoning`", point.dimension),
            ));
        }
    }
    let of_points = point_problems(&config.points);
    problems.extend(of_points.into_iter().map(|it| problem(format!("/points{}", it.pointer), it.chinese, it.english)));
    if !(1..=100).contains(&config.enough) {
        problems.push(problem("/enough", "应为 1 到 100（百分比）。", "has to be from 1 to 100 (percent)"));
    }
    if !(1..=100).contains(&config.links) {
        problems.push(problem("/links", "应为 1 到 100。", "has to be from 1 to 100"));
    }
    if config.figures > 100 {
        problems.push(problem("/figures", "应为 0 到 100。", "has to be from 0 to 100"));
    }
    problems
}

/// A problem at `pointer` in both languages.
pub(crate) fn problem(pointer: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::at(pointer, Message::zh_en(zh, en))
}

fn whole() -> u64 {
    100
}

fn four() -> u64 {
    4
}

fn two() -> u64 {
    2
}
