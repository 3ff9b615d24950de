//! Makes one core module of the many that componentize-py links at run time. Its component holds a module for each library, tied together by
//! imported globals, a shared table and stubs that call through it. Once the interpreter's memory is a snapshot all of that is constant: here
//! names become indices, bases become numbers and stubs become direct calls; what nothing reaches is left out. The engine then fills no table
//! when it makes an instance, and calls between libraries cost what calls within one do.
//!
//! Changes no behaviour, and refuses what it does not know: another shape of component is an error, never a guess.

mod emit;
mod graph;
mod module;
mod program;

use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding, decode, embed_component_metadata};

use graph::Graph;
use program::Program;

/// Why a component's modules cannot become one.
#[derive(Debug, thiserror::Error)]
pub(super) enum FuseError {
    #[error("{0}")]
    Unreadable(#[from] wasmparser::BinaryReaderError),
    #[error("it uses what is not known here: {0}")]
    Unknown(String),
    #[error("it cannot be encoded: {0}")]
    Encode(String),
}

/// The same component with one core module.
pub(super) fn fuse(component: &[u8]) -> Result<Vec<u8>, FuseError> {
    let graph = Graph::read(component)?;
    let program = Program::of(&graph)?;
    let mut module = emit::module(&program)?;
    let encoding = |error: &dyn std::fmt::Display| FuseError::Encode(format!("{error:#}"));
    let (resolve, world) = match decode(component).map_err(|error| encoding(&error))? {
        DecodedWasm::Component(resolve, world) => (resolve, world),
        DecodedWasm::WitPackage(..) => return Err(unknown("a package of interfaces")),
    };
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).map_err(|error| encoding(&error))?;
    let encoder = ComponentEncoder::default().validate(true).module(&module).map_err(|error| encoding(&error))?;
    { encoder }.encode().map_err(|error| encoding(&error))
}

fn unknown(what: impl Into<String>) -> FuseError {
    FuseError::Unknown(what.into())
}

#[cfg(test)]
mod tests;
