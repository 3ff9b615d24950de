//! Maps an artifact by its descriptor alone, for a process that may open nothing. The mapping stays until the process ends: nothing says
//! when the engine has let go of the last piece of it.

use std::fs::File;
use std::io;
use std::ptr::{NonNull, null_mut, slice_from_raw_parts_mut};

use rustix::fs::fstat;
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap, mprotect};
use rustix::param::page_size;
use wasmtime::CustomCodeMemory;

/// The whole file, to read.
#[allow(unsafe_code)]
pub(super) fn map(file: &File) -> io::Result<NonNull<[u8]>> {
    let length = usize::try_from(fstat(file)?.st_size).map_err(io::Error::other)?;
    // SAFETY: a new mapping at an address that the kernel chooses; it aliases nothing.
    let start = unsafe { mmap(null_mut(), length, ProtFlags::READ, MapFlags::PRIVATE, file, 0) }?;
    NonNull::new(slice_from_raw_parts_mut(start.cast(), length)).ok_or_else(|| io::Error::other("mapped at zero"))
}

/// Makes code in such mappings executable.
pub(crate) struct CodeInMappings {
    page_bytes: usize,
}

impl CodeInMappings {
    /// Asks for the size of a page now: later that may mean opening a file.
    pub(crate) fn new() -> Self {
        Self { page_bytes: page_size() }
    }
}

impl CustomCodeMemory for CodeInMappings {
    fn required_alignment(&self) -> usize {
        self.page_bytes
    }

    #[allow(unsafe_code)]
    fn publish_executable(&self, start: *const u8, length: usize) -> wasmtime::Result<()> {
        // SAFETY: the engine asks it for the code of an artifact that it holds, which `map` mapped to read; nobody writes there.
        unsafe { mprotect(start.cast_mut().cast(), length, MprotectFlags::READ | MprotectFlags::EXEC) }?;
        Ok(())
    }

    /// What is not run any more may as well stay as it is.
    fn unpublish_executable(&self, _start: *const u8, _length: usize) -> wasmtime::Result<()> {
        Ok(())
    }
}
