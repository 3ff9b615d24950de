//! The picture of `touchstone fairness`: a bar for each category's rate with its impact ratio, attribute by attribute.

use touchstone_core::fairness::{FairnessReport, RateKind};

use super::print::{heading, mark};
use crate::figure::{Anchor, Figure, shortened, width_of};
use crate::score::Language;
use crate::statistic_words::figure_or_why;

const TOP: f64 = 56.0;
const ROW: f64 = 24.0;
const LONGEST: f64 = 320.0;

pub(super) fn rates(report: &FairnessReport, language: Language) -> String {
    let label = |category: &[String]| shortened(&category.join(" × "), 36);
    let all = report.tables.iter().flat_map(|table| &table.categories);
    let left = all.map(|category| width_of(&label(&category.category))).fold(80.0, f64::max) + 32.0;
    let rows: usize = report.tables.iter().map(|table| table.categories.len() + 2).sum();
    let height = TOP + ROW * f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) + 24.0;
    let heading = match report.rate {
        RateKind::Selection => language.pick("入选率与影响比", "Selection rates and impact ratios").to_owned(),
        RateKind::Scoring => heading(report, language),
    };
    let width = (left + LONGEST + 240.0).max(width_of(&heading) * 1.3 + 32.0);
    let mut figure = Figure::new(&heading, width, height);
    let mut y = TOP;
    for table in &report.tables {
        figure.text((16.0, y + 14.0), Anchor::Start, "title", &shortened(&table.attributes.join(" × "), 60));
        y += ROW;
        let first = y;
        for category in &table.categories {
            let rate = category.rate.to_f64();
            let class = if category.below_four_fifths { "second" } else { "first" };
            figure.text((left - 8.0, y + 14.0), Anchor::End, "", &label(&category.category));
            figure.rectangle((left, y + 3.0), (LONGEST * rate, ROW - 8.0), class);
            let ratio = figure_or_why(&category.impact_ratio, language, ToString::to_string);
            let words = format!(
                "{:.1} % ({}/{})  {} {ratio}  {}",
                rate * 100.0,
                category.selected.count,
                category.selected.of,
                language.pick("影响比", "impact"),
                mark(category, language)
            );
            figure.text((left + LONGEST * rate + 8.0, y + 14.0), Anchor::Start, "quiet", words.trim_end());
            y += ROW;
        }
        // Where four fifths of the highest rate that is compared lie.
        let compared = table.categories.iter().filter(|category| category.impact_ratio.known().is_some());
        let highest = compared.map(|category| category.rate.to_f64()).fold(0.0, f64::max);
        if highest > 0.0 {
            let x = left + LONGEST * highest * 0.8;
            figure.line((x, first), (x, y), "limit");
            figure.text((x, y + 10.0), Anchor::Middle, "quiet", "4/5");
        }
        y += ROW;
    }
    figure.into_svg(&language.pick(
        format!("{} 名候选人；虚线为最高比率的五分之四。", report.candidates),
        format!("{} candidates; the dashed line is four fifths of the highest rate.", report.candidates),
    ))
}
