//! Reads the keys of a rubric, and what must hold among its dimensions, levels and vetoes.

use std::collections::BTreeMap;

use super::{Level, Marking, Rubric, RubricDimension, Veto, VetoTrigger};
use crate::ids::{DimensionId, ID_REMEDY, LevelId};
use crate::message::Message;
use crate::reader::{Fields, Node, all, note_repeated};
use crate::weight::Threshold;
use crate::words::choose;

/// Something that was read, and where it is written.
pub(crate) type Written<'a, T> = (T, Node<'a>);

pub(crate) fn rubric(node: &Node<'_>) -> Option<Rubric> {
    let fields = node.fields(&["dimensions", "levels", "vetoes", "not_reached", "marking"])?;
    let dimensions = fields.required("dimensions", "add the list of dimensions with their weights");
    let dimensions = dimensions.and_then(|node| dimensions_of(&node));
    let levels = fields.maybe("levels", levels);
    let vetoes = fields.maybe("vetoes", vetoes);
    let not_reached = fields.maybe("not_reached", Node::parse_word);
    let marking = fields.maybe("marking", marking);
    if let (Some(dimensions), Some(Some(levels))) = (&dimensions, &levels) {
        let known: Vec<_> = dimensions.iter().map(|dimension| &dimension.id).collect();
        floors_are_of(&known, levels);
    }
    let levels = levels?.map_or_else(default_levels, sorted);
    let vetoes = vetoes?.unwrap_or_default();
    vetoes_cap(&levels, &vetoes);
    Some(Rubric {
        dimensions: dimensions?,
        levels,
        vetoes: vetoes.into_iter().map(|(veto, _)| veto).collect(),
        not_reached: not_reached?.unwrap_or(super::NOT_REACHED),
        marking: marking?,
    })
}

fn dimensions_of(node: &Node<'_>) -> Option<Vec<RubricDimension>> {
    let dimensions: Vec<_> = list(node, "dimension", dimension, |dimension| &dimension.id)?;
    if dimensions.is_empty() {
        node.note("the rubric has no dimension", "add one");
    } else if dimensions.iter().all(|(dimension, _)| dimension.weight.is_zero()) {
        node.note("the weights of all dimensions are 0, so there is no total", "give one a weight above 0");
    }
    Some(dimensions.into_iter().map(|(dimension, _)| dimension).collect())
}

/// A list of what has ids, none of them twice.
pub(crate) fn list<'a, T, I: PartialEq + std::fmt::Display>(
    node: &Node<'a>,
    what: &str,
    read: impl Fn(&Node<'a>) -> Option<T>,
    id: impl Fn(&T) -> &I,
) -> Option<Vec<Written<'a, T>>> {
    let nodes = node.list()?;
    let read: Vec<_> = nodes.iter().map(read).collect();
    let found = read.iter().zip(&nodes).filter_map(|(read, node)| Some((read.as_ref()?, node)));
    note_repeated(what, found.map(|(read, node)| (id(read), node.at("id"))));
    Some(all(read.into_iter())?.into_iter().zip(nodes).collect())
}

pub(crate) fn dimension(node: &Node<'_>) -> Option<RubricDimension> {
    dimension_fields(&node.fields(&["id", "title", "description", "weight"])?)
}

/// What a dimension has in a template too.
pub(crate) fn dimension_fields(fields: &Fields<'_>) -> Option<RubricDimension> {
    let id = fields.required("id", "add an id such as `professional-skill`").and_then(|node| node.parse(ID_REMEDY));
    let title = fields.message("title");
    let description = fields.maybe("description", |node| node.message(&[]));
    let weight = fields.weight();
    Some(RubricDimension { id: id?, title: title?, description: description?, weight: weight? })
}

/// In the order of the file.
pub(crate) fn levels<'a>(node: &Node<'a>) -> Option<Vec<Written<'a, Level>>> {
    let levels = list(node, "level", level, |level| &level.id)?;
    let thresholds = levels.iter().map(|(level, node)| (&level.at_least, node.at("at_least")));
    note_repeated("threshold", thresholds);
    if !levels.iter().any(|(level, _)| level.at_least.is_zero()) {
        node.note("no level begins at 0, so a low total would have none", "add a level with `\"at_least\": 0`");
    }
    Some(levels)
}

/// The highest first.
pub(crate) fn sorted(levels: Vec<Written<'_, Level>>) -> Vec<Level> {
    let mut levels: Vec<_> = levels.into_iter().map(|(level, _)| level).collect();
    levels.sort_by(|one, other| other.at_least.cmp(&one.at_least));
    levels
}

fn level(node: &Node<'_>) -> Option<Level> {
    let fields = node.fields(&["id", "title", "at_least", "floors"])?;
    let id: Option<LevelId> =
        fields.required("id", "add an id such as `recommended`").and_then(|node| node.parse(ID_REMEDY));
    let title = match (fields.optional("title"), id.as_ref().and_then(default_title)) {
        (None, Some(title)) => Some(title),
        // Without an id nobody knows whether the title may be left out.
        (None, None) if id.is_none() => None,
        _ => fields.message("title"),
    };
    let remedy = "add the lowest total of the level, 0 to 100";
    let at_least = fields.required("at_least", remedy).and_then(|node| node.noted(Threshold::from_json(node.value)));
    let floors = fields.maybe("floors", floors);
    let (id, title, at_least, floors) = (id?, title?, at_least?, floors?.unwrap_or_default());
    if at_least.is_zero() && !floors.is_empty() {
        let problem = format!("`{id}` is the lowest level, so nothing is left for whom its floors keep out");
        node.at("floors").note(problem, "move them to a higher level, or remove them");
    }
    Some(Level { id, title, at_least, floors })
}

/// Dimensions and the points that they have to come to.
pub(crate) fn floors(node: &Node<'_>) -> Option<BTreeMap<DimensionId, Threshold>> {
    let floors: Option<Vec<_>> = all(node.entries()?.into_iter().map(|(dimension, node)| {
        let dimension = dimension.parse::<DimensionId>().map_err(|error| node.note(error.to_string(), ID_REMEDY));
        let points = node.noted(Threshold::from_json(node.value));
        if points.as_ref().is_some_and(Threshold::is_zero) {
            node.note("a floor of 0 keeps nobody out", "raise it, or remove it");
        }
        Some((dimension.ok()?, points?))
    }));
    Some(floors?.into_iter().collect())
}

fn default_title(id: &LevelId) -> Option<Message> {
    default_levels().into_iter().find(|level| level.id == *id).map(|level| level.title)
}

/// 优先推荐 from 80, 可考虑 from 60, 不推荐 below.
pub(crate) fn default_levels() -> Vec<Level> {
    let levels = [
        ("recommended", "优先推荐", "Recommended", 80),
        ("consider", "可考虑", "Consider", 60),
        ("not-recommended", "不推荐", "Not recommended", 0),
    ];
    let level = |(id, chinese, english, at_least): (&str, &str, &str, u32)| Level {
        id: id.parse().expect("the id is one"),
        title: Message::new([("zh-CN", chinese), ("en", english)]).expect("both texts are there"),
        at_least: Threshold::from_json(&at_least.into()).expect("it is at most 100"),
        floors: BTreeMap::new(),
    };
    levels.map(level).into()
}

pub(crate) fn vetoes<'a>(node: &Node<'a>) -> Option<Vec<Written<'a, Veto>>> {
    let nodes = node.list()?;
    let vetoes = all(nodes.iter().map(veto))?;
    Some(vetoes.into_iter().zip(nodes).collect())
}

fn veto(node: &Node<'_>) -> Option<Veto> {
    let fields = node.fields(&["finding", "severity", "item", "caps_at"])?;
    let on = match (fields.optional("finding"), fields.optional("severity")) {
        (Some(finding), None) => finding.parse(ID_REMEDY).map(VetoTrigger::Finding),
        (None, Some(severity)) => severity.parse_word().map(VetoTrigger::Severity),
        (None, None) => {
            node.note("the veto does not say what it falls on", "add `finding` with a code, or `severity`");
            None
        }
        (Some(_), Some(_)) => {
            node.note("the veto has both `finding` and `severity`", "keep one; write a second veto for the other");
            None
        }
    };
    let item = fields.maybe("item", |node| node.parse(ID_REMEDY));
    let caps_at = fields.required("caps_at", "add the highest level that is left").and_then(|n| n.parse(ID_REMEDY));
    Some(Veto { on: on?, item: item?, caps_at: caps_at? })
}

pub(crate) fn marking(node: &Node<'_>) -> Option<Marking> {
    let fields = node.fields(&["blind", "adjudicate_over"])?;
    let blind = fields.required("blind", "write `2`: two people mark without seeing each other's marks");
    let two = blind.and_then(|node| match node.natural()? {
        2 => Some(()),
        other => {
            node.note(format!("{other} blind markers are not known here"), "write `2`");
            None
        }
    });
    let remedy = "add the difference in points above which a third person decides, such as `10`";
    let over = fields.required("adjudicate_over", remedy).and_then(|node| node.noted(Threshold::from_json(node.value)));
    two?;
    let adjudicate_over = over?;
    Some(Marking { blind: Marking::BLIND, adjudicate_over })
}

/// Floors are of dimensions that are there.
pub(crate) fn floors_are_of(known: &[&DimensionId], levels: &[Written<'_, Level>]) {
    let words: Vec<_> = known.iter().map(|id| id.as_str()).collect();
    for (level, node) in levels {
        for dimension in level.floors.keys().filter(|dimension| !known.contains(dimension)) {
            let problem = format!("the rubric has no dimension `{dimension}`");
            node.at("floors").at(dimension.as_str()).note(problem, choose(dimension.as_str(), &words));
        }
    }
}

/// Every veto names a level that it can hold somebody back at, and adds something to the others.
pub(crate) fn vetoes_cap(levels: &[Level], written: &[Written<'_, Veto>]) {
    let words: Vec<_> = levels.iter().map(|level| level.id.as_str()).collect();
    let vetoes: Vec<_> = written.iter().map(|(veto, _)| veto.clone()).collect();
    for (n, (veto, node)) in written.iter().enumerate() {
        let caps_at = &veto.caps_at;
        match levels.iter().position(|level| level.id == *caps_at) {
            None => {
                let problem = format!("the rubric has no level `{caps_at}`");
                node.at("caps_at").note(problem, choose(caps_at.as_str(), &words));
            }
            Some(0) => {
                let problem = format!("`{caps_at}` is the highest level, so the veto holds nobody back");
                node.at("caps_at").note(problem, "name a lower level");
            }
            Some(_) => {
                if let Some(other) = repeats(levels, &vetoes, n) {
                    let other = &written[other].1.path;
                    let problem = format!("the veto at `{other}` falls wherever this one does and caps no higher");
                    node.note(problem, "remove this one");
                }
            }
        }
    }
}

/// The veto that makes the `n`th one useless, if any does. Of two that do the same it is the earlier one.
pub(crate) fn repeats(levels: &[Level], vetoes: &[Veto], n: usize) -> Option<usize> {
    let place = |veto: &Veto| levels.iter().position(|level| level.id == veto.caps_at);
    let own = &vetoes[n];
    vetoes.iter().enumerate().position(|(m, other)| {
        let same = own.covers(other) && place(other) == place(own);
        m != n && other.covers(own) && place(other) >= place(own) && (!same || m < n)
    })
}
