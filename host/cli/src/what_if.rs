//! `touchstone what-if SOURCE`: totals, levels and ranks under other weights, another rubric or with modules switched off, each change
//! explained by dimension. Runs no plugin for it, and changes nothing.

mod picture;
mod print;

use std::collections::BTreeMap;

use clap::ArgGroup;
use serde_json::{Value, json};
use touchstone_core::comparison::{WhatIf, WhatIfAttempt, what_if};
use touchstone_core::ids::CandidateId;
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::{Points, Verdict};

use crate::change::{Change, Reweighting};
use crate::output::{CsvTable, Output, Picture};
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::source::{Cohort, Source};

#[derive(clap::Args)]
#[command(group = ArgGroup::new("change").args(["raise", "weights", "rubric", "modules_off"]).required(true).multiple(true))]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten, next_help_heading = "What changes")]
    reweighting: Reweighting,
    #[command(flatten)]
    change: Change,
    #[command(flatten, next_help_heading = "Output")]
    output: Output,
    #[command(flatten)]
    picture: Picture,
}

/// Everything that is told.
struct Report<'a> {
    before: &'a Interview,
    after: Interview,
    names: BTreeMap<&'a CandidateId, &'a str>,
    what_if: WhatIf,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let cohort = arguments.source.read(places)?;
    let after = arguments.reweighting.apply(arguments.change.apply(&cohort.interview)?)?;
    let report = Report::of(&cohort, after)?;
    let language = arguments.output.language(places);
    arguments.picture.write(|| picture::slopes(&report, language))?;
    arguments.output.print(places, || report.json(), || report.csv(), |language| print::page(&report, language))
}

impl<'a> Report<'a> {
    fn of(cohort: &'a Cohort, after: Interview) -> Result<Self, Failure> {
        let what_if = what_if(&cohort.interview, &after, &cohort.core_attempts())
            .map_err(|error| Failure::said(FailureKind::Input, &error))?;
        Ok(Self { before: &cohort.interview, after, names: cohort.names(), what_if })
    }

    fn name(&self, candidate: &CandidateId) -> &str {
        self.names.get(candidate).copied().unwrap_or_default()
    }

    /// How many have another rank, and how many another level.
    fn moved(&self) -> (usize, usize) {
        let attempts = self.what_if.attempts().iter();
        let other_level =
            |attempt: &&WhatIfAttempt| level(&attempt.comparison.before) != level(&attempt.comparison.after);
        (
            attempts.clone().filter(|attempt| attempt.rank_before != attempt.rank_after).count(),
            attempts.filter(other_level).count(),
        )
    }

    fn json(&self) -> Value {
        let side = |interview: &Interview| json!({ "dimensions": interview.rubric().dimensions(), "modules_off": interview.modules_off() });
        let attempt = |attempt: &WhatIfAttempt| {
            let mut value = json!(attempt);
            value["name"] = json!(self.name(&attempt.comparison.candidate));
            value
        };
        let (other_rank, other_level) = self.moved();
        json!({
            "interview": self.before.id(),
            "before": side(self.before),
            "after": side(&self.after),
            "other_rank": other_rank,
            "other_level": other_level,
            "candidates": self.what_if.attempts().iter().map(attempt).collect::<Vec<_>>(),
        })
    }

    fn csv(&self) -> CsvTable {
        let dimensions = self.after.rubric().dimensions();
        let fixed = [
            "candidate",
            "name",
            "rank_before",
            "rank_after",
            "total_before",
            "total_after",
            "difference",
            "level_before",
            "level_after",
        ];
        let changes = dimensions.iter().map(|dimension| format!("difference/{}", dimension.id));
        let mut table = CsvTable::new(fixed.into_iter().map(str::to_owned).chain(changes));
        for WhatIfAttempt { comparison, rank_before, rank_after, .. } in self.what_if.attempts() {
            let decomposition = comparison.decomposition.as_ref();
            let rank = |rank: &Option<usize>| rank.map(|rank| rank.to_string()).unwrap_or_default();
            let mut row = vec![
                comparison.candidate.to_string(),
                self.name(&comparison.candidate).to_owned(),
                rank(rank_before),
                rank(rank_after),
                total(&comparison.before).map(Points::exact).unwrap_or_default(),
                total(&comparison.after).map(Points::exact).unwrap_or_default(),
                decomposition.map(|decomposition| decomposition.difference().exact()).unwrap_or_default(),
                level(&comparison.before).unwrap_or_default().to_owned(),
                level(&comparison.after).unwrap_or_default().to_owned(),
            ];
            row.extend(dimensions.iter().map(|dimension| {
                let change = decomposition.and_then(|all| all.dimensions().iter().find(|one| one.id == dimension.id));
                change.map(|change| change.difference.exact()).unwrap_or_default()
            }));
            table.row(row);
        }
        table
    }
}

fn total(verdict: &Verdict) -> Option<&Points> {
    match verdict {
        Verdict::Scored { total, .. } => Some(total),
        Verdict::Withheld(_) => None,
    }
}

fn level(verdict: &Verdict) -> Option<&str> {
    match verdict {
        Verdict::Scored { level, .. } => Some(level.id.as_str()),
        Verdict::Withheld(_) => None,
    }
}
