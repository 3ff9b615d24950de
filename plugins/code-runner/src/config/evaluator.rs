//! The evaluator's config: hidden tests, how groups of them are weighed, the reference solutions. Checked together with the question's.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use touchstone_sdk::{Message, Problem, Program};

use super::question::{Question, QuestionConfig};
use super::{Case, Localized, RawCase, Source, check_id, check_localized, check_sources, present};
use crate::scoring;

/// Each test costs a sandbox or three; more belong in several items.
const MOST_TESTS: usize = 200;
/// Fuel that a program may spend on all tests together. A host gives an evaluation 200,000,000,000 by default, and a program that loops on
/// every test must leave enough for the reference: else it would get a review in place of its verdicts.
const MOST_FUEL: u64 = 150_000_000_000;
/// Keeps the exact arithmetic within 128 bits, with room.
const HIGHEST_WEIGHT: u32 = 1_000;

/// As written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluatorConfig {
    groups: Vec<GroupConfig>,
    tests: Vec<HiddenTest>,
    #[serde(default)]
    visible_group: Option<String>,
    #[serde(default)]
    references: BTreeMap<String, Source>,
    #[serde(default)]
    efficiency: Option<EfficiencyConfig>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupConfig {
    id: String,
    title: Localized,
    dimension: Dimension,
    #[serde(default = "one")]
    weight: u32,
    #[serde(default)]
    policy: Policy,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct HiddenTest {
    id: String,
    group: String,
    #[serde(default = "one")]
    weight: u32,
    #[serde(default)]
    stdin: Option<String>,
    #[serde(default)]
    args: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "present")]
    expected: Option<Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EfficiencyConfig {
    allowance_percent: u32,
    floor_fuel: u64,
    groups: Option<Vec<String>>,
}

/// What a group of tests says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Dimension {
    Correctness,
    Robustness,
}

/// What a group earns when only some of its tests are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Policy {
    /// Each test its share.
    #[default]
    Each,
    /// Nothing.
    AllOrNothing,
}

/// Both configs, checked.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) question: Question,
    pub(crate) groups: Vec<Group>,
    /// The visible tests first, then the hidden ones in the order of the config.
    pub(crate) tests: Vec<PlannedTest>,
    pub(crate) references: Vec<Program>,
    pub(crate) efficiency: Efficiency,
}

/// A group of tests, checked.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) title: Localized,
    pub(crate) dimension: Dimension,
    pub(crate) weight: u32,
    pub(crate) policy: Policy,
}

/// A test and what it counts for.
#[derive(Debug, Clone)]
pub(crate) struct PlannedTest {
    pub(crate) case: Case,
    pub(crate) visible: bool,
    /// The place of its group in [`Plan::groups`]; none for a visible test that does not count.
    pub(crate) group: Option<usize>,
    pub(crate) weight: u32,
}

/// How fuel becomes a score.
#[derive(Debug, Clone)]
pub(crate) struct Efficiency {
    /// Full marks up to this share of the reference's net fuel.
    pub(crate) allowance_percent: u32,
    /// Net fuel below this counts as this much: differences in reading the source are no matter of efficiency.
    pub(crate) floor_fuel: u64,
    /// The groups measured, as places in [`Plan::groups`].
    pub(crate) groups: Vec<usize>,
}

impl Default for EfficiencyConfig {
    fn default() -> Self {
        Self { allowance_percent: 200, floor_fuel: 5_000_000, groups: None }
    }
}

impl Dimension {
    /// Its id in the manifest.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Robustness => "robustness",
        }
    }
}

impl EvaluatorConfig {
    /// Both configs checked, or every problem of this one in its order. A wrong question is one problem of the whole.
    pub(crate) fn checked(&self, question: &QuestionConfig) -> Result<Plan, Vec<Problem>> {
        let checked_question = question.checked().map_err(|problems| {
            let first = problems.first();
            let text = |tag| first.and_then(|problem| problem.message.text(tag)).unwrap_or_default();
            let pointer = first.map(|problem| problem.pointer.as_str()).unwrap_or_default();
            vec![Problem::at(
                "",
                Message::zh_en(
                    format!("题目配置 `{pointer}` 有误：{}", text("zh-CN")),
                    format!("the question's config at `{pointer}`: {}", text("en")),
                ),
            )]
        })?;
        let mut problems = Vec::new();
        let groups = self.check_groups(&mut problems);
        let mut tests = self.visible_tests(&checked_question, &mut problems);
        tests.extend(self.hidden_tests(question, &tests, &mut problems));
        check_totals(&groups, &tests, &mut problems);
        check_fuel(tests.len(), checked_question.limits.fuel, &mut problems);
        let references = self.check_references(question, &mut problems);
        let efficiency = self.check_efficiency(&mut problems);
        if problems.is_empty() {
            Ok(Plan { question: checked_question, groups, tests, references, efficiency })
        } else {
            Err(problems)
        }
    }

    fn group_place(&self, id: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.id == id)
    }

    fn check_groups(&self, problems: &mut Vec<Problem>) -> Vec<Group> {
        let mut seen = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let pointer = format!("/groups/{index}");
            problems.extend(check_id(&group.id, &pointer, &mut seen));
            problems.extend(check_localized(&group.title, &format!("{pointer}/title")));
            problems.extend(check_weight(group.weight, &pointer));
        }
        if !self.groups.iter().any(|group| group.dimension == Dimension::Correctness) {
            problems.push(Problem::at(
                "/groups",
                Message::zh_en(
                    "没有一组计入 `correctness`；请至少设一组。",
                    "no group counts towards `correctness`; add one that does",
                ),
            ));
        }
        self.groups
            .iter()
            .map(|group| Group {
                id: group.id.clone(),
                title: group.title.clone(),
                dimension: group.dimension,
                weight: group.weight,
                policy: group.policy,
            })
            .collect()
    }

    fn visible_tests(&self, question: &Question, problems: &mut Vec<Problem>) -> Vec<PlannedTest> {
        let group = self.visible_group.as_ref().and_then(|id| {
            let place = self.group_place(id);
            if place.is_none() {
                problems.push(no_such_group(id, "/visible_group"));
            }
            place
        });
        question
            .visible
            .iter()
            .map(|case| PlannedTest { case: case.clone(), visible: true, group, weight: 1 })
            .collect()
    }

    fn hidden_tests(
        &self,
        question: &QuestionConfig,
        visible: &[PlannedTest],
        problems: &mut Vec<Problem>,
    ) -> Vec<PlannedTest> {
        let mut seen: Vec<String> = visible.iter().map(|test| test.case.id.clone()).collect();
        let mut tests = Vec::new();
        for (index, test) in self.tests.iter().enumerate() {
            let pointer = format!("/tests/{index}");
            problems.extend(check_id(&test.id, &pointer, &mut seen));
            let group = self.group_place(&test.group);
            if group.is_none() {
                problems.push(no_such_group(&test.group, &format!("{pointer}/group")));
            }
            problems.extend(check_weight(test.weight, &pointer));
            let raw = RawCase {
                id: &test.id,
                stdin: test.stdin.as_ref(),
                args: test.args.as_ref(),
                expected: test.expected.as_ref(),
            };
            match question.interface.case(&raw, &pointer, question.needs_expected()) {
                Ok(case) => tests.push(PlannedTest { case, visible: false, group, weight: test.weight }),
                Err(problem) => problems.push(problem),
            }
        }
        tests
    }

    fn check_references(&self, question: &QuestionConfig, problems: &mut Vec<Problem>) -> Vec<Program> {
        problems.extend(check_sources(&self.references, &question.languages, "references", |language| {
            Message::zh_en(
                format!("题目不允许语言 `{language}`；请删去这份参考解，或在题目中允许该语言。"),
                format!("the question does not allow `{language}`; remove this reference, or allow it there"),
            )
        }));
        self.references.iter().map(|(language, source)| source.program(language)).collect()
    }

    fn check_efficiency(&self, problems: &mut Vec<Problem>) -> Efficiency {
        let config = self.efficiency.clone().unwrap_or_default();
        if self.efficiency.is_some() && self.references.is_empty() {
            problems.push(Problem::at(
                "/efficiency",
                Message::zh_en(
                    "没有参考解就无法衡量效率；请在 `references` 中给出，或删去 `efficiency`。",
                    "efficiency needs a reference solution; give one in `references`, or remove `efficiency`",
                ),
            ));
        }
        if !(100..=100_000).contains(&config.allowance_percent) {
            problems.push(Problem::at(
                "/efficiency/allowance_percent",
                Message::zh_en(
                    "必须在 100 到 100000 之间；200 表示参考解的两倍以内得满分。",
                    "must lie between 100 and 100000; 200 gives full marks up to twice the reference's fuel",
                ),
            ));
        }
        if !(1..=1_000_000_000_000).contains(&config.floor_fuel) {
            problems.push(Problem::at(
                "/efficiency/floor_fuel",
                Message::zh_en("必须在 1 到 10^12 之间。", "must lie between 1 and 10^12"),
            ));
        }
        let mut groups = Vec::new();
        for (index, id) in config.groups.iter().flatten().enumerate() {
            match self.group_place(id) {
                Some(place) => groups.push(place),
                None => problems.push(no_such_group(id, &format!("/efficiency/groups/{index}"))),
            }
        }
        if config.groups.is_none() {
            groups = (0..self.groups.len()).collect();
        } else if groups.is_empty() && problems.is_empty() {
            problems.push(Problem::at(
                "/efficiency/groups",
                Message::zh_en(
                    "至少列出一组；删去这一项则衡量所有组。",
                    "name at least one group; remove it to measure them all",
                ),
            ));
        }
        Efficiency { allowance_percent: config.allowance_percent, floor_fuel: config.floor_fuel, groups }
    }
}

fn check_totals(groups: &[Group], tests: &[PlannedTest], problems: &mut Vec<Problem>) {
    if tests.len() > MOST_TESTS {
        problems.push(Problem::at(
            "/tests",
            Message::zh_en(
                format!("共有 {} 个测试（含公开测试），最多 {MOST_TESTS} 个；请精简或分成几题。", tests.len()),
                format!(
                    "{} tests with the visible ones, at most {MOST_TESTS}; drop some or split the item",
                    tests.len()
                ),
            ),
        ));
    }
    if !problems.is_empty() {
        return;
    }
    for (place, group) in groups.iter().enumerate() {
        if !tests.iter().any(|test| test.group == Some(place)) {
            problems.push(Problem::at(
                format!("/groups/{place}"),
                Message::zh_en(
                    format!("分组 `{}` 里没有测试；请加测试或删去这一组。", group.id),
                    format!("the group `{}` has no test; give it one, or remove it", group.id),
                ),
            ));
        }
    }
    if problems.is_empty() && !scoring::fits(&scoring::totals(groups, tests)) {
        problems.push(Problem::at(
            "/tests",
            Message::zh_en(
                "各组测试权重之和差异过大，无法精确计算；请改用较小、较整齐的权重。",
                "the groups' weights have too large a common multiple to be computed exactly; use smaller, rounder weights",
            ),
        ));
    }
}

fn check_fuel(tests: usize, fuel: u64, problems: &mut Vec<Problem>) {
    if (tests as u64).saturating_mul(fuel) > MOST_FUEL {
        let each = MOST_FUEL / tests.max(1) as u64;
        problems.push(Problem::at(
            "/tests",
            Message::zh_en(
                format!(
                    "{tests} 个测试（含公开测试）各用 {fuel} 运算量，合计超过 {MOST_FUEL}；请把题目的 `limits.fuel` 降到 {each} 以下，或减少测试。"
                ),
                format!(
                    "{tests} tests, with the visible ones, of {fuel} fuel each come to more than {MOST_FUEL}; lower the question's \
                     `limits.fuel` to {each} or drop some tests"
                ),
            ),
        ));
    }
}

fn check_weight(weight: u32, pointer: &str) -> Option<Problem> {
    (!(1..=HIGHEST_WEIGHT).contains(&weight)).then(|| {
        Problem::at(
            format!("{pointer}/weight"),
            Message::zh_en(
                format!("权重 {weight} 超出范围；必须在 1 到 {HIGHEST_WEIGHT} 之间。"),
                format!("the weight {weight} is out of range; it must lie between 1 and {HIGHEST_WEIGHT}"),
            ),
        )
    })
}

fn no_such_group(id: &str, pointer: &str) -> Problem {
    Problem::at(
        pointer,
        Message::zh_en(
            format!("没有名为 `{id}` 的分组；请在 `groups` 中定义，或改用已有的分组。"),
            format!("there is no group `{id}`; define it in `groups`, or name one that is there"),
        ),
    )
}

fn one() -> u32 {
    1
}
