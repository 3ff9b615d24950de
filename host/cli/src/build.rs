//! `touchstone build FOLDER`.

use std::fs;
use std::path::PathBuf;

use touchstone_runtime::build::{Tools, build};

use crate::places::Places;
use crate::report::{Failure, FailureKind};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The plugin's folder, with `plugin.toml` in it
    folder: PathBuf,
    /// The component to write [default: target/plugins/PUBLISHER.NAME.wasm]
    #[arg(long, short)]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let tools = Tools { folder: Some(places.tools()), cargo_target: places.cargo_target() };
    let built = build(&arguments.folder, &tools)
        .map_err(|error| Failure::new(FailureKind::Build, format!("cannot build `{}`: {error}", arguments.folder.display())))?;
    let name = format!("{}.wasm", built.manifest.id().to_string().replace('/', "."));
    let out = arguments.out.clone().unwrap_or_else(|| crate::plugins_folder(None).join(name));
    let written = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    };
    written.and_then(|()| fs::write(&out, &built.bytes)).map_err(|error| {
        Failure::new(FailureKind::Machine, format!("cannot write `{}`: {error}", out.display()))
    })?;
    anstream::println!(
        "{} {} {} ({} KiB) {}",
        built.manifest.id(),
        built.manifest.version(),
        out.display(),
        built.bytes.len() / 1024,
        built.digest
    );
    Ok(())
}
