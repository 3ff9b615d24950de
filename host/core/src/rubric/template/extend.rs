//! Puts a branch's rubric on its template, and holds it to what the template allows.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::super::read::repeats;
use super::{BranchRubric, DimensionOrigin, EffectiveRubric, Hold, Origin, Origins, RubricTemplate, TemplateDimension};
use crate::ids::{DimensionId, LevelId};
use crate::reader::Notes;
use crate::rubric::{Level, NOT_REACHED, Rubric, RubricDimension, Veto};
use crate::weight::Weight;
use crate::words::choose;

/// A dimension on its way: its weight is relative to the others that are not locked.
struct Part<'a> {
    dimension: RubricDimension,
    from: Option<&'a TemplateDimension>,
    weight: Origin,
    /// Where the branch could change it.
    pointer: String,
}

/// `None` when something was noted.
pub(super) fn extended(template: &RubricTemplate, branch: &BranchRubric, notes: &Notes) -> Option<EffectiveRubric> {
    if branch.extends != template.id {
        let problem = format!("the rubric extends `{}`, and this is the template `{}`", branch.extends, template.id);
        notes.note("/extends", problem, "name this template, or hand over the other one");
        return None;
    }
    let parts = parts(template, branch, notes);
    let dimensions = weighted(template, &parts, notes);
    let (levels, floors) = levels(template, branch, &parts, notes);
    let vetoes = vetoes(template, branch, notes);
    let (not_reached, not_reached_from) =
        policy("not_reached", template.not_reached.as_ref(), branch.not_reached.as_ref(), notes);
    let (marking, marking_from) = policy("marking", template.marking.as_ref(), branch.marking.as_ref(), notes);
    let own = branch.vetoes.len();
    let vetoes_from = std::iter::repeat_n(Origin::Template, template.vetoes.len())
        .chain(std::iter::repeat_n(Origin::Branch, own))
        .collect();
    let origin = |part: &Part<'_>| DimensionOrigin {
        id: part.dimension.id.clone(),
        dimension: if part.from.is_some() { Origin::Template } else { Origin::Branch },
        weight: part.weight,
        locked: part.from.is_some_and(TemplateDimension::is_locked),
    };
    Some(EffectiveRubric {
        rubric: Rubric {
            dimensions: dimensions?,
            levels,
            vetoes,
            not_reached: not_reached.unwrap_or(NOT_REACHED),
            marking,
        },
        origins: Origins {
            template: template.id.clone(),
            dimensions: parts.iter().map(origin).collect(),
            floors,
            vetoes: vetoes_from,
            not_reached: not_reached_from,
            marking: marking_from,
        },
    })
}

/// The template's dimensions with the branch's weights, then the branch's own.
fn parts<'a>(template: &'a RubricTemplate, branch: &BranchRubric, notes: &Notes) -> Vec<Part<'a>> {
    let words: Vec<_> = template.dimensions.iter().map(|one| one.dimension.id.as_str()).collect();
    for id in branch.weights.keys() {
        let pointer = notes.child("/weights", id.as_str());
        match template.dimensions.iter().find(|one| one.dimension.id == *id) {
            None if branch.dimensions.iter().any(|own| own.id == *id) => {
                notes.note(pointer, format!("`{id}` is the branch's own dimension"), "write its weight there");
            }
            None => {
                let problem = format!("the template has no dimension `{id}`");
                notes.note(pointer, problem, choose(id.as_str(), &words));
            }
            Some(one) if one.is_locked() => {
                notes.note(pointer, format!("the template locks `{id}`, so its weight is fixed"), "remove it");
            }
            Some(_) => {}
        }
    }
    let mut parts = Vec::new();
    for one in &template.dimensions {
        let mut dimension = one.dimension.clone();
        let set = branch.weights.get(&dimension.id).filter(|_| !one.is_locked());
        if let Some(weight) = set {
            dimension.weight = weight.clone();
        }
        let pointer = notes.child("/weights", dimension.id.as_str());
        let weight = if set.is_some() { Origin::Branch } else { Origin::Template };
        parts.push(Part { dimension, from: Some(one), weight, pointer });
    }
    for (n, own) in branch.dimensions.iter().enumerate() {
        let pointer = format!("/dimensions/{n}");
        if words.contains(&own.id.as_str()) {
            let problem = format!("the template has the dimension `{}` already", own.id);
            notes.note(format!("{pointer}/id"), problem, "give it another name, or set its weight under `weights`");
        } else if branch.dimensions[..n].iter().any(|other| other.id == own.id) {
            let problem = format!("the dimension `{}` comes twice", own.id);
            notes.note(format!("{pointer}/id"), problem, "keep one, or give it another name");
        }
        parts.push(Part { dimension: own.clone(), from: None, weight: Origin::Branch, pointer });
    }
    parts
}

/// The dimensions with their shares of the whole for weights.
fn weighted(template: &RubricTemplate, parts: &[Part<'_>], notes: &Notes) -> Option<Vec<RubricDimension>> {
    let whole: BigRational = template.dimensions.iter().map(|one| one.dimension.weight.as_ratio()).sum();
    let is_locked = |part: &Part<'_>| part.from.is_some_and(TemplateDimension::is_locked);
    let locked: BigRational =
        parts.iter().filter(|part| is_locked(part)).map(|part| part.dimension.weight.as_ratio()).sum();
    let left = BigRational::one() - &locked / &whole;
    let free: BigRational =
        parts.iter().filter(|part| !is_locked(part)).map(|part| part.dimension.weight.as_ratio()).sum();
    if left.is_zero() && !free.is_zero() {
        for part in parts.iter().filter(|part| !is_locked(part) && !part.dimension.weight.is_zero()) {
            let problem =
                format!("the locked dimensions take the whole, so nothing is left for `{}`", part.dimension.id);
            notes.note(part.pointer.clone(), problem, "remove it, or have headquarters unlock a dimension");
        }
        return None;
    }
    if !left.is_zero() && free.is_zero() {
        let problem =
            format!("the locked dimensions leave {left} of the whole, and no other dimension weighs anything");
        notes.note("/weights", problem, "give one that is not locked a weight above 0");
        return None;
    }
    let mut dimensions = Vec::new();
    let mut fits = true;
    for part in parts {
        let weight = part.dimension.weight.as_ratio();
        let share = if is_locked(part) {
            weight / &whole
        } else if free.is_zero() {
            BigRational::zero()
        } else {
            weight * &left / &free
        };
        fits &= within_bounds(part, &share, notes);
        match Weight::new(share) {
            Ok(weight) => dimensions.push(RubricDimension { weight, ..part.dimension.clone() }),
            Err(error) => {
                let problem = format!("the share of `{}` cannot be kept exactly: {error}", part.dimension.id);
                let (problem, remedy) = problem.rsplit_once("; ").unwrap_or((&problem, "use simpler weights"));
                notes.note(part.pointer.clone(), problem, remedy);
                fits = false;
            }
        }
    }
    fits.then_some(dimensions)
}

fn within_bounds(part: &Part<'_>, share: &BigRational, notes: &Notes) -> bool {
    let Some(TemplateDimension { hold: Hold::Bounded { weight_min, weight_max }, .. }) = part.from else { return true };
    let id = &part.dimension.id;
    let low = weight_min.as_ref().filter(|least| share < least.as_ratio());
    let high = weight_max.as_ref().filter(|most| share > most.as_ratio());
    if let Some(least) = low {
        let problem = format!("`{id}` comes to {share} of the whole, and the template asks for {least} at least");
        notes.note(part.pointer.clone(), problem, "raise its weight, or lower the others'");
    }
    if let Some(most) = high {
        let problem = format!("`{id}` comes to {share} of the whole, and the template allows {most} at most");
        notes.note(part.pointer.clone(), problem, "lower its weight, or raise the others'");
    }
    low.is_none() && high.is_none()
}

type FloorOrigins = BTreeMap<LevelId, BTreeMap<DimensionId, Origin>>;

/// The template's levels with the floors of both.
fn levels(
    template: &RubricTemplate,
    branch: &BranchRubric,
    parts: &[Part<'_>],
    notes: &Notes,
) -> (Vec<Level>, FloorOrigins) {
    let mut levels = template.levels.clone();
    let of_template = |level: &Level| {
        let floors = level.floors.keys().map(|dimension| (dimension.clone(), Origin::Template));
        (level.id.clone(), floors.collect())
    };
    let mut origins: FloorOrigins = levels.iter().map(of_template).collect();
    let level_words: Vec<_> = template.levels.iter().map(|level| level.id.as_str()).collect();
    let dimension_words: Vec<_> = parts.iter().map(|part| part.dimension.id.as_str()).collect();
    for (id, floors) in &branch.floors {
        let pointer = notes.child("/floors", id.as_str());
        let Some(level) = levels.iter_mut().find(|level| level.id == *id) else {
            notes.note(pointer, format!("the template has no level `{id}`"), choose(id.as_str(), &level_words));
            continue;
        };
        if level.at_least.is_zero() && !floors.is_empty() {
            let problem = format!("`{id}` is the lowest level, so nothing is left for whom its floors keep out");
            notes.note(pointer.clone(), problem, "move them to a higher level, or remove them");
        }
        for (dimension, floor) in floors {
            let pointer = notes.child(&pointer, dimension.as_str());
            if !dimension_words.contains(&dimension.as_str()) {
                let problem = format!("the rubric has no dimension `{dimension}`");
                notes.note(pointer, problem, choose(dimension.as_str(), &dimension_words));
            } else if let Some(asked) = level.floors.get(dimension).filter(|asked| *asked > floor) {
                let problem = format!("the template asks for {asked} there, and {floor} is less");
                notes.note(pointer, problem, format!("write {asked} or more, or remove it"));
            } else if level.floors.get(dimension) != Some(floor) {
                level.floors.insert(dimension.clone(), floor.clone());
                origins.entry(id.clone()).or_default().insert(dimension.clone(), Origin::Branch);
            }
        }
    }
    (levels, origins)
}

/// The template's vetoes, then the branch's.
fn vetoes(template: &RubricTemplate, branch: &BranchRubric, notes: &Notes) -> Vec<Veto> {
    let all: Vec<_> = template.vetoes.iter().chain(&branch.vetoes).cloned().collect();
    let words: Vec<_> = template.levels.iter().map(|level| level.id.as_str()).collect();
    for (n, veto) in all.iter().enumerate().skip(template.vetoes.len()) {
        let pointer = format!("/vetoes/{}", n - template.vetoes.len());
        let caps_at = &veto.caps_at;
        match template.levels.iter().position(|level| level.id == *caps_at) {
            None => {
                let problem = format!("the template has no level `{caps_at}`");
                notes.note(format!("{pointer}/caps_at"), problem, choose(caps_at.as_str(), &words));
            }
            Some(0) => {
                let problem = format!("`{caps_at}` is the highest level, so the veto holds nobody back");
                notes.note(format!("{pointer}/caps_at"), problem, "name a lower level");
            }
            Some(_) if repeats(&template.levels, &all, n).is_some() => {
                let problem =
                    "another veto, of the template or the branch, falls wherever this one does and caps no higher";
                notes.note(pointer, problem, "remove it");
            }
            Some(_) => {}
        }
    }
    all
}

/// The template's word, else the branch's.
fn policy<T: Clone + PartialEq>(
    key: &str,
    template: Option<&T>,
    branch: Option<&T>,
    notes: &Notes,
) -> (Option<T>, Origin) {
    match (template, branch) {
        (Some(set), other) => {
            if other.is_some_and(|other| other != set) {
                let problem = format!("the template sets `{key}` otherwise, and a branch cannot change it");
                notes.note(format!("/{key}"), problem, "remove it");
            }
            (Some(set.clone()), Origin::Template)
        }
        (None, Some(own)) => (Some(own.clone()), Origin::Branch),
        (None, None) => (None, Origin::Default),
    }
}
