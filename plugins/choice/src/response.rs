//! Reads an answer: which questions it answers with what, or why it cannot be an answer to them. Says nothing of how good it is; takes
//! time linear in the answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use touchstone_sdk::{Answer, Problem};

use crate::draw::asked;
use crate::questions::{Kind, Question, QuestionsConfig};
use crate::questions_check::MOST_PROBLEMS;
use crate::text::{clip, part, problem};

/// What was answered to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Response {
    /// Keys in the candidate's order, none twice, each with its place in the answer.
    Keys(Vec<(String, usize)>),
    /// What was written.
    Text(String),
}

/// What was answered, by the question's id. Questions without an answer are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Responses {
    /// By the question's id.
    pub(crate) by_question: BTreeMap<String, Response>,
    /// Whether JSON pointers lead into the answer.
    pub(crate) structured: bool,
}

/// The most entries of one response that are looked at: more than any question has.
const MOST_KEYS: usize = 10_000;

/// Reads an answer to the questions that the seed asks.
///
/// # Errors
///
/// What keeps it from being one, at its place.
pub(crate) fn read_answer(config: &QuestionsConfig, seed: u64, answer: &Answer) -> Result<Responses, Vec<Problem>> {
    let asked = asked(config, seed);
    let read = match answer {
        Answer::Omitted => Ok(Responses::default()),
        Answer::Structured(value) => structured(config, &asked, value),
        Answer::Choices(choices) => one(&asked, Kind::has_options, "choices", |question| {
            let texts = choices.iter().map(|it| Some(it.as_str()));
            keys(question, choices.len(), texts).map(|keys| keys.map(Response::Keys))
        }),
        Answer::Text(text) => one(&asked, |kind| !kind.has_options(), "text", |question| written(question, "", text)),
        _ => Err(vec![problem(
            "",
            "答案应按小题的 id 给出（`structured`）。",
            "the answer has to give what is answered by the question's id (`structured`)",
        )]),
    };
    read.map_err(|problems| problems.into_iter().map(|found| below(answer, found)).collect())
}

/// A problem of what was answered, at its place in the answer as it is sent.
fn below(answer: &Answer, found: Problem) -> Problem {
    let part = match answer {
        Answer::Structured(_) => "/value",
        Answer::Choices(_) => "/choices",
        Answer::Text(_) => "/text",
        _ => "",
    };
    Problem::at(format!("{part}{}", found.pointer), found.message)
}

type Read = Result<Option<Response>, Vec<Problem>>;

/// An answer that names no question, to the only one that is asked.
fn one(
    asked: &[&Question],
    fits: impl Fn(Kind) -> bool,
    kind: &str,
    read: impl FnOnce(&Question) -> Read,
) -> Result<Responses, Vec<Problem>> {
    let [question] = asked else {
        return Err(vec![problem(
            "",
            format!("本题有 {} 个小题，不能用 `{kind}` 作答：请用 `structured`，按小题的 id 给出。", asked.len()),
            format!(
                "{} questions are asked, so `{kind}` does not say which it answers: send `structured`",
                asked.len()
            ),
        )]);
    };
    if !fits(question.kind) {
        return Err(vec![problem(
            "",
            format!("`{}` 题不能用 `{kind}` 作答。", question.kind.name()),
            format!(
                "a question of the kind `{}` is not answered with `{kind}`: send `structured`",
                question.kind.name()
            ),
        )]);
    }
    let response = read(question)?;
    let by_question = response.map(|response| (question.id.clone(), response)).into_iter().collect();
    Ok(Responses { by_question, structured: false })
}

fn structured(config: &QuestionsConfig, asked: &[&Question], value: &Value) -> Result<Responses, Vec<Problem>> {
    let Value::Object(answered) = value else {
        return Err(vec![problem(
            "",
            "答案应为对象：小题的 id 与它的回答。",
            "the answer has to be an object: what is answered by the question's id",
        )]);
    };
    let asked: BTreeMap<&str, &Question> = asked.iter().map(|it| (it.id.as_str(), *it)).collect();
    let mut problems = Vec::new();
    let mut by_question = BTreeMap::new();
    for (id, response) in answered {
        let Some(question) = asked.get(id.as_str()) else {
            problems.push(not_asked(config, id));
            if problems.len() >= MOST_PROBLEMS {
                break;
            }
            continue;
        };
        match one_response(question, response) {
            Ok(Some(response)) => drop(by_question.insert(id.clone(), response)),
            Ok(None) => {}
            Err(found) => problems.extend(found),
        }
    }
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() { Ok(Responses { by_question, structured: true }) } else { Err(problems) }
}

fn not_asked(config: &QuestionsConfig, id: &str) -> Problem {
    let shown = clip(id);
    if config.question(id).is_some() {
        return problem(
            part(id),
            format!("`{shown}` 没有被抽中：请只回答页面上的小题。"),
            format!("`{shown}` was not drawn: answer only what the page shows"),
        );
    }
    // No id is that long, so its place is not worth repeating.
    let at = if id.len() > 64 { String::new() } else { part(id) };
    problem(at, format!("没有小题 `{shown}`。"), format!("there is no question `{shown}`: answer what the page shows"))
}

fn one_response(question: &Question, response: &Value) -> Read {
    let at = part(&question.id);
    match response {
        Value::Null => Ok(None),
        Value::String(text) if !question.kind.has_options() => written(question, &at, text),
        Value::String(key) if question.kind == Kind::Single => {
            // It is no list, so there are no places in it.
            let whole = |found: Problem| Problem::at(at.clone(), found.message);
            keys(question, 1, [Some(key.as_str())].into_iter())
                .map(|keys| keys.map(Response::Keys))
                .map_err(|found| found.into_iter().map(whole).collect())
        }
        Value::Array(list) if question.kind.has_options() => {
            keys_at(question, &at, list.len(), list.iter().map(Value::as_str))
        }
        _ if question.kind.has_options() => Err(vec![problem(
            at,
            "应为选项 id 的列表。",
            "has to be a list of ids of options; for pairs, of `option target`",
        )]),
        _ => Err(vec![problem(at, "应为文字（数也写成文字）。", "has to be a text; a number is a text too")]),
    }
}

fn written(question: &Question, at: &str, text: &str) -> Read {
    let most = question.most_characters().unwrap_or_default();
    if text.chars().nth(most).is_some() {
        return Err(vec![problem(
            at,
            format!("超过 {most} 个字符。"),
            format!("has more than {most} characters: shorten it"),
        )]);
    }
    Ok((!text.trim().is_empty()).then(|| Response::Text(text.to_owned())))
}

fn keys_at<'a>(question: &Question, at: &str, count: usize, texts: impl Iterator<Item = Option<&'a str>>) -> Read {
    let relocated = |found: Problem| Problem::at(format!("{at}{}", found.pointer), found.message);
    match keys(question, count, texts) {
        Ok(keys) => Ok(keys.map(Response::Keys)),
        Err(found) => Err(found.into_iter().map(relocated).collect()),
    }
}

type Keys = Vec<(String, usize)>;

/// The keys of a response; none when it is empty. A key that comes again counts once, but an order cannot name an option twice.
fn keys<'a>(
    question: &Question,
    count: usize,
    texts: impl Iterator<Item = Option<&'a str>>,
) -> Result<Option<Keys>, Vec<Problem>> {
    if count > MOST_KEYS {
        return Err(vec![problem(
            "",
            format!("有 {count} 项，最多 {MOST_KEYS} 项。"),
            format!("has {count} entries, {MOST_KEYS} at most: send what the page shows"),
        )]);
    }
    let known: BTreeSet<String> = question.keys().into_iter().collect();
    let mut seen = BTreeSet::new();
    let mut keys = Keys::new();
    let mut problems = Vec::new();
    for (index, text) in texts.enumerate() {
        let Some(key) = text.and_then(|text| known.get(text)) else {
            problems.push(unknown(question, index, text));
            if problems.len() >= MOST_PROBLEMS {
                break;
            }
            continue;
        };
        if seen.insert(key) {
            keys.push((key.clone(), index));
        } else if question.kind == Kind::Ordering {
            problems.push(problem(
                format!("/{index}"),
                format!("`{key}` 出现了两次。"),
                format!("`{key}` comes twice: an order names each option once"),
            ));
        }
    }
    if problems.is_empty() {
        problems.extend(too_many(question, &keys));
    }
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() { Ok((!keys.is_empty()).then_some(keys)) } else { Err(problems) }
}

fn unknown(question: &Question, index: usize, text: Option<&str>) -> Problem {
    let at = format!("/{index}");
    let Some(text) = text else {
        return problem(at, "应为文字。", "has to be a text");
    };
    let shown = clip(text);
    if question.kind == Kind::Matching {
        return problem(
            at,
            format!("`{shown}` 不是「选项 目标」：请写选项的 id、一个空格、目标的 id。"),
            format!("`{shown}` is no pair: write an option's id, a space, and a target's id"),
        );
    }
    problem(
        at,
        format!("没有选项 `{shown}`。"),
        format!("the question `{}` has no option `{shown}`: send one that the page shows", question.id),
    )
}

fn too_many(question: &Question, keys: &[(String, usize)]) -> Option<Problem> {
    let most = match question.kind {
        Kind::Single => 1,
        Kind::Multiple => question.max_choices.unwrap_or(usize::MAX),
        Kind::Matching => return too_many_pairs(question, keys),
        _ => usize::MAX,
    };
    (keys.len() > most).then(|| {
        problem(
            "",
            format!("选了 {} 项，最多 {most} 项。", keys.len()),
            format!("{} options are chosen, {most} at most", keys.len()),
        )
    })
}

fn too_many_pairs(question: &Question, keys: &[(String, usize)]) -> Option<Problem> {
    let mut options: BTreeMap<&str, usize> = BTreeMap::new();
    let mut targets: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, index) in keys {
        let (option, target) = key.split_once(' ')?;
        for (counts, id, most) in
            [(&mut options, option, question.targets_of_one()), (&mut targets, target, question.options_of_one())]
        {
            let count = counts.entry(id).or_default();
            *count += 1;
            if *count > most {
                return Some(problem(
                    format!("/{index}"),
                    format!("`{id}` 最多配 {most} 次。"),
                    format!("`{id}` is matched more than {most} times"),
                ));
            }
        }
    }
    None
}
