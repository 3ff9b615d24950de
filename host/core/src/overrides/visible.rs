//! What one person may see of a log: marks stay hidden until nobody can be led by them any more. Knows nothing of accounts.

use serde::Serialize;

use super::{Override, Overrides, sources};
use crate::ids::{ItemId, PersonId};
use crate::interview::Interview;
use crate::rubric::Marking;
use crate::words::Role;

/// A log as one person may see it. Made by [`Overrides::visible_to`] only, so a mark that is still blind cannot get into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct VisibleOverrides<'a> {
    entries: Vec<Seen<'a>>,
}

/// One entry as one person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "seen", rename_all = "kebab-case")]
pub enum Seen<'a> {
    /// All of it.
    Whole(&'a Override),
    /// Only that somebody marked: not what, and not why.
    Blind {
        /// Who.
        by: &'a PersonId,
        /// Which item.
        item: &'a ItemId,
    },
}

impl Overrides {
    /// The log as `person` may see it. Another person's mark is hidden until every dimension that the item maps from has its two
    /// marks, whoever looks: anybody might be the next to mark.
    pub fn visible_to<'a>(&'a self, interview: &Interview, person: &PersonId) -> VisibleOverrides<'a> {
        let seen = |entry: &'a Override| {
            if entry.role != Role::Marker || entry.by == *person || self.is_marked(interview, &entry.item) {
                Seen::Whole(entry)
            } else {
                Seen::Blind { by: &entry.by, item: &entry.item }
            }
        };
        VisibleOverrides { entries: self.log.iter().map(seen).collect() }
    }

    fn is_marked(&self, interview: &Interview, item: &ItemId) -> bool {
        let has_both = |id| self.of(Role::Marker, item, id).count() >= Marking::BLIND;
        interview.item(item).is_some_and(|item| sources(item).into_iter().all(has_both))
    }
}

impl<'a> VisibleOverrides<'a> {
    /// The oldest first.
    pub fn entries(&self) -> &[Seen<'a>] {
        &self.entries
    }
}
