//! `touchstone agree SOURCE --gold FOLDER`: how well evaluators agree with people who marked the same answers, on the calibration and on
//! the held-out part; with `--with`, another version of the evaluators beside it. The figures are core's `agreement`.

mod picture;
mod print;
mod read;

use std::path::PathBuf;

use serde_json::{Value, json};
use touchstone_core::agreement::{AgreementReport, Basis, Comparison, PairAgreement, PartAgreement, Rater};
use touchstone_core::cohort::Component;
use touchstone_core::comparison::{ChangedAttempt, Generation, difference_report};
use touchstone_core::gold::GoldSet;
use touchstone_core::interview::Interview;
use touchstone_core::statistics::{Count, Figure};

use crate::output::{CsvTable, Output, Picture};
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::source::{Attempt, Cohort, Source};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// A gold set: a folder with `marks.json`, and with the answers in `answers.jsonl` or `answers/` where FOLDER's plugins score them
    #[arg(long, value_name = "FOLDER")]
    gold: PathBuf,
    /// Score the gold set with the plugins in this folder as well, and compare the two
    #[arg(long, value_name = "FOLDER", requires = "folder", conflicts_with_all = ["results", "scores", "server"])]
    with: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Output")]
    output: Output,
    #[command(flatten)]
    picture: Picture,
}

/// Everything that is told.
struct Report {
    interview: Interview,
    gold: GoldSet,
    /// The version that was asked about, then the other one.
    versions: Vec<Version>,
    /// Of the two versions.
    comparison: Option<Comparison>,
    /// What the second version changes, attempt by attempt, with the findings.
    changes: Vec<ChangedAttempt>,
}

/// One set of components.
struct Version {
    plugins: Vec<Component>,
    agreement: AgreementReport,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let report = Report::read(arguments, places)?;
    let language = arguments.output.language(places);
    arguments.picture.write(|| picture::scatter(&report, language))?;
    arguments.output.print(places, || report.json(), || report.csv(), |language| print::page(&report, language))
}

impl Report {
    fn read(arguments: &Arguments, places: &Places) -> Result<Self, Failure> {
        let read::Marked { interview, gold, versions } = read::marked(arguments, places)?;
        // Checked as it was read.
        let basis = Basis::of_interview(&gold, &interview)
            .map_err(|mistakes| Failure::mistakes(FailureKind::Input, &arguments.gold, mistakes.list()))?;
        let scores: Vec<_> = versions.iter().map(|cohort| read::machine_scores(&cohort.attempts)).collect();
        let comparison = match scores.as_slice() {
            [before, after] => Some(basis.compare(before, after)),
            _ => None,
        };
        let changes = match versions.as_slice() {
            [before, after] => changes(&interview, &before.attempts, &after.attempts)?,
            _ => Vec::new(),
        };
        let version =
            |(scores, cohort): (_, Cohort)| Version { plugins: cohort.plugins, agreement: basis.report(scores) };
        let versions = scores.iter().zip(versions).map(version).collect();
        Ok(Self { interview, gold, versions, comparison, changes })
    }

    fn json(&self) -> Value {
        let version = |version: &Version| json!({ "plugins": version.plugins, "agreement": version.agreement });
        json!({
            "interview": self.interview.id(),
            "gold": { "title": self.gold.title(), "markers": self.gold.markers(), "answers": self.gold.answers().len() },
            "versions": self.versions.iter().map(version).collect::<Vec<_>>(),
            "comparison": self.comparison,
            "changes": self.changes,
        })
    }

    /// A row for each pair of raters. What was refused is empty.
    fn csv(&self) -> CsvTable {
        let mut table = CsvTable::new([
            "version",
            "evaluator",
            "dimension",
            "part",
            "first",
            "second",
            "answers",
            "equal",
            "adjacent",
            "mean_difference",
            "kappa",
            "kappa_low",
            "kappa_high",
            "standard_error",
        ]);
        for (n, version) in self.versions.iter().enumerate() {
            for dimension in &version.agreement.dimensions {
                for part in &dimension.parts {
                    for (pair, error) in pairs(part) {
                        let kappa = pair.kappa.known();
                        let cell = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
                        table.row([
                            (n + 1).to_string(),
                            dimension.evaluator.to_string(),
                            dimension.dimension.to_string(),
                            part.part.to_string(),
                            rater(&pair.first),
                            pair.second.to_string(),
                            pair.equal.of.to_string(),
                            pair.equal.count.to_string(),
                            pair.adjacent.count.to_string(),
                            cell(pair.mean_difference.known().copied()),
                            cell(kappa.map(|kappa| kappa.kappa)),
                            cell(kappa.map(|kappa| kappa.interval.low)),
                            cell(kappa.map(|kappa| kappa.interval.high)),
                            cell(error.known().copied()),
                        ]);
                    }
                }
            }
        }
        table
    }
}

/// What another version changes, by candidate, with the findings that appeared or went.
fn changes(interview: &Interview, before: &[Attempt], after: &[Attempt]) -> Result<Vec<ChangedAttempt>, Failure> {
    let before: Vec<_> = before.iter().map(Attempt::as_core).collect();
    let after: Vec<_> = after.iter().map(Attempt::as_core).collect();
    let report =
        difference_report(Generation { interview, attempts: &before }, Generation { interview, attempts: &after });
    report.map(|report| report.attempts).map_err(|error| Failure::said(FailureKind::Input, &error))
}

/// The machine with each marker, then the markers with one another; each with the standard error of its kind.
fn pairs(part: &PartAgreement) -> impl Iterator<Item = (&PairAgreement, &Figure)> {
    let machine = part.machine.pairs.iter().map(|pair| (pair, &part.machine.standard_error));
    machine.chain(part.markers.pairs.iter().map(|pair| (pair, &part.markers.standard_error)))
}

fn rater(rater: &Rater) -> String {
    match rater {
        Rater::Machine => "machine".to_owned(),
        Rater::Marker(marker) => marker.to_string(),
    }
}

impl Version {
    /// `acme/reply-check 1.0.0`
    fn names(&self) -> Vec<String> {
        self.plugins.iter().map(|component| format!("{} {}", component.plugin, component.version)).collect()
    }
}

/// `17/40`.
fn of(count: Count) -> String {
    format!("{}/{}", count.count, count.of)
}
