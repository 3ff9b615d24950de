//! A program's output: metered as it is written, kept when the program is stopped.

use super::Stop;

/// What a program wrote.
pub(crate) struct Console {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    limit_bytes: usize,
}

impl Console {
    pub(crate) fn new(limit_bytes: u64) -> Self {
        Self { stdout: Vec::new(), stderr: Vec::new(), limit_bytes: usize::try_from(limit_bytes).unwrap_or(usize::MAX) }
    }

    /// Keeps what fits; stops the program at the first byte that does not.
    pub(crate) fn write(&mut self, stderr: bool, bytes: &[u8]) -> Result<(), Stop> {
        let left = self.limit_bytes - self.stdout.len() - self.stderr.len();
        let kept = &bytes[..bytes.len().min(left)];
        if stderr { &mut self.stderr } else { &mut self.stdout }.extend_from_slice(kept);
        if kept.len() < bytes.len() { Err(Stop::Output) } else { Ok(()) }
    }
}
