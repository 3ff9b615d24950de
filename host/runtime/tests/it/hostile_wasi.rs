//! Every function of WASI that the tool chains import, called with good and with bad arguments. The functions are those that the Python
//! runtime's component imports, which is all that CPython is linked with.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;
use touchstone_core::answer::Answer;
use touchstone_runtime::FailureKind;
use wit_component::WitPrinter;
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Resolve, TypeDefKind, WorldItem};

use crate::common::{Outcome, beside_a_neighbour, component, evaluate_with, evaluator_of};
use crate::wat_guest::WatGuest;

/// What a host call costs at least, in fuel.
const PRICE: u64 = 500;
/// No function has this number: the guest only takes its handles.
const NONE: usize = 0xffff;

struct Function {
    module: String,
    name: String,
    params: Vec<WasmType>,
    results: Vec<WasmType>,
    /// Whether the last parameter is where the result goes.
    returns_through_memory: bool,
}

/// The WASI packages of a component, as WIT, and every function of theirs that it imports, drops of resources included.
fn imported(component: &[u8]) -> (Vec<String>, Vec<String>, Vec<Function>) {
    let DecodedWasm::Component(resolve, world) = decode(component).expect("a component") else {
        panic!("no component")
    };
    let is_wasi = |package| resolve.packages[package].name.namespace == "wasi";
    let print = |package| {
        let mut printer = WitPrinter::default();
        printer.print(&resolve, package, &[]).expect("WIT");
        printer.output.to_string()
    };
    let packages = resolve.topological_packages().into_iter().filter(|id| is_wasi(*id)).map(print).collect();
    let (mut interfaces, mut functions) = (Vec::new(), Vec::new());
    for item in resolve.worlds[world].imports.values() {
        let WorldItem::Interface { id, .. } = item else { continue };
        let Some(module) = resolve.id_of(*id).filter(|name| name.starts_with("wasi:")) else { continue };
        functions_of(&resolve, *id, &module, &mut functions);
        interfaces.push(module);
    }
    (packages, interfaces, functions)
}

fn functions_of(resolve: &Resolve, id: wit_parser::InterfaceId, module: &str, functions: &mut Vec<Function>) {
    let interface = &resolve.interfaces[id];
    for function in interface.functions.values() {
        let signature = resolve.wasm_signature(AbiVariant::GuestImport, function);
        functions.push(Function {
            module: module.to_owned(),
            name: function.name.clone(),
            params: signature.params,
            results: signature.results,
            returns_through_memory: signature.retptr,
        });
    }
    for (name, ty) in &interface.types {
        if matches!(resolve.types[*ty].kind, TypeDefKind::Resource) {
            functions.push(Function {
                module: module.to_owned(),
                name: format!("[resource-drop]{name}"),
                params: vec![WasmType::I32],
                results: Vec::new(),
                returns_through_memory: false,
            });
        }
    }
}

/// A guest that takes a handle of each standard stream, then calls the function whose number the lowest 16 bits of the task's seed are. The
/// next 16 bits, with their sign, are each of its arguments, the upper half of the seed is where its result goes.
fn guest(packages: Vec<String>, interfaces: &[String], functions: &[Function]) -> WatGuest {
    let (mut imports, mut calls) = ("(module".to_owned(), String::new());
    for (n, function) in functions.iter().enumerate() {
        let Function { module, name, params, results, returns_through_memory } = function;
        let types = |types: &[WasmType]| types.iter().map(|ty| word(*ty)).collect::<Vec<_>>().join(" ");
        let _ = write!(
            imports,
            "\n(import \"{module}\" \"{name}\" (func $f{n} (param {}) (result {})))",
            types(params),
            types(results)
        );
        let last = params.len().wrapping_sub(1);
        let argument = |(at, ty): (usize, &WasmType)| match ty {
            _ if *returns_through_memory && at == last => "(local.get $into)".to_owned(),
            WasmType::I64 | WasmType::PointerOrI64 => "(i64.extend_i32_s (local.get $value))".to_owned(),
            WasmType::F32 | WasmType::F64 => format!("({}.convert_i32_s (local.get $value))", word(*ty)),
            _ => "(local.get $value)".to_owned(),
        };
        let arguments: String = params.iter().enumerate().map(argument).collect();
        let drops = "(drop)".repeat(results.len());
        let _ =
            write!(calls, "(if (i32.eq (local.get $which) (i32.const {n})) (then (call $f{n} {arguments}) {drops}))");
    }
    let handles: String = ["get-stdin", "get-stdout", "get-stderr"]
        .iter()
        .map(|name| functions.iter().position(|function| function.name == *name).expect("a standard stream"))
        .fold(String::new(), |text, n| format!("{text} (drop (call $f{n}))"));
    let body = format!(
        "(local $which i32) (local $value i32) (local $into i32)
        (local.set $which (i32.and (i32.wrap_i64 (local.get 15)) (i32.const 0xffff)))
        (local.set $value (i32.shr_s (i32.wrap_i64 (local.get 15)) (i32.const 16)))
        (local.set $into (i32.wrap_i64 (i64.shr_u (local.get 15) (i64.const 32))))
        {handles} {calls} (i32.const 1024)"
    );
    let guest = WatGuest::evaluator(&body, "").packages(packages).core("(module", &imports);
    interfaces.iter().fold(guest, |guest, interface| guest.imports(interface))
}

fn word(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
    }
}

#[test]
fn every_function_of_wasi_is_denied_or_virtual_and_has_its_price() {
    let (packages, interfaces, functions) = imported(&component("plugins/touchstone.runtime-python.wasm"));
    assert!(functions.len() > 80, "only {} functions", functions.len());
    let plugin = guest(packages, &interfaces, &functions).load();
    let evaluator = evaluator_of(&plugin);
    let answer = Answer::Text("text".to_owned());
    let call = |function: usize, value: i16, into: u32| -> Outcome {
        let lower = u64::from(value.cast_unsigned()) << 16 | function as u64;
        evaluate_with(&evaluator, &json!({}), &answer, Arc::default(), u64::from(into) << 32 | lower)
    };
    let unpaid = call(NONE, 0, 0);
    unpaid.result.expect("no failure").expect("no refusal");
    let mut returned = vec![false; functions.len()];
    beside_a_neighbour(|| {
        for (n, function) in functions.iter().enumerate() {
            for value in [0, 1, 2, 3, 4, 4_096, i16::MAX, -1] {
                for into in [4_096, 4_097, u32::MAX] {
                    let told = format!("{} {} with {value} into {into}", function.module, function.name);
                    let call = call(n, value, into);
                    match call.result {
                        Ok(result) => {
                            result.expect("no refusal");
                            assert!(call.usage.fuel >= unpaid.usage.fuel + PRICE, "{told} costs nothing");
                            returned[n] = true;
                        }
                        Err(failure) => assert!(
                            matches!(
                                failure.kind,
                                FailureKind::Trap { .. }
                                    | FailureKind::Contract { .. }
                                    | FailureKind::Exit { .. }
                                    | FailureKind::Output { .. }
                            ),
                            "{told}: {failure}"
                        ),
                    }
                }
            }
        }
    });
    // Nobody can have a handle of a file or a socket, so their methods cannot be called; the rest answers.
    let answered = returned.iter().filter(|returned| **returned).count();
    assert!(answered >= 20, "only {answered} of {} functions answer", functions.len());
}
