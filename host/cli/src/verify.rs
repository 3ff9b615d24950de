//! `touchstone verify RECEIPT`: checks the signatures of a candidate's receipt, computes everything that it says again from the interview, the
//! answers and the plugins, and says "same" or names the first thing that differs. Changes nothing on disk but the cache of compiled
//! components, and needs no network.

mod components;
mod recompute;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use touchstone_core::interview::Interview;
use touchstone_core::overrides::Overrides;
use touchstone_core::receipt::{
    Difference, EvaluationReceipt, FileError, PublicKey, Receipt, ReceiptFile, Salt, ScorecardReceipt, compare,
    compare_interviews, compare_scorecards,
};
use touchstone_core::scorecard::{ItemOutcome, Scorecard, score_with_overrides};

use crate::key::read_public;
use crate::places::Places;
use crate::receipts::scorecard_receipt;
use crate::report::{Failure, FailureKind};
use crate::score::example::{Attempt, LINES, interview_of, read, read_lines, sheets};
use crate::score::progress_bar;
use recompute::Recomputer;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A candidate's receipt: `CANDIDATE.receipt.json`
    #[arg(value_name = "RECEIPT")]
    receipt: PathBuf,
    /// The interview
    #[arg(long, value_name = "FILE")]
    interview: PathBuf,
    /// The folder with the candidate's answers, and with others' too
    #[arg(long, value_name = "FOLDER")]
    answers: PathBuf,
    /// The folder with the plugins' components [default: target/plugins]
    #[arg(long, value_name = "FOLDER")]
    plugins: Option<PathBuf>,
    /// The public key of whoever issued the receipt
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Why a receipt was not found to be the same.
pub(crate) enum Stop {
    /// It could not be computed.
    Failed(Failure),
    /// It was, and something differs.
    Differs(Difference),
    /// Another engine or another Touchstone ran it, with this difference; whether the result is nevertheless the same.
    OtherBuild(Difference, bool),
}

/// What was computed again.
struct Verified {
    key: PublicKey,
    receipt: Receipt,
    attempt: Attempt,
    scorecard: Scorecard,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    match verified(arguments, places) {
        Ok(verified) if arguments.json => crate::print(&format!("{:#}\n", verified.to_json())),
        Ok(verified) => crate::print(&verified.to_text()),
        Err(Stop::Failed(failure)) => Err(failure),
        Err(Stop::Differs(difference)) => differs(arguments, &difference, None),
        Err(Stop::OtherBuild(difference, same_result)) => differs(arguments, &difference, Some(same_result)),
    }
}

fn differs(arguments: &Arguments, difference: &Difference, same_result: Option<bool>) -> Result<(), Failure> {
    if arguments.json {
        let remedy = difference.cause.remedy();
        let report =
            json!({ "verdict": "differs", "difference": difference, "same_result": same_result, "remedy": remedy });
        crate::print(&format!("{report:#}\n"))?;
    }
    let said = format!("`{}` does not hold: {difference}", arguments.receipt.display());
    let failure = Failure::said(FailureKind::Receipt, &said);
    Err(match same_result {
        Some(true) => failure.detail("the item's result is the same here all the same"),
        Some(false) => failure.detail("the item's result is another one here"),
        None => failure,
    })
}

fn verified(arguments: &Arguments, places: &Places) -> Result<Verified, Stop> {
    let key = read_public(&arguments.key)?;
    let receipt = open(&arguments.receipt, &key)?;
    let text = read(&arguments.interview)?;
    same(compare_interviews(&receipt.scorecard.interview, &text))?;
    let interview = interview_of(&arguments.interview, &text)?;
    let Some(salt) = &receipt.salt else { return Err(erased(&arguments.receipt).into()) };
    let attempt = attempt(&arguments.answers, &interview, &receipt.scorecard, salt)?;

    let folder = crate::plugins_folder(arguments.plugins.as_ref());
    let mut recomputer = Recomputer::new(&receipt, &interview, &attempt, salt, &folder, places)?;
    let progress = progress_bar(receipt.evaluations.len());
    let mut outcomes = Vec::new();
    for evaluation in &receipt.evaluations {
        progress.set_message(evaluation.item.to_string());
        let (here, outcome) = recomputer.evaluation(evaluation)?;
        same(compare(evaluation, &here))?;
        outcomes.push((here, outcome));
        progress.inc(1);
    }
    progress.finish_and_clear();
    let scorecard = compare_whole(&receipt, &text, &interview, &attempt, &outcomes, salt)?;
    Ok(Verified { key, receipt, attempt, scorecard })
}

/// The receipts in a file, all signed by this key.
fn open(path: &Path, key: &PublicKey) -> Result<Receipt, Failure> {
    const GUIDE: &str =
        "`touchstone score FOLDER --receipts FOLDER --key FILE` writes receipts, and a server gives them";
    let bytes = fs::read(path).map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, GUIDE))?;
    ReceiptFile::from_json(&bytes).and_then(|file| file.open(key)).map_err(|error| {
        let kind = match error {
            FileError::Syntax(_) | FileError::NoReceipt { .. } => FailureKind::Input,
            _ => FailureKind::Receipt,
        };
        Failure::said(kind, &format!("`{}`: {error}", path.display()))
    })
}

/// The answers of the receipt's candidate: of all sheets, the one whose candidate has the digest.
fn attempt(folder: &Path, interview: &Interview, receipt: &ScorecardReceipt, salt: &Salt) -> Result<Attempt, Failure> {
    let (mut others, mut unreadable) = (Vec::new(), None);
    let mut attempts: Vec<_> = sheets(folder)?.iter().map(|path| Attempt::read(path, interview)).collect();
    let lines = folder.join(LINES);
    if lines.exists() {
        match read_lines(&lines, interview) {
            Ok(read) => attempts.extend(read.into_iter().map(Ok)),
            Err(failure) => attempts.push(Err(failure)),
        }
    }
    if attempts.is_empty() {
        let what = format!("there is no answer in `{}`", folder.display());
        return Err(Failure::new(FailureKind::Input, what)
            .hint(format!("name the folder with the candidate's `CANDIDATE.json`, or with `{LINES}`")));
    }
    for attempt in attempts {
        match attempt {
            Ok(attempt) if salt.digest(attempt.id().as_str().as_bytes()) == receipt.candidate => return Ok(attempt),
            Ok(attempt) => others.push(format!("`{}`", attempt.id())),
            Err(failure) => unreadable = unreadable.or(Some(failure)),
        }
    }
    // The one that cannot be read may be the candidate's.
    Err(unreadable.unwrap_or_else(|| {
        let what = format!(
            "no answers in `{}` are of the receipt's candidate: they are of {}",
            folder.display(),
            others.join(", ")
        );
        Failure::new(FailureKind::Receipt, what)
            .hint("put the candidate's answers there, with the candidate's id as it was when the receipt was issued")
    }))
}

/// The scorecard under the receipt's weights and switches, beside the receipt's.
fn compare_whole(
    receipt: &Receipt,
    text: &str,
    interview: &Interview,
    attempt: &Attempt,
    items: &[(EvaluationReceipt, ItemOutcome)],
    salt: &Salt,
) -> Result<Scorecard, Stop> {
    let impossible = |what: &dyn std::fmt::Display| {
        let what = format!("the receipt's weights and switches do not fit the interview: {what}");
        Failure::new(FailureKind::Receipt, what).hint("tell whoever issued the receipt")
    };
    let basis = &receipt.scorecard.basis;
    let overrides = Overrides::restored(receipt.overrides.clone());
    let rubric = interview.rubric().with_weights(&basis.weights).map_err(|error| impossible(&error))?;
    let interview = interview.with_rubric(rubric).map_err(|dimension| impossible(&dimension))?;
    let interview = interview.with_modules_off(basis.modules_off.clone()).map_err(|module| impossible(&module))?;
    let outcomes = items.iter().map(|(receipt, outcome)| (receipt.item.clone(), outcome.clone())).collect();
    let scorecard = score_with_overrides(&interview, attempt.id(), &outcomes, &overrides);
    let scorecard = scorecard.map_err(|error| impossible(&error))?;
    let evaluations: Vec<_> = items.iter().map(|(receipt, _)| receipt.clone()).collect();
    let here = scorecard_receipt(text, &interview, attempt, &evaluations, &scorecard, &overrides, salt);
    same(compare_scorecards(&receipt.scorecard, &here))?;
    Ok(scorecard)
}

fn same(difference: Option<Difference>) -> Result<(), Stop> {
    difference.map_or(Ok(()), |difference| Err(Stop::Differs(difference)))
}

fn erased(path: &Path) -> Failure {
    let what = format!(
        "the salt of `{}` was erased, so nothing that it says of the candidate can be compared; its signatures hold, and the interview is the same",
        path.display()
    );
    Failure::new(FailureKind::Receipt, what).hint("that is how a person's data is erased: there is nothing to be done")
}

impl Verified {
    fn to_text(&self) -> String {
        let Self { key, receipt, attempt, scorecard } = self;
        let ran = receipt.evaluations.iter().filter(|evaluation| evaluation.run.is_some()).count();
        let result = match (scorecard.total(), scorecard.level()) {
            (Some(total), Some(level)) => format!("total {total} ({}), level `{}`", total.exact(), level.id),
            _ => "total withheld".to_owned(),
        };
        format!(
            "same: everything that the receipt of `{}` says of `{}` was computed again\n  \
             signed by    {}\n  \
             interview    {}\n  \
             answers      {}\n  \
             evaluations  {ran} run again, {} without a run\n  \
             scorecard    {result}\n",
            receipt.scorecard.interview.id,
            attempt.id(),
            key.id(),
            receipt.scorecard.interview.file,
            attempt.path.display(),
            receipt.evaluations.len() - ran,
        )
    }

    fn to_json(&self) -> serde_json::Value {
        let Self { key, receipt, attempt, scorecard } = self;
        let item = |evaluation: &EvaluationReceipt| json!({ "id": evaluation.item, "state": evaluation.state, "run_again": evaluation.run.is_some(), "receipt": evaluation.digest() });
        json!({
            "verdict": "same",
            "signed_by": key.id(),
            "interview": { "id": receipt.scorecard.interview.id, "digest": receipt.scorecard.interview.file },
            "candidate": attempt.id(),
            "items": receipt.evaluations.iter().map(item).collect::<Vec<_>>(),
            "total": scorecard.total(),
            "level": scorecard.level().map(|level| &level.id),
        })
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
