//! The tables that the build script packed, where they lie in the program.

use std::array;

use crate::matrix::Matrix;
use crate::shape::{BRANCHES, CHANNELS, CHUNKS, FEATURES, MATRICES, ROW_BYTES, WIDTH};
use crate::trie::Trie;

const _: () =
    assert!(cfg!(target_endian = "little"), "the tables are written for processors that begin with the lowest byte");

/// A table that begins where any number may.
#[repr(C, align(16))]
struct Aligned<T: ?Sized>(T);

macro_rules! table {
    ($name:literal) => {{
        static TABLE: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/", $name)));
        &TABLE.0
    }};
}

/// The vocabulary and the weights.
pub(crate) struct Model {
    /// What a text is rewritten by before it is cut into pieces: keys are what is replaced, values where the replacement begins.
    pub(crate) rules: Trie,
    /// The replacements, each ended by a zero.
    pub(crate) replacements: &'static [u8],
    /// The pieces and their rows.
    pub(crate) pieces: Trie,
    /// How likely each piece is, by row.
    pub(crate) scores: &'static [f32],
    /// The lowest score of the original's pieces, of which these are a part.
    pub(crate) lowest_score: f32,
    ids: &'static [u32],
    embeddings: &'static [[u8; ROW_BYTES]],
    chunk_scales: &'static [f32],
    chunk_lows: &'static [f32],
    pub(crate) branches: [Branch; BRANCHES.len()],
    pub(crate) feature_gains: &'static [f32],
    pub(crate) feature_biases: &'static [f32],
    pub(crate) sum: Matrix,
    pub(crate) sum_biases: &'static [f32],
    /// The layers at the end: what the original calls d0, d1, p1, d2, p3 and d3.
    pub(crate) layers: [Matrix; 6],
}

/// A branch of the network, which sees some tokens at a time.
pub(crate) struct Branch {
    /// How many tokens it sees, and how many of them come before the one it stands at.
    pub(crate) window: (usize, usize),
    pub(crate) projection: Matrix,
    /// What the projection makes of an embedding of ones.
    pub(crate) projection_sums: &'static [f32],
    pub(crate) projection_biases: &'static [f32],
    pub(crate) gains: &'static [f32],
    pub(crate) biases: &'static [f32],
    /// No number is larger after normalisation, whatever the token.
    pub(crate) bound: f32,
    pub(crate) first: Matrix,
    pub(crate) first_biases: &'static [f32],
    pub(crate) second: Matrix,
    pub(crate) second_biases: &'static [f32],
}

impl Model {
    pub(crate) fn bundled() -> Self {
        let mut weights: &[u8] = table!("weights.bin");
        let mut numbers: &[f32] = bytemuck::cast_slice(table!("numbers.bin"));
        let mut numbers = |count| numbers.split_off(..count).expect("the build script wrote them");
        let (chunk_scales, chunk_lows) = (numbers(CHUNKS), numbers(CHUNKS));
        let matrices = MATRICES.map(|(inputs, outputs)| Matrix {
            inputs,
            outputs,
            scale: numbers(1)[0],
            weights: bytemuck::cast_slice(weights.split_off(..inputs * outputs).expect("the build script wrote them")),
        });
        let branches = array::from_fn(|branch| {
            let mut branch_numbers = || numbers(CHANNELS);
            let (projection_sums, projection_biases) = (branch_numbers(), branch_numbers());
            let (gains, biases) = (branch_numbers(), branch_numbers());
            Branch {
                window: BRANCHES[branch],
                projection: matrices[branch],
                projection_sums,
                projection_biases,
                gains,
                biases,
                bound: bound(gains, biases),
                first: matrices[3 + branch],
                first_biases: branch_numbers(),
                second: matrices[6 + branch],
                second_biases: branch_numbers(),
            }
        });
        Self {
            rules: Trie::new(bytemuck::cast_slice(table!("rules.bin"))),
            replacements: table!("replacements.bin"),
            pieces: Trie::new(bytemuck::cast_slice(table!("pieces.bin"))),
            scores: bytemuck::cast_slice(table!("scores.bin")),
            lowest_score: f32::from_le_bytes(*include_bytes!(concat!(env!("OUT_DIR"), "/lowest_score.bin"))),
            ids: bytemuck::cast_slice(table!("ids.bin")),
            embeddings: table!("embeddings.bin").as_chunks().0,
            chunk_scales,
            chunk_lows,
            branches,
            feature_gains: numbers(FEATURES),
            feature_biases: numbers(FEATURES),
            sum: matrices[9],
            sum_biases: numbers(WIDTH),
            layers: array::from_fn(|layer| matrices[10 + layer]),
        }
    }

    /// The id that the original gives the piece in this row.
    pub(crate) fn id(&self, row: usize) -> u32 {
        self.ids[row]
    }

    /// The embedding in this row: whole numbers of six bits, and the factor and the summand that make numbers of them.
    pub(crate) fn embedding(&self, row: usize) -> ([i16; WIDTH], f32, f32) {
        const QUARTER: usize = WIDTH / 4;
        let chunk = self.ids[row] as usize % CHUNKS;
        let parts = self.embeddings[row].as_chunks::<QUARTER>().0;
        let mut numbers = [0; WIDTH];
        let (numbers_of_parts, last) = numbers.split_at_mut(3 * QUARTER);
        for (part, numbers) in numbers_of_parts.chunks_exact_mut(QUARTER).enumerate() {
            for ((number, last), byte) in numbers.iter_mut().zip(&mut *last).zip(parts[part]) {
                *number = i16::from(byte & 63);
                *last |= i16::from(byte >> 6) << (2 * part);
            }
        }
        (numbers, self.chunk_scales[chunk], self.chunk_lows[chunk])
    }
}

/// The numbers of all branches are normalised together. Their mean square is then 1, so none of them is beyond the root of their count.
#[expect(clippy::cast_precision_loss, reason = "a small number")]
fn bound(gains: &[f32], biases: &[f32]) -> f32 {
    let root = ((BRANCHES.len() * CHANNELS) as f32).sqrt();
    gains.iter().zip(biases).map(|(gain, bias)| gain.abs() * root + bias.abs()).fold(0.0, f32::max)
}
