//! What `touchstone fairness` prints for people: a table for each attribute and each intersection.

use touchstone_core::fairness::{CategoryRate, CategoryTable, FairnessReport, RateKind};
use touchstone_core::statistics::Share;

use crate::page::{Page, Style};
use crate::score::Language;
use crate::statistic_words::{Refusals, figure_or_why, percent};
use crate::table::{align_right, lines, name_columns, plain};

pub(super) fn page(report: &FairnessReport, unlisted: usize, language: Language) -> Page {
    let mut page = Page::of_terminal();
    let mut refusals = Refusals::default();
    page.line(&Style::Bold.around(&heading(report, language)));
    let mut counts =
        vec![language.pick(format!("{} 名候选人", report.candidates), format!("{} candidates", report.candidates))];
    if report.withheld > 0 {
        counts.push(language.pick(
            format!("{} 名没有得分或决定，不计入任何比率", report.withheld),
            format!("{} without a score or a decision, in no rate", report.withheld),
        ));
    }
    if unlisted > 0 {
        counts.push(
            language.pick(format!("{unlisted} 名不在属性文件中"), format!("{unlisted} not in the file of attributes")),
        );
    }
    page.wrapped("", &counts.join(language.pick("，", ", ")), Style::Plain);
    for table in &report.tables {
        page.blank();
        write_table(&mut page, report.rate, table, &mut refusals, language);
    }
    if let Some(why) = &report.small_categories {
        page.wrapped(language.pick("类别过小：", "Small categories: "), why, Style::Plain);
    }
    refusals.write(&mut page, language);
    let note = language.pick(
        "影响比低于五分之四只是提示，不是结论。",
        "An impact ratio under four fifths is information, not a finding.",
    );
    page.wrapped("", note, Style::Dim);
    page
}

/// What is compared.
pub(super) fn heading(report: &FairnessReport, language: Language) -> String {
    match (report.rate, &report.median) {
        (RateKind::Scoring, Some(median)) => language.pick(
            format!("得分率：高于中位数 {median} 者的比例"),
            format!("Scoring rates: the share above the median {median}"),
        ),
        _ => language.pick("入选率", "Selection rates").to_owned(),
    }
}

/// `below 4/5`, where it is.
pub(super) fn mark(category: &CategoryRate, language: Language) -> &'static str {
    if category.below_four_fifths { language.pick("低于 4/5", "below 4/5") } else { "" }
}

fn write_table(
    page: &mut Page,
    rate: RateKind,
    categories: &CategoryTable,
    refusals: &mut Refusals,
    language: Language,
) {
    let mut table = plain(page.width());
    let attributes = categories.attributes.join(" × ");
    let selected = match rate {
        RateKind::Selection => language.pick("入选", "Selected"),
        RateKind::Scoring => language.pick("高于中位数", "Above the median"),
    };
    let [people, share, ratio] = language.pick(["人数", "比率", "影响比"], ["People", "Rate", "Impact ratio"]);
    name_columns(&mut table, [&attributes, people, selected, share, ratio, ""]);
    for category in &categories.categories {
        refusals.note(&category.impact_ratio);
        table.add_row([
            category.category.join(" × "),
            category.selected.of.to_string(),
            category.selected.count.to_string(),
            percent(category.rate.to_f64()),
            figure_or_why(&category.impact_ratio, language, Share::to_string),
            mark(category, language).to_owned(),
        ]);
    }
    align_right(&mut table, 1..5);
    page.line(&lines(&table));
    if categories.unknown > 0 {
        let unknown = language.pick(
            format!("另有 {} 名类别未知，不计入比率", categories.unknown),
            format!("{} more whose category is unknown, in no rate", categories.unknown),
        );
        page.wrapped("", &unknown, Style::Plain);
    }
}
