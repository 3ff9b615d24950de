//! The question's config: what the candidate is asked, and what may be run while answering. Holds no hidden test: those are in the
//! evaluator's config, so that nothing the candidate can call ever has them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use touchstone_sdk::{Message, Problem};

use super::{
    Case, Comparison, Interface, Localized, RawCase, RunLimits, Source, check_id, check_localized, check_sources,
    is_identifier, present,
};
use crate::comparison::Rule;

/// As written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionConfig {
    pub(crate) statement: Localized,
    pub(crate) languages: Vec<String>,
    #[serde(default)]
    pub(crate) starter: BTreeMap<String, Source>,
    pub(crate) interface: Interface,
    #[serde(default)]
    pub(crate) comparison: Option<Comparison>,
    pub(crate) visible_tests: Vec<VisibleTest>,
    #[serde(default)]
    pub(crate) limits: RunLimits,
}

/// A test whose input the candidate sees.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisibleTest {
    id: String,
    #[serde(default)]
    stdin: Option<String>,
    #[serde(default)]
    args: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "present")]
    expected: Option<Value>,
}

/// The config, checked.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) interface: Interface,
    pub(crate) rule: Rule,
    pub(crate) visible: Vec<Case>,
    pub(crate) limits: RunLimits,
}

impl QuestionConfig {
    /// The comparison as configured, or the interface's own.
    fn comparison(&self) -> Comparison {
        self.comparison.clone().unwrap_or_else(|| match self.interface {
            Interface::Stdin => Comparison::Trimmed,
            Interface::Call { .. } => {
                Comparison::Value { absolute: "0".to_owned(), relative: "0".to_owned(), order: super::Order::Kept }
            }
        })
    }

    /// Whether every test must say what is expected.
    pub(crate) fn needs_expected(&self) -> bool {
        !self.comparison().is_checker()
    }

    /// The checked config, or every problem in the order of the config.
    pub(crate) fn checked(&self) -> Result<Question, Vec<Problem>> {
        let mut problems = Vec::new();
        problems.extend(check_localized(&self.statement, "/statement"));
        self.check_languages(&mut problems);
        if let Interface::Call { function } = &self.interface
            && !is_identifier(function)
        {
            problems.push(not_a_function(function, "/interface/function"));
        }
        let rule = Rule::from_config(&self.comparison(), &self.interface, "/comparison")
            .map_err(|found| problems.extend(found))
            .ok();
        let visible = self.visible_cases(&mut problems);
        problems.extend(check_limits(self.limits));
        match rule {
            Some(rule) if problems.is_empty() => {
                Ok(Question { interface: self.interface.clone(), rule, visible, limits: self.limits })
            }
            _ => Err(problems),
        }
    }

    fn check_languages(&self, problems: &mut Vec<Problem>) {
        if self.languages.is_empty() {
            problems.push(Problem::at(
                "/languages",
                Message::zh_en(
                    "至少要允许一种语言，例如 `python`。",
                    "allow at least one language, for example `python`",
                ),
            ));
        }
        for (index, language) in self.languages.iter().enumerate() {
            if self.languages[..index].contains(language) {
                problems.push(Problem::at(
                    format!("/languages/{index}"),
                    Message::zh_en(
                        format!("语言 `{language}` 重复；请删去一个。"),
                        format!("`{language}` is listed twice; remove one"),
                    ),
                ));
            }
        }
        problems.extend(check_sources(&self.starter, &self.languages, "starter", |language| {
            Message::zh_en(
                format!("`languages` 里没有 `{language}`；请加上，或删去这份初始代码。"),
                format!("`{language}` is not among `languages`; add it there, or remove this starter"),
            )
        }));
    }

    fn visible_cases(&self, problems: &mut Vec<Problem>) -> Vec<Case> {
        let mut seen = Vec::new();
        let mut cases = Vec::new();
        for (index, test) in self.visible_tests.iter().enumerate() {
            let pointer = format!("/visible_tests/{index}");
            problems.extend(check_id(&test.id, &pointer, &mut seen));
            let raw = RawCase {
                id: &test.id,
                stdin: test.stdin.as_ref(),
                args: test.args.as_ref(),
                expected: test.expected.as_ref(),
            };
            match self.interface.case(&raw, &pointer, self.needs_expected()) {
                Ok(case) => cases.push(case),
                Err(problem) => problems.push(problem),
            }
        }
        cases
    }
}

/// The problem of a function's name at `pointer`.
pub(crate) fn not_a_function(function: &str, pointer: &str) -> Problem {
    Problem::at(
        pointer,
        Message::zh_en(
            format!("`{function}` 不是合法的函数名；请用字母、数字和下划线，且不以数字开头。"),
            format!("`{function}` is no function name; use letters, digits and underscores, no digit first"),
        ),
    )
}

fn check_limits(limits: RunLimits) -> Vec<Problem> {
    [(limits.fuel == 0, "fuel"), (limits.memory_bytes == 0, "memory_bytes"), (limits.output_bytes == 0, "output_bytes")]
        .into_iter()
        .filter(|(zero, _)| *zero)
        .map(|(_, name)| {
            Problem::at(
                format!("/limits/{name}"),
                Message::zh_en(
                    "上限不能为 0；删去这一项即使用默认值。",
                    "a limit cannot be 0; remove it to have the default",
                ),
            )
        })
        .collect()
}
