//! Guests that prepare themselves: what `touchstone_sdk::prepare!` names runs once, here, and the memory that it leaves becomes the
//! memory that every fresh instance begins with. It has no host: what it calls of the host traps.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use touchstone_core::limits::CEILING;
use wasmparser::{ExternalKind, Parser, Payload};
use wasmtime::{Engine, Instance, Linker, Module, Store, Val};
use wasmtime_wizer::{InstanceState, SnapshotVal, ValType, Wizer};

use super::BuildError;
use crate::engine::{compiling_config, with_call_stack};

/// What the SDK's macro exports.
const EXPORT: &str = "touchstone-prepare";

/// The module as it is after its preparation, or as it was when it has none.
pub(super) fn prepared(module: Vec<u8>) -> Result<Vec<u8>, BuildError> {
    prepared_within(CEILING.fuel, module)
}

fn prepared_within(fuel: u64, module: Vec<u8>) -> Result<Vec<u8>, BuildError> {
    let failed = |error: wasmtime::Error| BuildError::Prepare(format!("{error:#}"));
    if exports_preparation(&module).map_err(|error| BuildError::Encode(error.to_string()))? {
        run(fuel, &module).map_err(failed)
    } else {
        Ok(module)
    }
}

fn exports_preparation(module: &[u8]) -> Result<bool, wasmparser::BinaryReaderError> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                let export = export?;
                if export.name == EXPORT && export.kind == ExternalKind::Func {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

fn run(fuel: u64, module: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let mut wizer = Wizer::new();
    wizer.init_func(EXPORT);
    let (context, instrumented) = wizer.instrument(module)?;

    let engine = Engine::new(&compiling_config())?;
    let module = Module::new(&engine, instrumented)?;
    let mut linker = Linker::new(&engine);
    linker.define_unknown_imports_as_traps(&module)?;
    let mut store = Store::new(&engine, ());
    store.set_fuel(fuel)?;
    store.set_epoch_deadline(u64::MAX / 2);
    let instance = with_call_stack(|| {
        let instance = linker.instantiate(&mut store, &module)?;
        instance.get_typed_func::<(), ()>(&mut store, EXPORT)?.call(&mut store, ())?;
        Ok::<_, wasmtime::Error>(instance)
    })?;
    ready(wizer.snapshot(&context, &mut State { store, instance }))
}

/// What the preparation left behind.
struct State {
    store: Store<()>,
    instance: Instance,
}

impl InstanceState for State {
    async fn global_get(&mut self, name: &str, _: ValType) -> SnapshotVal {
        let global = self.instance.get_global(&mut self.store, name).expect("wizer asks for globals that it exported");
        match global.get(&mut self.store) {
            Val::I32(value) => SnapshotVal::I32(value),
            Val::I64(value) => SnapshotVal::I64(value),
            Val::F32(bits) => SnapshotVal::F32(bits),
            Val::F64(bits) => SnapshotVal::F64(bits),
            Val::V128(value) => SnapshotVal::V128(value.as_u128()),
            _ => unreachable!("wizer refuses modules with mutable globals of other types"),
        }
    }

    async fn memory_contents(&mut self, name: &str, contents: impl FnOnce(&[u8]) + Send) {
        let memory = self.instance.get_memory(&mut self.store, name).expect("wizer asks for memories that it exported");
        contents(memory.data(&self.store));
    }
}

/// The value of a future that waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the state of an instance is there at once"),
    }
}

#[cfg(test)]
mod tests;
