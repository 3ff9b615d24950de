//! What is no plugin for this host is refused before anything of it is compiled, each mistake by its own type and with a remedy.

use serde_json::json;
use touchstone_core::manifest::MANIFEST_SECTION;
use touchstone_runtime::{ArtifactCache, InspectError, LoadError, Runtime, inspect};
use wasm_encoder::{ComponentSection, Encode, RawSection, Section};

use crate::common::{component, runtime};
use crate::wat_guest::{WatGuest, with_section};

fn plain() -> WatGuest {
    WatGuest::evaluator("(i32.const 1024)", "")
}

#[track_caller]
fn refused(component: &[u8]) -> (InspectError, String) {
    let error = inspect(component).expect_err("it is refused");
    let text = error.to_string();
    (error, text)
}

#[test]
fn a_built_plugin_tells_its_manifest_and_its_imports() {
    let inspected = inspect(&component("fixtures/fixture.wasm")).expect("a plugin");
    assert_eq!(inspected.manifest.id().to_string(), "touchstone/fixture");
    for interface in ["types", "log", "console", "code", "attachments"] {
        assert!(inspected.imports.contains(&format!("touchstone:plugin/{interface}@0.1.0")), "{:?}", inspected.imports);
    }
    assert!(inspected.imports.iter().all(|import| import.starts_with("touchstone:plugin/")), "{:?}", inspected.imports);
}

#[test]
fn the_same_is_true_of_a_guest_from_text() {
    assert_eq!(inspect(&plain().component()).expect("a plugin").manifest.id().to_string(), "tests/wat");
}

#[test]
fn what_is_no_webassembly_is_refused() {
    for bytes in [&b""[..], b"\0asm", b"#!/bin/sh\necho", &[0xff; 1_000], b"\0asm\x0d\0\x01\0\xff"] {
        let (error, text) = refused(bytes);
        assert!(matches!(error, InspectError::NotWasm(_) | InspectError::NoManifest), "{error:?}");
        assert!(text.contains("touchstone build") || text.starts_with("it is no WebAssembly component: "), "{text}");
    }
}

#[test]
fn a_component_cut_anywhere_is_refused() {
    let whole = plain().component();
    for length in 0..whole.len() {
        refused(&whole[..length]);
    }
}

#[test]
fn a_component_with_any_byte_changed_is_refused_or_loads_and_never_panics() {
    let whole = plain().component();
    // With a cache of its own: hundreds of them compile.
    let cache = tempfile::tempdir().expect("a folder");
    let runtime = Runtime::new(ArtifactCache::new(cache.path().to_owned())).expect("an engine starts");
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        if inspect(&changed).is_ok() {
            let _ = runtime.load(&changed);
        }
    }
}

#[test]
fn a_core_module_is_refused_with_the_way_to_make_a_component() {
    let (error, text) = refused(b"\0asm\x01\0\0\0");
    assert!(matches!(error, InspectError::CoreModule), "{error:?}");
    assert_eq!(text, "it is a core WebAssembly module, not a component; make it with `touchstone build FOLDER`");
}

#[test]
fn a_component_without_a_manifest_is_refused() {
    let (error, text) = refused(&plain().bare_component());
    assert!(matches!(error, InspectError::NoManifest), "{error:?}");
    assert!(text.contains("`touchstone:manifest`") && text.contains("`touchstone build FOLDER`"), "{text}");
}

#[test]
fn a_component_with_two_manifests_is_refused() {
    let (error, text) = refused(&with_section(plain().component(), MANIFEST_SECTION, b"{}"));
    assert!(matches!(error, InspectError::TwoManifests), "{error:?}");
    assert!(text.contains("two manifests"), "{text}");
}

#[test]
fn a_manifest_that_is_none_names_line_or_key() {
    for (manifest, expected) in [
        ("{", "its manifest: not valid JSON: line 1"),
        ("[]", "its manifest: "),
        ("{}", "plugin"),
        ("\u{feff}", "its manifest: not valid JSON"),
    ] {
        let (error, text) = refused(&with_section(plain().bare_component(), MANIFEST_SECTION, manifest.as_bytes()));
        assert!(matches!(error, InspectError::Manifest(_)), "{error:?}");
        assert!(text.contains(expected), "{text}");
    }
    let (_, text) = refused(&plain().manifest(|manifest| manifest["evaluator"]["dimensions"] = json!([])).component());
    assert!(text.contains("`evaluator.dimensions`") && text.contains("one dimension at least"), "{text}");
}

#[test]
fn another_version_of_the_contract_is_told_from_the_imports() {
    for version in ["0.2.0", "1.0.0", "0.1.1"] {
        let guest = plain().imports("touchstone:plugin/log@0.1.0").component_of_contract(version);
        let (error, text) = refused(&guest);
        assert!(matches!(&error, InspectError::Contract { built_for } if built_for == version), "{error:?}");
        assert!(text.contains(version) && text.contains("this host serves 0.1.0; build it again"), "{text}");
    }
}

#[test]
fn another_version_of_the_contract_is_told_from_the_manifest() {
    let (error, text) =
        refused(&plain().manifest(|manifest| manifest["plugin"]["contract"] = json!("0.2")).component());
    assert!(matches!(&error, InspectError::Contract { .. }), "{error:?}");
    assert!(text.contains("0.2") && text.contains("this host serves 0.1.0"), "{text}");
}

#[test]
fn an_undeclared_import_is_refused_with_the_table_to_add() {
    for (interface, remedy) in [
        ("code", "add `[capabilities.run-code]` with a reason to plugin.toml"),
        ("attachments", "add `[capabilities.attachments]` with a reason to plugin.toml"),
        ("console", "declare `[language_runtime]` in plugin.toml"),
    ] {
        let import = format!("touchstone:plugin/{interface}@0.1.0");
        let guest = plain().imports(&import).core("(module", &format!("(module {}", import_of(interface)));
        let (error, text) = refused(&guest.component());
        assert!(matches!(&error, InspectError::Import { import: named, .. } if *named == import), "{error:?}");
        assert!(text.contains(&format!("`{import}`")) && text.contains(remedy), "{text}");
    }
}

/// An import of one function of `interface`, so that the component needs it.
fn import_of(interface: &str) -> String {
    let (function, parameters) = match interface {
        "code" => ("languages", "i32"),
        "attachments" => ("read", "i32 i64 i32 i32"),
        _ => ("write", "i32 i32 i32"),
    };
    format!(r#"(import "touchstone:plugin/{interface}@0.1.0" "{function}" (func (param {parameters})))"#)
}

#[test]
fn an_unknown_interface_is_refused_with_what_there_is() {
    let package = "test:outside/thing@1.0.0";
    let guest = plain().imports(package).core("(module", &format!(r#"(module (import "{package}" "poke" (func))"#));
    let (error, text) = refused(&guest.component());
    assert!(matches!(&error, InspectError::Import { import, .. } if import == package), "{error:?}");
    assert!(text.contains("`touchstone:plugin/log`") && text.contains("WASI 0.2"), "{text}");
}

#[test]
fn a_schema_that_leads_outside_or_nowhere_is_refused_and_a_slow_pattern_is_not_slow() {
    let with = |schema: serde_json::Value| plain().manifest(|manifest| manifest["evaluator"]["config_schema"] = schema);
    for (schema, said) in [
        (json!({ "$ref": "https://example.com/schema.json" }), "outside the schema"),
        (json!({ "$ref": "file:///etc/passwd" }), "outside the schema"),
        (json!({ "$ref": "#" }), "leads back to itself"),
        (json!({ "type": "string", "pattern": "^(?=(a+)+$)" }), "in the schema"),
        (json!({ "type": "string", "pattern": "(((a{100}){100}){100}){100}" }), "in the schema"),
    ] {
        let (error, text) = refused(&with(schema).component());
        assert!(matches!(error, InspectError::Manifest(_)), "{error:?}");
        assert!(text.contains("`evaluator.config_schema`") && text.contains(said), "{text}");
    }
    let slow = with(json!({ "type": "string", "pattern": "^(a+)+$" }));
    let manifest = inspect(&slow.component()).expect("a plugin").manifest;
    let schema = &manifest.evaluator().expect("an evaluator").config_schema;
    // A matcher that goes back would take 2 to the power of 100,000 steps.
    assert!(schema.check(&json!(format!("{}!", "a".repeat(100_000)))).is_err());
    assert!(schema.check(&json!("a".repeat(100_000))).is_ok());
}

#[test]
fn exports_and_manifest_have_to_agree() {
    let more = plain().manifest(|manifest| {
        let title = manifest["plugin"]["title"].clone();
        manifest["language_runtime"] = json!({ "title": title, "description": title, "languages": ["x"] });
    });
    let (error, text) = refused(&more.component());
    assert!(matches!(error, InspectError::Export { module: "language_runtime", .. }), "{error:?}");
    assert!(
        text.contains(
            "declares `[language_runtime]`, but it does not export `touchstone:plugin/language-runtime@0.1.0`"
        ),
        "{text}"
    );

    let other = plain().manifest(|manifest| {
        let title = manifest["plugin"]["title"].clone();
        *manifest = json!({
            "plugin": manifest["plugin"],
            "question_type": { "title": title, "description": title, "config_schema": {}, "answers": ["text"] },
        });
    });
    let (error, _) = refused(&other.component());
    assert!(matches!(error, InspectError::Export { .. }), "{error:?}");
}

#[test]
fn a_limit_over_the_ceiling_is_refused_with_both_numbers() {
    let error = runtime().load(&plain().limit("memory_bytes", 1 << 40).component()).err().expect("it is refused");
    assert!(matches!(error, LoadError::Limits(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`limits.memory_bytes` asks for 1099511627776, but this host gives 268435456 at most; lower it in plugin.toml"
    );
}

#[test]
fn a_proposal_that_is_off_is_refused_by_name() {
    for (more, feature) in [
        ("(table $large i64 1 funcref)", "memory64"),
        ("(type $object (struct (field i32)))", "gc"),
        ("(tag $thrown)", "exceptions"),
        ("(memory $second 1)", "multiple memories"),
        ("(func (drop (i32.atomic.load (i32.const 0))))", "threads"),
    ] {
        let error = runtime().load(&WatGuest::evaluator("(i32.const 1024)", more).component()).err();
        let error = error.unwrap_or_else(|| panic!("{feature} is refused"));
        assert!(matches!(error, LoadError::Compile(_)), "{error:?}");
        assert!(error.to_string().contains(feature), "{feature}: {error}");
    }
}

/// A component with nothing in it.
const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

/// A component with one module.
fn with_module(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (id, section) in sections {
        RawSection { id: *id, data: section }.append_to(&mut module);
    }
    let mut component = EMPTY.to_vec();
    RawSection { id: 1, data: &module }.append_to_component(&mut component);
    component
}

/// A number as WebAssembly writes it.
fn number(number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    number.encode(&mut bytes);
    bytes
}

#[test]
fn more_than_the_structure_s_limits_is_refused_before_anything_is_compiled() {
    let many = |id, count: u32, item: &[u8]| vec![(id, [number(count), item.repeat(count as usize)].concat())];
    let one_function = |bytes: u32| {
        let code = [number(1), number(bytes), vec![0; bytes as usize]].concat();
        vec![(1, b"\x01\x60\0\0".to_vec()), (3, b"\x01\0".to_vec()), (10, code)]
    };
    for (sections, name, numbers) in [
        (many(3, 100_000, &[0]), "functions", "100000 functions, 60000 at most"),
        (many(1, 20_001, b"\x60\0\0"), "types", "20001 types, 20000 at most"),
        (many(2, 20_001, &[0, 0, 0, 0]), "imports", "20001 imports, 20000 at most"),
        (many(7, 40_001, &[0, 0, 0]), "exports", "40001 exports, 40000 at most"),
        (many(11, 50_001, &[1, 0]), "segments", "50001 data and element segments, 50000 at most"),
        (many(6, 40_001, b"\x7f\0\x41\0\x0b"), "definitions", "40001 globals"),
        (one_function((1 << 20) + 1), "function_bytes", "1048577 bytes in one function, 1048576 at most"),
        (vec![(7, vec![0; (2 << 20) + 1])], "section_bytes", "2097153 bytes in one section, 2097152 at most"),
    ] {
        let (error, text) = refused(&with_module(&sections));
        assert!(matches!(&error, InspectError::TooMuch(too_much) if too_much.name == name), "{error:?}");
        assert!(text.contains(numbers) && text.contains(&format!("(limit `{name}`); make it smaller")), "{text}");
        let loaded = runtime().load(&with_module(&sections)).err().expect("it is not loaded either");
        assert!(matches!(loaded, LoadError::Inspect(InspectError::TooMuch(_))), "{loaded:?}");
    }

    let manifest = with_section(EMPTY.to_vec(), MANIFEST_SECTION, &vec![b' '; (1 << 20) + 1]);
    assert!(refused(&manifest).1.contains("1048577 bytes of manifest, 1048576 at most (limit `manifest_bytes`)"));
    // Each within the limit of a section.
    let long_name = [vec![0], number(100_000), vec![b'a'; 100_000], vec![5, 0, 0]].concat();
    let mut names = EMPTY.to_vec();
    for _ in 0..2 {
        RawSection { id: 11, data: &[number(11), long_name.repeat(11)].concat() }.append_to_component(&mut names);
    }
    assert!(refused(&names).1.contains("bytes of imports and exports of components, 2097152 at most"));

    let mut modules = EMPTY.to_vec();
    for _ in 0..201 {
        RawSection { id: 1, data: b"\0asm\x01\0\0\0" }.append_to_component(&mut modules);
    }
    assert!(refused(&modules).1.contains("201 modules and nested components, 200 at most (limit `modules`)"));
    let mut nested = EMPTY.to_vec();
    for _ in 0..9 {
        let mut outer = EMPTY.to_vec();
        RawSection { id: 4, data: &nested }.append_to_component(&mut outer);
        nested = outer;
    }
    assert!(refused(&nested).1.contains("9 levels of nested components, 8 at most (limit `nesting`)"));
}
