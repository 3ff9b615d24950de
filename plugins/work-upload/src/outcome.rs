//! What a check found in a file: how much of it holds, and what to say where it does not.

use touchstone_sdk::FULL_MARKS;

/// What a check found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Millionths.
    pub(crate) credit: u64,
    /// Where in the file: a sheet, a cell.
    pub(crate) place: Option<String>,
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Outcome {
    pub(crate) fn passed() -> Self {
        Self { credit: FULL, place: None, zh: String::new(), en: String::new() }
    }

    pub(crate) fn failed(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::share(0, 1, zh, en)
    }

    /// `part` of `whole`; what is said counts only below the whole.
    pub(crate) fn share(part: u64, whole: u64, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let credit = match whole {
            0 => 0,
            _ if part >= whole => FULL,
            _ => u64::try_from(u128::from(part) * u128::from(FULL) / u128::from(whole)).unwrap_or(0),
        };
        Self { credit, place: None, zh: zh.into(), en: en.into() }
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    pub(crate) fn is_passed(&self) -> bool {
        self.credit == FULL
    }
}

/// A check that all holds.
pub(crate) const FULL: u64 = FULL_MARKS as u64;
