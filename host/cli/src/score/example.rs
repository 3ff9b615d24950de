//! Reads an example's folder: the interview, each candidate's answers, and the files they uploaded. Answers are files of `answers/`,
//! lines of `answers.jsonl`, or both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use touchstone_core::answer::{Answer, AnswerError, AnswerSheet};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::{Interview, InterviewError};
use touchstone_core::mistake::{Mistake, SyntaxError};

use crate::report::{Failure, FailureKind};

const GUIDE: &str = "an example is a folder with `interview.json` and one `answers/CANDIDATE.json` for each candidate";
const ONE_EACH: &str =
    "write one file per candidate there, such as `answers/wang-fang.json`, or one line each in `answers.jsonl`";

/// The file with many candidates' answers, a line each.
pub(crate) const LINES: &str = "answers.jsonl";

/// An interview with the answers to it.
pub(crate) struct Example {
    pub(crate) interview_path: PathBuf,
    /// The interview's file.
    pub(crate) interview_text: String,
    pub(crate) interview: Interview,
    /// In the order of the candidates' ids.
    pub(crate) attempts: Vec<Attempt>,
}

/// One candidate's answers.
pub(crate) struct Attempt {
    /// Its file; with `:LINE` where the file holds many.
    pub(crate) path: PathBuf,
    pub(crate) sheet: AnswerSheet,
    uploads: BTreeMap<ItemId, Arc<[Vec<u8>]>>,
}

impl Example {
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        if !folder.is_dir() {
            let what = format!("there is no folder `{}`", folder.display());
            return Err(Failure::new(FailureKind::Input, what).hint(GUIDE));
        }
        let interview_path = folder.join("interview.json");
        Self::of(interview_path, folder)
    }

    /// An interview with the answers below another folder.
    pub(crate) fn of(interview_path: PathBuf, answers: &Path) -> Result<Self, Failure> {
        let interview_text = read(&interview_path)?;
        let interview = interview_of(&interview_path, &interview_text)?;
        let attempts = read_attempts(answers, &interview)?;
        Ok(Self { interview_path, interview_text, interview, attempts })
    }
}

/// Reads every answer below `folder`, in the order of the candidates' ids.
pub(crate) fn read_attempts(folder: &Path, interview: &Interview) -> Result<Vec<Attempt>, Failure> {
    let (folder_of_sheets, lines) = (folder.join("answers"), folder.join(LINES));
    let mut attempts = Vec::new();
    if lines.exists() {
        attempts = read_lines(&lines, interview)?;
    }
    if folder_of_sheets.exists() || !lines.exists() {
        for path in &sheets(&folder_of_sheets)? {
            attempts.push(Attempt::read(path, interview)?);
        }
    }
    if attempts.is_empty() {
        let place = if folder_of_sheets.exists() { folder_of_sheets } else { lines };
        let what = format!("there is no answer in `{}`", place.display());
        return Err(Failure::new(FailureKind::Input, what).hint(ONE_EACH));
    }
    attempts.sort_by(|one, other| one.id().cmp(other.id()));
    if let Some(pair) = attempts.windows(2).find(|pair| pair[0].id() == pair[1].id()) {
        let (one, other) = (pair[0].path.display(), pair[1].path.display());
        let what = format!("`{one}` and `{other}` are both of the candidate `{}`", pair[0].id());
        let hint = "give each candidate an id of their own under `/candidate/id`, or remove one of the two";
        return Err(Failure::new(FailureKind::Input, what).hint(hint));
    }
    Ok(attempts)
}

/// Reads a file with one sheet on each line. Empty lines are passed over.
pub(crate) fn read_lines(file: &Path, interview: &Interview) -> Result<Vec<Attempt>, Failure> {
    let text = read(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| Attempt::of_line(file, index + 1, line, interview)).collect()
}

impl Attempt {
    /// One candidate's answers to this interview.
    pub(crate) fn read(path: &Path, interview: &Interview) -> Result<Self, Failure> {
        let sheet =
            sheet(path, &read(path)?, interview, |error| Failure::syntax(FailureKind::Input, path, "JSON", &error))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut uploads = BTreeMap::new();
        for (item, answer) in sheet.answers() {
            if let Answer::Files(files) = answer {
                let read = |upload: PathBuf| {
                    fs::read(&upload).map_err(|error| {
                        let hint = format!("`{}` names it under `/answers/{item}/files`; put it there", path.display());
                        Failure::unreadable(FailureKind::Input, &upload, &error, hint)
                    })
                };
                let contents: Vec<Vec<u8>> =
                    files.iter().map(|file| read(folder.join(file.path.as_str()))).collect::<Result<_, _>>()?;
                uploads.insert(item.clone(), contents.into());
            }
        }
        Ok(Self { path: path.to_owned(), sheet, uploads })
    }

    /// A line has no folder of its own where uploads could lie.
    fn of_line(file: &Path, line: usize, text: &str, interview: &Interview) -> Result<Self, Failure> {
        let path = PathBuf::from(format!("{}:{line}", file.display()));
        let sheet = sheet(&path, text, interview, |error| {
            Failure::syntax(FailureKind::Input, file, "JSON", &SyntaxError { line, ..error })
        })?;
        let uploaded = sheet.answers().find(|(_, answer)| matches!(answer, Answer::Files(_)));
        if let Some((item, _)) = uploaded {
            return Err(wrong(
                &path,
                &[Mistake {
                    path: format!("/answers/{item}/kind"),
                    problem: "a line of `answers.jsonl` takes no uploaded files".to_owned(),
                    remedy: "move this candidate into a file of `answers/`, with the uploads beside it".to_owned(),
                }],
            ));
        }
        Ok(Self { path, sheet, uploads: BTreeMap::new() })
    }

    pub(crate) fn id(&self) -> &CandidateId {
        &self.sheet.candidate().id
    }

    /// The bytes of the files uploaded for an item.
    pub(crate) fn files(&self, item: &ItemId) -> &[Vec<u8>] {
        self.uploads.get(item).map_or(&[], AsRef::as_ref)
    }

    /// The same, to share them with a call.
    pub(crate) fn uploads(&self, item: &ItemId) -> Arc<[Vec<u8>]> {
        self.uploads.get(item).cloned().unwrap_or_else(|| Arc::from([]))
    }
}

fn sheet(
    path: &Path,
    text: &str,
    interview: &Interview,
    syntax: impl FnOnce(SyntaxError) -> Failure,
) -> Result<AnswerSheet, Failure> {
    let sheet = AnswerSheet::from_json(text).map_err(|error| match error {
        AnswerError::Syntax(error) => syntax(error),
        AnswerError::Mistakes(mistakes) => wrong(path, mistakes.list()),
    })?;
    let unknown = sheet.check_items(interview);
    if unknown.is_empty() { Ok(sheet) } else { Err(wrong(path, &unknown)) }
}

/// Reads an `interview.json`.
pub(crate) fn read_interview(path: &Path) -> Result<Interview, Failure> {
    interview_of(path, &read(path)?)
}

/// The interview that a file's text is.
pub(crate) fn interview_of(path: &Path, text: &str) -> Result<Interview, Failure> {
    Interview::from_json(text).map_err(|error| match error {
        InterviewError::Syntax(error) => Failure::syntax(FailureKind::Input, path, "JSON", &error),
        InterviewError::Mistakes(mistakes) => wrong(path, mistakes.list()),
    })
}

/// The files with candidates' answers in a folder, in the order of their names.
pub(crate) fn sheets(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries =
        fs::read_dir(folder).map_err(|error| Failure::unreadable(FailureKind::Input, folder, &error, GUIDE))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    Ok(paths)
}

pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, GUIDE))
}

/// A file whose content is wrong.
pub(crate) fn wrong(path: &Path, mistakes: &[Mistake]) -> Failure {
    Failure::mistakes(FailureKind::Input, path, mistakes)
}
