//! The server's clock, in the two forms that are kept: milliseconds of Unix time, and RFC 3339.

use jiff::Timestamp;

/// Now, in milliseconds of Unix time.
pub(crate) fn now_ms() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
}

/// Now, as `2026-11-21T09:30:00.125Z`.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now).to_string()
}
