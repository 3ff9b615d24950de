//! What `touchstone rescore` prints for people: what changes in sum, which findings come and go, who changes most, and why ranks moved.

use comfy_table::Table;
use serde::Deserialize;
use touchstone_core::comparison::{ChangedAttempt, Extreme, LevelTransition, Summary};
use touchstone_core::ids::LevelId;
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::Points;

use super::Report;
use crate::moves::{arrow, rank, write_move};
use crate::page::{Page, Style};
use crate::score::Language;
use crate::table::{align_right, lines, plain};
use crate::verdict::{item_title, level_title};
use crate::words::Words;

/// How many of those who change are printed, unless all are wanted.
pub(super) const SHOWN: usize = 20;

pub(super) fn page(report: &Report<'_>, language: Language) -> Page {
    let mut page = Page::of_terminal();
    page.line(&Style::Bold.around(report.before.title().in_language(language.tag())));
    write_plugins(&mut page, report, language);
    page.blank();
    write_summary(&mut page, &report.difference.summary, language);
    if report.difference.levels.iter().any(|one| one.from != one.to) {
        page.blank();
        write_levels(&mut page, report, language);
    }
    if !report.difference.findings.is_empty() {
        page.blank();
        write_findings(&mut page, report, language);
    }
    if !report.difference.attempts.is_empty() {
        page.blank();
        write_attempts(&mut page, report, language);
    }
    page
}

/// What is otherwise: versions of plugins, and the items that they score.
fn write_plugins(page: &mut Page, report: &Report<'_>, language: Language) {
    let [before, after] = &report.plugins;
    let only = |one: &[String], other: &[String]| {
        let only: Vec<_> = one.iter().filter(|plugin| !other.contains(plugin)).cloned().collect();
        only.join(language.pick("、", ", "))
    };
    if before != after {
        let change = format!("{} → {}", only(before, after), only(after, before));
        page.wrapped(language.pick("插件：", "Plugins: "), &change, Style::Plain);
    }
    let words = Words::of(language);
    let items: Vec<_> =
        report.items.iter().map(|item| format!("{} ({item})", item_title(report.after, item, words))).collect();
    let items =
        if items.is_empty() { language.pick("无", "none").to_owned() } else { items.join(language.pick("、", ", ")) };
    page.wrapped(language.pick("重新评估的题目：", "Items evaluated anew: "), &items, Style::Plain);
}

fn write_summary(page: &mut Page, summary: &Summary, language: Language) {
    let Summary { attempts, changed, higher, lower, other_level, other_rank, released, withheld, .. } = *summary;
    let counts = Counts { attempts, changed, higher, lower, other_level, other_rank, released, withheld };
    write_counts(page, &counts, language);
    let extreme = |one: &Extreme| format!("{} ({})", one.difference, one.candidate);
    let mut figures = Vec::new();
    if let Some(mean) = &summary.mean {
        figures.push(format!("{}{mean}", language.pick("平均变化 ", "mean change ")));
    }
    if let Some(rise) = &summary.largest_rise {
        figures.push(format!("{}{}", language.pick("最大升幅 ", "largest rise "), extreme(rise)));
    }
    if let Some(fall) = &summary.largest_fall {
        figures.push(format!("{}{}", language.pick("最大降幅 ", "largest fall "), extreme(fall)));
    }
    page.wrapped("", &figures.join(" · "), Style::Dim);
}

/// How many change, and how.
#[derive(Deserialize)]
pub(super) struct Counts {
    attempts: usize,
    changed: usize,
    higher: usize,
    lower: usize,
    other_level: usize,
    other_rank: usize,
    released: usize,
    withheld: usize,
}

pub(super) fn write_counts(page: &mut Page, counts: &Counts, language: Language) {
    let Counts { attempts, changed, higher, lower, other_level, other_rank, released, withheld } = counts;
    let counts = language.pick(
        format!(
            "{attempts} 人中 {changed} 人的结果不同：{higher} 人升高，{lower} 人降低；{other_level} 人等级改变，{other_rank} 人名次改变。"
        ),
        format!(
            "{changed} of {attempts} candidates change: {higher} higher, {lower} lower; {other_level} with another level, \
             {other_rank} with another rank."
        ),
    );
    page.wrapped("", &counts, Style::Plain);
    if released + withheld > 0 {
        let counts = language.pick(
            format!("{released} 人的综合得分不再保留，{withheld} 人的暂不给出。"),
            format!("{released} totals are no longer withheld, {withheld} are now."),
        );
        page.wrapped("", &counts, Style::Yellow);
    }
}

fn write_levels(page: &mut Page, report: &Report<'_>, language: Language) {
    let words = Words::of(language);
    let title = |interview: &Interview, level: &Option<LevelId>| {
        level.as_ref().map_or(words.withheld.to_owned(), |id| level_title(interview, id, words).to_owned())
    };
    let mut table = plain(page.width());
    table.set_header(language.pick(["等级", "人数"], ["Level", "Candidates"]));
    for LevelTransition { from, to, attempts } in &report.difference.levels {
        table.add_row([arrow(&title(report.before, from), &title(report.after, to)), attempts.to_string()]);
    }
    align_right(&mut table, [1]);
    page.line(&lines(&table));
}

fn write_findings(page: &mut Page, report: &Report<'_>, language: Language) {
    let mut table = plain(page.width());
    table.set_header(language.pick(
        ["发现", "题目", "严重程度", "总数", "增多", "减少"],
        ["Finding", "Item", "Severity", "All", "More in", "Fewer in"],
    ));
    for finding in &report.difference.findings {
        let total = &finding.total;
        let severity = Words::of(language).severity[total.severity as usize];
        table.add_row([
            total.code.to_string(),
            total.item.to_string(),
            severity.to_owned(),
            arrow(&total.before.to_string(), &total.after.to_string()),
            finding.appeared_in.to_string(),
            finding.gone_from.to_string(),
        ]);
    }
    align_right(&mut table, 3..6);
    page.line(&lines(&table));
}

/// The largest changes, then why ranks moved.
fn write_attempts(page: &mut Page, report: &Report<'_>, language: Language) {
    let words = Words::of(language);
    let attempts = report.by_size();
    let shown = if report.all { attempts.len() } else { SHOWN.min(attempts.len()) };
    let mut table = table_of_attempts(page, language);
    for ChangedAttempt { comparison, rank_before, rank_after, .. } in &attempts[..shown] {
        let total = |total: Option<&Points>| total.map_or(words.withheld.to_owned(), Points::to_string);
        let title = |interview, level: Option<&LevelId>| {
            level.map_or("–".to_owned(), |id| level_title(interview, id, words).to_owned())
        };
        let (before, after) = (comparison.level_before(), comparison.level_after());
        table.add_row([
            arrow(&rank(*rank_before), &rank(*rank_after)),
            format!("{} ({})", report.name(&comparison.candidate), comparison.candidate),
            arrow(&total(comparison.total_before()), &total(comparison.total_after())),
            comparison.decomposition.as_ref().map_or("–".to_owned(), |all| all.difference().to_string()),
            arrow(&title(report.before, before), &title(report.after, after)),
        ]);
    }
    align_right(&mut table, 2..4);
    page.line(&lines(&table));
    for attempt in &attempts[..shown] {
        if let Some(rank_move) = &attempt.moved {
            write_move(page, &attempt.comparison.candidate, rank_move, report.after, language);
        }
    }
    write_more(page, attempts.len() - shown, language);
}

/// A row for each of those who change.
pub(super) fn table_of_attempts(page: &Page, language: Language) -> Table {
    let mut table = plain(page.width());
    table.set_header(
        language
            .pick(["名次", "候选人", "综合得分", "变化", "等级"], ["Rank", "Candidate", "Total", "Change", "Level"]),
    );
    table
}

/// Those who are not printed.
pub(super) fn write_more(page: &mut Page, more: usize, language: Language) {
    if more > 0 {
        let note = language.pick(
            format!("另有 {more} 人有变化；`--all` 全部列出，`--csv` 和 `--json` 也有。"),
            format!("and {more} more change: `--all` prints everybody, `--csv` and `--json` have them too."),
        );
        page.wrapped("", &note, Style::Dim);
    }
}
