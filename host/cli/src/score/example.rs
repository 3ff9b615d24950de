//! Reads an example's folder: the interview, each candidate's answers, and the files they uploaded.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use touchstone_core::answer::{Answer, AnswerSheet};
use touchstone_core::ids::ItemId;
use touchstone_core::interview::Interview;

use crate::report::{Failure, FailureKind};

/// An interview with the answers to it.
pub(crate) struct Example {
    pub(crate) interview_path: PathBuf,
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
        let interview_path = folder.join("interview.json");
        let text = read(&interview_path)?;
        let interview = Interview::from_json(&text).map_err(|error| wrong(&interview_path, &error))?;

        let answers = folder.join("answers");
        let entries = fs::read_dir(&answers).map_err(|error| unreadable(&answers, &error))?;
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        paths.sort();
        if paths.is_empty() {
            return Err(Failure::new(FailureKind::Input, format!("there is no answer in `{}`", answers.display()))
                .hint("write one file per candidate there, such as `answers/wang-fang.json`"));
        }
        let mut attempts = paths.iter().map(|path| Attempt::read(path, &interview)).collect::<Result<Vec<_>, _>>()?;
        attempts.sort_by(|one, other| one.sheet.candidate().id.cmp(&other.sheet.candidate().id));
        let mut seen = BTreeSet::new();
        for attempt in &attempts {
            let id = &attempt.sheet.candidate().id;
            if !seen.insert(id) {
                let what = format!("`{}`: the candidate `{id}` has another file already", attempt.path.display());
                return Err(Failure::new(FailureKind::Input, what).hint("give each candidate an id of their own"));
            }
        }
        Ok(Self { interview_path, interview, attempts })
    }
}

impl Attempt {
    fn read(path: &Path, interview: &Interview) -> Result<Self, Failure> {
        let sheet = AnswerSheet::from_json(&read(path)?).map_err(|error| wrong(path, &error))?;
        if let Some(mistake) = sheet.check_items(interview).first() {
            return Err(wrong(path, mistake));
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut uploads = BTreeMap::new();
        for (item, answer) in sheet.answers() {
            if let Answer::Files(files) = answer {
                let read = |path: PathBuf| fs::read(&path).map_err(|error| unreadable(&path, &error));
                let contents: Vec<Vec<u8>> =
                    files.iter().map(|file| read(folder.join(file.path.as_str()))).collect::<Result<_, _>>()?;
                uploads.insert(item.clone(), contents.into());
            }
        }
        Ok(Self { path: path.to_owned(), sheet, uploads })
    }

    /// The bytes of the files uploaded for an item.
    pub(crate) fn uploads(&self, item: &ItemId) -> Arc<[Vec<u8>]> {
        self.uploads.get(item).cloned().unwrap_or_else(|| Arc::from([]))
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(FailureKind::Input, format!("cannot read `{}`: {error}", path.display()))
        .hint("an example is a folder with `interview.json` and `answers/CANDIDATE.json`")
}

/// A file whose content is wrong.
pub(crate) fn wrong(path: &Path, error: &impl ToString) -> Failure {
    Failure::new(FailureKind::Input, format!("`{}`: {}", path.display(), error.to_string()))
}
