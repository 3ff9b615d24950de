//! Writes a program as one core module: numbers everything anew and copies what is reached.

use std::collections::HashMap;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, Module, TableSection,
    TypeSection, ValType,
};
use wasmparser::{DataKind, ExternalKind, FuncType, Operator};

use super::graph::{Place, Target};
use super::module::Slot;
use super::program::Program;
use super::{FuseError, unknown};

/// The program's module, without what tells an encoder its world.
pub(super) fn module(program: &Program<'_, '_>) -> Result<Vec<u8>, FuseError> {
    let mut numbers = Numbers::of(program)?;
    let functions = numbers.functions()?;
    let code = numbers.code()?;
    let mut module = Module::new();
    let imports = numbers.imports()?;
    let tables = numbers.tables()?;
    let elements = numbers.elements()?;
    let (memories, data) = (numbers.memory()?, numbers.data()?);
    module.section(&numbers.types()?).section(&imports).section(&functions).section(&tables).section(&memories);
    module.section(&numbers.globals()?).section(&numbers.exports()).section(&elements).section(&code).section(&data);
    Ok(module.finish())
}

/// The new indices.
struct Numbers<'p, 'g, 'a> {
    program: &'p Program<'g, 'a>,
    types: Vec<FuncType>,
    known_types: HashMap<FuncType, u32>,
    hosts: HashMap<(&'a str, &'a str), u32>,
    functions: HashMap<Place, u32>,
    tables: HashMap<Place, u32>,
    globals: HashMap<Place, u32>,
}

/// Numbers one instance's code anew.
struct Body<'n, 'p, 'g, 'a> {
    numbers: &'n mut Numbers<'p, 'g, 'a>,
    instance: u32,
}

fn numbered<T: Eq + std::hash::Hash>(first: usize, things: impl Iterator<Item = T>) -> HashMap<T, u32> {
    let first = u32::try_from(first).unwrap_or(u32::MAX);
    things.zip(first..).collect()
}

impl<'p, 'g, 'a> Numbers<'p, 'g, 'a> {
    fn of(program: &'p Program<'g, 'a>) -> Result<Self, FuseError> {
        let mut numbers = Self {
            program,
            types: Vec::new(),
            known_types: HashMap::new(),
            hosts: numbered(0, program.hosts.keys().copied()),
            functions: numbered(program.hosts.len(), program.functions.iter().copied()),
            tables: numbered(0, program.reached_tables.iter().copied()),
            globals: numbered(0, program.written.iter().copied()),
        };
        for ty in program.hosts.values() {
            numbers.ty(ty)?;
        }
        Ok(numbers)
    }

    fn ty(&mut self, ty: &FuncType) -> Result<u32, FuseError> {
        if let Some(number) = self.known_types.get(ty) {
            return Ok(*number);
        }
        let number = u32::try_from(self.types.len()).map_err(|_| unknown("too many types"))?;
        self.types.push(ty.clone());
        self.known_types.insert(ty.clone(), number);
        Ok(number)
    }

    fn function(&self, instance: u32, index: u32) -> Result<u32, FuseError> {
        let number = match self.program.function(instance, index)? {
            Target::Defined(place) => self.functions.get(&place),
            Target::Host { module, field } => self.hosts.get(&(module, field)),
        };
        number.copied().ok_or_else(|| unknown("a function that nothing reaches"))
    }

    fn types(&self) -> Result<TypeSection, FuseError> {
        let mut section = TypeSection::new();
        for ty in &self.types {
            section.ty().func_type(&plain(ty)?);
        }
        Ok(section)
    }

    fn imports(&mut self) -> Result<ImportSection, FuseError> {
        let mut section = ImportSection::new();
        for ((module, field), ty) in &self.program.hosts {
            let ty = self.ty(ty)?;
            section.import(module, field, EntityType::Function(ty));
        }
        Ok(section)
    }

    fn functions(&mut self) -> Result<FunctionSection, FuseError> {
        let mut section = FunctionSection::new();
        for place in &self.program.functions {
            let ty = self.program.graph.module(place.instance)?.function_type(place.index)?.clone();
            section.function(self.ty(&ty)?);
        }
        Ok(section)
    }

    fn code(&mut self) -> Result<CodeSection, FuseError> {
        let mut section = CodeSection::new();
        let program = self.program;
        for place in &program.functions {
            let function = match program.graph.module(place.instance)?.functions.get(place.index as usize) {
                Some(Slot::Defined(function)) => function.body.clone(),
                _ => None,
            };
            let body = function.ok_or_else(|| unknown("a function without a body"))?;
            Body { numbers: self, instance: place.instance }.parse_function_body(&mut section, body).map_err(ours)?;
        }
        Ok(section)
    }

    fn tables(&self) -> Result<TableSection, FuseError> {
        let mut section = TableSection::new();
        for place in &self.program.reached_tables {
            match self.program.graph.module(place.instance)?.tables.get(place.index as usize) {
                Some(Slot::Defined(ty)) => section.table(plain_with(|plain| utils::table_type(plain, *ty))?),
                _ => return Err(unknown("a table that is not there")),
            };
        }
        Ok(section)
    }

    fn elements(&self) -> Result<ElementSection, FuseError> {
        let mut section = ElementSection::new();
        for place in &self.program.reached_tables {
            let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
            for (slot, function) in &self.program.tables[place] {
                let number = self.function(function.instance, function.index)?;
                match runs.last_mut() {
                    Some((first, run)) if first.checked_add(u32::try_from(run.len()).unwrap_or(0)) == Some(*slot) => {
                        run.push(number);
                    }
                    _ => runs.push((*slot, vec![number])),
                }
            }
            for (first, run) in runs {
                let offset = ConstExpr::i32_const(first.cast_signed());
                section.active(Some(self.tables[place]), &offset, Elements::Functions(run.into()));
            }
        }
        Ok(section)
    }

    fn memory(&self) -> Result<MemorySection, FuseError> {
        let Place { instance, index } = self.program.memory;
        let mut section = MemorySection::new();
        match self.program.graph.module(instance)?.memories.get(index as usize) {
            Some(Slot::Defined(ty)) => section.memory(plain_with(|plain| Ok(utils::memory_type(plain, *ty)))?),
            _ => return Err(unknown("a memory that is not there")),
        };
        Ok(section)
    }

    fn data(&self) -> Result<DataSection, FuseError> {
        let mut section = DataSection::new();
        for (instance, module) in self.program.graph.modules() {
            for data in &module.data {
                let DataKind::Active { offset_expr, .. } = &data.kind else {
                    return Err(unknown("a passive segment of data"));
                };
                let offset = ConstExpr::i32_const(low(self.program.constant(instance, offset_expr)?));
                section.active(0, &offset, data.data.iter().copied());
            }
        }
        Ok(section)
    }

    fn globals(&self) -> Result<GlobalSection, FuseError> {
        let mut section = GlobalSection::new();
        for place in &self.program.written {
            let value = self.program.initial_value(*place)?;
            let (val_type, value) = match self.content_type(*place)? {
                wasmparser::ValType::I32 => (ValType::I32, ConstExpr::i32_const(low(value))),
                wasmparser::ValType::I64 => (ValType::I64, ConstExpr::i64_const(value)),
                other => return Err(unknown(format!("a global of {other:?}"))),
            };
            section.global(GlobalType { val_type, mutable: true, shared: false }, &value);
        }
        Ok(section)
    }

    fn exports(&self) -> ExportSection {
        let mut section = ExportSection::new();
        section.export("memory", ExportKind::Memory, 0);
        for (name, place) in &self.program.exports {
            section.export(name, ExportKind::Func, self.functions[place]);
        }
        section
    }

    fn content_type(&self, place: Place) -> Result<wasmparser::ValType, FuseError> {
        match self.program.graph.module(place.instance)?.globals.get(place.index as usize) {
            Some(Slot::Defined(global)) => Ok(global.ty.content_type),
            _ => Err(unknown("a global that is not there")),
        }
    }
}

impl Reencode for Body<'_, '_, '_, '_> {
    type Error = FuseError;

    fn function_index(&mut self, index: u32) -> Result<u32, Error<FuseError>> {
        self.numbers.function(self.instance, index).map_err(Error::UserError)
    }

    fn type_index(&mut self, index: u32) -> Result<u32, Error<FuseError>> {
        let module = self.numbers.program.graph.module(self.instance).map_err(Error::UserError)?;
        let ty = module.types.get(index as usize).cloned().ok_or_else(|| Error::UserError(unknown("no such type")))?;
        self.numbers.ty(&ty).map_err(Error::UserError)
    }

    fn table_index(&mut self, index: u32) -> Result<u32, Error<FuseError>> {
        let place = self.numbers.program.place(ExternalKind::Table, self.instance, index).map_err(Error::UserError)?;
        Ok(self.numbers.tables[&place])
    }

    fn global_index(&mut self, index: u32) -> Result<u32, Error<FuseError>> {
        let place = self.numbers.program.place(ExternalKind::Global, self.instance, index).map_err(Error::UserError)?;
        Ok(self.numbers.globals[&place])
    }

    /// What no function changes is a number.
    fn instruction<'i>(&mut self, operator: Operator<'i>) -> Result<Instruction<'i>, Error<FuseError>> {
        if let Operator::GlobalGet { global_index } = operator {
            let program = self.numbers.program;
            let user = Error::UserError;
            let place = program.place(ExternalKind::Global, self.instance, global_index).map_err(user)?;
            if !program.written.contains(&place) {
                let value = program.initial_value(place).map_err(user)?;
                return match self.numbers.content_type(place).map_err(user)? {
                    wasmparser::ValType::I32 => Ok(Instruction::I32Const(low(value))),
                    wasmparser::ValType::I64 => Ok(Instruction::I64Const(value)),
                    other => Err(user(unknown(format!("a global of {other:?}")))),
                };
            }
        }
        utils::instruction(self, operator)
    }
}

/// The lower half of a value, which is the whole of an `i32`.
#[expect(clippy::cast_possible_truncation, reason = "that is what it is for")]
fn low(value: i64) -> i32 {
    value as i32
}

fn plain(ty: &FuncType) -> Result<wasm_encoder::FuncType, FuseError> {
    plain_with(|plain| utils::func_type(plain, ty.clone()))
}

/// Converts what holds no index.
fn plain_with<T>(
    convert: impl FnOnce(&mut wasm_encoder::reencode::RoundtripReencoder) -> Result<T, Error>,
) -> Result<T, FuseError> {
    convert(&mut wasm_encoder::reencode::RoundtripReencoder).map_err(|error| FuseError::Encode(error.to_string()))
}

fn ours(error: Error<FuseError>) -> FuseError {
    match error {
        Error::UserError(error) => error,
        other => FuseError::Encode(other.to_string()),
    }
}
