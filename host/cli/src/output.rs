//! How a report is given: a page for people, JSON or CSV for programs, and a picture beside it. Knows nothing of what it says.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::page::Page;
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::score::Language;

/// What is printed.
#[derive(clap::Args)]
pub(crate) struct Output {
    /// Print JSON: the same bytes for the same input, on any machine
    #[arg(long)]
    json: bool,
    /// Print CSV, with a header
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// The language of words and titles [default: the system's]
    #[arg(long)]
    lang: Option<Language>,
}

/// What is drawn.
#[derive(clap::Args)]
pub(crate) struct Picture {
    /// Write a picture of it to this file as well
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

/// A header and rows for programs.
pub(crate) struct CsvTable(csv::Writer<Vec<u8>>);

impl Output {
    /// Prints the report in the form that was asked for.
    pub(crate) fn print(
        &self,
        places: &Places,
        json: impl FnOnce() -> Value,
        csv: impl FnOnce() -> CsvTable,
        page: impl FnOnce(Language) -> Page,
    ) -> Result<(), Failure> {
        if self.json {
            crate::print(&format!("{:#}\n", json()))
        } else if self.csv {
            crate::print(&csv().into_text())
        } else {
            crate::print_page(&page(self.language(places)).into_text())
        }
    }

    pub(crate) fn language(&self, places: &Places) -> Language {
        self.lang.unwrap_or_else(|| places.language())
    }
}

impl Picture {
    /// Writes the picture, if one was asked for.
    pub(crate) fn write(&self, picture: impl FnOnce() -> String) -> Result<(), Failure> {
        let Some(path) = &self.svg else { return Ok(()) };
        fs::write(path, picture()).map_err(|error| {
            Failure::new(FailureKind::Machine, format!("cannot write `{}`: {error}", path.display()))
                .hint("name a file in a folder that is there and that this user may write to")
        })
    }
}

impl CsvTable {
    pub(crate) fn new<T: AsRef<[u8]>>(header: impl IntoIterator<Item = T>) -> Self {
        let mut table = Self(csv::WriterBuilder::new().flexible(false).from_writer(Vec::new()));
        table.row(header);
        table
    }

    /// As many cells as the header has.
    pub(crate) fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0.write_record(cells).expect("rows are as long as the header, and a vector takes every byte");
    }

    fn into_text(self) -> String {
        let bytes = self.0.into_inner().expect("a vector takes every byte");
        String::from_utf8(bytes).expect("cells are text")
    }
}
