//! The file of a candidate's receipts: the scorecard's envelope, the evaluations' envelopes, and the salt that is no part of either.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_path_to_error::Segment;

use super::envelope::{Envelope, EnvelopeError};
use super::keys::{PrivateKey, PublicKey};
use super::salt::Salt;
use super::{EVALUATION_TYPE, EvaluationReceipt, SCORECARD_TYPE, ScorecardReceipt, overrides_digest};
use crate::ids::{Digest, ItemId};
use crate::json;
use crate::mistake::SyntaxError;
use crate::overrides::Override;

/// A candidate's receipts, signed: `CANDIDATE.receipt.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptFile {
    format: Format,
    scorecard: Envelope,
    /// In the order of the interview.
    evaluations: Vec<Envelope>,
    /// What people said of the scores; erased with the salt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overrides: Vec<Override>,
    /// `None` once it was erased.
    salt: Option<Salt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "touchstone-receipt/1")]
    One,
}

/// A candidate's receipts, all of whose signatures hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Of the scorecard.
    pub scorecard: ScorecardReceipt,
    /// Of every item, in the order of the interview.
    pub evaluations: Vec<EvaluationReceipt>,
    /// What people said of the scores.
    pub overrides: Vec<Override>,
    /// Opens what is salted. `None` once it was erased.
    pub salt: Option<Salt>,
}

/// Why a file gives no receipts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is not JSON.
    #[error("not valid JSON: {0}; have the receipt issued again")]
    Syntax(#[source] SyntaxError),
    /// It is no file of receipts.
    #[error("it is no receipt: {problem}{}; give a `CANDIDATE.receipt.json` as it was issued", at(.pointer))]
    NoReceipt {
        /// Where.
        pointer: String,
        /// What is wrong there.
        problem: String,
    },
    /// An envelope does not open.
    #[error("the envelope at `{pointer}`: {error}")]
    Envelope {
        /// Where.
        pointer: String,
        /// Why.
        error: EnvelopeError,
    },
    /// What an envelope holds is signed, and no receipt that this build can read.
    #[error("the payload at `{envelope}` is signed but cannot be read: {problem}{}; verify it with the Touchstone that issued it", at(.pointer))]
    Payload {
        /// The envelope's place.
        envelope: String,
        /// Where in the payload.
        pointer: String,
        /// What is wrong there.
        problem: String,
    },
    /// The evaluations are not those of the scorecard.
    #[error(
        "the receipt at `/evaluations/{index}` is not the one that the scorecard's receipt names for `{item}`; put that one there"
    )]
    Unchained {
        /// Which.
        index: usize,
        /// What should be there.
        item: ItemId,
    },
    /// More or fewer evaluations than the scorecard has.
    #[error("it holds {found} receipts of evaluations, and the scorecard's names {named}; put them all there")]
    Count {
        /// How many are there.
        found: usize,
        /// How many should be.
        named: usize,
    },
    /// The salt is another one.
    #[error(
        "the salt at `/salt` is not the one of the receipt at `{envelope}`, which has the digest {named}; put the salt there that the file was issued with"
    )]
    Salt {
        /// Whose.
        envelope: String,
        /// Over the salt that should be there.
        named: Digest,
    },
    /// What people said of the scores is not what was signed.
    #[error(
        "what people said of the scores, at `/overrides`, is not what the receipt at `/scorecard` was signed over; put there what the file was issued with"
    )]
    Overrides,
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(", at `{pointer}`") }
}

impl Receipt {
    /// Signs every receipt.
    pub fn sign(&self, key: &PrivateKey) -> ReceiptFile {
        let evaluation = |receipt: &EvaluationReceipt| Envelope::sign(EVALUATION_TYPE, &receipt.payload(), key);
        ReceiptFile {
            format: Format::One,
            scorecard: Envelope::sign(SCORECARD_TYPE, &self.scorecard.payload(), key),
            evaluations: self.evaluations.iter().map(evaluation).collect(),
            overrides: self.overrides.clone(),
            salt: self.salt.clone(),
        }
    }
}

impl ReceiptFile {
    /// Reads a file. Nothing of it is true yet.
    ///
    /// # Errors
    ///
    /// When it is no receipt.
    pub fn from_json(bytes: &[u8]) -> Result<Self, FileError> {
        let value = json::parse_bytes(bytes).map_err(FileError::Syntax)?;
        read(value).map_err(|(pointer, problem)| FileError::NoReceipt { pointer, problem })
    }

    /// The file, to read it again with [`Self::from_json`].
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("receipts are plain JSON with texts as keys");
        format!("{text}\n")
    }

    /// The receipts, if this key signed them all, they belong together, and the salt is theirs.
    ///
    /// # Errors
    ///
    /// The first thing that is not so, with its place.
    pub fn open(&self, key: &PublicKey) -> Result<Receipt, FileError> {
        let (scorecard, _): (ScorecardReceipt, _) = open(&self.scorecard, SCORECARD_TYPE, key, "/scorecard")?;
        let mut evaluations = Vec::with_capacity(self.evaluations.len());
        for (n, envelope) in self.evaluations.iter().enumerate() {
            evaluations.push(open::<EvaluationReceipt>(envelope, EVALUATION_TYPE, key, &format!("/evaluations/{n}"))?);
        }
        if evaluations.len() != scorecard.evaluations.len() {
            return Err(FileError::Count { found: evaluations.len(), named: scorecard.evaluations.len() });
        }
        for (index, ((receipt, payload), link)) in evaluations.iter().zip(&scorecard.evaluations).enumerate() {
            if *payload != link.receipt || receipt.item != link.item {
                return Err(FileError::Unchained { index, item: link.item.clone() });
            }
        }
        let evaluations: Vec<_> = evaluations.into_iter().map(|(receipt, _)| receipt).collect();
        if let Some(salt) = &self.salt {
            let evaluation = |(n, receipt): (usize, &EvaluationReceipt)| (format!("/evaluations/{n}"), receipt.salt);
            let named = std::iter::once(("/scorecard".to_owned(), scorecard.salt));
            let mut named = named.chain(evaluations.iter().enumerate().map(evaluation));
            if let Some((envelope, named)) = named.find(|(_, named)| *named != salt.commitment()) {
                return Err(FileError::Salt { envelope, named });
            }
            if overrides_digest(&self.overrides, salt) != scorecard.overrides {
                return Err(FileError::Overrides);
            }
        }
        let overrides = self.overrides.clone();
        Ok(Receipt { scorecard, evaluations, overrides, salt: self.salt.clone() })
    }
}

/// What an envelope holds, and the digest over it.
fn open<T: DeserializeOwned>(
    envelope: &Envelope,
    payload_type: &'static str,
    key: &PublicKey,
    pointer: &str,
) -> Result<(T, Digest), FileError> {
    let wrong = |error| FileError::Envelope { pointer: pointer.to_owned(), error };
    let payload = envelope.open(payload_type, key).map_err(wrong)?;
    let unreadable =
        |pointer_inside, problem| FileError::Payload { envelope: pointer.to_owned(), pointer: pointer_inside, problem };
    let value = json::parse_bytes(&payload).map_err(|error| unreadable(String::new(), error.to_string()))?;
    let receipt = read(value).map_err(|(pointer, problem)| unreadable(pointer, problem))?;
    Ok((receipt, Digest::of(&payload)))
}

/// A value, or where it is none and why.
fn read<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = String::new();
        for segment in error.path() {
            pointer.push('/');
            match segment {
                Segment::Seq { index } => pointer.push_str(&index.to_string()),
                Segment::Map { key } => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        (pointer, error.inner().to_string())
    })
}
