//! DSSE v1 envelopes (<https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md>): a payload with its type, and a signature over both.
//! Knows nothing of what a payload says.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use serde::{Deserialize, Serialize};

use super::keys::{PrivateKey, PublicKey};

/// A signed payload, as JSON `{"payload": …, "payloadType": …, "signatures": […]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<EnvelopeSignature>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct EnvelopeSignature {
    keyid: String,
    sig: String,
}

/// Why an envelope gives no payload.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Its payload is of another type.
    #[error("its payload is `{found}`, not `{expected}`; verify it with the Touchstone that knows that type")]
    UnknownType {
        /// What it says.
        found: String,
        /// What is read here.
        expected: &'static str,
    },
    /// Nobody signed it.
    #[error("it has no signature; have it issued again")]
    Unsigned,
    /// Somebody else signed it.
    #[error("it is signed by the key {}, not by {given}; give that key, if you trust it, or have the receipt issued again", .signers.join(", "))]
    Stranger {
        /// The ids of the keys that it names.
        signers: Vec<String>,
        /// The id of the key that was given.
        given: String,
    },
    /// What is signed is not what is there.
    #[error(
        "the signature of the key {key} does not hold: {what} was changed after signing; have the receipt issued again"
    )]
    Broken {
        /// The key's id.
        key: String,
        /// What was changed, as far as that shows.
        what: &'static str,
    },
}

/// What is signed: DSSE's pre-authentication encoding of a type and a payload.
pub fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut encoded = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    encoded.extend_from_slice(payload);
    encoded
}

impl Envelope {
    /// Signs a payload.
    pub fn sign(payload_type: &str, payload: &[u8], key: &PrivateKey) -> Self {
        let signature = key.sign(&pre_authentication_encoding(payload_type, payload));
        Self {
            payload: BASE64_STANDARD.encode(payload),
            payload_type: payload_type.to_owned(),
            signatures: vec![EnvelopeSignature { keyid: key.public().id(), sig: BASE64_STANDARD.encode(signature) }],
        }
    }

    /// The payload, if it is of this type and signed by this key.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub fn open(&self, payload_type: &'static str, key: &PublicKey) -> Result<Vec<u8>, EnvelopeError> {
        let id = key.id();
        let signature = match self.signatures.iter().find(|signature| signature.keyid == id) {
            Some(signature) => signature,
            None if self.signatures.is_empty() => return Err(EnvelopeError::Unsigned),
            None => {
                let signers = self.signatures.iter().map(|signature| signature.keyid.clone()).collect();
                return Err(EnvelopeError::Stranger { signers, given: id });
            }
        };
        let broken = |what| EnvelopeError::Broken { key: id.clone(), what };
        let payload = decode(&self.payload).ok_or_else(|| broken("the payload's base64"))?;
        let bytes = decode(&signature.sig).and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| broken("the signature"))?;
        if key.verifies(&pre_authentication_encoding(&self.payload_type, &payload), &bytes) {
            return if self.payload_type == payload_type {
                Ok(payload)
            } else {
                Err(EnvelopeError::UnknownType { found: self.payload_type.clone(), expected: payload_type })
            };
        }
        // Which of the three it was cannot be told, but another type is likely the one.
        Err(broken(if self.payload_type == payload_type {
            "the payload or the signature"
        } else {
            "the payload's type"
        }))
    }
}

/// Both alphabets, as DSSE asks of readers.
fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).or_else(|_| BASE64_URL_SAFE.decode(text)).ok()
}
