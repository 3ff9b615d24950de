//! `touchstone build FOLDER`: makes the component, writes it, and says why not where it cannot.

use std::fs;
use std::path::{Path, PathBuf};

use touchstone_core::manifest::ManifestError;
use touchstone_runtime::build::{BuildError, Tools, build};

use crate::places::Places;
use crate::report::{Failure, FailureKind};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The plugin's folder, with `plugin.toml` in it
    folder: PathBuf,
    /// The component to write [default: target/plugins/PUBLISHER.NAME.wasm]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, places: &Places) -> Result<(), Failure> {
    let tools = Tools { folder: Some(places.tools()), cargo_target: places.cargo_target() };
    let built = build(&arguments.folder, &tools).map_err(|error| failure(&arguments.folder, error))?;
    let name = format!("{}.wasm", built.manifest.id().to_string().replace('/', "."));
    let out = arguments.out.clone().unwrap_or_else(|| crate::plugins_folder(None).join(name));
    let written = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    };
    written.and_then(|()| fs::write(&out, &built.bytes)).map_err(|error| {
        Failure::new(FailureKind::Machine, format!("cannot write `{}`: {error}", out.display()))
            .hint("name another place with `--out FILE`")
    })?;
    crate::print(&format!(
        "{} {} {} ({} KiB) {}\n",
        built.manifest.id(),
        built.manifest.version(),
        out.display(),
        built.bytes.len() / 1024,
        built.digest
    ))
}

fn failure(folder: &Path, error: BuildError) -> Failure {
    const KIND: FailureKind = FailureKind::Build;
    const GUIDE: &str = "a plugin's folder holds `plugin.toml`, its schemas and its source; `plugins/` in the Touchstone repository has examples";
    match error {
        BuildError::File { .. } if !folder.is_dir() => {
            Failure::new(KIND, format!("there is no folder `{}`", folder.display())).hint(GUIDE)
        }
        BuildError::File { path, error } => Failure::unreadable(KIND, &path, &error, GUIDE),
        BuildError::Manifest { path, error: ManifestError::Toml(error) } => {
            Failure::syntax(KIND, &path, "TOML", &error)
        }
        BuildError::Manifest { path, error: ManifestError::Json(error) } => {
            Failure::syntax(KIND, &path, "JSON", &error)
        }
        BuildError::Manifest { path, error: ManifestError::Mistakes(mistakes) } => {
            Failure::mistakes(KIND, &path, mistakes.list())
        }
        BuildError::NoTool { what, remedy } => {
            let what = format!("cannot build `{}`: {what} is not installed", folder.display());
            let hint = |line: &str| line.strip_prefix("hint: ").unwrap_or(line).trim_end_matches(',').to_owned();
            remedy.lines().map(hint).fold(Failure::new(KIND, what), Failure::hint)
        }
        BuildError::Tool { tool, status, output } => {
            let what = format!("cannot build `{}`: {tool} failed ({status})", folder.display());
            Failure::new(KIND, what).detail(&output).hint("correct the plugin's source as the lines above say")
        }
        BuildError::Prepare(_) => Failure::said(KIND, &format!("cannot build `{}`: {error}", folder.display())),
        BuildError::Encode(_) | BuildError::Interfaces { .. } => {
            let said = format!("cannot build `{}`: {error}", folder.display());
            Failure::said(KIND, &said)
                .hint("a module is in the component when `plugin.toml` has its table and the source exports it")
        }
    }
}
