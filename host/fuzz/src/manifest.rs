//! A manifest, as an author writes it and as a component holds it: what is accepted is written and read back as the same, and what the
//! author's text gave can be read by every host; what is refused has places.

use serde_json::{Value, json};
use touchstone_core::manifest::{Manifest, ManifestError, SourceManifest};
use touchstone_core::words::ModuleKind;

use crate::places::{check_mistakes, check_syntax};

/// Reads the bytes as `plugin.toml` and as a component's section.
pub fn check(data: &[u8]) -> bool {
    let built = is_built(data);
    built | str::from_utf8(data).is_ok_and(is_source)
}

fn is_built(section: &[u8]) -> bool {
    match Manifest::from_json(section) {
        Ok(manifest) => {
            check_accepted(&manifest);
            return true;
        }
        Err(ManifestError::Json(error)) => check_syntax(&error, &String::from_utf8_lossy(section)),
        Err(ManifestError::Mistakes(mistakes)) => {
            let section = section.strip_prefix("\u{feff}".as_bytes()).unwrap_or(section);
            check_mistakes(&mistakes, &serde_json::from_slice(section).expect("it was JSON"));
        }
        Err(error @ ManifestError::Toml(_)) => panic!("{error}"),
    }
    false
}

fn is_source(text: &str) -> bool {
    match SourceManifest::from_toml(text) {
        Ok(source) => {
            let paths: Vec<String> = source.schema_paths().iter().map(|(_, path)| path.as_str().to_owned()).collect();
            let mut asked = Vec::new();
            let resolved = source.resolve(|path| {
                asked.push(path.as_str().to_owned());
                Ok(json!({ "type": "object", "description": path.as_str() }))
            });
            check_accepted(&resolved.expect("its schemas are good"));
            assert_eq!(asked, paths);
            return true;
        }
        Err(ManifestError::Toml(error)) => check_syntax(&error, text),
        Err(ManifestError::Mistakes(mistakes)) => {
            let table: toml::Table = text.strip_prefix('\u{feff}').unwrap_or(text).parse().expect("it was TOML");
            check_mistakes(&mistakes, &serde_json::to_value(table).expect("JSON has a word for it"));
        }
        Err(error @ ManifestError::Json(_)) => panic!("{error}"),
    }
    false
}

fn check_accepted(manifest: &Manifest) {
    let written = manifest.to_json();
    let read = Manifest::from_json(&written).unwrap_or_else(|error| panic!("what was written is refused: {error}"));
    assert_eq!((&read, read.to_json()), (manifest, written));
    assert!(ModuleKind::ALL.iter().any(|kind| manifest.has(*kind)), "no module");
    for kind in ModuleKind::ALL {
        assert_eq!(
            manifest.config_schema(*kind).is_some(),
            manifest.has(*kind) && *kind != ModuleKind::LanguageRuntime
        );
        if let Some(schema) = manifest.config_schema(*kind) {
            // Whatever the schema says, a value is held against it to an end.
            let _ = schema.check(&schema.to_json());
            let _ = schema.check(&Value::Null);
            let _ = schema.check(&(0..60).fold(Value::Null, |value, _| json!({ "a": value })));
        }
    }
}
