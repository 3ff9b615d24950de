//! What `touchstone what-if` prints for people: what changes, everybody before and after, and why ranks moved.

use touchstone_core::comparison::WhatIfAttempt;
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::{Points, Verdict};

use super::{Report, total};
use crate::moves::{arrow, rank, write_move};
use crate::page::{Page, Style};
use crate::score::Language;
use crate::table::{align_right, lines, name_columns, plain};
use crate::verdict::{level_title, share_of_whole};
use crate::words::Words;

pub(super) fn page(report: &Report<'_>, language: Language) -> Page {
    let mut page = Page::of_terminal();
    page.line(&Style::Bold.around(report.before.title().in_language(language.tag())));
    write_changes(&mut page, report, language);
    page.blank();
    write_table(&mut page, report, language);
    if report.what_if.attempts().iter().any(|attempt| attempt.comparison.decomposition.is_some()) {
        page.blank();
        write_parts(&mut page, report, language);
    }
    write_moves(&mut page, report, language);
    page
}

/// The weights that are other ones, as shares of the whole, and the switches.
fn write_changes(page: &mut Page, report: &Report<'_>, language: Language) {
    let (before, after) = (report.before.rubric(), report.after.rubric());
    let label = language.pick("权重：", "Weights: ");
    let shares: Vec<String> = after
        .dimensions()
        .iter()
        .map(|dimension| {
            let title = dimension.title.in_language(language.tag());
            let (old, new) = (share_of_whole(before, &dimension.id), share_of_whole(after, &dimension.id));
            if old == new { format!("{title}\u{a0}{new}") } else { format!("{title}\u{a0}{old}\u{a0}→\u{a0}{new}") }
        })
        .collect();
    page.wrapped(label, &shares.join(language.pick("，", ", ")), Style::Plain);
    let off = |interview: &Interview| {
        let modules: Vec<String> = interview.modules_off().iter().map(|module| format!("`{module}`")).collect();
        if modules.is_empty() { language.pick("无", "none").to_owned() } else { modules.join(", ") }
    };
    if report.before.modules_off() != report.after.modules_off() {
        let change = format!("{} → {}", off(report.before), off(&report.after));
        page.wrapped(language.pick("停用的模块：", "Modules switched off: "), &change, Style::Plain);
    }
}

fn write_table(page: &mut Page, report: &Report<'_>, language: Language) {
    let mut table = plain(page.width());
    let words = Words::of(language);
    name_columns(
        &mut table,
        language
            .pick(["名次", "候选人", "综合得分", "变化", "等级"], ["Rank", "Candidate", "Total", "Change", "Level"]),
    );
    for attempt in report.what_if.attempts() {
        let comparison = &attempt.comparison;
        let shown = |verdict| total(verdict).map_or_else(|| words.withheld.to_owned(), Points::to_string);
        let title = |interview: &Interview, verdict: &Verdict| match verdict {
            Verdict::Scored { level, .. } => level_title(interview, &level.id, words).to_owned(),
            Verdict::Withheld(_) => "–".to_owned(),
        };
        table.add_row([
            arrow(&rank(attempt.rank_before), &rank(attempt.rank_after)),
            format!("{} ({})", report.name(&comparison.candidate), comparison.candidate),
            arrow(&shown(&comparison.before), &shown(&comparison.after)),
            comparison.decomposition.as_ref().map_or("–".to_owned(), |all| all.difference().to_string()),
            arrow(&title(report.before, &comparison.before), &title(&report.after, &comparison.after)),
        ]);
    }
    align_right(&mut table, 2..4);
    page.line(&lines(&table));
}

/// Each change by dimension; what is shown of the parts sums to what is shown of the change.
fn write_parts(page: &mut Page, report: &Report<'_>, language: Language) {
    let dimensions = report.after.rubric().dimensions();
    let mut table = plain(page.width());
    let [candidate, change] = language.pick(["候选人", "变化"], ["Candidate", "Change"]);
    let titles = dimensions.iter().map(|dimension| dimension.title.in_language(language.tag()));
    name_columns(&mut table, [candidate].into_iter().chain(titles).chain([change]));
    let mut rounded = false;
    for attempt in report.what_if.attempts() {
        let comparison = &attempt.comparison;
        let Some(decomposition) = &comparison.decomposition else { continue };
        if let (Some(before), Some(after)) = (total(&comparison.before), total(&comparison.after)) {
            rounded |= decomposition.rounds_apart(before, after);
        }
        let parts = decomposition.shown_parts();
        let mut row = vec![comparison.candidate.to_string()];
        row.extend(dimensions.iter().map(|dimension| {
            let part = parts.iter().find(|(id, _)| **id == dimension.id);
            part.map_or("–".to_owned(), |(_, part)| part.to_string())
        }));
        row.push(decomposition.difference().to_string());
        table.add_row(row);
    }
    align_right(&mut table, 1..dimensions.len() + 2);
    page.line(&lines(&table));
    if rounded {
        let note = language.pick(
            "得分与变化各自舍入，两个得分之差可能与所示变化相差 0.01；`--json` 给出精确值。",
            "Totals and changes are rounded one by one, so a change may be 0.01 off the two totals; `--json` has the exact ones.",
        );
        page.wrapped("", note, Style::Dim);
    }
}

fn write_moves(page: &mut Page, report: &Report<'_>, language: Language) {
    let moved: Vec<&WhatIfAttempt> =
        report.what_if.attempts().iter().filter(|attempt| attempt.moved.is_some()).collect();
    if moved.is_empty() {
        let none = report.what_if.attempts().iter().all(|attempt| attempt.rank_before == attempt.rank_after);
        if none {
            page.wrapped("", language.pick("名次不变。", "No rank changes."), Style::Plain);
        }
        return;
    }
    for attempt in moved {
        if let Some(rank_move) = &attempt.moved {
            write_move(page, &attempt.comparison.candidate, rank_move, &report.after, language);
        }
    }
}
