//! One candidate's outcomes, as whatever looks at many of them at once takes them. Holds no scores; borrows what the host read.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{CandidateId, ItemId};
use crate::interview::Interview;
use crate::overrides::Overrides;
use crate::scorecard::{ItemOutcome, Scorecard, ScorecardError, score, score_with_overrides};

/// What became of every item for one candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// Whose it is; unique among the attempts that are looked at together.
    pub candidate: &'a CandidateId,
    /// By item.
    pub outcomes: &'a BTreeMap<ItemId, ItemOutcome>,
    /// What people said of its items; `None` where nobody did.
    pub overrides: Option<&'a Overrides>,
}

/// Why some attempts cannot be looked at together. A fault of the caller, never of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttemptError {
    /// Outcomes that are not the interview's.
    #[error("the attempt of `{candidate}`: {source}")]
    Outcomes {
        /// Whose attempt.
        candidate: CandidateId,
        /// What is wrong with it.
        source: ScorecardError,
    },
    /// Two attempts of one candidate.
    #[error("`{candidate}` has two attempts; hand in one for each candidate")]
    Repeated {
        /// Whose.
        candidate: CandidateId,
    },
    /// A candidate that only one of two generations has.
    #[error("`{candidate}` has an attempt {side} only; hand in the same candidates before and after")]
    OneSided {
        /// Whose.
        candidate: CandidateId,
        /// `before` or `after`.
        side: &'static str,
    },
}

impl<'a> Attempt<'a> {
    /// Without any person's score.
    pub fn new(candidate: &'a CandidateId, outcomes: &'a BTreeMap<ItemId, ItemOutcome>) -> Self {
        Self { candidate, outcomes, overrides: None }
    }

    /// The interview's rubric applied to it.
    ///
    /// # Errors
    ///
    /// When the outcomes or the overrides are not the interview's.
    pub fn score(&self, interview: &Interview) -> Result<Scorecard, AttemptError> {
        let outcomes = |source| AttemptError::Outcomes { candidate: self.candidate.clone(), source };
        match self.overrides.filter(|overrides| !overrides.entries().is_empty()) {
            None => score(interview, self.candidate, self.outcomes),
            Some(overrides) => score_with_overrides(interview, self.candidate, self.outcomes, overrides),
        }
        .map_err(outcomes)
    }
}

/// Each candidate once.
pub(crate) fn check_unique<'a>(candidates: impl IntoIterator<Item = &'a CandidateId>) -> Result<(), AttemptError> {
    let mut seen = BTreeSet::new();
    match candidates.into_iter().find(|candidate| !seen.insert(*candidate)) {
        Some(candidate) => Err(AttemptError::Repeated { candidate: candidate.clone() }),
        None => Ok(()),
    }
}
