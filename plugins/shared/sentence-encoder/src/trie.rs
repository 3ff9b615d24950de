//! Walks a double array trie where it lies, in the form of the library Darts-clone.

/// A trie over bytes; its keys have values.
#[derive(Clone, Copy)]
pub(crate) struct Trie(&'static [u32]);

impl Trie {
    pub(crate) fn new(units: &'static [u32]) -> Self {
        Self(units)
    }

    /// The keys that `text` begins with, from the shortest to the longest: their values and lengths.
    pub(crate) fn prefixes(self, text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
        let unit = move |at: u32| self.0.get(at as usize).copied();
        let mut node = unit(0).map(offset);
        let found = (1..).zip(text).map_while(move |(length, byte)| {
            let label = u32::from(*byte);
            let at = node? ^ label;
            let here = unit(at).filter(|unit| unit & LABEL == label && label != 0)?;
            let next = at ^ offset(here);
            node = Some(next);
            Some((here & HAS_VALUE != 0).then(|| (unit(next).unwrap_or(0) & !IS_VALUE, length)))
        });
        found.flatten().map(|(value, length)| (value as usize, length))
    }
}

const HAS_VALUE: u32 = 1 << 8;
const IS_VALUE: u32 = 1 << 31;
const LABEL: u32 = IS_VALUE | 0xff;

/// From a unit to its children: 22 bits, or the same times 256 if bit 9 says so.
fn offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & (1 << 9)) >> 6)
}
