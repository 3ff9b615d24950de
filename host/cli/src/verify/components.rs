//! The components that a receipt names, found in a folder by their digests. Loads none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use touchstone_core::ids::Digest;
use touchstone_core::receipt::{Cause, Component, Difference};
use touchstone_runtime::{InspectError, Inspected, inspect};

use super::Stop;
use crate::report::{Failure, FailureKind};
use crate::score::catalog::components;

/// A component that a receipt names.
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// A file that the receipt does not name.
struct Stranger {
    path: PathBuf,
    digest: Digest,
    inspected: Result<Inspected, InspectError>,
}

/// All of them.
pub(super) fn find<'a>(
    folder: &Path,
    wanted: impl Iterator<Item = &'a Component> + Clone,
) -> Result<BTreeMap<Digest, Found>, Stop> {
    let (mut found, mut strangers) = (BTreeMap::new(), Vec::new());
    for path in components(folder)? {
        let bytes = fs::read(&path).map_err(|error| {
            Failure::unreadable(FailureKind::Plugin, &path, &error, "take it out of the plugins' folder")
        })?;
        let digest = Digest::of(&bytes);
        if wanted.clone().any(|component| component.digest == digest) {
            found.insert(digest, Found { path, bytes });
        } else {
            strangers.push(Stranger { path, digest, inspected: inspect(&bytes) });
        }
    }
    for component in wanted {
        if !found.contains_key(&component.digest) {
            return Err(missing(folder, component, &strangers));
        }
    }
    Ok(found)
}

/// Another component in the same version differs; otherwise it has to be fetched.
fn missing(folder: &Path, component: &Component, strangers: &[Stranger]) -> Stop {
    let Component { plugin, version, digest, .. } = component;
    let (mut versions, mut broken) = (Vec::new(), Vec::new());
    for stranger in strangers {
        let path = stranger.path.display();
        match &stranger.inspected {
            Ok(inspected) if inspected.manifest.id() == plugin && inspected.manifest.version() == version => {
                return Stop::Differs(Difference {
                    cause: Cause::Component,
                    item: None,
                    what: format!("the component of `{plugin}` {version}, `{path}`,"),
                    here: stranger.digest.to_string(),
                    receipt: digest.to_string(),
                });
            }
            Ok(inspected) if inspected.manifest.id() == plugin => {
                versions.push(format!("`{path}` is {plugin} {}", inspected.manifest.version()));
            }
            Ok(_) => {}
            Err(error) => {
                let said = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
                broken.push(format!("`{path}`, {}, is no plugin (any more): {said}", stranger.digest));
            }
        }
    }
    let what = format!(
        "the receipt names `{plugin}` {version} with the digest {digest}, and `{}` does not hold it",
        folder.display()
    );
    let failure = versions
        .iter()
        .chain(&broken)
        .fold(Failure::new(FailureKind::Plugin, what), |failure, detail| failure.detail(detail));
    Stop::Failed(
        failure.hint(
            "fetch that very component from whoever issued the receipt or published the plugin, and put it there",
        ),
    )
}
