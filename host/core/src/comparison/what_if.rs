//! Other weights or modules over many attempts at once. Runs no plugin: a total under another rubric is the same evaluations summed
//! anew. For totals and ranks alone, as fast as a slider wants them, see [`crate::rerank`].

use serde::Serialize;

use super::moves::{RankMove, moves};
use super::ranks::both_ranks;
use super::{Comparison, compare};
use crate::attempt::{Attempt, AttemptError, check_unique};
use crate::interview::Interview;

/// Every attempt under the interview as it is and as it would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    attempts: Vec<WhatIfAttempt>,
}

/// One attempt, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIfAttempt {
    /// Its totals and levels, and the difference by dimension.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// From 1, as [`crate::scorecard::rank`] gives it; `None` while the total is withheld.
    pub rank_before: Option<usize>,
    /// The rank after.
    pub rank_after: Option<usize>,
    /// Who passed whom. `None` where the rank is the same, or there is none on either side.
    pub moved: Option<RankMove>,
}

/// Scores and ranks the attempts under both interviews. `changed` is `interview` with another rubric or other modules switched off
/// ([`Interview::with_rubric`], [`Interview::with_modules_off`]).
///
/// # Errors
///
/// When an attempt's outcomes are not the interviews', or a candidate comes twice.
pub fn what_if(interview: &Interview, changed: &Interview, attempts: &[Attempt<'_>]) -> Result<WhatIf, AttemptError> {
    check_unique(attempts.iter().map(|attempt| attempt.candidate))?;
    let compared = |attempt: &Attempt<'_>| Ok(compare(&attempt.score(interview)?, &attempt.score(changed)?));
    let comparisons = attempts.iter().map(compared).collect::<Result<Vec<_>, _>>()?;
    let (before, after) = both_ranks(&comparisons);
    let mut moves = moves(&comparisons, &before, &after);
    let mut comparisons: Vec<_> = comparisons.into_iter().map(Some).collect();
    let attempt = |&index: &usize| {
        Some(WhatIfAttempt {
            comparison: comparisons[index].take()?,
            rank_before: before.ranks[index],
            rank_after: after.ranks[index],
            moved: moves[index].take(),
        })
    };
    Ok(WhatIf { attempts: after.order.iter().filter_map(attempt).collect() })
}

impl WhatIf {
    /// In the order of the ranking after: the highest total first, equal ones by candidate, those that are withheld last.
    pub fn attempts(&self) -> &[WhatIfAttempt] {
        &self.attempts
    }
}
