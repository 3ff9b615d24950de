//! `touchstone rank SOURCE`: who comes first, with which level and why; and who was scored on what, where that is not the same for all.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use touchstone_core::answer::Candidate;
use touchstone_core::cohort::{Basis, BasisDifference, CohortAttempt, CohortPlace, RankedCohort, rank_cohort};
use touchstone_core::ids::CandidateId;
use touchstone_core::interview::Interview;
use touchstone_core::scorecard::{DimensionScore, Points, Ranked, Scorecard, rank};

use crate::change::Change;
use crate::output::{CsvTable, Output};
use crate::page::{Page, Style};
use crate::places::Places;
use crate::ranking;
use crate::report::{Failure, FailureKind};
use crate::score::Language;
use crate::source::{Cohort, Source};
use crate::words::Words;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten, next_help_heading = "What changes")]
    change: Change,
    #[command(flatten, next_help_heading = "Output")]
    output: Output,
}

/// Everything that is told.
struct Report<'a> {
    interview: Interview,
    cohort: &'a Cohort,
    names: BTreeMap<&'a CandidateId, &'a str>,
    scorecards: Vec<Scorecard>,
    /// Who was scored on what; `None` where the source does not say.
    bases: Option<RankedCohort>,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let cohort = arguments.source.read(places)?;
    let interview = arguments.change.apply(&cohort.interview)?;
    let report = Report::of(&cohort, interview)?;
    let ranking = rank(&report.scorecards);
    arguments.output.print(
        places,
        || report.json(&ranking),
        || report.csv(&ranking),
        |language| report.page(&ranking, language),
    )
}

impl<'a> Report<'a> {
    fn of(cohort: &'a Cohort, interview: Interview) -> Result<Self, Failure> {
        let wrong = |error| Failure::said(FailureKind::Input, &error);
        let scorecards = cohort.core_attempts().into_iter().map(|attempt| attempt.score(&interview));
        let scorecards: Vec<Scorecard> = scorecards.collect::<Result<_, _>>().map_err(wrong)?;
        let bases: Option<Vec<Basis>> =
            cohort.attempts.iter().map(|attempt| cohort.basis(&interview, attempt)).collect();
        let bases = bases.map(|bases| {
            let attempts = scorecards.iter().zip(&bases).map(|(scorecard, basis)| CohortAttempt { scorecard, basis });
            rank_cohort(&attempts.collect::<Vec<_>>())
        });
        Ok(Self { interview, names: cohort.names(), bases: bases.transpose().map_err(wrong)?, scorecards, cohort })
    }

    fn place(&self, candidate: &CandidateId) -> Option<&CohortPlace> {
        self.bases.as_ref()?.attempts.iter().find(|place| place.candidate == *candidate)
    }

    fn json(&self, ranking: &[Ranked<'_>]) -> Value {
        let candidate = |ranked: &Ranked<'_>| {
            let id = ranked.scorecard.candidate();
            let place = self.place(id);
            json!({
                "rank": ranked.rank,
                "rank_in_basis": place.and_then(|place| place.rank_in_basis),
                "basis": place.map(|place| place.basis),
                "candidate": { "id": id, "name": self.names.get(id) },
                "scorecard": ranked.scorecard,
            })
        };
        let waiting = |(candidate, status): &(Candidate, String)| json!({ "candidate": candidate, "status": status });
        json!({
            "interview": self.interview.id(),
            "modules_off": self.interview.modules_off(),
            "comparable": self.bases.as_ref().map(|ranked| ranked.comparable),
            "bases": self.bases.as_ref().map(|ranked| &ranked.bases),
            "candidates": ranking.iter().map(candidate).collect::<Vec<_>>(),
            "waiting": self.cohort.waiting.iter().map(waiting).collect::<Vec<_>>(),
        })
    }

    fn csv(&self, ranking: &[Ranked<'_>]) -> CsvTable {
        let dimensions = self.interview.rubric().dimensions().iter().map(|dimension| dimension.id.to_string());
        let fixed = ["rank", "candidate", "name", "total", "level", "level_by_total", "withheld", "basis"];
        let mut table = CsvTable::new(fixed.map(str::to_owned).into_iter().chain(dimensions));
        for Ranked { rank, scorecard } in ranking {
            let id = scorecard.candidate();
            let mut row = vec![
                rank.map(|rank| rank.to_string()).unwrap_or_default(),
                id.to_string(),
                self.names.get(id).copied().unwrap_or_default().to_owned(),
                scorecard.total().map(Points::exact).unwrap_or_default(),
                scorecard.level().map(|level| level.id.to_string()).unwrap_or_default(),
                scorecard.level().map(|level| level.by_total.to_string()).unwrap_or_default(),
                scorecard.withheld().len().to_string(),
                self.place(id).map(|place| place.basis.to_string()).unwrap_or_default(),
            ];
            row.extend(scorecard.dimensions().iter().map(|dimension| match &dimension.score {
                DimensionScore::Measured { points } => points.exact(),
                DimensionScore::NotMeasured | DimensionScore::Withheld { .. } => String::new(),
            }));
            table.row(row);
        }
        table
    }

    fn page(&self, ranking: &[Ranked<'_>], language: Language) -> Page {
        let mut page = Page::of_terminal();
        page.line(&Style::Bold.around(self.interview.title().in_language(language.tag())));
        let off: Vec<String> = self.interview.modules_off().iter().map(|module| format!("`{module}`")).collect();
        if !off.is_empty() {
            page.wrapped(language.pick("停用的模块：", "Modules switched off: "), &off.join(", "), Style::Plain);
        }
        page.blank();
        ranking::write(&mut page, &self.interview, &self.names, ranking, Words::of(language));
        if let Some(bases) = self.bases.as_ref().filter(|bases| !bases.comparable) {
            write_bases(&mut page, bases, language);
        }
        for (candidate, status) in &self.cohort.waiting {
            let words = match status.as_str() {
                "answering" => language.pick("尚未提交", "has not submitted yet"),
                _ => language.pick("正在评分", "is being scored"),
            };
            page.wrapped(&format!("{}: ", candidate.id), words, Style::Plain);
        }
        page
    }
}

fn write_bases(page: &mut Page, ranked: &RankedCohort, language: Language) {
    let note = language.pick(
        "各人的评分依据不同，只有同一依据内的名次可比；重新评分可统一依据。",
        "Not everybody was scored on the same basis, so only ranks within a basis compare like with like; a re-score brings them to one.",
    );
    page.wrapped("", note, Style::Yellow);
    for basis in &ranked.bases {
        let label = language.pick(
            format!("  依据 {}（{} 人）：", basis.number, basis.attempts),
            format!("  Basis {} ({}): ", basis.number, basis.attempts),
        );
        let differences: Vec<String> = basis.differences.iter().map(|other| difference(other, language)).collect();
        let differences = match differences.as_slice() {
            [] => language.pick("最常见", "the most common").to_owned(),
            some => some.join("; "),
        };
        page.wrapped(&label, &differences, Style::Plain);
        let members = ranked.attempts.iter().filter(|place| place.basis == basis.number);
        let members: Vec<String> = members
            .map(|place| match place.rank_in_basis {
                Some(rank) => format!("{rank}.\u{a0}{}", place.candidate),
                None => place.candidate.to_string(),
            })
            .collect();
        page.wrapped("    ", &members.join(" · "), Style::Plain);
    }
}

fn difference(difference: &BasisDifference, language: Language) -> String {
    match difference {
        BasisDifference::SwitchedOff { module } => language.pick(format!("停用 {module}"), format!("without {module}")),
        BasisDifference::SwitchedOn { module } => language.pick(format!("启用 {module}"), format!("with {module}")),
        BasisDifference::Scoring => language.pick("评分规则不同", "other weights or rules").to_owned(),
        BasisDifference::ItemAdded { item } => language.pick(format!("多出 {item}"), format!("with {item}")),
        BasisDifference::ItemRemoved { item } => language.pick(format!("没有 {item}"), format!("without {item}")),
        BasisDifference::Component { item, to, .. } => format!("{item}: {} {}", to.plugin, to.version),
        BasisDifference::Config { item, module } => {
            language.pick(format!("{item}：{module} 配置不同"), format!("{item}: another config of the {module}"))
        }
        BasisDifference::Runtimes { item, .. } => {
            language.pick(format!("{item}：语言运行时不同"), format!("{item}: other language runtimes"))
        }
    }
}
