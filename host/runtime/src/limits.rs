//! What one call may spend. Every limit has a closed default and a ceiling; a manifest can ask for more than the default, never for more
//! than the ceiling. Enforcement is the sandbox's business.

use touchstone_core::manifest::WantedLimits;

/// What one call may spend, in the units that each field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// WebAssembly operations.
    pub fuel: u64,
    /// Linear memory in sum, in bytes.
    pub memory_bytes: u64,
    /// What a language runtime's program writes to stdout and stderr together, in bytes.
    pub output_bytes: u64,
    /// Wall-clock time in milliseconds, without that of the programs it runs. A safety net behind `fuel`: meeting it is the host's
    /// failure, never a verdict.
    pub wall_ms: u64,
    /// What one result or one argument of a host call may hold, in bytes.
    pub transfer_bytes: u64,
    /// Lines that are kept of the plugin's log.
    pub log_lines: u32,
    /// Bytes that are kept of the plugin's log.
    pub log_bytes: u64,
    /// Fuel for all programs that one evaluation runs.
    pub program_fuel: u64,
    /// Inputs that one evaluation may run programs on.
    pub program_inputs: u32,
    /// What one evaluation may read of attachments, in bytes.
    pub attachment_bytes: u64,
}

/// What a call gets when nobody asks for more or less.
pub const DEFAULT: Limits = Limits {
    fuel: 1_000_000_000,
    memory_bytes: 64 << 20,
    output_bytes: 1 << 20,
    wall_ms: 60_000,
    transfer_bytes: 16 << 20,
    log_lines: 200,
    log_bytes: 64 << 10,
    program_fuel: 200_000_000_000,
    program_inputs: 2_000,
    attachment_bytes: 64 << 20,
};

/// The most a manifest can ask for.
pub const CEILING: Limits =
    Limits { fuel: 100_000_000_000, memory_bytes: 256 << 20, output_bytes: 16 << 20, wall_ms: 300_000, ..DEFAULT };

/// A manifest asks for more than the ceiling.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`limits.{name}` asks for {wanted}, but this host gives {ceiling} at most; lower it in plugin.toml")]
pub struct OverCeiling {
    /// The key in the manifest.
    pub name: &'static str,
    /// What it asks for.
    pub wanted: u64,
    /// What can be had.
    pub ceiling: u64,
}

impl Limits {
    /// The limits of a plugin that asks for `wanted`.
    ///
    /// # Errors
    ///
    /// When a wish is over its ceiling.
    pub fn granted(wanted: WantedLimits) -> Result<Self, OverCeiling> {
        let grant = |name, wanted: Option<u64>, default, ceiling| match wanted {
            None => Ok(default),
            Some(wanted) if wanted <= ceiling => Ok(wanted),
            Some(wanted) => Err(OverCeiling { name, wanted, ceiling }),
        };
        Ok(Self {
            fuel: grant("fuel", wanted.fuel, DEFAULT.fuel, CEILING.fuel)?,
            memory_bytes: grant("memory_bytes", wanted.memory_bytes, DEFAULT.memory_bytes, CEILING.memory_bytes)?,
            output_bytes: grant("output_bytes", wanted.output_bytes, DEFAULT.output_bytes, CEILING.output_bytes)?,
            wall_ms: grant("wall_ms", wanted.wall_ms, DEFAULT.wall_ms, CEILING.wall_ms)?,
            ..DEFAULT
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_up_to_the_ceiling_is_granted_and_one_over_it_is_refused_with_both_numbers() {
        let wanted = WantedLimits { memory_bytes: Some(CEILING.memory_bytes), ..WantedLimits::default() };
        assert_eq!(Limits::granted(wanted), Ok(Limits { memory_bytes: CEILING.memory_bytes, ..DEFAULT }));

        let wanted = WantedLimits { wall_ms: Some(300_001), ..WantedLimits::default() };
        assert_eq!(
            Limits::granted(wanted).unwrap_err().to_string(),
            "`limits.wall_ms` asks for 300001, but this host gives 300000 at most; lower it in plugin.toml"
        );
    }
}
