//! What `touchstone agree` prints for people: for each evaluator and dimension how machine and people agree, what that means at the
//! thresholds, and who moves under another version.

use std::collections::BTreeMap;

use touchstone_core::agreement::{
    AnswerRef, DimensionAgreement, DimensionComparison, Direction, KappaDifference, Move, PartAgreement,
    ThresholdAgreement, TooClose,
};
use touchstone_core::comparison::FindingChange;
use touchstone_core::gold::Part;
use touchstone_core::ids::{CandidateId, ItemId};

use super::{Report, of, pairs, rater};
use crate::page::{Page, Style};
use crate::score::Language;
use crate::statistic_words::{Refusals, decimals, figure_or_why};
use crate::table::{align_right, lines, name_columns, plain};

/// How many moves of a part are told. A gold set may hold thousands.
const MOVES_SHOWN: usize = 20;

pub(super) fn page(report: &Report, language: Language) -> Page {
    let mut page = Page::of_terminal();
    let mut refusals = Refusals::default();
    page.line(&Style::Bold.around(report.gold.title().in_language(language.tag())));
    if let Some(about) = report.gold.about() {
        page.wrapped("", about.in_language(language.tag()), Style::Plain);
    }
    for (n, version) in report.versions.iter().enumerate() {
        page.blank();
        let label = match (report.versions.len(), n) {
            (1, _) => language.pick("插件：", "Plugins: "),
            (_, 0) => language.pick("此前：", "Before: "),
            _ => language.pick("此后：", "After: "),
        };
        let known = if version.plugins.is_empty() {
            language.pick("未知", "not known").to_owned()
        } else {
            version.names().join(", ")
        };
        page.wrapped(label, &known, Style::Bold);
        for dimension in &version.agreement.dimensions {
            page.blank();
            write_dimension(&mut page, dimension, &mut refusals, language);
        }
    }
    if let Some(comparison) = &report.comparison {
        page.blank();
        page.line(&Style::Bold.around(language.pick("两个版本", "The two versions")));
        let findings = findings(report);
        for dimension in &comparison.dimensions {
            page.blank();
            write_comparison(&mut page, dimension, &findings, &mut refusals, language);
        }
    }
    page.blank();
    refusals.write(&mut page, language);
    page
}

/// As a heading.
pub(super) fn part_word(part: Part, language: Language) -> &'static str {
    match part {
        Part::Calibration => language.pick("校准集", "calibration"),
        Part::HeldOut => language.pick("留出集", "held-out"),
    }
}

fn write_dimension(page: &mut Page, dimension: &DimensionAgreement, refusals: &mut Refusals, language: Language) {
    page.line(&Style::Bold.around(&format!("{} · {}", dimension.evaluator, dimension.dimension)));
    let mut table = plain(page.width());
    name_columns(
        &mut table,
        language.pick(
            ["部分", "评分者", "相同", "相差至多 1", "平均差", "κ（95 %）", "标准误"],
            ["Part", "Raters", "Same mark", "At most 1 apart", "Mean difference", "κ (95 %)", "Error, points"],
        ),
    );
    for part in &dimension.parts {
        for (pair, error) in pairs(part) {
            refusals.note(&pair.kappa);
            refusals.note(error);
            let first = rater(&pair.first);
            let first = if first == "machine" { language.pick("机器", "machine").to_owned() } else { first };
            table.add_row([
                part_word(part.part, language).to_owned(),
                format!("{first} – {}", pair.second),
                of(pair.equal),
                of(pair.adjacent),
                figure_or_why(&pair.mean_difference, language, |mean| decimals(*mean)),
                figure_or_why(&pair.kappa, language, |kappa| {
                    let (low, high) = (decimals(kappa.interval.low), decimals(kappa.interval.high));
                    format!("{}\u{a0}[{low},\u{a0}{high}]", decimals(kappa.kappa))
                }),
                figure_or_why(error, language, |error| format!("{error:.2}")),
            ]);
        }
    }
    align_right(&mut table, 2..7);
    page.line(&lines(&table));
    write_thresholds(page, &dimension.parts, refusals, language);
    for part in dimension.parts.iter().filter(|part| part.unscored > 0) {
        let words = language.pick(
            format!("{}：{} 份作答中 {} 份没有机评", part_word(part.part, language), part.answers, part.unscored),
            format!("{}: {} of {} answers have no score", part_word(part.part, language), part.unscored, part.answers),
        );
        page.wrapped("", &words, Style::Plain);
    }
}

fn write_thresholds(page: &mut Page, parts: &[PartAgreement], refusals: &mut Refusals, language: Language) {
    let mut table = plain(page.width());
    name_columns(
        &mut table,
        language.pick(
            ["部分", "界线", "均通过", "均不通过", "误通过", "误拒", "难分的区间", "其中"],
            [
                "Part",
                "Threshold",
                "Both accept",
                "Both reject",
                "False accepts",
                "False rejects",
                "Too close to call",
                "In it",
            ],
        ),
    );
    let mut rows = 0;
    for part in parts {
        for ThresholdAgreement { at, accepted, rejected, false_accepts, false_rejects, too_close } in &part.thresholds {
            refusals.note(too_close);
            let band = |TooClose { band, .. }: &TooClose| format!("{:.2}–{:.2}", band.low, band.high);
            table.add_row([
                part_word(part.part, language).to_owned(),
                at.to_string(),
                accepted.to_string(),
                rejected.to_string(),
                false_accepts.len().to_string(),
                false_rejects.len().to_string(),
                figure_or_why(too_close, language, band),
                too_close.known().map_or("–".to_owned(), |too_close| of(too_close.cohort)),
            ]);
            rows += 1;
        }
    }
    if rows > 0 {
        align_right(&mut table, 1..8);
        page.line(&lines(&table));
    }
}

/// The findings that another version changes, by answer.
type Findings<'a> = BTreeMap<(&'a CandidateId, &'a ItemId), Vec<&'a FindingChange>>;

fn findings(report: &Report) -> Findings<'_> {
    let mut findings = Findings::new();
    for attempt in &report.changes {
        for finding in &attempt.findings {
            findings.entry((&attempt.comparison.candidate, &finding.item)).or_default().push(finding);
        }
    }
    findings
}

fn write_comparison(
    page: &mut Page,
    dimension: &DimensionComparison,
    findings: &Findings<'_>,
    refusals: &mut Refusals,
    language: Language,
) {
    page.line(&Style::Bold.around(&format!("{} · {}", dimension.evaluator, dimension.dimension)));
    let mut table = plain(page.width());
    name_columns(
        &mut table,
        language.pick(
            ["部分", "作答", "κ 此前", "κ 此后", "差（95 %）", "更近", "更远"],
            ["Part", "Answers", "κ before", "κ after", "Difference (95 %)", "Closer", "Farther"],
        ),
    );
    for part in &dimension.parts {
        for kappa in [&part.before, &part.after] {
            refusals.note(kappa);
        }
        refusals.note(&part.difference);
        let kappa = |figure| figure_or_why(figure, language, |kappa: &f64| decimals(*kappa));
        let difference = |KappaDifference { difference, interval, .. }: &KappaDifference| {
            format!("{}\u{a0}[{},\u{a0}{}]", decimals(*difference), decimals(interval.low), decimals(interval.high))
        };
        table.add_row([
            part_word(part.part, language).to_owned(),
            part.answers.to_string(),
            kappa(&part.before),
            kappa(&part.after),
            figure_or_why(&part.difference, language, difference),
            part.towards.to_string(),
            part.away.to_string(),
        ]);
    }
    align_right(&mut table, 1..7);
    page.line(&lines(&table));
    for part in &dimension.parts {
        for moved in part.moves.iter().take(MOVES_SHOWN) {
            write_move(page, part.part, moved, findings, language);
        }
        if part.moves.len() > MOVES_SHOWN {
            let more = part.moves.len() - MOVES_SHOWN;
            let part = part_word(part.part, language);
            let words = language.pick(
                format!("{part}：还有 {more} 份作答的分数改变，见 `--json`"),
                format!("{part}: {more} more answers moved: see `--json`"),
            );
            page.wrapped("  ", &words, Style::Dim);
        }
    }
}

fn write_move(page: &mut Page, part: Part, moved: &Move, findings: &Findings<'_>, language: Language) {
    let AnswerRef { candidate, item } = &moved.answer;
    let label = format!("  {candidate} ({item}, {}): ", part_word(part, language));
    let direction = match moved.direction {
        Direction::Towards => language.pick("更近", "closer to people"),
        Direction::Away => language.pick("更远", "farther from people"),
        Direction::Across => language.pick("到了另一侧", "as far on the other side"),
    };
    let mut parts = vec![language.pick(
        format!("{} → {}，人评 {}，{direction}", moved.before, moved.after, moved.marks),
        format!("{} → {}, people {}, {direction}", moved.before, moved.after, moved.marks),
    )];
    if !moved.crossed.is_empty() {
        let crossed: Vec<String> = moved.crossed.iter().map(ToString::to_string).collect();
        parts.push(format!("{}{}", language.pick("越过界线 ", "crosses "), crossed.join(", ")));
    }
    let signs = findings.get(&(candidate, item)).into_iter().flatten().map(|finding| {
        let sign = if finding.after > finding.before { "+" } else { "−" };
        let times = finding.after.abs_diff(finding.before);
        let times = if times == 1 { String::new() } else { format!("\u{a0}×{times}") };
        format!("{sign}`{}`{times}", finding.code)
    });
    let signs: Vec<String> = signs.collect();
    if !signs.is_empty() {
        parts.push(format!("{}{}", language.pick("发现 ", "findings "), signs.join(" ")));
    }
    page.wrapped(&label, &parts.join(language.pick("；", "; ")), Style::Plain);
}
