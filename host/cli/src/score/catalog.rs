//! The plugins in a folder, and which of them meets a requirement: the newest version that does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use touchstone_core::ids::PluginId;
use touchstone_core::interview::PluginRequirement;
use touchstone_core::manifest::Manifest;
use touchstone_runtime::inspect;

use crate::report::{Failure, FailureKind};

/// Every plugin in a folder, inspected and not yet compiled.
pub(crate) struct Catalog {
    folders: Vec<PathBuf>,
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
        let entries = components(folder)?.into_iter().map(Entry::read).collect::<Result<Vec<_>, _>>()?;
        for (n, entry) in entries.iter().enumerate() {
            if let Some(other) = entries[..n].iter().find(|other| other.name() == entry.name()) {
                let (one, other) = (other.path.display(), entry.path.display());
                let what = format!("`{one}` and `{other}` are both {}", entry.name());
                return Err(Failure::new(FailureKind::Plugin, what).hint("remove one of the two files"));
            }
        }
        Ok(Self { folders: vec![folder.to_owned()], entries })
    }

    /// These plugins, and of another catalog those of which there is no version here.
    pub(crate) fn before(mut self, rest: Self) -> Self {
        let known: BTreeSet<PluginId> = self.entries.iter().map(|entry| entry.manifest.id().clone()).collect();
        self.entries.extend(rest.entries.into_iter().filter(|entry| !known.contains(entry.manifest.id())));
        self.folders.extend(rest.folders);
        self
    }

    /// The newest version that meets the requirement.
    pub(crate) fn find(&self, requirement: &PluginRequirement) -> Option<&Entry> {
        self.entries
            .iter()
            .filter(|entry| *entry.manifest.id() == requirement.plugin)
            .filter(|entry| requirement.version.matches(entry.manifest.version()))
            .max_by(|one, other| one.manifest.version().cmp(other.manifest.version()))
    }

    /// The file of a plugin that was found here.
    pub(crate) fn place(&self, plugin: &PluginId) -> String {
        let entry = self.entries.iter().find(|entry| entry.manifest.id() == plugin);
        entry.map_or_else(String::new, |entry| format!("`{}`", entry.path.display()))
    }

    /// What there is, for someone who asked for something else.
    pub(crate) fn inventory(&self) -> String {
        let names: Vec<String> = self.entries.iter().map(Entry::name).collect();
        let folders: Vec<String> = self.folders.iter().map(|folder| format!("`{}`", folder.display())).collect();
        format!("what is in {}: {}", folders.join(" and "), names.join(", "))
    }
}

/// The files with components in a folder, one at least, in the order of their names.
pub(crate) fn components(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    const GUIDE: &str = "build plugins with `touchstone build FOLDER`, or name their folder with `--plugins FOLDER`";
    let entries =
        fs::read_dir(folder).map_err(|error| Failure::unreadable(FailureKind::Plugin, folder, &error, GUIDE))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        let what = format!("there is no plugin (`*.wasm`) in `{}`", folder.display());
        return Err(Failure::new(FailureKind::Plugin, what).hint(GUIDE));
    }
    Ok(paths)
}

impl Entry {
    fn read(path: PathBuf) -> Result<Self, Failure> {
        const KIND: FailureKind = FailureKind::Plugin;
        let bytes = fs::read(&path)
            .map_err(|error| Failure::unreadable(KIND, &path, &error, "take it out of the plugins' folder"))?;
        let inspected = inspect(&bytes).map_err(|error| {
            Failure::said(KIND, &format!("cannot load `{}`: {error}", path.display()))
                .hint("nothing is scored with a broken plugin at hand: mend it, or take it out of the folder")
        })?;
        Ok(Self { path, bytes, manifest: inspected.manifest })
    }

    fn name(&self) -> String {
        format!("{} {}", self.manifest.id(), self.manifest.version())
    }
}
