//! The numbers: packs the embeddings in six bits and the matrices in eight, exactly as the original has them, and writes the rest as it is.

use std::path::Path;

use crate::npy::Arrays;
use crate::shape::{BRANCHES, CHANNELS, CHUNKS, FEATURES, MATRICES, ROW_BYTES, WIDTH};
use crate::write;

const ROWS_OF_A_CHUNK: usize = 7530;

/// The matrices by the names of their arrays, in the order of [`MATRICES`].
const NAMES: [&str; MATRICES.len()] = [
    "proj2", "proj3", "proj5", "w1_2", "w1_3", "w1_5", "w2_2", "w2_3", "w2_5", "cnn_W", "d0", "d1", "p1", "d2", "p3",
    "d3",
];

/// Writes `embeddings.bin`, `weights.bin` and `numbers.bin`.
pub(crate) fn pack(npz: Vec<u8>, kept: &[u32], out: &Path) -> Result<(), String> {
    let mut arrays = Arrays::open(npz)?;
    write(out, "embeddings.bin", &embeddings(&mut arrays, kept)?)?;

    let (mut weights, mut numbers) = (Vec::new(), Vec::new());
    numbers.extend(arrays.floats("scale", CHUNKS)?);
    numbers.extend(arrays.floats("lo", CHUNKS)?);
    let mut sums = Vec::new();
    for (name, (inputs, outputs)) in NAMES.iter().zip(MATRICES) {
        let matrix = Matrix::of(&arrays.floats(name, inputs * outputs)?, outputs, name)?;
        weights.extend(matrix.packed());
        numbers.push(matrix.scale);
        if name.starts_with("proj") {
            sums.push(matrix.sums());
        }
    }
    for ((width, _), sums) in BRANCHES.iter().zip(sums) {
        numbers.extend(sums);
        for name in ["proj_b", "ln_g", "ln_b", "b1_", "b2_"] {
            numbers.extend(arrays.floats(&format!("{name}{width}"), CHANNELS)?);
        }
    }
    for (name, count) in [("ln_g", FEATURES), ("ln_b", FEATURES), ("cnn_b", WIDTH)] {
        numbers.extend(arrays.floats(name, count)?);
    }
    write(out, "weights.bin", &weights)?;
    write(out, "numbers.bin", &numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>())
}

fn embeddings(arrays: &mut Arrays, kept: &[u32]) -> Result<Vec<u8>, String> {
    let chunk = |number| arrays.bytes(&format!("q{number}"), ROWS_OF_A_CHUNK * WIDTH);
    let chunks = (1..=CHUNKS).map(chunk).collect::<Result<Vec<_>, _>>()?;
    let mut packed = Vec::with_capacity(kept.len() * ROW_BYTES);
    for id in kept {
        let (chunk, row) = (*id as usize % CHUNKS, *id as usize / CHUNKS);
        let values = chunks[chunk].chunks_exact(WIDTH).nth(row).ok_or("a token has no embedding")?;
        if values.iter().any(|value| *value > 63) {
            return Err(format!("the embedding of token {id} does not fit in six bits"));
        }
        // The first three quarters keep their six bits; the last is spread over the two bits that each of them leaves.
        let (quarter, last) = values.split_at(WIDTH / 4 * 3);
        for (part, values) in quarter.chunks_exact(WIDTH / 4).enumerate() {
            packed.extend(values.iter().zip(last).map(|(value, last)| value | ((last >> (2 * part)) & 3) << 6));
        }
    }
    Ok(packed)
}

/// A matrix of whole numbers from -127 to 127, all of which one factor scales.
struct Matrix {
    values: Vec<i8>,
    outputs: usize,
    scale: f32,
}

impl Matrix {
    /// Finds the factor: the original quantised its weights in eight bits and stores their products with it.
    fn of(weights: &[f32], outputs: usize, name: &str) -> Result<Self, String> {
        let mut sorted: Vec<f64> = weights.iter().map(|weight| f64::from(*weight)).collect();
        sorted.sort_by(f64::total_cmp);
        let largest = sorted.iter().fold(0.0, |largest: f64, weight| largest.max(weight.abs()));
        let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 1e-6);
        let scale = largest / (largest / steps.fold(f64::INFINITY, f64::min)).round();
        let mut values = Vec::with_capacity(weights.len());
        for weight in weights {
            let value = f64::from(*weight) / scale;
            #[expect(clippy::cast_possible_truncation, reason = "checked in the next line")]
            let whole = value.round() as i32;
            if (value - f64::from(whole)).abs() > 1e-3 || whole.abs() > 127 {
                return Err(format!("the weights `{name}` are not whole numbers of eight bits times a factor"));
            }
            #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
            values.push(whole as i8);
        }
        #[expect(clippy::cast_possible_truncation, reason = "rounded to what the library computes with")]
        let matrix = Self { values, outputs, scale: scale as f32 };
        // What keeps the library's sums of products of 16 bits within 32.
        match matrix.columns().map(|column| column.map(|weight| i64::from(weight.abs())).sum::<i64>()).max() {
            Some(sum) if sum * i64::from(i16::MAX) <= i64::from(i32::MAX) => Ok(matrix),
            _ => Err(format!("the weights `{name}` are too large for sums in 32 bits")),
        }
    }

    fn columns(&self) -> impl Iterator<Item = impl Iterator<Item = i8>> {
        (0..self.outputs).map(|output| self.values.iter().skip(output).step_by(self.outputs).copied())
    }

    /// Two outputs at a time: eight weights of the one, eight of the other, and so on along the inputs.
    fn packed(&self) -> Vec<u8> {
        let columns: Vec<Vec<i8>> = self.columns().map(Iterator::collect).collect();
        let mut packed = Vec::with_capacity(self.values.len());
        for pair in columns.chunks_exact(2) {
            for (one, other) in pair[0].chunks_exact(8).zip(pair[1].chunks_exact(8)) {
                packed.extend(one.iter().chain(other).map(|weight| weight.cast_unsigned()));
            }
        }
        packed
    }

    /// What each output is when all inputs are 1.
    fn sums(&self) -> Vec<f32> {
        let sum = |column: &mut dyn Iterator<Item = i8>| column.map(i16::from).map(f64::from).sum::<f64>();
        #[expect(clippy::cast_possible_truncation, reason = "rounded to what the library computes with")]
        self.columns().map(|mut column| (sum(&mut column) * f64::from(self.scale)) as f32).collect()
    }
}
