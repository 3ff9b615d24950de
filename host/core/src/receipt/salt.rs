//! Digests that lead to a person only through a salt, which is kept apart and can be erased. Makes no randomness.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{Digest, Hasher};

/// 32 random bytes, one draw for each candidate; shown as 64 hexadecimal digits. Whoever has it can find out whether a digest is of what they
/// guess, so it is not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

/// SHA-256 over a salt and then some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SaltedDigest(Digest);

/// A [`SaltedDigest`] of bytes that come in parts.
#[derive(Clone)]
pub struct SaltedHasher(Hasher);

/// A text that is no salt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a salt is 64 lower-case hexadecimal digits")]
pub struct SaltError;

impl Salt {
    /// From 32 bytes of the machine's randomness.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// SHA-256 over the salt alone: what is signed.
    pub fn commitment(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// Of bytes that concern a person.
    pub fn digest(&self, bytes: &[u8]) -> SaltedDigest {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    /// Of bytes that concern a person and are too many to hold.
    pub fn hasher(&self) -> SaltedHasher {
        let mut hasher = Hasher::default();
        hasher.update(&self.0);
        SaltedHasher(hasher)
    }
}

impl SaltedHasher {
    /// The next bytes.
    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// Of all that came.
    pub fn finish(self) -> SaltedDigest {
        SaltedDigest(self.0.finish())
    }
}

impl FromStr for Salt {
    type Err = SaltError;

    fn from_str(text: &str) -> Result<Self, SaltError> {
        let digest: Digest = format!("sha256:{text}").parse().map_err(|_| SaltError)?;
        Ok(Self(*digest.as_bytes()))
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl fmt::Display for SaltedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Digest::from_bytes(self.0).hex())
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
