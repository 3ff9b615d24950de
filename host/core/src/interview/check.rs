//! Holds an interview against the manifests of the plugins that it uses.

use super::{Interview, Item, ModuleUse, PluginRequirement};
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::mistake::Mistake;
use crate::near::nearest;
use crate::words::ModuleKind;

pub(super) fn check<'m>(
    interview: &Interview,
    find: impl Fn(&PluginRequirement) -> Option<&'m Manifest>,
) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut note = |path: String, problem: String, remedy: String| {
        let mistake = Mistake { path, problem, remedy };
        if !mistakes.contains(&mistake) {
            mistakes.push(mistake);
        }
    };
    for (path, requirement, kind) in interview.requirements() {
        let PluginRequirement { plugin, version } = requirement;
        match find(requirement) {
            None => {
                let problem = format!("the plugin `{plugin}` is not there in a version that meets `{version}`");
                note(path, problem, "install or build it, or correct its id or version".to_owned());
            }
            Some(manifest) if !manifest.has(kind) => {
                let has: Vec<_> = manifest.modules().iter().map(|module| format!("`{}`", module.kind)).collect();
                let problem = format!("the plugin `{plugin}` has no {kind}, only {}", has.join(" and "));
                note(path, problem, format!("name a plugin that has a {kind}"));
            }
            Some(_) => {}
        }
    }
    for (n, item) in interview.items().iter().enumerate() {
        for (key, module, kind) in [
            ("question", &item.question, ModuleKind::QuestionType),
            ("evaluator", &item.evaluator, ModuleKind::Evaluator),
        ] {
            if let Some(manifest) = find(&module.requirement) {
                config(&format!("/items/{n}/{key}/config"), module, kind, manifest, &mut note);
            }
        }
        if let (Some(question), Some(evaluator)) = (find(&item.question.requirement), find(&item.evaluator.requirement))
        {
            answers_and_maps(n, item, question, evaluator, &mut note);
        }
    }
    for (plugin, granted) in &interview.grants {
        let manifests: Vec<_> = interview
            .requirements()
            .into_iter()
            .filter(|(_, requirement, _)| requirement.plugin == *plugin)
            .filter_map(|(_, requirement, _)| find(requirement))
            .collect();
        let pointer = |key| format!("/{key}/{}", plugin.as_str().replace('/', "~1"));
        for capability in &granted.capabilities {
            if !manifests.is_empty() && !manifests.iter().any(|manifest| manifest.wants(*capability)) {
                let problem = format!("the plugin `{plugin}` does not ask for `{capability}`");
                note(pointer("grants"), problem, "remove the grant".to_owned());
            }
        }
        for manifest in manifests {
            // A plugin that asks for more than the host gives is refused when it is loaded.
            let Ok(own) = Limits::granted(manifest.limits()) else { continue };
            if let Err(over) = own.cover(&granted.limits) {
                note(pointer("limits"), over.to_string(), "lower it, or leave it out".to_owned());
            }
        }
    }
    mistakes
}

fn config(
    path: &str,
    module: &ModuleUse,
    kind: ModuleKind,
    manifest: &Manifest,
    note: &mut impl FnMut(String, String, String),
) {
    let Some(schema) = manifest.config_schema(kind) else { return };
    for violation in schema.check(&module.config).err().unwrap_or_default() {
        let remedy = format!("see the config schema of `{}`", module.module(kind));
        note(format!("{path}{}", violation.pointer), violation.problem, remedy);
    }
}

fn answers_and_maps(
    n: usize,
    item: &Item,
    question: &Manifest,
    evaluator: &Manifest,
    note: &mut impl FnMut(String, String, String),
) {
    let (Some(question), Some(evaluator)) = (question.question_type(), evaluator.evaluator()) else { return };
    let (yields, takes) = (&question.answers.kinds, &evaluator.answers.kinds);
    for kind in yields.iter().filter(|kind| !takes.contains(kind)) {
        let takes: Vec<_> = takes.iter().map(|kind| format!("`{kind}`")).collect();
        let problem = format!("the question type yields `{kind}` answers, the evaluator takes {}", takes.join(", "));
        note(format!("/items/{n}/evaluator"), problem, "use an evaluator that takes them".to_owned());
    }
    let known: Vec<_> = evaluator.dimensions.iter().map(|dimension| dimension.id.as_str()).collect();
    for (m, map) in item.maps.iter().enumerate().filter(|(_, map)| !known.contains(&map.from.as_str())) {
        let remedy = match nearest(map.from.as_str(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{}`", known.join("`, `")),
        };
        let problem = format!("the evaluator measures no dimension `{}`", map.from);
        note(format!("/items/{n}/maps/{m}/from"), problem, remedy);
    }
}
