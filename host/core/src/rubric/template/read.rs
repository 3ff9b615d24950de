//! Reads the keys of a template and of a branch's rubric, and what must hold within each.

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::super::read;
use super::{BranchRubric, Hold, RubricTemplate, TemplateDimension};
use crate::ids::{DimensionId, ID_REMEDY, LevelId};
use crate::reader::{Node, all};
use crate::weight::Weight;

const TEMPLATE_REMEDY: &str = "add the template's id, such as `headquarters-2026`";

pub(super) fn template(node: &Node<'_>) -> Option<RubricTemplate> {
    let fields = node.fields(&["id", "title", "dimensions", "levels", "vetoes", "not_reached", "marking"])?;
    let id = fields.required("id", TEMPLATE_REMEDY).and_then(|node| node.parse(ID_REMEDY));
    let title = fields.message("title");
    let dimensions_node = fields.required("dimensions", "add the list of dimensions with their weights");
    let dimensions = dimensions_node.as_ref().and_then(dimensions);
    let levels = fields.maybe("levels", read::levels);
    let vetoes = fields.maybe("vetoes", read::vetoes);
    let not_reached = fields.maybe("not_reached", Node::parse_word);
    let marking = fields.maybe("marking", read::marking);
    if let (Some(dimensions), Some(Some(levels))) = (&dimensions, &levels) {
        let known: Vec<_> = dimensions.iter().map(|one| &one.dimension.id).collect();
        read::floors_are_of(&known, levels);
    }
    let levels = levels?.map_or_else(read::default_levels, read::sorted);
    let vetoes = vetoes?.unwrap_or_default();
    read::vetoes_cap(&levels, &vetoes);
    Some(RubricTemplate {
        id: id?,
        title: title?,
        dimensions: dimensions?,
        levels,
        vetoes: vetoes.into_iter().map(|(veto, _)| veto).collect(),
        not_reached: not_reached?,
        marking: marking?,
    })
}

fn dimensions(node: &Node<'_>) -> Option<Vec<TemplateDimension>> {
    let read = read::list(node, "dimension", dimension, |one| &one.dimension.id)?;
    let sum: BigRational = read.iter().map(|(one, _)| one.dimension.weight.as_ratio()).sum();
    if read.is_empty() {
        node.note("the template has no dimension", "add one");
    } else if sum.is_zero() {
        node.note("the weights of all dimensions are 0, so there is no total", "give one a weight above 0");
    } else {
        for (one, node) in &read {
            within_bounds(one, &(one.dimension.weight.as_ratio() / &sum), node);
        }
        let least = |one: &TemplateDimension| match &one.hold {
            Hold::Locked { .. } => one.dimension.weight.as_ratio() / &sum,
            Hold::Bounded { weight_min, .. } => {
                weight_min.as_ref().map_or_else(BigRational::zero, |least| least.as_ratio().clone())
            }
        };
        let least: BigRational = read.iter().map(|(one, _)| least(one)).sum();
        if least > BigRational::one() {
            let problem = "what is locked and the least shares of the others come to more than the whole";
            node.note(problem, "lower a `weight_min`, or unlock a dimension");
        }
    }
    Some(read.into_iter().map(|(one, _)| one).collect())
}

fn within_bounds(one: &TemplateDimension, share: &BigRational, node: &Node<'_>) {
    let Hold::Bounded { weight_min, weight_max } = &one.hold else { return };
    if let Some(least) = weight_min.as_ref().filter(|least| share < least.as_ratio()) {
        node.at("weight_min").note(format!("the template's own share is {share}, less than {least}"), "lower it");
    }
    if let Some(most) = weight_max.as_ref().filter(|most| share > most.as_ratio()) {
        node.at("weight_max").note(format!("the template's own share is {share}, more than {most}"), "raise it");
    }
}

fn dimension(node: &Node<'_>) -> Option<TemplateDimension> {
    let keys = ["id", "title", "description", "weight", "locked", "weight_min", "weight_max"];
    let fields = node.fields(&keys)?;
    let dimension = read::dimension_fields(&fields);
    let locked = fields.maybe("locked", Node::boolean);
    let share = |node: &Node<'_>| {
        let share = node.noted(Weight::from_json(node.value))?;
        if *share.as_ratio() > BigRational::one() {
            node.note(format!("a share of {share} is more than the whole"), "write 0 to 1, such as `\"7/20\"`");
            return None;
        }
        Some(share)
    };
    let (weight_min, weight_max) = (fields.maybe("weight_min", share), fields.maybe("weight_max", share));
    let (locked, weight_min, weight_max) = (locked?.unwrap_or(false), weight_min?, weight_max?);
    if locked && (weight_min.is_some() || weight_max.is_some()) {
        node.note("a locked dimension has bounds as well", "remove `weight_min` and `weight_max`, or `locked`");
    }
    let hold = if locked { Hold::Locked { locked } } else { Hold::Bounded { weight_min, weight_max } };
    Some(TemplateDimension { dimension: dimension?, hold })
}

pub(super) fn branch(node: &Node<'_>) -> Option<BranchRubric> {
    let fields = node.fields(&["extends", "weights", "dimensions", "floors", "vetoes", "not_reached", "marking"])?;
    let extends = fields.required("extends", TEMPLATE_REMEDY).and_then(|node| node.parse(ID_REMEDY));
    let weights = fields.maybe("weights", |node| by_id(node, |node| node.noted(Weight::from_json(node.value))));
    let dimensions =
        fields.maybe("dimensions", |node| read::list(node, "dimension", read::dimension, |dimension| &dimension.id));
    let floors = fields.maybe("floors", |node| by_id::<LevelId, _>(node, read::floors));
    let vetoes = fields.maybe("vetoes", read::vetoes);
    let not_reached = fields.maybe("not_reached", Node::parse_word);
    let marking = fields.maybe("marking", read::marking);
    let own = |(one, _)| one;
    Some(BranchRubric {
        extends: extends?,
        weights: weights?.unwrap_or_default().into_iter().collect::<std::collections::BTreeMap<DimensionId, _>>(),
        dimensions: dimensions?.unwrap_or_default().into_iter().map(|(dimension, _)| dimension).collect(),
        floors: floors?.unwrap_or_default().into_iter().collect(),
        vetoes: vetoes?.unwrap_or_default().into_iter().map(own).collect(),
        not_reached: not_reached?,
        marking: marking?,
    })
}

/// An object whose keys are ids.
fn by_id<I: std::str::FromStr<Err = crate::ids::IdError>, T>(
    node: &Node<'_>,
    read: impl Fn(&Node<'_>) -> Option<T>,
) -> Option<Vec<(I, T)>> {
    all(node.entries()?.into_iter().map(|(id, node)| {
        let id = id.parse().map_err(|error: crate::ids::IdError| node.note(error.to_string(), ID_REMEDY)).ok();
        let value = read(&node);
        Some((id?, value?))
    }))
}
