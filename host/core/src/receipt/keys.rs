//! The Ed25519 keys that sign receipts, as PEM: PKCS#8 for the private one, `SubjectPublicKeyInfo` for the public one (RFC 8410). Makes no
//! randomness and reads no file.

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::ids::Digest;

/// Signs. Not to be shown: no `Debug`, no `Display`; its memory is overwritten at its end.
pub struct PrivateKey(SigningKey);

/// Tells whether a signature is its private key's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A private key in the place of a public one.
    #[error(
        "it is a private key, which only signs and is for its owner alone; give the public one, `FILE.pub` of `touchstone key new FILE`"
    )]
    Private,
    /// A public key in the place of a private one.
    #[error(
        "it is a public key, which cannot sign; give the private one that `touchstone key new FILE` wrote to `FILE`"
    )]
    Public,
    /// Anything else.
    #[error("it is no Ed25519 key in PEM ({reason}); make one with `touchstone key new FILE`")]
    Malformed {
        /// What the parser said.
        reason: String,
    },
}

const PRIVATE_LABEL: &str = "PRIVATE KEY-----";
const PUBLIC_LABEL: &str = "PUBLIC KEY-----";

impl PrivateKey {
    /// From 32 bytes of the machine's randomness.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&bytes))
    }

    /// Reads PKCS#8 in PEM.
    ///
    /// # Errors
    ///
    /// When it is anything else.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        if text.contains(PUBLIC_LABEL) {
            return Err(KeyError::Public);
        }
        SigningKey::from_pkcs8_pem(text).map(Self).map_err(|error| malformed(&error))
    }

    /// PKCS#8 in PEM, in the form without the public key that every tool reads.
    pub fn to_pem(&self) -> String {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        bytes.to_pkcs8_pem(LineEnding::LF).expect("32 bytes have a PKCS#8 form").to_string()
    }

    /// What others check its signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` in PEM.
    ///
    /// # Errors
    ///
    /// When it is anything else, or no point of the curve.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        if text.contains(PRIVATE_LABEL) {
            return Err(KeyError::Private);
        }
        VerifyingKey::from_public_key_pem(text).map(Self).map_err(|error| malformed(&error))
    }

    /// `SubjectPublicKeyInfo` in PEM.
    pub fn to_pem(&self) -> String {
        self.0.to_public_key_pem(LineEnding::LF).expect("32 bytes have a SubjectPublicKeyInfo")
    }

    /// SHA-256 over its 32 bytes, as 64 hexadecimal digits.
    pub fn id(&self) -> String {
        Digest::of(self.0.as_bytes()).hex()
    }

    /// Strict: one signature has one form, and keys of small order sign nothing.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

fn malformed(error: &impl ToString) -> KeyError {
    KeyError::Malformed { reason: error.to_string() }
}
