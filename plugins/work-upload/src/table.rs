//! A workbook in memory: only cells that hold something, their texts in one place, so that its size is that of its content and not of its
//! extent. No reader of files is here.

use crate::decimal::Decimal;
use crate::fault::Fault;
use crate::text::normal;

/// Cells of one file.
pub(crate) const CELLS: usize = 2_000_000;

/// Texts of one file's cells and formulas, in bytes.
const TEXT_BYTES: usize = 48 << 20;

/// The last column of a sheet (`XFD`), from 0.
pub(crate) const LAST_COLUMN: u32 = 16_383;

/// The last row of a sheet, from 0.
pub(crate) const LAST_ROW: u32 = 1_048_575;

/// The tables of one file.
#[derive(Debug, Default)]
pub struct Workbook {
    /// In the file's order.
    pub sheets: Vec<Sheet>,
    /// From text, where numbers have no type of their own.
    pub is_csv: bool,
    cells: usize,
    texts: usize,
}

/// One table.
#[derive(Debug, Default)]
pub struct Sheet {
    /// As the file calls it; a CSV's has none.
    pub name: String,
    /// What is drawn on it.
    pub charts: Vec<Chart>,
    cells: Vec<Stored>,
    texts: String,
    /// Sorted by place, once the sheet is complete.
    pub(crate) formulas: Vec<Formula>,
}

/// A chart that has data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// `bar`, `line`, `pie`, …
    pub types: Vec<String>,
    /// Series that refer to cells.
    pub series: usize,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number, as its shortest decimal.
    Number(&'a str),
    /// A date, a time or both.
    Date(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// Text.
    Text(&'a str),
    /// An error such as `#DIV/0!`.
    Error(&'a str),
}

/// A cell's formula. A shared one stands where it was written; `rows` and `columns` say how far from there this cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Formula {
    pub(crate) row: u32,
    pub(crate) column: u32,
    start: u32,
    length: u32,
    pub(crate) rows: i64,
    pub(crate) columns: i64,
}

#[derive(Debug, Clone, Copy)]
enum Type {
    Number,
    Date,
    Bool,
    Text,
    Error,
}

#[derive(Debug, Clone, Copy)]
struct Stored {
    row: u32,
    start: u32,
    length: u32,
    column: u16,
    kind: Type,
}

impl Workbook {
    /// Adds a cell to the last sheet. Blank text is no cell.
    pub(crate) fn add(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<(), Fault> {
        let (kind, text) = match value {
            Value::Number(text) => (Type::Number, text),
            Value::Date(text) => (Type::Date, text),
            Value::Bool(truth) => (Type::Bool, if truth { "1" } else { "" }),
            Value::Text(text) => (Type::Text, text),
            Value::Error(text) => (Type::Error, text),
        };
        let blank = matches!(kind, Type::Text) && text.trim().is_empty();
        let (Ok(place), true) = (u16::try_from(column), column <= LAST_COLUMN && row <= LAST_ROW && !blank) else {
            return Ok(());
        };
        self.cells += 1;
        if self.cells > CELLS {
            return Err(Fault::too_large(
                format!("单元格超过 {CELLS} 个，未读取，需要人工查看。"),
                format!("it has more than {CELLS} filled cells and was not read; a person has to look"),
            ));
        }
        let (start, length) = self.keep(text)?;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.push(Stored { row, start, length, column: place, kind });
        }
        Ok(())
    }

    /// Adds a formula to the last sheet.
    pub(crate) fn add_formula(&mut self, row: u32, column: u32, text: &str) -> Result<(), Fault> {
        let (start, length) = self.keep(text)?;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.formulas.push(Formula { row, column, start, length, rows: 0, columns: 0 });
        }
        Ok(())
    }

    /// Sorts the last sheet; of cells at one place the last counts.
    pub(crate) fn complete_sheet(&mut self) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.reverse();
            sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
            sheet.cells.dedup_by_key(|cell| (cell.row, cell.column));
            sheet.formulas.sort_by_key(|formula| (formula.row, formula.column));
            sheet.formulas.dedup_by_key(|formula| (formula.row, formula.column));
        }
    }

    /// The sheet of one of these names, however they are written.
    pub fn sheet(&self, names: &[String]) -> Option<usize> {
        let position = |name: &String| self.sheets.iter().position(|sheet| normal(&sheet.name) == normal(name));
        names.iter().find_map(position)
    }

    /// Cells that hold something.
    pub fn filled(&self) -> usize {
        self.cells
    }

    fn keep(&mut self, text: &str) -> Result<(u32, u32), Fault> {
        self.texts += text.len();
        if self.texts > TEXT_BYTES {
            return Err(Fault::too_large(
                "单元格内的文字超过 48 MiB，未读取，需要人工查看。",
                "its cells hold more than 48 MiB of text and were not read; a person has to look",
            ));
        }
        let Some(sheet) = self.sheets.last_mut() else { return Ok((0, 0)) };
        let start = sheet.texts.len();
        sheet.texts.push_str(text);
        Ok((u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(text.len()).unwrap_or(0)))
    }
}

impl Sheet {
    /// An empty one.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Whether no cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Cells that hold something.
    pub fn filled(&self) -> usize {
        self.cells.len()
    }

    /// The rows that hold something, in order, each with its place from 0.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Row<'_>)> {
        self.cells
            .chunk_by(|one, other| one.row == other.row)
            .filter_map(|cells| Some((cells.first()?.row, Row { sheet: self, cells })))
    }

    /// The rows from one place to another, both included.
    pub(crate) fn rows_between(&self, first: u32, last: u32) -> impl Iterator<Item = (u32, Row<'_>)> {
        let start = self.cells.partition_point(|cell| cell.row < first);
        let end = self.cells.partition_point(|cell| cell.row <= last).max(start);
        let cells = self.cells.get(start..end).unwrap_or_default();
        cells
            .chunk_by(|one, other| one.row == other.row)
            .filter_map(|cells| Some((cells.first()?.row, Row { sheet: self, cells })))
    }

    /// What a cell holds.
    pub fn value(&self, row: u32, column: u32) -> Option<Value<'_>> {
        let found = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, u32::from(cell.column))).ok()?;
        Some(self.read(self.cells.get(found)?))
    }

    /// The place of a cell's formula among all.
    pub(crate) fn formula_at(&self, row: u32, column: u32) -> Option<usize> {
        self.formulas.binary_search_by_key(&(row, column), |formula| (formula.row, formula.column)).ok()
    }

    /// A formula as it was written, without `=`.
    pub(crate) fn formula_text(&self, formula: &Formula) -> &str {
        self.slice(formula.start, formula.length)
    }

    /// Makes the last formula one that shares the text of another.
    pub(crate) fn share_formula(&mut self, row: u32, column: u32, of: usize) {
        if let Some(shared) = self.formulas.get(of).copied() {
            let rows = i64::from(row) - i64::from(shared.row);
            let columns = i64::from(column) - i64::from(shared.column);
            self.formulas.push(Formula { row, column, rows, columns, ..shared });
        }
    }

    fn read(&self, cell: &Stored) -> Value<'_> {
        let text = self.slice(cell.start, cell.length);
        match cell.kind {
            Type::Number => Value::Number(text),
            Type::Date => Value::Date(text),
            Type::Bool => Value::Bool(!text.is_empty()),
            Type::Text => Value::Text(text),
            Type::Error => Value::Error(text),
        }
    }

    fn slice(&self, start: u32, length: u32) -> &str {
        let start = start as usize;
        self.texts.get(start..start.saturating_add(length as usize)).unwrap_or_default()
    }
}

/// The cells of a row that hold something.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    cells: &'a [Stored],
}

impl<'a> Row<'a> {
    /// Each with its column from 0.
    pub fn values(&self) -> impl Iterator<Item = (u32, Value<'a>)> + use<'a> {
        let (sheet, cells) = (self.sheet, self.cells);
        cells.iter().map(|cell| (u32::from(cell.column), sheet.read(cell)))
    }

    /// What the cell of a column holds.
    pub fn value(&self, column: u32) -> Option<Value<'a>> {
        let found = self.cells.binary_search_by_key(&column, |cell| u32::from(cell.column)).ok()?;
        Some(self.sheet.read(self.cells.get(found)?))
    }
}

impl Value<'_> {
    /// As it stands in the cell.
    pub fn text(&self) -> &str {
        match self {
            Self::Number(text) | Self::Date(text) | Self::Text(text) | Self::Error(text) => text,
            Self::Bool(true) => "TRUE",
            Self::Bool(false) => "FALSE",
        }
    }

    /// The number that a cell holds; in a CSV, that its text says.
    pub fn number(&self, is_csv: bool) -> Option<Decimal> {
        match self {
            Self::Number(text) => Decimal::parse(text),
            Self::Text(text) if is_csv => Decimal::from_words(text),
            _ => None,
        }
    }
}

/// `B14` of a place from 0.
pub fn address(row: u32, column: u32) -> String {
    format!("{}{}", column_name(column), u64::from(row) + 1)
}

/// `AB` of a column from 0.
pub fn column_name(column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), u64::from(column) + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The place from 0 that `B14` names: row, column.
pub fn place(address: &str) -> Option<(u32, u32)> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = address.split_at_checked(letters)?;
    if letters == 0 || letters > 3 || row.is_empty() || row.len() > 7 || !row.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let column = column_number(column)?;
    let row = row.parse::<u32>().ok()?.checked_sub(1)?;
    (row <= LAST_ROW).then_some((row, column))
}

/// The column from 0 that `AB` names.
pub(crate) fn column_number(letters: &str) -> Option<u32> {
    let digit = |byte: u8| u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let good = (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    let number = good.then(|| letters.bytes().fold(0, |number, byte| number * 26 + digit(byte)))?;
    Some(number - 1).filter(|column| *column <= LAST_COLUMN)
}

#[cfg(test)]
mod tests {
    use super::{Sheet, Value, Workbook, address, place};

    #[test]
    fn places_have_names_and_bounds() {
        for (name, expected) in [
            ("A1", Some((0, 0))),
            ("z26", Some((25, 25))),
            ("AA10", Some((9, 26))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("XFE1", None),
            ("A1048577", None),
            ("A0", None),
            ("A", None),
            ("1", None),
            ("AAAA1", None),
            ("A99999999999", None),
            ("Ä1", None),
        ] {
            assert_eq!(place(name), expected, "{name}");
        }
        assert_eq!(address(1_048_575, 16_383), "XFD1048576");
    }

    #[test]
    fn cells_come_sorted_and_the_last_of_a_place_counts() {
        let mut book = Workbook::default();
        book.sheets.push(Sheet::named("s"));
        for (row, column, text) in
            [(2, 1, "d"), (0, 1, "b"), (0, 0, "old"), (0, 0, "a"), (1_048_575, 16_383, "z"), (0, 99_999, "no")]
        {
            book.add(row, column, Value::Text(text)).unwrap();
        }
        book.complete_sheet();
        let texts: Vec<String> = book.sheets[0]
            .rows()
            .flat_map(|(_, row)| row.values().map(|(_, value)| value.text().to_owned()).collect::<Vec<_>>())
            .collect();
        assert_eq!(texts, ["a", "b", "d", "z"]);
        assert_eq!(book.sheets[0].value(2, 1), Some(Value::Text("d")));
        assert_eq!(book.sheets[0].rows_between(1, 2).count(), 1);
    }
}
