//! Lines for the plugin's author and the administrator. Never for answers or names.

/// A detail for the author.
pub fn debug(message: &str) {
    write(Level::Debug, message);
}

/// What an administrator may want to know.
pub fn info(message: &str) {
    write(Level::Info, message);
}

/// Something unexpected that did not stop the work.
pub fn warn(message: &str) {
    write(Level::Warn, message);
}

/// Something that stopped the work.
pub fn error(message: &str) {
    write(Level::Error, message);
}

use crate::bindings::log::Level;

#[cfg(target_arch = "wasm32")]
fn write(level: Level, message: &str) {
    crate::bindings::log::write(level, message);
}

#[cfg(not(target_arch = "wasm32"))]
fn write(level: Level, message: &str) {
    eprintln!("{level:?}: {message}");
}

/// Sends a panic's message to the log before it becomes a trap.
pub(crate) fn on_panic() {
    #[cfg(target_arch = "wasm32")]
    std::panic::set_hook(Box::new(|info| error(&info.to_string())));
}
