//! `touchstone rescore --server URL --job JOB`: has a server score a job's stored answers otherwise, waits, and prints the server's report;
//! or accepts or drops a re-score. What is shown there changes with acceptance only.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use semver::Version;
use serde::Deserialize;
use serde_json::{Value, json};
use touchstone_core::ids::{CandidateId, InterviewId, ItemId, LevelId, PluginId};
use touchstone_core::interview::Interview;

use super::print::{Counts, SHOWN, table_of_attempts, write_counts, write_more};
use crate::api::{Api, job_id};
use crate::moves::{arrow, rank};
use crate::output::{CsvTable, Output};
use crate::page::{Page, Style};
use crate::places::Places;
use crate::report::{Failure, FailureKind};
use crate::score::{Language, progress_bar};
use crate::table::{align_right, lines};
use crate::verdict::level_title;
use crate::words::Words;

/// How often the server is asked how far it is.
const PAUSE: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub(crate) struct OnServer {
    /// A server, such as `http://127.0.0.1:7410`
    #[arg(long, value_name = "URL", requires = "job")]
    server: Option<String>,
    /// The server's job
    #[arg(long, value_name = "JOB", requires = "server")]
    job: Option<String>,
    /// Begin a re-score by another version of a plugin that is installed there (or with `--item-config`)
    #[arg(long, value_name = "PLUGIN=VERSION", value_parser = version, requires = "server", requires = "reason")]
    version: Vec<(PluginId, Version)>,
    /// Print the report of a re-score that was begun before
    #[arg(long, value_name = "NUMBER", requires = "server", conflicts_with_all = ["version", "item_config"])]
    report: Option<u32>,
    /// Accept a finished re-score as a whole: it is what is shown from then on
    #[arg(long, value_name = "NUMBER", requires_all = ["server", "by", "reason"], conflicts_with_all = ["version", "item_config", "report", "drop"])]
    accept: Option<u32>,
    /// Drop a finished re-score as a whole: what is shown stays
    #[arg(long, value_name = "NUMBER", requires_all = ["server", "by", "reason"], conflicts_with_all = ["version", "item_config", "report"])]
    drop: Option<u32>,
    /// Who decides
    #[arg(long, value_name = "NAME", requires = "server")]
    by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", requires = "server")]
    reason: Option<String>,
}

/// How it stands with a re-score.
#[derive(Deserialize)]
struct Rescore {
    id: u32,
    status: String,
    progress: Progress,
}

#[derive(Deserialize)]
struct Progress {
    done: u64,
    of: Option<u64>,
}

/// What is printed of the server's report.
#[derive(Deserialize)]
struct Difference {
    summary: Counts,
    attempts: Vec<Changed>,
}

#[derive(Deserialize)]
struct Changed {
    candidate: CandidateId,
    before: Side,
    after: Side,
    rank_before: Option<usize>,
    rank_after: Option<usize>,
    decomposition: Option<Decomposition>,
}

#[derive(Deserialize)]
struct Side {
    total: Option<Number>,
    level: Option<Level>,
}

#[derive(Deserialize)]
struct Level {
    id: LevelId,
}

#[derive(Deserialize)]
struct Decomposition {
    difference: Number,
}

#[derive(Deserialize)]
struct Number {
    exact: String,
    shown: String,
}

pub(super) fn run(
    arguments: &OnServer,
    configs: &BTreeMap<ItemId, Value>,
    all: bool,
    output: &Output,
    places: &Places,
) -> Result<(), Failure> {
    let (server, job) = (arguments.server.as_deref().unwrap_or_default(), arguments.job.as_deref().unwrap_or_default());
    let (api, job) = (Api::new(server)?, job_id(job)?);
    let rescores = format!("/jobs/{job}/rescores");
    let decided = arguments.accept.map(|id| (id, "accept")).or(arguments.drop.map(|id| (id, "drop")));
    if let Some((id, decision)) = decided {
        let body = json!({"decision": decision, "by": arguments.by, "reason": arguments.reason});
        let rescore: Value = api.put(&format!("{rescores}/{id}/decision"), &body)?;
        return crate::print(&format!("{rescore:#}\n"));
    }
    let rescore = match arguments.report {
        Some(id) => api.get(&format!("{rescores}/{id}"))?,
        None => begin(&api, &rescores, arguments, configs)?,
    };
    let rescore = finished(&api, &rescores, rescore)?;
    let report: Value = api.get(&format!("{rescores}/{}/report", rescore.id))?;
    let difference: Difference = serde_json::from_value(report.clone()).map_err(|error| api.odd(&error))?;
    let interview = interview(&api, &job)?;
    output.print(
        places,
        || report,
        || difference.csv(),
        |language| difference.page(&interview, &rescore, all, language),
    )
}

fn begin(
    api: &Api,
    rescores: &str,
    arguments: &OnServer,
    configs: &BTreeMap<ItemId, Value>,
) -> Result<Rescore, Failure> {
    let Some(reason) = &arguments.reason else {
        return Err(Failure::new(FailureKind::Usage, "a re-score on a server needs a reason, for people")
            .hint("say why with `--reason TEXT`"));
    };
    let plugins: BTreeMap<_, _> = arguments.version.iter().cloned().collect();
    api.post(rescores, &json!({"plugins": plugins, "configs": configs, "reason": reason}))
}

/// Waits for the last evaluation.
fn finished(api: &Api, rescores: &str, mut rescore: Rescore) -> Result<Rescore, Failure> {
    let bar = progress_bar(0);
    while rescore.status == "running" {
        let Progress { done, of } = rescore.progress;
        bar.set_length(of.unwrap_or(done));
        bar.set_position(done);
        thread::sleep(PAUSE);
        rescore = api.get(&format!("{rescores}/{}", rescore.id))?;
    }
    bar.finish_and_clear();
    Ok(rescore)
}

/// For titles.
fn interview(api: &Api, job: &InterviewId) -> Result<Interview, Failure> {
    let interview: Value = api.get(&format!("/jobs/{job}/interview"))?;
    Interview::from_json(&interview.to_string()).map_err(|error| api.odd(&error))
}

fn version(text: &str) -> Result<(PluginId, Version), String> {
    let (plugin, version) =
        text.split_once('=').ok_or("write PLUGIN=VERSION, such as `touchstone/code-runner=0.2.0`")?;
    let plugin = plugin.parse().map_err(|error: touchstone_core::ids::IdError| error.to_string())?;
    Ok((plugin, version.parse().map_err(|error: semver::Error| error.to_string())?))
}

impl Difference {
    fn page(&self, interview: &Interview, rescore: &Rescore, all: bool, language: Language) -> Page {
        let words = Words::of(language);
        let mut page = Page::of_terminal();
        page.line(&Style::Bold.around(interview.title().in_language(language.tag())));
        write_counts(&mut page, &self.summary, language);
        let shown = if all { self.attempts.len() } else { SHOWN.min(self.attempts.len()) };
        if shown > 0 {
            page.blank();
            let mut table = table_of_attempts(&page, language);
            for one in &self.attempts[..shown] {
                let total =
                    |side: &Side| side.total.as_ref().map_or(words.withheld.to_owned(), |total| total.shown.clone());
                let level = |side: &Side| {
                    side.level
                        .as_ref()
                        .map_or("–".to_owned(), |one| level_title(interview, &one.id, words).to_owned())
                };
                table.add_row([
                    arrow(&rank(one.rank_before), &rank(one.rank_after)),
                    one.candidate.to_string(),
                    arrow(&total(&one.before), &total(&one.after)),
                    one.decomposition.as_ref().map_or("–".to_owned(), |all| all.difference.shown.clone()),
                    arrow(&level(&one.before), &level(&one.after)),
                ]);
            }
            align_right(&mut table, 2..4);
            page.line(&lines(&table));
            write_more(&mut page, self.attempts.len() - shown, language);
        }
        let id = rescore.id;
        let note = match rescore.status.as_str() {
            "accepted" => language.pick(format!("重新评估 {id} 已接受。"), format!("Re-score {id} was accepted.")),
            "dropped" => language.pick(format!("重新评估 {id} 已放弃。"), format!("Re-score {id} was dropped.")),
            _ => language.pick(
                format!("用 `--accept {id}` 或 `--drop {id}`（并写明 `--by` 和 `--reason`）整体接受或放弃；在此之前显示的结果不变。"),
                format!(
                    "Accept or drop it as a whole with `--accept {id}` or `--drop {id}`, and `--by` and `--reason`; what is shown stays until then."
                ),
            ),
        };
        page.blank();
        page.wrapped("", &note, Style::Plain);
        page
    }

    fn csv(&self) -> CsvTable {
        let mut table = CsvTable::new([
            "candidate",
            "rank_before",
            "rank_after",
            "total_before",
            "total_after",
            "difference",
            "level_before",
            "level_after",
        ]);
        let exact = |number: Option<&Number>| number.map(|number| number.exact.clone()).unwrap_or_default();
        let rank = |rank: Option<usize>| rank.map(|rank| rank.to_string()).unwrap_or_default();
        let level = |side: &Side| side.level.as_ref().map(|level| level.id.to_string()).unwrap_or_default();
        for one in &self.attempts {
            table.row([
                one.candidate.to_string(),
                rank(one.rank_before),
                rank(one.rank_after),
                exact(one.before.total.as_ref()),
                exact(one.after.total.as_ref()),
                exact(one.decomposition.as_ref().map(|all| &all.difference)),
                level(&one.before),
                level(&one.after),
            ]);
        }
        table
    }
}
