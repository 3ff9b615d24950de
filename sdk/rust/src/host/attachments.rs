//! Capability `attachments`: what the candidate uploaded for this item.

pub use crate::bindings::attachments::Refusal;

/// `length` bytes of the attachment `id` from `offset`.
///
/// # Errors
///
/// A [`Refusal`]: no such attachment, a range outside it, or more read than this evaluation may.
pub fn read(id: u32, offset: u64, length: u32) -> Result<Vec<u8>, Refusal> {
    #[cfg(target_arch = "wasm32")]
    return crate::bindings::attachments::read(id, offset, length);
    #[cfg(not(target_arch = "wasm32"))]
    crate::harness::read_attachment(id, offset, length)
}
