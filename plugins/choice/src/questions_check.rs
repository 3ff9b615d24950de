//! Whether the questions make sense: ids, pools, what belongs to which kind, and that a page can hold them. What a JSON Schema can say is
//! in `schemas/`.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_sdk::Problem;

use crate::questions::{Choice, Kind, Question, QuestionsConfig};
use crate::text::{Localized, part, problem};

/// The bounds of the schema, again for whoever comes without it.
const MOST_QUESTIONS: usize = 200;
pub(crate) const MOST_OPTIONS: usize = 100;
const MOST_CHARACTERS: usize = 500;

/// Options and pairs that can be chosen in all questions together: each is looked at.
const MOST_KEYS: usize = 20_000;

/// What all texts may take as JSON. The host takes 1 MiB of what a page receives.
const MOST_BYTES: usize = 900_000;

/// A check reports at most so many problems; the host takes 200.
pub(crate) const MOST_PROBLEMS: usize = 100;

/// The first problems, in the order of the config.
pub(crate) fn questions_problems(config: &QuestionsConfig) -> Vec<Problem> {
    let mut problems = count_problems(config);
    if !problems.is_empty() {
        return problems;
    }
    let mut seen = BTreeSet::new();
    let mut pools: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, question) in config.questions.iter().enumerate() {
        let at = format!("/questions/{index}");
        id_problem(&mut problems, &format!("{at}/id"), &question.id);
        if !seen.insert(question.id.as_str()) {
            problems.push(twice(&format!("{at}/id"), &question.id));
        }
        if let Some(pool) = &question.pool {
            *pools.entry(pool).or_default() += 1;
            if !config.pools.contains_key(pool) {
                problems.push(problem(
                    format!("{at}/pool"),
                    format!("`pools` 里没有 `{pool}`：请写明从中抽几题。"),
                    format!("`pools` has no `{pool}`: say there how many of its questions are drawn"),
                ));
            }
        }
        text_problem(&mut problems, &format!("{at}/prompt"), &question.prompt);
        question_problems(&mut problems, &at, question);
    }
    for (pool, count) in &config.pools {
        let members = pools.get(pool.as_str()).copied().unwrap_or_default();
        if *count == 0 || *count > members {
            problems.push(problem(
                format!("/pools{}", part(pool)),
                format!("题库 `{pool}` 有 {members} 题，不能抽 {count} 题：请写 1 到 {members}。"),
                format!("the pool `{pool}` has {members} questions, so {count} cannot be drawn: write 1 to {members}"),
            ));
        }
    }
    problems.truncate(MOST_PROBLEMS);
    problems
}

/// What has to hold before anything else is looked at.
fn count_problems(config: &QuestionsConfig) -> Vec<Problem> {
    let count = config.questions.len();
    if count == 0 || count > MOST_QUESTIONS {
        return vec![problem(
            "/questions",
            format!("有 {count} 题，应为 1 到 {MOST_QUESTIONS} 题。"),
            format!("there are {count} questions: give 1 to {MOST_QUESTIONS}"),
        )];
    }
    for (index, question) in config.questions.iter().enumerate() {
        for (what, list) in [("options", &question.options), ("targets", &question.targets)] {
            if list.len() > MOST_OPTIONS {
                return vec![problem(
                    format!("/questions/{index}/{what}"),
                    format!("有 {} 个，最多 {MOST_OPTIONS} 个。", list.len()),
                    format!("there are {}, {MOST_OPTIONS} at most", list.len()),
                )];
            }
        }
    }
    let keys: usize = config.questions.iter().map(Question::count_of_keys).sum();
    if keys > MOST_KEYS {
        return vec![problem(
            "/questions",
            format!("共有 {keys} 个选项与配对，最多 {MOST_KEYS} 个：请拆成几个题目。"),
            format!("there are {keys} options and pairs, {MOST_KEYS} at most: make several items of them"),
        )];
    }
    let texts = config.questions.iter().flat_map(|it| {
        let choices = it.options.iter().chain(&it.targets).map(|choice| &choice.text);
        choices.chain([&it.prompt])
    });
    let bytes: usize = texts.chain(&config.statement).map(|text| longest(text) + 100).sum();
    if bytes > MOST_BYTES {
        return vec![problem(
            "/questions",
            format!("所有文字共约 {bytes} 字节，最多 {MOST_BYTES}：请拆成几个题目。"),
            format!("all texts take some {bytes} bytes, {MOST_BYTES} at most: make several items of them"),
        )];
    }
    Vec::new()
}

/// Bytes of the longest language as JSON, where a control character takes six.
fn longest(text: &Localized) -> usize {
    let bytes = |text: &String| text.len() + 5 * text.chars().filter(|it| it.is_control() || *it == '"').count();
    text.0.values().map(bytes).max().unwrap_or_default()
}

fn question_problems(problems: &mut Vec<Problem>, at: &str, question: &Question) {
    let kind = question.kind;
    let least = if kind == Kind::Matching { 1 } else { 2 };
    list_problems(problems, at, question, "options", kind.has_options().then_some(least));
    list_problems(problems, at, question, "targets", (kind == Kind::Matching).then_some(1));
    let numbers = [
        ("max_choices", question.max_choices, kind == Kind::Multiple, question.options.len()),
        ("max_per_option", question.max_per_option, kind == Kind::Matching, question.targets.len()),
        ("max_per_target", question.max_per_target, kind == Kind::Matching, question.options.len()),
        ("max_length", question.max_length, kind == Kind::Short, MOST_CHARACTERS),
    ];
    for (name, value, belongs, most) in numbers {
        let Some(value) = value else { continue };
        if !belongs {
            problems.push(leave_out(&format!("{at}/{name}"), kind));
        } else if value == 0 || value > most {
            problems.push(problem(
                format!("{at}/{name}"),
                format!("应为 1 到 {most}。"),
                format!("has to be 1 to {most}"),
            ));
        }
    }
}

fn list_problems(problems: &mut Vec<Problem>, at: &str, question: &Question, name: &str, least: Option<usize>) {
    let list: &[Choice] = if name == "options" { &question.options } else { &question.targets };
    let Some(least) = least else {
        if !list.is_empty() {
            problems.push(leave_out(&format!("{at}/{name}"), question.kind));
        }
        return;
    };
    if list.len() < least {
        problems.push(problem(
            format!("{at}/{name}"),
            format!("`{}` 题至少要有 {least} 个。", question.kind.name()),
            format!("a question of the kind `{}` needs at least {least}", question.kind.name()),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, choice) in list.iter().enumerate() {
        let at = format!("{at}/{name}/{index}");
        id_problem(problems, &format!("{at}/id"), &choice.id);
        if !seen.insert(choice.id.as_str()) {
            problems.push(twice(&format!("{at}/id"), &choice.id));
        }
        text_problem(problems, &format!("{at}/text"), &choice.text);
    }
}

/// Pairs are written `option target`, so ids have no space.
fn id_problem(problems: &mut Vec<Problem>, at: &str, id: &str) {
    let good = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if id.is_empty() || id.len() > 64 || !id.chars().all(good) {
        problems.push(problem(
            at,
            "id 应为小写字母、数字与连字符，最多 64 个字符。",
            "an id is made of lower-case letters, digits and hyphens, at most 64 characters",
        ));
    }
}

fn text_problem(problems: &mut Vec<Problem>, at: &str, text: &Localized) {
    if text.0.is_empty() || text.0.values().any(|text| text.trim().is_empty()) {
        problems.push(problem(
            at,
            "文字为空：请至少用一种语言写明。",
            "the text is blank: write it in at least one language",
        ));
    }
}

fn twice(at: &str, id: &str) -> Problem {
    problem(at, format!("`{id}` 出现了两次：请改名。"), format!("`{id}` comes twice: rename one"))
}

/// Something that does not belong to the question's kind.
pub(crate) fn leave_out(at: &str, kind: Kind) -> Problem {
    problem(
        at,
        format!("不适用于 `{}` 题：请删去。", kind.name()),
        format!("means nothing for a question of the kind `{}`: leave it out", kind.name()),
    )
}
