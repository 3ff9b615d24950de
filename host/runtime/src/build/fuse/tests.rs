//! Small components of two modules in the shape that componentize-py gives its own.

use wasmparser::{Parser, Payload};
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

use super::fuse;

/// A library that calls itself through a stub of the main module, and uses a base and an address that come as globals.
fn component(main: &str, library: &str) -> Vec<u8> {
    let text = format!(
        r#"(component
          (core module $main
            (memory (export "memory") 1) (table (export "table") 2 funcref)
            (global (export "base") i32 (i32.const 8)) (global (export "address") (mut i32) (i32.const 16))
            (type $t (func (param i32) (result i32)))
            (func (export "stub") (param i32) (result i32) local.get 0 i32.const 1 call_indirect (type $t))
            (func (export "unused") (result i32) i32.const 7)
            (data (i32.const 8) "\2a") {main})
          (core module $library
            (import "env" "memory" (memory 1)) (import "env" "table" (table 2 funcref))
            (import "env" "base" (global $base i32)) (import "env" "address" (global $address (mut i32)))
            (import "env" "stub" (func $stub (param i32) (result i32)))
            (global $calls (mut i32) (i32.const 0))
            (elem (i32.const 1) func $double)
            (func $double (param i32) (result i32) local.get 0 i32.const 2 i32.mul)
            (func (export "f") (param i32) (result i32)
              (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
              (call $stub (i32.add (local.get 0) (i32.load8_u (global.get $base))))
              global.get $address i32.add global.get $calls i32.add)
            {library})
          (core instance $m (instantiate $main))
          (core instance $l (instantiate $library (with "env" (instance $m))))
          (func (export "f") (param "n" u32) (result u32) (canon lift (core func $l "f"))))"#
    );
    wat::parse_str(text).unwrap()
}

fn call(component: &[u8], argument: u32) -> u32 {
    let engine = Engine::default();
    let component = Component::new(&engine, component).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
    let function = instance.get_typed_func::<(u32,), (u32,)>(&mut store, "f").unwrap();
    function.call(&mut store, (argument,)).unwrap().0
}

#[test]
fn one_module_computes_what_two_did() {
    let two = component("", "");
    let one = fuse(&two).unwrap();
    assert_eq!((call(&two, 3), call(&one, 3)), (107, 107));
    let payloads: Vec<Payload<'_>> = Parser::new(0).parse_all(&one).map(Result::unwrap).collect();
    let modules = payloads.iter().filter(|payload| matches!(payload, Payload::ModuleSection { .. })).count();
    let functions = payloads.iter().filter(|payload| matches!(payload, Payload::CodeSectionEntry(_))).count();
    assert_eq!((modules, functions), (1, 2), "`f` and `double`: no stub, nothing unused, no table");
}

#[test]
fn what_is_not_constant_is_refused() {
    let check = |main: &str, library: &str, expected: &str| {
        let error = fuse(&component(main, library)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("(func $start) (start $start)", "", "a start function");
    check("", "(memory 1)", "2 memories");
    check("", "(elem declare func $stub)", "a passive segment of functions");
    check("", "(elem (i32.const 0) funcref (ref.null func))", "a segment of expressions");
    check("(global (export \"unread\") i64 (i64.const 1))", "(data \"passive\")", "a passive segment of data");
}
