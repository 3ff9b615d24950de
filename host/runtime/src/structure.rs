//! How large the parts of a component may be, so that whatever goes on to read, compile or link it has bounded work. Counts what the
//! sections say of themselves; whether that is true is for the compiler's validation.

use touchstone_core::limits::Fixed;
use touchstone_core::manifest::MANIFEST_SECTION;
use wasmparser::{Payload, SectionLimited};

/// The most bytes of a component. CPython's has 38 MiB.
pub const MAX_COMPONENT_BYTES: usize = 128 << 20;

const COMPONENT_BYTES: Fixed = Fixed { name: "component_bytes", unit: "bytes", most: MAX_COMPONENT_BYTES as u64 };

/// The most of each, in a whole component with everything nested in it. The largest plugins so far, CPython and the JavaScript engine, have
/// a tenth of it or less.
const MODULES: Fixed = Fixed { name: "modules", unit: "modules and nested components", most: 200 };
const DEPTH: Fixed = Fixed { name: "nesting", unit: "levels of nested components", most: 8 };
const FUNCTIONS: Fixed = Fixed { name: "functions", unit: "functions", most: 60_000 };
const TYPES: Fixed = Fixed { name: "types", unit: "types", most: 20_000 };
const IMPORTS: Fixed = Fixed { name: "imports", unit: "imports", most: 20_000 };
const EXPORTS: Fixed = Fixed { name: "exports", unit: "exports", most: 40_000 };
const SEGMENTS: Fixed = Fixed { name: "segments", unit: "data and element segments", most: 50_000 };
const DEFINITIONS: Fixed =
    Fixed { name: "definitions", unit: "globals, tables, memories, instances, aliases and adapters", most: 40_000 };
const FUNCTION_BYTES: Fixed = Fixed { name: "function_bytes", unit: "bytes in one function", most: 1 << 20 };
const CODE_BYTES: Fixed = Fixed { name: "code_bytes", unit: "bytes of code", most: 64 << 20 };
/// Of every section but code, data, custom sections and what is nested: it bounds names and the depth of types.
const SECTION_BYTES: Fixed = Fixed { name: "section_bytes", unit: "bytes in one section", most: 2 << 20 };
/// Of imports and exports of components. With the manifest it is kept beside the compiled code, which has room for 8 MiB.
const NAMES_BYTES: Fixed =
    Fixed { name: "names_bytes", unit: "bytes of imports and exports of components", most: 2 << 20 };
const MANIFEST_BYTES: Fixed = Fixed { name: "manifest_bytes", unit: "bytes of manifest", most: 1 << 20 };

/// All of them.
pub const STRUCTURE_LIMITS: &[Fixed] = &[
    COMPONENT_BYTES,
    MODULES,
    DEPTH,
    FUNCTIONS,
    TYPES,
    IMPORTS,
    EXPORTS,
    SEGMENTS,
    DEFINITIONS,
    FUNCTION_BYTES,
    CODE_BYTES,
    SECTION_BYTES,
    NAMES_BYTES,
    MANIFEST_BYTES,
];

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
    names_bytes: u64,
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
            Payload::CodeSectionEntry(body) => return check(&FUNCTION_BYTES, body.range().len() as u64),
            Payload::DataSection(section) => return add(&mut self.segments, of(section), &SEGMENTS),
            Payload::CustomSection(section) if section.name() == MANIFEST_SECTION => {
                return check(&MANIFEST_BYTES, section.data().len() as u64);
            }
            Payload::CustomSection(_) => return Ok(()),
            Payload::ComponentImportSection(section) => {
                add(&mut self.names_bytes, section.range().len() as u64, &NAMES_BYTES)?;
            }
            Payload::ComponentExportSection(section) => {
                add(&mut self.names_bytes, section.range().len() as u64, &NAMES_BYTES)?;
            }
            _ => {}
        }
        if let Some((_, range)) = payload.as_section() {
            check(&SECTION_BYTES, range.len() as u64)?;
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

fn check(limit: &Fixed, found: u64) -> Result<(), TooMuch> {
    let Fixed { name, unit, most } = *limit;
    if found <= most { Ok(()) } else { Err(TooMuch { name, unit, found, most }) }
}

fn add(sum: &mut u64, more: u64, limit: &Fixed) -> Result<(), TooMuch> {
    *sum += more;
    check(limit, *sum)
}

fn of<T>(section: &SectionLimited<'_, T>) -> u64 {
    section.count().into()
}

/// The size of a whole component.
pub(crate) fn check_size(component: &[u8]) -> Result<(), TooMuch> {
    check(&COMPONENT_BYTES, component.len() as u64)
}
