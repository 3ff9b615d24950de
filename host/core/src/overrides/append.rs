//! What may come into the log: entries that fit the interview, its policy, and what is in the log already.

use super::settle::Marked;
use super::{Outcomes, Override, Overrides, needs_person, sources, was_administered};
use crate::ids::{DimensionId, ItemId, PersonId};
use crate::interview::Interview;
use crate::rubric::Marking;
use crate::words::Role;

/// Why an entry may not come into the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// Not an item of the interview.
    #[error("the interview has no item `{item}`; name one of its items")]
    UnknownItem {
        /// Which.
        item: ItemId,
    },
    /// Not a dimension that the item maps from.
    #[error("the item `{item}` maps nothing from the dimension `{dimension}`; name one of {}, or none for all", listed(.known))]
    UnknownDimension {
        /// Which item.
        item: ItemId,
        /// Which dimension.
        dimension: DimensionId,
        /// Those that it maps from.
        known: Vec<DimensionId>,
    },
    /// The candidate never got it.
    #[error("the item `{item}` was not administered, so nobody can score it; leave it out")]
    NotAdministered {
        /// Which.
        item: ItemId,
    },
    /// A mark where nobody marks blindly.
    #[error("the rubric has no `marking`, so there are no markers and no adjudicators; use the role `override`")]
    NoMarking,
    /// A mark on an item that has its scores.
    #[error(
        "the item `{item}` needs no markers, for it has the machine's scores; use the role `override` to correct them"
    )]
    NeedsNobody {
        /// Which.
        item: ItemId,
    },
    /// An override before the markers are done.
    #[error("the item `{item}` waits for its markers; use the role `marker`, or override once they are done")]
    StillMarked {
        /// Which.
        item: ItemId,
    },
    /// The same person twice.
    #[error("`{by}` has marked the dimension `{dimension}` of the item `{item}` already; let somebody else mark it")]
    MarkedTwice {
        /// Who.
        by: PersonId,
        /// Which item.
        item: ItemId,
        /// Which dimension.
        dimension: DimensionId,
    },
    /// More markers than the policy has.
    #[error("the dimension `{dimension}` of the item `{item}` has its two marks; no more are wanted")]
    EnoughMarks {
        /// Which item.
        item: ItemId,
        /// Which dimension.
        dimension: DimensionId,
    },
    /// An adjudicator who marked.
    #[error("`{by}` has marked the item `{item}`, so another person must adjudicate; ask a third one")]
    AdjudicatorMarked {
        /// Who.
        by: PersonId,
        /// Which item.
        item: ItemId,
    },
    /// An adjudicator where nothing is disputed.
    #[error(
        "nothing of the item `{item}` is left to adjudicate; its markers are not done, they agree, or it is decided"
    )]
    NothingDisputed {
        /// Which.
        item: ItemId,
    },
}

impl Overrides {
    /// Puts an entry at the log's end. `outcomes` are the candidate's, as in [`crate::scorecard::score`].
    ///
    /// # Errors
    ///
    /// When it names what the interview does not have, or the rubric's policy for markers does not allow it.
    pub fn append(&mut self, interview: &Interview, outcomes: &Outcomes, entry: Override) -> Result<(), OverrideError> {
        self.check(interview, outcomes, &entry)?;
        self.log.push(entry);
        Ok(())
    }

    fn check(&self, interview: &Interview, outcomes: &Outcomes, entry: &Override) -> Result<(), OverrideError> {
        let item_id = || entry.item.clone();
        let Some(item) = interview.item(&entry.item) else {
            return Err(OverrideError::UnknownItem { item: item_id() });
        };
        let known = sources(item);
        if let Some(dimension) = entry.dimension.as_ref().filter(|dimension| !known.contains(dimension)) {
            let known = known.into_iter().cloned().collect();
            return Err(OverrideError::UnknownDimension { item: item_id(), dimension: dimension.clone(), known });
        }
        let outcome = outcomes.get(&entry.item);
        if !was_administered(interview, item, outcome) {
            return Err(OverrideError::NotAdministered { item: item_id() });
        }
        let covered: Vec<_> = known.into_iter().filter(|dimension| entry.covers(&entry.item, dimension)).collect();
        let needed = needs_person(interview, outcome);
        match (entry.role, interview.rubric().marking()) {
            (Role::Override, Some(marking)) if needed => self.check_override(marking, entry, &covered),
            (Role::Override, _) => Ok(()),
            (Role::Marker | Role::Adjudicator, None) => Err(OverrideError::NoMarking),
            (Role::Marker | Role::Adjudicator, Some(_)) if !needed => {
                Err(OverrideError::NeedsNobody { item: item_id() })
            }
            (Role::Marker, Some(_)) => self.check_marker(entry, &covered),
            (Role::Adjudicator, Some(marking)) => self.check_adjudicator(marking, entry, &covered),
        }
    }

    fn check_override(
        &self,
        marking: &Marking,
        entry: &Override,
        covered: &[&DimensionId],
    ) -> Result<(), OverrideError> {
        let settled = |id: &&DimensionId| matches!(self.marked(marking, &entry.item, id), Marked::Settled(_));
        if covered.iter().all(settled) { Ok(()) } else { Err(OverrideError::StillMarked { item: entry.item.clone() }) }
    }

    fn check_marker(&self, entry: &Override, covered: &[&DimensionId]) -> Result<(), OverrideError> {
        for &dimension in covered {
            let (item, dimension) = (entry.item.clone(), dimension.clone());
            let mut given = self.of(Role::Marker, &item, &dimension);
            if given.any(|mark| mark.by == entry.by) {
                return Err(OverrideError::MarkedTwice {
                    by: entry.by.clone(),
                    item: item.clone(),
                    dimension: dimension.clone(),
                });
            }
            if self.of(Role::Marker, &item, &dimension).count() >= Marking::BLIND {
                return Err(OverrideError::EnoughMarks { item: item.clone(), dimension: dimension.clone() });
            }
        }
        Ok(())
    }

    fn check_adjudicator(
        &self,
        marking: &Marking,
        entry: &Override,
        covered: &[&DimensionId],
    ) -> Result<(), OverrideError> {
        let item = entry.item.clone();
        let mut markers = self.log.iter().filter(|mark| mark.role == Role::Marker && mark.item == entry.item);
        if markers.any(|mark| mark.by == entry.by) {
            return Err(OverrideError::AdjudicatorMarked { by: entry.by.clone(), item });
        }
        let disputed = |id: &&DimensionId| self.marked(marking, &entry.item, id) == Marked::Disputed;
        if covered.iter().any(disputed) { Ok(()) } else { Err(OverrideError::NothingDisputed { item }) }
    }
}

fn listed(ids: &[DimensionId]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
