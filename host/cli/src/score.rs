//! `touchstone score EXAMPLE_DIR`: reads an interview and its candidates' answers, runs the plugins, and prints what each answer is
//! worth and who comes first. Changes nothing on disk but the cache of compiled components, and writes receipts where it is told to.

pub(crate) mod catalog;
pub(crate) mod example;
mod json;
mod print;
pub(crate) mod session;
mod similar;

use std::path::PathBuf;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use touchstone_core::ids::ItemId;
use touchstone_core::scorecard::{ItemOutcome, Scorecard, rank};

use crate::places::Places;
use crate::receipts::Issuer;
use crate::report::{Failure, FailureKind};
use catalog::Catalog;
use example::{Attempt, Example};
use session::{Evaluated, Session};
use similar::Similar;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with `interview.json` and `answers/CANDIDATE.json` or `answers.jsonl`
    #[arg(value_name = "FOLDER")]
    example: PathBuf,
    /// The folder with the plugins' components [default: target/plugins]
    #[arg(long, value_name = "FOLDER")]
    plugins: Option<PathBuf>,
    /// Print JSON: the same bytes for the same input, on any machine
    #[arg(long)]
    json: bool,
    /// The language of titles and findings [default: the system's]
    #[arg(long)]
    lang: Option<Language>,
    /// Write a signed receipt for each candidate: `FOLDER/CANDIDATE.receipt.json`
    #[arg(long, value_name = "FOLDER", requires = "key")]
    receipts: Option<PathBuf>,
    /// The private key that signs receipts, from `touchstone key new FILE`
    #[arg(long, value_name = "FILE", requires = "receipts")]
    key: Option<PathBuf>,
    #[command(flatten)]
    similar: Similar,
}

/// A language that Touchstone speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// 简体中文
    #[value(name = "zh-CN")]
    Chinese,
    /// English
    #[value(name = "en")]
    English,
}

impl Language {
    /// The one of two that is in this language.
    pub(crate) fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// As BCP 47 has it.
    pub(crate) fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }
}

/// Everything that was found out about one candidate.
struct Scored<'a> {
    attempt: &'a Attempt,
    items: Vec<(ItemId, Evaluated)>,
    scorecard: Scorecard,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let receipts = arguments.receipts.as_ref().zip(arguments.key.as_ref());
    let receipts = receipts.map(|(folder, key)| Issuer::new(folder, key)).transpose()?;
    let example = Example::read(&arguments.example)?;
    let catalog = Catalog::read(&crate::plugins_folder(arguments.plugins.as_ref()))?;
    let session = Session::open(&example, &catalog, places)?;
    for attempt in &example.attempts {
        session.check_answers(attempt)?;
    }

    let progress = progress_bar(example.attempts.len() * example.interview.items().len());
    let mut scored = Vec::new();
    for attempt in &example.attempts {
        scored.push(score_attempt(&session, attempt, &progress)?);
    }
    progress.finish_and_clear();
    if let Some(issuer) = &receipts {
        for one in &scored {
            issuer.issue(&example, &session, one.attempt, &one.items, &one.scorecard)?;
        }
    }

    let scorecards: Vec<Scorecard> = scored.iter().map(|one| one.scorecard.clone()).collect();
    let ranking = rank(&scorecards);
    let similar = arguments.similar.report(&example);
    if arguments.json {
        crate::print(&format!("{}\n", json::report(&example, &session, &scored, &ranking, similar.as_ref())))?;
    } else {
        let language = arguments.lang.unwrap_or_else(|| places.language());
        let mut page = print::report(&session, &scored, &ranking, language);
        if let Some(similar) = &similar {
            similar::write(&mut page, &example, similar, language);
        }
        crate::print_page(&page.into_text())?;
    }
    faults(scored.iter().flat_map(|one| &one.items).map(|(_, evaluated)| &evaluated.outcome))
}

/// What a fault of a plugin withholds is no result, even though it was printed.
pub(crate) fn faults<'a>(outcomes: impl Iterator<Item = &'a ItemOutcome>) -> Result<(), Failure> {
    match outcomes.filter(|outcome| matches!(outcome, ItemOutcome::Failed { .. })).count() {
        0 => Ok(()),
        count => {
            let answers = if count == 1 { "an answer".to_owned() } else { format!("{count} answers") };
            let what = format!("the evaluation of {answers} failed; a total that depends on it is withheld");
            Err(Failure::new(FailureKind::Evaluation, what)
                .hint("this is a fault of the plugin or of its limits, not of the candidate: tell the plugin's author"))
        }
    }
}

fn score_attempt<'a>(
    session: &Session<'_>,
    attempt: &'a Attempt,
    progress: &ProgressBar,
) -> Result<Scored<'a>, Failure> {
    let mut items = Vec::new();
    for item in session.interview().items() {
        progress.set_message(format!("{} · {}", attempt.sheet.candidate().name, item.id));
        items.push((item.id.clone(), session.evaluate(item, attempt)));
        progress.inc(1);
    }
    let outcomes = items.iter().map(|(id, evaluated)| (id.clone(), evaluated.outcome.clone())).collect();
    let scorecard = touchstone_core::scorecard::score(session.interview(), &attempt.sheet.candidate().id, &outcomes)
        .map_err(|error| Failure::new(FailureKind::Input, error.to_string()))?;
    Ok(Scored { attempt, items, scorecard })
}

/// A bar on a terminal, nothing elsewhere.
pub(crate) fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}
