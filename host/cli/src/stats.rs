//! `touchstone stats SOURCE`: how well the items of an interview do their work: facility, discrimination, intended and effective weight,
//! and Cronbach's α. The figures are core's `item_statistics`; changes no score.

mod picture;
mod print;

use serde_json::{Value, json};
use touchstone_core::interview::Interview;
use touchstone_core::item_statistics::{ItemReport, ItemScores};
use touchstone_core::statistics::Figure;

use crate::output::{CsvTable, Output, Picture};
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::source::Source;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten, next_help_heading = "Output")]
    output: Output,
    #[command(flatten)]
    picture: Picture,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let cohort = arguments.source.read(places)?;
    let interview = &cohort.interview;
    let wrong = |error: &dyn ToString| Failure::said(FailureKind::Input, &error.to_string());
    let scores = ItemScores::of_interview(interview, &cohort.core_attempts()).map_err(|error| wrong(&error))?;
    let report = scores.report();
    let language = arguments.output.language(places);
    arguments.picture.write(|| picture::items(interview, &report, language))?;
    arguments.output.print(
        places,
        || json(interview, &report),
        || csv(&report),
        |language| print::page(interview, &report, language),
    )
}

fn json(interview: &Interview, report: &ItemReport) -> Value {
    let mut value = json!(report);
    value["interview"] = json!(interview.id());
    value
}

/// What was refused is empty.
fn csv(report: &ItemReport) -> CsvTable {
    let mut table = CsvTable::new([
        "item",
        "candidates",
        "facility",
        "standard_deviation",
        "intended_weight",
        "effective_weight",
        "discrimination",
        "discriminative_efficiency",
        "alpha_without",
    ]);
    let cell = |figure: &Figure| figure.known().map(f64::to_string).unwrap_or_default();
    for item in &report.items {
        table.row([
            item.item.to_string(),
            item.candidates.to_string(),
            cell(&item.facility),
            cell(&item.standard_deviation),
            item.intended_weight.to_string(),
            cell(&item.effective_weight),
            cell(&item.discrimination),
            cell(&item.discriminative_efficiency),
            cell(&item.alpha_without),
        ]);
    }
    table
}
