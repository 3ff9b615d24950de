//! Meters the linear memory and the tables of one instance, all of its core modules together.

use wasmtime::ResourceLimiter;

use crate::failure::FailureKind;

/// The most elements of one table.
const TABLE_ELEMENTS: usize = 100_000;

pub(super) struct MemoryMeter {
    limit_bytes: u64,
    used_bytes: u64,
    refused_bytes: Option<u64>,
}

impl MemoryMeter {
    pub(super) fn new(limit_bytes: u64) -> Self {
        Self { limit_bytes, used_bytes: 0, refused_bytes: None }
    }

    /// Memory never shrinks, so what is used is also the peak.
    pub(super) fn peak(&self) -> u64 {
        self.used_bytes
    }

    /// The failure to report when a call failed after memory was refused.
    pub(super) fn failure(&self) -> Option<FailureKind> {
        self.refused_bytes.map(|wanted| FailureKind::Memory { limit: self.limit_bytes, wanted })
    }
}

impl ResourceLimiter for MemoryMeter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool, wasmtime::Error> {
        let wanted = self.used_bytes.saturating_add((desired - current) as u64);
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        if wanted > self.limit_bytes {
            self.refused_bytes = Some(wanted);
            return Ok(false);
        }
        self.used_bytes = wanted;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool, wasmtime::Error> {
        Ok(desired <= TABLE_ELEMENTS)
    }
}
