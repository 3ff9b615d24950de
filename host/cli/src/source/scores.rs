//! A cohort from a CSV: one row per candidate, one column `ITEM/DIMENSION` per score. Points are decimals, kept exactly.

use std::collections::BTreeMap;
use std::path::Path;

use touchstone_core::answer::Candidate;
use touchstone_core::evaluation::{Millionths, RawEvaluation, RawMeasure, RawScore, validate};
use touchstone_core::ids::{DimensionId, ItemId};
use touchstone_core::interview::{Interview, Item};
use touchstone_core::message::RawMessage;
use touchstone_core::scorecard::ItemOutcome;

use super::{Attempt, Cohort};
use crate::csv_file::{CsvFile, Row};
use crate::report::Failure;
use crate::score::example::read_interview;

const GUIDE: &str = "write a header `candidate,ITEM/DIMENSION,…` and a row for each candidate";

/// One evaluator's dimensions of an item, each with its column.
struct Columns<'a> {
    item: &'a Item,
    dimensions: Vec<(DimensionId, usize)>,
}

pub(super) fn read(scores: &Path, interview: &Path) -> Result<Cohort, Failure> {
    let interview = read_interview(interview)?;
    let mut file = CsvFile::read(scores, GUIDE)?;
    let id_column = file.need("candidate", "name the column with the candidates' ids so");
    let columns = columns(&mut file, &interview);
    let ids = id_column.map(|column| file.candidates(column)).unwrap_or_default();
    let name_column = file.column("name");
    let mut attempts = Vec::with_capacity(file.rows().len());
    let mut mistakes = Vec::new();
    for (n, row) in file.rows().iter().enumerate() {
        let mut outcomes = BTreeMap::new();
        for columns in &columns {
            match outcome(columns, row) {
                Ok(outcome) => _ = outcomes.insert(columns.item.id.clone(), outcome),
                Err(found) => mistakes.extend(found),
            }
        }
        if let Some(Some(id)) = ids.get(n) {
            let name = name_column.map(|column| row.cell(column)).filter(|name| !name.is_empty());
            let name = name.unwrap_or(id.as_str()).to_owned();
            attempts.push(Attempt::new(Candidate { id: id.clone(), name }, outcomes));
        }
    }
    file.mistakes.extend(mistakes);
    file.finish(Cohort { interview, attempts, plugins: Vec::new(), waiting: Vec::new() })
}

/// The column of every dimension that the interview maps; what is missing, and what is too much, is noted.
fn columns<'a>(file: &mut CsvFile, interview: &'a Interview) -> Vec<Columns<'a>> {
    let mut expected = Vec::new();
    let mut all = Vec::new();
    for item in interview.items() {
        let mut columns = Columns { item, dimensions: Vec::new() };
        for map in &item.maps {
            let name = column_name(&item.id, &map.from);
            if expected.contains(&name) {
                continue;
            }
            let remedy = format!("add it; where `{}` was not administered, write `not-administered`", item.id);
            if let Some(column) = file.need(&name, &remedy) {
                columns.dimensions.push((map.from.clone(), column));
            }
            expected.push(name);
        }
        all.push(columns);
    }
    let known = |name: &str| ["candidate", "name", ""].contains(&name) || expected.iter().any(|one| one == name);
    let unknown: Vec<_> = file.header().iter().enumerate().filter(|(_, name)| !known(name)).collect();
    let mistakes: Vec<_> = unknown
        .into_iter()
        .map(|(n, name)| touchstone_core::mistake::Mistake {
            path: format!("line 1, column {}", n + 1),
            problem: format!("the interview `{}` maps nothing from `{name}`", interview.id()),
            remedy: format!("remove the column, or name one of `candidate`, `name`, `{}`", expected.join("`, `")),
        })
        .collect();
    file.mistakes.extend(mistakes);
    all
}

fn column_name(item: &ItemId, dimension: &DimensionId) -> String {
    format!("{item}/{dimension}")
}

/// What a row says of an item: a state in all of its cells, or a score or nothing in each.
fn outcome(columns: &Columns<'_>, row: &Row) -> Result<ItemOutcome, Vec<touchstone_core::mistake::Mistake>> {
    let cells = columns.dimensions.iter().map(|(_, column)| row.cell(*column));
    let state = cells.clone().find_map(state);
    if let Some(outcome) = state {
        let word = cells.clone().find(|cell| self::state(cell).is_some()).unwrap_or_default();
        let others = columns.dimensions.iter().filter(|(_, column)| row.cell(*column) != word);
        let mistake = |(_, column): &(DimensionId, usize)| {
            let problem = format!("`{}` is `{word}` in another column of this row", columns.item.id);
            row.mistake(*column, problem, format!("write `{word}` in all columns of `{}`, or in none", columns.item.id))
        };
        let mistakes: Vec<_> = others.map(mistake).collect();
        return if mistakes.is_empty() { Ok(outcome) } else { Err(mistakes) };
    }
    let mut mistakes = Vec::new();
    let mut raw = RawEvaluation::default();
    for (dimension, column) in &columns.dimensions {
        let measure = match row.cell(*column) {
            "" => RawMeasure::NotMeasured(not_measured()),
            text => match points(text) {
                Ok(share) => RawMeasure::Millionths(share.get()),
                Err((problem, remedy)) => {
                    mistakes.push(row.mistake(*column, problem, remedy));
                    continue;
                }
            },
        };
        raw.scores.push(RawScore { dimension: dimension.to_string(), measure });
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let declared: Vec<DimensionId> = columns.dimensions.iter().map(|(dimension, _)| dimension.clone()).collect();
    Ok(ItemOutcome::Evaluated(validate(raw, &declared).expect("each dimension has one score within bounds")))
}

fn state(cell: &str) -> Option<ItemOutcome> {
    match cell {
        "omitted" => Some(ItemOutcome::Omitted),
        "not-reached" => Some(ItemOutcome::NotReached),
        "not-administered" => Some(ItemOutcome::NotAdministered),
        _ => None,
    }
}

fn not_measured() -> RawMessage {
    let texts = [("en", "the table has no score here"), ("zh-CN", "表中没有分数")];
    RawMessage(texts.map(|(language, text)| (language.to_owned(), text.to_owned())).into())
}

/// Decimal text, 0 to 100, exactly: four places hold every millionth of full marks.
pub(crate) fn points(text: &str) -> Result<Millionths, (String, &'static str)> {
    const PLACES: usize = 4;
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err((format!("`-{rest}` is negative"), "write points from 0 to 100"));
    }
    if !digits(whole) || !decimals.is_none_or(digits) {
        let remedy =
            "write points from 0 to 100 such as 84.33, or `omitted`, `not-reached` or `not-administered`, or nothing";
        return Err((format!("`{text}` is no number of points"), remedy));
    }
    let decimals = decimals.unwrap_or_default().trim_end_matches('0');
    if decimals.len() > PLACES {
        return Err((format!("`{text}` is finer than a score can be"), "write four decimals at most"));
    }
    let all = format!("{}{decimals:0<PLACES$}", whole.trim_start_matches('0'));
    let share = if all.len() > 7 { None } else { all.parse().ok().and_then(Millionths::new) };
    share.ok_or_else(|| (format!("`{text}` is more than 100"), "write points from 0 to 100"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_exact() {
        let cases = [
            ("0", Ok(0)),
            ("100", Ok(1_000_000)),
            ("84.33", Ok(843_300)),
            ("0.0001", Ok(1)),
            ("007.50000000", Ok(75_000)),
            ("99.9999", Ok(999_999)),
            ("100.0001", Err("more than 100")),
            ("99999999999999999999", Err("more than 100")),
            ("0.00001", Err("finer")),
            ("-1", Err("negative")),
            ("-", Err("no number")),
            ("1e2", Err("no number")),
            (".5", Err("no number")),
            ("5.", Err("no number")),
            ("1,5", Err("no number")),
            ("NaN", Err("no number")),
            ("８４", Err("no number")),
        ];
        for (text, expected) in cases {
            match (points(text), expected) {
                (Ok(share), Ok(millionths)) => assert_eq!(share.get(), millionths, "{text}"),
                (Err((problem, _)), Err(part)) => assert!(problem.contains(part), "{text}: {problem}"),
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }
}
