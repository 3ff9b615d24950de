//! Arrays in `NumPy`'s file format, version 1: as much of it as the model's weights use.

use crate::wheel::Wheel;

/// The arrays of an `.npz` archive.
pub(crate) struct Arrays(Wheel);

impl Arrays {
    pub(crate) fn open(npz: Vec<u8>) -> Result<Self, String> {
        Wheel::of(npz).map(Self)
    }

    /// The bytes of an array of `u8` with so many elements.
    pub(crate) fn bytes(&mut self, name: &str, count: usize) -> Result<Vec<u8>, String> {
        self.content(name, "|u1", count)
    }

    /// The numbers of an array of `f32` with so many elements.
    pub(crate) fn floats(&mut self, name: &str, count: usize) -> Result<Vec<f32>, String> {
        let content = self.content(name, "<f4", 4 * count)?;
        Ok(content.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn content(&mut self, name: &str, kind: &str, length: usize) -> Result<Vec<u8>, String> {
        let mut file = self.0.file(&format!("{name}.npy"))?;
        let wrong = |what: &str| format!("the array `{name}` of the model {what}");
        let [b'\x93', b'N', b'U', b'M', b'P', b'Y', 1, 0, low, high, ..] = *file.as_slice() else {
            return Err(wrong("is not in NumPy's format, version 1"));
        };
        let start = 10 + usize::from(u16::from_le_bytes([low, high]));
        let header = String::from_utf8_lossy(file.get(10..start).ok_or_else(|| wrong("is cut short"))?);
        if !header.contains(&format!("'descr': '{kind}'")) || !header.contains("'fortran_order': False") {
            return Err(wrong(&format!("is not of type `{kind}` by rows: {header}")));
        }
        let content = file.split_off(start);
        if content.len() == length { Ok(content) } else { Err(wrong(&format!("has not {length} bytes"))) }
    }
}
