//! Meters the linear memory and the tables of one instance, all of its core modules together.

use wasmtime::ResourceLimiter;

use crate::failure::FailureKind;
use crate::limits::Limits;

/// Memory in bytes, tables in elements.
pub(super) struct MemoryMeter {
    memory: Meter,
    tables: Meter,
}

struct Meter {
    limit: u64,
    used: u64,
    /// What would have been used, the last time that growing was refused.
    refused: Option<u64>,
}

impl MemoryMeter {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { memory: Meter::new(limits.memory_bytes), tables: Meter::new(limits.table_elements) }
    }

    /// Memory never shrinks, so what is used is also the peak.
    pub(super) fn peak(&self) -> u64 {
        self.memory.used
    }

    /// Whether growing a memory was refused.
    pub(super) fn memory_refused(&self) -> bool {
        self.memory.refused.is_some()
    }

    /// The failure to report when a call failed after growing was refused.
    pub(super) fn failure(&self) -> Option<FailureKind> {
        let memory = self.memory.refused.map(|wanted| FailureKind::Memory { limit: self.memory.limit, wanted });
        let tables = || self.tables.refused.map(|wanted| FailureKind::Tables { limit: self.tables.limit, wanted });
        memory.or_else(tables)
    }
}

impl Meter {
    fn new(limit: u64) -> Self {
        Self { limit, used: 0, refused: None }
    }

    /// What the guest itself set as the maximum is no limit of ours, and not noted as one.
    fn grow(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> bool {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return false;
        }
        let wanted = self.used.saturating_add((desired - current) as u64);
        if wanted > self.limit {
            self.refused = Some(wanted);
            return false;
        }
        self.used = wanted;
        true
    }
}

impl ResourceLimiter for MemoryMeter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool, wasmtime::Error> {
        Ok(self.memory.grow(current, desired, maximum))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool, wasmtime::Error> {
        // A table without a maximum of its own has the pool's, which is the limit.
        let maximum = maximum.filter(|maximum| (*maximum as u64) < self.tables.limit);
        Ok(self.tables.grow(current, desired, maximum))
    }
}
