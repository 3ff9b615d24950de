//! The few words of the report, in the languages that Touchstone speaks. Translates nothing that a plugin says.

use super::Language;

/// The words in one language.
pub(super) struct Words {
    pub(super) tag: &'static str,
    pub(super) omitted: &'static str,
    pub(super) not_administered: &'static str,
    pub(super) switched_off: &'static str,
    pub(super) refused: &'static str,
    pub(super) failed: &'static str,
    pub(super) logged: &'static str,
    pub(super) review: &'static str,
    pub(super) withheld: &'static str,
    pub(super) not_measured: &'static str,
    pub(super) nothing_measured: &'static str,
    /// What an item adds to the total, and what it could have added.
    pub(super) share: fn(&str, &str) -> String,
    /// How many findings are not shown.
    pub(super) more: fn(usize) -> String,
    pub(super) header: [&'static str; 4],
    /// In the order of gravity, the least first.
    pub(super) severity: [&'static str; 4],
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
    share: |points, weight| format!("adds {points} of {weight} to the total"),
    more: |count| format!("and {count} more findings: see `--json`"),
    header: ["Rank", "Candidate", "Total", "Level"],
    severity: ["info", "minor", "major", "critical"],
};

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}
