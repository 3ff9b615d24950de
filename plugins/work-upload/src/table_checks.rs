//! Checks on tables: sheets, columns by their headers, types, rows, formulas, values, totals, charts.

use crate::check::{CellType, ChartType, Counted, Expected, ExpectedCell, ExpectedColumn, Test, TypedColumn};
use crate::decimal::Decimal;
use crate::document_checks::count;
use crate::formula::{Computed, functions};
use crate::outcome::Outcome;
use crate::table::{Row, Sheet, Value, Workbook, address, column_name, place};
use crate::text::{list_en, list_zh, normal, quoted};

/// How many rows from the top may come before the headers.
const HEADER_ROWS: usize = 30;

/// Words that begin a row which sums up others.
const SUMMARY: &[&str] =
    &["合计", "总计", "小计", "累计", "汇总", "total", "totals", "grandtotal", "subtotal", "sum", "overall"];

/// How far a number may be off where the config does not say: a hundredth.
const TOLERANCE: &str = "0.01";

/// A file's tables under check.
pub(crate) struct Tables<'a> {
    pub(crate) book: &'a Workbook,
    pub(crate) computed: &'a Computed,
    /// Beside [`SUMMARY`].
    pub(crate) summary_rows: &'a [String],
}

/// A column's place: its sheet, the row of its header, itself.
#[derive(Debug, Clone, Copy)]
struct Found {
    sheet: usize,
    header: u32,
    column: u32,
}

impl Tables<'_> {
    /// Runs a check; `None` when it is none for tables.
    pub(crate) fn check(&self, test: &Test) -> Option<Outcome> {
        let done = match test {
            Test::Present {} => Ok(Outcome::passed()),
            Test::Sheet { sheet } => self.has_sheet(sheet),
            Test::Columns { sheet, columns } => self.columns(sheet, columns),
            Test::Types { sheet, columns } => self.types(sheet, columns),
            Test::Rows { sheet, column, at_least, at_most } => self.rows(sheet, column, *at_least, *at_most),
            Test::Formula { sheet, cell: Some(cell), functions, .. } => self.cell_formula(sheet, cell, functions),
            Test::Formula { sheet, column, functions, .. } => self.column_formulas(sheet, column, functions),
            Test::Value { sheet, cell, equals, tolerance } => self.value(sheet, cell, equals, tolerance.as_deref()),
            Test::Total { sheet, column, equals, tolerance } => self.total(sheet, column, equals, tolerance.as_deref()),
            Test::Chart { sheet, types, at_least } => self.charts(sheet, types, *at_least),
            Test::Count { of: Counted::Sheets, at_least, at_most } => {
                let filled = self.book.sheets.iter().filter(|sheet| !sheet.is_empty() || !sheet.charts.is_empty());
                Ok(count(filled.count() as u64, *at_least, *at_most))
            }
            Test::Count { of: Counted::Charts, at_least, at_most } => {
                let charts: usize = self.book.sheets.iter().map(|sheet| sheet.charts.len()).sum();
                Ok(count(charts as u64, *at_least, *at_most))
            }
            Test::Count { .. } | Test::Headings { .. } | Test::Mentions { .. } | Test::Picture { .. } => return None,
        };
        Some(done.unwrap_or_else(|failed| failed))
    }

    fn has_sheet(&self, names: &[String]) -> Result<Outcome, Outcome> {
        let index = self.named_sheet(names)?;
        let sheet = self.sheet(index)?;
        if sheet.is_empty() && sheet.charts.is_empty() {
            let name = quoted(&sheet.name);
            let failed = Outcome::failed(format!("工作表 {name} 是空的。"), format!("the sheet {name} is empty"));
            return Err(failed.at(sheet.name.clone()));
        }
        Ok(Outcome::passed())
    }

    fn columns(&self, sheet: &[String], columns: &[Vec<String>]) -> Result<Outcome, Outcome> {
        let index = self.selected(sheet)?;
        let (_, found) = self.headers(index, columns)?;
        let pairs = columns.iter().zip(&found).filter(|(_, found)| found.is_none());
        let missing: Vec<&str> = pairs.filter_map(|(names, _)| names.first()).map(String::as_str).collect();
        let part = columns.len().saturating_sub(missing.len()) as u64;
        let (zh, en) = (list_zh(missing.iter().copied()), list_en(missing.iter().copied()));
        Ok(Outcome::share(part, columns.len() as u64, format!("缺少列 {zh}。"), format!("columns are missing: {en}"))
            .at(self.name(index)))
    }

    fn types(&self, sheet: &[String], columns: &[TypedColumn]) -> Result<Outcome, Outcome> {
        let index = self.selected(sheet)?;
        let names: Vec<Vec<String>> = columns.iter().map(|column| column.names.clone()).collect();
        let (header, found) = self.headers(index, &names)?;
        let (mut part, mut first): (u64, Option<Outcome>) = (0, None);
        for (wanted, column) in columns.iter().zip(found) {
            let name = quoted(wanted.names.first().map_or("", String::as_str));
            let outcome = match column {
                None => Outcome::failed(format!("缺少列 {name}。"), format!("the column {name} is missing"))
                    .at(self.name(index)),
                Some(column) => self.column_type(Found { sheet: index, header, column }, wanted, &name)?,
            };
            part += outcome.credit;
            first = first.or_else(|| (!outcome.is_passed()).then_some(outcome));
        }
        let whole = columns.len() as u64 * crate::outcome::FULL;
        let Some(Outcome { zh, en, place, .. }) = first else { return Ok(Outcome::passed()) };
        Ok(Outcome { place, ..Outcome::share(part, whole, zh, en) })
    }

    fn column_type(&self, found: Found, wanted: &TypedColumn, name: &str) -> Result<Outcome, Outcome> {
        let (mut fits, mut all, mut first) = (0, 0, None);
        for (row, cells) in self.data(found.sheet, found.header)? {
            let good = match cells.value(found.column) {
                None => wanted.may_be_empty,
                Some(Value::Number("")) => self.computed.number(self.book, found.sheet, row, found.column).is_some(),
                Some(value) => self.is_of(value, wanted.kind),
            };
            all += 1;
            fits += u64::from(good);
            first = first.or_else(|| (!good).then_some(row));
        }
        let (zh, en) = match wanted.kind {
            CellType::Number => ("数字", "numbers"),
            CellType::Integer => ("整数", "whole numbers"),
            CellType::Date => ("日期", "dates"),
            CellType::Text => ("文字", "text"),
            CellType::Any => ("内容", "values"),
        };
        let wrong = all - fits;
        let outcome = Outcome::share(
            fits,
            all,
            format!("列 {name} 有 {wrong} 行不是{zh}（共 {all} 行）。"),
            format!("{wrong} of {all} rows of the column {name} hold no {en}"),
        );
        Ok(outcome.at(self.at(found.sheet, first.unwrap_or(found.header), found.column)))
    }

    fn rows(
        &self,
        sheet: &[String],
        column: &[String],
        at_least: u64,
        at_most: Option<u64>,
    ) -> Result<Outcome, Outcome> {
        let (index, rows) = if column.is_empty() {
            let index = self.selected(sheet)?;
            let header = self.sheet(index)?.rows().take(HEADER_ROWS).find(|(_, row)| row.values().nth(1).is_some());
            let header = header.or_else(|| self.sheet(index).ok()?.rows().next()).map_or(0, |(row, _)| row);
            (index, self.data(index, header)?.count())
        } else {
            let found = self.column(sheet, column)?;
            let filled = |(_, row): &(u32, Row<'_>)| row.value(found.column).is_some();
            (found.sheet, self.data(found.sheet, found.header)?.filter(filled).count())
        };
        Ok(count(rows as u64, at_least, at_most).at(self.name(index)))
    }

    fn cell_formula(&self, sheet: &[String], cell: &str, wanted: &[String]) -> Result<Outcome, Outcome> {
        let index = self.selected(sheet)?;
        let (row, column) = place(cell).unwrap_or_default();
        match self.formula_fault(index, row, column, wanted) {
            None => Ok(Outcome::passed()),
            Some((zh, en)) => Err(Outcome::failed(zh, en).at(self.at(index, row, column))),
        }
    }

    fn column_formulas(&self, sheet: &[String], names: &[String], wanted: &[String]) -> Result<Outcome, Outcome> {
        let found = self.column(sheet, names)?;
        let (mut good, mut all, mut first) = (0, 0, None);
        for (row, _) in self.data(found.sheet, found.header)? {
            let fault = self.formula_fault(found.sheet, row, found.column, wanted);
            all += 1;
            good += u64::from(fault.is_none());
            first = first.or_else(|| fault.map(|(zh, en)| (row, zh, en)));
        }
        let (row, zh, en) =
            first.unwrap_or((found.header, "没有数据行。".to_owned(), "there are no rows of data".to_owned()));
        let (bad, at) = (all - good, self.at(found.sheet, row, found.column));
        let (zh, en) = (
            format!("{bad}/{all} 行不符合要求；首处：{zh}"),
            format!("{bad} of {all} rows do not hold; the first: {en}"),
        );
        Ok(Outcome::share(good, all, zh, en).at(at))
    }

    fn formula_fault(&self, sheet: usize, row: u32, column: u32, wanted: &[String]) -> Option<(String, String)> {
        let table = self.book.sheets.get(sheet)?;
        let Some(index) = table.formula_at(row, column) else {
            return Some(match table.value(row, column) {
                None => ("单元格为空，没有公式。".to_owned(), "the cell is empty and holds no formula".to_owned()),
                Some(value) => {
                    let value = quoted(value.text());
                    (
                        format!("写的是固定值 {value}，不是公式。"),
                        format!("it holds the fixed value {value} and no formula"),
                    )
                }
            });
        };
        let text = table.formulas.get(index).map_or("", |formula| table.formula_text(formula));
        if !wanted.is_empty()
            && !functions(text).iter().any(|name| wanted.iter().any(|it| it.eq_ignore_ascii_case(name)))
        {
            let (formula, one_of) = (quoted(text), list_en(wanted.iter().map(String::as_str)));
            return Some((
                format!("公式 {formula} 没有使用 {one_of}。"),
                format!("the formula {formula} calls none of {one_of}"),
            ));
        }
        match table.value(row, column) {
            Some(Value::Error(error)) if self.computed.formula(sheet, index).is_none() => {
                let error = quoted(error);
                Some((format!("公式的结果是错误 {error}。"), format!("the formula comes to the error {error}")))
            }
            _ => None,
        }
    }

    fn value(&self, sheet: &[String], cell: &str, equals: &str, tolerance: Option<&str>) -> Result<Outcome, Outcome> {
        let index = self.selected(sheet)?;
        let (row, column) = place(cell).unwrap_or_default();
        let there = self.computed.number(self.book, index, row, column);
        let text = self.sheet(index)?.value(row, column).map(|value| value.text().to_owned()).unwrap_or_default();
        let good = match Decimal::parse(equals) {
            Some(wanted) => there.is_some_and(|there| is_within(there, wanted, tolerance)),
            None => normal(&text) == normal(equals),
        };
        let shown = there.map_or_else(|| quoted(&text), |there| quoted(&there.to_string()));
        let wanted = quoted(equals);
        if good {
            return Ok(Outcome::passed());
        }
        let failed =
            Outcome::failed(format!("值是 {shown}，应为 {wanted}。"), format!("it holds {shown}, expected {wanted}"));
        Err(failed.at(self.at(index, row, column)))
    }

    fn total(
        &self,
        sheet: &[String],
        column: &[String],
        equals: &Expected,
        tolerance: Option<&str>,
    ) -> Result<Outcome, Outcome> {
        let found = self.column(sheet, column)?;
        let (sum, passed_over) = self.sum(found)?;
        let wanted = match equals {
            Expected::Number(text) => Decimal::parse(text).unwrap_or_default(),
            Expected::Column(ExpectedColumn { sheet, column }) => self.sum(self.column(sheet, column)?)?.0,
            Expected::Cell(ExpectedCell { sheet, cell }) => {
                let index = self.selected(sheet)?;
                let (row, column) = place(cell).unwrap_or_default();
                self.computed.number(self.book, index, row, column).ok_or_else(|| {
                    Outcome::failed("用来核对的单元格里没有数字。", "the cell to compare with holds no number")
                        .at(self.at(index, row, column))
                })?
            }
        };
        if is_within(sum, wanted, tolerance) {
            return Ok(Outcome::passed());
        }
        let (mut more_zh, mut more_en) = (String::new(), String::new());
        if passed_over > 0 {
            more_zh = format!("有 {passed_over} 个单元格不是数字，没有计入。");
            more_en = format!("; {passed_over} cells hold no number and were passed over");
        }
        let zh = format!("合计为 {sum}，应为 {wanted}。{more_zh}");
        let en = format!("it sums to {sum}, expected {wanted}{more_en}");
        Err(Outcome::failed(zh, en).at(self.at(found.sheet, found.header, found.column)))
    }

    /// The sum of a column's data rows, and how many of its cells are filled with no number.
    fn sum(&self, found: Found) -> Result<(Decimal, u64), Outcome> {
        let (mut sum, mut passed_over) = (Decimal::ZERO, 0);
        for (row, cells) in self.data(found.sheet, found.header)? {
            if cells.value(found.column).is_none() {
                continue;
            }
            let number = self.computed.number(self.book, found.sheet, row, found.column);
            match number.and_then(|number| sum.plus(number)) {
                Some(more) => sum = more,
                None => passed_over += 1,
            }
        }
        Ok((sum, passed_over))
    }

    fn charts(&self, sheet: &[String], types: &[ChartType], at_least: u64) -> Result<Outcome, Outcome> {
        let only = if sheet.is_empty() { None } else { Some(self.named_sheet(sheet)?) };
        let sheets = self.book.sheets.iter().enumerate().filter(|(index, _)| only.is_none_or(|only| only == *index));
        let charts = sheets.flat_map(|(_, sheet)| &sheet.charts);
        let fits = |drawn: &Vec<String>| {
            types.is_empty() || types.iter().any(|wanted| drawn.iter().any(|it| it == wanted.word()))
        };
        let (fitting, other): (Vec<_>, Vec<_>) = charts.map(|chart| &chart.types).partition(|drawn| fits(drawn));
        let (found, rest) = (fitting.len() as u64, other.len());
        let outcome = Outcome::share(
            found,
            at_least,
            format!("符合要求的图表有 {found} 个，需要 {at_least} 个（另有 {rest} 个其他类型）。"),
            format!("{found} of the {at_least} charts asked for are there ({rest} of other types)"),
        );
        Ok(only.map(|index| outcome.clone().at(self.name(index))).unwrap_or(outcome))
    }

    /// The sheet of one of these names; a CSV has one table, whatever it is called.
    fn selected(&self, names: &[String]) -> Result<usize, Outcome> {
        if names.is_empty() || self.book.is_csv {
            let filled = self.book.sheets.iter().position(|sheet| !sheet.is_empty());
            return filled.ok_or_else(|| Outcome::failed("没有任何数据。", "there is no data"));
        }
        self.named_sheet(names)
    }

    fn named_sheet(&self, names: &[String]) -> Result<usize, Outcome> {
        self.book.sheet(names).ok_or_else(|| {
            let (zh, en) = (list_zh(names.iter().map(String::as_str)), list_en(names.iter().map(String::as_str)));
            let there = list_en(self.book.sheets.iter().take(10).map(|sheet| sheet.name.as_str()));
            Outcome::failed(
                format!("没有名为 {zh} 的工作表（现有 {there}）。"),
                format!("there is no sheet called {en} (there are {there})"),
            )
        })
    }

    fn sheet(&self, index: usize) -> Result<&Sheet, Outcome> {
        self.book.sheets.get(index).ok_or_else(|| Outcome::failed("没有工作表。", "there is no sheet"))
    }

    /// The row that holds most of these headers, and the column of each.
    fn headers(&self, sheet: usize, columns: &[Vec<String>]) -> Result<(u32, Vec<Option<u32>>), Outcome> {
        let columns: Vec<Vec<String>> =
            columns.iter().map(|names| names.iter().map(|name| normal(name)).collect()).collect();
        let (mut best, mut most) = ((0, vec![None; columns.len()]), 0);
        for (row, cells) in self.sheet(sheet)?.rows().take(HEADER_ROWS) {
            let titles: Vec<(u32, String)> =
                cells.values().take(1_000).map(|(column, value)| (column, normal(value.text()))).collect();
            let place = |names: &Vec<String>| {
                let of = |name: &String| titles.iter().find(|(_, title)| title == name).map(|(column, _)| *column);
                names.iter().find_map(of)
            };
            let found: Vec<Option<u32>> = columns.iter().map(place).collect();
            let count = found.iter().flatten().count();
            if count > most {
                (best, most) = ((row, found), count);
            }
        }
        Ok(best)
    }

    fn column(&self, sheet: &[String], names: &[String]) -> Result<Found, Outcome> {
        let sheet = self.selected(sheet)?;
        let (header, found) = self.headers(sheet, &[names.to_vec()])?;
        let column = found.first().copied().flatten().ok_or_else(|| {
            let name = quoted(names.first().map_or("", String::as_str));
            Outcome::failed(format!("缺少列 {name}。"), format!("the column {name} is missing")).at(self.name(sheet))
        })?;
        Ok(Found { sheet, header, column })
    }

    /// The rows below the headers, without those that sum up others.
    fn data(&self, sheet: usize, header: u32) -> Result<impl Iterator<Item = (u32, Row<'_>)>, Outcome> {
        let rows = self.sheet(sheet)?.rows_between(header.saturating_add(1), u32::MAX);
        let sums_up = |row: &Row<'_>| match row.values().next() {
            Some((_, Value::Text(text))) => self.sums_up(text),
            _ => false,
        };
        Ok(rows.filter(move |(_, row)| !sums_up(row)))
    }

    fn sums_up(&self, text: &str) -> bool {
        let first = text.trim_start().chars().next().map(crate::text::half_width);
        let same = |word: &str| word.trim_start().chars().next().map(crate::text::half_width);
        let alike =
            |word: &str| same(word).zip(first).is_some_and(|(word, text)| word.to_lowercase().eq(text.to_lowercase()));
        let mut words = SUMMARY.iter().copied().chain(self.summary_rows.iter().map(String::as_str));
        if text.len() > 200 || !words.any(alike) {
            return false;
        }
        let text = normal(text);
        let begins = |word: &str| {
            let rest = text.strip_prefix(word).filter(|_| !word.is_empty());
            rest.is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
        };
        SUMMARY.iter().any(|word| begins(word)) || self.summary_rows.iter().any(|word| begins(&normal(word)))
    }

    fn is_of(&self, value: Value<'_>, kind: CellType) -> bool {
        let number = || value.number(self.book.is_csv);
        match kind {
            CellType::Any => true,
            CellType::Number => number().is_some(),
            CellType::Integer => number().is_some_and(|number| number.rounded(0) == Some(number)),
            CellType::Text => matches!(value, Value::Text(_)),
            CellType::Date if self.book.is_csv => is_date(value.text()),
            CellType::Date => matches!(value, Value::Date(_)),
        }
    }

    fn name(&self, sheet: usize) -> String {
        self.book.sheets.get(sheet).map_or_else(String::new, |sheet| sheet.name.clone())
    }

    fn at(&self, sheet: usize, row: u32, column: u32) -> String {
        let (name, cell) = (self.name(sheet), address(row, column));
        if self.book.is_csv {
            return format!("{}:{}", u64::from(row) + 1, column_name(column));
        }
        format!("{name}!{cell}")
    }
}

fn is_within(there: Decimal, wanted: Decimal, tolerance: Option<&str>) -> bool {
    let tolerance = tolerance.or(Some(TOLERANCE)).and_then(Decimal::parse).unwrap_or_default();
    there.minus(wanted).is_some_and(|off| off.size() <= tolerance)
}

/// `2024-01-31`, `2024/1/31`, `2024.1.31`, `2024年1月31日`, perhaps with a time after it.
fn is_date(text: &str) -> bool {
    let text: String = text.trim().chars().take(40).map(crate::text::half_width).collect();
    let date = text.split([' ', 'T']).next().unwrap_or_default().trim_end_matches('日');
    let mut parts = date.split(['-', '/', '.', '年', '月']);
    let mut part = |digits: std::ops::RangeInclusive<usize>| {
        let text =
            parts.next().filter(|text| digits.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit()))?;
        text.parse::<u32>().ok()
    };
    let (Some(year), Some(month), Some(day)) = (part(4..=4), part(1..=2), part(1..=2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_that_a_calendar_has() {
        for (text, expected) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("2024/1/5", true),
            ("2024年12月31日", true),
            ("2024.4.31", false),
            ("2024-01-02 10:30", true),
            ("24-1-2", false),
            ("2024-01", false),
            ("2024-01-02-03", false),
            ("", false),
        ] {
            assert_eq!(is_date(text), expected, "{text}");
        }
    }
}
