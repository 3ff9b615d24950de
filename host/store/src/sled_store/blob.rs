//! A blob that comes in parts. Each part is written on a thread for such things.

use touchstone_core::ids::Digest;

use super::blocking;
use crate::blob_folder::Unfinished;
use crate::error::StoreError;
use crate::{NewBlob, Pending};

/// `None` once a part was not written, or while one is.
pub(super) struct SledBlob(Option<Unfinished>);

impl SledBlob {
    pub(super) fn new(unfinished: Unfinished) -> Self {
        Self(Some(unfinished))
    }
}

impl NewBlob for SledBlob {
    fn write(&mut self, part: Vec<u8>) -> Pending<'_, ()> {
        Box::pin(async move {
            let mut unfinished = self.0.take().ok_or_else(broken)?;
            let write = move || match unfinished.write(&part) {
                Ok(()) => Ok(unfinished),
                Err(error) => Err(StoreError::io(&error)),
            };
            self.0 = Some(blocking(write).await?);
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> Pending<'static, Digest> {
        Box::pin(async move {
            let unfinished = self.0.take().ok_or_else(broken)?;
            blocking(move || unfinished.finish().map_err(|error| StoreError::io(&error))).await
        })
    }
}

fn broken() -> StoreError {
    StoreError::Failed { what: "a part of a blob was not written, so there is no whole".to_owned() }
}
