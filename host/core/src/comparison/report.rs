//! What a re-scoring would change: the same candidates under other evaluations, another config or another plugin version, each difference by
//! dimension and by item. Deterministic: neither the order of attempts nor that of findings changes it. Accepts nothing by itself.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use serde::Serialize;

use super::moves::{RankMove, moves};
use super::ranks::both_ranks;
use super::{Comparison, Difference, ItemChange, compare, item_changes};
use crate::attempt::{Attempt, AttemptError, check_unique};
use crate::ids::{CandidateId, FindingCode, ItemId, LevelId};
use crate::interview::Interview;
use crate::scorecard::ItemOutcome;
use crate::words::Severity;

/// One generation of evaluations, with the interview that they are scored under.
#[derive(Debug, Clone, Copy)]
pub struct Generation<'a> {
    /// Its rubric, items and switches.
    pub interview: &'a Interview,
    /// One per candidate; the other generation has the same candidates.
    pub attempts: &'a [Attempt<'a>],
}

/// What a re-scoring changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceReport {
    /// Counts over all attempts.
    pub summary: Summary,
    /// How many attempts went from which level to which, those that stayed included; `null` stands for a withheld total.
    pub levels: Vec<LevelTransition>,
    /// Findings whose number changed in some attempt.
    pub findings: Vec<FindingTotal>,
    /// The attempts whose result or rank changed, by candidate.
    pub attempts: Vec<ChangedAttempt>,
}

/// Counts over all attempts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many were compared.
    pub attempts: usize,
    /// Those whose total, level, items or findings changed.
    pub changed: usize,
    /// Those whose total went up.
    pub higher: usize,
    /// Those whose total went down.
    pub lower: usize,
    /// Those whose level changed; both totals are there.
    pub other_level: usize,
    /// Those whose rank changed, perhaps only because others' did.
    pub other_rank: usize,
    /// Those whose total was withheld and is not any more.
    pub released: usize,
    /// Those whose total is withheld now and was not.
    pub withheld: usize,
    /// The mean difference of the totals that are there on both sides; `None` when there is none.
    pub mean: Option<Difference>,
    /// The largest rise.
    pub largest_rise: Option<Extreme>,
    /// The largest fall.
    pub largest_fall: Option<Extreme>,
}

/// The candidate whose total changed most; the first by id where several did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extreme {
    /// Who.
    pub candidate: CandidateId,
    /// By how much.
    pub difference: Difference,
}

/// Attempts that went from one level to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelTransition {
    /// `None` while withheld.
    pub from: Option<LevelId>,
    /// `None` while withheld.
    pub to: Option<LevelId>,
    /// How many.
    pub attempts: usize,
}

/// One attempt whose result or rank changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedAttempt {
    /// Its totals and levels, and the difference by dimension.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// From 1; `None` while the total is withheld.
    pub rank_before: Option<usize>,
    /// The rank after.
    pub rank_after: Option<usize>,
    /// Who passed whom. `None` where the rank is the same, or there is none on either side.
    pub moved: Option<RankMove>,
    /// The items that are not what they were.
    pub items: Vec<ItemChange>,
    /// The findings that appeared or went.
    pub findings: Vec<FindingChange>,
}

/// How often a finding was there in one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingChange {
    /// In which item.
    pub item: ItemId,
    /// Which.
    pub code: FindingCode,
    /// How grave. A finding that became graver is one that went and one that appeared.
    pub severity: Severity,
    /// How often before.
    pub before: usize,
    /// How often after.
    pub after: usize,
}

/// How often a finding was there in all attempts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingTotal {
    /// How often, over all attempts.
    #[serde(flatten)]
    pub total: FindingChange,
    /// How many attempts have it more often than before.
    pub appeared_in: usize,
    /// How many attempts have it less often than before.
    pub gone_from: usize,
}

/// Compares two generations of the same candidates.
///
/// # Errors
///
/// When an attempt's outcomes are not its interview's, a candidate comes twice, or only one generation has a candidate.
pub fn difference_report(before: Generation<'_>, after: Generation<'_>) -> Result<DifferenceReport, AttemptError> {
    let (mut comparisons, mut details) = (Vec::new(), Vec::new());
    for pair in pairs(before.attempts, after.attempts)? {
        let (one, other) = (pair.before.score(before.interview)?, pair.after.score(after.interview)?);
        comparisons.push(compare(&one, &other));
        details.push((item_changes(&one, &other), finding_changes(pair)));
    }
    let (one, other) = both_ranks(&comparisons);
    let moves = moves(&comparisons, &one, &other);
    let mut summary = summary(&comparisons);
    let levels = levels(&comparisons);
    let mut attempts = Vec::new();
    for (index, ((comparison, (items, findings)), moved)) in comparisons.into_iter().zip(details).zip(moves).enumerate()
    {
        let (rank_before, rank_after) = (one.ranks[index], other.ranks[index]);
        let changed = comparison.before != comparison.after || !items.is_empty() || !findings.is_empty();
        summary.changed += usize::from(changed);
        summary.other_rank += usize::from(moved.is_some());
        if changed || rank_before != rank_after {
            attempts.push(ChangedAttempt { comparison, rank_before, rank_after, moved, items, findings });
        }
    }
    Ok(DifferenceReport { summary, levels, findings: finding_totals(&attempts), attempts })
}

/// One candidate's attempts.
#[derive(Clone, Copy)]
struct Pair<'a> {
    before: Attempt<'a>,
    after: Attempt<'a>,
}

/// By candidate.
fn pairs<'a>(before: &[Attempt<'a>], after: &[Attempt<'a>]) -> Result<Vec<Pair<'a>>, AttemptError> {
    check_unique(before.iter().map(|attempt| attempt.candidate))?;
    check_unique(after.iter().map(|attempt| attempt.candidate))?;
    let one_sided = |candidate: &CandidateId, side| AttemptError::OneSided { candidate: candidate.clone(), side };
    let mut others: BTreeMap<_, _> = after.iter().map(|attempt| (attempt.candidate, *attempt)).collect();
    let mut sorted = before.to_vec();
    sorted.sort_by_key(|attempt| attempt.candidate);
    let pair = |before: Attempt<'a>| match others.remove(before.candidate) {
        Some(after) => Ok(Pair { before, after }),
        None => Err(one_sided(before.candidate, "before")),
    };
    let pairs = sorted.into_iter().map(pair).collect::<Result<_, _>>()?;
    match others.keys().next() {
        Some(candidate) => Err(one_sided(candidate, "after")),
        None => Ok(pairs),
    }
}

/// By item, code and severity.
fn finding_changes(pair: Pair<'_>) -> Vec<FindingChange> {
    let mut counts: BTreeMap<(&ItemId, &FindingCode, Severity), [usize; 2]> = BTreeMap::new();
    for (side, attempt) in [pair.before, pair.after].into_iter().enumerate() {
        for (item, outcome) in attempt.outcomes {
            let ItemOutcome::Evaluated(evaluation) = outcome else { continue };
            for finding in evaluation.findings() {
                counts.entry((item, &finding.code, finding.severity)).or_default()[side] += 1;
            }
        }
    }
    let changed = counts.into_iter().filter(|(_, [before, after])| before != after);
    let change = |((item, code, severity), [before, after]): ((&ItemId, &FindingCode, _), [usize; 2])| FindingChange {
        item: item.clone(),
        code: code.clone(),
        severity,
        before,
        after,
    };
    changed.map(change).collect()
}

/// By item, code and severity.
fn finding_totals(attempts: &[ChangedAttempt]) -> Vec<FindingTotal> {
    let mut totals: BTreeMap<(&ItemId, &FindingCode, Severity), FindingTotal> = BTreeMap::new();
    for change in attempts.iter().flat_map(|attempt| &attempt.findings) {
        let total = totals.entry((&change.item, &change.code, change.severity)).or_insert_with(|| FindingTotal {
            total: FindingChange { before: 0, after: 0, ..change.clone() },
            appeared_in: 0,
            gone_from: 0,
        });
        total.total.before += change.before;
        total.total.after += change.after;
        total.appeared_in += usize::from(change.after > change.before);
        total.gone_from += usize::from(change.after < change.before);
    }
    totals.into_values().collect()
}

/// By level before and after, withheld ones first.
fn levels(comparisons: &[Comparison]) -> Vec<LevelTransition> {
    let mut counts: BTreeMap<(Option<&LevelId>, Option<&LevelId>), usize> = BTreeMap::new();
    for comparison in comparisons {
        *counts.entry((comparison.level_before(), comparison.level_after())).or_default() += 1;
    }
    let transition = |((from, to), attempts): ((Option<&LevelId>, Option<&LevelId>), usize)| LevelTransition {
        from: from.cloned(),
        to: to.cloned(),
        attempts,
    };
    counts.into_iter().map(transition).collect()
}

/// All but what concerns items, findings and ranks.
fn summary(comparisons: &[Comparison]) -> Summary {
    let count = |holds: &dyn Fn(&Comparison) -> bool| comparisons.iter().filter(|comparison| holds(comparison)).count();
    let differences =
        || comparisons.iter().filter_map(|c| Some((&c.candidate, c.decomposition.as_ref()?.difference())));
    let both = differences().count();
    let sum: Difference = differences().map(|(_, difference)| difference).sum();
    let extreme = |(candidate, difference): (&CandidateId, &Difference)| Extreme {
        candidate: candidate.clone(),
        difference: difference.clone(),
    };
    let rises = differences().filter(|(_, difference)| difference.is_positive());
    let falls = differences().filter(|(_, difference)| difference.is_negative());
    Summary {
        attempts: comparisons.len(),
        changed: 0,
        higher: rises.clone().count(),
        lower: falls.clone().count(),
        other_level: count(&|c| c.decomposition.is_some() && c.level_before() != c.level_after()),
        other_rank: 0,
        released: count(&|c| c.total_before().is_none() && c.total_after().is_some()),
        withheld: count(&|c| c.total_before().is_some() && c.total_after().is_none()),
        mean: (both > 0).then(|| Difference::new(sum.as_ratio() / BigInt::from(both))),
        largest_rise: rises.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map(extreme),
        largest_fall: falls.min_by(|a, b| a.1.cmp(b.1).then_with(|| a.0.cmp(b.0))).map(extreme),
    }
}
