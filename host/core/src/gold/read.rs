//! Reads the keys of a gold set.

use std::collections::{BTreeMap, BTreeSet};

use super::{GoldAnswer, GoldSet, MAX_SCALE, Part, one_of};
use crate::ids::{DimensionId, ID_REMEDY, MarkerId};
use crate::reader::{Node, all, note_repeated};
use crate::weight::Threshold;

/// The marks of one dimension.
type Marks = BTreeMap<MarkerId, u32>;

pub(super) fn gold_set(root: &Node<'_>) -> Option<GoldSet> {
    let fields = root.fields(&["title", "about", "scale", "markers", "thresholds", "answers"])?;
    let title =
        fields.required("title", "add it as `{\"zh-CN\": \"…\", \"en\": \"…\"}`").and_then(|node| node.message(&[]));
    let about = fields.maybe("about", |node| node.message(&[]));
    let scale = fields.required("scale", "add the highest mark, such as `4`").and_then(|node| scale(&node));
    let markers = fields.required("markers", "add who marked, such as `[\"lin\", \"zhao\"]`").and_then(|n| markers(&n));
    let thresholds = fields.maybe("thresholds", thresholds);
    let answers = fields.required("answers", "add the marked answers").and_then(|node| {
        let nodes = node.list()?;
        if nodes.is_empty() {
            node.note("the gold set has no answer", "add one");
        }
        let read: Vec<_> = nodes.iter().map(|node| answer(node, scale, markers.as_ref())).collect();
        note_marked_twice(&read, &nodes);
        all(read.into_iter())
    });
    Some(GoldSet {
        title: title?,
        about: about?,
        scale: scale?,
        markers: markers?,
        thresholds: thresholds?,
        answers: answers?,
    })
}

fn scale(node: &Node<'_>) -> Option<u32> {
    let scale = node.positive()?;
    let in_bounds = u32::try_from(scale).ok().filter(|scale| *scale <= MAX_SCALE);
    if in_bounds.is_none() {
        let remedy = format!("write the highest mark, 1 to {MAX_SCALE}");
        node.note(format!("a scale up to {scale} is more than people can tell apart"), remedy);
    }
    in_bounds
}

fn markers(node: &Node<'_>) -> Option<BTreeSet<MarkerId>> {
    let nodes = node.list()?;
    let markers: Vec<MarkerId> = all(nodes.iter().map(|node| node.parse(ID_REMEDY)))?;
    note_repeated("marker", markers.iter().zip(&nodes));
    if markers.is_empty() {
        node.note("nobody is named", "add who marked, such as `[\"lin\", \"zhao\"]`");
    }
    Some(markers.into_iter().collect())
}

fn thresholds(node: &Node<'_>) -> Option<Vec<Threshold>> {
    let nodes = node.list()?;
    let thresholds: Vec<Threshold> = all(nodes.iter().map(|node| {
        let threshold: Threshold = node.noted(Threshold::from_json(node.value))?;
        if threshold.is_zero() {
            node.note("every answer reaches a threshold of 0", "remove it, or write one above 0, up to 100");
        }
        Some(threshold)
    }))?;
    note_repeated("threshold", thresholds.iter().zip(&nodes));
    Some(thresholds)
}

fn answer(node: &Node<'_>, scale: Option<u32>, markers: Option<&BTreeSet<MarkerId>>) -> Option<GoldAnswer> {
    let fields = node.fields(&["candidate", "item", "part", "marks"])?;
    let candidate = fields.required("candidate", "add whose answer it is").and_then(|node| node.parse(ID_REMEDY));
    let item = fields.required("item", "add the item that it answers").and_then(|node| node.parse(ID_REMEDY));
    let part = fields.required("part", "write `calibration` or `held-out`").and_then(|node| node.parse_word::<Part>());
    let marks = fields.required("marks", "add them as `{\"tone\": {\"lin\": 3, \"zhao\": 2}}`").and_then(|node| {
        let entries = node.entries()?;
        if entries.is_empty() {
            node.note("the answer has no mark", "add one, or remove the answer");
        }
        all(entries.into_iter().map(|(dimension, node)| {
            let parsed = dimension.parse::<DimensionId>();
            let dimension = parsed.map_err(|error| node.note(error.to_string(), ID_REMEDY)).ok();
            let marks = marks(&node, scale, markers);
            Some((dimension?, marks?))
        }))
    });
    Some(GoldAnswer { candidate: candidate?, item: item?, part: part?, marks: marks?.into_iter().collect() })
}

fn marks(node: &Node<'_>, scale: Option<u32>, markers: Option<&BTreeSet<MarkerId>>) -> Option<Marks> {
    let entries = node.entries()?;
    if entries.is_empty() {
        node.note("nobody has marked this dimension", "add a mark, or remove the dimension");
    }
    let marks = all(entries.into_iter().map(|(marker, node)| {
        let parsed = marker.parse::<MarkerId>();
        let marker = parsed.map_err(|error| node.note(error.to_string(), ID_REMEDY)).ok();
        if let (Some(marker), Some(markers)) = (&marker, markers)
            && !markers.contains(marker)
        {
            let known = markers.iter().map(MarkerId::as_str);
            let remedy = format!("{}, or add it to `markers`", one_of(marker.as_str(), known).trim_end_matches('?'));
            node.note(format!("`{marker}` is none of the markers"), remedy);
        }
        let mark = mark(&node, scale);
        Some((marker?, mark?))
    }))?;
    Some(marks.into_iter().collect())
}

fn mark(node: &Node<'_>, scale: Option<u32>) -> Option<u32> {
    let most = scale.unwrap_or(MAX_SCALE);
    let mark = node.natural()?;
    let in_bounds = u32::try_from(mark).ok().filter(|mark| *mark <= most);
    if in_bounds.is_none() {
        node.note(format!("a mark of {mark} is over the scale"), format!("write 0 to {most}"));
    }
    in_bounds
}

fn note_marked_twice(answers: &[Option<GoldAnswer>], nodes: &[Node<'_>]) {
    let mut seen = BTreeMap::new();
    for (n, (answer, node)) in answers.iter().zip(nodes).enumerate() {
        let Some(GoldAnswer { candidate, item, .. }) = answer else { continue };
        if let Some(first) = seen.insert((candidate, item), n) {
            seen.insert((candidate, item), first);
            let problem =
                format!("the answer of `{candidate}` to `{item}` is marked twice, first in `/answers/{first}`");
            node.note(problem, "put all its marks in one place");
        }
    }
}
