//! What `touchstone score` prints for people: each candidate's items with scores, indicators and findings, then everybody ranked.

use std::fmt::Write;

use comfy_table::{CellAlignment, Table, presets};
use touchstone_core::evaluation::{Evaluation, Finding, Indicator, Measure, Millionths, Place, Quantity};
use touchstone_core::interview::{Interview, Item};
use touchstone_core::scorecard::{DimensionScore, ItemOutcome, Ranked, Withholding};
use touchstone_core::words::Severity;

use super::session::Evaluated;
use super::{Language, Scored};

/// The few words of this report, in one language.
struct Words {
    tag: &'static str,
    omitted: &'static str,
    not_administered: &'static str,
    refused: &'static str,
    failed: &'static str,
    review: &'static str,
    withheld: &'static str,
    not_measured: &'static str,
    indicators: &'static str,
    findings: &'static str,
    header: [&'static str; 4],
    severity: [&'static str; 4],
}

const CHINESE: Words = Words {
    tag: "zh-CN",
    omitted: "未作答",
    not_administered: "未施测",
    refused: "无法评分",
    failed: "评估失败",
    review: "需要人工复核",
    withheld: "暂不给出",
    not_measured: "未测量",
    indicators: "指标",
    findings: "发现",
    header: ["名次", "候选人", "综合得分", "等级"],
    severity: ["提示", "轻微", "严重", "关键"],
};

const ENGLISH: Words = Words {
    tag: "en",
    omitted: "omitted",
    not_administered: "not administered",
    refused: "could not be scored",
    failed: "the evaluation failed",
    review: "a person has to look first",
    withheld: "withheld",
    not_measured: "not measured",
    indicators: "indicators",
    findings: "findings",
    header: ["rank", "candidate", "total", "level"],
    severity: ["info", "minor", "major", "critical"],
};

pub(super) fn report(interview: &Interview, scored: &[Scored<'_>], ranking: &[Ranked<'_>], language: Language) -> String {
    let words = match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    let mut out = String::new();
    let _ = writeln!(out, "\u{1b}[1m{}\u{1b}[0m", interview.title().in_language(words.tag));
    for one in scored {
        let candidate = one.attempt.sheet.candidate();
        let _ = writeln!(out, "\n\u{1b}[1m{}\u{1b}[0m ({})", candidate.name, candidate.id);
        for (id, evaluated) in &one.items {
            if let Some(item) = interview.item(id) {
                write_item(&mut out, item, evaluated, words);
            }
        }
    }
    let _ = writeln!(out, "\n{}", ranking_table(interview, scored, ranking, words));
    for ranked in ranking {
        for reason in ranked.scorecard.withheld() {
            let _ = writeln!(out, "{}: {} · {}", ranked.scorecard.candidate(), words.withheld, withholding(reason, words));
        }
    }
    out
}

fn write_item(out: &mut String, item: &Item, evaluated: &Evaluated, words: &Words) {
    let _ = writeln!(out, "  {} ({})", item.title.in_language(words.tag), item.id);
    let line = match &evaluated.outcome {
        ItemOutcome::Evaluated(evaluation) => return write_evaluation(out, evaluation, words),
        ItemOutcome::Omitted => words.omitted.to_owned(),
        ItemOutcome::NotAdministered => words.not_administered.to_owned(),
        ItemOutcome::Refused(refusal) => format!("{}: {}", words.refused, refusal.message().in_language(words.tag)),
        ItemOutcome::Failed { message, .. } => format!("{}: {message}", words.failed),
    };
    let _ = writeln!(out, "    {line}");
    for (_, logged) in evaluated.log.iter().flat_map(|log| &log.lines) {
        let _ = writeln!(out, "    > {logged}");
    }
}

fn write_evaluation(out: &mut String, evaluation: &Evaluation, words: &Words) {
    let scores: Vec<String> = evaluation
        .scores()
        .iter()
        .map(|score| match &score.measure {
            Measure::Millionths(share) => format!("{} {}", score.dimension, percent(*share)),
            Measure::NotMeasured(reason) => {
                format!("{} {} ({})", score.dimension, words.not_measured, reason.in_language(words.tag))
            }
        })
        .collect();
    let _ = writeln!(out, "    {}", scores.join("  "));
    if !evaluation.indicators().is_empty() {
        let shown: Vec<String> = evaluation.indicators().iter().map(|shown| indicator(shown, words)).collect();
        let _ = writeln!(out, "    {}: {}", words.indicators, shown.join("; "));
    }
    if !evaluation.findings().is_empty() {
        let _ = writeln!(out, "    {}:", words.findings);
    }
    for finding in evaluation.findings() {
        write_finding(out, finding, words);
    }
    if let Some(reason) = evaluation.review() {
        let _ = writeln!(out, "    {}: {}", words.review, reason.in_language(words.tag));
    }
}

fn write_finding(out: &mut String, finding: &Finding, words: &Words) {
    let (severity, colour) = match finding.severity {
        Severity::Info => (words.severity[0], "2"),
        Severity::Minor => (words.severity[1], "33"),
        Severity::Major => (words.severity[2], "31"),
        Severity::Critical => (words.severity[3], "1;31"),
    };
    let place = place(&finding.place);
    let text = finding.message.in_language(words.tag);
    let _ = writeln!(out, "      \u{1b}[{colour}m[{severity}]\u{1b}[0m {}{place}: {text}", finding.code);
}

fn indicator(indicator: &Indicator, words: &Words) -> String {
    let value = match &indicator.value {
        Quantity::Share(share) => format!("{} %", percent(*share)),
        Quantity::Count(count) => count.to_string(),
        Quantity::DurationMs(ms) => seconds(*ms),
        Quantity::Bytes(bytes) => format!("{} KiB", bytes.div_ceil(1024)),
        Quantity::Text(text) => text.in_language(words.tag).to_owned(),
    };
    format!("{} {value}", indicator.label.in_language(words.tag))
}

fn place(place: &Place) -> String {
    match place {
        Place::Whole => String::new(),
        Place::Lines { path, first, last } if first == last => format!(" {path}:{first}"),
        Place::Lines { path, first, last } => format!(" {path}:{first}-{last}"),
        Place::Time { from_ms, to_ms } if from_ms == to_ms => format!(" {}", seconds(*from_ms)),
        Place::Time { from_ms, to_ms } => format!(" {} – {}", seconds(*from_ms), seconds(*to_ms)),
        Place::Part { part } => format!(" {part}"),
        Place::Pointer { pointer } => format!(" {pointer}"),
    }
}

fn ranking_table(interview: &Interview, scored: &[Scored<'_>], ranking: &[Ranked<'_>], words: &Words) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    let dimensions = interview.rubric().dimensions();
    let titles = dimensions.iter().map(|dimension| dimension.title.in_language(words.tag));
    table.set_header(words.header.into_iter().chain(titles));
    for ranked in ranking {
        let card = ranked.scorecard;
        let name = scored
            .iter()
            .find(|one| one.scorecard.candidate() == card.candidate())
            .map_or(String::new(), |one| one.attempt.sheet.candidate().name.clone());
        let level = card.level().and_then(|level| interview.rubric().level(&level.id));
        let mut row = vec![
            ranked.rank.map_or("–".to_owned(), |rank| rank.to_string()),
            format!("{name} ({})", card.candidate()),
            card.total().map_or(words.withheld.to_owned(), ToString::to_string),
            level.map_or(String::new(), |level| level.title.in_language(words.tag).to_owned()),
        ];
        row.extend(card.dimensions().iter().map(|dimension| match &dimension.score {
            DimensionScore::Measured { points } => points.to_string(),
            DimensionScore::NotMeasured => words.not_measured.to_owned(),
            DimensionScore::Withheld { .. } => words.withheld.to_owned(),
        }));
        table.add_row(row);
    }
    for column in (0..4 + dimensions.len()).filter(|column| ![1, 3].contains(column)) {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn withholding(reason: &Withholding, words: &Words) -> String {
    match reason {
        Withholding::Failed { item, message, .. } => format!("{item}: {message}"),
        Withholding::Refused { item, refusal } => format!("{item}: {}", refusal.message().in_language(words.tag)),
        Withholding::Review { item, message } => format!("{item}: {}", message.in_language(words.tag)),
        Withholding::NothingMeasured => words.not_measured.to_owned(),
    }
}

/// 0.00 to 100.00, half up.
fn percent(share: Millionths) -> String {
    let hundredths = (share.get() + 50) / 100;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1000, ms % 1000 / 100)
}
