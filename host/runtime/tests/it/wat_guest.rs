//! Small components from WebAssembly text, for what no SDK lets an author do: exports that trap, lie about lengths, or return no JSON.

use std::sync::Arc;

use serde_json::{Value, json};
use touchstone_core::manifest::MANIFEST_SECTION;
use touchstone_runtime::Plugin;
use wasm_encoder::{
    ComponentExportKind, ComponentInstanceSection, ComponentSection, ComponentSectionId, CustomSection, RawSection,
};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::common::{load, workspace};

const WASI_IO: &str = "package wasi:io@0.2.0; interface streams { resource output-stream; }";
const WASI_CLI: &str = "package wasi:cli@0.2.0; interface exit { exit: func(status: result); }
    interface stdout { use wasi:io/streams@0.2.0.{output-stream}; get-stdout: func() -> output-stream; }";
const WASI_RANDOM: &str =
    "package wasi:random@0.2.0; interface random { get-random-bytes: func(len: u64) -> list<u8>; }";

const OUTSIDE: &str =
    "package test:outside@1.0.0; interface thing { poke: func(); } interface owned { resource token; }";

/// A component in the making.
pub(crate) struct WatGuest {
    world: String,
    core: String,
    manifest: Value,
    /// The packages beside the contract's.
    packages: Vec<String>,
}

impl WatGuest {
    /// An evaluator whose `evaluate` has the body `evaluate`: it leaves the address of its result.
    /// `more` goes into the module beside it; the memory has its constants from 1,024 on: an evaluation with full marks.
    pub(crate) fn evaluator(evaluate: &str, more: &str) -> Self {
        let core = format!(
            r#"(module
                (memory (export "memory") 2)
                (global $heap (mut i32) (i32.const 65536))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
                    (global.set $heap (i32.add (local.get $at) (local.get 3)))
                    (local.get $at))
                (func (export "touchstone:plugin/evaluator@0.1.0#check-config") (param i32 i32 i32 i32) (result i32) (i32.const 2048))
                (func (export "touchstone:plugin/evaluator@0.1.0#evaluate")
                    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32) {evaluate})
                (data (i32.const 1024) "{FULL_MARKS}")
                {more})"#
        );
        let message = json!({ "zh-CN": "甲", "en": "one" });
        let manifest = json!({
            "plugin": head(),
            "evaluator": {
                "title": message, "description": message, "config_schema": {}, "answers": ["text"],
                "dimensions": [{ "id": "one", "title": message, "description": message }],
            },
        });
        Self { world: "export touchstone:plugin/evaluator@0.1.0;".to_owned(), core, manifest, packages: packages() }
    }

    /// A question type that presents, and steps to, the text `json`, whatever that is.
    pub(crate) fn question_type(text: &str) -> Self {
        let length = text.len();
        let core = format!(
            r#"(module
                (memory (export "memory") 2)
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))
                (func (export "touchstone:plugin/question-type@0.1.0#check-config") (param i32 i32) (result i32) (i32.const 512))
                (func (export "touchstone:plugin/question-type@0.1.0#present") (param i32 i32 i32 i32 i64) (result i32)
                    (call $result))
                (func (export "touchstone:plugin/question-type@0.1.0#interact") (param i32 i32 i64 i32 i32 i32 i32 i64) (result i32)
                    (call $result))
                (func (export "touchstone:plugin/question-type@0.1.0#check-answer")
                    (param i32 i32 i64 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 512))
                (func $result (result i32)
                    (i32.store (i32.const 1028) (i32.const 2048))
                    (i32.store (i32.const 1032) (i32.const {length}))
                    (i32.store (i32.const 1036) (i32.const 2048))
                    (i32.store (i32.const 1040) (i32.const {length}))
                    (i32.const 1024))
                (data (i32.const 512) "\01")
                (data (i32.const 2048) {text:?}))"#
        );
        let message = json!({ "zh-CN": "甲", "en": "one" });
        let manifest = json!({
            "plugin": head(),
            "question_type": { "title": message, "description": message, "config_schema": {}, "answers": ["text"] },
        });
        Self { world: "export touchstone:plugin/question-type@0.1.0;".to_owned(), core, manifest, packages: packages() }
    }

    /// Adds an import to its world.
    pub(crate) fn imports(mut self, interface: &str) -> Self {
        self.world = format!("import {interface}; {}", self.world);
        self
    }

    /// Adds an export to its world.
    pub(crate) fn exports(mut self, interface: &str) -> Self {
        self.world = format!("export {interface}; {}", self.world);
        self
    }

    /// Takes other packages, as WIT, than the usual small ones.
    pub(crate) fn packages(mut self, packages: Vec<String>) -> Self {
        self.packages = packages;
        self
    }

    /// Replaces a piece of its module's text.
    pub(crate) fn core(mut self, piece: &str, by: &str) -> Self {
        assert!(self.core.contains(piece), "`{piece}` is not in the module");
        self.core = self.core.replacen(piece, by, 1);
        self
    }

    /// Sets `limits.<name>` in its manifest.
    pub(crate) fn limit(mut self, name: &str, value: u64) -> Self {
        self.manifest["limits"][name] = json!(value);
        self
    }

    /// Changes its manifest.
    pub(crate) fn manifest(mut self, change: impl FnOnce(&mut Value)) -> Self {
        change(&mut self.manifest);
        self
    }

    /// The component without its manifest.
    pub(crate) fn bare_component(&self) -> Vec<u8> {
        self.component_for("0.1.0")
    }

    /// The component for another version of the contract, with its manifest.
    pub(crate) fn component_of_contract(&self, version: &str) -> Vec<u8> {
        with_section(self.component_for(version), MANIFEST_SECTION, self.manifest.to_string().as_bytes())
    }

    /// The component with its manifest.
    pub(crate) fn component(&self) -> Vec<u8> {
        self.component_of_contract("0.1.0")
    }

    /// The component with its manifest, but with a signed integer where the contract has an unsigned one.
    pub(crate) fn component_of_other_types(&self) -> Vec<u8> {
        let bytes = self.component_from(|text| text.replace("type millionths = u32", "type millionths = s32"));
        with_section(bytes, MANIFEST_SECTION, self.manifest.to_string().as_bytes())
    }

    pub(crate) fn load(&self) -> Arc<Plugin> {
        load(&self.component())
    }

    fn component_for(&self, version: &str) -> Vec<u8> {
        self.component_from(|text| text.replace("@0.1.0", &format!("@{version}")))
    }

    /// The component, every text on the way there changed by `edit`.
    fn component_from(&self, edit: impl Fn(&str) -> String) -> Vec<u8> {
        let mut resolve = Resolve::default();
        for (n, text) in self.packages.iter().enumerate() {
            resolve.push_str(format!("{n}.wit"), text).unwrap_or_else(|error| panic!("{error:#}\n{text}"));
        }
        let mut contract = String::new();
        for name in ["types", "question-type", "evaluator", "language-runtime", "host"] {
            let path = workspace().join(format!("wit/plugin/{name}.wit"));
            contract.push_str(&std::fs::read_to_string(path).expect("the contract"));
        }
        resolve.push_str("contract.wit", &edit(&contract)).expect("the contract is WIT");
        let world = edit(&format!("package test:guest; world guest {{ {} }}", self.world));
        let package = resolve.push_str("world.wit", &world).expect("a world whose interfaces are there");
        let world = resolve.select_world(&[package], Some("guest")).expect("the world");
        let mut module = wat::parse_str(edit(&self.core)).unwrap_or_else(|error| panic!("{error}"));
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("the world is embedded");
        let encoder = ComponentEncoder::default().validate(true).module(&module);
        encoder.and_then(|mut encoder| encoder.encode()).unwrap_or_else(|error| panic!("{error:#}"))
    }
}

/// Appends a custom section.
pub(crate) fn with_section(mut component: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    CustomSection { name: name.into(), data: data.into() }.append_to_component(&mut component);
    component
}

/// Puts another component into this one, which is instantiated with it: what no tool chain makes of one module.
pub(crate) fn with_component(mut component: Vec<u8>, text: &str) -> Vec<u8> {
    let mut depth = 0;
    let mut index = 0;
    for payload in Parser::new(0).parse_all(&component) {
        match payload.expect("a component") {
            Payload::ComponentSection { .. } => {
                index += u32::from(depth == 0);
                depth += 1;
            }
            Payload::ModuleSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            _ => {}
        }
    }
    let nested = wat::parse_str(format!("(component {text})")).unwrap_or_else(|error| panic!("{error}"));
    RawSection { id: ComponentSectionId::Component as u8, data: &nested }.append_to_component(&mut component);
    let mut instances = ComponentInstanceSection::new();
    instances.instantiate(index, std::iter::empty::<(&str, ComponentExportKind, u32)>());
    instances.append_to_component(&mut component);
    component
}

fn packages() -> Vec<String> {
    [WASI_IO, WASI_CLI, WASI_RANDOM, OUTSIDE].map(str::to_owned).to_vec()
}

fn head() -> Value {
    let message = json!({ "zh-CN": "甲", "en": "one" });
    json!({
        "id": "tests/wat", "version": "0.1.0", "contract": "0.1", "license": "Apache-2.0",
        "title": message, "description": message,
    })
}

/// At 1,024 the result `ok` with one score (at 1,084), no indicators, no findings, no review; at 1,072 the name `one`.
const FULL_MARKS: &str = "\\00\\00\\00\\00\\3c\\04\\00\\00\\01\\00\\00\\00\
    \\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\
    \\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\
    one\\00\\00\\00\\00\\00\\00\\00\\00\\00\
    \\30\\04\\00\\00\\03\\00\\00\\00\\00\\00\\00\\00\\40\\42\\0f\\00";
