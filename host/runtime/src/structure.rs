//! How large the parts of a component may be, so that whatever goes on to read, compile or link it has bounded work. Counts what the
//! sections say of themselves; whether that is true is for the compiler's validation.

use wasmparser::{Payload, SectionLimited};

/// The most bytes of a component. CPython's has 38 MiB.
pub const MAX_COMPONENT_BYTES: usize = 128 << 20;

/// The most of each, in a whole component with everything nested in it. The largest plugins so far, CPython and the JavaScript engine, have
/// a tenth of it or less.
const MODULES: Limit = Limit { name: "modules", unit: "modules and nested components", most: 200 };
const DEPTH: Limit = Limit { name: "nesting", unit: "levels of nested components", most: 8 };
const FUNCTIONS: Limit = Limit { name: "functions", unit: "functions", most: 60_000 };
const TYPES: Limit = Limit { name: "types", unit: "types", most: 20_000 };
const IMPORTS: Limit = Limit { name: "imports", unit: "imports", most: 20_000 };
const EXPORTS: Limit = Limit { name: "exports", unit: "exports", most: 40_000 };
const SEGMENTS: Limit = Limit { name: "segments", unit: "data and element segments", most: 50_000 };
const DEFINITIONS: Limit =
    Limit { name: "definitions", unit: "globals, tables, memories, instances, aliases and adapters", most: 40_000 };
const FUNCTION_BYTES: Limit = Limit { name: "function_bytes", unit: "bytes in one function", most: 1 << 20 };
const CODE_BYTES: Limit = Limit { name: "code_bytes", unit: "bytes of code", most: 64 << 20 };
/// Of every section but code, data, custom sections and what is nested: it bounds names and the depth of types.
const SECTION_BYTES: Limit = Limit { name: "section_bytes", unit: "bytes in one section", most: 2 << 20 };

/// A component has more of something than it may.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it has {found} {unit}, {most} at most (limit `{name}`); make it smaller, or split it into several plugins")]
pub struct TooMuch {
    /// The limit's name.
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// How much there is, up to where the reader stopped.
    pub found: u64,
    /// How much there may be.
    pub most: u64,
}

struct Limit {
    name: &'static str,
    unit: &'static str,
    most: u64,
}

/// What was counted so far.
#[derive(Default)]
pub(crate) struct Structure {
    modules: u64,
    depth: u64,
    functions: u64,
    types: u64,
    imports: u64,
    exports: u64,
    segments: u64,
    definitions: u64,
    code_bytes: u64,
}

impl Structure {
    /// Counts what a parser came to.
    pub(crate) fn count(&mut self, payload: &Payload<'_>) -> Result<(), TooMuch> {
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                add(&mut self.depth, 1, &DEPTH)?;
                return add(&mut self.modules, 1, &MODULES);
            }
            Payload::End(_) => self.depth = self.depth.saturating_sub(1),
            Payload::CodeSectionStart { size, .. } => return add(&mut self.code_bytes, (*size).into(), &CODE_BYTES),
            Payload::CodeSectionEntry(body) => return FUNCTION_BYTES.check(body.range().len() as u64),
            Payload::DataSection(section) => return add(&mut self.segments, of(section), &SEGMENTS),
            Payload::CustomSection(_) => return Ok(()),
            _ => {}
        }
        if let Some((_, range)) = payload.as_section() {
            SECTION_BYTES.check(range.len() as u64)?;
        }
        match payload {
            Payload::FunctionSection(section) => add(&mut self.functions, of(section), &FUNCTIONS),
            Payload::TypeSection(section) => add(&mut self.types, of(section), &TYPES),
            Payload::CoreTypeSection(section) => add(&mut self.types, of(section), &TYPES),
            Payload::ComponentTypeSection(section) => add(&mut self.types, of(section), &TYPES),
            Payload::ImportSection(section) => add(&mut self.imports, of(section), &IMPORTS),
            Payload::ComponentImportSection(section) => add(&mut self.imports, of(section), &IMPORTS),
            Payload::ExportSection(section) => add(&mut self.exports, of(section), &EXPORTS),
            Payload::ComponentExportSection(section) => add(&mut self.exports, of(section), &EXPORTS),
            Payload::ElementSection(section) => add(&mut self.segments, of(section), &SEGMENTS),
            Payload::GlobalSection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            Payload::TableSection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            Payload::MemorySection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            Payload::InstanceSection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            Payload::ComponentInstanceSection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            Payload::ComponentAliasSection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            Payload::ComponentCanonicalSection(section) => add(&mut self.definitions, of(section), &DEFINITIONS),
            _ => Ok(()),
        }
    }
}

impl Limit {
    fn check(&self, found: u64) -> Result<(), TooMuch> {
        let Self { name, unit, most } = *self;
        if found <= most { Ok(()) } else { Err(TooMuch { name, unit, found, most }) }
    }
}

fn add(sum: &mut u64, more: u64, limit: &Limit) -> Result<(), TooMuch> {
    *sum += more;
    limit.check(*sum)
}

fn of<T>(section: &SectionLimited<'_, T>) -> u64 {
    section.count().into()
}

/// The size of a whole component.
pub(crate) fn check_size(component: &[u8]) -> Result<(), TooMuch> {
    Limit { name: "component_bytes", unit: "bytes", most: MAX_COMPONENT_BYTES as u64 }.check(component.len() as u64)
}
