//! The memory that a preparation leaves is the module's own, and what goes wrong in one is told.

use wasmtime::{Engine, Instance, Module, Store};

use super::{prepared, prepared_within};
use crate::build::BuildError;

fn module(body: &str) -> Vec<u8> {
    wat::parse_str(format!("(module {body})")).expect("a module")
}

#[track_caller]
fn fails(body: &str) -> String {
    match prepared_within(1_000_000, module(body)) {
        Err(error @ BuildError::Prepare(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_module_without_a_preparation_stays_as_it_is() {
    let bytes = module("(memory 1) (func (export \"other\"))");
    assert_eq!(prepared(bytes.clone()).expect("nothing to do"), bytes);
}

#[test]
fn memory_and_globals_begin_as_the_preparation_left_them() {
    let bytes = prepared(module(
        "(memory (export \"memory\") 1)
         (global $top (mut i32) (i32.const 7))
         (func (export \"touchstone-prepare\")
           (drop (memory.grow (i32.const 2)))
           (i32.store (i32.const 131072) (i32.const 42))
           (global.set $top (i32.const 8)))
         (func (export \"sum\") (result i32)
           (i32.store (i32.const 131072) (i32.add (i32.load (i32.const 131072)) (global.get $top)))
           (i32.load (i32.const 131072)))",
    ))
    .expect("it is prepared");
    let engine = Engine::default();
    let module = Module::new(&engine, bytes).expect("it is valid");
    assert_eq!(module.exports().map(|export| export.name().to_owned()).collect::<Vec<_>>(), ["memory", "sum"]);
    for _ in 0..2 {
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[]).expect("it needs nothing");
        let sum = instance.get_typed_func::<(), i32>(&mut store, "sum").expect("it is exported");
        assert_eq!(sum.call(&mut store, ()).expect("it returns"), 50);
    }
}

#[test]
fn a_preparation_that_traps_calls_the_host_or_never_ends_is_told() {
    let trap = fails("(func (export \"touchstone-prepare\") unreachable)");
    assert!(trap.contains("unreachable"), "{trap}");
    let host = fails("(import \"log\" \"write\" (func $write)) (func (export \"touchstone-prepare\") (call $write))");
    assert!(host.contains("log") && host.contains("without a host"), "{host}");
    let shape = fails("(func (export \"touchstone-prepare\") (param i32))");
    assert!(shape.contains("type"), "{shape}");
    let endless = fails("(func (export \"touchstone-prepare\") (loop $again (br $again)))");
    assert!(endless.contains("fuel"), "{endless}");
}
