//! Reads the CSV files that people hand in: a header and rows, every mistake with its line and column. Knows no column by its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use touchstone_core::ids::CandidateId;
use touchstone_core::mistake::Mistake;

use crate::report::{Failure, FailureKind};

/// A file of rows that are as long as its header, with the mistakes that were found in it so far.
pub(crate) struct CsvFile {
    path: PathBuf,
    header: Vec<String>,
    rows: Vec<Row>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// One row.
pub(crate) struct Row {
    line: u64,
    cells: Vec<String>,
}

impl CsvFile {
    /// Reads a file (RFC 4180, UTF-8). A row of another length than the header is noted as a mistake and left out.
    pub(crate) fn read(path: &Path, guide: &str) -> Result<Self, Failure> {
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, guide.to_owned()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut mistakes = Vec::new();
        let mut header: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                Failure::new(FailureKind::Input, format!("`{}` is no CSV: {error}", path.display())).hint(guide)
            })?;
            let line = record.position().map_or(0, |position| first_line(text, position));
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            match &header {
                None => header = Some(cells),
                Some(header) if header.len() == cells.len() => rows.push(Row { line, cells }),
                Some(header) => mistakes.push(Mistake {
                    path: format!("line {line}"),
                    problem: format!("this row has {} cells, the header {}", cells.len(), header.len()),
                    remedy: "give each row a cell for every column; put a cell that holds a comma into quotes"
                        .to_owned(),
                }),
            }
        }
        let Some(header) = header else {
            return Err(Failure::new(FailureKind::Input, format!("`{}` is empty", path.display())).hint(guide));
        };
        let mut file = Self { path: path.to_owned(), header, rows, mistakes };
        file.check_header();
        if file.rows.is_empty() && file.mistakes.is_empty() {
            let what = format!("`{}` has a header and no row", file.path.display());
            return Err(Failure::new(FailureKind::Input, what).hint(guide));
        }
        Ok(file)
    }

    fn check_header(&mut self) {
        for (n, name) in self.header.iter().enumerate() {
            let problem = if name.is_empty() {
                "this column has no name".to_owned()
            } else if self.header[..n].contains(name) {
                format!("the column `{name}` is there twice")
            } else {
                continue;
            };
            let remedy = "give each column a name of its own, or remove it".to_owned();
            self.mistakes.push(Mistake { path: format!("line 1, column {}", n + 1), problem, remedy });
        }
    }

    /// The columns' names, in the order of the file.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// Where a column is.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known == name)
    }

    /// Where a column is that has to be there; noted as a mistake when it is not.
    pub(crate) fn need(&mut self, name: &str, remedy: &str) -> Option<usize> {
        let column = self.column(name);
        if column.is_none() {
            let problem = format!("there is no column `{name}`");
            self.mistakes.push(Mistake { path: "line 1".to_owned(), problem, remedy: remedy.to_owned() });
        }
        column
    }

    /// All rows, in the order of the file.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Reads the ids in a column, each of which may come once; `None` in the place of a bad one, which is noted.
    pub(crate) fn candidates(&mut self, column: usize) -> Vec<Option<CandidateId>> {
        let mut lines: BTreeMap<CandidateId, u64> = BTreeMap::new();
        let mut ids = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let id = match CandidateId::from_str(row.cell(column)) {
                Err(error) => Err((error.to_string(), "write the candidate's id, such as `wang-fang`".to_owned())),
                Ok(id) => match lines.insert(id.clone(), row.line) {
                    Some(line) => {
                        Err((format!("the candidate `{id}` is on line {line} already"), "keep one row".to_owned()))
                    }
                    None => Ok(id),
                },
            };
            let noted = id.map_err(|(problem, remedy)| self.mistakes.push(row.mistake(column, problem, remedy)));
            ids.push(noted.ok());
        }
        ids
    }

    /// What `read` made of the file, unless there was a mistake; then all of them.
    pub(crate) fn finish<T>(self, read: T) -> Result<T, Failure> {
        match self.mistakes.as_slice() {
            [] => Ok(read),
            mistakes => Err(Failure::mistakes(FailureKind::Input, &self.path, mistakes)),
        }
    }
}

/// A record begins behind the empty lines that the reader passed over, which it does not count.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|start| text.get(start..)).unwrap_or_default();
    let empty = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
    position.line() + empty as u64
}

impl Row {
    /// What stands in a column.
    pub(crate) fn cell(&self, column: usize) -> &str {
        &self.cells[column]
    }

    /// Something that is wrong there.
    pub(crate) fn mistake(&self, column: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Mistake {
        let path = format!("line {}, column {}", self.line, column + 1);
        Mistake { path, problem: problem.into(), remedy: remedy.into() }
    }
}
