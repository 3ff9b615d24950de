//! What one call may spend: the table of limits with units, closed defaults and ceilings, and how they are lowered. Enforces nothing.

use std::collections::BTreeMap;
use std::fmt;

use crate::reader::{Node, all};
use crate::words::LimitName;

/// Some limits by their names, where others are left as they are.
pub type SomeLimits = BTreeMap<LimitName, u64>;

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which.
    pub name: LimitName,
    /// What is counted, such as `bytes`.
    pub unit: &'static str,
    /// What is limited.
    pub of: &'static str,
    /// What a call gets when nobody asks for more or less.
    pub default: u64,
    /// The most a manifest can ask for.
    pub ceiling: u64,
}

/// A limit that nobody can change, for the docs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fixed {
    /// As errors write it, or in words.
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// How much there may be.
    pub most: u64,
}

macro_rules! limits {
    ($($field:ident, $name:ident: $unit:literal, $default:expr, $ceiling:expr, $of:literal;)+) => {
        /// What one call may spend, in the units that [`TABLE`] names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Limits {
            $(#[doc = $of] pub $field: u64,)+
        }

        /// All limits of a call.
        pub const TABLE: &[Limit] = &[$(
            Limit { name: LimitName::$name, unit: $unit, of: $of, default: $default, ceiling: $ceiling },
        )+];

        /// What a call gets when nobody asks for more or less.
        pub const DEFAULT: Limits = Limits { $($field: $default,)+ };

        /// The most a manifest can ask for.
        pub const CEILING: Limits = Limits { $($field: $ceiling,)+ };

        impl Limits {
            /// One of them by its name.
            pub fn get(&self, name: LimitName) -> u64 {
                match name { $(LimitName::$name => self.$field,)+ }
            }

            /// The same with one of them changed.
            #[must_use]
            pub fn with(mut self, name: LimitName, value: u64) -> Self {
                match name { $(LimitName::$name => self.$field = value,)+ }
                self
            }
        }
    };
}

limits! {
    fuel, Fuel: "operations", 1_000_000_000, 100_000_000_000,
        "WebAssembly operations, and 500 for each host call and 4 for each byte of it";
    wall_ms, WallMs: "milliseconds", 60_000, 300_000,
        "Time by the clock, without that of the programs it runs. A safety net behind the fuel: meeting it is the host's failure, never a verdict";
    memory_bytes, MemoryBytes: "bytes", 64 << 20, 256 << 20,
        "Linear memories in sum";
    table_elements, TableElements: "elements", 100_000, 100_000,
        "Tables in sum";
    handles, Handles: "handles", 10_000, 10_000,
        "Handles of resources that are alive at once";
    host_calls, HostCalls: "calls", 1_000_000, 100_000_000,
        "Calls of the host's functions";
    host_bytes, HostBytes: "bytes", 128 << 20, 16 << 30,
        "What host calls make, read or copy for the plugin";
    transfer_bytes, TransferBytes: "bytes", 16 << 20, 16 << 20,
        "One result, or one argument of a host call";
    json_bytes, JsonBytes: "bytes", 1 << 20, 1 << 20,
        "One JSON text that a question type returns: the host parses it, and a value takes some hundred times the memory of the shortest text for it";
    output_bytes, OutputBytes: "bytes", 1 << 20, 16 << 20,
        "What a program writes to stdout and stderr together";
    log_lines, LogLines: "lines", 200, 200,
        "Lines that are kept of a call's log; the rest is dropped and counted";
    log_bytes, LogBytes: "bytes", 64 << 10, 64 << 10,
        "Bytes that are kept of a call's log; the rest is dropped and counted";
    attachment_bytes, AttachmentBytes: "bytes", 64 << 20, 64 << 20,
        "What an evaluation reads of attachments";
    program_fuel, ProgramFuel: "operations", 200_000_000_000, 200_000_000_000,
        "All programs that an evaluation runs (`code.run`), beside its own fuel";
    program_inputs, ProgramInputs: "inputs", 2_000, 2_000,
        "Inputs that an evaluation may run programs on (`code.run`)";
}

/// A limit that is higher than it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`limits.{name}` asks for {wanted}, but {of} {most} at most")]
pub struct OverCeiling {
    /// Which.
    pub name: LimitName,
    /// What is asked for.
    pub wanted: u64,
    /// What can be had.
    pub most: u64,
    /// Who gives it.
    pub of: Giver,
}

/// Who bounds a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// The host's ceilings.
    Host,
    /// What the plugin itself has.
    Plugin,
    /// An administrator.
    Administrator,
}

impl fmt::Display for Giver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "this host gives",
            Self::Plugin => "the plugin has",
            Self::Administrator => "the administrator allows",
        })
    }
}

impl Limits {
    /// The limits of a plugin whose manifest asks for `wanted`.
    ///
    /// # Errors
    ///
    /// When a wish is over its ceiling.
    pub fn granted(wanted: &SomeLimits) -> Result<Self, OverCeiling> {
        check(wanted, |name| CEILING.get(name), Giver::Host)?;
        Ok(wanted.iter().fold(DEFAULT, |limits, (name, value)| limits.with(*name, *value)))
    }

    /// The same, none of them higher than `most` has it.
    #[must_use]
    pub fn lowered(self, most: &SomeLimits) -> Self {
        most.iter().fold(self, |limits, (name, most)| limits.with(*name, limits.get(*name).min(*most)))
    }

    /// Whether nothing in `wanted` is higher than here.
    ///
    /// # Errors
    ///
    /// The first that is.
    pub fn cover(&self, wanted: &SomeLimits) -> Result<(), OverCeiling> {
        check(wanted, |name| self.get(name), Giver::Plugin)
    }
}

/// Whether nothing in `wanted` is higher than in `most`, where that names it at all.
///
/// # Errors
///
/// The first that is.
pub fn within(wanted: &SomeLimits, most: &SomeLimits) -> Result<(), OverCeiling> {
    check(wanted, |name| most.get(&name).copied().unwrap_or(u64::MAX), Giver::Administrator)
}

/// Reads some limits, each of them above 0.
pub(crate) fn read(node: &Node<'_>) -> Option<SomeLimits> {
    let fields = node.fields(LimitName::WORDS)?;
    let read = |name: &LimitName| Some(fields.maybe(name.as_str(), Node::positive)?.map(|value| (*name, value)));
    Some(all(LimitName::ALL.iter().map(read))?.into_iter().flatten().collect())
}

fn check(wanted: &SomeLimits, most: impl Fn(LimitName) -> u64, of: Giver) -> Result<(), OverCeiling> {
    for (&name, &wanted) in wanted {
        let most = most(name);
        if wanted > most {
            return Err(OverCeiling { name, wanted, most, of });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_limit_and_no_default_is_over_its_ceiling() {
        assert_eq!(TABLE.iter().map(|limit| limit.name).collect::<Vec<_>>(), LimitName::ALL);
        for limit in TABLE {
            assert!(limit.default > 0 && limit.default <= limit.ceiling, "{limit:?}");
            assert_eq!((DEFAULT.get(limit.name), CEILING.get(limit.name)), (limit.default, limit.ceiling));
        }
    }

    #[test]
    fn a_wish_up_to_the_ceiling_is_granted_and_one_over_it_is_refused_with_both_numbers() {
        let wanted = SomeLimits::from([(LimitName::MemoryBytes, CEILING.memory_bytes), (LimitName::LogLines, 3)]);
        let granted = Limits { memory_bytes: CEILING.memory_bytes, log_lines: 3, ..DEFAULT };
        assert_eq!(Limits::granted(&wanted), Ok(granted));

        let wanted = SomeLimits::from([(LimitName::WallMs, 300_001)]);
        assert_eq!(
            Limits::granted(&wanted).unwrap_err().to_string(),
            "`limits.wall_ms` asks for 300001, but this host gives 300000 at most"
        );
    }

    #[test]
    fn limits_are_lowered_and_never_raised() {
        let most = SomeLimits::from([(LimitName::Fuel, 5), (LimitName::Handles, u64::MAX)]);
        assert_eq!(DEFAULT.lowered(&most), Limits { fuel: 5, ..DEFAULT });
        let error = DEFAULT.cover(&most).unwrap_err().to_string();
        assert_eq!(error, "`limits.handles` asks for 18446744073709551615, but the plugin has 10000 at most");
        assert_eq!(within(&SomeLimits::from([(LimitName::WallMs, 9)]), &most), Ok(()));
        let error = within(&SomeLimits::from([(LimitName::Fuel, 9)]), &most).unwrap_err().to_string();
        assert_eq!(error, "`limits.fuel` asks for 9, but the administrator allows 5 at most");
    }
}
