//! The question type: what to hand in, and whether what was handed in can be taken by number, size and kind. It cannot look into files;
//! that is the evaluator's.

use serde::{Deserialize, Serialize};
use touchstone_sdk::{Answer, Attachment, Problem, QuestionType, Step};

use crate::assignment::assign;
use crate::kind::{FileKind, extension};
use crate::text::{Localized, bytes, list_en, list_zh, problem, quoted};

/// The largest file that can be allowed.
pub const MAX_FILE_BYTES: u64 = 32 << 20;

/// What all files of one answer may have together: an evaluation's budget.
pub const MAX_ANSWER_BYTES: u64 = 64 << 20;

/// The question type.
pub struct UploadQuestion;

/// The question's config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadConfig {
    /// What to do.
    pub statement: Localized,
    /// What the candidate works from.
    #[serde(default)]
    pub provided: Vec<Provided>,
    /// What to hand in.
    pub files: Vec<Requirement>,
}

/// A file that the candidate works from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provided {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub description: Localized,
    /// Its digest; handing it in again as it was earns nothing.
    #[serde(default)]
    pub sha256: Option<String>,
}

/// A file, or some of a kind, to hand in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Unique among the requirements; checks name it.
    pub id: String,
    /// Its name.
    pub title: Localized,
    /// What has to be in it.
    #[serde(default)]
    pub description: Option<Localized>,
    /// The kinds that are taken.
    pub kinds: Vec<FileKind>,
    /// At least so many.
    #[serde(default = "one")]
    pub min: usize,
    /// At most so many.
    #[serde(default = "one")]
    pub max: usize,
    /// The largest that is taken.
    #[serde(default = "ten_mebibytes")]
    pub max_bytes: u64,
    /// Words of which a file's name holds one, where several requirements take its kind.
    #[serde(default)]
    pub named: Vec<String>,
}

/// What the candidate's page receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presented {
    /// What to do.
    pub statement: String,
    /// What the candidate works from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<PresentedFile>,
    /// What to hand in.
    pub files: Vec<PresentedRequirement>,
}

/// A provided file on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub description: String,
}

/// A requirement on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedRequirement {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What has to be in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// For a file chooser: `.xlsx`.
    pub extensions: Vec<String>,
    /// For a file chooser.
    pub media_types: Vec<String>,
    /// At least so many.
    pub min: usize,
    /// At most so many.
    pub max: usize,
    /// The largest that is taken.
    pub max_bytes: u64,
    /// Words of which a file's name holds one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
}

/// Nothing can be done here but handing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

impl QuestionType for UploadQuestion {
    type Config = UploadConfig;
    type Presented = Presented;
    type State = Nothing;
    type Action = serde_json::Value;
    type View = Nothing;

    fn check_config(config: &UploadConfig) -> Vec<Problem> {
        config_problems(config)
    }

    fn present(config: &UploadConfig, locale: &str, _seed: u64) -> Result<Presented, Problem> {
        let provided = config.provided.iter().map(|file| PresentedFile {
            name: file.name.clone(),
            description: file.description.text(locale).to_owned(),
        });
        let files = config.files.iter().map(|wanted| PresentedRequirement {
            id: wanted.id.clone(),
            title: wanted.title.text(locale).to_owned(),
            description: wanted.description.as_ref().map(|text| text.text(locale).to_owned()),
            extensions: wanted.extensions(),
            media_types: wanted.kinds.iter().flat_map(|kind| kind.media_types()).map(|&it| it.to_owned()).collect(),
            min: wanted.min,
            max: wanted.max,
            max_bytes: wanted.max_bytes,
            named: wanted.named.clone(),
        });
        Ok(Presented {
            statement: config.statement.text(locale).to_owned(),
            provided: provided.collect(),
            files: files.collect(),
        })
    }

    fn interact(
        _config: &UploadConfig,
        _seed: u64,
        _state: Option<Nothing>,
        _action: serde_json::Value,
        _now_ms: u64,
    ) -> Result<Step<Nothing, Nothing>, Problem> {
        Err(problem("", "本题没有可执行的操作：请上传文件。", "there is nothing to do here but to hand in files"))
    }

    fn check_answer(config: &UploadConfig, _seed: u64, answer: &Answer) -> Vec<Problem> {
        match answer {
            Answer::Omitted => Vec::new(),
            Answer::Files(files) => answer_problems(config, files),
            _ => vec![problem("", "答案应为上传的文件（`files`）。", "the answer has to be uploaded files (`files`)")],
        }
    }
}

impl Requirement {
    /// `.xlsx`, `.csv`, …
    pub(crate) fn extensions(&self) -> Vec<String> {
        self.kinds.iter().flat_map(|kind| kind.extensions()).map(|extension| format!(".{extension}")).collect()
    }
}

/// What kind a file says it is: by its extension, or by its media type where it has none that is known.
pub(crate) fn claimed_kind(file: &Attachment) -> Option<FileKind> {
    let by_type = || FileKind::of_media_type(&file.media_type).filter(|_| extension(&file.name).is_none());
    FileKind::of_name(&file.name).or_else(by_type)
}

/// Why these files cannot be taken; pointers into the answer.
pub(crate) fn answer_problems(config: &UploadConfig, files: &[Attachment]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let claims: Vec<_> = files.iter().map(|file| (file.name.as_str(), claimed_kind(file))).collect();
    let assigned = assign(&config.files, &claims);
    for (index, (file, of)) in files.iter().zip(&assigned).enumerate() {
        let at = format!("/files/{index}");
        let name = quoted(&file.name);
        let Some(wanted) = of.and_then(|of| config.files.get(of)) else {
            let taken: Vec<String> = config.files.iter().flat_map(Requirement::extensions).collect();
            let (zh, en) = (list_zh(taken.iter().map(String::as_str)), list_en(taken.iter().map(String::as_str)));
            problems.push(problem(
                at,
                format!("文件 {name} 的种类不在要求之列，或同类文件过多；可上传 {zh}。"),
                format!("the file {name} is of no kind that is asked for, or one too many; what is taken: {en}"),
            ));
            continue;
        };
        if file.bytes > wanted.max_bytes {
            let (size, most) = (bytes(file.bytes), bytes(wanted.max_bytes));
            problems.push(problem(
                at,
                format!("文件 {name} 有 {size}，最多 {most}。"),
                format!("the file {name} has {size}; at most {most} are taken"),
            ));
        }
    }
    for (index, wanted) in config.files.iter().enumerate() {
        let count = assigned.iter().filter(|of| **of == Some(index)).count();
        if count < wanted.min {
            let (zh, en, min) = (wanted.title.zh(), wanted.title.en(), wanted.min);
            problems.push(problem(
                "/files",
                format!("{zh}需要至少 {min} 个文件，现有 {count} 个。"),
                format!("{en} asks for at least {min} file(s), there are {count}"),
            ));
        }
    }
    let all = files.iter().fold(0_u64, |all, file| all.saturating_add(file.bytes));
    if all > MAX_ANSWER_BYTES {
        let (size, most) = (bytes(all), bytes(MAX_ANSWER_BYTES));
        problems.push(problem(
            "/files",
            format!("全部文件共 {size}，最多 {most}。"),
            format!("all files together have {size}; at most {most} are taken"),
        ));
    }
    problems.truncate(100);
    problems
}

fn config_problems(config: &UploadConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    if config.files.is_empty() {
        problems.push(problem("/files", "至少要求一个文件。", "ask for at least one file"));
    }
    for (index, wanted) in config.files.iter().enumerate() {
        let at = |key: &str| format!("/files/{index}/{key}");
        if config.files.iter().take(index).any(|other| other.id == wanted.id) {
            problems.push(problem(at("id"), "编号重复：请换一个。", "the id comes twice: choose another"));
        }
        if wanted.kinds.is_empty() {
            problems.push(problem(at("kinds"), "至少写一个种类。", "name at least one kind"));
        }
        if wanted.max == 0 || wanted.min > wanted.max {
            problems.push(problem(
                at("max"),
                "`max` 至少为 1，且不小于 `min`。",
                "`max` is at least 1 and not below `min`",
            ));
        }
        if !(1..=MAX_FILE_BYTES).contains(&wanted.max_bytes) {
            problems.push(problem(
                at("max_bytes"),
                format!("应在 1 到 {MAX_FILE_BYTES} 之间。"),
                format!("has to be 1 to {MAX_FILE_BYTES}"),
            ));
        }
        let alike = |other: &&Requirement| other.kinds.iter().any(|kind| wanted.kinds.contains(kind));
        let rival = config.files.iter().take(index).find(alike);
        if let Some(rival) = rival.filter(|rival| rival.named.is_empty() && wanted.named.is_empty()) {
            problems.push(problem(
                at("named"),
                format!("与 `{}` 接受同类文件：请用 `named` 写出文件名中的词，以便区分。", rival.id),
                format!(
                    "takes kinds that `{}` takes too: tell them apart by words of their names in `named`",
                    rival.id
                ),
            ));
        }
    }
    let budget = config.files.iter().map(|wanted| (wanted.max as u64).saturating_mul(wanted.max_bytes));
    if budget.fold(0_u64, u64::saturating_add) > MAX_ANSWER_BYTES {
        problems.push(problem(
            "/files",
            format!("全部文件最多共 {MAX_ANSWER_BYTES} 字节：请减小 `max` 或 `max_bytes`。"),
            format!("all files may have {MAX_ANSWER_BYTES} bytes together: lower `max` or `max_bytes`"),
        ));
    }
    for (index, file) in config.provided.iter().enumerate() {
        let hex = |digest: &String| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if file.sha256.as_ref().is_some_and(|digest| !hex(digest)) {
            problems.push(problem(
                format!("/provided/{index}/sha256"),
                "应为 64 位十六进制数字。",
                "has to be 64 hexadecimal digits",
            ));
        }
    }
    problems
}

fn one() -> usize {
    1
}

fn ten_mebibytes() -> u64 {
    10 << 20
}
