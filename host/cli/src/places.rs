//! Where things are kept on this machine. The only place that reads the environment.

use std::env;
use std::path::PathBuf;

use crate::score::Language;

/// Folders of this user.
pub(crate) struct Places {
    cache: PathBuf,
    cargo_target: Option<PathBuf>,
    locale: String,
}

impl Places {
    /// `TOUCHSTONE_CACHE`, else `touchstone` in `XDG_CACHE_HOME`, else in `~/.cache`.
    pub(crate) fn from_environment() -> Self {
        let user_cache = || {
            let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
            xdg.or_else(home).unwrap_or_else(env::temp_dir).join("touchstone")
        };
        Self {
            cache: env::var_os("TOUCHSTONE_CACHE").map_or_else(user_cache, PathBuf::from),
            locale: ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
                .unwrap_or_default(),
            cargo_target: env::var_os("TOUCHSTONE_GUEST_TARGET").map(PathBuf::from),
        }
    }

    /// Compiled components.
    pub(crate) fn artifacts(&self) -> PathBuf {
        self.cache.join("artifacts")
    }

    /// Tool chains for guests that are not in `PATH`.
    pub(crate) fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The language of this user's system; English unless it is Chinese.
    pub(crate) fn language(&self) -> Language {
        if self.locale.starts_with("zh") { Language::Chinese } else { Language::English }
    }

    /// Where cargo keeps what it builds of Rust guests, if not in the workspace's own target folder (`TOUCHSTONE_GUEST_TARGET`).
    pub(crate) fn cargo_target(&self) -> Option<PathBuf> {
        self.cargo_target.clone()
    }
}
