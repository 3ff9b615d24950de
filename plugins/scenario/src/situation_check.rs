//! Whether a question's config makes sense: ids, references, conditions that can never hold. What a JSON Schema can say is in `schemas/`.

use std::collections::BTreeSet;

use text_analysis::{MAX_CHARACTERS, PointProblem, point_problems};
use touchstone_sdk::Problem;

use crate::situation::{FollowUp, Range, ScenarioConfig};
use crate::text::{Localized, list_en, list_zh, problem};
use crate::topics::point;

/// Every problem, in the order of the config.
pub(crate) fn situation_problems(config: &ScenarioConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    if config.situations.is_empty() {
        problems.push(problem("/situations", "没有情境：请至少给一个。", "there is no situation: give at least one"));
    }
    let texts = config.situations.iter().map(|it| &it.text).chain(config.follow_ups.iter().map(|it| &it.text));
    let languages: BTreeSet<&str> = texts.flat_map(|text| text.0.keys().map(String::as_str)).collect();
    problems.extend(repeated("/situations", config.situations.iter().map(|it| it.id.as_str())));
    for (index, situation) in config.situations.iter().enumerate() {
        problems.extend(missing_languages(&format!("/situations/{index}/text"), &situation.text, &languages));
    }
    let points: Vec<_> = config.topics.iter().map(point).collect();
    problems.extend(point_problems(&points).into_iter().map(|found| in_list("/topics", found)));
    problems.extend(repeated("/follow_ups", config.follow_ups.iter().map(|it| it.id.as_str())));
    for (index, follow_up) in config.follow_ups.iter().enumerate() {
        let at = format!("/follow_ups/{index}");
        problems.extend(missing_languages(&format!("{at}/text"), &follow_up.text, &languages));
        problems.extend(when_problems(config, &format!("{at}/when"), follow_up));
    }
    problems.extend(never_asked(config));
    let turns = config.most_follow_ups() + 1;
    if config.most_characters.saturating_mul(turns) > MAX_CHARACTERS {
        let most = MAX_CHARACTERS / turns;
        problems.push(problem(
            "/most_characters",
            format!("{turns} 次回答合计可能超过 {MAX_CHARACTERS} 字：请不超过 {most}，或减少追问。"),
            format!(
                "{turns} replies may come to more than {MAX_CHARACTERS} characters: allow at most {most}, or fewer follow-ups"
            ),
        ));
    }
    problems
}

/// A problem of one of a list of points.
pub(crate) fn in_list(list: &str, found: PointProblem) -> Problem {
    problem(format!("{list}{}", found.pointer), found.chinese, found.english)
}

/// The second and later ones of equal ids.
pub(crate) fn repeated<'a>(at: &str, ids: impl Iterator<Item = &'a str>) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let again = ids.enumerate().filter(|(_, id)| !seen.insert(*id));
    again
        .map(|(index, id)| {
            problem(
                format!("{at}/{index}/id"),
                format!("`{id}` 重复：请改成唯一的名称。"),
                format!("`{id}` is there twice: give it a name of its own"),
            )
        })
        .collect()
}

/// A text that is missing in a language that others have: a candidate would suddenly be asked in another language.
fn missing_languages(at: &str, text: &Localized, languages: &BTreeSet<&str>) -> Option<Problem> {
    let missing: Vec<&str> = languages.iter().copied().filter(|language| !text.0.contains_key(*language)).collect();
    (!missing.is_empty()).then(|| {
        problem(
            at,
            format!("缺少 {}：情境和追问须有相同的语言。", list_zh(missing.iter().copied())),
            format!("{} is missing: situations and follow-ups need the same languages", list_en(missing)),
        )
    })
}

fn when_problems(config: &ScenarioConfig, at: &str, follow_up: &FollowUp) -> Vec<Problem> {
    let when = &follow_up.when;
    let topics: Vec<&str> = config.topics.iter().map(|topic| topic.id.as_str()).collect();
    let others: Vec<&str> =
        config.follow_ups.iter().map(|it| it.id.as_str()).filter(|id| *id != follow_up.id).collect();
    let mut problems = Vec::new();
    problems.extend(reference_problems(at, ("said", &when.said), ("not_said", &when.not_said), &topics));
    problems.extend(reference_problems(at, ("asked", &when.asked), ("not_asked", &when.not_asked), &others));
    problems.extend(range_problem(&format!("{at}/length"), when.length));
    problems.extend(range_problem(&format!("{at}/replies"), when.replies));
    let most = config.most_follow_ups();
    let never = when.replies.at_most == Some(0) || when.replies.at_least.is_some_and(|least| least > most.max(1));
    if never && most > 0 {
        problems.push(problem(
            format!("{at}/replies"),
            format!("永远不会成立：追问时已有 1 到 {most} 次回答。"),
            format!("never holds: there are 1 to {most} replies when a follow-up is chosen"),
        ));
    }
    problems
}

/// Ids that are unknown, repeated, or both asked for and ruled out.
fn reference_problems(
    at: &str,
    (key, wanted): (&str, &[String]),
    (not_key, unwanted): (&str, &[String]),
    known: &[&str],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, ids) in [(key, wanted), (not_key, unwanted)] {
        for (number, id) in ids.iter().enumerate() {
            let at = format!("{at}/{key}/{number}");
            if !known.contains(&id.as_str()) {
                problems.push(unknown(at, id, known));
            } else if ids.iter().take(number).any(|earlier| earlier == id) {
                problems.push(problem(
                    at,
                    format!("`{id}` 重复：请删去。"),
                    format!("`{id}` is there twice: leave it out"),
                ));
            } else if key == not_key && wanted.contains(id) {
                problems.push(problem(
                    at,
                    format!("`{id}` 同时出现在两个条件中，永远不会成立：请删去其中一处。"),
                    format!("`{id}` is both asked for and ruled out, which never holds: leave one out"),
                ));
            }
        }
    }
    problems
}

/// An id that is none of `known`.
pub(crate) fn unknown(at: String, id: &str, known: &[&str]) -> Problem {
    if known.is_empty() {
        return problem(
            at,
            format!("没有 `{id}`：配置中没有可用的编号，请删去。"),
            format!("there is no `{id}`, nor any other to name here: leave it out"),
        );
    }
    problem(
        at,
        format!("没有 `{id}`：请用 {} 之一。", list_zh(known.iter().copied())),
        format!("there is no `{id}`: use one of {}", list_en(known.iter().copied())),
    )
}

fn range_problem(at: &str, range: Range) -> Option<Problem> {
    match (range.at_least, range.at_most) {
        (Some(least), Some(most)) if least > most => Some(problem(
            at,
            format!("下限 {least} 大于上限 {most}：请对调。"),
            format!("the least, {least}, is more than the most, {most}: swap them"),
        )),
        _ => None,
    }
}

/// Follow-ups that wait for each other.
fn never_asked(config: &ScenarioConfig) -> Vec<Problem> {
    let mut askable: BTreeSet<&str> = BTreeSet::new();
    let exists = |id: &str| config.follow_ups.iter().any(|it| it.id == id);
    loop {
        let known = askable.len();
        for follow_up in &config.follow_ups {
            if follow_up.when.asked.iter().all(|id| askable.contains(id.as_str()) || !exists(id)) {
                askable.insert(&follow_up.id);
            }
        }
        if askable.len() == known {
            break;
        }
    }
    let waiting = config.follow_ups.iter().enumerate().filter(|(_, it)| !askable.contains(it.id.as_str()));
    waiting
        .map(|(index, follow_up)| {
            problem(
                format!("/follow_ups/{index}/when/asked"),
                format!("循环：`{}` 直接或间接地以自己为条件，永远不会问到。请断开其中一处。", follow_up.id),
                format!(
                    "a cycle: `{}` waits for itself, directly or through others, and is never asked; break it somewhere",
                    follow_up.id
                ),
            )
        })
        .collect()
}
