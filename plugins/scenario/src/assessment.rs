//! Reads the replies of a log: the points made, what is not the candidate's own, the place on each scale, and what speaks for letting a
//! person look. It gives no scores and writes no messages; `report` does.

use std::ops::Range;

use text_analysis::{Mark, Outcome, PointSet, Reading, Text, read, share};

use crate::conversation::Progress;
use crate::meaning::{Likeness, OwnSentences, Vectors};
use crate::placement::{LEVEL, Placement};
use crate::scale::{AnchoredScale, ReviewRules, ScaleConfig};
use crate::situation::Situation;

/// An answer that makes hardly a point and is less like situation and anchors than this, in millionths, is none to the situation.
const ON_TOPIC: u32 = 250_000;

/// Less than this share of the weight of all points, in millionths, is hardly one: any text has a "first" and a "then".
const HARDLY: u32 = 100_000;

/// Where less of an answer than this, in millionths, is the candidate's own, no person is asked to place it; and if none of that makes a
/// point, it is no answer.
const MOSTLY_OWN: u32 = 500_000;

/// By so much, in millionths, another anchor has to be more alike in meaning than the one nearest in points to contradict it.
const CLEARLY: u32 = 80_000;

/// From this share of an answer, in millionths, that is an anchor's own text, none of that text counts.
const FROM_ANCHORS: u32 = 500_000;

/// A shorter answer may share its words with an anchor by chance; as `Text::length` counts.
const FEWEST_FROM_ANCHORS: u64 = 30;

/// What a log came to.
pub(crate) struct Assessment<'a> {
    /// All replies, one after the other.
    pub(crate) text: Text,
    /// The bytes of each reply in it.
    replies: Vec<Range<usize>>,
    /// What was read.
    pub(crate) reading: Reading,
    /// Whether the answer is one to the situation.
    pub(crate) standing: Standing,
    /// How like it is to the situation.
    pub(crate) to_situation: Option<Likeness>,
    /// Hardly a point is made, and no anchor is near in meaning: a person has to look.
    pub(crate) far: bool,
    /// One for each scale, in the config's order.
    pub(crate) scales: Vec<Judged<'a>>,
}

/// Whether there is an answer to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// There is.
    Answered,
    /// Nothing was said.
    Nothing,
    /// What was said is the text of an anchor, first at this sentence.
    AnchorText(usize),
    /// Most of what was said is copied, listed or repeated, and the rest makes no point.
    NotOwn,
    /// What was said has nothing to do with the situation.
    OffTopic,
}

/// Where an answer lies on a scale.
pub(crate) struct Judged<'a> {
    /// The scale.
    pub(crate) scale: &'a AnchoredScale,
    /// Its place.
    pub(crate) placement: Placement,
    /// The positions of the scale's points among all.
    pub(crate) points: Vec<usize>,
    /// How like the answer is to each anchor in meaning.
    pub(crate) likeness: Vec<Option<Likeness>>,
    /// The position of the anchor that is nearest in meaning.
    pub(crate) meant: Option<usize>,
    /// Why a person has to look.
    pub(crate) doubts: Vec<Doubt>,
}

/// Why a person has to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The level lies between the anchors at these positions.
    Between(usize, usize),
    /// The points made are most like those of an anchor that is not next to the level.
    Scattered,
    /// The anchor nearest in meaning, at this position, is of another level.
    Meaning(usize),
}

/// Reads the replies of `progress`.
pub(crate) fn assess<'a>(
    situation: &Situation,
    progress: &Progress<'_>,
    config: &'a ScaleConfig,
) -> Option<Assessment<'a>> {
    let (joined, replies) = join(progress);
    let text = Text::new(&joined);
    let points = PointSet::new(&config.points);
    let mut statements: Vec<&str> = situation.text.0.values().map(String::as_str).collect();
    statements.extend(progress.asked().iter().flat_map(|asked| asked.text.0.values()).map(String::as_str));
    let anchors = config.scales.iter().flat_map(|scale| &scale.anchors);
    let examples: Vec<&str> = anchors.flat_map(|anchor| &anchor.examples).map(String::as_str).collect();
    let copied = anchor_text(&text, &examples);
    if copied.is_some() {
        statements.extend(&examples);
    }
    let reading = read(&text, &points, &statements, &Vectors);
    let own = OwnSentences::new(&text, &reading);
    let to_situation = situation.text.0.values().filter_map(|it| own.most_alike(&Text::new(it))).max();
    let likeness: Vec<Vec<Option<Likeness>>> = config.scales.iter().map(|scale| own.anchors(&text, scale)).collect();
    let to_anchors = likeness.iter().flatten().flatten().max().copied();
    let standing = standing(&text, &reading, config, copied, to_anchors.max(to_situation));
    let own_share = reading.share_of(&text, Mark::Own);
    let far = standing == Standing::Answered
        && own_share >= MOSTLY_OWN
        && hardly_a_point(config, &reading)
        && to_anchors.is_none_or(|nearest| nearest.millionths < config.review.far.saturating_mul(10_000));
    let scales = config.scales.iter().zip(likeness);
    let scales = scales.map(|(scale, likeness)| judge(config, scale, &reading, (standing, own_share), likeness));
    let scales = scales.collect::<Option<Vec<_>>>()?;
    Some(Assessment { text, replies, reading, standing, to_situation, far, scales })
}

impl Assessment<'_> {
    /// The reply, from 1, that a sentence is in.
    pub(crate) fn reply_of(&self, sentence: usize) -> usize {
        let start = self.text.sentences().get(sentence).map_or(0, |sentence| sentence.source.start);
        self.replies.iter().position(|reply| start < reply.end).map_or(self.replies.len(), |position| position + 1)
    }
}

/// The replies one after the other, each on lines of its own, and where each is.
fn join(progress: &Progress<'_>) -> (String, Vec<Range<usize>>) {
    let mut joined = String::new();
    let mut places = Vec::new();
    for turn in progress.turns() {
        let start = joined.len();
        joined.push_str(&turn.text);
        joined.push('\n');
        places.push(start..joined.len());
    }
    (joined, places)
}

/// The first sentence taken from the anchors' examples, where most of the answer is.
fn anchor_text(text: &Text, examples: &[&str]) -> Option<usize> {
    let nothing = PointSet::new(&[]);
    let reading = read(text, &nothing, examples, &text_analysis::NoMeaning);
    let copied = reading.share_of(text, Mark::Copied) >= FROM_ANCHORS && text.length() >= FEWEST_FROM_ANCHORS;
    reading.first(Mark::Copied).filter(|_| copied)
}

fn standing(
    text: &Text,
    reading: &Reading,
    config: &ScaleConfig,
    copied: Option<usize>,
    nearest: Option<Likeness>,
) -> Standing {
    let makes_a_point = reading.points.iter().any(is_made);
    let own = reading.share_of(text, Mark::Own);
    if text.sentences().is_empty() {
        Standing::Nothing
    } else if let Some(sentence) = copied {
        Standing::AnchorText(sentence)
    } else if !makes_a_point && own < MOSTLY_OWN {
        Standing::NotOwn
    } else if hardly_a_point(config, reading) && nearest.is_none_or(|it| it.millionths < ON_TOPIC) {
        Standing::OffTopic
    } else {
        Standing::Answered
    }
}

/// Whether the points made weigh next to nothing beside all points.
fn hardly_a_point(config: &ScaleConfig, reading: &Reading) -> bool {
    let weights = |made: bool| -> u64 {
        let points = config.points.iter().zip(&reading.points).filter(|(_, outcome)| !made || is_made(outcome));
        points.map(|(point, _)| point.weight).fold(0, u64::saturating_add)
    };
    share(weights(true), weights(false)) < HARDLY
}

/// Whether a point was made, in words or in meaning; not where it only stands among keywords.
pub(crate) fn is_made(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Found { .. } | Outcome::Near { .. })
}

fn judge<'a>(
    config: &ScaleConfig,
    scale: &'a AnchoredScale,
    reading: &Reading,
    (standing, own): (Standing, u32),
    likeness: Vec<Option<Likeness>>,
) -> Option<Judged<'a>> {
    let points: Vec<usize> = config.points_of(scale).map(|(position, _)| position).collect();
    let credit = |position: &usize| reading.points.get(*position).map_or(0, Outcome::credit);
    let degrees: Vec<u32> = points.iter().map(credit).collect();
    let rule = config.rule(scale);
    let placement = if standing == Standing::Answered { rule.place(&degrees)? } else { rule.floor()? };
    let most = likeness.iter().enumerate().filter_map(|(position, it)| Some((it.as_ref()?.millionths, position)));
    let meant = most.max_by_key(|(millionths, position)| (*millionths, std::cmp::Reverse(*position)));
    let mut judged = Judged { scale, placement, points, likeness, meant: meant.map(|(_, it)| it), doubts: Vec::new() };
    let makes_a_point = judged.points.iter().filter_map(|position| reading.points.get(*position)).any(is_made);
    if makes_a_point && own >= MOSTLY_OWN {
        let nearest = rule.anchors.get(judged.placement.nearest);
        let in_full =
            nearest.is_some_and(|anchor| anchor.makes.iter().zip(&degrees).all(|(makes, it)| !makes || *it == LEVEL));
        judged.doubts = doubts(&judged, &config.review, in_full);
    }
    Some(judged)
}

/// `in_full`: whether every point of the anchor nearest in points was made.
fn doubts(judged: &Judged<'_>, rules: &ReviewRules, in_full: bool) -> Vec<Doubt> {
    let Placement { level, nearest, apart, .. } = judged.placement;
    let anchors = &judged.scale.anchors;
    let at = |position: usize| anchors.get(position).map_or(0, |anchor| anchor.level.saturating_mul(LEVEL));
    let likeness = |position: usize| judged.likeness.get(position).copied().flatten().map_or(0, |it| it.millionths);
    let lower = (0..anchors.len()).rev().find(|position| at(*position) <= level).unwrap_or(0);
    let higher = (0..anchors.len()).find(|position| at(*position) >= level).unwrap_or(lower);
    let mut doubts = Vec::new();
    if apart >= ReviewRules::levels(rules.between) {
        doubts.push(Doubt::Between(lower, higher));
    }
    if nearest + 1 < lower || nearest > higher + 1 || (lower < higher && (nearest < lower || nearest > higher)) {
        doubts.push(Doubt::Scattered);
    }
    if let Some(meant) = judged.meant {
        // Examples of low anchors are short, and who says all of a high one's says theirs besides: a lower anchor contradicts only
        // where the nearest in points is not like the answer and was not made in full.
        let unlike = likeness(nearest) < rules.far.saturating_mul(10_000) && !in_full;
        let contradicts = likeness(meant) >= likeness(nearest).saturating_add(CLEARLY) && (at(meant) > level || unlike);
        if contradicts && at(meant).abs_diff(level) > ReviewRules::levels(rules.disagreement) {
            doubts.push(Doubt::Meaning(meant));
        }
    }
    doubts
}
