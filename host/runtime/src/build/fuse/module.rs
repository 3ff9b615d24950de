//! One core module: its index spaces, and the parts that `emit` copies. Knows nothing of other modules.

use std::collections::HashMap;

use wasmparser::{
    CompositeInnerType, Data, Element, ExternalKind, FuncType, FunctionBody, Global, Import, MemoryType, Parser,
    Payload, TableType, TypeRef,
};

use super::{FuseError, unknown};

pub(super) struct Module<'a> {
    pub(super) types: Vec<FuncType>,
    pub(super) imports: Vec<Import<'a>>,
    pub(super) functions: Vec<Slot<Function<'a>>>,
    pub(super) tables: Vec<Slot<TableType>>,
    pub(super) memories: Vec<Slot<MemoryType>>,
    pub(super) globals: Vec<Slot<Global<'a>>>,
    pub(super) exports: HashMap<&'a str, (ExternalKind, u32)>,
    pub(super) elements: Vec<Element<'a>>,
    pub(super) data: Vec<Data<'a>>,
}

/// What is at one index.
pub(super) enum Slot<T> {
    /// Comes by the import with this number.
    Imported(usize),
    Defined(T),
}

pub(super) struct Function<'a> {
    pub(super) ty: u32,
    pub(super) body: Option<FunctionBody<'a>>,
}

impl<'a> Module<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, FuseError> {
        let mut module = Self {
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: HashMap::new(),
            elements: Vec::new(),
            data: Vec::new(),
        };
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::CodeSectionEntry(body) => bodies.push(body),
                payload => module.add(payload)?,
            }
        }
        let defined = module.functions.iter_mut().filter_map(|slot| match slot {
            Slot::Defined(function) => Some(function),
            Slot::Imported(_) => None,
        });
        for (function, body) in defined.zip(bodies) {
            function.body = Some(body);
        }
        Ok(module)
    }

    fn add(&mut self, payload: Payload<'a>) -> Result<(), FuseError> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group?.into_types() {
                        let CompositeInnerType::Func(ty) = ty.composite_type.inner else {
                            return Err(unknown("a type that is no function's"));
                        };
                        self.types.push(ty);
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.add_import(import?)?;
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.functions.push(Slot::Defined(Function { ty: ty?, body: None }));
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(Slot::Defined(table?.ty));
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(Slot::Defined(memory?));
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(Slot::Defined(global?));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    self.exports.insert(export.name, (export.kind, export.index));
                }
            }
            Payload::ElementSection(section) => {
                self.elements = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::DataSection(section) => self.data = section.into_iter().collect::<Result<_, _>>()?,
            Payload::StartSection { .. } => return Err(unknown("a start function")),
            Payload::TagSection(_) => return Err(unknown("exceptions")),
            _ => {}
        }
        Ok(())
    }

    fn add_import(&mut self, import: Import<'a>) -> Result<(), FuseError> {
        let number = self.imports.len();
        match import.ty {
            TypeRef::Func(_) => self.functions.push(Slot::Imported(number)),
            TypeRef::Table(_) => self.tables.push(Slot::Imported(number)),
            TypeRef::Memory(_) => self.memories.push(Slot::Imported(number)),
            TypeRef::Global(_) => self.globals.push(Slot::Imported(number)),
            TypeRef::Tag(_) | TypeRef::FuncExact(_) => return Err(unknown("an import of another kind")),
        }
        self.imports.push(import);
        Ok(())
    }

    /// The import behind an index; none where it is defined here.
    pub(super) fn imported(&self, kind: ExternalKind, index: u32) -> Result<Option<&Import<'a>>, FuseError> {
        fn number<T>(slots: &[Slot<T>], index: u32) -> Result<Option<usize>, FuseError> {
            match slots.get(index as usize) {
                Some(Slot::Imported(number)) => Ok(Some(*number)),
                Some(Slot::Defined(_)) => Ok(None),
                None => Err(unknown("an index that is not there")),
            }
        }
        let number = match kind {
            ExternalKind::Func => number(&self.functions, index),
            ExternalKind::Table => number(&self.tables, index),
            ExternalKind::Memory => number(&self.memories, index),
            ExternalKind::Global => number(&self.globals, index),
            ExternalKind::Tag | ExternalKind::FuncExact => Err(unknown("an export of another kind")),
        };
        Ok(number?.map(|number| &self.imports[number]))
    }

    /// The type of a function, imported or not.
    pub(super) fn function_type(&self, index: u32) -> Result<&FuncType, FuseError> {
        let ty = match self.functions.get(index as usize) {
            Some(Slot::Defined(function)) => Some(function.ty),
            Some(Slot::Imported(number)) => match self.imports[*number].ty {
                TypeRef::Func(ty) => Some(ty),
                _ => None,
            },
            None => None,
        };
        ty.and_then(|ty| self.types.get(ty as usize)).ok_or_else(|| unknown("a function without a type"))
    }
}
