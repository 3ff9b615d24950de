//! Whether keys make sense for their questions: every question has one, it can be earned in full, and what is drawn is worth the same for
//! everybody. What a JSON Schema can say is in `schemas/`.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use touchstone_sdk::Problem;

use crate::keys::{Accepted, Dimension, Key, KeysConfig, Tolerance};
use crate::mapping::{best, full_marks};
use crate::numeric::unit_form;
use crate::questions::{Kind, Question, QuestionsConfig};
use crate::questions_check::{MOST_PROBLEMS, leave_out};
use crate::spelling::{form, ignored};
use crate::text::{list_en, list_zh, part, problem};

/// Bounds that keep exact arithmetic cheap: what values of a map may be, and their common denominator.
const LARGEST_VALUE: u64 = 1_000_000;
const LARGEST_DENOMINATOR: u64 = 1_000_000_000;

const MOST_ACCEPTED: usize = 100;
const MOST_UNITS: usize = 50;

/// Bounds of an item, so that reading texts and numbers stays cheap: ways to write units, and characters of accepted texts.
const MOST_WAYS: usize = 5_000;
const MOST_CHARACTERS: usize = 30_000;
const MOST_WEIGHT: u64 = 1_000;

/// The first problems, in the order of the questions.
pub(crate) fn keys_problems(questions: &QuestionsConfig, config: &KeysConfig) -> Vec<Problem> {
    let mut problems = total_problems(config);
    if !problems.is_empty() {
        return problems;
    }
    for id in config.keys.keys().filter(|id| questions.question(id).is_none()) {
        problems.push(problem(
            format!("/keys{}", part(id)),
            format!("没有小题 `{id}`：请改名或删去。"),
            format!("there is no question `{id}`: rename it or leave it out"),
        ));
        if problems.len() >= MOST_PROBLEMS {
            return problems;
        }
    }
    let mut pools: BTreeMap<&str, (&str, u64, Dimension)> = BTreeMap::new();
    for question in &questions.questions {
        let Some(key) = config.keys.get(&question.id) else {
            problems.push(problem(
                "/keys",
                format!("小题 `{}` 没有答案：请补上。", question.id),
                format!("the question `{}` has no key: add one", question.id),
            ));
            continue;
        };
        let at = format!("/keys{}", part(&question.id));
        Check { problems: &mut problems, at: &at, question, key }.all();
        let Some(pool) = &question.pool else { continue };
        let (first, weight, dimension) = *pools.entry(pool).or_insert((&question.id, key.weight, key.dimension));
        if (weight, dimension) != (key.weight, key.dimension) {
            problems.push(problem(
                &at,
                format!("题库 `{pool}` 中各题的 `weight` 与 `dimension` 应相同（参照 `{first}`），否则抽到的题不等值。"),
                format!("all questions of the pool `{pool}` need the `weight` and `dimension` of `{first}`: else draws are not worth the same"),
            ));
        }
    }
    problems.truncate(MOST_PROBLEMS);
    problems
}

/// What has to hold before anything else is looked at.
fn total_problems(config: &KeysConfig) -> Vec<Problem> {
    let ways: usize = config.keys.values().flat_map(|key| key.units.values()).map(|unit| unit.aliases.len() + 1).sum();
    let texts = config.keys.values().flat_map(|key| &key.accept).filter_map(|it| it.text.as_ref());
    let characters: usize = texts.map(|text| text.chars().count()).sum();
    let mut problems = Vec::new();
    for (count, most, zh, en) in [
        (ways, MOST_WAYS, "种单位写法", "ways to write units"),
        (characters, MOST_CHARACTERS, "个字符的可接受答案", "characters of accepted texts"),
    ] {
        if count > most {
            problems.push(problem(
                "/keys",
                format!("共有 {count} {zh}，最多 {most}：请拆成几个题目。"),
                format!("there are {count} {en}, {most} at most: make several items of them"),
            ));
        }
    }
    problems
}

struct Check<'a> {
    problems: &'a mut Vec<Problem>,
    at: &'a str,
    question: &'a Question,
    key: &'a Key,
}

impl Check<'_> {
    fn all(&mut self) {
        self.belongings();
        if !(1..=MOST_WEIGHT).contains(&self.key.weight) {
            self.add("/weight", format!("应为 1 到 {MOST_WEIGHT}。"), format!("has to be 1 to {MOST_WEIGHT}"));
        }
        self.share("/wrong", self.key.wrong.as_ref().map(|it| &it.0), -1, 0);
        let known: BTreeSet<String> = self.question.keys().into_iter().collect();
        match self.question.kind {
            Kind::Ordering => self.order(),
            Kind::Numeric => self.numeric(),
            Kind::Short => self.short(),
            _ => self.choice(&known),
        }
        let feedback: Vec<&String> = self.key.feedback.keys().collect();
        self.known(&known, "/feedback", feedback.iter().map(|key| (part(key), key.as_str())));
    }

    /// What the kind of question knows nothing of.
    fn belongings(&mut self) {
        let (kind, key) = (self.question.kind, self.key);
        let chosen = matches!(kind, Kind::Single | Kind::Multiple | Kind::Matching);
        let numeric = kind == Kind::Numeric;
        let written = numeric || kind == Kind::Short;
        for (name, given, belongs) in [
            ("correct", key.correct.is_some(), !written),
            ("map", key.map.is_some(), chosen),
            ("default", key.default.is_some(), chosen),
            ("lower_bound", key.lower_bound.is_some(), chosen),
            ("upper_bound", key.upper_bound.is_some(), chosen),
            ("scoring", key.scoring.is_some(), kind == Kind::Ordering),
            ("accept", !key.accept.is_empty(), written),
            ("wrong", key.wrong.is_some(), written || chosen),
            ("unit", key.unit.is_some(), numeric),
            ("units", !key.units.is_empty(), numeric),
            ("without_unit", key.without_unit.is_some(), numeric && key.unit.is_some()),
            ("ignore", key.ignore.is_some(), kind == Kind::Short),
            ("feedback", !key.feedback.is_empty(), chosen),
        ] {
            if given && !belongs {
                self.problems.push(leave_out(&format!("{}/{name}", self.at), kind));
            }
        }
    }

    fn choice(&mut self, known: &BTreeSet<String>) {
        let key = self.key;
        match (&key.correct, &key.map) {
            (Some(correct), None) => {
                self.known(
                    known,
                    "/correct",
                    correct.iter().zip(0..).map(|(key, n): (_, usize)| (format!("/{n}"), key.as_str())),
                );
                self.correct(correct);
                for (name, given) in
                    [("default", &key.default), ("lower_bound", &key.lower_bound), ("upper_bound", &key.upper_bound)]
                {
                    if given.is_some() {
                        self.add(
                            &format!("/{name}"),
                            "只与 `map` 一起使用：请删去。",
                            "belongs to a `map`: leave it out",
                        );
                    }
                }
            }
            (None, Some(map)) => {
                self.known(known, "/map", map.keys().map(|key| (part(key), key.as_str())));
                if key.wrong.is_some() {
                    self.add(
                        "/wrong",
                        "有 `map` 时请用 `default` 与 `lower_bound`。",
                        "with a `map`, use `default` and `lower_bound`",
                    );
                }
                self.map();
            }
            _ => self.add("", "应有 `correct` 与 `map` 之一。", "needs one of `correct` and `map`"),
        }
    }

    /// Whether an answer can be all of what is right.
    fn correct(&mut self, correct: &[String]) {
        let distinct: BTreeSet<&String> = correct.iter().collect();
        if distinct.len() < correct.len() {
            self.add("/correct", "有重复的项。", "names something twice");
        }
        let question = self.question;
        let count = |part: fn(&str) -> &str| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for key in correct {
                *counts.entry(part(key)).or_default() += 1;
            }
            counts.into_values().max().unwrap_or_default()
        };
        let too_many = match question.kind {
            Kind::Single => correct.len() > 1,
            Kind::Multiple => question.max_choices.is_some_and(|most| correct.len() > most),
            _ => {
                count(|key| key.split_once(' ').map_or("", |(option, _)| option)) > question.targets_of_one()
                    || count(|key| key.split_once(' ').map_or("", |(_, target)| target)) > question.options_of_one()
            }
        };
        if correct.is_empty() {
            self.add(
                "/correct",
                "没有正确项：不选的回答算未作答。",
                "is empty: an answer that chooses nothing counts as none",
            );
        } else if too_many {
            self.add("/correct", "多于答题人可选的数目。", "is more than a candidate can choose");
        }
    }

    /// Bounds, and that full marks can be reached.
    fn map(&mut self) {
        let key = self.key;
        let map = key.map.iter().flatten().map(|(name, value)| (format!("/map{}", part(name)), &value.0));
        let others =
            [("/default", &key.default), ("/lower_bound", &key.lower_bound), ("/upper_bound", &key.upper_bound)];
        let others = others.into_iter().filter_map(|(name, value)| Some((name.to_owned(), &value.as_ref()?.0)));
        let values: Vec<(String, &BigRational)> = map.chain(others).collect();
        let mut denominator = BigInt::one();
        for (name, value) in values {
            if value.abs() > BigRational::from_integer(LARGEST_VALUE.into()) {
                self.add(
                    &name,
                    format!("绝对值最多 {LARGEST_VALUE}。"),
                    format!("has to be between -{LARGEST_VALUE} and {LARGEST_VALUE}"),
                );
                return;
            }
            denominator = least_common_multiple(&denominator, value.denom());
            if denominator > LARGEST_DENOMINATOR.into() {
                self.add(
                    &name,
                    "各值的公分母太大：请写得简短些。",
                    "the values' common denominator is too large: write shorter ones",
                );
                return;
            }
        }
        if key.lower_bound.as_ref().is_some_and(|lower| lower.0.is_positive()) {
            self.add("/lower_bound", "不能大于 0：否则任何回答都得分。", "cannot be above 0: any answer would earn it");
        }
        match (full_marks(self.question, key), best(self.question, key)) {
            (None, _) => self.add(
                "/map",
                "得分的配对不能全选：请用 `upper_bound` 写明满分。",
                "not all pairs that add something can be chosen: say with `upper_bound` what full marks are",
            ),
            (Some(full), _) if !full.is_positive() => {
                self.add("/map", "没有能得分的回答。", "no answer earns anything: give some key a value above 0");
            }
            (Some(full), Some(best)) if full > best => self.add(
                "/upper_bound",
                format!("最多能得 {best}，达不到满分。"),
                format!("the best that can be reached is {best}, so nobody earns full marks"),
            ),
            _ => {}
        }
    }

    fn order(&mut self) {
        let Some(correct) = &self.key.correct else {
            return self.add(
                "",
                "缺少 `correct`：选项的正确次序。",
                "`correct` is missing: the options in their right order",
            );
        };
        let options: BTreeSet<&str> = self.question.options.iter().map(|it| it.id.as_str()).collect();
        let named: BTreeSet<&str> = correct.iter().map(String::as_str).collect();
        if named != options || correct.len() != options.len() {
            let shown = || self.question.options.iter().map(|it| it.id.as_str());
            let (zh, en) = (list_zh(shown()), list_en(shown()));
            return self.add(
                "/correct",
                format!("应为全部选项，每个一次：{zh}。"),
                format!("has to name each option once: {en}"),
            );
        }
        let shown = self.question.options.iter().map(|it| it.id.as_str());
        let free = self.question.options.iter().filter(|it| !it.fixed).count();
        if (!self.question.shuffle || free < 2) && shown.eq(correct.iter().map(String::as_str)) {
            self.add(
                "/correct",
                "页面上的次序已是正确次序：请打乱选项。",
                "is the order that the page shows: have the options shuffled",
            );
        }
    }

    fn numeric(&mut self) {
        self.accepted(|it| it.value.is_some() && it.text.is_none(), "`value`");
        let key = self.key;
        for (n, accepted) in key.accept.iter().enumerate() {
            let at = format!("/accept/{n}/tolerance");
            match &accepted.tolerance {
                Some(Tolerance::Absolute(most) | Tolerance::Relative(most)) if most.0.is_negative() => {
                    self.add(&at, "不能为负。", "cannot be below 0");
                }
                Some(Tolerance::SignificantFigures(figures)) if !(1..=20).contains(figures) => {
                    self.add(&at, "有效数字应为 1 到 20 位。", "significant figures are 1 to 20");
                }
                _ => {}
            }
        }
        self.share("/without_unit", key.without_unit.as_ref().map(|it| &it.0), 0, 1);
        match &key.unit {
            Some(unit) if !key.units.contains_key(unit) => {
                let (zh, en) =
                    (list_zh(key.units.keys().map(String::as_str)), list_en(key.units.keys().map(String::as_str)));
                self.add(
                    "/unit",
                    format!("`units` 中没有 `{unit}`（有 {zh}）。"),
                    format!("`units` has no `{unit}`, only {en}"),
                );
            }
            None if !key.units.is_empty() => {
                self.add(
                    "/units",
                    "请用 `unit` 写明答案的单位。",
                    "say with `unit` in which of them the accepted numbers are",
                );
            }
            _ => {}
        }
        if key.units.len() > MOST_UNITS {
            return self.add(
                "/units",
                format!("最多 {MOST_UNITS} 个单位。"),
                format!("has more than {MOST_UNITS} units"),
            );
        }
        self.units();
    }

    /// Each way to write a unit leads to one, and can be told from a number.
    fn units(&mut self) {
        let mut seen: BTreeMap<String, &String> = BTreeMap::new();
        for (id, unit) in &self.key.units {
            let at = format!("/units{}", part(id));
            if !unit.factor.0.is_positive() {
                self.add(&format!("{at}/factor"), "应大于 0。", "has to be above 0");
            }
            let aliases =
                unit.aliases.iter().zip(0..).map(|(alias, n): (_, usize)| (format!("{at}/aliases/{n}"), alias));
            for (at, name) in [(at.clone(), id)].into_iter().chain(aliases) {
                let form = unit_form(name);
                if form.is_empty() || form.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.'))
                {
                    self.add(
                        &at,
                        "单位不能为空，也不能以数字或符号开头。",
                        "a unit is not empty and does not begin as a number does",
                    );
                } else if *seen.entry(form).or_insert(id) != id {
                    self.add(
                        &at,
                        format!("`{name}` 与另一单位写法相同。"),
                        format!("`{name}` is written like another unit"),
                    );
                }
            }
        }
    }

    fn short(&mut self) {
        self.accepted(|it| it.text.is_some() && it.value.is_none() && it.tolerance.is_none(), "`text`");
        let ignored = ignored(self.key);
        let mut seen = BTreeSet::new();
        let forms = self.key.accept.iter().map(|it| form(it.text.as_deref().unwrap_or_default(), &ignored));
        for (n, form) in forms.enumerate() {
            let at = format!("/accept/{n}/text");
            if form.is_empty() {
                self.add(&at, "去掉不计的字符后为空。", "nothing is left of it once what does not count is gone");
            } else if !seen.insert(form) {
                self.add(&at, "与前面的写法相同。", "is the same as one before it once what does not count is gone");
            }
        }
    }

    /// What numbers and texts have in common: something is accepted, and one of it earns full marks.
    fn accepted(&mut self, fits: impl Fn(&Accepted) -> bool, what: &str) {
        let accept = &self.key.accept;
        if accept.is_empty() || accept.len() > MOST_ACCEPTED {
            return self.add(
                "/accept",
                format!("应有 1 到 {MOST_ACCEPTED} 项。"),
                format!("needs 1 to {MOST_ACCEPTED} entries"),
            );
        }
        for (n, accepted) in accept.iter().enumerate() {
            if !fits(accepted) {
                self.add(
                    &format!("/accept/{n}"),
                    format!("应有 {what}，不能有别的。"),
                    format!("needs {what} and nothing of the other kinds of questions"),
                );
            }
            self.share(&format!("/accept/{n}/credit"), accepted.credit.as_ref().map(|it| &it.0), 0, 1);
        }
        if !accept.iter().any(|it| it.credit().is_one()) {
            self.add("/accept", "没有能得满分的项。", "nothing of it earns full marks: leave out the `credit` of one");
        }
    }

    fn share(&mut self, name: &str, value: Option<&BigRational>, least: i64, most: i64) {
        let Some(value) = value else { return };
        let whole = |it: i64| BigRational::from_integer(it.into());
        if *value < whole(least) || *value > whole(most) || *value.denom() > BigInt::from(LARGEST_VALUE) {
            self.add(
                name,
                format!("应在 {least} 与 {most} 之间，最多六位小数。"),
                format!("has to be {least} to {most}, with at most six decimals"),
            );
        }
    }

    fn known<'k>(&mut self, known: &BTreeSet<String>, name: &str, keys: impl Iterator<Item = (String, &'k str)>) {
        let unknown: Vec<(String, &str)> = keys.filter(|(_, key)| !known.contains(*key)).take(MOST_PROBLEMS).collect();
        for (at, key) in unknown {
            let (zh, en) = match self.question.kind {
                Kind::Matching => ("配对（写作「选项 目标」）", "pair (`option target`)"),
                _ => ("选项", "option"),
            };
            self.add(
                &format!("{name}{at}"),
                format!("没有{zh} `{key}`。"),
                format!("the question has no {en} `{key}`"),
            );
        }
    }

    fn add(&mut self, at: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.problems.push(problem(format!("{}{at}", self.at), zh, en));
    }
}

fn least_common_multiple(left: &BigInt, right: &BigInt) -> BigInt {
    let (mut big, mut small) = (left.clone(), right.clone());
    while !small.is_zero() {
        (big, small) = (small.clone(), big % small);
    }
    left * right / big
}
