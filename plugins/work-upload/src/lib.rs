//! Question type and evaluator for uploaded work. The question says which files to hand in; the evaluator reads tables, documents, slides
//! and pictures inside the sandbox and checks them. It draws no page, judges no style, and runs nothing that a file brings along.

mod assignment;
mod check;
mod content;
mod csv;
mod decimal;
mod document;
mod document_checks;
mod evaluator;
mod fault;
mod formula;
mod kind;
mod outcome;
mod package;
mod question;
mod sniff;
mod table;
mod table_checks;
mod text;
mod xlsx;
mod xml;

pub use check::{
    CellType, ChartType, Check, Counted, Dimension, Expected, ExpectedCell, ExpectedColumn, Test, TypedColumn,
    WorkConfig,
};
pub use content::{Content, read};
pub use decimal::Decimal;
pub use document::Document;
pub use evaluator::WorkEvaluator;
pub use fault::Fault;
pub use formula::Computed;
pub use kind::FileKind;
pub use question::{
    MAX_ANSWER_BYTES, MAX_FILE_BYTES, Nothing, Presented, PresentedFile, PresentedRequirement, Provided, Requirement,
    UploadConfig, UploadQuestion,
};
pub use table::{Chart, Row, Sheet, Value, Workbook, address, column_name, place};
pub use text::Localized;

touchstone_sdk::export!(question_type: UploadQuestion, evaluator: WorkEvaluator);
