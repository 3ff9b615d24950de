//! The evaluator: reads the files one after the other, runs the checks on each, and reports. Integers only decide scores.

use touchstone_sdk::{
    Answer, Attachment, Evaluation, Evaluator, Finding, Message, Place, Problem, Quantity, Refusal, Severity, Task,
    attachments,
};

use crate::assignment::assign;
use crate::check::{Check, Dimension, Test, WorkConfig, config_problems};
use crate::content::{Content, read};
use crate::document_checks::{check_document, check_picture};
use crate::fault::Fault;
use crate::formula::Computed;
use crate::kind::FileKind;
use crate::outcome::{FULL, Outcome};
use crate::question::{MAX_FILE_BYTES, Requirement, UploadConfig, UploadQuestion, answer_problems, claimed_kind};
use crate::table::{Value, Workbook, address};
use crate::table_checks::Tables;
use crate::text::{clean, quoted};

/// How much of a file is asked for at once.
const CHUNK_BYTES: u32 = 1 << 20;

/// The most findings that a report has; the host takes 1,000.
const FINDINGS: usize = 900;

/// The evaluator.
pub struct WorkEvaluator;

impl Evaluator for WorkEvaluator {
    type Question = UploadConfig;
    type Config = WorkConfig;

    fn check_config(question: &UploadConfig, config: &WorkConfig) -> Vec<Problem> {
        if let Some(problem) = <UploadQuestion as touchstone_sdk::QuestionType>::check_config(question).first() {
            return vec![Problem::at("", at(problem, "题目配置", "the question's config"))];
        }
        config_problems(question, config)
    }

    fn evaluate(task: &Task<UploadConfig, WorkConfig>) -> Result<Evaluation, Refusal> {
        if let Some(problem) = Self::check_config(&task.question, &task.config).first() {
            return Err(Refusal::unsupported(at(problem, "配置", "the config")));
        }
        let Answer::Files(files) = &task.answer else {
            let (zh, en) = ("答案应为上传的文件（`files`）。", "the answer has to be uploaded files (`files`)");
            return Err(Refusal::malformed_answer(Message::zh_en(zh, en)));
        };
        if let Some(problem) = answer_problems(&task.question, files).first() {
            return Err(Refusal::malformed_answer(at(problem, "答案", "the answer")));
        }
        let mut report = Report::new(&task.question, &task.config);
        let claims: Vec<_> = files.iter().map(|file| (file.name.as_str(), claimed_kind(file))).collect();
        for (index, of) in assign(&task.question.files, &claims).into_iter().enumerate() {
            if let (Some(file), Some(wanted)) = (files.get(index), of.and_then(|of| task.question.files.get(of))) {
                let again = files.iter().take(index).any(|earlier| earlier.sha256 == file.sha256);
                report.file(file, wanted, again);
            }
        }
        Ok(report.finish())
    }
}

struct Report<'a> {
    question: &'a UploadConfig,
    config: &'a WorkConfig,
    /// For each check the credits of the files it was run on.
    credits: Vec<Vec<u64>>,
    findings: Vec<Finding>,
    review: Option<Message>,
    figures: Figures,
}

/// What was read in sum.
#[derive(Default)]
struct Figures {
    files: u64,
    bytes: u64,
    sheets: u64,
    rows: u64,
    words: u64,
}

impl<'a> Report<'a> {
    fn new(question: &'a UploadConfig, config: &'a WorkConfig) -> Self {
        let credits = vec![Vec::new(); config.checks.len()];
        Self { question, config, credits, findings: Vec::new(), review: None, figures: Figures::default() }
    }

    fn file(&mut self, file: &Attachment, wanted: &Requirement, again: bool) {
        match self.read(file, wanted, again) {
            Ok(content) => {
                self.figures.files += 1;
                self.figures.count(&content);
                self.run_checks(file, wanted, &content);
            }
            Err(fault) => self.fault(file, wanted, &fault),
        }
    }

    fn read(&mut self, file: &Attachment, wanted: &Requirement, again: bool) -> Result<Content, Fault> {
        if again {
            return Err(Fault::duplicate());
        }
        let same = |given: &String| is_digest(given, &file.sha256);
        if let Some(given) = self.question.provided.iter().find(|given| given.sha256.as_ref().is_some_and(same)) {
            return Err(Fault::unchanged(&given.name));
        }
        let bytes = fetch(file)?;
        self.figures.bytes += bytes.len() as u64;
        let (kind, content) = match read(&bytes) {
            Ok((kind, content)) => (kind, content),
            // Of another kind and broken: what it is comes first.
            Err((Some(kind), _)) if !wanted.kinds.contains(&kind) => return Err(not_taken(kind, wanted)),
            Err((_, fault)) => return Err(fault),
        };
        if !wanted.kinds.contains(&kind) {
            return Err(not_taken(kind, wanted));
        }
        if FileKind::of_name(&file.name).is_some_and(|named| named != kind) {
            let (name, word) = (quoted(&file.name), kind.word());
            let message = Message::zh_en(
                format!("文件 {name} 的内容是 {word}，与扩展名不符；按内容读取。"),
                format!("the file {name} is {word} by its content, unlike its extension; it was read as what it is"),
            );
            self.add(Finding::new("mislabelled-file", Severity::Minor, message).at(part(file, None)));
        }
        Ok(content)
    }

    fn fault(&mut self, file: &Attachment, wanted: &Requirement, fault: &Fault) {
        let mut lost = 0;
        for (check, credits) in self.config.checks.iter().zip(&mut self.credits) {
            if check.file == wanted.id {
                credits.push(0);
                lost += 1;
            }
        }
        let name = quoted(&file.name);
        let text = |tag| fault.message.text(tag).unwrap_or_default();
        let message = Message::zh_en(
            format!("文件 {name}：{}因此 {lost} 项检查不得分。", text("zh-CN")),
            format!("the file {name}: {}. {lost} checks earn nothing", text("en")),
        );
        if fault.person {
            self.review.get_or_insert_with(|| message.clone());
        }
        self.add(
            Finding::new(fault.code, fault.severity, message).on(Dimension::Completeness.id()).at(part(file, None)),
        );
    }

    fn run_checks(&mut self, file: &Attachment, wanted: &Requirement, content: &Content) {
        let config = self.config;
        if let Content::Tables(book, computed) = content {
            self.stale_formulas(file, book, computed);
        }
        for (index, check) in config.checks.iter().enumerate().filter(|(_, check)| check.file == wanted.id) {
            let outcome = match content {
                Content::Tables(book, computed) => {
                    Tables { book, computed, summary_rows: &config.summary_rows }.check(&check.test)
                }
                Content::Document(document) => check_document(&check.test, document),
                Content::Picture { width, height } => check_picture(&check.test, *width, *height),
                Content::Unread if check.test == (Test::Present {}) => Some(Outcome::passed()),
                Content::Unread => {
                    let name = quoted(&file.name);
                    let message = Message::zh_en(
                        format!("文件 {name} 是 PDF，其页面不会被读取：请人工查看。"),
                        format!("the file {name} is a PDF, whose pages are not read: a person has to look at it"),
                    );
                    self.review.get_or_insert(message);
                    None
                }
            };
            let outcome = outcome.unwrap_or_else(|| {
                Outcome::failed("这种文件里没有可供检查的内容。", "a file of this kind holds nothing to check for this")
            });
            if let Some(credits) = self.credits.get_mut(index) {
                credits.push(outcome.credit);
            }
            if !outcome.is_passed() {
                self.failed(file, check, &outcome);
            }
        }
    }

    fn failed(&mut self, file: &Attachment, check: &Check, outcome: &Outcome) {
        let severity = if outcome.credit == 0 { Severity::Major } else { Severity::Minor };
        let message = Message::zh_en(
            format!("{}：{}", check.title.zh(), outcome.zh),
            format!("{}: {}", check.title.en(), outcome.en),
        );
        let finding = Finding::new(code(&check.test), severity, message);
        self.add(finding.on(check.dimension.id()).at(part(file, outcome.place.as_deref())));
    }

    /// Formulas whose value in the file is not what they come to.
    fn stale_formulas(&mut self, file: &Attachment, book: &Workbook, computed: &Computed) {
        let (mut count, mut first) = (0_u64, None);
        for (index, sheet) in book.sheets.iter().enumerate() {
            for (number, formula) in sheet.formulas.iter().enumerate() {
                let Some(value) = computed.formula(index, number) else { continue };
                let there = match sheet.value(formula.row, formula.column) {
                    Some(value @ Value::Number(text)) if !text.is_empty() => value.number(false),
                    _ => None,
                };
                if let Some(there) = there.filter(|there| !there.nearly(value)) {
                    count += 1;
                    first.get_or_insert_with(|| {
                        (format!("{}!{}", sheet.name, address(formula.row, formula.column)), there, value)
                    });
                }
            }
        }
        if let Some((place, there, value)) = first {
            let message = Message::zh_en(
                format!(
                    "{count} 个公式保存的值与重新计算的结果不同；首处保存 {there}，计算得 {value}。以计算结果为准。"
                ),
                format!(
                    "the values kept for {count} formulas are not what they come to; the first keeps {there} and comes to {value}. What they come to counts"
                ),
            );
            let finding = Finding::new("stale-formula", Severity::Info, message);
            self.add(finding.on(Dimension::Correctness.id()).at(part(file, Some(&place))));
        }
    }

    fn add(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS {
            self.findings.push(finding);
        }
    }

    /// The mean over a requirement's files, those missing up to its least number included; `None` for an optional file left out.
    fn credit(&self, check: &Check, credits: &[u64]) -> Option<u64> {
        let least = self.question.files.iter().find(|wanted| wanted.id == check.file).map_or(0, |wanted| wanted.min);
        let all = credits.len().max(least) as u64;
        credits.iter().sum::<u64>().checked_div(all)
    }

    fn finish(self) -> Evaluation {
        let credits: Vec<Option<u64>> =
            self.config.checks.iter().zip(&self.credits).map(|(check, credits)| self.credit(check, credits)).collect();
        let mut evaluation = Evaluation::new();
        for dimension in Dimension::ALL {
            let counted = self.config.checks.iter().zip(&credits).filter(|(check, _)| check.dimension == dimension);
            let (mut part, mut whole) = (0, 0);
            for (check, credit) in counted.filter_map(|(check, credit)| Some((check, (*credit)?))) {
                part += check.weight * credit;
                whole += check.weight * FULL;
            }
            evaluation = match whole {
                0 => {
                    let (zh, en) = ("没有检查这一维度。", "no check bears on this dimension");
                    evaluation.not_measured(dimension.id(), Message::zh_en(zh, en))
                }
                whole => evaluation.share(dimension.id(), part, whole),
            };
        }
        let run = credits.iter().flatten().count() as u64;
        let passed = credits.iter().flatten().filter(|credit| **credit == FULL).count() as u64;
        let evaluation = self.findings.into_iter().fold(evaluation, Evaluation::finding);
        let evaluation = match self.review {
            Some(reason) => evaluation.review(reason),
            None => evaluation,
        };
        self.figures.indicators(evaluation.indicator(
            "checks-passed",
            Message::zh_en("通过的检查", "Checks passed"),
            if run == 0 { Quantity::Share(0) } else { Quantity::share(passed, run) },
        ))
    }
}

impl Figures {
    fn count(&mut self, content: &Content) {
        match content {
            Content::Tables(book, _) => {
                self.sheets += book.sheets.len() as u64;
                self.rows += book.sheets.iter().map(|sheet| sheet.rows().count() as u64).sum::<u64>();
            }
            Content::Document(document) => self.words += document.words,
            Content::Picture { .. } | Content::Unread => {}
        }
    }

    fn indicators(self, evaluation: Evaluation) -> Evaluation {
        evaluation
            .indicator("files-read", Message::zh_en("读取的文件", "Files read"), Quantity::Count(self.files))
            .indicator("bytes-read", Message::zh_en("读取的字节", "Bytes read"), Quantity::Bytes(self.bytes))
            .indicator("sheets", Message::zh_en("工作表", "Sheets"), Quantity::Count(self.sheets))
            .indicator("rows", Message::zh_en("有内容的行", "Rows that hold something"), Quantity::Count(self.rows))
            .indicator("words", Message::zh_en("文档字数", "Words in documents"), Quantity::Count(self.words))
    }
}

/// The whole of a file, piece by piece.
fn fetch(file: &Attachment) -> Result<Vec<u8>, Fault> {
    if file.bytes > MAX_FILE_BYTES {
        return Err(Fault::too_large(
            "超过 32 MiB，未读取，需要人工查看。",
            "it is over 32 MiB and was not read; a person has to look",
        ));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(file.bytes).unwrap_or(0));
    let mut offset = 0;
    while offset < file.bytes {
        let length = u32::try_from(file.bytes - offset).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
        let chunk = attachments::read(file.id, offset, length).map_err(|refusal| match refusal {
            attachments::Refusal::BudgetSpent => Fault::too_large(
                "全部文件超过一次评估可读取的量，需要人工查看。",
                "all files together are more than one evaluation may read; a person has to look",
            ),
            _ => Fault::damaged("上传的内容不可用。", "its uploaded content is not there"),
        })?;
        bytes.extend_from_slice(&chunk);
        offset += u64::from(length);
    }
    Ok(bytes)
}

/// Whether hexadecimal digits stand for these bytes.
fn is_digest(digits: &str, bytes: &[u8]) -> bool {
    let pairs = digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    pairs.eq(bytes.iter().copied().map(Some))
}

fn not_taken(kind: FileKind, wanted: &Requirement) -> Fault {
    let taken: Vec<&str> = wanted.kinds.iter().map(|kind| kind.word()).collect();
    let (word, taken) = (kind.word(), taken.join(", "));
    Fault::wrong_kind(
        format!("内容是 {word}，要求的是 {taken}。"),
        format!("it is {word} by its content, but {taken} was asked for"),
    )
}

fn code(test: &Test) -> &'static str {
    match test {
        Test::Present {} => "missing-file",
        Test::Sheet { .. } => "missing-sheet",
        Test::Columns { .. } => "missing-columns",
        Test::Types { .. } => "wrong-types",
        Test::Rows { .. } => "wrong-rows",
        Test::Formula { .. } => "wrong-formula",
        Test::Value { .. } => "wrong-value",
        Test::Total { .. } => "wrong-total",
        Test::Chart { .. } => "missing-chart",
        Test::Count { .. } => "wrong-count",
        Test::Headings { .. } => "missing-headings",
        Test::Mentions { .. } => "missing-mentions",
        Test::Picture { .. } => "wrong-picture",
    }
}

/// `report.xlsx/Details!B14`.
fn part(file: &Attachment, place: Option<&str>) -> Place {
    let name = clean(&file.name);
    Place::Part(
        place.filter(|place| !place.is_empty()).map_or(name.clone(), |place| format!("{name}/{}", clean(place))),
    )
}

fn at(problem: &Problem, zh: &str, en: &str) -> Message {
    let text = |tag| problem.message.text(tag).unwrap_or_default();
    Message::zh_en(
        format!("{zh} `{}`：{}", problem.pointer, text("zh-CN")),
        format!("{en} at `{}`: {}", problem.pointer, text("en")),
    )
}
