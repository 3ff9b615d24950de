//! The slope chart of `touchstone what-if`: everybody's rank before on the left, after on the right.

use touchstone_core::comparison::WhatIfAttempt;

use super::Report;
use crate::figure::{Anchor, Figure, shortened, width_of};
use crate::score::Language;

/// The most lines that a picture can show and somebody can follow.
const MOST: usize = 60;

const ROW: f64 = 22.0;
const TOP: f64 = 72.0;
const NAME_COLUMNS: usize = 28;

pub(super) fn slopes(report: &Report<'_>, language: Language) -> String {
    let ranked: Vec<(&WhatIfAttempt, usize, usize)> = report
        .what_if
        .attempts()
        .iter()
        .filter_map(|attempt| Some((attempt, attempt.rank_before?, attempt.rank_after?)))
        .take(MOST)
        .collect();
    let mut before: Vec<usize> = (0..ranked.len()).collect();
    before.sort_by_key(|&index| ranked[index].1);
    let label = |attempt: &WhatIfAttempt, rank: usize| {
        let candidate = &attempt.comparison.candidate;
        (rank, shortened(&format!("{} ({candidate})", report.name(candidate)), NAME_COLUMNS))
    };
    let labels = ranked.iter().map(|(attempt, ..)| label(attempt, 0).1);
    let side = labels.map(|label| width_of(&label)).fold(120.0, f64::max) + 48.0;
    let (left, right) = (side, side + 260.0);
    let rows = u32::try_from(ranked.len()).unwrap_or(u32::MAX);
    let title = report.before.title().in_language(language.tag());
    let heading = language.pick(format!("{title}：名次的变化"), format!("{title}: how ranks move"));
    let width = (right + side).max(width_of(&heading) * 1.3 + 32.0);
    let mut figure = Figure::new(&heading, width, TOP + ROW * f64::from(rows) + 40.0);
    figure.text((left, TOP - 22.0), Anchor::End, "quiet", language.pick("现在", "now"));
    figure.text((right, TOP - 22.0), Anchor::Start, "quiet", language.pick("改变后", "changed"));
    for (row_before, &index) in before.iter().enumerate() {
        let (attempt, rank_before, rank_after) = ranked[index];
        let (from, to) = ((left, row(row_before)), (right, row(index)));
        let class = match rank_after.cmp(&rank_before) {
            std::cmp::Ordering::Less => "first",
            std::cmp::Ordering::Greater => "second",
            std::cmp::Ordering::Equal => "faint",
        };
        figure.polyline(&[from, to], class);
        for (at, rank, anchor, shift) in
            [(from, rank_before, Anchor::End, -10.0), (to, rank_after, Anchor::Start, 10.0)]
        {
            let (rank, name) = label(attempt, rank);
            figure.dot(at, class, &format!("{name}: {rank_before} → {rank_after}"));
            let text = if anchor == Anchor::End { format!("{name}  {rank}") } else { format!("{rank}  {name}") };
            figure.text((at.0 + shift, at.1 + 4.0), anchor, "", &text);
        }
    }
    let all = report.what_if.attempts().len();
    let (other_rank, _) = report.moved();
    let words = language.pick(
        format!("共 {all} 人，{other_rank} 人名次改变；蓝色上升，橙色下降，灰色不变。图中 {} 人。", ranked.len()),
        format!(
            "{other_rank} of {all} have another rank: blue rises, orange falls, grey stays. {} are drawn.",
            ranked.len()
        ),
    );
    figure.text((16.0, TOP + ROW * f64::from(rows) + 24.0), Anchor::Start, "quiet", &words);
    figure.into_svg(&words)
}

fn row(place: usize) -> f64 {
    TOP + ROW * f64::from(u32::try_from(place).unwrap_or(u32::MAX))
}
