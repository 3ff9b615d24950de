//! Rules that every source file keeps: it says first what it is, has a name of its own, and stays small.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::workspace;

/// The most lines of a Rust file.
const LINES: usize = 500;

#[test]
fn rust_files_are_tidy() {
    let mut files = Vec::new();
    for folder in ["host", "sdk", "plugins", "examples"] {
        rust_files(&workspace().join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files were found", files.len());
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(workspace()).unwrap().display();
        if !text.starts_with("//! ") {
            wrong.push(format!("{shown}: begin with `//!` and what the file does"));
        }
        if path.file_name().is_some_and(|name| name == "mod.rs") {
            wrong.push(format!("{shown}: name it after its module, beside the module's folder"));
        }
        let lines = text.lines().count();
        if lines > LINES {
            wrong.push(format!("{shown}: {lines} lines; split it, {LINES} are the most"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !["target", "node_modules", "__pycache__"].contains(&name) {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
