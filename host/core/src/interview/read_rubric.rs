//! Reads the keys of a rubric, and what must hold among its levels and weights.

use super::read::{message, weight};
use crate::ids::ID_REMEDY;
use crate::reader::{Node, all, note_repeated};
use crate::rubric::{Level, Rubric, RubricDimension};
use crate::weight::Threshold;

pub(super) fn rubric(node: &Node<'_>) -> Option<Rubric> {
    let fields = node.fields(&["dimensions", "levels"])?;
    let dimensions = fields.required("dimensions", "add the list of dimensions with their weights");
    let dimensions = dimensions.and_then(|node| dimensions_of(&node));
    let levels = fields.required("levels", "add the list of levels, one with `\"at_least\": 0`");
    let levels = levels.and_then(|node| levels_of(&node));
    Some(Rubric { dimensions: dimensions?, levels: levels? })
}

fn dimensions_of(node: &Node<'_>) -> Option<Vec<RubricDimension>> {
    let nodes = node.list()?;
    let read: Vec<_> = nodes.iter().map(dimension).collect();
    let found = read.iter().zip(&nodes).filter_map(|(read, node)| Some((read.as_ref()?, node)));
    note_repeated("dimension", found.map(|(dimension, node)| (&dimension.id, node.at("id"))));
    let dimensions = all(read.into_iter())?;
    if dimensions.is_empty() {
        node.note("the rubric has no dimension", "add one");
    } else if dimensions.iter().all(|dimension| dimension.weight.is_zero()) {
        node.note("the weights of all dimensions are 0, so there is no total", "give one a weight above 0");
    }
    Some(dimensions)
}

fn dimension(node: &Node<'_>) -> Option<RubricDimension> {
    let fields = node.fields(&["id", "title", "description", "weight"])?;
    let id = fields.required("id", "add an id such as `professional-skill`").and_then(|node| node.parse(ID_REMEDY));
    let title = message(&fields, "title");
    let description = fields.maybe("description", |node| node.message(&[]));
    let weight = weight(&fields);
    Some(RubricDimension { id: id?, title: title?, description: description?, weight: weight? })
}

fn levels_of(node: &Node<'_>) -> Option<Vec<Level>> {
    let nodes = node.list()?;
    let read: Vec<_> = nodes.iter().map(level).collect();
    let found = || read.iter().zip(&nodes).filter_map(|(read, node)| Some((read.as_ref()?, node)));
    note_repeated("level", found().map(|(level, node)| (&level.id, node.at("id"))));
    note_repeated("threshold", found().map(|(level, node)| (&level.at_least, node.at("at_least"))));
    let mut levels = all(read.into_iter())?;
    if !levels.iter().any(|level| level.at_least.is_zero()) {
        node.note("no level begins at 0, so a low total would have none", "add a level with `\"at_least\": 0`");
    }
    levels.sort_by(|one, other| other.at_least.cmp(&one.at_least));
    Some(levels)
}

fn level(node: &Node<'_>) -> Option<Level> {
    let fields = node.fields(&["id", "title", "at_least"])?;
    let id = fields.required("id", "add an id such as `recommended`").and_then(|node| node.parse(ID_REMEDY));
    let title = message(&fields, "title");
    let remedy = "add the lowest total of the level, 0 to 100";
    let at_least = fields.required("at_least", remedy).and_then(|node| node.noted(Threshold::from_json(node.value)));
    Some(Level { id: id?, title: title?, at_least: at_least? })
}
