//! Products of rows of whole numbers with a matrix of whole numbers. Takes most of the encoder's time.

use crate::lanes::{COLUMNS, Eight, ROWS, products, widened};

/// The most that a rounded number is: no sum of its products with weights is beyond 32 bits then, as the build script checks.
pub(crate) const LARGEST: f32 = 32_766.0;

/// Weights from -127 to 127, and the factor of all of them.
#[derive(Clone, Copy)]
pub(crate) struct Matrix {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) scale: f32,
    /// Two outputs at a time: eight weights of the one, eight of the other, and so on along the inputs.
    pub(crate) weights: &'static [[[i8; 8]; COLUMNS]],
}

impl Matrix {
    /// The products of rows with the matrix, row by row. A row is what begins at one of `starts`, counted in eights; rows may overlap.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub(crate) fn times(&self, numbers: &[Eight], starts: &[usize]) -> Vec<i32> {
        let steps = self.inputs / 8;
        let row = |start: usize| &numbers[start..start + steps];
        let mut results = vec![0; starts.len() * self.outputs];
        let (mut first, mut second) = (vec![[0; 8]; steps], vec![[0; 8]; steps]);
        let (blocks, single) = starts.as_chunks::<ROWS>();
        let (of_blocks, of_single) = results.split_at_mut(blocks.len() * ROWS * self.outputs);
        for (pair, packed) in self.weights.chunks_exact(steps).enumerate() {
            for ((first, second), packed) in first.iter_mut().zip(&mut second).zip(packed) {
                [*first, *second] = widened(*packed);
            }
            let columns = [first.as_slice(), second.as_slice()];
            let write =
                |results: &mut [i32], sums: &[i32; COLUMNS]| results[COLUMNS * pair..][..COLUMNS].copy_from_slice(sums);
            for (block, results) in blocks.iter().zip(of_blocks.chunks_exact_mut(ROWS * self.outputs)) {
                let sums = products(block.map(row), columns);
                results.chunks_exact_mut(self.outputs).zip(&sums).for_each(|(results, sums)| write(results, sums));
            }
            for (start, results) in single.iter().zip(of_single.chunks_exact_mut(self.outputs)) {
                write(results, &products([row(*start)], columns)[0]);
            }
        }
        results
    }

    /// The product of each row of `rows` with the matrix, each row rounded by its own largest number.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub(crate) fn apply(&self, rows: &[f32]) -> Vec<f32> {
        let count = rows.len() / self.inputs;
        let mut numbers = vec![[0; 8]; rows.len() / 8];
        let mut steps = Vec::with_capacity(count);
        for (numbers, row) in numbers.chunks_exact_mut(self.inputs / 8).zip(rows.chunks_exact(self.inputs)) {
            let step = step(largest(row));
            round(row, step, numbers);
            steps.push(step);
        }
        let starts: Vec<usize> = (0..count).map(|row| row * self.inputs / 8).collect();
        let results = self.times(&numbers, &starts);
        let mut scaled = vec![0.0; results.len()];
        let by_row = scaled.chunks_exact_mut(self.outputs).zip(results.chunks_exact(self.outputs));
        for ((scaled, results), step) in by_row.zip(steps) {
            let factor = step * self.scale;
            for (scaled, result) in scaled.iter_mut().zip(results) {
                *scaled = to_float(*result) * factor;
            }
        }
        scaled
    }
}

/// The largest absolute value of the numbers.
#[inline]
pub(crate) fn largest(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for eight in numbers.as_chunks::<8>().0 {
        for (lane, number) in lanes.iter_mut().zip(eight) {
            let number = number.abs();
            *lane = if number > *lane { number } else { *lane };
        }
    }
    lanes.into_iter().fold(0.0, |largest, lane| if lane > largest { lane } else { largest })
}

/// What a rounded number stands for, if the largest of them is `largest`.
#[inline]
pub(crate) fn step(largest: f32) -> f32 {
    if largest > 0.0 { largest / LARGEST } else { 1.0 }
}

/// Rounds numbers to multiples of `step`.
#[inline]
pub(crate) fn round(numbers: &[f32], step: f32, rounded_numbers: &mut [Eight]) {
    let factor = 1.0 / step;
    for (eight, numbers) in rounded_numbers.iter_mut().zip(numbers.as_chunks::<8>().0) {
        *eight = numbers.map(|number| rounded(number * factor));
    }
}

/// The nearest whole number, the even one of two; for numbers of 16 bits. Where the unit of a float is 1, its lowest bits are the number.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are meant")]
pub(crate) fn rounded(number: f32) -> i16 {
    const UNIT_IS_ONE: f32 = 12_582_912.0;
    (number + UNIT_IS_ONE).to_bits() as i16
}

/// A sum as a float, to its nearest.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "24 bits of a sum are more than its factors had")]
pub(crate) fn to_float(sum: i32) -> f32 {
    sum as f32
}
