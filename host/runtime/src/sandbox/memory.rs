//! Meters the linear memory and the tables of one instance, all of its core modules together.

use wasmtime::ResourceLimiter;

use crate::failure::FailureKind;

/// The most elements of one table.
const TABLE_ELEMENTS: usize = 100_000;

/// In bytes.
pub(super) struct MemoryMeter {
    limit: u64,
    used: u64,
    /// What would have been used, the last time that growing was refused.
    refused: Option<u64>,
}

impl MemoryMeter {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, used: 0, refused: None }
    }

    /// Memory never shrinks, so what is used is also the peak.
    pub(super) fn peak(&self) -> u64 {
        self.used
    }

    /// The failure to report when a call failed after memory was refused.
    pub(super) fn failure(&self) -> Option<FailureKind> {
        self.refused.map(|wanted| FailureKind::Memory { limit: self.limit, wanted })
    }
}

impl ResourceLimiter for MemoryMeter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool, wasmtime::Error> {
        let wanted = self.used.saturating_add((desired - current) as u64);
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        if wanted > self.limit {
            self.refused = Some(wanted);
            return Ok(false);
        }
        self.used = wanted;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool, wasmtime::Error> {
        Ok(desired <= TABLE_ELEMENTS)
    }
}
