//! `touchstone fairness`: selection or scoring rates by category and by intersection of categories, with impact ratios. The figures are
//! core's `fairness`. Judges nothing; where a ratio is low, questions begin.

mod people;
mod picture;
mod print;

use std::path::PathBuf;

use serde_json::{Value, json};
use touchstone_core::fairness::{CategoryRate, FairnessQuestion, FairnessReport, RateKind, report};
use touchstone_core::ids::LevelId;
use touchstone_core::statistics::Share;

use crate::output::{CsvTable, Output, Picture};
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::source::Source;
use people::People;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten, next_help_heading = "People")]
    people: PeopleFiles,
    /// Compare by these attributes only, and by their intersections [default: every column of attributes]
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    attributes: Vec<String>,
    /// Who has this level, or a higher one, counts as selected
    #[arg(long, value_name = "LEVEL", conflicts_with = "table")]
    selected_level: Option<LevelId>,
    /// Which rate is compared [default: of selection where there are decisions, else of scores above the median]
    #[arg(long)]
    rate: Option<Rate>,
    /// Leave categories under 2 % of the data out of the impact ratios, for this reason
    #[arg(long, value_name = "WHY")]
    leave_out_small: Option<String>,
    #[command(flatten, next_help_heading = "Output")]
    output: Output,
    #[command(flatten)]
    picture: Picture,
}

/// Where attributes come from.
#[derive(clap::Args)]
struct PeopleFiles {
    /// A CSV with a column `candidate` and one for each attribute; an empty cell is unknown
    #[arg(long, value_name = "FILE", conflicts_with = "table")]
    people: Option<PathBuf>,
    /// A CSV with all there is, instead of candidates: `candidate`, `score` or `selected` or both, and attributes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["folder", "scores", "server"])]
    table: Option<PathBuf>,
}

/// Which rate is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Rate {
    /// The share that was selected
    Selection,
    /// The share whose score is above the median of all scores
    Scoring,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let people = read(arguments, places)?;
    let decided = people.rows.iter().any(|row| row.selected.is_some());
    let question = FairnessQuestion {
        attributes: if arguments.attributes.is_empty() { people.attributes } else { arguments.attributes.clone() },
        rate: match arguments.rate.unwrap_or(if decided { Rate::Selection } else { Rate::Scoring }) {
            Rate::Selection => RateKind::Selection,
            Rate::Scoring => RateKind::Scoring,
        },
        small_categories: arguments.leave_out_small.clone(),
    };
    let report = report(&people.rows, &question).map_err(|error| Failure::said(FailureKind::Input, &error))?;
    let language = arguments.output.language(places);
    arguments.picture.write(|| picture::rates(&report, language))?;
    arguments.output.print(
        places,
        || json(&report, people.unlisted),
        || csv(&report),
        |language| print::page(&report, people.unlisted, language),
    )
}

fn read(arguments: &Arguments, places: &Places) -> Result<People, Failure> {
    match &arguments.people {
        PeopleFiles { table: Some(table), .. } => People::of_table(table),
        PeopleFiles { people: Some(people), .. } => {
            let cohort = arguments.source.read(places)?;
            People::of_cohort(&cohort, people, arguments.selected_level.as_ref())
        }
        _ => {
            let what = if arguments.source.is_given() {
                "nothing says what is compared"
            } else {
                "there is nobody to compare"
            };
            Err(Failure::new(FailureKind::Usage, what).hint(
                "name the candidates' attributes with `--people FILE`, or a file that holds everything with `--table FILE`",
            ))
        }
    }
}

fn json(report: &FairnessReport, unlisted: usize) -> Value {
    let mut value = json!(report);
    value["unlisted"] = json!(unlisted);
    value
}

/// A row for each category of each table. What was refused is empty.
fn csv(report: &FairnessReport) -> CsvTable {
    let mut table =
        CsvTable::new(["attributes", "category", "selected", "of", "rate", "impact_ratio", "below_four_fifths"]);
    for categories in &report.tables {
        for CategoryRate { category, selected, rate, impact_ratio, below_four_fifths } in &categories.categories {
            table.row([
                categories.attributes.join(" × "),
                category.join(" × "),
                selected.count.to_string(),
                selected.of.to_string(),
                rate.exact(),
                impact_ratio.known().map(Share::exact).unwrap_or_default(),
                below_four_fifths.to_string(),
            ]);
        }
    }
    table
}
