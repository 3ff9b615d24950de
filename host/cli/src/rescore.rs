//! `touchstone rescore FOLDER --with FOLDER`: evaluates an example's answers by other versions of plugins or under other configs, and tells what
//! that changes: who, by how much and through what, levels, ranks and findings. Changes nothing. With `--server`, a job's stored answers.

mod print;
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgGroup;
use serde_json::{Value, json};
use touchstone_core::attempt::Attempt as CoreAttempt;
use touchstone_core::comparison::{ChangedAttempt, DifferenceReport, Generation, difference_report};
use touchstone_core::ids::{CandidateId, ItemId};
use touchstone_core::interview::Interview;
use touchstone_core::receipt::Conditions;
use touchstone_core::scorecard::{ItemOutcome, Points};

use crate::output::{CsvTable, Output};
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::score::catalog::Catalog;
use crate::score::example::{Attempt, Example};
use crate::score::session::Session;
use crate::score::{faults, progress_bar};
use server::OnServer;

#[derive(clap::Args)]
#[command(group = ArgGroup::new("otherwise").args(["with", "item_config", "version", "report", "accept", "drop"]).required(true).multiple(true))]
#[command(group = ArgGroup::new("answered").args(["example", "server"]).required(true))]
pub(crate) struct Arguments {
    /// An example: a folder with `interview.json` and its candidates' answers
    #[arg(value_name = "FOLDER")]
    example: Option<PathBuf>,
    /// Other answers to its interview: a folder with `answers.jsonl`, or `answers/CANDIDATE.json`
    #[arg(long, value_name = "FOLDER", conflicts_with = "server")]
    answers: Option<PathBuf>,
    /// The folder with the plugins' components [default: target/plugins]
    #[arg(long, value_name = "FOLDER", conflicts_with = "server")]
    plugins: Option<PathBuf>,
    /// A folder with other versions: plugins that are in it are taken from there and not from `--plugins`
    #[arg(long, value_name = "FOLDER", conflicts_with = "server", help_heading = "What changes")]
    with: Option<PathBuf>,
    /// Another config for an item's evaluator, as JSON in a file
    #[arg(long, value_name = "ITEM=FILE", value_parser = item_config, help_heading = "What changes")]
    item_config: Vec<(ItemId, PathBuf)>,
    /// Print everybody who changes, not only those who change most
    #[arg(long, help_heading = "Output")]
    all: bool,
    #[command(flatten, next_help_heading = "Output")]
    output: Output,
    #[command(flatten, next_help_heading = "On a server")]
    on_server: OnServer,
}

/// What became of everybody's answers, and how they were scored.
struct Scored {
    outcomes: Vec<BTreeMap<ItemId, ItemOutcome>>,
    conditions: BTreeMap<ItemId, Conditions>,
    /// As `publisher/name@version`, in this order.
    plugins: Vec<String>,
}

/// Everything that is told.
struct Report<'a> {
    before: &'a Interview,
    after: &'a Interview,
    names: BTreeMap<&'a CandidateId, &'a str>,
    plugins: [Vec<String>; 2],
    /// The items that are scored otherwise.
    items: Vec<ItemId>,
    difference: DifferenceReport,
    all: bool,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let Some(folder) = &arguments.example else {
        return server::run(&arguments.on_server, &arguments.configs()?, arguments.all, &arguments.output, places);
    };
    let example = arguments.example(folder)?;
    let changed = Example {
        interview: arguments.changed(&example)?,
        interview_path: arguments.changed_path(&example),
        interview_text: String::new(),
        attempts: Vec::new(),
    };
    let catalog = Catalog::read(&crate::plugins_folder(arguments.plugins.as_ref()))?;
    let before = score(&example, &example.attempts, &catalog, places, None)?;
    let catalog = match &arguments.with {
        Some(folder) => Catalog::read(folder)?.before(catalog),
        None => catalog,
    };
    let after = score(&changed, &example.attempts, &catalog, places, Some(&before))?;

    let (one, other) = (core_attempts(&example.attempts, &before), core_attempts(&example.attempts, &after));
    let one = Generation { interview: &example.interview, attempts: &one };
    let other = Generation { interview: &changed.interview, attempts: &other };
    let difference = difference_report(one, other).map_err(|error| Failure::said(FailureKind::Input, &error))?;
    let items = example.interview.items().iter().map(|item| item.id.clone());
    let report = Report {
        before: &example.interview,
        after: &changed.interview,
        names: example
            .attempts
            .iter()
            .map(|attempt| attempt.sheet.candidate())
            .map(|one| (&one.id, one.name.as_str()))
            .collect(),
        items: items.filter(|item| before.conditions.get(item) != after.conditions.get(item)).collect(),
        plugins: [before.plugins, after.plugins],
        difference,
        all: arguments.all,
    };
    arguments.output.print(places, || report.json(), || report.csv(), |language| print::page(&report, language))?;
    faults(before.outcomes.iter().chain(&after.outcomes).flat_map(BTreeMap::values))
}

impl Arguments {
    fn example(&self, folder: &Path) -> Result<Example, Failure> {
        let Some(answers) = &self.answers else { return Example::read(folder) };
        Example::of(folder.join("interview.json"), answers)
    }

    /// What is said to be wrong when the changed interview is: both files.
    fn changed_path(&self, example: &Example) -> PathBuf {
        let path = example.interview_path.display().to_string();
        let configs = self.item_config.iter().map(|(_, path)| path.display().to_string());
        PathBuf::from([path].into_iter().chain(configs).collect::<Vec<_>>().join(" with "))
    }

    /// The configs that are given, by item.
    fn configs(&self) -> Result<BTreeMap<ItemId, Value>, Failure> {
        let mut configs = BTreeMap::new();
        for (item, path) in &self.item_config {
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::unreadable(FailureKind::Input, path, &error, "write the evaluator's config into it, as JSON")
            })?;
            let config: Value = serde_json::from_str(&text).map_err(|error| {
                let what = format!("`{}` is not JSON: {error}", path.display());
                Failure::new(FailureKind::Input, what).hint("write the evaluator's config into it, as JSON")
            })?;
            configs.insert(item.clone(), config);
        }
        Ok(configs)
    }

    /// The interview with those.
    fn changed(&self, example: &Example) -> Result<Interview, Failure> {
        let configs = self.configs()?;
        example.interview.with_evaluator_configs(&configs).map_err(|unknown| {
            let items: Vec<_> = example.interview.items().iter().map(|item| format!("`{}`", item.id)).collect();
            let what = format!("the interview `{}` has no item `{unknown}`", example.interview.id());
            Failure::new(FailureKind::Usage, what).hint(format!("name one of {}", items.join(", ")))
        })
    }
}

/// Evaluates every answer. An item that is scored as in `known` has its outcomes from there.
fn score(
    example: &Example,
    attempts: &[Attempt],
    catalog: &Catalog,
    places: &Places,
    known: Option<&Scored>,
) -> Result<Scored, Failure> {
    let session = Session::open(example, catalog, places)?;
    for attempt in attempts {
        session.check_answers(attempt)?;
    }
    let items = example.interview.items();
    let conditions: BTreeMap<ItemId, Conditions> =
        items.iter().filter_map(|item| Some((item.id.clone(), session.conditions(&item.id)?))).collect();
    let known = |item: &ItemId| known.filter(|known| known.conditions.get(item) == conditions.get(item));
    let anew = items.iter().filter(|item| known(&item.id).is_none()).count();
    let progress = progress_bar(attempts.len() * anew);
    let mut outcomes = Vec::with_capacity(attempts.len());
    for (n, attempt) in attempts.iter().enumerate() {
        let mut of_attempt = BTreeMap::new();
        for item in items {
            let outcome = known(&item.id).and_then(|known| known.outcomes[n].get(&item.id)).cloned();
            let outcome = outcome.unwrap_or_else(|| {
                progress.set_message(format!("{} · {}", attempt.sheet.candidate().name, item.id));
                progress.inc(1);
                session.evaluate(item, attempt).outcome
            });
            of_attempt.insert(item.id.clone(), outcome);
        }
        outcomes.push(of_attempt);
    }
    progress.finish_and_clear();
    let mut plugins: Vec<_> =
        session.plugins().map(|plugin| format!("{}@{}", plugin.id(), plugin.manifest().version())).collect();
    plugins.sort();
    Ok(Scored { outcomes, conditions, plugins })
}

fn core_attempts<'a>(attempts: &'a [Attempt], scored: &'a Scored) -> Vec<CoreAttempt<'a>> {
    let pairs = attempts.iter().zip(&scored.outcomes);
    let attempt = |(attempt, outcomes): (&'a Attempt, &'a BTreeMap<ItemId, ItemOutcome>)| CoreAttempt {
        candidate: &attempt.sheet.candidate().id,
        outcomes,
        overrides: None,
    };
    pairs.map(attempt).collect()
}

/// `ITEM=FILE`.
fn item_config(text: &str) -> Result<(ItemId, PathBuf), String> {
    let (item, file) = text.split_once('=').ok_or("write ITEM=FILE, such as `reply=stricter.json`")?;
    Ok((item.parse().map_err(|error: touchstone_core::ids::IdError| error.to_string())?, PathBuf::from(file)))
}

impl Report<'_> {
    fn name(&self, candidate: &CandidateId) -> &str {
        self.names.get(candidate).copied().unwrap_or_default()
    }

    /// Those who change: whose total is or was withheld, then the others, the largest change first.
    fn by_size(&self) -> Vec<&ChangedAttempt> {
        let size = |attempt: &&ChangedAttempt| {
            let difference = attempt.comparison.decomposition.as_ref()?.difference();
            let ratio = difference.as_ratio().clone();
            Some(if difference.is_negative() { -ratio } else { ratio })
        };
        let mut attempts: Vec<_> = self.difference.attempts.iter().collect();
        attempts.sort_by(|one, other| match (size(one), size(other)) {
            (Some(one), Some(other)) => other.cmp(&one),
            (one, other) => one.is_some().cmp(&other.is_some()),
        });
        attempts
    }

    fn json(&self) -> Value {
        let mut report = json!({
            "interview": self.before.id(),
            "plugins": {"before": self.plugins[0], "after": self.plugins[1]},
            "items": self.items,
        });
        let mut difference = json!(self.difference);
        for attempt in difference["attempts"].as_array_mut().into_iter().flatten() {
            let name = attempt["candidate"].as_str().and_then(|id| id.parse().ok()).map(|id| self.name(&id).to_owned());
            attempt["name"] = json!(name);
        }
        if let (Some(report), Value::Object(difference)) = (report.as_object_mut(), difference) {
            report.extend(difference);
        }
        report
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
            "findings_appeared",
            "findings_gone",
        ];
        let changes = dimensions.iter().map(|dimension| format!("difference/{}", dimension.id));
        let mut table = CsvTable::new(fixed.into_iter().map(str::to_owned).chain(changes));
        for ChangedAttempt { comparison, rank_before, rank_after, findings, .. } in &self.difference.attempts {
            let decomposition = comparison.decomposition.as_ref();
            let rank = |rank: &Option<usize>| rank.map(|rank| rank.to_string()).unwrap_or_default();
            let findings = |appeared: bool| {
                let moved = findings.iter().filter(|finding| (finding.after > finding.before) == appeared);
                moved.map(|finding| format!("{}/{}", finding.item, finding.code)).collect::<Vec<_>>().join(" ")
            };
            let mut row = vec![
                comparison.candidate.to_string(),
                self.name(&comparison.candidate).to_owned(),
                rank(rank_before),
                rank(rank_after),
                comparison.total_before().map(Points::exact).unwrap_or_default(),
                comparison.total_after().map(Points::exact).unwrap_or_default(),
                decomposition.map(|decomposition| decomposition.difference().exact()).unwrap_or_default(),
                comparison.level_before().map(ToString::to_string).unwrap_or_default(),
                comparison.level_after().map(ToString::to_string).unwrap_or_default(),
                findings(true),
                findings(false),
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
