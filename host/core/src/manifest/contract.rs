//! The version of the plugin contract. Which versions a host still speaks is the runtime's to say.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// The version of the contract that this build of Touchstone speaks.
pub const CONTRACT: ContractVersion = ContractVersion { major: 0, minor: 1 };

/// A version of the plugin contract, `major.minor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContractVersion {
    /// Changes with what breaks plugins.
    pub major: u16,
    /// Changes with what is added.
    pub minor: u16,
}

/// A text that is no contract version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no contract version; write `major.minor`, such as `{CONTRACT}`")]
pub struct ContractVersionError {
    /// The text.
    pub text: String,
}

impl FromStr for ContractVersion {
    type Err = ContractVersionError;

    fn from_str(text: &str) -> Result<Self, ContractVersionError> {
        let number = |part: &str| {
            let plain = part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
            part.parse().ok().filter(|_| plain)
        };
        text.split_once('.')
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }))
            .ok_or_else(|| ContractVersionError { text: text.to_owned() })
    }
}

impl fmt::Display for ContractVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl Serialize for ContractVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContractVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
