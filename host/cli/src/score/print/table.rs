//! The ranking as a table: a row for each candidate, a column for each dimension of the rubric.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, presets};
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::{DimensionScore, Ranked};

use super::Scored;
use super::words::Words;

pub(super) fn ranking(
    interview: &Interview,
    scored: &[Scored<'_>],
    ranking: &[Ranked<'_>],
    words: &Words,
    width: usize,
) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    // Lines between rows and columns only make a list longer.
    for line in [TableComponent::HorizontalLines, TableComponent::MiddleIntersections, TableComponent::VerticalLines] {
        table.remove_style(line);
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));

    let dimensions = interview.rubric().dimensions();
    let titles = dimensions.iter().map(|dimension| dimension.title.in_language(words.tag));
    table.set_header(words.header.into_iter().chain(titles));
    for ranked in ranking {
        let card = ranked.scorecard;
        let name = scored
            .iter()
            .find(|one| one.scorecard.candidate() == card.candidate())
            .map_or(String::new(), |one| one.attempt.sheet.candidate().name.clone());
        let level = card.level().and_then(|level| interview.rubric().level(&level.id));
        let mut row = vec![
            ranked.rank.map_or("–".to_owned(), |rank| rank.to_string()),
            format!("{name} ({})", card.candidate()),
            card.total().map_or(words.withheld.to_owned(), ToString::to_string),
            level.map_or("–".to_owned(), |level| level.title.in_language(words.tag).to_owned()),
        ];
        row.extend(card.dimensions().iter().map(|dimension| match &dimension.score {
            DimensionScore::Measured { points } => points.to_string(),
            DimensionScore::NotMeasured => words.not_measured.to_owned(),
            DimensionScore::Withheld { .. } => words.withheld.to_owned(),
        }));
        table.add_row(row);
    }
    for column in (0..4 + dimensions.len()).filter(|column| ![1, 3].contains(column)) {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // What is about the candidate stays in one line; titles of dimensions may break.
    for column in table.column_iter_mut().take(4) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table
}
