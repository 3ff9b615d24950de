//! What `touchstone score` prints for people: the candidates from the first rank on, each with items, scores, indicators and findings,
//! then everybody in a table. Words of plugins stand as they came; the gravest finding is first.

use std::fmt::Write;

use touchstone_core::evaluation::{Evaluation, Finding, Indicator, Measure, Millionths, Place, Quantity};
use touchstone_core::interview::Item;
use touchstone_core::scorecard::{ItemOutcome, ItemState, Ranked};
use touchstone_core::words::{MissingPolicy, Severity};

use super::session::{Evaluated, Session};
use super::{Language, Scored};
use crate::page::{Page, Style, columns, padded};
use crate::ranking;
use crate::words::Words;

/// How many findings of an answer are shown. An evaluator may report a thousand.
const FINDINGS_SHOWN: usize = 40;

/// The whole report.
pub(super) fn report(session: &Session<'_>, scored: &[Scored<'_>], ranked: &[Ranked<'_>], language: Language) -> Page {
    let words = Words::of(language);
    let mut page = Page::of_terminal();
    page.line(&Style::Bold.around(session.interview().title().in_language(words.tag)));
    for Ranked { scorecard, .. } in ranked {
        let one = scored.iter().find(|one| one.scorecard.candidate() == scorecard.candidate());
        if let Some(one) = one {
            write_candidate(&mut page, session, one, words);
        }
    }
    page.blank();
    let names =
        scored.iter().map(|one| one.attempt.sheet.candidate()).map(|one| (&one.id, one.name.as_str())).collect();
    ranking::write(&mut page, session.interview(), &names, ranked, words);
    page
}

fn write_candidate(page: &mut Page, session: &Session<'_>, one: &Scored<'_>, words: &Words) {
    let candidate = one.attempt.sheet.candidate();
    page.blank();
    page.line(&format!("{} ({})", Style::Bold.around(&candidate.name), candidate.id));
    for ((id, evaluated), result) in one.items.iter().zip(one.scorecard.items()) {
        let Some(item) = session.interview().item(id) else { continue };
        let title = Style::Bold.around(item.title.in_language(words.tag));
        let share = result.share.as_ref().filter(|share| share.weight.hundredths() > 0);
        let share = share.map(|share| {
            let share = (words.share)(&share.points.to_string(), &share.weight.to_string());
            Style::Dim.around(&format!(" · {share}"))
        });
        page.blank();
        page.line(&format!("  {title} ({id}){}", share.unwrap_or_default()));
        write_item(page, session, item, evaluated, &result.state, words);
    }
}

fn write_item(
    page: &mut Page,
    session: &Session<'_>,
    item: &Item,
    evaluated: &Evaluated,
    state: &ItemState,
    words: &Words,
) {
    match &evaluated.outcome {
        ItemOutcome::Evaluated(evaluation) => write_evaluation(page, session, item, evaluation, words),
        ItemOutcome::Omitted => page.wrapped("    ", words.omitted, Style::Plain),
        ItemOutcome::NotAdministered => {
            let mut line = words.not_administered.to_owned();
            if let ItemState::NotAdministered { switched_off: Some(module) } = state {
                let _ = write!(line, " (`{module}` {})", words.switched_off);
            }
            page.wrapped("    ", &line, Style::Plain);
        }
        ItemOutcome::NotReached => {
            let policy = match session.interview().rubric().not_reached() {
                MissingPolicy::Zero => words.counts_as_zero,
                MissingPolicy::Renormalise => words.does_not_count,
                MissingPolicy::Withhold => words.withholds,
            };
            page.wrapped("    ", &(words.not_reached_with)(policy), Style::Plain);
        }
        ItemOutcome::Refused(refusal) => {
            page.wrapped(&format!("    {}: ", words.refused), refusal.message().in_language(words.tag), Style::Red);
        }
        ItemOutcome::Failed { message, .. } => {
            page.wrapped(&format!("    {}: ", words.failed), message, Style::Red);
            for (_, line) in evaluated.log.iter().flat_map(|log| &log.lines) {
                page.wrapped(&format!("    {}: ", words.logged), line, Style::Dim);
            }
        }
    }
}

fn write_evaluation(page: &mut Page, session: &Session<'_>, item: &Item, evaluation: &Evaluation, words: &Words) {
    let scores: Vec<String> = evaluation
        .scores()
        .iter()
        .map(|score| {
            let title = session.dimension_title(item, &score.dimension, words.tag);
            match &score.measure {
                Measure::Millionths(share) => format!("{title}\u{a0}{}", hundredths(*share)),
                Measure::NotMeasured(reason) => {
                    format!("{title} {} ({})", words.not_measured, reason.in_language(words.tag))
                }
            }
        })
        .collect();
    page.wrapped("    ", &scores.join("\u{a0}· "), Style::Plain);
    let indicators: Vec<String> = evaluation.indicators().iter().map(|shown| indicator(shown, words)).collect();
    if !indicators.is_empty() {
        page.wrapped("    ", &indicators.join("\u{a0}· "), Style::Dim);
    }
    let mut findings: Vec<&Finding> = evaluation.findings().iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings.iter().take(FINDINGS_SHOWN) {
        write_finding(page, finding, words);
    }
    if findings.len() > FINDINGS_SHOWN {
        page.wrapped("      ", &(words.more)(findings.len() - FINDINGS_SHOWN), Style::Plain);
    }
    if let Some(reason) = evaluation.review() {
        page.wrapped(&format!("    {}: ", words.review), reason.in_language(words.tag), Style::Yellow);
    }
}

fn write_finding(page: &mut Page, finding: &Finding, words: &Words) {
    let (severity, style) = match finding.severity {
        Severity::Info => (words.severity[0], Style::Dim),
        Severity::Minor => (words.severity[1], Style::Yellow),
        Severity::Major => (words.severity[2], Style::Red),
        Severity::Critical => (words.severity[3], Style::BoldRed),
    };
    let widest = words.severity.iter().map(|word| columns(word)).max().unwrap_or_default();
    let label = format!("      {}  ", padded(&style.around(severity), widest));
    let text = finding.message.in_language(words.tag);
    let evidence = format!("{}{}", finding.code, place(&finding.place));
    page.wrapped(&label, &format!("{text} [{}]", evidence.replace(' ', "\u{a0}")), Style::Plain);
}

fn indicator(indicator: &Indicator, words: &Words) -> String {
    let value = match &indicator.value {
        Quantity::Share(share) => format!("{}\u{a0}%", hundredths(*share)),
        Quantity::Count(count) => grouped(*count),
        Quantity::DurationMs(ms) => format!("{}\u{a0}s", seconds(*ms)),
        Quantity::Bytes(bytes) => format!("{}\u{a0}KiB", grouped(bytes.div_ceil(1024))),
        Quantity::Text(text) => text.in_language(words.tag).to_owned(),
    };
    format!("{}\u{a0}{value}", indicator.label.in_language(words.tag))
}

fn place(place: &Place) -> String {
    match place {
        Place::Whole => String::new(),
        Place::Lines { path, first, last } if first == last => format!(", {path}:{first}"),
        Place::Lines { path, first, last } => format!(", {path}:{first}–{last}"),
        Place::Time { from_ms, to_ms } if seconds(*from_ms) == seconds(*to_ms) => format!(", {} s", seconds(*from_ms)),
        Place::Time { from_ms, to_ms } => format!(", {}–{} s", seconds(*from_ms), seconds(*to_ms)),
        Place::Part { part } => format!(", {part}"),
        Place::Pointer { pointer } => format!(", {pointer}"),
    }
}

/// 0.00 to 100.00, half up.
fn hundredths(share: Millionths) -> String {
    let hundredths = (share.get() + 50) / 100;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// To tenths, cut.
fn seconds(ms: u64) -> String {
    format!("{}.{}", ms / 1000, ms % 1000 / 100)
}

/// 814556094 as 814,556,094.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
