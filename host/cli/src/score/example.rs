//! Reads an example's folder: the interview, each candidate's answers, and the files they uploaded.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use touchstone_core::answer::{Answer, AnswerError, AnswerSheet};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::{Interview, InterviewError};
use touchstone_core::mistake::Mistake;

use crate::report::{Failure, FailureKind};

const GUIDE: &str = "an example is a folder with `interview.json` and one `answers/CANDIDATE.json` for each candidate";

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
        let interview_text = read(&interview_path)?;
        let interview = interview_of(&interview_path, &interview_text)?;
        let paths = sheets(&folder.join("answers"))?;
        let mut attempts = paths.iter().map(|path| Attempt::read(path, &interview)).collect::<Result<Vec<_>, _>>()?;
        attempts.sort_by(|one, other| one.id().cmp(other.id()));
        if let Some(pair) = attempts.windows(2).find(|pair| pair[0].id() == pair[1].id()) {
            let (one, other) = (pair[0].path.display(), pair[1].path.display());
            let what = format!("`{one}` and `{other}` are both of the candidate `{}`", pair[0].id());
            let hint = "give each candidate an id of their own under `/candidate/id`, or remove one file";
            return Err(Failure::new(FailureKind::Input, what).hint(hint));
        }
        Ok(Self { interview_path, interview_text, interview, attempts })
    }
}

impl Attempt {
    /// One candidate's answers to this interview.
    pub(crate) fn read(path: &Path, interview: &Interview) -> Result<Self, Failure> {
        let sheet = AnswerSheet::from_json(&read(path)?).map_err(|error| match error {
            AnswerError::Syntax(error) => Failure::syntax(FailureKind::Input, path, "JSON", &error),
            AnswerError::Mistakes(mistakes) => wrong(path, mistakes.list()),
        })?;
        let unknown = sheet.check_items(interview);
        if !unknown.is_empty() {
            return Err(wrong(path, &unknown));
        }
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

    pub(crate) fn id(&self) -> &CandidateId {
        &self.sheet.candidate().id
    }

    /// The same without a claim on them.
    pub(crate) fn files(&self, item: &ItemId) -> &[Vec<u8>] {
        self.uploads.get(item).map_or(&[], |files| files)
    }

    /// The bytes of the files uploaded for an item.
    pub(crate) fn uploads(&self, item: &ItemId) -> Arc<[Vec<u8>]> {
        self.uploads.get(item).cloned().unwrap_or_else(|| Arc::from([]))
    }
}

/// The interview that a file's text is.
pub(crate) fn interview_of(path: &Path, text: &str) -> Result<Interview, Failure> {
    Interview::from_json(text).map_err(|error| match error {
        InterviewError::Syntax(error) => Failure::syntax(FailureKind::Input, path, "JSON", &error),
        InterviewError::Mistakes(mistakes) => wrong(path, mistakes.list()),
    })
}

/// The files with candidates' answers in a folder, one at least, in the order of their names.
pub(crate) fn sheets(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries =
        fs::read_dir(folder).map_err(|error| Failure::unreadable(FailureKind::Input, folder, &error, GUIDE))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::new(FailureKind::Input, format!("there is no answer in `{}`", folder.display()))
            .hint("write one file per candidate there, such as `answers/wang-fang.json`"));
    }
    Ok(paths)
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, GUIDE))
}

/// A file whose content is wrong.
pub(crate) fn wrong(path: &Path, mistakes: &[Mistake]) -> Failure {
    Failure::mistakes(FailureKind::Input, path, mistakes)
}
