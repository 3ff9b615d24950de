//! JavaScript guests: componentize-js takes the entry file and leaves no imports but the world's.

use std::path::PathBuf;
use std::process::Command;

use super::world::WORLD;
use super::{BuildError, Guest, tool};

const PACKAGE: &str = "node_modules/@bytecodealliance/componentize-js";

const NO_NODE: BuildError =
    BuildError::NoTool { what: "Node.js", remedy: "hint: install Node.js 20 or newer, so that `node` is in PATH" };

const NO_PACKAGE: BuildError = BuildError::NoTool {
    what: "@bytecodealliance/componentize-js",
    remedy: "hint: run `npm install @bytecodealliance/componentize-js@0.23.0` in the plugin's folder",
};

pub(super) fn component(guest: &Guest<'_>) -> Result<Vec<u8>, BuildError> {
    let node = tool::find("node", &[]).ok_or(NO_NODE)?;
    let folder =
        guest.folder.canonicalize().map_err(|error| BuildError::File { path: guest.folder.to_owned(), error })?;
    let candidates: Vec<PathBuf> = [Some(folder.clone()), guest.tools.folder.clone()].into_iter().flatten().collect();
    let home = candidates.into_iter().find(|folder| folder.join(PACKAGE).is_dir()).ok_or(NO_PACKAGE)?;
    let out = guest.wit.join("component.wasm");
    tool::run(
        "componentize-js",
        Command::new(node)
            // Modules named by a script on the command line are looked up from the current folder.
            .current_dir(home)
            .args(["--input-type=module", "--eval", include_str!("componentize.mjs")])
            .arg(folder.join(guest.module.unwrap_or("src/plugin.js")))
            .arg(guest.wit)
            .arg(WORLD)
            .arg(&out),
    )?;
    std::fs::read(&out).map_err(|error| BuildError::File { path: out, error })
}
