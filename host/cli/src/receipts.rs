//! Receipts of what was scored here: what `touchstone score` issues, and what `touchstone verify` makes again to compare. Decides no score.

use std::fs;
use std::path::{Path, PathBuf};

use touchstone_core::answer::Answer;
use touchstone_core::ids::{Digest, ItemId};
use touchstone_core::interview::Interview;
use touchstone_core::overrides::Overrides;
use touchstone_core::receipt::{
    Conditions, EvaluationReceipt, PrivateKey, Receipt, RunFacts, Salt, ScorecardFacts, ScorecardReceipt, Spent,
};
use touchstone_core::scorecard::Scorecard;
use touchstone_runtime::{Usage, secret_file};

use crate::key::read_private;
use crate::report::{Failure, FailureKind};
use crate::score::example::{Attempt, Example};
use crate::score::session::{Evaluated, Session};

/// Who signs, and where receipts go.
pub(crate) struct Issuer {
    folder: PathBuf,
    key: PrivateKey,
}

impl Issuer {
    /// Makes the folder, so that nobody waits for scores that then cannot be written down.
    pub(crate) fn new(folder: &Path, key: &Path) -> Result<Self, Failure> {
        let key = read_private(key)?;
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// Writes a candidate's receipt.
    pub(crate) fn issue(
        &self,
        example: &Example,
        session: &Session<'_>,
        attempt: &Attempt,
        items: &[(ItemId, Evaluated)],
        scorecard: &Scorecard,
    ) -> Result<(), Failure> {
        let path = self.folder.join(format!("{}.receipt.json", attempt.sheet.candidate().id));
        let random = secret_file::random().map_err(|error| unwritten(&path, &error))?;
        let salt = Salt::from_random(random);
        let interview = Digest::of(example.interview_text.as_bytes());
        let evaluation = |(item, evaluated): &(ItemId, Evaluated)| {
            let run = evaluated.log.is_some().then(|| session.conditions(item)).flatten();
            let run = run
                .and_then(|conditions| facts(session.interview(), item, attempt, conditions, evaluated.usage, &salt));
            EvaluationReceipt::of(interview, item, &attempt.sheet.candidate().id, &evaluated.outcome, run, &salt)
        };
        let evaluations: Vec<_> = items.iter().map(evaluation).collect();
        let (text, interview, none) = (&example.interview_text, &example.interview, Overrides::default());
        let scorecard = scorecard_receipt(text, interview, attempt, &evaluations, scorecard, &none, &salt);
        let file = Receipt { scorecard, evaluations, overrides: Vec::new(), salt: Some(salt) }.sign(&self.key);
        fs::write(&path, file.to_json()).map_err(|error| unwritten(&path, &error))
    }
}

/// What goes into the receipt of a run. `None` where there is no answer to run it on.
pub(crate) fn facts<'a>(
    interview: &Interview,
    item: &ItemId,
    attempt: &'a Attempt,
    conditions: Conditions,
    usage: Usage,
    salt: &Salt,
) -> Option<RunFacts<'a>> {
    let answer = attempt.sheet.answer(item).filter(|answer| **answer != Answer::Omitted)?;
    Some(RunFacts {
        answer,
        attachments: attempt.files(item).iter().map(|content| salt.digest(content)).collect(),
        locale: attempt.sheet.locale(),
        seed: interview.variant_seed(&attempt.sheet.candidate().id, item),
        conditions,
        spent: Spent { fuel: usage.fuel, program_fuel: usage.program_fuel, peak_memory_bytes: usage.peak_memory_bytes },
    })
}

/// The receipt of a scorecard under an interview's switches and weights.
pub(crate) fn scorecard_receipt(
    interview_text: &str,
    interview: &Interview,
    attempt: &Attempt,
    evaluations: &[EvaluationReceipt],
    scorecard: &Scorecard,
    overrides: &Overrides,
    salt: &Salt,
) -> ScorecardReceipt {
    let candidate = attempt.sheet.candidate();
    let facts = ScorecardFacts { interview_text, interview, candidate, overrides, evaluations, scorecard };
    ScorecardReceipt::of(&facts, salt).expect("an interview that was read is JSON")
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(FailureKind::Machine, format!("cannot write `{}`: {error}", path.display()))
        .hint("name a folder for the receipts that this user may write to")
}
