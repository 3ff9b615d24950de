//! A component before it is compiled: what is accepted imports and exports what its manifest says, as a second reader of the bytes sees it,
//! and holds one manifest.
//!
//! The bytes are a component as it is, or a list of sections, which spares a mutator the lengths: for each its number (1 byte), its
//! length (2 bytes, big-endian) and its content.

use serde_json::json;
use touchstone_core::manifest::{CONTRACT, MANIFEST_SECTION, Manifest};
use touchstone_core::words::{Capability, ModuleKind};
use touchstone_runtime::{InspectError, Inspected, inspect};
use wasmparser::{BinaryReader, ComponentExportSectionReader, ComponentImportSectionReader};

const MAGIC: &[u8] = b"\0asm";
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";
const CUSTOM: u8 = 0;
const INSTANCES: u8 = 5;
const IMPORTS: u8 = 10;
const EXPORTS: u8 = 11;

const EVALUATOR: &str = "touchstone:plugin/evaluator@0.1.0";

/// Inspects the bytes.
pub fn check(data: &[u8]) -> bool {
    let component = if data.starts_with(MAGIC) { data.to_vec() } else { component_of(data) };
    match inspect(&component) {
        Ok(inspected) => {
            check_accepted(&component, &inspected);
            true
        }
        Err(error) => {
            assert!(!error.to_string().trim().is_empty(), "{error:?}");
            false
        }
    }
}

fn component_of(mut parts: &[u8]) -> Vec<u8> {
    let mut component = COMPONENT.to_vec();
    while let [number, high, low, rest @ ..] = parts {
        let (content, after) = rest.split_at(rest.len().min(u16::from_be_bytes([*high, *low]).into()));
        push_section(&mut component, *number, content);
        parts = after;
    }
    component
}

fn push_section(component: &mut Vec<u8>, number: u8, content: &[u8]) {
    component.push(number);
    // LEB128
    let mut left = content.len();
    loop {
        let [low, ..] = left.to_le_bytes();
        left >>= 7;
        let more = if left == 0 { 0 } else { 0x80 };
        component.push(low & 0x7f | more);
        if left == 0 {
            break;
        }
    }
    component.extend_from_slice(content);
}

/// The smallest component that is a plugin: an evaluator without functions.
pub(crate) fn smallest() -> Vec<u8> {
    let message = json!({ "zh-CN": "甲", "en": "one" });
    let manifest = json!({
        "plugin": {
            "id": "fuzz/smallest", "version": "0.1.0", "contract": "0.1", "license": "Apache-2.0", "title": message, "description": message,
        },
        "evaluator": {
            "title": message, "description": message, "config_schema": {}, "answers": ["text"],
            "dimensions": [{ "id": "one", "title": message, "description": message }],
        },
    });
    let name = EVALUATOR.as_bytes();
    let name_bytes = u8::try_from(name.len()).expect("a short name");
    let mut component = COMPONENT.to_vec();
    // One instance, of no exports; one export, an instance, the first, without a type.
    push_section(&mut component, INSTANCES, &[1, 1, 0]);
    push_section(&mut component, EXPORTS, &[&[1, 0, name_bytes], name, &[5, 0, 0]].concat());
    push_section(&mut component, CUSTOM, &manifest_section(manifest.to_string().as_bytes()));
    component
}

fn manifest_section(manifest: &[u8]) -> Vec<u8> {
    let name_bytes = u8::try_from(MANIFEST_SECTION.len()).expect("a short name");
    [&[name_bytes], MANIFEST_SECTION.as_bytes(), manifest].concat()
}

fn check_accepted(component: &[u8], inspected: &Inspected) {
    let Inspected { manifest, imports } = inspected;
    let Seen { manifests, imports: seen_imports, exports } = see(component);
    assert_eq!(*imports, seen_imports);
    assert_eq!(manifests.len(), 1);
    assert_eq!(Manifest::from_json(manifests[0]).expect("it was accepted"), *manifest);
    assert_eq!(manifest.contract(), CONTRACT);

    for import in imports {
        let allowed = match import.as_str() {
            "touchstone:plugin/code@0.1.0" => manifest.wants(Capability::RunCode),
            "touchstone:plugin/attachments@0.1.0" => manifest.wants(Capability::Attachments),
            "touchstone:plugin/console@0.1.0" => manifest.has(ModuleKind::LanguageRuntime),
            "touchstone:plugin/log@0.1.0" | "touchstone:plugin/types@0.1.0" => true,
            other => other.starts_with("wasi:") && other.contains("@0.2."),
        };
        assert!(allowed, "`{import}` was let in");
    }
    for (kind, export) in [
        (ModuleKind::QuestionType, "touchstone:plugin/question-type@0.1.0"),
        (ModuleKind::Evaluator, EVALUATOR),
        (ModuleKind::LanguageRuntime, "touchstone:plugin/language-runtime@0.1.0"),
    ] {
        assert_eq!(manifest.has(kind), exports.iter().any(|one| one == export), "`{export}`");
    }

    let mut twice = component.to_vec();
    push_section(&mut twice, CUSTOM, &manifest_section(manifests[0]));
    assert!(matches!(inspect(&twice), Err(InspectError::TwoManifests)));
}

/// What the outermost sections hold.
#[derive(Default)]
struct Seen<'a> {
    manifests: Vec<&'a [u8]>,
    imports: Vec<String>,
    exports: Vec<String>,
}

/// Goes from section to section by their lengths and looks into none that it does not want.
fn see(component: &[u8]) -> Seen<'_> {
    let mut seen = Seen::default();
    let mut reader = BinaryReader::new(component, 0);
    assert_eq!(reader.read_bytes(COMPONENT.len()).expect("it was accepted"), COMPONENT);
    while !reader.eof() {
        let number = reader.read_u8().expect("a section's number");
        let length = reader.read_var_u32().expect("a section's length");
        let mut content = BinaryReader::new(reader.read_bytes(length as usize).expect("a section"), 0);
        match number {
            CUSTOM if content.read_string().expect("a name") == MANIFEST_SECTION => {
                seen.manifests.push(content.read_bytes(content.bytes_remaining()).expect("the rest"));
            }
            IMPORTS => {
                for import in ComponentImportSectionReader::new(content).expect("imports") {
                    seen.imports.push(import.expect("an import").name.name.to_owned());
                }
            }
            EXPORTS => {
                for export in ComponentExportSectionReader::new(content).expect("exports") {
                    seen.exports.push(export.expect("an export").name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    seen
}
