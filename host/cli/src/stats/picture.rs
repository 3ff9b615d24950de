//! The picture of `touchstone stats`: each item's facility and discrimination, and its intended beside its effective weight.

use touchstone_core::interview::Interview;
use touchstone_core::item_statistics::{ItemReport, ItemStatistics};

use crate::figure::{Anchor, Figure, Plane, shortened, width_of};
use crate::score::Language;
use crate::verdict::item_title;
use crate::words::Words;

const TOP: f64 = 64.0;
const SIDE: f64 = 300.0;
const ROW: f64 = 34.0;
const BAR: f64 = 11.0;
const LONGEST: f64 = 260.0;

pub(super) fn items(interview: &Interview, report: &ItemReport, language: Language) -> String {
    let label = |item: &ItemStatistics| shortened(item_title(interview, &item.item, Words::of(language)), 24);
    let labels = report.items.iter().map(|item| width_of(&label(item))).fold(80.0, f64::max);
    let bars = 56.0 + SIDE + 48.0 + labels;
    let rows = f64::from(u32::try_from(report.items.len()).unwrap_or(u32::MAX));
    let height = (TOP + SIDE + 56.0).max(TOP + ROW * rows + 48.0);
    let title = interview.title().in_language(language.tag());
    let mut figure = Figure::new(
        &language.pick(format!("{title}：题目分析"), format!("{title}: its items")),
        bars + LONGEST + 72.0,
        height,
    );

    let plane = Plane { left: 56.0, top: TOP, side: SIDE, x: (0.0, 1.0), y: (-0.5, 1.0) };
    let axes = language.pick(["得分率", "区分度"], ["facility", "discrimination"]);
    plane.draw(&mut figure, axes, &[0.0, 0.25, 0.5, 0.75, 1.0], &[-0.5, 0.0, 0.5, 1.0]);
    let mut drawn = 0;
    for item in &report.items {
        if let (Some(facility), Some(discrimination)) = (item.facility.known(), item.discrimination.known()) {
            let at = plane.at(*facility, discrimination.max(-0.5));
            figure.dot(at, "first", &format!("{}: {facility:.3}, {discrimination:.3}", label(item)));
            figure.text((at.0 + 7.0, at.1 - 5.0), Anchor::Start, "", &label(item));
            drawn += 1;
        }
    }
    if drawn == 0 {
        let words = language.pick("样本太小，未给出区分度", "no discrimination is given: too few candidates");
        figure.text((56.0 + SIDE / 2.0, TOP + SIDE / 2.0), Anchor::Middle, "quiet", words);
    }

    figure.text(
        (bars, TOP - 10.0),
        Anchor::Start,
        "quiet",
        language.pick("设定权重（上）与有效权重（下）", "intended weight (above), effective (below)"),
    );
    let weights = |item: &ItemStatistics| [Some(item.intended_weight), item.effective_weight.known().copied()];
    let longest = report.items.iter().flat_map(weights).flatten().fold(0.01, f64::max);
    for (n, item) in report.items.iter().enumerate() {
        let y = TOP + ROW * f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        figure.text((bars - 8.0, y + BAR + 4.0), Anchor::End, "", &label(item));
        for (place, (weight, class)) in weights(item).into_iter().zip(["faint", "first"]).enumerate() {
            let y = y + f64::from(u32::try_from(place).unwrap_or(0)) * (BAR + 2.0);
            let Some(weight) = weight else { continue };
            let length = LONGEST * weight / longest;
            figure.rectangle((bars, y), (length, BAR), class);
            figure.text((bars + length + 6.0, y + 10.0), Anchor::Start, "quiet", &format!("{:.1} %", weight * 100.0));
        }
    }
    let words = language.pick(
        format!("{} 名候选人，{} 道题。", report.candidates, report.items.len()),
        format!("{} candidates, {} items.", report.candidates, report.items.len()),
    );
    figure.into_svg(&words)
}
