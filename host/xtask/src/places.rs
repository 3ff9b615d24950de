//! Where the repository is, and what is kept between two runs. The only place that reads the environment.

use std::env;
use std::path::{Path, PathBuf};

/// Folders of this machine.
pub(crate) struct Places {
    /// The repository.
    pub(crate) root: PathBuf,
    /// What survives a run, and is shared by all clones: `TOUCHSTONE_CACHE`, else `~/.cache/touchstone`.
    pub(crate) cache: PathBuf,
    /// Where cargo builds: `CARGO_TARGET_DIR`, else a folder in the cache.
    pub(crate) target: PathBuf,
}

impl Places {
    pub(crate) fn of_this_machine() -> Self {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.ancestors().nth(2).unwrap_or(manifest).to_owned();
        let user_cache = || {
            let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
            xdg.or_else(home).unwrap_or_else(env::temp_dir).join("touchstone")
        };
        let cache = env::var_os("TOUCHSTONE_CACHE").map_or_else(user_cache, PathBuf::from);
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache.join("target"), PathBuf::from);
        Self { root, cache, target }
    }

    /// Tool chains of guests, where `touchstone build` looks for them.
    pub(crate) fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The `touchstone` program, once it is built.
    pub(crate) fn touchstone(&self) -> PathBuf {
        self.target.join("debug/touchstone")
    }

    /// Built plugins.
    pub(crate) fn plugins(&self) -> PathBuf {
        self.root.join("target/plugins")
    }

    /// Built plugins of the examples, below `EXAMPLE/VERSION`.
    pub(crate) fn example_plugins(&self) -> PathBuf {
        self.root.join("target/examples")
    }

    /// Built guests of the tests.
    pub(crate) fn fixtures(&self) -> PathBuf {
        self.root.join("target/fixtures")
    }
}
