//! The picture of `touchstone agree`: each answer's score beside the mean of its marks, with the thresholds and the bands around them in
//! which a score is too close to call. One row for each version, one square for each dimension.

use touchstone_core::agreement::DimensionAgreement;
use touchstone_core::gold::Part;

use super::Report;
use super::print::part_word;
use crate::figure::{Anchor, Figure, Plane, shortened, width_of};
use crate::score::Language;

const TOP: f64 = 84.0;
const SIDE: f64 = 280.0;
const WIDTH: f64 = SIDE + 88.0;
const HEIGHT: f64 = SIDE + 104.0;

pub(super) fn scatter(report: &Report, language: Language) -> String {
    let columns = report.versions.iter().map(|version| version.agreement.dimensions.len()).max().unwrap_or_default();
    let heading = shortened(report.gold.title().in_language(language.tag()), 80);
    let width = (64.0 + WIDTH * count(columns.max(1))).max(width_of(&heading) * 1.3 + 32.0);
    let mut figure = Figure::new(&heading, width, TOP + HEIGHT * count(report.versions.len()) + 16.0);
    figure.dot((24.0, 44.0), "first", "");
    figure.text((34.0, 48.0), Anchor::Start, "quiet", part_word(Part::Calibration, language));
    let second = 52.0 + width_of(part_word(Part::Calibration, language));
    figure.dot((second, 44.0), "second", "");
    figure.text((second + 10.0, 48.0), Anchor::Start, "quiet", part_word(Part::HeldOut, language));
    for (row, version) in report.versions.iter().enumerate() {
        let top = TOP + HEIGHT * count(row);
        for (column, dimension) in version.agreement.dimensions.iter().enumerate() {
            let plane = Plane {
                left: 56.0 + WIDTH * count(column),
                top: top + 16.0,
                side: SIDE,
                x: (0.0, 100.0),
                y: (0.0, 100.0),
            };
            draw(&mut figure, &plane, dimension, language);
        }
        figure.text((16.0, top - 18.0), Anchor::Start, "", &shortened(&version.names().join(", "), 90));
    }
    let words = language.pick(
        "横轴为人评均值，纵轴为机评；虚线为界线，灰带内的分数难以判定。",
        "Marks of people across, scores of the machine up; dashed lines are thresholds, and a score in a grey band is too close to call.",
    );
    figure.into_svg(words)
}

fn draw(figure: &mut Figure, plane: &Plane, dimension: &DimensionAgreement, language: Language) {
    // What holds for answers to come is on the held-out part.
    let part = dimension.parts.iter().find(|part| part.part == Part::HeldOut).or_else(|| dimension.parts.first());
    for threshold in part.into_iter().flat_map(|part| &part.thresholds) {
        if let Some(too_close) = threshold.too_close.known() {
            let (left, top) = plane.at(0.0, too_close.band.high);
            let (_, bottom) = plane.at(0.0, too_close.band.low);
            figure.rectangle((left, top), (plane.side, bottom - top), "band");
        }
    }
    let ticks = [0.0, 25.0, 50.0, 75.0, 100.0];
    plane.draw(figure, language.pick(["人评", "机评"], ["people", "machine"]), &ticks, &ticks);
    figure.line(plane.at(0.0, 0.0), plane.at(100.0, 100.0), "axis");
    for threshold in part.into_iter().flat_map(|part| &part.thresholds) {
        let at = f64::from(touchstone_core::scorecard::Points::from(&threshold.at).hundredths()) / 100.0;
        figure.line(plane.at(0.0, at), plane.at(100.0, at), "limit");
        figure.line(plane.at(at, 0.0), plane.at(at, 100.0), "limit");
    }
    for part in &dimension.parts {
        let class = if part.part == Part::HeldOut { "second" } else { "first" };
        for scored in &part.scored {
            let value = |points: &touchstone_core::scorecard::Points| f64::from(points.hundredths()) / 100.0;
            let what = format!("{}: {} / {}", scored.answer.candidate, scored.marks, scored.machine);
            figure.dot(plane.at(value(&scored.marks), value(&scored.machine)), class, &what);
        }
    }
    let name = shortened(&dimension.dimension.to_string(), 30);
    figure.text((plane.left + plane.side, plane.top - 6.0), Anchor::End, "", &name);
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
