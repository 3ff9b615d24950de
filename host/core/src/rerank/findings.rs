//! What evaluators found in each attempt, as far as a veto may ask for it: each different set of findings once.

use std::collections::BTreeMap;

use crate::evaluation::Finding;
use crate::ids::{FindingCode, ItemId};
use crate::interview::Interview;
use crate::rubric::Veto;
use crate::scorecard::ItemOutcome;
use crate::words::Severity;

/// Sets of findings that differ by item, code or severity.
#[derive(Debug, Clone)]
pub(super) struct FindingSets {
    /// One finding of each kind.
    kinds: Vec<(ItemId, Finding)>,
    /// Each a list of places in `kinds`.
    sets: Vec<Vec<usize>>,
}

/// Gives every set its place.
#[derive(Default)]
pub(super) struct Interner {
    kinds: Vec<(ItemId, Finding)>,
    places: BTreeMap<(ItemId, FindingCode, Severity), usize>,
    sets: BTreeMap<Vec<usize>, usize>,
}

impl Interner {
    /// The place of the set of those findings that count.
    pub(super) fn intern(&mut self, interview: &Interview, outcomes: &BTreeMap<ItemId, ItemOutcome>) -> usize {
        let mut set = Vec::new();
        for item in interview.items().iter().filter(|item| interview.switched_off(item).is_none()) {
            let Some(ItemOutcome::Evaluated(evaluation)) = outcomes.get(&item.id) else { continue };
            for finding in evaluation.findings() {
                let kind = (item.id.clone(), finding.code.clone(), finding.severity);
                set.push(*self.places.entry(kind).or_insert_with(|| {
                    self.kinds.push((item.id.clone(), finding.clone()));
                    self.kinds.len() - 1
                }));
            }
        }
        set.sort_unstable();
        set.dedup();
        let next = self.sets.len();
        *self.sets.entry(set).or_insert(next)
    }

    pub(super) fn finish(self) -> FindingSets {
        let mut sets = vec![Vec::new(); self.sets.len()];
        for (set, place) in self.sets {
            sets[place] = set;
        }
        FindingSets { kinds: self.kinds, sets }
    }
}

impl FindingSets {
    /// Per set, the lowest level that some veto leaves: how many levels are higher. 0 where none falls.
    pub(super) fn caps(&self, vetoes: &[(&Veto, usize)]) -> Vec<usize> {
        let cap = |(item, finding): &(ItemId, Finding)| {
            vetoes.iter().filter(|(veto, _)| veto.falls_on(item, finding)).map(|(_, cap)| *cap).max().unwrap_or(0)
        };
        let kinds: Vec<usize> = self.kinds.iter().map(cap).collect();
        self.sets.iter().map(|set| set.iter().map(|kind| kinds[*kind]).max().unwrap_or(0)).collect()
    }
}
