//! What a reply speaks of, by phrases alone, and how long it is. No sentence vectors here: a follow-up is chosen while the candidate
//! waits, and why it was chosen has to be plain.

use std::collections::BTreeMap;

use text_analysis::{NoMeaning, Outcome, Point, PointSet, Text, read};

use crate::situation::Topic;

/// Finds the topics of a scenario in replies.
pub(crate) struct TopicMatcher(PointSet);

/// What was found in a reply.
pub(crate) struct Spoken {
    /// The positions of the topics that it speaks of, rising.
    pub(crate) topics: Vec<usize>,
    /// How long it is, in Chinese characters; three words of another language count as five.
    pub(crate) length: usize,
}

impl TopicMatcher {
    /// For these topics.
    pub(crate) fn new(topics: &[Topic]) -> Self {
        let points: Vec<Point> = topics.iter().map(point).collect();
        Self(PointSet::new(&points))
    }

    /// What `reply` speaks of. Who denies something does not speak of it; who names it in passing does.
    pub(crate) fn spoken(&self, reply: &str) -> Spoken {
        let text = Text::new(reply);
        let reading = read(&text, &self.0, &[], &NoMeaning);
        let spoken = |outcome: &Outcome| matches!(outcome, Outcome::Found { .. } | Outcome::Listed { .. });
        let topics = reading.points.iter().enumerate().filter(|(_, outcome)| spoken(outcome)).map(|(index, _)| index);
        Spoken { topics: topics.collect(), length: usize::try_from(text.length()).unwrap_or(usize::MAX) }
    }
}

/// A topic as the point that it would be.
pub(crate) fn point(topic: &Topic) -> Point {
    Point {
        id: topic.id.clone(),
        weight: 1,
        title: BTreeMap::new(),
        dimension: String::new(),
        phrases: topic.phrases.clone(),
        all_of: topic.all_of.clone(),
        says: Vec::new(),
    }
}
