//! The guest's world: the exports that its manifest declares, `log`, and one import per capability that it wants.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use touchstone_core::manifest::Manifest;
use touchstone_core::words::{Capability, ModuleKind};

use crate::contract::v0_1::{ATTACHMENTS, CODE, CONSOLE, EVALUATOR, LANGUAGE_RUNTIME, LOG, QUESTION_TYPE};

/// The composed world's name.
pub(super) const WORLD: &str = "plugin";

const CONTRACT: [(&str, &str); 5] = [
    ("types.wit", include_str!("../../../../wit/plugin/types.wit")),
    ("question-type.wit", include_str!("../../../../wit/plugin/question-type.wit")),
    ("evaluator.wit", include_str!("../../../../wit/plugin/evaluator.wit")),
    ("language-runtime.wit", include_str!("../../../../wit/plugin/language-runtime.wit")),
    ("host.wit", include_str!("../../../../wit/plugin/host.wit")),
];

/// Writes the world and the contract it refers to, as a WIT folder.
pub(super) fn write(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let contract = folder.join("deps").join("touchstone-plugin");
    fs::create_dir_all(&contract)?;
    for (name, text) in CONTRACT {
        fs::write(contract.join(name), text)?;
    }
    fs::write(folder.join("world.wit"), compose(manifest))
}

fn compose(manifest: &Manifest) -> String {
    let mut world = format!("package touchstone:guest;\n\nworld {WORLD} {{\n  import {LOG};\n");
    let console = manifest.has(ModuleKind::LanguageRuntime);
    let imports = [
        (console, CONSOLE),
        (manifest.wants(Capability::RunCode), CODE),
        (manifest.wants(Capability::Attachments), ATTACHMENTS),
    ];
    for (_, interface) in imports.iter().filter(|(wanted, _)| *wanted) {
        let _ = writeln!(world, "  import {interface};");
    }
    for (kind, interface) in [
        (ModuleKind::QuestionType, QUESTION_TYPE),
        (ModuleKind::Evaluator, EVALUATOR),
        (ModuleKind::LanguageRuntime, LANGUAGE_RUNTIME),
    ] {
        if manifest.has(kind) {
            let _ = writeln!(world, "  export {interface};");
        }
    }
    world.push_str("}\n");
    world
}
