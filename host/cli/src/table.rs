//! How tables of a report look: a header, rows close together, no lines between columns. Knows nothing of what is in them.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, Width, presets};

use crate::page::columns;

/// An empty table for a page of this width.
pub(crate) fn plain(width: usize) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    // Lines between rows and columns only make a list longer.
    for line in [TableComponent::HorizontalLines, TableComponent::MiddleIntersections, TableComponent::VerticalLines] {
        table.remove_style(line);
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

/// Names the columns; none gets narrower than the longest word of its name.
pub(crate) fn name_columns<T: AsRef<str>>(table: &mut Table, names: impl IntoIterator<Item = T>) {
    const PADDING: usize = 2;
    let names: Vec<T> = names.into_iter().collect();
    table.set_header(names.iter().map(AsRef::as_ref));
    for (column, name) in table.column_iter_mut().zip(&names) {
        let longest = name.as_ref().split(' ').map(columns).max().unwrap_or_default() + PADDING;
        let width = Width::Fixed(u16::try_from(longest).unwrap_or(u16::MAX));
        column.set_constraint(ColumnConstraint::LowerBoundary(width));
    }
}

/// For columns of figures.
pub(crate) fn align_right(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The first so many columns do not break.
pub(crate) fn keep_in_line(table: &mut Table, columns: usize) {
    for column in table.column_iter_mut().take(columns) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// The table's lines. A no-break space keeps a cell in one line and comes out as a space.
pub(crate) fn lines(table: &Table) -> String {
    table.to_string().replace('\u{a0}', " ")
}
