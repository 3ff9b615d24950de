//! Whether scales make sense: dimensions, points, anchors that rise. What a JSON Schema can say is in `schemas/`.

use touchstone_sdk::Problem;

use crate::evaluator::DIMENSIONS;
use crate::placement::Rule;
use crate::scale::{AnchoredScale, ScaleConfig};
use crate::situation_check::unknown;
use crate::text::problem;

/// So many characters may the examples of all anchors have together: each is compared by meaning in every evaluation.
const MOST_EXAMPLES: usize = 20_000;

/// Every problem but those of the points themselves, in the order of the config.
pub(crate) fn scale_problems(config: &ScaleConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    let measured: Vec<&str> = config.scales.iter().map(|scale| scale.dimension.as_str()).collect();
    for (index, point) in config.points.iter().enumerate() {
        if !measured.contains(&point.dimension.as_str()) {
            problems.push(unknown(format!("/points/{index}/dimension"), &point.dimension, &measured));
        }
    }
    if config.scales.is_empty() {
        problems.push(problem("/scales", "没有量表：请至少给一个。", "there is no scale: give at least one"));
    }
    for (index, scale) in config.scales.iter().enumerate() {
        let at = format!("/scales/{index}");
        let dimension = scale.dimension.as_str();
        if !DIMENSIONS.contains(&dimension) {
            problems.push(unknown(format!("{at}/dimension"), dimension, &DIMENSIONS));
        } else if measured.iter().take(index).any(|earlier| *earlier == dimension) {
            problems.push(problem(
                format!("{at}/dimension"),
                format!("`{dimension}` 已有量表：请合并或删去。"),
                format!("`{dimension}` has a scale already: join them or leave one out"),
            ));
        } else {
            problems.extend(anchor_problems(config, &at, scale));
        }
    }
    let anchors = config.scales.iter().flat_map(|scale| &scale.anchors);
    let length: usize = anchors.flat_map(|anchor| &anchor.examples).map(|example| example.chars().count()).sum();
    if length > MOST_EXAMPLES {
        problems.push(problem(
            "/scales",
            format!("示例共 {length} 字，超过上限 {MOST_EXAMPLES}：请缩短或减少示例。"),
            format!("the examples have {length} characters together, more than the {MOST_EXAMPLES} allowed: shorten them or give fewer"),
        ));
    }
    problems
}

fn anchor_problems(config: &ScaleConfig, at: &str, scale: &AnchoredScale) -> Vec<Problem> {
    let mut problems = Vec::new();
    let known: Vec<&str> = config.points_of(scale).map(|(_, point)| point.id.as_str()).collect();
    if known.is_empty() {
        let dimension = &scale.dimension;
        problems.push(problem(
            at,
            format!("`{dimension}` 没有要点：请在 `points` 中给出。"),
            format!("`{dimension}` has no points: give some in `points`"),
        ));
        return problems;
    }
    if scale.anchors.len() < 2 {
        problems.push(problem(
            format!("{at}/anchors"),
            "锚点不足：至少要有最低和最高两个。",
            "too few anchors: give at least the lowest and the highest",
        ));
    }
    for (index, anchor) in scale.anchors.iter().enumerate() {
        for (number, id) in anchor.points.iter().enumerate() {
            let at = format!("{at}/anchors/{index}/points/{number}");
            if !known.contains(&id.as_str()) {
                problems.push(unknown(at, id, &known));
            } else if anchor.points.iter().take(number).any(|earlier| earlier == id) {
                problems.push(problem(
                    at,
                    format!("`{id}` 重复：请删去。"),
                    format!("`{id}` is there twice: leave it out"),
                ));
            }
        }
        for (number, example) in anchor.examples.iter().enumerate() {
            if !example.chars().any(char::is_alphanumeric) {
                problems.push(problem(
                    format!("{at}/anchors/{index}/examples/{number}"),
                    "示例中没有文字：请写出这一级的回答。",
                    "the example has no words: write an answer of this level",
                ));
            }
        }
    }
    problems.extend(rise_problems(&config.rule(scale), at));
    problems
}

/// Anchors of which the later stands no higher, or for no more, than the earlier. The lowest two may both stand for nothing: then the
/// lower is for what is no answer.
fn rise_problems(rule: &Rule, at: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, pair) in rule.anchors.windows(2).enumerate() {
        let [lower, higher] = pair else { continue };
        let at = format!("{at}/anchors/{}", index + 1);
        if higher.level <= lower.level {
            problems.push(problem(
                format!("{at}/level"),
                format!("等级 {} 不高于前一个锚点的 {}：请从低到高排列。", higher.level, lower.level),
                format!(
                    "level {} is not above the one before, {}: order them from low to high",
                    higher.level, lower.level
                ),
            ));
        } else if rule.coverage(higher) <= rule.coverage(lower) && (index > 0 || rule.coverage(lower) > 0) {
            problems.push(problem(
                format!("{at}/points"),
                format!("等级 {} 的要点权重之和不大于等级 {}：高一级须做到更多。", higher.level, lower.level),
                format!(
                    "the points of level {} weigh no more than those of level {}: a higher level has to do more",
                    higher.level, lower.level
                ),
            ));
        }
    }
    problems
}
