//! The same interview with its answers scored otherwise: evaluators and language runtimes in other versions, evaluators with other configs.
//! What candidates were asked does not change.

use std::collections::BTreeMap;

use semver::{Comparator, Op, Version, VersionReq};
use serde_json::Value;

use super::{Interview, PluginRequirement};
use crate::ids::{ItemId, PluginId};
use crate::json;

impl Interview {
    /// The same interview with the evaluators and language runtimes of these plugins in exactly these versions. Question types stay.
    ///
    /// # Errors
    ///
    /// The first plugin that no item has as its evaluator, and that is no language runtime of the interview.
    pub fn with_versions(&self, versions: &BTreeMap<PluginId, Version>) -> Result<Self, PluginId> {
        let mut revised = self.clone();
        for (plugin, version) in versions {
            let evaluators = revised.items.iter_mut().map(|item| &mut item.evaluator.requirement);
            let mut used = false;
            for requirement in evaluators.chain(&mut revised.runtimes).filter(|one| one.plugin == *plugin) {
                *requirement = PluginRequirement { plugin: plugin.clone(), version: exactly(version) };
                used = true;
            }
            if !used {
                return Err(plugin.clone());
            }
        }
        Ok(revised)
    }

    /// The same interview with other configs for the evaluators of these items.
    ///
    /// # Errors
    ///
    /// The first item that the interview does not have.
    pub fn with_evaluator_configs(&self, configs: &BTreeMap<ItemId, Value>) -> Result<Self, ItemId> {
        let mut revised = self.clone();
        for (id, config) in configs {
            let item = revised.items.iter_mut().find(|item| item.id == *id).ok_or_else(|| id.clone())?;
            item.evaluator.config.clone_from(config);
        }
        Ok(revised)
    }
}

/// The text of an interview with the evaluators and language runtimes of these plugins in exactly these versions, and with other configs for the
/// evaluators of these items. `None` when the text is no interview's. The same arguments give the same bytes.
pub fn revised_text(
    text: &str,
    versions: &BTreeMap<PluginId, Version>,
    configs: &BTreeMap<ItemId, Value>,
) -> Option<String> {
    let mut interview = json::parse(text).ok()?;
    let set_version = |module: &mut Value| {
        let plugin: Option<PluginId> = module["plugin"].as_str().and_then(|id| id.parse().ok());
        if let Some(version) = plugin.and_then(|plugin| versions.get(&plugin)) {
            module["version"] = exactly(version).to_string().into();
        }
    };
    for runtime in interview.get_mut("runtimes").and_then(Value::as_array_mut).into_iter().flatten() {
        set_version(runtime);
    }
    for item in interview.get_mut("items")?.as_array_mut()? {
        let id: ItemId = item["id"].as_str()?.parse().ok()?;
        let evaluator = item.get_mut("evaluator")?;
        set_version(evaluator);
        if let Some(config) = configs.get(&id) {
            evaluator["config"] = config.clone();
        }
    }
    Some(format!("{interview:#}\n"))
}

/// Build metadata is no part of a requirement.
fn exactly(version: &Version) -> VersionReq {
    let Version { major, minor, patch, pre, .. } = version.clone();
    VersionReq { comparators: vec![Comparator { op: Op::Exact, major, minor: Some(minor), patch: Some(patch), pre }] }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text() -> String {
        let module = |plugin: &str| json!({"plugin": plugin, "version": "^1", "config": {"depth": 1}});
        let interview = json!({
            "id": "job", "title": {"en": "Job"},
            "runtimes": [{"plugin": "acme/python", "version": "^3"}],
            "items": [{
                "id": "reply", "title": {"en": "Reply"}, "question": module("acme/reply"), "evaluator": module("acme/reply"),
                "maps": [{"from": "tone", "to": "care", "weight": 1}],
            }],
            "rubric": {
                "dimensions": [{"id": "care", "title": {"en": "Care"}, "weight": 1}],
                "levels": [{"id": "any", "title": {"en": "Any"}, "at_least": 0}],
            },
        });
        interview.to_string()
    }

    fn interview() -> Interview {
        Interview::from_json(&text()).unwrap()
    }

    #[test]
    fn what_scores_changes_and_what_was_asked_stays() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        let plugin = |text: &str| text.parse::<PluginId>().unwrap();
        let versions = BTreeMap::from([
            (plugin("acme/reply"), version("2.0.0-rc.1+7")),
            (plugin("acme/python"), version("3.1.4")),
        ]);
        let configs = BTreeMap::from([("reply".parse().unwrap(), json!({"depth": 2}))]);
        let before = interview();
        let after = before.with_versions(&versions).unwrap().with_evaluator_configs(&configs).unwrap();
        let item = &after.items()[0];
        assert_eq!(item.question, before.items()[0].question);
        assert_eq!(item.evaluator.config, json!({"depth": 2}));
        let exact = &item.evaluator.requirement.version;
        assert!(exact.matches(&version("2.0.0-rc.1+7")) && !exact.matches(&version("2.0.0")), "{exact}");
        let runtime = &after.runtimes()[0].version;
        assert!(runtime.matches(&version("3.1.4")) && !runtime.matches(&version("3.1.5")), "{runtime}");
        assert_eq!((after.rubric(), after.title()), (before.rubric(), before.title()));
        let text = revised_text(&text(), &versions, &configs).unwrap();
        assert_eq!(Interview::from_json(&text).unwrap(), after, "{text}");
    }

    #[test]
    fn what_the_interview_does_not_have_is_named() {
        let unused: PluginId = "acme/other".parse().unwrap();
        let versions = BTreeMap::from([(unused.clone(), Version::new(1, 0, 0))]);
        assert_eq!(interview().with_versions(&versions), Err(unused));
        let item: ItemId = "essay".parse().unwrap();
        assert_eq!(interview().with_evaluator_configs(&BTreeMap::from([(item.clone(), json!({}))])), Err(item));
    }
}
