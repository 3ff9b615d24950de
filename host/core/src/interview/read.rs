//! Reads the keys of an interview, and what must hold between them.

use std::collections::{BTreeMap, BTreeSet};

use semver::VersionReq;
use serde_json::{Map, Value};

use super::{DimensionMap, Interview, Item, ModuleUse, PluginRequirement};
use crate::grants::Grants;
use crate::ids::{DimensionId, ID_REMEDY, ModuleId, PluginId};
use crate::limits::SomeLimits;
use crate::near::nearest;
use crate::reader::{Fields, Node, all, note_repeated};
use crate::rubric::{Rubric, read as read_rubric};
use crate::words::{Capability, ModuleKind, choose};

const PLUGIN_REMEDY: &str = "write `publisher/name`, such as `touchstone/code-runner`";

pub(super) fn interview(root: &Node<'_>) -> Option<Interview> {
    let known = ["id", "title", "runtimes", "grants", "limits", "items", "rubric", "modules_off"];
    let fields = root.fields(&known)?;
    let id = fields.required("id", "add an id such as `backend-engineer`").and_then(|node| node.parse(ID_REMEDY));
    let title = fields.message("title");
    let runtimes = fields.maybe("runtimes", |node| {
        let nodes = node.list()?;
        let runtimes: Vec<_> = all(nodes.iter().map(|node| requirement(&node.fields(&["plugin", "version"])?)))?;
        note_repeated(
            "plugin",
            runtimes.iter().map(|runtime| &runtime.plugin).zip(nodes.iter().map(|node| node.at("plugin"))),
        );
        Some(runtimes)
    });
    let grants = fields.maybe("grants", grants);
    let limits = fields.maybe("limits", limits);
    let items_node = fields.required("items", "add the list of items");
    let items = items_node.as_ref().and_then(items);
    let rubric_node = fields.required("rubric", "add `dimensions`");
    let rubric = rubric_node.as_ref().and_then(read_rubric::rubric);
    let off = fields.maybe("modules_off", modules_off);
    if let (Some(items), Some(node), Some(rubric), Some(rubric_node)) = (&items, &items_node, &rubric, &rubric_node) {
        maps_and_rubric(items, node, rubric, rubric_node);
    }
    let (runtimes, items) = (runtimes?.unwrap_or_default(), items?);
    let (grants, limits) = (grants?.unwrap_or_default(), limits?.unwrap_or_default());
    let off = off?.unwrap_or_default();
    let named = grants.iter().map(|(plugin, _, node)| (plugin, node, "grant"));
    used(&runtimes, &items, named.chain(limits.iter().map(|(plugin, _, node)| (plugin, node, "limit"))), &off);
    let mut granted: BTreeMap<PluginId, Grants> =
        grants.into_iter().map(|(plugin, granted, _)| (plugin, Grants::of(granted))).collect();
    for (plugin, limits, _) in limits {
        granted.entry(plugin).or_default().limits = limits;
    }
    Some(Interview {
        id: id?,
        title: title?,
        runtimes,
        grants: granted,
        items,
        rubric: rubric?,
        modules_off: off.into_iter().map(|(module, _)| module).collect(),
    })
}

fn items(node: &Node<'_>) -> Option<Vec<Item>> {
    let nodes = node.list()?;
    if nodes.is_empty() {
        node.note("the interview has no item", "add one");
    }
    let read: Vec<_> = nodes.iter().map(item).collect();
    let ids: Vec<_> =
        read.iter().zip(&nodes).filter_map(|(item, node)| Some((&item.as_ref()?.id, node.at("id")))).collect();
    note_repeated("item id", ids);
    all(read.into_iter())
}

fn item(node: &Node<'_>) -> Option<Item> {
    let fields = node.fields(&["id", "title", "question", "evaluator", "maps"])?;
    let id = fields.required("id", "add an id such as `merge-intervals`").and_then(|node| node.parse(ID_REMEDY));
    let title = fields.message("title");
    let question = fields.required("question", "add `plugin`, `version` and `config`").and_then(|n| module_use(&n));
    let evaluator = fields.required("evaluator", "add `plugin`, `version` and `config`").and_then(|n| module_use(&n));
    let remedy = "add where its scores go: `[{\"from\": \"…\", \"to\": \"…\", \"weight\": 1}]`";
    let maps = fields.required("maps", remedy).and_then(|node| {
        let nodes = node.list()?;
        let maps: Vec<_> = all(nodes.iter().map(map))?;
        note_repeated("map", maps.iter().map(|map| format!("{} to {}", map.from, map.to)).zip(&nodes));
        if maps.is_empty() {
            node.note("the item maps nothing, so it cannot count", "add a map with a weight above 0");
        } else if maps.iter().all(|map| map.weight.is_zero()) {
            node.note("all weights of the item are 0, so it cannot count", "give one map a weight above 0");
        }
        Some(maps)
    });
    Some(Item { id: id?, title: title?, question: question?, evaluator: evaluator?, maps: maps? })
}

fn map(node: &Node<'_>) -> Option<DimensionMap> {
    let fields = node.fields(&["from", "to", "weight"])?;
    let dimension = |key, remedy| fields.required(key, remedy)?.parse::<DimensionId>(ID_REMEDY);
    let from = dimension("from", "add a dimension of the evaluator");
    let to = dimension("to", "add a dimension of the rubric");
    let weight = fields.weight();
    Some(DimensionMap { from: from?, to: to?, weight: weight? })
}

fn module_use(node: &Node<'_>) -> Option<ModuleUse> {
    let fields = node.fields(&["plugin", "version", "config"])?;
    let requirement = requirement(&fields);
    let config = fields.optional("config").map_or_else(|| Value::Object(Map::new()), |node| node.value.clone());
    Some(ModuleUse { requirement: requirement?, config })
}

fn requirement(fields: &Fields<'_>) -> Option<PluginRequirement> {
    let plugin = fields.required("plugin", PLUGIN_REMEDY).and_then(|node| node.parse(PLUGIN_REMEDY));
    let version = fields.required("version", "add the versions that will do, such as `^0.1`").and_then(|node| {
        let text = node.text()?;
        let parsed = VersionReq::parse(text);
        let said = |error| node.note(format!("`{text}` is no range of versions: {error}"), "write one such as `^0.1`");
        parsed.map_err(said).ok()
    });
    Some(PluginRequirement { plugin: plugin?, version: version? })
}

/// What is said of each plugin, and where.
type OfPlugins<'a, T> = Vec<(PluginId, T, Node<'a>)>;

fn of_plugins<'a, T>(node: &Node<'a>, read: impl Fn(&Node<'a>) -> Option<T>) -> Option<OfPlugins<'a, T>> {
    all(node.entries()?.into_iter().map(|(plugin, node)| {
        let plugin = plugin.parse().map_err(|error: crate::ids::IdError| node.note(error.to_string(), PLUGIN_REMEDY));
        let said = read(&node);
        Some((plugin.ok()?, said?, node))
    }))
}

fn grants<'a>(node: &Node<'a>) -> Option<OfPlugins<'a, Vec<Capability>>> {
    of_plugins(node, |node| {
        let nodes = node.list()?;
        let granted: Vec<Capability> = all(nodes.iter().map(Node::parse_word))?;
        note_repeated("capability", granted.iter().copied().zip(&nodes));
        Some(granted)
    })
}

fn limits<'a>(node: &Node<'a>) -> Option<OfPlugins<'a, SomeLimits>> {
    of_plugins(node, crate::limits::read)
}

fn modules_off<'a>(node: &Node<'a>) -> Option<Vec<(ModuleId, Node<'a>)>> {
    let nodes = node.list()?;
    let remedy = "write a module such as `touchstone/device-checklist#evaluator`";
    let modules: Vec<ModuleId> = all(nodes.iter().map(|node| node.parse(remedy)))?;
    note_repeated("module", modules.iter().zip(&nodes));
    Some(modules.into_iter().zip(nodes).collect())
}

/// Every map leads into the rubric, every dimension is fed, and vetoes name items that are there.
fn maps_and_rubric(items: &[Item], items_node: &Node<'_>, rubric: &Rubric, rubric_node: &Node<'_>) {
    let known: Vec<_> = rubric.dimensions().iter().map(|dimension| dimension.id.as_str()).collect();
    for (n, item) in items.iter().enumerate() {
        for (m, map) in item.maps.iter().enumerate().filter(|(_, map)| rubric.dimension(&map.to).is_none()) {
            let remedy = match nearest(map.to.as_str(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of `{}`, or add it to the rubric", known.join("`, `")),
            };
            let problem = format!("the rubric has no dimension `{}`", map.to);
            items_node.note_below(&[n.to_string(), "maps".to_owned(), m.to_string(), "to".to_owned()], problem, remedy);
        }
    }
    for (n, dimension) in rubric.dimensions().iter().enumerate() {
        let maps = items.iter().flat_map(|item| &item.maps);
        if !maps.clone().any(|map| map.to == dimension.id && !map.weight.is_zero()) {
            let problem = format!("no item feeds the dimension `{}` with a weight above 0", dimension.id);
            rubric_node.note_below(
                &["dimensions".to_owned(), n.to_string()],
                problem,
                "map an item to it, or remove it",
            );
        }
    }
    let known: Vec<_> = items.iter().map(|item| item.id.as_str()).collect();
    for (n, veto) in rubric.vetoes().iter().enumerate() {
        if let Some(item) = veto.item.as_ref().filter(|item| !known.contains(&item.as_str())) {
            rubric_node.note_below(
                &["vetoes".to_owned(), n.to_string(), "item".to_owned()],
                format!("the interview has no item `{item}`"),
                choose(item.as_str(), &known),
            );
        }
    }
}

/// Grants, limits and switches name what the interview uses; anything else is a slip that would go unseen.
fn used<'n>(
    runtimes: &[PluginRequirement],
    items: &[Item],
    named: impl Iterator<Item = (&'n PluginId, &'n Node<'n>, &'n str)>,
    off: &[(ModuleId, Node<'_>)],
) {
    let mut modules: BTreeSet<ModuleId> =
        runtimes.iter().map(|runtime| runtime.plugin.module(ModuleKind::LanguageRuntime)).collect();
    for item in items {
        modules.insert(item.question.module(ModuleKind::QuestionType));
        modules.insert(item.evaluator.module(ModuleKind::Evaluator));
    }
    let plugins: BTreeSet<&str> = modules.iter().map(|module| module.plugin.as_str()).collect();
    for (plugin, node, what) in named.filter(|(plugin, ..)| !plugins.contains(plugin.as_str())) {
        let near = nearest(plugin.as_str(), plugins.iter().copied());
        let remedy = near.map_or(format!("remove the {what}"), |near| format!("did you mean `{near}`?"));
        node.note(format!("the interview does not use the plugin `{plugin}`"), remedy);
    }
    let known: Vec<_> = modules.iter().map(ToString::to_string).collect();
    for (module, node) in off.iter().filter(|(module, _)| !modules.contains(module)) {
        let near = nearest(&module.to_string(), known.iter().map(String::as_str)).map(str::to_owned);
        let remedy = near.map_or("remove it".to_owned(), |near| format!("did you mean `{near}`?"));
        node.note(format!("the interview does not use the module `{module}`"), remedy);
    }
}
