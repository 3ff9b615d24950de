//! What is wrong with the points of a config that a schema cannot say.

use std::collections::BTreeSet;

use crate::matching::{Index, Phrase};
use crate::point::Point;
use crate::text::Text;

/// Something wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointProblem {
    /// A JSON pointer from the list of points: `/0/phrases/2`.
    pub pointer: String,
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
}

/// Every problem of these points, in their order: ids that are there twice, points that nothing can say, phrases without a word, phrases
/// that never match what they mean, phrases of two points that are the same.
pub fn point_problems(points: &[Point]) -> Vec<PointProblem> {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for (number, point) in points.iter().enumerate() {
        let at = format!("/{number}");
        if !ids.insert(point.id.as_str()) {
            problems.push(problem(
                format!("{at}/id"),
                format!("`{}` 重复：请改成唯一的名称。", point.id),
                format!("`{}` is there twice: give it a name of its own", point.id),
            ));
        }
        if point.phrases.is_empty() && point.all_of.is_empty() {
            problems.push(problem(
                at.clone(),
                "没有短语：仅凭 `says` 最多得一半。请写 `phrases` 或 `all_of`。".to_owned(),
                "there is no phrase, and `says` alone earns half at most: give `phrases` or `all_of`".to_owned(),
            ));
        }
        if !(1..=1000).contains(&point.weight) {
            problems.push(problem(
                format!("{at}/weight"),
                "权重应为 1 到 1000 的整数。".to_owned(),
                "the weight has to be a whole number from 1 to 1000".to_owned(),
            ));
        }
        for (index, phrase) in point.phrases.iter().enumerate() {
            problems.extend(phrase_problem(format!("{at}/phrases/{index}"), phrase));
        }
        for (group, phrases) in point.all_of.iter().enumerate() {
            if phrases.is_empty() {
                problems.push(problem(
                    format!("{at}/all_of/{group}"),
                    "空组永远不会满足：请写短语或删去。".to_owned(),
                    "an empty group is never met: give phrases or leave it out".to_owned(),
                ));
            }
            for (index, phrase) in phrases.iter().enumerate() {
                problems.extend(phrase_problem(format!("{at}/all_of/{group}/{index}"), phrase));
            }
        }
        for (index, says) in point.says.iter().enumerate() {
            if Text::new(says).tokens().len() < 3 {
                problems.push(problem(
                    format!("{at}/says/{index}"),
                    "太短，无法比较含义：请写一个完整的句子。".to_owned(),
                    "too short to compare by meaning: write a whole sentence".to_owned(),
                ));
            }
        }
    }
    problems
}

fn phrase_problem(at: String, written: &str) -> Option<PointProblem> {
    let phrase = Phrase::new(written);
    if phrase.is_empty() {
        return Some(problem(
            at,
            "没有可查找的词：请写短语或删去。".to_owned(),
            "holds no word to look for: write a phrase or leave it out".to_owned(),
        ));
    }
    if phrase.is_only_negation() {
        return Some(problem(
            at,
            format!("`{written}` 只是否定词，到处都会出现：请写明否定的是什么。"),
            format!("`{written}` is only a negation and stands everywhere: say what it negates"),
        ));
    }
    let text = Text::new(written);
    let matches = phrase.matches(&Index::new(&text));
    if matches.is_empty() {
        return Some(problem(
            at,
            format!("`{written}` 跨越了分句，永远找不到：请去掉标点，或用 `all_of` 分成几组。"),
            format!(
                "`{written}` spans several clauses and is never found: leave out the marks, or make groups of `all_of`"
            ),
        ));
    }
    matches.iter().all(|found| found.negated).then(|| {
        problem(
            at,
            format!("`{written}` 否定了自身，永远不算：请把否定词写进短语的词中。"),
            format!("`{written}` negates itself and never counts: take the negation out, or name what it negates"),
        )
    })
}

fn problem(pointer: String, chinese: String, english: String) -> PointProblem {
    PointProblem { pointer, chinese, english }
}
