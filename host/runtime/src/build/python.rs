//! Python guests: componentize-py takes the folder's `src`, runs the module once, and keeps the interpreter as it then is;
//! its core modules become one (see [`super::fuse`]).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::fuse::fuse;
use super::world::WORLD;
use super::{BuildError, Guest, tool};

const NO_TOOL: BuildError = BuildError::NoTool {
    what: "componentize-py",
    remedy: "hint: install it with `pip install componentize-py==0.25.1`, in a virtual environment whose `bin` is in PATH",
};

pub(super) fn component(guest: &Guest<'_>) -> Result<Vec<u8>, BuildError> {
    let folders: Vec<PathBuf> = guest.tools.folder.iter().map(|folder| folder.join("venv/bin")).collect();
    let program = tool::find("componentize-py", &folders).ok_or(NO_TOOL)?;
    // A copy, because componentize-py leaves `__pycache__` behind.
    let source = guest.wit.join("src");
    copy_modules(&guest.folder.join("src"), &source)?;
    let out = guest.wit.join("component.wasm");
    tool::run(
        "componentize-py",
        Command::new(program)
            .arg("-d")
            .arg(guest.wit)
            .args(["-w", WORLD, "componentize"])
            .arg(guest.module.unwrap_or("plugin"))
            .arg("-p")
            .arg(&source)
            .arg("-o")
            .arg(&out),
    )?;
    let linked_at_run_time = fs::read(&out).map_err(|error| BuildError::File { path: out, error })?;
    fuse(&linked_at_run_time).map_err(|error| BuildError::Encode(format!("what componentize-py made: {error}")))
}

fn copy_modules(from: &Path, to: &Path) -> Result<(), BuildError> {
    let failed = |error| BuildError::File { path: from.to_owned(), error };
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && name != "__pycache__" {
            copy_modules(&path, &to.join(name))?;
        } else if path.is_file() {
            fs::copy(&path, to.join(name)).map_err(|error| BuildError::File { path, error })?;
        }
    }
    Ok(())
}
