//! The words that several reports share, in the languages that Touchstone speaks. Translates nothing that a plugin says.

use crate::score::Language;

/// The words in one language.
pub(crate) struct Words {
    pub(crate) tag: &'static str,
    pub(crate) omitted: &'static str,
    pub(crate) not_administered: &'static str,
    pub(crate) switched_off: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) logged: &'static str,
    pub(crate) review: &'static str,
    pub(crate) withheld: &'static str,
    pub(crate) not_measured: &'static str,
    pub(crate) nothing_measured: &'static str,
    pub(crate) not_reached: &'static str,
    pub(crate) counts_as_zero: &'static str,
    pub(crate) does_not_count: &'static str,
    pub(crate) withholds: &'static str,
    /// What becomes of an item that was not reached.
    pub(crate) not_reached_with: fn(&str) -> String,
    /// How many have marked, of how many.
    pub(crate) awaits_marks: fn(usize, usize) -> String,
    pub(crate) awaits_adjudication: &'static str,
    /// The level that the total alone makes.
    pub(crate) not_level: fn(&str) -> String,
    /// A dimension, its score, the level, and its floor.
    pub(crate) below_floor: fn(&str, &str, &str, &str) -> String,
    /// What was found, and the highest level that is left.
    pub(crate) vetoed: fn(&str, &str) -> String,
    /// What an item adds to the total, and what it could have added.
    pub(crate) share: fn(&str, &str) -> String,
    /// How many findings are not shown.
    pub(crate) more: fn(usize) -> String,
    pub(crate) header: [&'static str; 4],
    /// In the order of gravity, the least first.
    pub(crate) severity: [&'static str; 4],
}

const CHINESE: Words = Words {
    tag: "zh-CN",
    omitted: "未作答，计 0 分",
    not_administered: "未施测，不计入",
    switched_off: "已停用",
    refused: "无法评分",
    failed: "评估失败",
    logged: "日志",
    review: "需要人工复核",
    withheld: "暂不给出",
    not_measured: "未测量",
    nothing_measured: "没有测量任何计分的维度",
    not_reached: "未答到",
    counts_as_zero: "计 0 分",
    does_not_count: "不计入",
    withholds: "暂不给出综合得分",
    not_reached_with: |policy| format!("未答到，{policy}"),
    awaits_marks: |given, wanted| format!("等待人工评分（{given} / {wanted}）"),
    awaits_adjudication: "两位评分人分歧过大，等待仲裁",
    not_level: |level| format!("按综合得分为{level}"),
    below_floor: |dimension, score, level, floor| format!("{dimension} {score}，低于{level}要求的 {floor}"),
    vetoed: |finding, level| format!("[{finding}] 最高为{level}"),
    share: |points, weight| format!("计入综合得分 {points} / {weight}"),
    more: |count| format!("还有 {count} 条发现，见 `--json`"),
    header: ["名次", "候选人", "综合得分", "等级"],
    severity: ["提示", "轻微", "严重", "关键"],
};

const ENGLISH: Words = Words {
    tag: "en",
    omitted: "not answered: counts as 0",
    not_administered: "not administered: does not count",
    switched_off: "is switched off",
    refused: "could not be scored",
    failed: "the evaluation failed",
    logged: "logged",
    review: "a person has to look first",
    withheld: "withheld",
    not_measured: "not measured",
    nothing_measured: "no dimension that counts was measured",
    not_reached: "not reached in time",
    counts_as_zero: "counts as 0",
    does_not_count: "does not count",
    withholds: "withholds the total",
    not_reached_with: |policy| format!("not reached in time: {policy}"),
    awaits_marks: |given, wanted| format!("waits for people's marks ({given} of {wanted})"),
    awaits_adjudication: "the two markers differ too much: waits for an adjudicator",
    not_level: |level| format!("by the total alone {level}"),
    below_floor: |dimension, score, level, floor| format!("{dimension} {score} is below {floor}, the floor of {level}"),
    vetoed: |finding, level| format!("[{finding}] leaves {level} at most"),
    share: |points, weight| format!("adds {points} of {weight} to the total"),
    more: |count| format!("and {count} more findings: see `--json`"),
    header: ["Rank", "Candidate", "Total", "Level"],
    severity: ["info", "minor", "major", "critical"],
};

impl Words {
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}
