//! Reads the people that a fairness report is about: scores and levels of a cohort with a CSV of attributes, or one CSV with everything.

use std::collections::BTreeMap;
use std::path::Path;

use num_rational::BigRational;
use touchstone_core::fairness::FairnessRow;
use touchstone_core::ids::{CandidateId, LevelId};
use touchstone_core::rubric::Rubric;
use touchstone_core::scorecard::Scorecard;
use touchstone_core::weight::Weight;

use crate::csv_file::{CsvFile, Row};
use crate::report::{Failure, FailureKind};
use crate::source::Cohort;

const GUIDE: &str = "write a header with `candidate` and a column for each attribute, and a row for each candidate";

/// Columns that are no attributes.
const FIXED: [&str; 4] = ["candidate", "name", "score", "selected"];

/// Everybody, with what is known of them.
pub(super) struct People {
    pub(super) attributes: Vec<String>,
    pub(super) rows: Vec<FairnessRow>,
    /// How many candidates have no row in the file of attributes; all of theirs are unknown.
    pub(super) unlisted: usize,
}

impl People {
    /// A cohort's candidates with attributes from a file. With a level, who reaches it counts as selected.
    pub(super) fn of_cohort(cohort: &Cohort, people: &Path, selected: Option<&LevelId>) -> Result<Self, Failure> {
        let (attributes, mut categories) = attributes_by_candidate(people, cohort)?;
        let reached = selected.map(|level| levels_from(cohort.interview.rubric(), level)).transpose()?;
        let mut rows = Vec::with_capacity(cohort.attempts.len());
        let mut unlisted = 0;
        for attempt in &cohort.attempts {
            let scorecard = attempt
                .as_core()
                .score(&cohort.interview)
                .map_err(|error| Failure::said(FailureKind::Input, &error))?;
            let found = categories.remove(&attempt.candidate.id);
            unlisted += usize::from(found.is_none());
            rows.push(FairnessRow {
                categories: found.unwrap_or_default(),
                score: scorecard.total().map(|total| total.as_ratio().clone()),
                selected: reached.as_ref().and_then(|levels| is_selected(&scorecard, levels)),
            });
        }
        Ok(Self { attributes, rows, unlisted })
    }

    /// Everything from one file.
    pub(super) fn of_table(path: &Path) -> Result<Self, Failure> {
        let mut file = CsvFile::read(path, GUIDE)?;
        if let Some(column) = file.column("candidate") {
            file.candidates(column);
        }
        let (score, selected) = (file.column("score"), file.column("selected"));
        if score.is_none() && selected.is_none() {
            file.need("score", "add a column `score` with points, or `selected` with `yes` and `no`");
        }
        let attributes = attributes(&file);
        let mut mistakes = Vec::new();
        let mut rows = Vec::with_capacity(file.rows().len());
        for row in file.rows() {
            let score = score.map_or(Ok(None), |column| points(row, column));
            let selected = selected.map_or(Ok(None), |column| decision(row, column));
            match (score, selected) {
                (Ok(score), Ok(selected)) => {
                    rows.push(FairnessRow { categories: categories(&attributes, row), score, selected });
                }
                (score, selected) => mistakes.extend([score.err(), selected.err()].into_iter().flatten()),
            }
        }
        file.mistakes.extend(mistakes);
        let attributes = attributes.into_iter().map(|(name, _)| name).collect();
        file.finish(Self { attributes, rows, unlisted: 0 })
    }
}

/// Every column that is no fixed one, with its place.
fn attributes(file: &CsvFile) -> Vec<(String, usize)> {
    let all = file.header().iter().enumerate();
    all.filter(|(_, name)| !FIXED.contains(&name.as_str())).map(|(n, name)| (name.clone(), n)).collect()
}

fn categories(attributes: &[(String, usize)], row: &Row) -> BTreeMap<String, String> {
    let known = attributes.iter().filter(|(_, column)| !row.cell(*column).is_empty());
    known.map(|(name, column)| (name.clone(), row.cell(*column).to_owned())).collect()
}

type Categories = BTreeMap<CandidateId, BTreeMap<String, String>>;

fn attributes_by_candidate(path: &Path, cohort: &Cohort) -> Result<(Vec<String>, Categories), Failure> {
    let mut file = CsvFile::read(path, GUIDE)?;
    let ids = match file.need("candidate", "name the column with the candidates' ids so") {
        Some(column) => file.candidates(column),
        None => Vec::new(),
    };
    let attributes: Vec<(String, usize)> = attributes(&file);
    if attributes.is_empty() {
        file.need("sex", "add a column for each attribute that is to be compared, such as `sex`");
    }
    let known = cohort.names();
    let mut by_candidate = Categories::new();
    let mut mistakes = Vec::new();
    for (row, id) in file.rows().iter().zip(ids) {
        let Some(id) = id else { continue };
        let waits = || cohort.waiting.iter().any(|(candidate, _)| candidate.id == id);
        if !known.contains_key(&id) && !waits() {
            let column = file.column("candidate").unwrap_or_default();
            mistakes.push(row.mistake(
                column,
                format!("there is no candidate `{id}`"),
                "correct the id, or remove the row",
            ));
        }
        by_candidate.insert(id, categories(&attributes, row));
    }
    file.mistakes.extend(mistakes);
    file.finish((attributes.into_iter().map(|(name, _)| name).collect(), by_candidate))
}

/// The level and those above it.
fn levels_from(rubric: &Rubric, level: &LevelId) -> Result<Vec<LevelId>, Failure> {
    let all: Vec<LevelId> = rubric.levels().iter().map(|level| level.id.clone()).collect();
    if let Some(place) = all.iter().position(|known| known == level) {
        return Ok(all[..=place].to_vec());
    }
    let known: Vec<String> = all.iter().map(|level| format!("`{level}`")).collect();
    Err(Failure::new(FailureKind::Usage, format!("the rubric has no level `{level}`"))
        .hint(format!("there are {}", known.join(", "))))
}

/// `None` while the total is withheld.
fn is_selected(scorecard: &Scorecard, levels: &[LevelId]) -> Option<bool> {
    scorecard.level().map(|level| levels.contains(&level.id))
}

/// Nothing is a score that is withheld.
fn points(row: &Row, column: usize) -> Result<Option<BigRational>, touchstone_core::mistake::Mistake> {
    let text = row.cell(column);
    if text.is_empty() {
        return Ok(None);
    }
    text.parse::<Weight>().map(|score| Some(score.as_ratio().clone())).map_err(|error| {
        let said = error.to_string();
        let (problem, _) = said.split_once("; ").unwrap_or((&said, ""));
        row.mistake(
            column,
            problem,
            "write points such as 84.33 or 253/3, or leave the cell empty where a score is withheld",
        )
    })
}

/// Nothing is a decision that is still to be made.
fn decision(row: &Row, column: usize) -> Result<Option<bool>, touchstone_core::mistake::Mistake> {
    match row.cell(column) {
        "" => Ok(None),
        "yes" | "true" | "1" | "是" => Ok(Some(true)),
        "no" | "false" | "0" | "否" => Ok(Some(false)),
        other => Err(row.mistake(
            column,
            format!("`{other}` is no decision"),
            "write `yes` or `no`, or nothing while it is open",
        )),
    }
}
