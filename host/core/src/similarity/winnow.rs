//! Fingerprints of a sequence by winnowing: hashes of every k units in a row, and of each window of w of them the least.

use std::collections::VecDeque;

/// How fine fingerprints are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grain {
    /// The units of one fingerprint, k: what two answers share over fewer is never seen.
    pub(super) gram: usize,
    /// The hashes of one window, w.
    pub(super) window: usize,
    /// Keeps hashes of different kinds of sequences apart.
    pub(super) salt: u64,
}

impl Grain {
    /// The length from which every shared run of units has a fingerprint in both sequences, w + k − 1.
    #[cfg(test)]
    pub(super) fn guaranteed(self) -> usize {
        self.window + self.gram - 1
    }
}

/// A hash that was selected, and where its units begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub(super) hash: u64,
    pub(super) at: usize,
}

/// 2^61 − 1.
const MODULUS: u64 = (1 << 61) - 1;
const BASE: u64 = 0x1b87_3593_cc9e_2d51 % MODULUS;

/// The hash of every k units in a row, by where they begin (Karp and Rabin 1987).
pub(super) fn grams(symbols: impl ExactSizeIterator<Item = u32> + Clone, grain: Grain) -> Vec<u64> {
    if symbols.len() < grain.gram {
        return Vec::new();
    }
    let leaving = (0..grain.gram).fold(1, |power, _| times(power, BASE));
    let mut hashes = Vec::with_capacity(symbols.len() - grain.gram + 1);
    let mut first = symbols.clone();
    let mut sum = 0;
    for (n, symbol) in symbols.enumerate() {
        sum = plus(times(sum, BASE), value(symbol));
        if n >= grain.gram {
            let gone = first.next().map_or(0, value);
            sum = plus(sum, MODULUS - times(gone, leaving));
        }
        if n + 1 >= grain.gram {
            hashes.push(mixed(sum ^ grain.salt));
        }
    }
    hashes
}

/// Of each window the least hash; of equal ones the last, and none twice in a row where a run repeats itself ("robust winnowing").
pub(super) fn winnow(hashes: &[u64], grain: Grain) -> Vec<Fingerprint> {
    let window = grain.window.min(hashes.len());
    let mut selected: Vec<Fingerprint> = Vec::new();
    // Indices of the window's hashes that nothing after them is less than; the least comes first.
    let mut rising = VecDeque::new();
    for (at, &hash) in hashes.iter().enumerate() {
        while rising.back().is_some_and(|&last| hashes[last] > hash) {
            rising.pop_back();
        }
        rising.push_back(at);
        let Some(start) = (at + 1).checked_sub(window) else { continue };
        while rising.front().is_some_and(|&first| first < start) {
            rising.pop_front();
        }
        let Some(&least) = rising.front() else { continue };
        let hash = hashes[least];
        let kept = selected.last().is_some_and(|last| last.hash == hash && last.at >= start);
        if !kept {
            // Of equal hashes the last one stays in the most windows to come.
            let at = rising.iter().copied().take_while(|&one| hashes[one] == hash).last();
            selected.push(Fingerprint { hash, at: at.unwrap_or(least) });
        }
    }
    selected
}

fn value(symbol: u32) -> u64 {
    u64::from(symbol) + 1
}

fn plus(one: u64, other: u64) -> u64 {
    (one + other) % MODULUS
}

fn times(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) % u128::from(MODULUS);
    u64::try_from(product).unwrap_or_default()
}

/// Spreads hashes evenly, so that the least of a window is as good as drawn (the finaliser of `SplitMix64`, Steele and others 2014).
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// Hashes to look up.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    sorted: Vec<u64>,
    /// A bit for each end of a hash that is there: nearly everything that is not there ends here.
    ends: Vec<u64>,
}

const END_BITS: u32 = 20;

impl Hashes {
    pub(super) fn of(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        let mut ends = vec![0; if hashes.is_empty() { 0 } else { 1 << (END_BITS - 6) }];
        for hash in &hashes {
            let (word, bit) = Self::end(*hash);
            ends[word] |= bit;
        }
        Self { sorted: hashes, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        let (word, bit) = Self::end(hash);
        self.ends.get(word).is_some_and(|bits| bits & bit != 0) && self.sorted.binary_search(&hash).is_ok()
    }

    fn end(hash: u64) -> (usize, u64) {
        let end = hash & ((1 << END_BITS) - 1);
        (usize::try_from(end >> 6).unwrap_or_default(), 1 << (end & 63))
    }
}
