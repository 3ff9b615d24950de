//! The evaluator's config: what is looked for in the files, and what a schema cannot say about it. How checks run is in `table_checks` and
//! `document_checks`.

use serde::Deserialize;
use touchstone_sdk::Problem;

use crate::decimal::Decimal;
use crate::kind::FileKind;
use crate::question::UploadConfig;
use crate::table::place;
use crate::text::{Localized, list_en, list_zh, problem};

/// The evaluator's config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkConfig {
    /// What is looked for.
    pub checks: Vec<Check>,
    /// Words that begin a row which sums up others, beside the usual ones.
    #[serde(default)]
    pub summary_rows: Vec<String>,
}

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Unique among the checks.
    pub id: String,
    /// Its name in the report.
    pub title: Localized,
    /// Where it counts.
    pub dimension: Dimension,
    /// How much it counts there, beside the others.
    #[serde(default = "one")]
    pub weight: u64,
    /// The question's requirement whose files it looks into.
    pub file: String,
    /// What it looks for.
    pub test: Test,
}

/// The manifest's dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// What was asked for is there.
    Completeness,
    /// It is right.
    Correctness,
    /// It is shown well.
    Presentation,
}

/// What a check looks for. Names are lists: any of them will do, so that Chinese and English files fit one config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Test {
    /// The file is what it should be and holds something.
    Present {},
    /// A sheet of this name holds something.
    Sheet {
        /// Its names.
        sheet: Vec<String>,
    },
    /// Columns with these headers.
    Columns {
        /// Default: the first sheet that holds something.
        #[serde(default)]
        sheet: Vec<String>,
        /// The names of each.
        columns: Vec<Vec<String>>,
    },
    /// Columns whose values are of a type.
    Types {
        /// Default: the first sheet that holds something.
        #[serde(default)]
        sheet: Vec<String>,
        /// Each with its type.
        columns: Vec<TypedColumn>,
    },
    /// So many rows of data.
    Rows {
        /// Default: the first sheet that holds something.
        #[serde(default)]
        sheet: Vec<String>,
        /// Rows count where this column is filled. Default: below the first row with two filled cells.
        #[serde(default)]
        column: Vec<String>,
        /// At least.
        at_least: u64,
        /// At most.
        at_most: Option<u64>,
    },
    /// A cell, or every cell of a column, holds a formula and no error.
    Formula {
        /// Default: the first sheet that holds something.
        #[serde(default)]
        sheet: Vec<String>,
        /// `B14`.
        cell: Option<String>,
        /// The names of the column.
        #[serde(default)]
        column: Vec<String>,
        /// It calls one of these.
        #[serde(default)]
        functions: Vec<String>,
    },
    /// A cell's value.
    Value {
        /// Default: the first sheet that holds something.
        #[serde(default)]
        sheet: Vec<String>,
        /// `B14`.
        cell: String,
        /// A number or a text.
        equals: String,
        /// How far a number may be off.
        tolerance: Option<String>,
    },
    /// The sum of a column's data rows.
    Total {
        /// Default: the first sheet that holds something.
        #[serde(default)]
        sheet: Vec<String>,
        /// The names of the column.
        column: Vec<String>,
        /// What it has to be.
        equals: Expected,
        /// How far it may be off.
        tolerance: Option<String>,
    },
    /// Charts whose series refer to cells.
    Chart {
        /// Default: any sheet.
        #[serde(default)]
        sheet: Vec<String>,
        /// Default: any.
        #[serde(default)]
        types: Vec<ChartType>,
        /// How many.
        #[serde(default = "one")]
        at_least: u64,
    },
    /// How many of something.
    Count {
        /// Of what.
        of: Counted,
        /// At least.
        #[serde(default)]
        at_least: u64,
        /// At most.
        at_most: Option<u64>,
    },
    /// Headings, or slides' titles.
    Headings {
        /// The words of each, one of which it holds.
        headings: Vec<Vec<String>>,
    },
    /// Things that the text speaks of.
    Mentions {
        /// The words of each, one of which the text holds.
        phrases: Vec<Vec<String>>,
    },
    /// A picture's size in pixels.
    Picture {
        /// At least so wide.
        #[serde(default)]
        min_width: u64,
        /// At least so high.
        #[serde(default)]
        min_height: u64,
        /// At most so wide.
        max_width: Option<u64>,
        /// At most so high.
        max_height: Option<u64>,
    },
}

/// A column and what its cells hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedColumn {
    /// Its names.
    pub names: Vec<String>,
    /// What its cells hold.
    #[serde(rename = "type")]
    pub kind: CellType,
    /// Whether cells may be empty.
    #[serde(default)]
    pub may_be_empty: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellType {
    /// A number; in a CSV also with separators, currency or percent sign.
    Number,
    /// A whole number.
    Integer,
    /// A date; in a CSV `2024-01-31`, `2024/1/31`, `2024.1.31` or `2024年1月31日`.
    Date,
    /// Text.
    Text,
    /// Anything.
    Any,
}

/// What a total has to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Expected {
    /// This number.
    Number(String),
    /// The sum of another column.
    Column(ExpectedColumn),
    /// The number in a cell.
    Cell(ExpectedCell),
}

/// A column of the same file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedColumn {
    /// Default: the first sheet that holds something.
    #[serde(default)]
    pub sheet: Vec<String>,
    /// Its names.
    pub column: Vec<String>,
}

/// A cell of the same file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedCell {
    /// Default: the first sheet that holds something.
    #[serde(default)]
    pub sheet: Vec<String>,
    /// `B14`.
    pub cell: String,
}

/// A chart's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "their names say it")]
pub enum ChartType {
    Column,
    Bar,
    Line,
    Pie,
    Doughnut,
    Area,
    Scatter,
    Bubble,
    Radar,
    Stock,
    Surface,
}

/// What is counted in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "their names say it")]
pub enum Counted {
    Sheets,
    Charts,
    Headings,
    Paragraphs,
    Words,
    Tables,
    Images,
    Slides,
}

impl Dimension {
    /// In the manifest's order.
    pub const ALL: [Self; 3] = [Self::Completeness, Self::Correctness, Self::Presentation];

    /// The manifest's id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Completeness => "completeness",
            Self::Correctness => "correctness",
            Self::Presentation => "presentation",
        }
    }
}

impl ChartType {
    /// As `xlsx` calls it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Bar => "bar",
            Self::Line => "line",
            Self::Pie => "pie",
            Self::Doughnut => "doughnut",
            Self::Area => "area",
            Self::Scatter => "scatter",
            Self::Bubble => "bubble",
            Self::Radar => "radar",
            Self::Stock => "stock",
            Self::Surface => "surface",
        }
    }
}

impl Test {
    /// Whether it can look into files of this kind.
    pub(crate) fn applies_to(&self, kind: FileKind) -> bool {
        match self {
            Self::Present {} => true,
            Self::Columns { .. } | Self::Types { .. } | Self::Rows { .. } | Self::Total { .. } | Self::Value { .. } => {
                kind.is_table()
            }
            Self::Sheet { .. }
            | Self::Formula { .. }
            | Self::Chart { .. }
            | Self::Count { of: Counted::Sheets, .. } => kind == FileKind::Xlsx,
            Self::Count { of: Counted::Charts, .. } => kind == FileKind::Xlsx || kind.is_document(),
            Self::Count { of: Counted::Slides, .. } => kind == FileKind::Pptx,
            Self::Count { .. } | Self::Headings { .. } | Self::Mentions { .. } => kind.is_document(),
            Self::Picture { .. } => kind.is_picture(),
        }
    }
}

/// What is wrong with the config; pointers into it.
pub(crate) fn config_problems(question: &UploadConfig, config: &WorkConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    if config.checks.is_empty() {
        problems.push(problem("/checks", "至少写一项检查。", "write at least one check"));
    }
    for (index, check) in config.checks.iter().enumerate() {
        let at = |key: &str| format!("/checks/{index}/{key}");
        if config.checks.iter().take(index).any(|other| other.id == check.id) {
            problems.push(problem(at("id"), "编号重复：请换一个。", "the id comes twice: choose another"));
        }
        if !(1..=1000).contains(&check.weight) {
            problems.push(problem(at("weight"), "应在 1 到 1000 之间。", "has to be 1 to 1000"));
        }
        match question.files.iter().find(|wanted| wanted.id == check.file) {
            None => {
                let known: Vec<&str> = question.files.iter().map(|wanted| wanted.id.as_str()).collect();
                let (zh, en) = (list_zh(known.iter().copied()), list_en(known));
                problems.push(problem(
                    at("file"),
                    format!("题目没有要求 `{}`：可用 {zh}。", check.file),
                    format!("the question asks for no `{}`: use {en}", check.file),
                ));
            }
            Some(wanted) if !wanted.kinds.iter().any(|kind| check.test.applies_to(*kind)) => {
                problems.push(problem(
                    at("test/kind"),
                    format!("`{}` 接受的文件种类都无法做这项检查。", check.file),
                    format!("no kind of file that `{}` takes can be checked for this", check.file),
                ));
            }
            Some(_) => {}
        }
        test_problems(&check.test, &at("test"), &mut problems);
    }
    problems
}

fn test_problems(test: &Test, at: &str, problems: &mut Vec<Problem>) {
    let mut number = |key: &str, text: Option<&String>, signed: bool| {
        let wrong = |text: &&String| Decimal::parse(text).is_none_or(|value| !signed && value < Decimal::ZERO);
        if text.as_ref().is_some_and(wrong) {
            let at = format!("{at}/{key}");
            problems.push(problem(at, "应为十进制数，例如 \"0.01\"。", "has to be a decimal number such as \"0.01\""));
        }
    };
    match test {
        Test::Value { tolerance, .. } => number("tolerance", tolerance.as_ref(), false),
        Test::Total { tolerance, equals, .. } => {
            number("tolerance", tolerance.as_ref(), false);
            if let Expected::Number(text) = equals {
                number("equals", Some(text), true);
            }
        }
        _ => {}
    }
    let cells = match test {
        Test::Formula { cell: Some(cell), .. } | Test::Value { cell, .. } => Some(("cell", cell)),
        Test::Total { equals: Expected::Cell(ExpectedCell { cell, .. }), .. } => Some(("equals/cell", cell)),
        _ => None,
    };
    if let Some((key, cell)) = cells.filter(|(_, cell)| place(cell).is_none()) {
        problems.push(problem(
            format!("{at}/{key}"),
            format!("`{cell}` 不是单元格，例如 `B14`。"),
            format!("`{cell}` is no cell such as `B14`"),
        ));
    }
    let mut wrong = |key: &str, zh: &str, en: &str| problems.push(problem(format!("{at}{key}"), zh, en));
    match test {
        Test::Formula { cell, column, .. } if cell.is_some() != column.is_empty() => {
            wrong("", "`cell` 与 `column` 恰好写一个。", "write exactly one of `cell` and `column`");
        }
        Test::Rows { at_least, at_most: Some(at_most), .. } | Test::Count { at_least, at_most: Some(at_most), .. }
            if at_least > at_most =>
        {
            wrong("/at_most", "小于 `at_least`：请调换。", "below `at_least`: swap them");
        }
        Test::Count { at_least: 0, at_most: None, .. } => {
            wrong("", "请写 `at_least` 或 `at_most`。", "write `at_least` or `at_most`");
        }
        Test::Columns { columns: names, .. }
        | Test::Headings { headings: names }
        | Test::Mentions { phrases: names }
            if names.is_empty() || names.iter().any(Vec::is_empty) =>
        {
            wrong("", "每一项至少写一个名称。", "name each at least once");
        }
        Test::Types { columns, .. } if columns.is_empty() || columns.iter().any(|column| column.names.is_empty()) => {
            wrong("/columns", "每一列至少写一个名称。", "name each column at least once");
        }
        _ => {}
    }
}

fn one() -> u64 {
    1
}
