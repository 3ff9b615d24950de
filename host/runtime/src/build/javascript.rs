//! JavaScript guests: componentize-js takes the entry file and leaves no imports but the world's. It takes one file without packages, so a
//! guest that uses some bundles itself first: where its folder has a `package.json` with a script `build`, that script runs, and makes the
//! file that `module` names.

use std::fs;
use std::path::{Path, PathBuf};
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

const NO_NPM: BuildError =
    BuildError::NoTool { what: "npm", remedy: "hint: install Node.js 20 or newer with npm, so that `npm` is in PATH" };

const NOTHING_INSTALLED: BuildError = BuildError::NoTool {
    what: "What the plugin's package.json names",
    remedy: "hint: run `npm install` in the plugin's folder",
};

pub(super) fn component(guest: &Guest<'_>) -> Result<Vec<u8>, BuildError> {
    let node = tool::find("node", &[]).ok_or(NO_NODE)?;
    let folder =
        guest.folder.canonicalize().map_err(|error| BuildError::File { path: guest.folder.to_owned(), error })?;
    bundle(&folder)?;
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
    fs::read(&out).map_err(|error| BuildError::File { path: out, error })
}

/// Runs the script `build` of the folder's `package.json`, if there is one. Installs nothing.
fn bundle(folder: &Path) -> Result<(), BuildError> {
    let path = folder.join("package.json");
    if !path.is_file() {
        return Ok(());
    }
    let unreadable = |error| BuildError::File { path: path.clone(), error };
    let package: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).map_err(unreadable)?).map_err(|error| unreadable(error.into()))?;
    if package.pointer("/scripts/build").is_none() {
        return Ok(());
    }
    let uses_packages = ["dependencies", "devDependencies"].iter().any(|key| package.get(key).is_some());
    if uses_packages && !folder.join("node_modules").is_dir() {
        return Err(NOTHING_INSTALLED);
    }
    let npm = tool::find("npm", &[]).ok_or(NO_NPM)?;
    tool::run("npm run build", Command::new(npm).current_dir(folder).args(["run", "--silent", "build"])).map(drop)
}
