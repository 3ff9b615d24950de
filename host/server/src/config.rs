//! What `touchstone serve` was told, checked.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// As the command line has it.
#[derive(Debug, Clone)]
pub struct RawConfig {
    /// The data directory.
    pub data: PathBuf,
    /// Where to listen: `127.0.0.1:7410`. Port 0 takes any that is free.
    pub listen: String,
    /// Worker processes that one plugin may have at once; one per processor when left out. There is one more, for the others.
    pub workers: Option<usize>,
    /// The `touchstone` program, for the workers.
    pub program: PathBuf,
    /// The folder of compiled components.
    pub artifacts: PathBuf,
    /// How many seconds what is under way gets to end when the server stops.
    pub drain_seconds: u64,
}

/// Checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) workers: usize,
    pub(crate) program: PathBuf,
    pub(crate) artifacts: PathBuf,
    pub(crate) drain: Duration,
}

/// Why a configuration cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not an address.
    #[error("`{listen}` is no address to listen at; write one such as `127.0.0.1:7410`")]
    NotAddress {
        /// What was written.
        listen: String,
    },
    /// Reachable from other machines.
    #[error(
        "`{listen}` can be reached from other machines, and this server has no accounts yet: whoever reaches it may do everything; \
         listen at a loopback address such as `127.0.0.1:7410`, and reach it from elsewhere through an SSH tunnel"
    )]
    NotLoopback {
        /// The address.
        listen: SocketAddr,
    },
    /// Too few or too many workers.
    #[error("{count} workers cannot be; start 1 to {MAX_WORKERS}, one per processor at best")]
    Workers {
        /// How many.
        count: usize,
    },
}

/// The most worker processes.
pub const MAX_WORKERS: usize = 256;

impl Config {
    /// Checks a configuration.
    ///
    /// # Errors
    ///
    /// When the address is none or not this machine's own, or the number of workers cannot be.
    pub fn check(raw: RawConfig) -> Result<Self, ConfigError> {
        let RawConfig { data, listen, workers, program, artifacts, drain_seconds } = raw;
        // The only name that is always this machine.
        let address =
            listen.strip_prefix("localhost:").map_or_else(|| listen.clone(), |port| format!("127.0.0.1:{port}"));
        let address: SocketAddr = address.parse().map_err(|_| ConfigError::NotAddress { listen })?;
        if !address.ip().is_loopback() {
            return Err(ConfigError::NotLoopback { listen: address });
        }
        let workers =
            workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS));
        if !(1..=MAX_WORKERS).contains(&workers) {
            return Err(ConfigError::Workers { count: workers });
        }
        Ok(Self { data, listen: address, workers, program, artifacts, drain: Duration::from_secs(drain_seconds) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_or_refused() {
        let check = |listen: &str, workers| {
            let raw = RawConfig {
                data: "data".into(),
                listen: listen.to_owned(),
                workers,
                program: "touchstone".into(),
                artifacts: "artifacts".into(),
                drain_seconds: 10,
            };
            Config::check(raw).map(|config| config.listen.to_string()).map_err(|error| error.to_string())
        };
        for (listen, expected) in
            [("127.0.0.1:7410", "127.0.0.1:7410"), ("localhost:0", "127.0.0.1:0"), ("[::1]:80", "[::1]:80")]
        {
            assert_eq!(check(listen, Some(1)).as_deref(), Ok(expected));
        }
        for (listen, workers, said) in [
            ("0.0.0.0:80", None, "no accounts yet"),
            ("[::]:80", None, "no accounts yet"),
            ("192.168.1.2:80", None, "SSH tunnel"),
            ("7410", None, "is no address"),
            ("example.org:80", None, "is no address"),
            ("127.0.0.1:80", Some(0), "0 workers"),
            ("127.0.0.1:80", Some(1000), "1 to 256"),
        ] {
            let error = check(listen, workers).unwrap_err();
            assert!(error.contains(said) && error.contains("; "), "{error}");
        }
    }
}
