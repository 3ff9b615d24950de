//! What a component does with its core modules: which are instantiated with what, and which of their functions it lifts. Follows a name or an
//! index to where the thing is defined. Reads no function's body.

use std::collections::HashMap;

use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ExternalKind, Instance as CoreInstance, Parser, Payload,
};

use super::module::Module;
use super::{FuseError, unknown};

pub(super) struct Graph<'a> {
    pub(super) instances: Vec<Instance<'a>>,
    /// The component's own index spaces of core things.
    items: Spaces<'a>,
    lifts: Vec<Lift>,
}

pub(super) enum Instance<'a> {
    Module { module: Box<Module<'a>>, arguments: HashMap<&'a str, u32> },
    Exports(HashMap<&'a str, (ExternalKind, u32)>),
}

/// One list for each kind.
#[derive(Default)]
struct Spaces<'a> {
    functions: Vec<Item<'a>>,
    tables: Vec<Item<'a>>,
    memories: Vec<Item<'a>>,
    globals: Vec<Item<'a>>,
    /// What nothing here can use.
    others: Vec<Item<'a>>,
}

enum Item<'a> {
    Alias {
        instance: u32,
        name: &'a str,
    },
    /// A function that the canonical ABI makes: what the guest imports.
    Host,
}

struct Lift {
    function: u32,
    realloc: Option<u32>,
    post_return: Option<u32>,
}

/// A definition: an index that is no import, in an instance of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) instance: u32,
    pub(super) index: u32,
}

/// What a name or an index leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    Defined(Place),
    /// The guest's import, by the names that the module has for it which uses it.
    Host {
        module: &'a str,
        field: &'a str,
    },
}

impl<'a> Spaces<'a> {
    fn of(&self, kind: ExternalKind) -> &[Item<'a>] {
        match kind {
            ExternalKind::Func => &self.functions,
            ExternalKind::Table => &self.tables,
            ExternalKind::Memory => &self.memories,
            ExternalKind::Global => &self.globals,
            ExternalKind::Tag | ExternalKind::FuncExact => &self.others,
        }
    }

    fn of_mut(&mut self, kind: ExternalKind) -> &mut Vec<Item<'a>> {
        match kind {
            ExternalKind::Func => &mut self.functions,
            ExternalKind::Table => &mut self.tables,
            ExternalKind::Memory => &mut self.memories,
            ExternalKind::Global => &mut self.globals,
            ExternalKind::Tag | ExternalKind::FuncExact => &mut self.others,
        }
    }
}

impl<'a> Graph<'a> {
    pub(super) fn read(component: &'a [u8]) -> Result<Self, FuseError> {
        let mut graph = Self { instances: Vec::new(), items: Spaces::default(), lifts: Vec::new() };
        let mut modules = Vec::new();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(component) {
            match payload? {
                Payload::ModuleSection { unchecked_range, .. } => {
                    if depth == 0 {
                        modules.push(Some(Module::read(&component[unchecked_range])?));
                    }
                    depth += 1;
                }
                Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                payload if depth == 0 => graph.add(payload, &mut modules)?,
                _ => {}
            }
        }
        Ok(graph)
    }

    fn add(&mut self, payload: Payload<'a>, modules: &mut [Option<Module<'a>>]) -> Result<(), FuseError> {
        match payload {
            Payload::InstanceSection(section) => {
                for instance in section {
                    let instance = instantiated(instance?, modules)?;
                    self.instances.push(instance);
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    if let ComponentAlias::CoreInstanceExport { kind, instance_index, name } = alias? {
                        self.items.of_mut(kind).push(Item::Alias { instance: instance_index, name });
                    }
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section {
                    self.add_canonical(function?)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add_canonical(&mut self, function: CanonicalFunction) -> Result<(), FuseError> {
        match function {
            CanonicalFunction::Lift { core_func_index, options, .. } => {
                let mut lift = Lift { function: core_func_index, realloc: None, post_return: None };
                for option in options {
                    match option {
                        CanonicalOption::Realloc(function) => lift.realloc = Some(function),
                        CanonicalOption::PostReturn(function) => lift.post_return = Some(function),
                        CanonicalOption::UTF8 | CanonicalOption::Memory(_) => {}
                        other => return Err(unknown(format!("the canonical option {other:?}"))),
                    }
                }
                self.lifts.push(lift);
            }
            CanonicalFunction::Lower { .. } | CanonicalFunction::ResourceDrop { .. } => {
                self.items.of_mut(ExternalKind::Func).push(Item::Host);
            }
            other => return Err(unknown(format!("the canonical function {other:?}"))),
        }
        Ok(())
    }

    /// The module of an instance that is one of a module.
    pub(super) fn module(&self, instance: u32) -> Result<&Module<'a>, FuseError> {
        match self.instances.get(instance as usize) {
            Some(Instance::Module { module, .. }) => Ok(module),
            _ => Err(unknown(format!("core instance {instance}, which is of no module"))),
        }
    }

    /// All instances of modules, in the order in which they start.
    pub(super) fn modules(&self) -> impl Iterator<Item = (u32, &Module<'a>)> {
        (0_u32..).zip(&self.instances).filter_map(|(number, instance)| match instance {
            Instance::Module { module, .. } => Some((number, &**module)),
            Instance::Exports(_) => None,
        })
    }

    /// Follows an index of a module's.
    pub(super) fn local(&self, kind: ExternalKind, instance: u32, index: u32) -> Result<Target<'a>, FuseError> {
        let Some(import) = self.module(instance)?.imported(kind, index)? else {
            return Ok(Target::Defined(Place { instance, index }));
        };
        let Some(Instance::Module { arguments, .. }) = self.instances.get(instance as usize) else {
            return Err(unknown("an import without a module"));
        };
        let from = arguments.get(import.module).ok_or_else(|| unknown(format!("no instance `{}`", import.module)))?;
        let target = self.exported(kind, *from, import.name)?;
        Ok(target.unwrap_or(Target::Host { module: import.module, field: import.name }))
    }

    /// Follows an export; nothing where it leads to the host.
    fn exported(&self, kind: ExternalKind, instance: u32, name: &str) -> Result<Option<Target<'a>>, FuseError> {
        let absent = || unknown(format!("no export `{name}` of core instance {instance}"));
        let export = match self.instances.get(instance as usize).ok_or_else(absent)? {
            Instance::Exports(exports) => {
                let (found, index) = *exports.get(name).ok_or_else(absent)?;
                return if found == kind { self.item(kind, index) } else { Err(absent()) };
            }
            Instance::Module { module, .. } => *module.exports.get(name).ok_or_else(absent)?,
        };
        if export.0 != kind {
            return Err(absent());
        }
        self.local(kind, instance, export.1).map(Some)
    }

    /// Follows an index of the component's; nothing where it leads to the host.
    fn item(&self, kind: ExternalKind, index: u32) -> Result<Option<Target<'a>>, FuseError> {
        match self.items.of(kind).get(index as usize) {
            Some(Item::Alias { instance, name }) => self.exported(kind, *instance, name),
            Some(Item::Host) => Ok(None),
            None => Err(unknown(format!("{kind:?} {index}, which is not there"))),
        }
    }

    /// The functions that the component lifts or needs to do so, by the names under which an encoder looks for them.
    pub(super) fn lifted(&self) -> Result<Vec<(&'a str, Target<'a>)>, FuseError> {
        let mut found = Vec::new();
        for lift in &self.lifts {
            found.push(self.named(lift.function)?);
            if let Some(function) = lift.post_return {
                found.push(self.named(function)?);
            }
        }
        // One for all: every library's takes from the one heap.
        if let Some(function) = self.lifts.last().and_then(|lift| lift.realloc) {
            found.push(("cabi_realloc", self.named(function)?.1));
        }
        Ok(found)
    }

    fn named(&self, function: u32) -> Result<(&'a str, Target<'a>), FuseError> {
        let item = self.items.of(ExternalKind::Func).get(function as usize);
        let Some(Item::Alias { instance, name }) = item else {
            return Err(unknown("an export that is no function of a module"));
        };
        let target = self.exported(ExternalKind::Func, *instance, name)?;
        Ok((name, target.ok_or_else(|| unknown(format!("the host's function `{name}` as an export")))?))
    }
}

fn instantiated<'a>(instance: CoreInstance<'a>, modules: &mut [Option<Module<'a>>]) -> Result<Instance<'a>, FuseError> {
    Ok(match instance {
        CoreInstance::Instantiate { module_index, args } => {
            let module = modules.get_mut(module_index as usize).and_then(Option::take);
            Instance::Module {
                module: Box::new(module.ok_or_else(|| unknown("a module with two instances"))?),
                arguments: args.iter().map(|argument| (argument.name, argument.index)).collect(),
            }
        }
        CoreInstance::FromExports(exports) => {
            Instance::Exports(exports.iter().map(|export| (export.name, (export.kind, export.index))).collect())
        }
    })
}
