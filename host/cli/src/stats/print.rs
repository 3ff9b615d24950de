//! What `touchstone stats` prints for people: a row for each item, then the test as a whole.

use touchstone_core::interview::Interview;
use touchstone_core::item_statistics::{ItemReport, ItemStatistics, TestStatistics};

use crate::page::{Page, Style};
use crate::score::Language;
use crate::statistic_words::{Refusals, decimals, figure_or_why, percent};
use crate::table::{align_right, lines, name_columns, plain};
use crate::verdict::item_title;
use crate::words::Words;

pub(super) fn page(interview: &Interview, report: &ItemReport, language: Language) -> Page {
    let mut page = Page::of_terminal();
    let mut refusals = Refusals::default();
    page.line(&Style::Bold.around(interview.title().in_language(language.tag())));
    let counts = language.pick(
        format!("{} 名候选人，其中 {} 名各题均有得分", report.candidates, report.complete),
        format!("{} candidates, {} of them with a score on every item", report.candidates, report.complete),
    );
    page.wrapped("", &counts, Style::Plain);
    page.blank();
    write_items(&mut page, interview, &report.items, &mut refusals, language);
    write_test(&mut page, &report.test, &mut refusals, language);
    refusals.write(&mut page, language);
    page
}

fn write_items(
    page: &mut Page,
    interview: &Interview,
    items: &[ItemStatistics],
    refusals: &mut Refusals,
    language: Language,
) {
    let mut table = plain(page.width());
    name_columns(
        &mut table,
        language.pick(
            ["题目", "人数", "得分率", "区分度", "区分效率", "设定权重", "有效权重", "去掉后 α"],
            ["Item", "People", "Facility", "Discrimination", "Efficiency", "Weight", "Effective weight", "α without"],
        ),
    );
    for item in items {
        for figure in [
            &item.facility,
            &item.discrimination,
            &item.discriminative_efficiency,
            &item.effective_weight,
            &item.alpha_without,
        ] {
            refusals.note(figure);
        }
        let share = |figure| figure_or_why(figure, language, |share| percent(*share));
        let number = |figure| figure_or_why(figure, language, |number| decimals(*number));
        table.add_row([
            format!("{} ({})", item_title(interview, &item.item, Words::of(language)), item.item),
            item.candidates.to_string(),
            share(&item.facility),
            number(&item.discrimination),
            number(&item.discriminative_efficiency),
            percent(item.intended_weight),
            share(&item.effective_weight),
            number(&item.alpha_without),
        ]);
    }
    align_right(&mut table, 1..8);
    page.line(&lines(&table));
}

fn write_test(page: &mut Page, test: &TestStatistics, refusals: &mut Refusals, language: Language) {
    let points = |share: &f64| format!("{:.2}", share * 100.0);
    let rows = [
        (language.pick("平均综合得分", "Mean total"), &test.mean, points as fn(&f64) -> String),
        (language.pick("标准差", "Standard deviation"), &test.standard_deviation, points),
        (language.pick("克龙巴赫 α", "Cronbach's α"), &test.alpha, |alpha| decimals(*alpha)),
        (language.pick("误差比", "Error ratio"), &test.error_ratio, |ratio| decimals(*ratio)),
        (language.pick("测量标准误（分）", "Standard error, points"), &test.standard_error, points),
    ];
    for (label, figure, show) in rows {
        refusals.note(figure);
        page.wrapped(
            &format!("{label}{}", language.pick("：", ": ")),
            &figure_or_why(figure, language, show),
            Style::Plain,
        );
    }
}
