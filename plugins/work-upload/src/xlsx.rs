//! Reads an Excel workbook: cells and formulas with calamine, cell by cell, and the charts from the package's own parts. What calamine
//! would take on trust is checked before: places, sizes that the file promises, every token's length.

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};

use crate::fault::Fault;
use crate::package::Package;
use crate::table::{Chart, LAST_ROW, Sheet, Value, Workbook, place};
use crate::text::clean;
use crate::xml::{Element, Node};

/// Sheets of one workbook.
const SHEETS: usize = 200;

/// Texts that cells may share.
const SHARED_STRINGS: u64 = 2_000_000;

/// Formulas of one workbook.
const FORMULAS: usize = 500_000;

/// The workbook of a file.
pub(crate) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.walk_all_xml(|node| if let Node::Start(element) = node { audit(&element) } else { Ok(()) })?;
    let mut charts = charts(&mut package)?;
    drop(package);
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut book = Workbook::default();
    let sheets = xlsx.sheets_metadata().to_vec();
    for sheet in sheets {
        let mut table = Sheet::named(&sheet.name);
        table.charts = charts.remove(&sheet.name).unwrap_or_default();
        book.sheets.push(table);
        if sheet.typ == SheetType::WorkSheet {
            read_cells(&mut xlsx, &sheet.name, &mut book)?;
        }
        book.complete_sheet();
    }
    Ok(book)
}

fn read_cells(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str, book: &mut Workbook) -> Result<(), Fault> {
    let mut cells = xlsx.worksheet_cells_reader(name).map_err(|error| unreadable(&error))?;
    let mut shared: HashMap<usize, usize> = HashMap::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| unreadable(&error))? {
        let (row, column) = cell.pos;
        let written = |book: &Workbook| book.sheets.last().map_or(0, |sheet| sheet.formulas.len());
        if written(book) >= FORMULAS && cell.formula.is_some() {
            return Err(Fault::too_large(
                format!("公式超过 {FORMULAS} 个，未读取，需要人工查看。"),
                format!("it has more than {FORMULAS} formulas and was not read; a person has to look"),
            ));
        }
        let has_formula = match cell.formula {
            Some(XlsxFormulaMetadata::Normal { formula }) if !formula.trim().is_empty() => {
                book.add_formula(row, column, &formula)?;
                true
            }
            Some(XlsxFormulaMetadata::Shared { shared_index, formula, .. }) => {
                shared.insert(shared_index, written(book));
                book.add_formula(row, column, &formula)?;
                true
            }
            Some(XlsxFormulaMetadata::SharedDerived { shared_index }) => {
                let of = shared.get(&shared_index).copied();
                if let (Some(of), Some(sheet)) = (of, book.sheets.last_mut()) {
                    sheet.share_formula(row, column, of);
                }
                of.is_some()
            }
            _ => false,
        };
        match cell.value {
            DataRef::Int(number) => book.add(row, column, Value::Number(&number.to_string()))?,
            DataRef::Float(number) => book.add(row, column, Value::Number(&number.to_string()))?,
            DataRef::String(text) => book.add(row, column, Value::Text(&text))?,
            DataRef::SharedString(text) => book.add(row, column, Value::Text(text))?,
            DataRef::Bool(truth) => book.add(row, column, Value::Bool(truth))?,
            DataRef::DateTime(date) => book.add(row, column, Value::Date(&date.as_f64().to_string()))?,
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => book.add(row, column, Value::Date(&text))?,
            DataRef::Error(error) => book.add(row, column, Value::Error(&error.to_string()))?,
            // A formula that no program has computed yet.
            DataRef::Empty if has_formula => book.add(row, column, Value::Number(""))?,
            DataRef::Empty => {}
        }
    }
    Ok(())
}

fn unreadable(error: &XlsxError) -> Fault {
    let error = clean(&error.to_string());
    Fault::damaged(&format!("工作簿无法读取（{error}）。"), &format!("the workbook cannot be read ({error})"))
}

/// What calamine computes with: places within a sheet, ranges the right way round, numbers of texts that can be.
fn audit(element: &Element<'_>) -> Result<(), Fault> {
    let wrong = || Fault::damaged("单元格位置或数量有错误。", "a cell's place or a count in it cannot be");
    let good = match element.name() {
        b"c" => element.attribute_is(b"r", |at| place(at).is_some()),
        b"row" => element.attribute_is(b"r", |at| at.parse().is_ok_and(|row| (1..=LAST_ROW + 1).contains(&row))),
        b"dimension" | b"f" | b"mergeCell" => element.attribute_is(b"ref", is_range),
        b"sst" => element.attribute_is(b"uniqueCount", |count| count.parse().is_ok_and(count_fits)),
        _ => true,
    };
    if good { Ok(()) } else { Err(wrong()) }
}

fn count_fits(count: u64) -> bool {
    count <= SHARED_STRINGS
}

fn is_range(range: &str) -> bool {
    let mut ends = range.split(':').map(place);
    match (ends.next().flatten(), ends.next(), ends.next()) {
        (Some(_), None, None) => true,
        (Some(first), Some(Some(last)), None) => first.0 <= last.0 && first.1 <= last.1,
        _ => false,
    }
}

/// The charts of each sheet by its name, found as Excel finds them: sheet, drawing, chart.
fn charts(package: &mut Package<'_>) -> Result<HashMap<String, Vec<Chart>>, Fault> {
    let workbook = package.relationships("")?.into_iter().find(|part| part.kind == "officeDocument");
    let Some(workbook) = workbook.map(|part| part.target) else {
        return Err(Fault::damaged("压缩包内没有工作簿。", "there is no workbook in it"));
    };
    let parts = package.relationships(&workbook)?;
    let is_xml = |target: &str| target.to_lowercase().ends_with(".xml");
    let read = ["worksheet", "chartsheet", "sharedStrings", "styles"];
    if parts.iter().any(|part| read.contains(&part.kind.as_str()) && !is_xml(&part.target)) || !is_xml(&workbook) {
        return Err(Fault::damaged("工作簿的部分不是 XML。", "a part of the workbook is no XML"));
    }
    let mut sheets = Vec::new();
    package.walk(&workbook, |node| {
        if let Node::Start(element) = node
            && element.name() == b"sheet"
            && let (Some(name), Some(id)) = (element.attribute("name"), element.attribute("id"))
        {
            sheets.push((name, id));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if sheets.len() > SHEETS {
        return Err(Fault::too_large(
            format!("工作表超过 {SHEETS} 张，未读取，需要人工查看。"),
            format!("it has more than {SHEETS} sheets and was not read; a person has to look"),
        ));
    }
    let (mut by_sheet, mut by_drawing) = (HashMap::new(), HashMap::new());
    for (name, id) in sheets {
        let Some(sheet) = parts.iter().find(|part| part.id == id) else { continue };
        let mut found = Vec::new();
        for drawing in package.relationships(&sheet.target)?.into_iter().filter(|part| part.kind == "drawing") {
            if !by_drawing.contains_key(&drawing.target) {
                let charts = charts_of(package, &drawing.target)?;
                by_drawing.insert(drawing.target.clone(), charts);
            }
            found.extend(by_drawing.get(&drawing.target).into_iter().flatten().take(1_000).cloned());
        }
        by_sheet.insert(name, found);
    }
    Ok(by_sheet)
}

/// The charts of a drawing, those alone whose series refer to cells.
fn charts_of(package: &mut Package<'_>, drawing: &str) -> Result<Vec<Chart>, Fault> {
    let mut charts = Vec::new();
    for part in package.relationships(drawing)?.into_iter().filter(|part| part.kind == "chart").take(1_000) {
        let chart = read_chart(package, &part.target)?;
        charts.extend((chart.series > 0).then_some(chart));
    }
    Ok(charts)
}

fn read_chart(package: &mut Package<'_>, name: &str) -> Result<Chart, Fault> {
    let mut chart = Chart { types: Vec::new(), series: 0 };
    let (mut in_series, mut in_reference) = (false, false);
    package.walk(name, |node| {
        match node {
            Node::Start(element) => match element.name() {
                b"ser" => in_series = true,
                b"f" => in_reference = in_series,
                b"barDir" if element.attribute("val").as_deref() == Some("col") => {
                    if let Some(last) = chart.types.last_mut() {
                        "column".clone_into(last);
                    }
                }
                name if name.ends_with(b"Chart") => {
                    let word =
                        String::from_utf8_lossy(name).trim_end_matches("Chart").trim_end_matches("3D").to_owned();
                    chart.types.push(if word == "ofPie" { "pie".to_owned() } else { word });
                }
                _ => {}
            },
            Node::End(b"ser") => in_series = false,
            Node::End(b"f") => in_reference = false,
            Node::Text(text) if in_reference && text.contains('!') => {
                chart.series += 1;
                (in_series, in_reference) = (false, false);
            }
            Node::End(_) | Node::Text(_) => {}
        }
        Ok(if chart.types.len() < 100 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(chart)
}
