//! The plugins in a folder, and which of them meets a requirement: the newest version that does.

use std::fs;
use std::path::{Path, PathBuf};

use touchstone_core::interview::PluginRequirement;
use touchstone_core::manifest::Manifest;
use touchstone_runtime::inspect;

use crate::report::{Failure, FailureKind};

/// Every plugin in a folder, inspected and not yet compiled.
pub(crate) struct Catalog {
    folder: PathBuf,
    entries: Vec<Entry>,
}

/// One component.
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    pub(crate) manifest: Manifest,
}

impl Catalog {
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let none = |what: String| {
            Failure::new(FailureKind::Plugin, what)
                .hint("build plugins with `touchstone build FOLDER`, or name their folder with `--plugins`")
        };
        let entries = fs::read_dir(folder)
            .map_err(|error| none(format!("cannot read the plugins' folder `{}`: {error}", folder.display())))?;
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
            .collect();
        paths.sort();
        if paths.is_empty() {
            return Err(none(format!("there is no plugin in `{}`", folder.display())));
        }
        let entries = paths.into_iter().map(Entry::read).collect::<Result<Vec<_>, _>>()?;
        for (n, entry) in entries.iter().enumerate() {
            let same = |other: &&Entry| {
                other.manifest.id() == entry.manifest.id() && other.manifest.version() == entry.manifest.version()
            };
            if let Some(other) = entries[..n].iter().find(same) {
                let what = format!(
                    "`{}` and `{}` are both {} {}",
                    other.path.display(),
                    entry.path.display(),
                    entry.manifest.id(),
                    entry.manifest.version()
                );
                return Err(Failure::new(FailureKind::Plugin, what).hint("keep one of the two files"));
            }
        }
        Ok(Self { folder: folder.to_owned(), entries })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The newest version that meets the requirement.
    pub(crate) fn find(&self, requirement: &PluginRequirement) -> Option<&Entry> {
        self.entries
            .iter()
            .filter(|entry| *entry.manifest.id() == requirement.plugin)
            .filter(|entry| requirement.version.matches(entry.manifest.version()))
            .max_by(|one, other| one.manifest.version().cmp(other.manifest.version()))
    }
}

impl Entry {
    fn read(path: PathBuf) -> Result<Self, Failure> {
        let bytes = fs::read(&path)
            .map_err(|error| Failure::new(FailureKind::Plugin, format!("cannot read `{}`: {error}", path.display())))?;
        let inspected = inspect(&bytes)
            .map_err(|error| Failure::new(FailureKind::Plugin, format!("cannot load `{}`: {error}", path.display())))?;
        Ok(Self { path, bytes, manifest: inspected.manifest })
    }
}
