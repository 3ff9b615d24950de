//! The server's pool with real `touchstone worker` processes. Components come from `cargo xtask plugins`.

mod batch;
mod bounds;
mod calls;
mod files;
mod hardened;
mod pool;
mod server_death;
mod stream;
mod stuck;
