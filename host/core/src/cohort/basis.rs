//! What a scorecard stands on: the modules of its job, the components and configs behind each item, and the rules of the rubric. Titles are
//! no part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use semver::Version;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::ids::{Digest, ItemId, ModuleId, PluginId};
use crate::interview::{Interview, Item, ModuleUse, PluginRequirement};
use crate::words::{Capability, ModuleKind};

/// What a scorecard stands on. Two scorecards on one basis differ by their answers only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Basis {
    /// What the job does without.
    pub modules_off: BTreeSet<ModuleId>,
    /// Of everything in the rubric and in the items' maps that decides a total or a level.
    pub scoring: Digest,
    /// The items that are administered.
    pub items: BTreeMap<ItemId, ItemBasis>,
}

/// What scored one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ItemBasis {
    /// What asked.
    pub question: ModuleBasis,
    /// What scored.
    pub evaluator: ModuleBasis,
    /// What ran candidates' programs for it, where the evaluator may have them run.
    pub runtimes: BTreeSet<Component>,
}

/// One module of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ModuleBasis {
    /// What it is in.
    pub component: Component,
    /// Of its config, whatever the order of its keys.
    pub config: Digest,
}

/// One version of a plugin, byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Component {
    /// The plugin.
    pub plugin: PluginId,
    /// Its version.
    pub version: Version,
    /// Of the component's bytes.
    pub digest: Digest,
}

/// A plugin without its component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no component is given for `{plugin}` in a version that meets `{version}`; build or install the plugin")]
pub struct BasisError {
    /// The plugin.
    pub plugin: PluginId,
    /// What the interview asks for.
    pub version: String,
}

/// One way in which a basis is other than another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BasisDifference {
    /// Only the other one does without a module.
    SwitchedOff {
        /// Which.
        module: ModuleId,
    },
    /// Only the other one has a module.
    SwitchedOn {
        /// Which.
        module: ModuleId,
    },
    /// Other weights, thresholds, floors, vetoes, policies or maps.
    Scoring,
    /// Only the other one asks an item.
    ItemAdded {
        /// Which.
        item: ItemId,
    },
    /// The other one does not ask an item.
    ItemRemoved {
        /// Which.
        item: ItemId,
    },
    /// Another component asks or scores.
    Component {
        /// In which item.
        item: ItemId,
        /// As what.
        module: ModuleKind,
        /// The component here.
        from: Component,
        /// The component there.
        to: Component,
    },
    /// Another config.
    Config {
        /// In which item.
        item: ItemId,
        /// Of which module.
        module: ModuleKind,
    },
    /// Other components run candidates' programs.
    Runtimes {
        /// In which item.
        item: ItemId,
        /// Those that are only here.
        from: BTreeSet<Component>,
        /// Those that are only there.
        to: BTreeSet<Component>,
    },
}

impl Basis {
    /// The basis of an interview, with the component that each of its requirements resolves to.
    ///
    /// # Errors
    ///
    /// The first plugin that has none.
    pub fn of(
        interview: &Interview,
        component: impl Fn(&PluginRequirement) -> Option<Component>,
    ) -> Result<Self, BasisError> {
        let find = |requirement: &PluginRequirement| {
            let missing =
                || BasisError { plugin: requirement.plugin.clone(), version: requirement.version.to_string() };
            component(requirement).ok_or_else(missing)
        };
        let module = |module: &ModuleUse| {
            let config = Digest::of(sorted(&module.config).to_string().as_bytes());
            Ok(ModuleBasis { component: find(&module.requirement)?, config })
        };
        let on = |runtime: &&PluginRequirement| {
            !interview.modules_off().contains(&runtime.plugin.module(ModuleKind::LanguageRuntime))
        };
        let item = |item: &Item| {
            let granted = interview.granted(&item.evaluator.requirement.plugin);
            let runs = granted.capabilities.contains(&Capability::RunCode);
            let runtimes =
                interview.runtimes().iter().filter(|_| runs).filter(on).map(find).collect::<Result<_, _>>()?;
            Ok((
                item.id.clone(),
                ItemBasis { question: module(&item.question)?, evaluator: module(&item.evaluator)?, runtimes },
            ))
        };
        let administered = || interview.items().iter().filter(|item| interview.switched_off(item).is_none());
        Ok(Self {
            modules_off: interview.modules_off().clone(),
            scoring: scoring(interview, administered()),
            items: administered().map(item).collect::<Result<_, _>>()?,
        })
    }

    /// What is other in `other`: modules, the rubric's rules, then items.
    pub fn differences(&self, other: &Self) -> Vec<BasisDifference> {
        let off = other.modules_off.difference(&self.modules_off).cloned();
        let on = self.modules_off.difference(&other.modules_off).cloned();
        let mut differences: Vec<_> = off.map(|module| BasisDifference::SwitchedOff { module }).collect();
        differences.extend(on.map(|module| BasisDifference::SwitchedOn { module }));
        if self.scoring != other.scoring {
            differences.push(BasisDifference::Scoring);
        }
        for id in self.items.keys().chain(other.items.keys()).collect::<BTreeSet<_>>() {
            match (self.items.get(id), other.items.get(id)) {
                (Some(one), Some(other)) => one.differences(id, other, &mut differences),
                (None, _) => differences.push(BasisDifference::ItemAdded { item: id.clone() }),
                (_, None) => differences.push(BasisDifference::ItemRemoved { item: id.clone() }),
            }
        }
        differences
    }
}

impl ItemBasis {
    fn differences(&self, item: &ItemId, other: &Self, differences: &mut Vec<BasisDifference>) {
        let modules = [
            (ModuleKind::QuestionType, &self.question, &other.question),
            (ModuleKind::Evaluator, &self.evaluator, &other.evaluator),
        ];
        for (module, one, other) in modules {
            if one.component != other.component {
                let (from, to) = (one.component.clone(), other.component.clone());
                differences.push(BasisDifference::Component { item: item.clone(), module, from, to });
            }
            if one.config != other.config {
                differences.push(BasisDifference::Config { item: item.clone(), module });
            }
        }
        if self.runtimes != other.runtimes {
            let from = self.runtimes.difference(&other.runtimes).cloned().collect();
            let to = other.runtimes.difference(&self.runtimes).cloned().collect();
            differences.push(BasisDifference::Runtimes { item: item.clone(), from, to });
        }
    }
}

impl BasisDifference {
    /// Whether evaluations have to be made anew; for everything else a what-if will do.
    pub fn needs_rescoring(&self) -> bool {
        matches!(self, Self::Component { .. } | Self::Config { .. } | Self::Runtimes { .. })
    }

    /// The item that only the other basis asks.
    pub(super) fn added_item(&self) -> Option<&ItemId> {
        match self {
            Self::ItemAdded { item } => Some(item),
            _ => None,
        }
    }
}

impl fmt::Display for BasisDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SwitchedOff { module } => write!(f, "`{module}` is switched off"),
            Self::SwitchedOn { module } => write!(f, "`{module}` is switched on"),
            Self::Scoring => write!(f, "the rubric's weights or rules differ"),
            Self::ItemAdded { item } => write!(f, "the item `{item}` is asked"),
            Self::ItemRemoved { item } => write!(f, "the item `{item}` is not asked"),
            Self::Component { item, module, from, to } => {
                write!(f, "the item `{item}` has {module} {to} instead of {from}")
            }
            Self::Config { item, module } => write!(f, "the item `{item}` has another config for its {module}"),
            Self::Runtimes { item, .. } => write!(f, "the item `{item}` runs programs by other language runtimes"),
        }
    }
}

/// With the first digits of its digest, for two builds of one version.
impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.plugin, self.version, &self.digest.hex()[..12])
    }
}

/// The order of dimensions, vetoes, maps and keys does not decide anything, and texts for people do not either.
fn scoring<'a>(interview: &'a Interview, administered: impl Iterator<Item = &'a Item>) -> Digest {
    let rubric = interview.rubric();
    let mut dimensions: Vec<_> = rubric.dimensions().iter().map(|d| json!([d.id, d.weight])).collect();
    let mut vetoes: Vec<_> = rubric.vetoes().iter().map(|veto| sorted(&json!(veto))).collect();
    let mut maps: Vec<_> = administered
        .flat_map(|item| item.maps.iter().map(|map| json!([item.id, map.from, map.to, map.weight])))
        .collect();
    for list in [&mut dimensions, &mut vetoes, &mut maps] {
        list.sort_by_key(Value::to_string);
    }
    let levels: Vec<_> = rubric.levels().iter().map(|level| json!([level.id, level.at_least, level.floors])).collect();
    let all = json!([dimensions, levels, vetoes, rubric.not_reached(), rubric.marking(), maps]);
    Digest::of(sorted(&all).to_string().as_bytes())
}

/// The same value with its keys in order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(sorted).collect(),
        Value::Object(map) => {
            let ordered: BTreeMap<_, _> = map.iter().collect();
            Value::Object(ordered.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
