//! What all instances of a component are together: what is in the table, which globals ever change, which functions are reached, and where
//! every call leads. Writes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wasmparser::{ConstExpr, ElementItems, ElementKind, ExternalKind, FuncType, Operator};

use super::graph::{Graph, Place, Target};
use super::module::Slot;
use super::{FuseError, unknown};

pub(super) struct Program<'g, 'a> {
    pub(super) graph: &'g Graph<'a>,
    /// Of every table the functions in it, each as an index of an instance's.
    pub(super) tables: BTreeMap<Place, BTreeMap<u32, Place>>,
    /// What is reached.
    pub(super) functions: BTreeSet<Place>,
    /// The host's functions that are reached, and their types.
    pub(super) hosts: BTreeMap<(&'a str, &'a str), FuncType>,
    pub(super) reached_tables: BTreeSet<Place>,
    /// Globals that some function changes.
    pub(super) written: BTreeSet<Place>,
    /// What the component lifts.
    pub(super) exports: Vec<(&'a str, Place)>,
    pub(super) memory: Place,
    /// Stubs that only call through a table, and the function that is there.
    stubs: HashMap<Place, Place>,
}

impl<'g, 'a> Program<'g, 'a> {
    pub(super) fn of(graph: &'g Graph<'a>) -> Result<Self, FuseError> {
        let memories: Vec<Place> = graph
            .modules()
            .flat_map(|(instance, module)| {
                let defined = (0_u32..).zip(&module.memories).filter(|(_, slot)| matches!(slot, Slot::Defined(_)));
                defined.map(move |(index, _)| Place { instance, index })
            })
            .collect();
        let [memory] = memories[..] else {
            return Err(unknown(format!("{} memories", memories.len())));
        };
        let mut program = Self {
            graph,
            tables: BTreeMap::new(),
            functions: BTreeSet::new(),
            hosts: BTreeMap::new(),
            reached_tables: BTreeSet::new(),
            written: BTreeSet::new(),
            exports: Vec::new(),
            memory,
            stubs: HashMap::new(),
        };
        program.fill_tables()?;
        program.find_stubs()?;
        program.reach()?;
        Ok(program)
    }

    /// Follows an index of a table's, a memory's or a global's, which the host has none of.
    pub(super) fn place(&self, kind: ExternalKind, instance: u32, index: u32) -> Result<Place, FuseError> {
        match self.graph.local(kind, instance, index)? {
            Target::Defined(place) => Ok(place),
            Target::Host { field, .. } => Err(unknown(format!("the host's {kind:?} `{field}`"))),
        }
    }

    /// Follows a function's index through every import and stub.
    pub(super) fn function(&self, instance: u32, index: u32) -> Result<Target<'a>, FuseError> {
        let target = self.graph.local(ExternalKind::Func, instance, index)?;
        let Target::Defined(place) = target else { return Ok(target) };
        let Some(behind) = self.stubs.get(&place) else { return Ok(target) };
        let target = self.function(behind.instance, behind.index)?;
        // The name of a host's function is what the module calls it that wants it, not what a stub does.
        match (target, self.graph.module(instance)?.imported(ExternalKind::Func, index)?) {
            (Target::Host { .. }, Some(import)) => Ok(Target::Host { module: import.module, field: import.name }),
            _ => Ok(target),
        }
    }

    /// What a global is as long as nobody changes it.
    pub(super) fn initial_value(&self, place: Place) -> Result<i64, FuseError> {
        match self.graph.module(place.instance)?.globals.get(place.index as usize) {
            Some(Slot::Defined(global)) => self.constant(place.instance, &global.init_expr),
            _ => Err(unknown("a global that is not there")),
        }
    }

    /// The value of a constant expression of integers.
    pub(super) fn constant(&self, instance: u32, expression: &ConstExpr<'_>) -> Result<i64, FuseError> {
        let mut stack = Vec::new();
        let narrow = |value: i64| i64::from(u32::try_from(value & 0xffff_ffff).unwrap_or(0).cast_signed());
        for operator in expression.get_operators_reader() {
            match operator? {
                Operator::I32Const { value } => stack.push(i64::from(value)),
                Operator::I64Const { value } => stack.push(value),
                Operator::GlobalGet { global_index } => {
                    let place = self.place(ExternalKind::Global, instance, global_index)?;
                    stack.push(self.initial_value(place)?);
                }
                Operator::I32Add => {
                    let sum = stack.pop().zip(stack.pop()).map(|(one, other)| narrow(one.wrapping_add(other)));
                    stack.push(sum.ok_or_else(|| unknown("a constant without operands"))?);
                }
                Operator::End => {}
                other => return Err(unknown(format!("{other:?} in a constant"))),
            }
        }
        stack.pop().ok_or_else(|| unknown("a constant without a value"))
    }

    fn fill_tables(&mut self) -> Result<(), FuseError> {
        for (instance, module) in self.graph.modules() {
            for (index, slot) in (0_u32..).zip(&module.tables) {
                if matches!(slot, Slot::Defined(_)) {
                    self.tables.insert(Place { instance, index }, BTreeMap::new());
                }
            }
            for element in &module.elements {
                let ElementItems::Functions(functions) = &element.items else {
                    return Err(unknown("a segment of expressions"));
                };
                let ElementKind::Active { table_index, offset_expr } = &element.kind else {
                    return Err(unknown("a passive segment of functions"));
                };
                let table = self.place(ExternalKind::Table, instance, table_index.unwrap_or(0))?;
                let first = u32::try_from(self.constant(instance, offset_expr)? & 0xffff_ffff).unwrap_or(0);
                for (slot, function) in (first..).zip(functions.clone()) {
                    let function = Place { instance, index: function? };
                    self.tables.entry(table).or_default().insert(slot, function);
                }
            }
        }
        Ok(())
    }

    /// Tables never change here (see `scan`), so a function that only calls through a constant slot is the function in that slot.
    fn find_stubs(&mut self) -> Result<(), FuseError> {
        for (instance, module) in self.graph.modules() {
            for (index, slot) in (0_u32..).zip(&module.functions) {
                let Slot::Defined(function) = slot else { continue };
                let Some(body) = &function.body else { continue };
                let ty = module.function_type(index)?;
                let mut operators = body.get_operators_reader()?;
                let passed = (0..ty.params().len()).all(|parameter| {
                    matches!(operators.read(), Ok(Operator::LocalGet { local_index }) if local_index as usize == parameter)
                });
                if !passed {
                    continue;
                }
                let (
                    Ok(Operator::I32Const { value }),
                    Ok(Operator::CallIndirect { table_index, type_index }),
                    Ok(Operator::End),
                ) = (operators.read(), operators.read(), operators.read())
                else {
                    continue;
                };
                let table = self.place(ExternalKind::Table, instance, table_index)?;
                let Some(behind) = self.tables[&table].get(&value.cast_unsigned()).copied() else { continue };
                let found = self.graph.module(behind.instance)?.function_type(behind.index)?;
                if module.types.get(type_index as usize) == Some(found) && found == ty {
                    self.stubs.insert(Place { instance, index }, behind);
                }
            }
        }
        Ok(())
    }

    fn reach(&mut self) -> Result<(), FuseError> {
        let mut waiting = Vec::new();
        for (name, target) in self.graph.lifted()? {
            let Target::Defined(place) = target else { return Err(unknown(format!("the host's `{name}`"))) };
            let Target::Defined(place) = self.function(place.instance, place.index)? else {
                return Err(unknown(format!("the host's `{name}`")));
            };
            self.exports.push((name, place));
            waiting.push(place);
        }
        while let Some(place) = waiting.pop() {
            if self.functions.insert(place) {
                self.scan(place, &mut waiting)?;
            }
        }
        Ok(())
    }

    /// Notes what a function uses.
    fn scan(&mut self, place: Place, waiting: &mut Vec<Place>) -> Result<(), FuseError> {
        let instance = place.instance;
        let Some(Slot::Defined(function)) = self.graph.module(instance)?.functions.get(place.index as usize) else {
            return Err(unknown("a function that is not there"));
        };
        let body = function.body.as_ref().ok_or_else(|| unknown("a function without a body"))?;
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => self.call(instance, function_index, waiting)?,
                Operator::CallIndirect { table_index, .. }
                | Operator::ReturnCallIndirect { table_index, .. }
                | Operator::TableGet { table: table_index }
                | Operator::TableSize { table: table_index } => {
                    let table = self.place(ExternalKind::Table, instance, table_index)?;
                    if self.reached_tables.insert(table) {
                        for function in self.tables[&table].values().copied().collect::<Vec<_>>() {
                            self.call(function.instance, function.index, waiting)?;
                        }
                    }
                }
                Operator::GlobalSet { global_index } => {
                    let global = self.place(ExternalKind::Global, instance, global_index)?;
                    self.written.insert(global);
                }
                operator @ (Operator::TableSet { .. }
                | Operator::TableFill { .. }
                | Operator::TableGrow { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. }
                | Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }) => return Err(unknown(format!("the operator {operator:?}"))),
                _ => {}
            }
        }
        Ok(())
    }

    fn call(&mut self, instance: u32, index: u32, waiting: &mut Vec<Place>) -> Result<(), FuseError> {
        match self.function(instance, index)? {
            Target::Defined(place) => waiting.push(place),
            Target::Host { module, field } => {
                let ty = self.graph.module(instance)?.function_type(index)?;
                self.hosts.entry((module, field)).or_insert_with(|| ty.clone());
            }
        }
        Ok(())
    }
}
