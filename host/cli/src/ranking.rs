//! A ranking as people read it: a row for each candidate, a column for each dimension of the rubric, and below it why totals are withheld
//! and levels are lower than the totals make them.

use std::collections::BTreeMap;

use touchstone_core::ids::CandidateId;
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::{DimensionScore, Ranked};

use crate::page::{Page, Style};
use crate::table::{align_right, keep_in_line, lines, plain};
use crate::verdict::{held_back, level_title, withholding};
use crate::words::Words;

/// The table, and the reasons below it.
pub(crate) fn write(
    page: &mut Page,
    interview: &Interview,
    names: &BTreeMap<&CandidateId, &str>,
    ranking: &[Ranked<'_>],
    words: &Words,
) {
    write_table(page, interview, names, ranking, words);
    for Ranked { scorecard, .. } in ranking {
        for reason in scorecard.withheld() {
            let label = format!("{}, {}: ", scorecard.candidate(), words.withheld);
            page.wrapped(&label, &withholding(interview, reason, words), Style::Plain);
        }
        let Some(level) = scorecard.level() else { continue };
        for rule in &level.held_back {
            let (reached, by_total) =
                (level_title(interview, &level.id, words), level_title(interview, &level.by_total, words));
            let label = format!("{}, {reached} ({}): ", scorecard.candidate(), (words.not_level)(by_total));
            page.wrapped(&label, &held_back(interview, rule, words), Style::Plain);
        }
    }
}

fn write_table(
    page: &mut Page,
    interview: &Interview,
    names: &BTreeMap<&CandidateId, &str>,
    ranking: &[Ranked<'_>],
    words: &Words,
) {
    let mut table = plain(page.width());
    let dimensions = interview.rubric().dimensions();
    let titles = dimensions.iter().map(|dimension| dimension.title.in_language(words.tag));
    table.set_header(words.header.into_iter().chain(titles));
    for ranked in ranking {
        let card = ranked.scorecard;
        let name = names.get(card.candidate()).copied().unwrap_or_default();
        let mut row = vec![
            ranked.rank.map_or("–".to_owned(), |rank| rank.to_string()),
            format!("{name} ({})", card.candidate()),
            card.total().map_or(words.withheld.to_owned(), ToString::to_string),
            card.level().map_or("–", |level| level_title(interview, &level.id, words)).to_owned(),
        ];
        row.extend(card.dimensions().iter().map(|dimension| match &dimension.score {
            DimensionScore::Measured { points } => points.to_string(),
            DimensionScore::NotMeasured => words.not_measured.to_owned(),
            DimensionScore::Withheld { .. } => words.withheld.to_owned(),
        }));
        table.add_row(row);
    }
    align_right(&mut table, (0..4 + dimensions.len()).filter(|column| ![1, 3].contains(column)));
    // What is about the candidate stays in one line; titles of dimensions may break.
    keep_in_line(&mut table, 4);
    page.line(&lines(&table));
}
