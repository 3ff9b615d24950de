//! Phrases that several messages of the report share.

use text_analysis::Point;
use touchstone_sdk::Message;

use crate::assessment::{Doubt, Judged};
use crate::placement::LEVEL;
use crate::scale::AnchoredScale;

/// A dimension's name, as the manifest has it.
pub(super) fn name(dimension: &str) -> (&'static str, &'static str) {
    match dimension {
        "innovation" => ("创新", "Innovation"),
        "customer-focus" => ("以客户为中心", "Customer focus"),
        "judgement" => ("判断力", "Judgement"),
        "problem-solving" => ("解决问题", "Problem solving"),
        _ => ("沟通", "Communication"),
    }
}

/// `3.2（1 至 5）`
pub(super) fn level_zh(scale: &AnchoredScale, level: u32) -> String {
    let (lowest, highest) = ends(scale);
    format!("{}（{lowest} 至 {highest}）", decimal(level))
}

/// `3.2 of 1 to 5`
pub(super) fn level_en(scale: &AnchoredScale, level: u32) -> String {
    let (lowest, highest) = ends(scale);
    format!("{} of {lowest} to {highest}", decimal(level))
}

/// Titles in Chinese quotation marks.
pub(super) fn list_zh(points: &[&Point]) -> String {
    points.iter().map(|point| format!("「{}」", point.title("zh-CN"))).collect::<Vec<_>>().concat()
}

/// Titles in quotation marks.
pub(super) fn list_en(points: &[&Point]) -> String {
    points.iter().map(|point| format!("\"{}\"", point.title("en"))).collect::<Vec<_>>().join(", ")
}

/// The code and the words of a doubt.
pub(super) fn doubt(judged: &Judged<'_>, doubt: Doubt) -> (&'static str, Message) {
    let of = |position: usize| judged.scale.anchors.get(position).map_or(0, |anchor| anchor.level);
    let level = decimal(judged.placement.level);
    match doubt {
        Doubt::Between(lower, higher) => (
            "between-anchors",
            Message::zh_en(
                format!("第 {level} 级介于第 {} 级和第 {} 级之间，离两者都不近，请人判断。", of(lower), of(higher)),
                format!(
                    "Level {level} lies between anchors {} and {}, near neither; a person has to decide.",
                    of(lower),
                    of(higher)
                ),
            ),
        ),
        Doubt::Scattered => {
            let nearest = of(judged.placement.nearest);
            (
                "unlike-anchors",
                Message::zh_en(
                    format!(
                        "要点的分量相当于第 {level} 级，做到的要点却最像第 {nearest} 级：没有一个锚点是这样的组合。"
                    ),
                    format!(
                        "The points made weigh as much as level {level} but are most like those of anchor {nearest}: no anchor has this mixture."
                    ),
                ),
            )
        }
        Doubt::Meaning(meant) => (
            "meaning-disagrees",
            Message::zh_en(
                format!("按要点在第 {level} 级，按意思却明显更像第 {} 级，请人判断。", of(meant)),
                format!(
                    "By its points it stands at level {level}, in meaning it is clearly more like anchor {}; a person has to decide.",
                    of(meant)
                ),
            ),
        ),
    }
}

/// The words for an answer that is far from every anchor.
pub(super) fn far() -> Message {
    Message::zh_en(
        "几乎没有做到要点，意思与各锚点也都不相近：可能是意料之外的做法，也可能答非所问，请人判断。",
        "Hardly a point is made and no anchor is near in meaning: it may be a way that nobody thought of, or an answer to something else; a person has to decide.",
    )
}

fn ends(scale: &AnchoredScale) -> (u32, u32) {
    let level = |anchor: Option<&crate::scale::Anchor>| anchor.map_or(0, |anchor| anchor.level);
    (level(scale.anchors.first()), level(scale.anchors.last()))
}

/// A level with one decimal, rounded down.
fn decimal(level: u32) -> String {
    format!("{}.{}", level / LEVEL, level % LEVEL / (LEVEL / 10))
}
